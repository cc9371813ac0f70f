import { decidersOf, usageCounts } from "@/db/queries/watch";
import type { Sums } from "@/db/queries/watch-sums";
import type { Authorized } from "@/lib/auth/principal";
import { AppError } from "@/lib/core/errors";
import { bucketOf, type WatchFilter } from "@/lib/monitoring/charts/filter";
import type { Picture } from "@/lib/monitoring/charts/picture";
import {
  acceptance,
  alertBurden,
  LEAST_PEOPLE,
  opened,
  overrideReasons,
  switches,
  timeToDecision,
  type UsageInput,
} from "@/lib/monitoring/watch/usage";
import { recordExport } from "../govern/record-export";
import type { Runtime } from "../service/runtime";
import { chartEvents } from "./chart-events";
import { comparedOver, pictureCsv, type WatchPage, watchPage } from "./watch-frame";

export type UsageView = WatchPage & {
  readonly decided: number;
  readonly visits: number;
  /** Of fewer people nothing is shown that could be one's own. */
  readonly people: { readonly count: number; readonly least: number };
  /** No level has been given before a suggestion was shown. */
  readonly noFirst: boolean;
  readonly pictures: readonly Picture[];
};

/** What people do with the suggestions, as groups. Everything but the number of people comes from the roll-ups. */
export async function usage(rt: Runtime, _auth: Authorized, filter: WatchFilter): Promise<UsageView> {
  const { page, frame, unitName, sums } = await watchPage(rt, filter);
  const over = { bucket: bucketOf(filter) };
  const compare = comparedOver(filter);
  const [counts, compared, people, events] = await Promise.all([
    usageCounts(rt.db, filter, over, sums),
    compare ? usageCounts(rt.db, compare.filter, compare.over, sums) : null,
    peopleOf(rt, filter, sums),
    chartEvents(rt, filter),
  ]);
  const input: UsageInput = { ...frame, usage: counts, compared, events, people, unitName };
  const total = (name: string) => counts.filter((c) => c.name === name).reduce((s, c) => s + c.n, 0);
  const switched = switches(input);
  const enough = people() >= LEAST_PEOPLE;
  return {
    ...page,
    decided: total("decided"),
    visits: total("visits"),
    people: { count: people(), least: LEAST_PEOPLE },
    noFirst: switched === null,
    pictures: enough
      ? [
          acceptance(input),
          overrideReasons(input),
          timeToDecision(input),
          ...(switched ? [switched] : []),
          opened(input),
          alertBurden(input),
        ]
      : [],
  };
}

/** How many different people decided what is looked at, in all and of a unit or shift. Who they are leaves this function in no way. */
export async function peopleOf(
  rt: Pick<Runtime, "db">,
  filter: WatchFilter,
  sums: Sums,
): Promise<UsageInput["people"]> {
  const those = await decidersOf(rt.db, filter, sums);
  return ({ unit, shift } = {}) =>
    new Set(
      those
        .filter((d) => (unit === undefined || d.unit === unit) && (shift === undefined || d.shift === shift))
        .map((d) => d.who),
    ).size;
}

/** One picture as a file. That it was taken is on record. @throws AppError("not-found") */
export async function usageCsv(
  rt: Runtime,
  auth: Authorized,
  filter: WatchFilter,
  id: string,
): Promise<string> {
  const view = await usage(rt, auth, filter);
  const picture = view.pictures.find((p) => p.id === id);
  if (!picture) throw new AppError("not-found", "no such picture");
  const { csv, rows } = pictureCsv(picture, view.notes);
  await recordExport(rt, auth, `usage ${id}`, rows);
  return csv;
}
