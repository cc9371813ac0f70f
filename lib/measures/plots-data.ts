import type { Answer } from "./metrics";
import { type OperatingPoint, operatingPoints, rank } from "./ranking";

/** What the report's plots show, as numbers; rounded, so that a file of them stays small and readable. */
export type ReliabilityBin = {
  /** Mean predicted probability and observed share of the cases in the bin. */
  readonly predicted: number;
  readonly observed: number;
  /** 95 % Wilson interval of the observed share. */
  readonly low: number;
  readonly high: number;
  readonly cases: number;
};

export type SurveyCurves = {
  readonly name: string;
  /** Levels 1-2 by their summed probability. */
  readonly ranking: readonly OperatingPoint[];
  readonly reliability: readonly ReliabilityBin[];
};

const BINS = 10;
const POINTS = 60;
const round = (x: number): number => Math.round(x * 1e4) / 1e4;

/** Ten bins of about equally many cases, equal predictions together: where most patients are, most bins are. */
export function reliabilityBins(
  predicted: readonly number[],
  positive: readonly boolean[],
  bins = BINS,
): ReliabilityBin[] {
  const order = predicted.map((p, i) => [p, positive[i] === true] as const).sort((a, b) => a[0] - b[0]);
  const groups: (readonly [number, boolean])[][] = Array.from({ length: bins }, () => []);
  let first = 0;
  order.forEach((item, i) => {
    if (i > 0 && item[0] !== order[i - 1]?.[0]) first = i;
    groups[Math.floor((first * bins) / order.length)]?.push(item);
  });
  return groups
    .filter((members) => members.length > 0)
    .map((members) => {
      const n = members.length;
      const observed = members.filter(([, p]) => p).length / n;
      const [low, high] = wilson(observed, n);
      return {
        predicted: round(members.reduce((s, [p]) => s + p, 0) / n),
        observed: round(observed),
        low: round(low),
        high: round(high),
        cases: n,
      };
    });
}

/** Wilson score interval (Wilson 1927). @param z two-sided normal quantile, 95 % unless told otherwise */
export function wilson(share: number, n: number, z = 1.959964): [number, number] {
  const middle = (share + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n))) / (1 + (z * z) / n);
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}

const rounded = (points: readonly OperatingPoint[]): OperatingPoint[] =>
  points.map((p) => ({
    threshold: round(p.threshold),
    sensitivity: round(p.sensitivity),
    falseAlarms: round(p.falseAlarms),
    precision: round(p.precision),
    flagged: round(p.flagged),
  }));

export const binaryPoints = (scores: readonly number[], positive: readonly boolean[]): OperatingPoint[] =>
  rounded(operatingPoints(rank(scores, positive), POINTS));

export function surveyCurves(
  name: string,
  answers: readonly Answer[],
  actual: readonly number[],
): SurveyCurves {
  const urgent = answers.map((a) => (a.probabilities[0] as number) + (a.probabilities[1] as number));
  const isUrgent = actual.map((a) => a <= 2);
  return {
    name,
    ranking: binaryPoints(urgent, isUrgent),
    reliability: reliabilityBins(urgent, isUrgent),
  };
}

/** Moving the border between level 2 and 3: everybody at or below an expected severity is shown as 1-2. */
export const tradeOff = (severities: readonly number[], actual: readonly number[]): OperatingPoint[] =>
  binaryPoints(
    severities.map((s) => -s),
    actual.map((a) => a <= 2),
  ).map((p) => ({ ...p, threshold: -p.threshold }));
