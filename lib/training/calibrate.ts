import type { Level } from "@/lib/case/level";
import { quadraticKappa } from "@/lib/measures/metrics";
import {
  expectedSeverity,
  type Policy,
  type PolicyName,
  probabilitiesOf,
  type ScaleCalibration,
  softened,
} from "@/lib/model/calibration";
import { sigmoid } from "@/lib/model/softmax";
import { atLeastAsUrgent, atMostAsUrgent, predictionSet } from "@/lib/policy/prediction-set";
import { levelBetween, shownLevel } from "@/lib/policy/shown-level";
import { minimize } from "./fitting/lbfgs";

/** A case held out from training: what the network said and what was right. */
export type HeldOut = {
  readonly logits: readonly number[];
  readonly level: Level;
  readonly ageYears: number;
};

/**
 * Of the tenth of labels that may be outside the set, fewer may be more urgent than all of it: a miss on that side costs as
 * much more as under-triage does while the survey is learned (1.5). docs/decisions/2026-11-25-two-sided-prediction-sets.md
 * has what other shares would cost.
 */
const MAY_MISS = { urgent: 0.04, lessUrgent: 0.06 } as const;
const COVERAGE = 0.9;
export const CHILD_BELOW_YEARS = 16;
/** A group has quantiles of its own from so many visits on, and those of all visits below. */
const FEWEST_OF_GROUP = 100;

type Softening = Pick<ScaleCalibration, "temperature" | "bias">;

/** Logits of as many classes as there are, and which of them, from 0, was right. */
export type ClassLogits = { readonly logits: readonly number[]; readonly truth: number };

/** Temperature and per-level bias that make the held-out labels likeliest. */
export const fitTemperature = (cases: readonly HeldOut[], start?: Softening, biased = true): Softening =>
  fitSoftening(
    cases.map(({ logits, level }) => ({ logits, truth: level - 1 })),
    5,
    start,
    biased,
  ) as Softening;

/**
 * Temperature and bias of each class that make the truth likeliest (Newton-free: Adam on a handful of numbers), with a small
 * pull of the biases towards zero so that few cases cannot bend them.
 */
export function fitSoftening(
  cases: readonly ClassLogits[],
  classes: number,
  start?: { readonly temperature: number; readonly bias: readonly number[] },
  biased = true,
): { temperature: number; bias: number[] } {
  // p[0] = log of the inverse temperature, p[1..] = biases
  const p = [start ? -Math.log(start.temperature) : 0, ...(start?.bias ?? Array(classes).fill(0))];
  const m = p.map(() => 0);
  const v = p.map(() => 0);
  const pull = 1 / Math.max(1, cases.length);
  for (let step = 1; step <= 400; step++) {
    const g = p.map(() => 0);
    const inverse = Math.exp(p[0] as number);
    const softening = { temperature: 1 / inverse, bias: p.slice(1) };
    for (const { logits, truth } of cases) {
      const probabilities = softened(logits, softening);
      for (let i = 0; i < classes; i++) {
        const d = (probabilities[i] as number) - (i === truth ? 1 : 0);
        g[0] = (g[0] as number) + (d * (logits[i] as number) * inverse) / cases.length;
        if (biased) g[i + 1] = (g[i + 1] as number) + d / cases.length;
      }
    }
    for (let i = 1; i < p.length; i++) g[i] = (g[i] as number) + pull * (p[i] as number);
    for (let i = 0; i < p.length; i++) {
      m[i] = 0.9 * (m[i] as number) + 0.1 * (g[i] as number);
      v[i] = 0.99 * (v[i] as number) + 0.01 * (g[i] as number) ** 2;
      const change =
        (m[i] as number) / (1 - 0.9 ** step) / (Math.sqrt((v[i] as number) / (1 - 0.99 ** step)) + 1e-8);
      p[i] = (p[i] as number) - 0.02 * Math.min(1, 100 / step) * change;
    }
  }
  return { temperature: Math.exp(-(p[0] as number)), bias: p.slice(1).map(round) };
}

type Goal = (actual: readonly number[], shown: readonly number[]) => number;

const agreement: Goal = (actual, shown) => quadraticKappa(actual, shown) ?? -1;

