import { AGE_RANGE, ARRIVAL_MODES, CONSCIOUSNESS, SEXES, VITALS } from "@/lib/case/features";

/** What is watched of each patient: one row a feature. */
export type NumberFeature = {
  readonly key: string;
  readonly label: string;
  readonly unit: string;
  /** Outside it no living patient's value can be: the reading came in another unit, or is an error. */
  readonly range: readonly [number, number];
  readonly decimals: number;
};

/** Words are watched as a number, too: how seldom the complaint's words are among the reference's, on average, in nats. */
export const RARITY = "rarity";

export const NUMBERS: readonly NumberFeature[] = [
  { key: "ageYears", label: "Age", unit: "years", range: AGE_RANGE, decimals: 0 },
  ...VITALS.map(({ key, label, unit, range, decimals }) => ({ key, label, unit, range, decimals })),
  { key: "historyCount", label: "Number of known conditions", unit: "", range: [0, 200], decimals: 0 },
  { key: RARITY, label: "Rarity of the complaint's words", unit: "nats", range: [0, 50], decimals: 1 },
];

export type CategoryFeature = {
  readonly key: string;
  readonly label: string;
  readonly values: readonly string[];
};
const LEVEL_VALUES = ["1", "2", "3", "4", "5"];

export const CATEGORIES: readonly CategoryFeature[] = [
  { key: "sex", label: "Sex", values: SEXES },
  { key: "arrivalMode", label: "Arrival", values: ARRIVAL_MODES },
  { key: "injury", label: "Injury", values: ["no", "yes"] },
  { key: "consciousness", label: "Consciousness", values: CONSCIOUSNESS },
  { key: "complaint", label: "Complaint", values: ["written"] },
  { key: "level", label: "Level shown", values: LEVEL_VALUES },
  { key: "decided", label: "Level decided", values: LEVEL_VALUES },
];

const LABELS = new Map([...NUMBERS, ...CATEGORIES].map((f) => [f.key, f.label]));
const OTHER_LABELS: Readonly<Record<string, string>> = {
  words: "Words of the complaint",
  override: "Overrides",
  calibration: "Calibration",
  severity: "Decided level against the expected one",
};
export const labelOf = (key: string): string => LABELS.get(key) ?? OTHER_LABELS[key] ?? key;
export const numberFeature = (key: string): NumberFeature | undefined => NUMBERS.find((f) => f.key === key);
