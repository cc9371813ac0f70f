import type { Combination, Five } from "@/lib/model/calibration";
import type { Outlook } from "@/lib/model/prediction";
import { softmax } from "@/lib/model/softmax";

/** What the heads say of one case, each calibrated by itself. */
export type HeadAnswers = Outlook & {
  /** Probabilities of the five levels as they are charted. */
  readonly charted: readonly number[];
};

const logit = (p: number): number => {
  const kept = Math.min(1 - 1e-6, Math.max(1e-6, p));
  return Math.log(kept / (1 - kept));
};
const log = (p: number): number => Math.log(Math.max(1e-6, p));

/** Evidence by name, on the scale on which evidence adds up: log probabilities and log odds. */
export const EVIDENCE: Readonly<Record<string, (a: HeadAnswers) => number>> = {
  "charted 1": (a) => log(a.charted[0] as number),
  "charted 2": (a) => log(a.charted[1] as number),
  "charted 3": (a) => log(a.charted[2] as number),
  "charted 4": (a) => log(a.charted[3] as number),
  "charted 5": (a) => log(a.charted[4] as number),
  "life-saving": (a) => logit(a.risks.lifeSaving),
  "critical care": (a) => logit(a.risks.criticalCare),
  admission: (a) => logit(a.risks.admission),
  "no resources": (a) => log(a.resources[0]),
  "one resource": (a) => log(a.resources[1]),
  "two or more resources": (a) => log(a.resources[2]),
};
export const EVIDENCE_NAMES = Object.keys(EVIDENCE);

/** The first group, youngest first, that the age belongs to. */
export const ageGroupOf = <G extends { readonly belowYears: number | null }>(
  groups: readonly G[],
  ageYears: number,
): G | undefined => groups.find((g) => g.belowYears === null || ageYears < g.belowYears) ?? groups.at(-1);

/** Probabilities of the five levels from all the evidence. */
export function combine(answers: HeadAnswers, c: Combination, ageYears: number): Five {
  const z = [...(ageGroupOf(c.groups, ageYears)?.bias ?? [0, 0, 0, 0, 0])];
  for (const [name, weights] of Object.entries(c.weights)) {
    const value = EVIDENCE[name]?.(answers) ?? 0;
    weights.forEach((w, k) => {
      z[k] = (z[k] as number) + w * value;
    });
  }
  return softmax(z) as Five;
}
