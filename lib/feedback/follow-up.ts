import { DAY, HOUR, MINUTE } from "@/lib/core/clock";
import { FOLLOWED_FOR, isSettled, saysNothing, type VisitOutcomes } from "@/lib/fhir/outcomes/visit-outcomes";

/**
 * open: asked for again. complete: every question is answered. partly: followed to the end, and some are not. not-known: nothing was said.
 * refused: the visit is another patient's now, so nothing may be attached. withdrawn: a label was withdrawn, or the patient opted out.
 */
export type FollowState = "open" | "complete" | "partly" | "not-known" | "refused" | "withdrawn";

/** Hours after arrival at which the EHR is asked: after a usual visit, after a night, and when returns and late deaths are in. */
const ASKED_AFTER = [6 * HOUR, 24 * HOUR, FOLLOWED_FOR];
/** A last time, for those who lay in the department for a day: their return is counted from when they left. */
const LAST_ASKED_AFTER = 7 * DAY;
/** An EHR that does not answer is tried until then. */
export const GIVEN_UP_AFTER = 14 * DAY;
const FIRST_RETRY = 15 * MINUTE;
const LONGEST_RETRY = 6 * HOUR;

/** When a visit is asked about for the first time. */
export const firstAsked = (arrived: Date): Date => new Date(arrived.getTime() + (ASKED_AFTER[0] as number));

export type NextStep =
  | { readonly state: "open"; readonly nextAt: Date }
  | { readonly state: Exclude<FollowState, "open">; readonly nextAt: null };

/** What is done after the EHR has answered. Pure. */
export function afterAnswer(arrived: Date, now: Date, outcomes: VisitOutcomes): NextStep {
  const since = now.getTime() - arrived.getTime();
  const next = [...ASKED_AFTER, LAST_ASKED_AFTER].find((after) => after > since);
  // A death within the days followed is told late: nothing is complete before.
  const over = since >= FOLLOWED_FOR;
  if ((over && isSettled(outcomes)) || next === undefined) return { state: endOf(outcomes), nextAt: null };
  return { state: "open", nextAt: new Date(arrived.getTime() + next) };
}

/** What is done after it has not. @param failures of this try and those before it in a row */
export function afterFailure(
  arrived: Date,
  now: Date,
  failures: number,
  known: VisitOutcomes | null,
): NextStep {
  if (now.getTime() - arrived.getTime() >= GIVEN_UP_AFTER)
    return { state: known ? endOf(known) : "not-known", nextAt: null };
  const wait = Math.min(LONGEST_RETRY, FIRST_RETRY * 2 ** Math.min(10, failures - 1));
  return { state: "open", nextAt: new Date(now.getTime() + wait) };
}

function endOf(outcomes: VisitOutcomes): Exclude<FollowState, "open"> {
  if (isSettled(outcomes)) return "complete";
  return saysNothing(outcomes) ? "not-known" : "partly";
}

/** Arrival as it was known when the level was given; a time that cannot be one is not believed. */
export function arrivalOf(arrivedAt: string | null, decidedAt: Date): Date {
  const told = arrivedAt === null ? Number.NaN : Date.parse(arrivedAt);
  const waited = decidedAt.getTime() - told;
  return waited >= 0 && waited <= 2 * DAY ? new Date(told) : decidedAt;
}
