import { levelCounts, usageCounts } from "@/db/queries/watch";
import type { Authorized } from "@/lib/auth/principal";
import { bucketOf, periodBefore, readWatchFilter } from "@/lib/monitoring/charts/filter";
import type { TimePicture } from "@/lib/monitoring/charts/picture";
import { measureOverTime, type PerformanceInput } from "@/lib/monitoring/watch/performance";
import { acceptance, LEAST_PEOPLE } from "@/lib/monitoring/watch/usage";
import type { Runtime } from "../service/runtime";
import { chartEvents } from "./chart-events";
import { peopleOf } from "./usage";
import { todayOf, watchPage } from "./watch-frame";

export type GlanceView = {
  /** Empty: no visit has been assessed in these days. */
  readonly pictures: readonly { readonly picture: TimePicture; readonly more: string }[];
};

/** The last 90 days in small: the first thing whoever watches the model looks at. */
export async function atAGlance(rt: Runtime, _auth: Authorized): Promise<GlanceView> {
  const filter = readWatchFilter(() => undefined, todayOf(rt));
  const over = { bucket: bucketOf(filter) };
  const { frame, unitName, sums } = await watchPage(rt, filter);
  const [levels, before, usage, people, events] = await Promise.all([
    levelCounts(rt.db, filter, over, sums),
    levelCounts(rt.db, periodBefore(filter), over, sums),
    usageCounts(rt.db, filter, over, sums),
    peopleOf(rt, filter, sums),
    chartEvents(rt, filter),
  ]);
  if (levels.length === 0) return { pictures: [] };
  const shared = { ...frame, usage, compared: null, events, unitName };
  const input: PerformanceInput = {
    ...shared,
    against: "decided",
    levels,
    before,
    groups: [],
    keys: [],
    contenders: [],
  };
  const performance = (name: Parameters<typeof measureOverTime>[1]) => ({
    picture: measureOverTime(input, name),
    more: "/console/performance",
  });
  return {
    pictures: [
      performance("accuracy"),
      performance("sensitivity"),
      ...(people() >= LEAST_PEOPLE
        ? [{ picture: acceptance({ ...shared, people }), more: "/console/usage" }]
        : [performance("under-triage")]),
    ],
  };
}
