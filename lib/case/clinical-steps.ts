import type { VitalKey } from "./features";

/**
 * In which steps a clinician would think of a vital sign as changed, and how far it plausibly goes at an age, for asking
 * "what if". Beside the catalogue (features.ts), whose `range` is what a living patient can have at all and whose `step`
 * is what a trend arrow calls a change.
 */
export type ClinicalStep = {
  readonly key: VitalKey;
  /** In the catalogue's unit. Values asked about are its multiples. */
  readonly step: number;
  /** How much one of these counts when changes of different vital signs are compared. */
  readonly size: number;
  /** Rank among equally small changes, 1 first: the order in which NEWS2 and the ABCDE approach weigh them. */
  readonly importance: number;
};

/**
 * Sizes make steps comparable: from an adult's normal to where NEWS2 (RCP 2017) gives 3 points, or 2 for a fever, it takes
 * 6 to 11 of them. Breathing from 16 to 25 /min is 9, saturation from 98 to 91 % 7, systolic pressure from 120 to 90 mmHg
 * 6, heart rate from 80 to above 130 /min 11, temperature from 37.0 to 35.0 °C or above 39.0 8 to 10.
 */
export const CLINICAL_STEPS: Readonly<Record<VitalKey, ClinicalStep>> = {
  spo2: { key: "spo2", step: 1, size: 1, importance: 2 },
  respiratoryRate: { key: "respiratoryRate", step: 1, size: 1, importance: 3 },
  systolic: { key: "systolic", step: 5, size: 1, importance: 4 },
  heartRate: { key: "heartRate", step: 5, size: 1, importance: 5 },
  gcs: { key: "gcs", step: 1, size: 4, importance: 6 },
  temperature: { key: "temperature", step: 0.5, size: 2, importance: 7 },
  diastolic: { key: "diastolic", step: 5, size: 1, importance: 8 },
  pain: { key: "pain", step: 1, size: 1, importance: 9 },
};
/** AVPU goes by letters: the first one lost gives 3 points of NEWS2. A letter is about two points of GCS. */
export const CONSCIOUSNESS_STEP = { size: 8, importance: 1 } as const;

type Range = readonly [low: number, high: number];

/**
 * What emergency visits plausibly show: from about half the lower to about twice the upper bound of the age's normal band
 * (age-bands.ts), rounded to steps and kept below rates at which a monitor is doubted first.
 */
const BY_AGE: readonly {
  readonly below: number;
  readonly heartRate: Range;
  readonly respiratoryRate: Range;
  readonly systolic: Range;
  readonly diastolic: Range;
}[] = [
  { below: 1, heartRate: [50, 250], respiratoryRate: [8, 90], systolic: [40, 150], diastolic: [20, 100] },
  { below: 6, heartRate: [45, 230], respiratoryRate: [6, 70], systolic: [50, 170], diastolic: [25, 110] },
  { below: 16, heartRate: [35, 210], respiratoryRate: [5, 60], systolic: [50, 200], diastolic: [25, 120] },
  {
    below: Number.POSITIVE_INFINITY,
    heartRate: [30, 200],
    respiratoryRate: [4, 50],
    systolic: [60, 250],
    diastolic: [30, 150],
  },
];

/** In the catalogue's unit, ends included. */
export function plausibleRange(key: VitalKey, ageYears: number): Range {
  switch (key) {
    case "temperature":
      return [33, 42];
    case "spo2":
      return [70, 100];
    case "pain":
      return [0, 10];
    case "gcs":
      return [3, 15];
    default: {
      const band = BY_AGE.find((b) => ageYears < b.below);
      if (!band) throw new Error(`no plausible range for ${ageYears} years`);
      return band[key];
    }
  }
}

/** The multiples of the step within the plausible range, ascending. */
export function plausibleValues(key: VitalKey, ageYears: number): number[] {
  const { step } = CLINICAL_STEPS[key];
  const [low, high] = plausibleRange(key, ageYears);
  const values: number[] = [];
  // Counted in whole steps, so that no binary fraction of a half degree adds up.
  for (let i = Math.ceil(low / step); i * step <= high; i++) values.push(i * step);
  return values;
}
