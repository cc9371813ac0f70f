import { DAY, HOUR, MINUTE } from "@/lib/core/clock";
import type { Measured } from "../charts/picture";
import { LEAST_WATCHED } from "../watch/measures";
import { ABOUT_REFERENCE } from "../watch/references";
import { LIMITED, sayLimit, TRIGGERS, type TrainingPolicy, type TriggerName } from "./policy";

/** Fewer new labels than this, the held-out ones not counted, teach nothing that could be told from noise. */
export const FEWEST_LABELS = 10;
/** Over which the budget is counted. */
export const BUDGET_SPAN = 7 * DAY;
/** A run from a later time than this was asked for before a clock was set back: it cools nothing down. */
const CLOCK_SKEW = 1 * HOUR;

export type PastRun = {
  readonly triggers: readonly TriggerName[];
  readonly requestedAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
};

/** What is known at the moment of asking. Facts of triggers that are off need not be looked up. */
export type TrainingFacts = {
  readonly champion: string | null;
  readonly runOpen: boolean;
  /** Since the last run, and how many of them are learned from. */
  readonly labels: { readonly all: number; readonly toTrainOn: number };
  /** Newest first, of at least the longest pause and the budget's week. */
  readonly runs: readonly PastRun[];
  readonly performance: Measured;
  /** Confirmed drifts that nobody has taken note of and no run was started for; in words. */
  readonly drifts: readonly string[];
  /** Labels learned without an outcome that is known now. */
  readonly outcomes: number;
  /** When the schedule came into force; it counts from here until its first run. */
  readonly scheduledSince: Date;
};

/**
 * `waiting`: what it waits for has not happened. `pausing`: it has, soon after a run that it started. `held`: it has, and no run
 * can start. `ready`: a run is to start, or a person may start one.
 */
export type TriggerState = "off" | "waiting" | "pausing" | "held" | "ready";
export type TriggerVerdict = {
  readonly trigger: TriggerName;
  readonly state: TriggerState;
  readonly words: string;
  /** Until when it pauses, or when it is due; null: not a matter of time. */
  readonly until: Date | null;
};

type Condition = { readonly met: boolean; readonly words: string; readonly due?: Date };

/** Why a run starts, or does not, trigger by trigger. Pure. */
export function evaluateTriggers(policy: TrainingPolicy, facts: TrainingFacts, now: Date): TriggerVerdict[] {
  const obstacle = whyNone(policy, facts, now);
  return TRIGGERS.map((trigger): TriggerVerdict => {
    if (trigger !== "manual" && !policy[trigger].on)
      return { trigger, state: "off", words: "Off.", until: null };
    const { met, words, due } = conditionOf(trigger, policy, facts, now);
    if (!met) return { trigger, state: "waiting", words, until: due ?? null };
    const pause = pauseOf(trigger, policy, facts, now);
    if (pause)
      return {
        trigger,
        state: "pausing",
        words: `${words} It pauses after the last run that it started.`,
        until: pause,
      };
    if (obstacle) return { trigger, state: "held", words: `${words} ${obstacle}`, until: null };
    return { trigger, state: "ready", words, until: null };
  });
}

/** Those by which a run is to start by itself. */
export const toStart = (verdicts: readonly TriggerVerdict[]): TriggerVerdict[] =>
  verdicts.filter((v) => v.state === "ready" && v.trigger !== "manual");

function conditionOf(
  trigger: TriggerName,
  policy: TrainingPolicy,
  facts: TrainingFacts,
  now: Date,
): Condition {
  switch (trigger) {
    case "label-count": {
      const { least } = policy["label-count"];
      const { all } = facts.labels;
      return { met: all >= least, words: `${all} of ${least} new labels.` };
    }
    case "performance":
      return performanceOf(policy.performance, facts.performance);
    case "drift": {
      const [first, ...more] = facts.drifts;
      if (!first) return { met: false, words: "No confirmed drift that nobody has taken note of." };
      return { met: true, words: `${first}${more.length > 0 ? `, and ${more.length} more` : ""}.` };
    }
    case "outcomes": {
      const { least } = policy.outcomes;
      return {
        met: facts.outcomes >= least,
        words: `${facts.outcomes} of ${least} outcomes not learned from.`,
      };
    }
    case "schedule": {
      const due = dueAt(policy.schedule, facts);
      return due <= now ? { met: true, words: "Due." } : { met: false, words: "Not due yet.", due };
    }
    case "manual":
      return { met: true, words: "Whoever may start a run can." };
  }
}

