import type { Combination, Five } from "@/lib/model/calibration";
import { softmax } from "@/lib/model/softmax";
import { ageGroupOf, combine, EVIDENCE, EVIDENCE_NAMES, type HeadAnswers } from "@/lib/policy/evidence";
import { minimize } from "../fitting/lbfgs";

/** A held-out visit: what the heads said, and the level it should have had as probabilities. */
export type Witnessed = {
  readonly answers: HeadAnswers;
  readonly target: readonly number[];
  readonly ageYears: number;
};

/** A baby and a child are not small adults, and the old are often sicker than they look. */
export const AGE_GROUPS = [
  { name: "infant", belowYears: 2 },
  { name: "child", belowYears: 16 },
  { name: "adult", belowYears: 65 },
  { name: "older adult", belowYears: null },
] as const;
type AgeGroup = (typeof AGE_GROUPS)[number];

/** Pull of the weights towards taking the charted head's word, so that a few visits cannot bend them. */
const RIDGE = 4;

/**
 * Softmax regression of the level on all that the heads say, a bias an age group, from visits of which no weight of the network
 * learned. It starts, and is pulled towards, what the charted head says by itself.
 */
export function fitCombination(visits: readonly Witnessed[], fittedOn: string): Combination {
  const F = EVIDENCE_NAMES.length;
  const G = AGE_GROUPS.length;
  const rows = visits.map((v) => EVIDENCE_NAMES.map((name) => EVIDENCE[name]?.(v.answers) ?? 0));
  const groups = visits.map((v) => AGE_GROUPS.indexOf(ageGroupOf(AGE_GROUPS, v.ageYears) as AgeGroup));
  const start = new Float64Array((F + G) * 5);
  // Evidence "charted k" speaks for level k with weight one.
  for (let k = 0; k < 5; k++) start[k * 5 + k] = 1;
  const { x } = minimize(
    (w, gradient) => {
      let loss = 0;
      gradient.fill(0);
      visits.forEach((v, i) => {
        const row = rows[i] as number[];
        const at = (F + (groups[i] as number)) * 5;
        const z = [0, 1, 2, 3, 4].map((k) => w[at + k] as number);
        row.forEach((value, f) => {
          for (let k = 0; k < 5; k++) z[k] = (z[k] as number) + value * (w[f * 5 + k] as number);
        });
        const probabilities = softmax(z);
        for (let k = 0; k < 5; k++) {
          const p = probabilities[k] as number;
          const t = v.target[k] as number;
          if (t > 0) loss -= t * Math.log(Math.max(1e-12, p));
          const d = p - t;
          row.forEach((value, f) => {
            gradient[f * 5 + k] = (gradient[f * 5 + k] as number) + d * value;
          });
          gradient[at + k] = (gradient[at + k] as number) + d;
        }
      });
      for (let i = 0; i < w.length; i++) {
        const away = (w[i] as number) - (start[i] as number);
        loss += (RIDGE / 2) * away * away;
        gradient[i] = (gradient[i] as number) + RIDGE * away;
      }
      return loss;
    },
    start,
    { maxIterations: 500, tolerance: 1e-2 },
  );
  const five = (at: number): Five =>
    [0, 1, 2, 3, 4].map((k) => Math.round((x[at * 5 + k] as number) * 1e5) / 1e5) as Five;
  return {
    weights: Object.fromEntries(EVIDENCE_NAMES.map((name, f) => [name, five(f)])),
    groups: AGE_GROUPS.map((g, i) => ({ ...g, bias: five(F + i) })),
    fittedOn,
  };
}

/** Mean surprise (nats) of the targets under a combination, to hold two of them side by side. */
export const surprise = (visits: readonly Witnessed[], c: Combination): number =>
  visits.reduce((sum, v) => {
    const p = combine(v.answers, c, v.ageYears);
    return (
      sum - v.target.reduce((s, t, k) => s + (t > 0 ? t * Math.log(Math.max(1e-12, p[k] as number)) : 0), 0)
    );
  }, 0) / Math.max(1, visits.length);
