import type { Level } from "@/lib/case/level";
import { hash32 } from "@/lib/core/random";
import type { LabelledCase } from "@/lib/feedback/labelled-case";
import { auroc, quadraticKappa } from "@/lib/measures/metrics";
import type { NamedTensors } from "@/lib/model/safetensors";
import { softmax } from "@/lib/model/softmax";
import { variablesOf } from "../build-artifact";
import { disposeWeights } from "../fitting/fit";
import { crossEntropy, logitsOf } from "../fitting/logits";
import type { OpenSite } from "./fit-site";
import { checkTensors, partTensors, type Sharing } from "./tensors";

/** Of so many labels, one is never learned from at a site: the same one in every round and whatever other labels there are. */
const HELD_OUT = 5;
export const isHeldOut = ({ case: c }: LabelledCase): boolean =>
  hash32(`federated held out ${c.id}`) % HELD_OUT === 0;

export type SiteFigures = {
  readonly labels: number;
  /** Mean cross-entropy of the level, nats. */
  readonly loss: number;
  /** Of the likeliest level, before calibration and policy: the gates measure a candidate as it is shown. */
  readonly kappa: number | null;
  readonly accuracy: number;
  /** How well levels 1 and 2 are told from the others. */
  readonly auroc: number | null;
};

/** The site's whole model: the common weights, what it kept, and the version's own for the rest. */
export function weightsAtSite(
  { learner, stored }: OpenSite,
  sharing: Sharing,
  common: NamedTensors | null,
  kept: NamedTensors | null,
): NamedTensors {
  const parted = partTensors(stored, learner.champion.config, sharing);
  return {
    ...stored,
    ...(common ? checkTensors(common, parted.shared, stored, "the common weights") : {}),
    ...(kept ? checkTensors(kept, parted.personal, stored, "the kept weights") : {}),
  };
}

/** What the level's head says of each case, level 1 first, as probabilities. */
export async function answerWith(
  { learner: { tf, champion, encode } }: OpenSite,
  tensors: NamedTensors,
  cases: readonly LabelledCase["case"][],
): Promise<number[][]> {
  const weights = variablesOf(tf, tensors);
  try {
    const { esi = [] } = await logitsOf(tf, champion.config, encode, weights, cases);
    return esi.map((row) => softmax(row));
  } finally {
    disposeWeights(weights);
  }
}

export function siteFigures(
  probabilities: readonly (readonly number[])[],
  levels: readonly Level[],
): SiteFigures {
  const likeliest = probabilities.map((p) => p.indexOf(Math.max(...p)) + 1);
  return {
    labels: levels.length,
    loss: crossEntropy(
      probabilities.map((p) => p.map((x) => Math.log(Math.max(x, 1e-12)))),
      levels,
    ),
    kappa: quadraticKappa(levels, likeliest),
    accuracy: likeliest.filter((l, i) => l === levels[i]).length / levels.length,
    auroc: auroc(
      probabilities.map((p) => (p[0] ?? 0) + (p[1] ?? 0)),
      levels.map((l) => l <= 2),
    ),
  };
}