/** Share of the level 1-2 patients that are shown 1-2; 1 when there are none. */
function sensitivity(actual: readonly number[], shown: readonly number[]): number {
  let urgent = 0;
  let found = 0;
  actual.forEach((a, i) => {
    if (a > 2) return;
    urgent++;
    if ((shown[i] as number) <= 2) found++;
  });
  return urgent === 0 ? 1 : found / urgent;
}

/** Least share of level 1-2 patients that the safety-first policy shows as 1-2, and least gain over the balanced one. */
const SAFE_SENSITIVITY = 0.7;
/**
 * The same on the KTAS scale: what the nurses at the door found of the experts' levels 1-2 (0.856, Moon et al. 2019's
 * visits). A department that chooses safety must not find fewer.
 */
export const KTAS_SAFE_SENSITIVITY = 0.85;
const SAFE_GAIN = 0.1;

/** Agreement among the thresholds that find enough of the urgent patients; a miss costs more than agreement can earn. */
const safely =
  (least: number): Goal =>
  (actual, shown) =>
    agreement(actual, shown) - 20 * Math.max(0, least - sensitivity(actual, shown));

export function fitPolicies(
  severities: readonly number[],
  levels: readonly Level[],
  safe = SAFE_SENSITIVITY,
): Record<PolicyName, { thresholds: [number, number, number, number] }> {
  const balanced = fitThresholds(severities, levels, agreement);
  const shown = severities.map((s) => levelBetween(s, balanced));
  const least = Math.min(0.95, Math.max(safe, sensitivity(levels, shown) + SAFE_GAIN));
  return {
    balanced: { thresholds: balanced },
    // Never less urgent than balanced: who asks for safety must not see other patients shown lower for it.
    "safety-first": { thresholds: fitThresholds(severities, levels, safely(least), balanced) },
  };
}

/**
 * A threshold stays within half a level of the middle between its levels where level 1 begins, and three quarters
 * elsewhere. Without that, agreement is highest when "level 1" is shown at an expected severity of 2.5, a level the model
 * itself gives a few percent: nobody could follow that.
 */
function gridOf(k: number): number[] {
  const reach = k === 0 ? 0.5 : 0.75;
  const steps = Math.round((2 * reach) / 0.025);
  return Array.from({ length: steps + 1 }, (_, i) => round(k + 1.5 - reach + i * 0.025));
}

/**
 * Thresholds on expected severity that bring the goal as high as can be on held-out cases: coordinate ascent on a grid.
 * @param least the search begins at these and goes no lower: nobody is shown less urgent than by them
 */
export function fitThresholds(
  severities: readonly number[],
  levels: readonly Level[],
  goal: Goal = agreement,
  least?: readonly [number, number, number, number],
): [number, number, number, number] {
  const thresholds: [number, number, number, number] = [...(least ?? ([1.5, 2.5, 3.5, 4.5] as const))];
  const score = (t: readonly number[]) =>
    goal(
      levels,
      severities.map((s) => levelBetween(s, t)),
    );
  let best = score(thresholds);
  for (let round = 0; round < 6; round++) {
    let improved = false;
    for (let k = 0; k < 4; k++)
      for (const candidate of gridOf(k)) {
        if (least && candidate < (least[k] as number)) continue;
        const t = [...thresholds] as typeof thresholds;
        t[k] = candidate;
        if ((k > 0 && (t[k - 1] as number) >= candidate) || (k < 3 && (t[k + 1] as number) <= candidate))
          continue;
        const value = score(t);
        if (value > best + 1e-9) {
          best = value;
          thresholds[k] = candidate;
          improved = true;
        }
      }
    if (!improved) break;
  }
  return thresholds;
}

/**
 * Split-conformal quantile: of exchangeable cases, at most `outside` have a score below it.
 * @param times how many answers there are to each visit (repeated cross-validation). All of them count, each comes from a
 * model like the one that is shipped; but answers to one visit are all but copies of each other, so that how many may fall
 * outside is reckoned from the visits: to take the answers for so many cases would be to promise on too few.
 */
export function conformalQuantile(scores: readonly number[], outside: number, times = 1): number {
  const visits = scores.length / times;
  const sorted = [...scores].sort((a, b) => a - b);
  // floor((n + 1) x outside) may fall below it; with too few cases nothing may.
  const below = Math.floor((visits + 1) * outside + 1e-9);
  return below === 0 ? 0 : (sorted[below * times - 1] as number);
}

