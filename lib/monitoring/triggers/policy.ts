import { z } from "zod";
import { ABOUT_REFERENCE, REFERENCES } from "../watch/references";

/** What can start a retraining run. `manual`: a person asks for one. */
export const TRIGGERS = ["label-count", "performance", "drift", "outcomes", "schedule", "manual"] as const;
export type TriggerName = (typeof TRIGGERS)[number];

export const TRIGGER_LABELS: Readonly<Record<TriggerName, string>> = {
  "label-count": "New labels",
  performance: "Performance",
  drift: "Drift",
  outcomes: "Outcomes",
  schedule: "Schedule",
  manual: "A person",
};

/** Measures a limit can be set for, and which side of it is bad. */
export const LIMITED = {
  sensitivity: { label: "urgent patients found", bad: "below", percent: true },
  accuracy: { label: "same level", bad: "below", percent: true },
  kappa: { label: "quadratic kappa", bad: "below", percent: false },
  "under-triage": { label: "under-triage", bad: "above", percent: true },
} as const;
export type LimitedMeasure = keyof typeof LIMITED;
const MEASURE_NAMES = Object.keys(LIMITED) as [LimitedMeasure, ...LimitedMeasure[]];

const cooldownHours = z
  .int()
  .min(0)
  .max(90 * 24);
const on = z.boolean();

/** In releases before this setting all steps were made. */
export const DEFAULT_STOPPING = { on: false, sharePercent: 15, patience: 4 };

/**
 * When retraining starts, as data. `cooldownHours`: for so long after a run that a trigger started, it starts none. The budget is
 * everybody's, over the last seven days.
 */
export const trainingPolicySchema = z.strictObject({
  "label-count": z.strictObject({ on, least: z.int().min(10).max(100_000), cooldownHours }),
  performance: z.strictObject({
    on,
    measure: z.enum(MEASURE_NAMES),
    against: z.enum(REFERENCES),
    /** A share from 0 to 1, or kappa. */
    limit: z.number().min(0).max(1),
    days: z.int().min(7).max(365),
    cooldownHours,
  }),
  drift: z.strictObject({ on, cooldownHours }),
  outcomes: z.strictObject({ on, least: z.int().min(10).max(100_000), cooldownHours }),
  /** At an hour of the day (UTC), so many days after the last run of the schedule. */
  schedule: z.strictObject({ on, everyDays: z.int().min(1).max(365), hour: z.int().min(0).max(23) }),
  manual: z.strictObject({ cooldownHours }),
  /** When a run ends before its last step: where labels of so large a share of patients, kept from learning, get no better. */
  stopping: z
    .strictObject({ on, sharePercent: z.int().min(5).max(40), patience: z.int().min(1).max(20) })
    .default(() => DEFAULT_STOPPING),
  budget: z.strictObject({
    runsAWeek: z.int().min(0).max(500),
    minutesAWeek: z
      .int()
      .min(1)
      .max(7 * 24 * 60),
  }),
});
export type TrainingPolicy = z.infer<typeof trainingPolicySchema>;

const DAY_HOURS = 24;

/** What holds until somebody says otherwise: a run by the number of new labels, the rest off. @param least new labels of a run */
export const defaultPolicy = (least: number, drift = false): TrainingPolicy => ({
  "label-count": { on: true, least, cooldownHours: 1 },
  performance: {
    on: false,
    measure: "sensitivity",
    against: "read",
    limit: 0.8,
    days: 28,
    cooldownHours: 7 * DAY_HOURS,
  },
  drift: { on: drift, cooldownHours: 3 * DAY_HOURS },
  outcomes: { on: false, least: 200, cooldownHours: 7 * DAY_HOURS },
  schedule: { on: false, everyDays: 28, hour: 3 },
  manual: { cooldownHours: 0 },
  stopping: { ...DEFAULT_STOPPING },
  budget: { runsAWeek: 21, minutesAWeek: 24 * 60 },
});

export const sayLimit = (measure: LimitedMeasure, value: number): string =>
  LIMITED[measure].percent ? `${Math.round(value * 1000) / 10} %` : value.toFixed(2);

const cooldown = (hours: number): string => (hours === 0 ? "no pause" : `a pause of ${hours} h`);

/** Each setting in one line, in the order they are shown. */
export function sayPolicy(p: TrainingPolicy): Readonly<Record<TriggerName | "budget" | "stopping", string>> {
  const { performance: perf, schedule } = p;
  const off = (is: boolean, words: string) => (is ? words : "off");
  return {
    "label-count": off(
      p["label-count"].on,
      `${p["label-count"].least} new labels, ${cooldown(p["label-count"].cooldownHours)}`,
    ),
    performance: off(
      perf.on,
      `${LIMITED[perf.measure].label} ${LIMITED[perf.measure].bad} ${sayLimit(perf.measure, perf.limit)} in ${perf.days} days, against ${ABOUT_REFERENCE[perf.against].name.toLowerCase()}, ${cooldown(perf.cooldownHours)}`,
    ),
    drift: off(p.drift.on, `a confirmed drift, ${cooldown(p.drift.cooldownHours)}`),
    outcomes: off(
      p.outcomes.on,
      `${p.outcomes.least} outcomes not learned from, ${cooldown(p.outcomes.cooldownHours)}`,
    ),
    schedule: off(
      schedule.on,
      `every ${schedule.everyDays} days at ${String(schedule.hour).padStart(2, "0")}:00 UTC`,
    ),
    manual: cooldown(p.manual.cooldownHours),
    stopping: off(
      p.stopping.on,
      `${p.stopping.sharePercent} % of patients kept from learning, ${p.stopping.patience} looks without a better one`,
    ),
    budget: `${p.budget.runsAWeek} runs and ${p.budget.minutesAWeek} minutes a week`,
  };
}

const NAMES = [...TRIGGERS, "stopping", "budget"] as const;
const OTHER_LABELS = { stopping: "Early stopping", budget: "Budget" } as const;

/** "Drift: off -> a confirmed drift, a pause of 72 h", one line for each setting that differs. */
export function describePolicyChanges(before: TrainingPolicy, after: TrainingPolicy): string[] {
  const [old, now] = [sayPolicy(before), sayPolicy(after)];
  return NAMES.filter((n) => JSON.stringify(before[n]) !== JSON.stringify(after[n])).map((n) => {
    const name = n === "budget" || n === "stopping" ? OTHER_LABELS[n] : TRIGGER_LABELS[n];
    return old[n] === now[n] ? `${name}: its settings while off` : `${name}: ${old[n]} → ${now[n]}`;
  });
}
