import { rolledUntil, rollUpDecisions, serverTime } from "@/db/queries/decision-days";
import { claimDay, replaceDay, rolledUpDays } from "@/db/queries/watch";
import { dayAfter, type SourceDay, sourceDays, visitsOfDay } from "@/db/queries/watch-source";
import type { Level } from "@/lib/case/level";
import { DAY, HOUR } from "@/lib/core/clock";
import type { Exposure } from "@/lib/decision/decision";
import type { VisitOutcomes } from "@/lib/fhir/outcomes/visit-outcomes";
import { dayOfTime } from "@/lib/monitoring/charts/buckets";
import { type BaselineLevel, rollUp } from "@/lib/monitoring/watch/roll-up";
import type { WatchedVisit } from "@/lib/monitoring/watch/visit";
import { firstWithin } from "../clinic/recently";
import { processState } from "../service/process-state";
import type { Runtime } from "../service/runtime";
import { countOutcomeDays } from "./count-outcome-days";
import { sumUpSpans } from "./sum-up-spans";
import { xgboostBaseline } from "./xgboost-baseline";

type Rolling = Pick<Runtime, "db" | "clock"> & Partial<Pick<Runtime, "logger">>;

/** Raised when roll-ups count otherwise: every day is then written anew. */
const DEFINITION = 5;
/** Looked at with each sweep; decisions and readings that come later are found by the hourly look at everything. */
const RECENT = 14 * DAY;
const WHOLE_EVERY = 1 * HOUR;
/** Of everything, so many visits are looked at with a sweep: a second's work, however long the history is. */
const SLICE = 20_000;

/** Decisions of a day that has been over for so long are rolled up; those since are counted as they are. */
const OVER = 2 * DAY;
/** A decision so long ago that another takes its place is found within an hour; one from longer ago within a day. */
const REVISED_OFTEN = 14 * DAY;

/** Brings the days of decisions up to date that the console adds up. `from`: days before it are believed as they are. */
export async function rollUpDecisionDays(
  { db, clock }: Pick<Runtime, "db" | "clock">,
  from = new Date(0),
): Promise<number> {
  return db.transaction(async (tx) => {
    // A worker whose clock is ahead would take today for over, for everybody.
    const now = Math.min(clock().getTime(), (await serverTime(tx)).getTime());
    return rollUpDecisions(tx, from, startOfDay(new Date(now - OVER)));
  });
}

/** As the sweeps call it: when a day is over, and now and then for those that became others since. */
async function keepDecisionDays(rt: Runtime): Promise<void> {
  const now = rt.clock().getTime();
  const until = startOfDay(new Date(now - OVER));
  if (firstWithin(rt, "decision-days", "all", 1 * DAY)) await rollUpDecisionDays(rt);
  else if (firstWithin(rt, "decision-days", "recent", 1 * HOUR))
    await rollUpDecisionDays(rt, startOfDay(new Date(now - REVISED_OFTEN)));
  else if (((await rolledUntil(rt.db)) ?? new Date(0)) < until) await rollUpDecisionDays(rt, until);
}

/**
 * Brings the roll-ups up to date: each day of visits whose decisions, readings or answers are others than when it was rolled up is
 * written anew, in a transaction of its own, so that one that is stopped goes on where it was, two at once do no harm and nothing
 * hangs on the clock going forward. A day of which patient data has been removed stays as it was.
 *
 * @param all looks at every day, not only the recent ones
 * @returns how many days were written
 */
export async function rollUpDays(
  rt: Rolling,
  { all = true, signal }: { readonly all?: boolean; readonly signal?: AbortSignal } = {},
): Promise<number> {
  const from = all ? new Date(0) : startOfDay(new Date(rt.clock().getTime() - RECENT));
  return rollUpBetween(rt, from, null, signal);
}

