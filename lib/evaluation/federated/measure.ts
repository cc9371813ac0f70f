import type { Level } from "@/lib/case/level";
import { interval, resample } from "@/lib/measures/figures";
import { auroc, quadraticKappa } from "@/lib/measures/metrics";

/** A figure and the middle 95 % of what resampled cases give. */
export type Measured = { readonly value: number; readonly low: number; readonly high: number };

export type Answered = { readonly probabilities: readonly number[]; readonly level: Level };

const RESAMPLES = 200;

const likeliest = ({ probabilities: p }: Answered): number => p.indexOf(Math.max(...p)) + 1;
const urgent = ({ probabilities: p }: Answered): number => (p[0] ?? 0) + (p[1] ?? 0);
/** Agreement of the likeliest level with the charted one, quadratic weights. */
export const kappa = (of: readonly Answered[]): number =>
  quadraticKappa(
    of.map((a) => a.level),
    of.map(likeliest),
  ) ?? Number.NaN;
/** Shares whose likeliest level is less urgent than the charted one, and more. */
export const triageShares = (of: readonly Answered[]): { readonly under: number; readonly over: number } => ({
  under: of.filter((a) => likeliest(a) > a.level).length / of.length,
  over: of.filter((a) => likeliest(a) < a.level).length / of.length,
});
/** How well levels 1 and 2 are told from the others. */
export const urgentAuroc = (of: readonly Answered[]): number =>
  auroc(
    of.map(urgent),
    of.map((a) => a.level <= 2),
  ) ?? Number.NaN;
/** Mean cross-entropy, nats. */
export const meanLoss = (of: readonly Answered[]): number =>
  of.reduce((sum, a) => sum + lossOf(a), 0) / of.length;
export const lossOf = ({ probabilities, level }: Answered): number =>
  -Math.log(Math.max(1e-12, probabilities[level - 1] ?? 0));

const drawnFrom = <T>(items: readonly T[], number: number): T[] => {
  const out: T[] = [];
  resample(items.length, number).forEach((count, i) => {
    for (let k = 0; k < count; k++) out.push(items[i] as T);
  });
  return out;
};

export function measure<T>(items: readonly T[], of: (items: readonly T[]) => number): Measured {
  const draws = Array.from({ length: RESAMPLES }, (_, r) => of(drawnFrom(items, r)));
  return { value: of(items), ...interval(draws.filter(Number.isFinite)) };
}

/** A difference on the same cases, resampled together. */
export const measureDifference = (
  first: readonly Answered[],
  second: readonly Answered[],
  of: (items: readonly Answered[]) => number,
): Measured =>
  measure(
    first.map((a, i) => [a, second[i] as Answered] as const),
    (pairs) => of(pairs.map((p) => p[0])) - of(pairs.map((p) => p[1])),
  );

/**
 * Who was learned from, told by the model's answers alone (AUROC; 0.5: it cannot be told). `loss`: cases answered well were learned
 * (Yeom et al. 2018). `ratio`: cases answered better than the version before answered them (a likelihood ratio with one
 * reference, Carlini et al. 2022).
 */
export type Membership = { readonly loss: Measured; readonly ratio: Measured };
export type Suspect = { readonly member: boolean; readonly now: Answered; readonly before: Answered };

export function membership(suspects: readonly Suspect[]): Membership {
  const by = (score: (s: Suspect) => number) => (of: readonly Suspect[]) =>
    auroc(
      of.map(score),
      of.map((s) => s.member),
    ) ?? Number.NaN;
  return {
    loss: measure(
      suspects,
      by((s) => -lossOf(s.now)),
    ),
    ratio: measure(
      suspects,
      by((s) => lossOf(s.before) - lossOf(s.now)),
    ),
  };
}
