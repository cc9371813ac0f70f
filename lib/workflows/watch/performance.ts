import {
  contenderCounts,
  estimateCells,
  groupCounts,
  keyCounts,
  levelCounts,
  usageCounts,
} from "@/db/queries/watch";
import type { Authorized } from "@/lib/auth/principal";
import { AppError } from "@/lib/core/errors";
import { bucketOf, periodBefore, type WatchFilter } from "@/lib/monitoring/charts/filter";
import type { FunnelPicture, Picture, RowsPicture, TimePicture } from "@/lib/monitoring/charts/picture";
import { estimateOverTime, type OwnAccuracy } from "@/lib/monitoring/watch/estimates";
import { MEASURES } from "@/lib/monitoring/watch/measures";
import {
  arrivalOfLabels,
  criticalFound,
  measureByGroup,
  measureOverTime,
  nurseAtTheDoor,
  type PerformanceInput,
  scoreboard,
  underTriageFunnel,
} from "@/lib/monitoring/watch/performance";
import { ABOUT_REFERENCE, type Reference } from "@/lib/monitoring/watch/references";
import { recordExport } from "../govern/record-export";
import type { Runtime } from "../service/runtime";
import { chartEvents } from "./chart-events";
import { comparedOver, pictureCsv, type WatchPage, watchPage } from "./watch-frame";

export type PerformanceView = WatchPage & {
  readonly against: Reference;
  /** Visits that were assessed in the window. */
  readonly visits: number;
  readonly warning: string | null;
  readonly overTime: readonly TimePicture[];
  /** Null: no outcome of a patient who became critical is known. */
  readonly critical: TimePicture | null;
  readonly arrival: RowsPicture;
  readonly estimates: readonly { readonly picture: TimePicture; readonly own: OwnAccuracy | null }[];
  readonly scoreboards: readonly RowsPicture[];
  /** Nurse alone, suggestion and both; empty while nobody has given a level first that was read a second time. */
  readonly door: readonly RowsPicture[];
  readonly groups: readonly RowsPicture[];
  readonly funnel: FunnelPicture | null;
};

const ESTIMATED = ["accuracy", "sensitivity", "kappa"] as const;
const COMPARED = ["kappa", "sensitivity", "under-triage"] as const;

/** How well the levels shown do, with the labels there are and without them. Everything comes from the roll-ups. */
export async function performance(
  rt: Runtime,
  _auth: Authorized,
  filter: WatchFilter,
  against: Reference,
): Promise<PerformanceView> {
  const { page, frame, unitName, sums } = await watchPage(rt, filter);
  const over = { bucket: bucketOf(filter) };
  const compare = comparedOver(filter);
  const labels = against === "first" ? "decided" : against;
  const [levels, compared, before, groups, keys, contenders, usage, cells, events] = await Promise.all([
    levelCounts(rt.db, filter, over, sums),
    compare ? levelCounts(rt.db, compare.filter, compare.over, sums) : null,
    filter.compare ? null : levelCounts(rt.db, periodBefore(filter), over, sums),
    groupCounts(rt.db, filter, sums),
    keyCounts(rt.db, filter, sums),
    contenderCounts(rt.db, filter, sums),
    usageCounts(rt.db, filter, over, sums),
    estimateCells(rt.db, filter, labels, over, sums),
    chartEvents(rt, filter),
  ]);
  const input: PerformanceInput = {
    ...frame,
    against,
    levels,
    compared,
    before,
    groups,
    keys,
    contenders,
    usage,
    events,
    unitName,
  };
  return {
    ...page,
    against,
    visits: levels.reduce((sum, r) => sum + r.n, 0),
    warning: ABOUT_REFERENCE[against].warning,
    overTime: MEASURES.map((m) => measureOverTime(input, m.name)),
    critical: criticalFound(input),
    arrival: arrivalOfLabels(input),
    estimates: ESTIMATED.map((name) => estimateOverTime({ ...frame, cells, events, against: labels }, name)),
    scoreboards: COMPARED.map((name) => scoreboard(input, name)),
    door: COMPARED.flatMap((name) => nurseAtTheDoor(input, name) ?? []),
    groups: [measureByGroup(input, "sensitivity"), measureByGroup(input, "accuracy")],
    funnel: underTriageFunnel(input),
  };
}

export const picturesOf = (view: PerformanceView): Picture[] => [
  ...view.overTime,
  ...(view.critical ? [view.critical] : []),
  view.arrival,
  ...view.estimates.map((e) => e.picture),
  ...view.scoreboards,
  ...view.door,
  ...view.groups,
  ...(view.funnel ? [view.funnel] : []),
];

/** One picture as a file. That it was taken is on record. @throws AppError("not-found") */
export async function performanceCsv(
  rt: Runtime,
  auth: Authorized,
  filter: WatchFilter,
  against: Reference,
  id: string,
): Promise<string> {
  const view = await performance(rt, auth, filter, against);
  const picture = picturesOf(view).find((p) => p.id === id);
  if (!picture) throw new AppError("not-found", "no such picture");
  const { csv, rows } = pictureCsv(picture, view.notes);
  await recordExport(rt, auth, `performance ${id}`, rows);
  return csv;
}
