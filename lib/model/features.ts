import type { Consciousness } from "@/lib/case/features";
import { ARRIVAL_MODES, CONSCIOUSNESS, SEXES, VITAL_KEYS, type VitalKey } from "@/lib/case/features";
import type { TriageCase } from "@/lib/case/triage-case";

/** What the model reads of a case besides text. Keys are the config's; the values come from the feature catalogue. */
export type NumberKey = Exclude<VitalKey, "gcs"> | DerivedKey;
type DerivedKey = "ageYears" | "shockIndex" | "heartRateForAge" | "respiratoryRateForAge" | "historyCount";
export type CategoryKey = "sex" | "arrivalMode" | "injury" | "consciousness";

/**
 * GCS is not a number of its own: no training source records it, so its weights would be noise. It speaks through the
 * consciousness category instead.
 */
export const NUMBER_KEYS: readonly NumberKey[] = [
  "ageYears",
  ...VITAL_KEYS.filter((k): k is Exclude<VitalKey, "gcs"> => k !== "gcs"),
  "shockIndex",
  "heartRateForAge",
  "respiratoryRateForAge",
  "historyCount",
];

export const CATEGORY_VALUES: Readonly<Record<CategoryKey, readonly string[]>> = {
  sex: SEXES,
  arrivalMode: ARRIVAL_MODES,
  injury: ["no", "yes"],
  consciousness: CONSCIOUSNESS,
};
export const CATEGORY_KEYS = Object.keys(CATEGORY_VALUES) as CategoryKey[];

/**
 * Median of healthy children by age in years, between the points on a line (after Fleming et al. 2011, Lancet
 * 377:1011-18); an adult's from 18 on. A yardstick for the model, no limit of what is normal.
 */
const MEDIANS = {
  heartRate: [
    [0, 127],
    [0.083, 145],
    [0.5, 137],
    [1, 126],
    [2, 113],
    [4, 101],
    [6, 94],
    [8, 87],
    [12, 80],
    [15, 75],
    [18, 72],
  ],
  respiratoryRate: [
    [0, 44],
    [0.5, 40],
    [1, 36],
    [2, 26],
    [4, 24],
    [6, 22],
    [8, 20],
    [12, 19],
    [15, 17],
    [18, 16],
  ],
} as const;

/** A rate over the median of the patient's age: 40 breaths a minute are ordinary in an infant and an alarm in an adult. */
const forAge = (vital: keyof typeof MEDIANS) => (c: TriageCase) => {
  const value = c.vitals?.[vital];
  return value === undefined ? null : value / between(MEDIANS[vital], c.ageYears);
};

/** Linear interpolation in ascending points, level beyond the last. */
function between(points: readonly (readonly [number, number])[], x: number): number {
  const after = points.findIndex(([at]) => at > x);
  if (after < 0) return (points.at(-1) as readonly [number, number])[1];
  const [x1, y1] = points[after] as readonly [number, number];
  const [x0, y0] = points[Math.max(0, after - 1)] as readonly [number, number];
  return x1 === x0 ? y1 : y0 + ((y1 - y0) * (x - x0)) / (x1 - x0);
}

const FROM_CASE: Readonly<Record<DerivedKey, (c: TriageCase) => number | null>> = {
  ageYears: (c) => c.ageYears,
  /** Heart rate over systolic pressure (Allgower & Burri 1967): says more of shock than either alone. */
  shockIndex: (c) => {
    const { heartRate, systolic } = c.vitals ?? {};
    return heartRate === undefined || systolic === undefined ? null : heartRate / systolic;
  },
  heartRateForAge: forAge("heartRate"),
  respiratoryRateForAge: forAge("respiratoryRate"),
  /** Recorded conditions; an empty list means "none known", an absent one "not asked". */
  historyCount: (c) => (c.history === undefined ? null : c.history.length),
};

export function numberOf(key: NumberKey, c: TriageCase): number | null {
  return key in FROM_CASE
    ? FROM_CASE[key as DerivedKey](c)
    : (c.vitals?.[key as VitalKey & NumberKey] ?? null);
}

export function categoryOf(key: CategoryKey, c: TriageCase): string | null {
  switch (key) {
    case "sex":
      return c.sex ?? null;
    case "arrivalMode":
      return c.arrivalMode ?? null;
    case "injury":
      return c.injury === undefined ? null : c.injury ? "yes" : "no";
    case "consciousness":
      return c.vitals?.consciousness ?? (c.vitals?.gcs === undefined ? null : fromGcs(c.vitals.gcs));
  }
}

/**
 * The AVPU level whose median GCS is nearest, ties to the worse: medians 15, 13, 8, 6 for A, V, P, U (McNarry &
 * Goldhill, Anaesthesia 2004;59:34-37).
 */
export function fromGcs(gcs: number): Consciousness {
  if (gcs >= 15) return "alert";
  if (gcs >= 11) return "voice";
  if (gcs >= 8) return "pain";
  return "unresponsive";
}

/**
 * Piecewise-linear encoding (Gorishniy et al. 2022, "On Embeddings for Numerical Features"): bin i is 0 below its
 * edges, 1 above, linear between; the last slot is 1 when the number is missing.
 * @param out row of `width` zeros to write into, starting at `offset`
 */
export function encodeNumber(
  value: number | null,
  edges: readonly number[],
  out: Float32Array,
  offset: number,
  width: number,
): void {
  if (value === null) {
    out[offset + width - 1] = 1;
    return;
  }
  for (let b = 0; b < edges.length - 1; b++) {
    const low = edges[b] as number;
    const high = edges[b + 1] as number;
    if (value >= high) out[offset + b] = 1;
    else {
      out[offset + b] = value > low ? (value - low) / (high - low) : 0;
      break;
    }
  }
}

/** Where danger lives is rare: the outer thousandth, half and two hundredths get bins of their own. */
const TAILS = [0.001, 0.005, 0.02, 0.98, 0.995, 0.999];

/** Distinct quantiles of the values seen in training: `bins` equal shares and the tails; at least two edges. */
export function quantileEdges(values: readonly number[], bins: number): number[] {
  const sorted = [...values].sort((a, b) => a - b);
  if (sorted.length === 0) return [0, 1];
  const shares = [...Array.from({ length: bins + 1 }, (_, i) => i / bins), ...TAILS].sort((a, b) => a - b);
  const edges: number[] = [];
  for (const share of shares) {
    const edge = Math.round((sorted[Math.round(share * (sorted.length - 1))] as number) * 1e4) / 1e4;
    if (edges.length === 0 || edge > (edges.at(-1) as number)) edges.push(edge);
  }
  if (edges.length < 2) edges.push((edges[0] as number) + 1);
  return edges;
}
