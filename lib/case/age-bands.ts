import type { VitalKey } from "./features";

/**
 * Normal resting ranges by age, for trend arrows and the band drawn behind a vital's chart. Never used to decide a level:
 * the safety floor has its own, wider limits (lib/safety/limits.ts).
 *
 * Children: heart rate awake, breathing rate and blood pressure after the American Heart Association's PALS reference
 * chart (2015, reprinted unchanged 2020). Adults: breathing, temperature and saturation as scored 0 by NEWS2 (Royal
 * College of Physicians, 2017); heart rate 60-100; systolic 100-140 and diastolic 60-90 (below ESC/ESH grade 1
 * hypertension). Saturation below 92 % is the ESI v4 danger zone at every age; the band starts higher.
 */
export type AgeBand = {
  readonly name: string;
  /** Band holds for ages below this, in years. */
  readonly below: number;
  readonly heartRate: Range;
  readonly respiratoryRate: Range;
  readonly systolic: Range;
  readonly diastolic: Range;
};
export type Range = readonly [low: number, high: number];

const NEONATE_YEARS = 28 / 365.25;

export const AGE_BANDS: readonly AgeBand[] = [
  {
    name: "newborn",
    below: NEONATE_YEARS,
    heartRate: [100, 205],
    respiratoryRate: [30, 53],
    systolic: [67, 84],
    diastolic: [35, 53],
  },
  {
    name: "infant",
    below: 1,
    heartRate: [100, 190],
    respiratoryRate: [30, 53],
    systolic: [72, 104],
    diastolic: [37, 56],
  },
  {
    name: "toddler",
    below: 3,
    heartRate: [98, 140],
    respiratoryRate: [22, 37],
    systolic: [86, 106],
    diastolic: [42, 63],
  },
  {
    name: "preschool child",
    below: 6,
    heartRate: [80, 120],
    respiratoryRate: [20, 28],
    systolic: [89, 112],
    diastolic: [46, 72],
  },
  {
    name: "school-age child",
    below: 10,
    heartRate: [75, 118],
    respiratoryRate: [18, 25],
    systolic: [97, 115],
    diastolic: [57, 76],
  },
  {
    name: "preadolescent",
    below: 12,
    heartRate: [75, 118],
    respiratoryRate: [18, 25],
    systolic: [102, 120],
    diastolic: [61, 80],
  },
  {
    name: "adolescent",
    below: 16,
    heartRate: [60, 100],
    respiratoryRate: [12, 20],
    systolic: [110, 131],
    diastolic: [64, 83],
  },
  {
    name: "adult",
    below: Number.POSITIVE_INFINITY,
    heartRate: [60, 100],
    respiratoryRate: [12, 20],
    systolic: [100, 140],
    diastolic: [60, 90],
  },
];

export function ageBand(ageYears: number): AgeBand {
  const band = AGE_BANDS.find((b) => ageYears < b.below);
  if (!band) throw new Error(`no age band for ${ageYears} years`);
  return band;
}

/** The normal band in the vital's catalogue unit; null when the age is unknown and the band hangs on it. */
export function normalRange(key: VitalKey, ageYears: number | null): Range | null {
  switch (key) {
    case "temperature":
      return [36.1, 38.0];
    case "spo2":
      return [95, 100];
    case "pain":
      return [0, 3];
    case "gcs":
      return [15, 15];
    default:
      return ageYears === null ? null : ageBand(ageYears)[key];
  }
}

/** Which side of the normal band a value is on; null: within, or no band for this age. Pain is a score, neither low nor high. */
export function outsideNormal(key: VitalKey, value: number, ageYears: number | null): "low" | "high" | null {
  const range = key === "pain" ? null : normalRange(key, ageYears);
  if (!range || (value >= range[0] && value <= range[1])) return null;
  return value < range[0] ? "low" : "high";
}

/**
 * Systolic pressure below which a patient is hypotensive, mmHg. PALS: newborn 60, infant 70, 1 to 10 years
 * 70 + 2 x age, older 90.
 */
export function hypotensionBelow(ageYears: number): number {
  if (ageYears < NEONATE_YEARS) return 60;
  if (ageYears < 1) return 70;
  if (ageYears < 10) return 70 + 2 * Math.floor(ageYears);
  return 90;
}