/**
 * Bad when the whole interval lies on the bad side of the limit. The interval is a confidence sequence, so that asking every minute
 * raises no false alarms.
 */
function performanceOf(
  { measure, limit, against, days }: TrainingPolicy["performance"],
  { value, n, low, high }: Measured,
): Condition {
  const { label, bad } = LIMITED[measure];
  const on = `${n} of the last ${days} days, ${ABOUT_REFERENCE[against].name.toLowerCase()}`;
  if (value === null || low === undefined || high === undefined)
    return { met: false, words: `Too few to tell: ${on}; at least ${LEAST_WATCHED} are needed.` };
  const say = (x: number) => sayLimit(measure, x);
  const measured = `${label} ${say(value)} (${say(low)} to ${say(high)}; ${on})`;
  const met = bad === "below" ? high < limit : low > limit;
  const words = met
    ? `${measured} is ${bad} ${say(limit)}.`
    : `${measured} is not certainly ${bad} ${say(limit)}.`;
  return { met, words: words.charAt(0).toUpperCase() + words.slice(1) };
}

/** The next time of the schedule after its last run. */
export function dueAt(
  { everyDays, hour }: TrainingPolicy["schedule"],
  { runs, scheduledSince }: Pick<TrainingFacts, "runs" | "scheduledSince">,
): Date {
  const last = runs.find((r) => r.triggers.includes("schedule"))?.requestedAt;
  const from = last && last > scheduledSince ? last : scheduledSince;
  const day = Date.UTC(from.getUTCFullYear(), from.getUTCMonth(), from.getUTCDate());
  return new Date(day + everyDays * DAY + hour * HOUR);
}

/** Null: it does not pause. */
function pauseOf(
  trigger: TriggerName,
  policy: TrainingPolicy,
  { runs }: TrainingFacts,
  now: Date,
): Date | null {
  if (trigger === "schedule") return null;
  const last = runs.find(
    (r) => r.triggers.includes(trigger) && r.requestedAt.getTime() <= now.getTime() + CLOCK_SKEW,
  );
  if (!last) return null;
  const until = new Date(last.requestedAt.getTime() + policy[trigger].cooldownHours * HOUR);
  return until > now ? until : null;
}

/** What has been used of the budget in the week up to now. */
export function usedOf(
  runs: readonly PastRun[],
  now: Date,
): { readonly runs: number; readonly minutes: number } {
  const from = now.getTime() - BUDGET_SPAN;
  const lately = runs.filter((r) => r.requestedAt.getTime() > from);
  const ms = lately.reduce((sum, r) => {
    if (!r.startedAt) return sum;
    return sum + Math.max(0, (r.finishedAt ?? now).getTime() - r.startedAt.getTime());
  }, 0);
  return { runs: lately.length, minutes: Math.round(ms / MINUTE) };
}

/** What keeps any run from starting, in words; null: nothing does. */
export function whyNone(policy: TrainingPolicy, facts: TrainingFacts, now: Date): string | null {
  const used = usedOf(facts.runs, now);
  const { runsAWeek, minutesAWeek } = policy.budget;
  const { toTrainOn } = facts.labels;
  if (!facts.champion) return "There is no version in use to start from.";
  if (facts.runOpen) return "A run is under way.";
  if (used.runs >= runsAWeek) return `The budget is used: ${used.runs} of ${runsAWeek} runs in seven days.`;
  if (used.minutes >= minutesAWeek)
    return `The budget is used: ${used.minutes} of ${minutesAWeek} minutes of training in seven days.`;
  if (toTrainOn < FEWEST_LABELS)
    return `There are ${toTrainOn} new labels to learn from since the last run; at least ${FEWEST_LABELS} are needed.`;
  return null;
}