async function rollUpBetween(
  rt: Rolling,
  from: Date,
  to: Date | null,
  signal: AbortSignal | undefined,
): Promise<number> {
  const done = await rolledUpDays(rt.db);
  const baseline = await xgboostBaseline(rt);
  const due = (await sourceDays(rt.db, from, to))
    .map((d) => ({ ...d, madeFrom: rolledUpFrom(d, baseline?.digest) }))
    .filter((d) => done.get(d.day) !== d.madeFrom && !(d.expired && done.has(d.day)));
  let written = 0;
  for (const source of due.reverse()) {
    if (signal?.aborted) break;
    await rollUpDay(rt, source, baseline?.levelOf);
    written++;
  }
  return written;
}

/** What a day's roll-ups hang on: how things are counted, by which baseline, and what there is to count. */
export const rolledUpFrom = ({ madeFrom }: Pick<SourceDay, "madeFrom">, baseline = "none"): string =>
  `${DEFINITION} ${baseline.slice(0, 8)} ${madeFrom}`;
const startOfDay = (at: Date): Date => new Date(`${dayOfTime(at.getTime())}T00:00:00Z`);

/** As the sweeps call it: recent days each time, and a slice of all of them until they are through; an hour later again. */
export async function keepRollUps(rt: Runtime, slice = SLICE): Promise<void> {
  const signal = rt.queue.stopping;
  await keepDecisionDays(rt);
  await countOutcomeDays(rt, { signal });
  const round = processState(rt, "roll-up-round", (): { at: Date | null } => ({ at: null }));
  await rollUpDays(rt, { all: false, signal });
  await sumUpSpans(rt, { signal });
  if (!round.at && !firstWithin(rt, "watch-roll-up", "all", WHOLE_EVERY)) return;
  const from = round.at ?? new Date(0);
  const to = await dayAfter(rt.db, from, slice);
  await rollUpBetween(rt, from, to, signal);
  if (!signal.aborted) round.at = to;
}

async function rollUpDay(rt: Rolling, source: SourceDay, baseline: BaselineLevel | undefined): Promise<void> {
  const from = new Date(`${source.day}T00:00:00Z`);
  await rt.db.transaction(async (tx) => {
    const { day, visits, madeFrom } = source;
    await claimDay(tx, { day, visits, madeFrom, rolledUpAt: rt.clock() });
    const found = await visitsOfDay(tx, from, new Date(from.getTime() + DAY));
    await replaceDay(tx, day, rollUp(found.map(toWatched), baseline));
  });
}

type Found = Awaited<ReturnType<typeof visitsOfDay>>[number];

function toWatched({ visit, answer, decision: d, reading, leadMark, outcomes }: Found): WatchedVisit {
  return {
    unit: visit.issuer,
    firstSeenAt: visit.firstSeenAt,
    assessedAt: answer.createdAt,
    version: answer.modelVersion,
    policy: answer.policy,
    case: answer.case,
    shown: answer.shownLevel,
    model: answer.modelLevel,
    floor: answer.floor
      ? { level: answer.floor.level, rules: (answer.floor.rules ?? []).map((r) => r.id) }
      : null,
    probabilities: answer.probabilities,
    candidate: answer.candidate,
    decision: d && {
      by: d.decidedBy,
      level: d.level,
      kind: d.kind,
      reason: d.reason,
      at: d.decidedAt,
      leadMark,
      ...seenOf(d.exposure, d.level),
    },
    reading,
    critical: outcomes && criticalOf(outcomes),
  };
}

function criticalOf({ answers: { criticalCare, death } }: VisitOutcomes): boolean | null {
  if (criticalCare === "yes" || death === "yes") return true;
  return criticalCare === "no" && death === "no" ? false : null;
}

const seenOf = (e: Exposure | null, level: Level) => ({
  seenMs: e?.seenMs ?? null,
  reasonsOpened: e?.reasons ?? null,
  lookTwice: e?.lookTwice ?? null,
  heldBack: e?.heldBack ?? false,
  // Whoever was shown nothing gave it by themselves to the end.
  first: e?.first?.level ?? (e?.heldBack ? level : null),
});
