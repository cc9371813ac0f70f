import type { Tolerances } from "./channels";

/**
 * What the watch lets pass and when it speaks. Chosen on the surveys of 2012-2014 alone (docs/evaluation/drift.md); no
 * department has to set them.
 */
export type WatchSettings = {
  readonly tolerances: Tolerances;
  /** Mean number of patients between two false alarms, at least, as long as nothing moved by more than what is let pass. */
  readonly patientsPerFalseAlarm: number;
};

export const WATCH: WatchSettings = {
  tolerances: {
    share: 0.2,
    mix: 0.2,
    number: 0.2,
    unlisted: 0.1,
    override: 0.1,
    severity: 0.05,
    calibration: 0.06,
    words: 60,
  },
  patientsPerFalseAlarm: 20_000,
};

/** Alarms that reach a person in any seven days; what is beyond is kept for the page and said once there is room. */
export const ALARMS_A_WEEK = 2;
