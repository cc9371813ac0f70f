import type * as tfjs from "@tensorflow/tfjs";
import type { Tf } from "@/lib/model/tf";
import { type Objective, trainedOf } from "../fitting/fit";

/**
 * FedProx (Li et al. 2020): what a site learns costs strength / 2 times the squared distance from where the round began, so that
 * sites with unlike patients do not run apart. With adapters, the distance is theirs.
 * @returns the objective, and how to let go of the copy of the beginning
 */
export function proximal(
  tf: Tf,
  objective: Objective,
  weights: Readonly<Record<string, tfjs.Variable>>,
  strength: number,
): { readonly objective: Objective; dispose(): void } {
  const trained = Object.entries(trainedOf(weights));
  const before = trained.map(([, w]) => tf.tidy(() => tf.clone(w)));
  return {
    objective: (...args) => {
      const own = objective(...args);
      const distances = trained.map(([, w], i) => tf.sum(tf.squaredDifference(w, before[i] as tfjs.Tensor)));
      return tf.add(own, tf.mul(tf.addN(distances), strength / 2)) as tfjs.Scalar;
    },
    dispose: () => tf.dispose(before),
  };
}
