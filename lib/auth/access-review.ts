import { DAY } from "@/lib/core/clock";
import type { Role } from "./roles";

/** What a reviewer says of somebody's role. */
export const ACCESS_VERDICTS = ["keep", "change", "remove"] as const;
export type AccessVerdict = (typeof ACCESS_VERDICTS)[number];

/** A calendar quarter in UTC: "2026-Q4", from its first instant to the next one's. */
export type Quarter = { readonly name: string; readonly start: Date; readonly end: Date };

export function quarterOf(now: Date): Quarter {
  const [year, quarter] = [now.getUTCFullYear(), Math.floor(now.getUTCMonth() / 3)];
  return {
    name: `${year}-Q${quarter + 1}`,
    start: new Date(Date.UTC(year, 3 * quarter, 1)),
    end: new Date(Date.UTC(year, 3 * quarter + 3, 1)),
  };
}

/** A review is due thirty days into its quarter, and never less than two weeks after it was begun. */
export function dueOf({ start }: Quarter, begunAt: Date | null): Date {
  const due = start.getTime() + 30 * DAY;
  return new Date(begunAt ? Math.max(due, begunAt.getTime() + 14 * DAY) : due);
}

export type ReviewState = "not-needed" | "to-begin" | "open" | "overdue" | "done";

/**
 * How the review of roles stands at this moment.
 * @param since when the first person of this EHR got in; in that quarter there is nothing to review yet
 * @param open the one under way, of whatever quarter
 * @param closed the quarter of the newest that was closed
 */
export function reviewState(
  now: Date,
  { since, open, closed }: { since: Date | null; open: { dueAt: Date } | null; closed: string | null },
): { readonly state: ReviewState; readonly dueAt: Date | null } {
  const quarter = quarterOf(now);
  if (open) return { state: now > open.dueAt ? "overdue" : "open", dueAt: open.dueAt };
  if (closed === quarter.name) return { state: "done", dueAt: null };
  if (!since || since >= quarter.start) return { state: "not-needed", dueAt: null };
  const dueAt = dueOf(quarter, null);
  return { state: now > dueAt ? "overdue" : "to-begin", dueAt };
}

/** Why a verdict cannot be given, for a person; null: it can. */
export function whyNotJudged(
  by: string,
  item: { readonly personId: string; readonly roleNow: Role | null },
  verdict: AccessVerdict,
  role: Role | null,
): string | null {
  if (item.personId === by) return "Another admin must look at your own role.";
  if (verdict === "change" && (role === null || role === item.roleNow))
    return "Choose another role than the one they have.";
  if (verdict === "keep" && item.roleNow === null)
    return "They have no role any more; there is nothing to keep.";
  return null;
}
