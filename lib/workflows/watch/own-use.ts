import { ownDecisions } from "@/db/queries/watch";
import type { Authorized } from "@/lib/auth/principal";
import { DAY } from "@/lib/core/clock";
import { DEFAULT_DAYS } from "@/lib/monitoring/charts/filter";
import { LEAST_WATCHED } from "@/lib/monitoring/watch/measures";
import type { Runtime } from "../service/runtime";

/** What somebody did with the suggestions they saw. Only they see it. */
export type OwnUse = {
  readonly days: number;
  readonly suggested: number;
  readonly accepted: number;
  readonly moreUrgent: number;
  readonly lessUrgent: number;
  /** Shares of fewer say nothing. */
  readonly least: number;
};

export async function ownUse(rt: Runtime, { principal }: Authorized): Promise<OwnUse> {
  const rows = await ownDecisions(
    rt.db,
    principal.userId,
    new Date(rt.clock().getTime() - DEFAULT_DAYS * DAY),
  );
  const sum = (is: (level: number, shown: number) => boolean) =>
    rows.reduce((total, r) => total + (r.shown !== null && is(r.level, r.shown) ? r.n : 0), 0);
  return {
    days: DEFAULT_DAYS,
    suggested: sum(() => true),
    accepted: sum((level, shown) => level === shown),
    moreUrgent: sum((level, shown) => level < shown),
    lessUrgent: sum((level, shown) => level > shown),
    least: LEAST_WATCHED,
  };
}
