import type * as tfjs from "@tensorflow/tfjs";
import { random } from "@/lib/core/random";
import type { CaseEncoder } from "@/lib/model/inputs";
import type { Tf } from "@/lib/model/tf";
import { type Gradients, gradientsOf, type Objective, type Prepared } from "../fitting/fit";
import { exampleOf, type Label } from "../lessons";
import type { Draws } from "./draws";

export type PrivateLesson = {
  readonly labels: readonly Label[];
  /** Chance of each label to be in a step, drawn anew each time (Poisson sampling). */
  readonly rate: number;
  /** Longest gradient a label may have. */
  readonly clip: number;
  /** Standard deviation of the noise, in lengths of `clip`. */
  readonly noise: number;
  /** How much of a step the labels are; the rest is rehearsed visits, which are nobody's. */
  readonly share: number;
  readonly draws: Draws;
  readonly seed: number;
  /** Where the shortened gradients' sum can be had at once; else each label's gradient is taken by itself. */
  readonly shortenedSum?: ShortenedSum | undefined;
};

/** The sum of the labels' gradients, each shortened to a length, by weight. What it makes on the way is the caller's to let go of. */
export type ShortenedSum = (
  tf: Tf,
  weights: Readonly<Record<string, tfjs.Tensor>>,
  batch: readonly Prepared[],
  clip: number,
) => Record<string, tfjs.Tensor>;

/**
 * Gradients that hardly hang on any one label (DP-SGD, Abadi et al. 2016): each label's own gradient is shortened to `clip`, noise is
 * added to their sum, and the sum is divided by how many were expected, not by how many came. Only the level is learned. The
 * batch, rehearsed visits made up from public figures, is added as it is. The reported loss is the batch's.
 */
export function privateGradients(objective: Objective, encode: CaseEncoder, o: PrivateLesson): Gradients {
  const plain = gradientsOf(objective);
  return (tf, config, weights, batch, step, dropout) => {
    const open = plain(tf, config, weights, batch, step, dropout);
    const reached = Object.keys(open.grads).filter((name) => isReached(name));
    let sum: Record<string, tfjs.Tensor> = tf.tidy(() =>
      Object.fromEntries(reached.map((name) => [name, tf.zerosLike(open.grads[name] as tfjs.Tensor)])),
    );
    const chosen = drawn(encode, o, step);
    const { shortenedSum } = o;
    if (shortenedSum && chosen.length > 0) {
      tf.dispose(sum);
      sum = tf.tidy(() => shortenedSum(tf, weights, chosen, o.clip));
    }
    for (const prepared of shortenedSum ? [] : chosen) {
      const own = plain(tf, config, weights, [prepared], step, dropout);
      const next = tf.tidy(() => addShortened(tf, sum, own.grads, o.clip));
      tf.dispose([own.value, ...Object.values(own.grads), ...Object.values(sum)]);
      sum = next;
    }
    const expected = o.rate * o.labels.length;
    const grads = tf.tidy(() =>
      Object.fromEntries(
        Object.entries(open.grads).map(([name, rehearsed]) => {
          const part = tf.mul(rehearsed, 1 - o.share);
          const own = sum[name];
          if (!own) return [name, part];
          const noisy = tf.add(own, noiseLike(tf, own, o.noise * o.clip, o.draws));
          return [name, tf.add(part, tf.mul(noisy, o.share / expected))];
        }),
      ),
    );
    tf.dispose([...Object.values(open.grads), ...Object.values(sum)]);
    return { value: open.value, grads };
  };
}

/** A label tells only the level's head, and through it the encoder: no other head hears of it, so none needs noise. */
const isReached = (name: string): boolean => !name.startsWith("heads.") || name.startsWith("heads.esi.");

function drawn(encode: CaseEncoder, { labels, rate, draws, seed }: PrivateLesson, step: number): Prepared[] {
  return labels.flatMap((label, i) => {
    if (!draws.chance(rate)) return [];
    const { outcomes: _known, ...level } = label;
    const example = exampleOf({ ...level, outcomesOnly: false }, random(seed, "vary", step, i));
    return [{ example, encoded: encode(example.case) }];
  });
}

function addShortened(
  tf: Tf,
  sum: Readonly<Record<string, tfjs.Tensor>>,
  grads: Readonly<Record<string, tfjs.Tensor>>,
  clip: number,
): Record<string, tfjs.Tensor> {
  const own = Object.keys(sum).map((name) => grads[name] as tfjs.Tensor);
  const norm = tf.sqrt(own.map((g) => tf.sum(tf.square(g))).reduce((a, b) => tf.add(a, b)));
  const factor = tf.minimum(1, tf.div(clip, tf.add(norm, 1e-12)));
  return Object.fromEntries(
    Object.entries(sum).map(([name, s]) => [name, tf.add(s, tf.mul(grads[name] as tfjs.Tensor, factor))]),
  );
}

function noiseLike(tf: Tf, like: tfjs.Tensor, deviation: number, draws: Draws): tfjs.Tensor {
  const values = Float32Array.from({ length: like.size }, () => deviation * draws.normal());
  return tf.tensor(values, like.shape);
}