/** The whole calibration of one scale from held-out cases, each answered `times` times. */
export function fitScale(
  cases: readonly HeldOut[],
  fittedOn: string,
  { times = 1, safe = SAFE_SENSITIVITY }: { readonly times?: number; readonly safe?: number } = {},
): ScaleCalibration {
  const softening = fitTemperature(cases);
  const probabilities = cases.map((c) => probabilitiesOf(c.logits, softening));
  const severities = probabilities.map(expectedSeverity);
  const levels = cases.map((c) => c.level);
  return {
    ...softening,
    policies: fitPolicies(severities, levels, safe),
    conformal: fitConformal(answered(cases, softening), times),
    fittedOn,
  };
}

/** A held-out case with the probabilities it was answered with. */
export type AnsweredCase = {
  readonly probabilities: readonly number[];
  readonly level: Level;
  readonly ageYears: number;
};

export const answered = (cases: readonly HeldOut[], softening: Softening): AnsweredCase[] =>
  cases.map(({ logits, level, ageYears }) => ({
    level,
    ageYears,
    probabilities: probabilitiesOf(logits, softening),
  }));

/** Prediction sets for adults and for children, each side with its own share of misses. */
export function fitConformal(
  cases: readonly AnsweredCase[],
  times = 1,
  mayMiss: { readonly urgent: number; readonly lessUrgent: number } = MAY_MISS,
): ScaleCalibration["conformal"] {
  const quantiles = (isChild: boolean) => {
    const own = cases.filter((a) => a.ageYears < CHILD_BELOW_YEARS === isChild);
    const group = own.length >= FEWEST_OF_GROUP * times ? own : cases;
    const of = (score: typeof atLeastAsUrgent, outside: number) =>
      conformalQuantile(
        group.map((a) => score(a.probabilities, a.level)),
        outside,
        times,
      );
    return {
      urgent: of(atLeastAsUrgent, mayMiss.urgent),
      lessUrgent: of(atMostAsUrgent, mayMiss.lessUrgent),
    };
  };
  return {
    coverage: COVERAGE,
    childBelowYears: CHILD_BELOW_YEARS,
    mayMiss: { ...mayMiss },
    adult: quantiles(false),
    child: quantiles(true),
  };
}

/** A pull towards the first logit taken as it is and the others left out: a few positives must not bend the slopes. */
const LOGISTIC_RIDGE = 1;

/** Logistic regression on one logit (Platt 1999) or several. */
export function fitLogistic(
  rows: readonly (readonly number[])[],
  positive: readonly boolean[],
): { slopes: number[]; intercept: number } {
  const n = rows[0]?.length ?? 1;
  const start = new Float64Array(n + 1);
  start[0] = 1;
  const { x } = minimize(
    (w, gradient) => {
      gradient.fill(0);
      let loss = 0;
      rows.forEach((row, i) => {
        const z = row.reduce((sum, v, k) => sum + v * (w[k] as number), w[n] as number);
        const y = positive[i] ? 1 : 0;
        loss += Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))) - z * y;
        const d = sigmoid(z) - y;
        row.forEach((v, k) => {
          gradient[k] = (gradient[k] as number) + d * v;
        });
        gradient[n] = (gradient[n] as number) + d;
      });
      for (let k = 0; k < n; k++) {
        const away = (w[k] as number) - (k === 0 ? 1 : 0);
        loss += (LOGISTIC_RIDGE / 2) * away * away;
        gradient[k] = (gradient[k] as number) + LOGISTIC_RIDGE * away;
      }
      return loss;
    },
    start,
    { maxIterations: 200, tolerance: 1e-4 },
  );
  return { slopes: Array.from(x.slice(0, n)), intercept: x[n] as number };
}

/** Share of held-out labels in their prediction set, for a check at the end of training. */
export function coverageOf(cases: readonly HeldOut[], c: ScaleCalibration): number {
  const policy = c.policies.balanced ?? { thresholds: [1.5, 2.5, 3.5, 4.5] as const };
  const inside = cases.filter(({ logits, level, ageYears }) => {
    const p = probabilitiesOf(logits, c);
    return predictionSet(p, shownLevel(p, policy as Policy), c.conformal, ageYears).includes(level);
  });
  return cases.length === 0 ? 0 : inside.length / cases.length;
}

const round = (x: number): number => Math.round(x * 1e6) / 1e6;
