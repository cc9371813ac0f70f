import type * as tfjs from "@tensorflow/tfjs";
import type { Level } from "@/lib/case/level";
import type { TriageCase } from "@/lib/case/triage-case";
import type { HeadName, Scale } from "@/lib/model/config";
import type { HeadOutputs } from "@/lib/model/network";
import type { Tf } from "@/lib/model/tf";

/** What one example teaches: soft targets by head (five level probabilities, or a probability), and its weight. */
export type Targets = {
  readonly esi?: readonly number[];
  readonly ktas?: readonly number[];
  readonly critical?: number;
};
export type Example = { readonly case: TriageCase; readonly targets: Targets; readonly weight: number };

/**
 * A level as a soft target: `smoothing` of the mass goes to the other levels, the nearer the more (a nurse's neighbour
 * level is likelier to be the right one than a distant level).
 */
export function ordinalTarget(level: Level, smoothing: number): number[] {
  const near = [1, 2, 3, 4, 5].map((l) => (l === level ? 0 : Math.exp(-Math.abs(l - level) * 1.5)));
  const total = near.reduce((a, b) => a + b, 0);
  return near.map((n, i) => (i + 1 === level ? 1 - smoothing : (smoothing * n) / total));
}

/** Price of answering `predicted` where `actual` was right: squared distance, dearer when less urgent than it was. */
export const misplacementCost = (actual: number, predicted: number, underTriage: number): number =>
  ((predicted - actual) ** 2 / 16) * (predicted > actual ? underTriage : 1);

export type LossOptions = {
  /** Weight of the expected misplacement cost beside cross-entropy. */
  readonly ordinalWeight: number;
  /** How many times dearer under-triage is than over-triage. */
  readonly underTriageCost: number;
  readonly headWeights: Readonly<Partial<Record<HeadName, number>>>;
};

/** Targets of a batch as arrays, rows without a target weighing nothing. */
type BatchTargets = {
  readonly size: number;
  readonly levels: Readonly<Partial<Record<Scale, { target: Float32Array; weight: Float32Array }>>>;
  readonly critical: { target: Float32Array; weight: Float32Array } | null;
};

export function collateTargets(examples: readonly Example[]): BatchTargets {
  const size = examples.length;
  const levels: Partial<Record<Scale, { target: Float32Array; weight: Float32Array }>> = {};
  for (const scale of ["esi", "ktas"] as const) {
    if (!examples.some((e) => e.targets[scale])) continue;
    const target = new Float32Array(size * 5);
    const weight = new Float32Array(size);
    examples.forEach((e, i) => {
      const t = e.targets[scale];
      if (!t) return;
      target.set(t, i * 5);
      weight[i] = e.weight;
    });
    levels[scale] = { target, weight };
  }
  const critical = examples.some((e) => e.targets.critical !== undefined)
    ? {
        target: Float32Array.from(examples, (e) => e.targets.critical ?? 0),
        weight: Float32Array.from(examples, (e) => (e.targets.critical === undefined ? 0 : e.weight)),
      }
    : null;
  return { size, levels, critical };
}

/** Mean over the batch's rows of the heads' weighted losses: a scalar. */
export function loss(tf: Tf, outputs: HeadOutputs, targets: BatchTargets, o: LossOptions): tfjs.Scalar {
  const terms: tfjs.Tensor[] = [];
  for (const scale of ["esi", "ktas"] as const) {
    const t = targets.levels[scale];
    const logits = outputs[scale];
    if (!t || !logits) continue;
    const target = tf.tensor2d(t.target, [targets.size, 5]);
    const weight = tf.mul(tf.tensor1d(t.weight), o.headWeights[scale] ?? 1);
    const crossEntropy = tf.neg(tf.sum(tf.mul(target, tf.logSoftmax(logits)), 1)); // (B)
    const costs = tf.matMul(target, costMatrix(tf, o.underTriageCost)); // (B, 5)
    const expectedCost = tf.sum(tf.mul(tf.softmax(logits), costs), 1);
    terms.push(tf.sum(tf.mul(weight, tf.add(crossEntropy, tf.mul(expectedCost, o.ordinalWeight)))));
  }
  const { critical } = targets;
  if (critical && outputs.critical) {
    const x = tf.squeeze(outputs.critical, [1]);
    const y = tf.tensor1d(critical.target);
    const weight = tf.mul(tf.tensor1d(critical.weight), o.headWeights.critical ?? 1);
    // softplus(x) - x y, the stable form of binary cross-entropy on logits
    const stable = tf.add(tf.relu(x), tf.log1p(tf.exp(tf.neg(tf.abs(x)))));
    terms.push(tf.sum(tf.mul(weight, tf.sub(stable, tf.mul(x, y)))));
  }
  if (terms.length === 0) throw new Error("a batch without targets");
  return tf.div(tf.addN(terms), targets.size) as tfjs.Scalar;
}

const costMatrix = (tf: Tf, underTriage: number) =>
  tf.tensor2d(
    [1, 2, 3, 4, 5].map((actual) => [1, 2, 3, 4, 5].map((p) => misplacementCost(actual, p, underTriage))),
  );
