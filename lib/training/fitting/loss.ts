import type * as tfjs from "@tensorflow/tfjs";
import type { Level } from "@/lib/case/level";
import type { TriageCase } from "@/lib/case/triage-case";
import { HEAD_SIZES, HEADS, type HeadName, isClassHead, SCALES, type Scale } from "@/lib/model/config";
import type { HeadOutputs } from "@/lib/model/network";
import type { Tf } from "@/lib/model/tf";

/**
 * What one example teaches, by head: probabilities of the classes, a probability of the yes, or one for each of several.
 * A head without a target learns nothing from it.
 */
export type Targets = {
  readonly esi?: readonly number[];
  readonly ktas?: readonly number[];
  readonly critical?: number;
  readonly lifeSaving?: readonly number[];
  readonly admission?: number;
  readonly psychiatric?: number;
  readonly resources?: readonly number[];
  readonly emergencies?: readonly number[];
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

/** Targets of a batch as arrays, (size, outputs of the head); rows without a target weigh nothing. */
type HeadTargets = { readonly target: Float32Array; readonly weight: Float32Array };
type BatchTargets = {
  readonly size: number;
  readonly heads: Readonly<Partial<Record<HeadName, HeadTargets>>>;
};

export function collateTargets(examples: readonly Example[]): BatchTargets {
  const size = examples.length;
  const heads: Partial<Record<HeadName, HeadTargets>> = {};
  for (const head of HEADS) {
    if (examples.every((e) => e.targets[head] === undefined)) continue;
    const width = HEAD_SIZES[head];
    const target = new Float32Array(size * width);
    const weight = new Float32Array(size);
    examples.forEach((e, i) => {
      const t = e.targets[head];
      if (t === undefined) return;
      target.set(typeof t === "number" ? [t] : t, i * width);
      weight[i] = e.weight;
    });
    heads[head] = { target, weight };
  }
  return { size, heads };
}

/** Mean over the batch's rows of the heads' weighted losses: a scalar. */
export function loss(tf: Tf, outputs: HeadOutputs, targets: BatchTargets, o: LossOptions): tfjs.Scalar {
  const terms: tfjs.Tensor[] = [];
  for (const head of HEADS) {
    const t = targets.heads[head];
    const logits = outputs[head];
    if (!t || !logits) continue;
    const target = tf.tensor2d(t.target, [targets.size, HEAD_SIZES[head]]);
    const weight = tf.mul(tf.tensor1d(t.weight), o.headWeights[head] ?? 1);
    const each = isClassHead(head) ? classLoss(tf, logits, target) : yesLoss(tf, logits, target); // (B)
    const priced = isScale(head)
      ? tf.add(each, tf.mul(expectedCost(tf, logits, target, o.underTriageCost), o.ordinalWeight))
      : each;
    terms.push(tf.sum(tf.mul(weight, priced)));
  }
  if (terms.length === 0) throw new Error("a batch without targets");
  return tf.div(tf.addN(terms), targets.size) as tfjs.Scalar;
}

const isScale = (head: HeadName): head is Scale => (SCALES as readonly HeadName[]).includes(head);

/** Cross-entropy of each row: (B). */
const classLoss = (tf: Tf, logits: tfjs.Tensor2D, target: tfjs.Tensor2D) =>
  tf.neg(tf.sum(tf.mul(target, tf.logSoftmax(logits)), 1));

/** Binary cross-entropy of each row, summed over its questions, in its stable form softplus(x) - x y: (B). */
function yesLoss(tf: Tf, x: tfjs.Tensor2D, y: tfjs.Tensor2D) {
  const softplus = tf.add(tf.relu(x), tf.log1p(tf.exp(tf.neg(tf.abs(x)))));
  return tf.sum(tf.sub(softplus, tf.mul(x, y)), 1);
}

function expectedCost(tf: Tf, logits: tfjs.Tensor2D, target: tfjs.Tensor2D, underTriage: number) {
  const costs = tf.matMul(target, costMatrix(tf, underTriage)); // (B, 5)
  return tf.sum(tf.mul(tf.softmax(logits), costs), 1);
}

const costMatrix = (tf: Tf, underTriage: number) =>
  tf.tensor2d(
    [1, 2, 3, 4, 5].map((actual) => [1, 2, 3, 4, 5].map((p) => misplacementCost(actual, p, underTriage))),
  );
