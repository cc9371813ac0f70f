import type * as tfjs from "@tensorflow/tfjs";
import type { TriageCase } from "@/lib/case/triage-case";
import { AppError } from "@/lib/core/errors";
import type { CaseEncoder, EncodedCase } from "@/lib/model/inputs";
import type { NamedTensors } from "@/lib/model/safetensors";
import { softmax } from "@/lib/model/softmax";
import type { Objective } from "../fitting/fit";
import { embeddingsOf } from "../fitting/logits";
import { collateTargets, type LossOptions, loss } from "../fitting/loss";
import type { Tuning } from "../fitting/tuning";
import type { Learner } from "../lessons";
import type { ShortenedSum } from "./private-gradients";

/**
 * Where only the level's head learns, the encoder says the same of a case in every step: it is asked once, and a step costs a
 * thousandth. Cases are learned as they are and not told otherwise, since what is told otherwise would have to be encoded.
 */
export type Frozen = {
  readonly encode: CaseEncoder;
  objective(o: LossOptions): Objective;
  /** The labels' gradients, each shortened, in one pass; see private-gradients.ts. */
  readonly shortenedSum: ShortenedSum;
  /** What a level's head says, level 1 first. */
  answer(tensors: NamedTensors, cases: readonly TriageCase[]): number[][];
};

export const isFrozen = (tuning: Tuning): boolean =>
  tuning.mode === "last-layers" && tuning.layers === 0 && !tuning.inputs;

const NOTHING: EncodedCase = {
  numbers: new Float32Array(0),
  categories: new Int32Array(0),
  tokens: [],
  segments: [],
  positions: [],
};

/**
 * A layer's gradient for one case is the outer product of its input and of the loss's slope, so its length is the product of theirs
 * (Goodfellow 2015), and the sum of shortened gradients is the gradient of a sum of weighted losses.
 */
const shortenedSum =
  (placesOf: (cases: readonly TriageCase[]) => Float32Array, width: number): ShortenedSum =>
  (tf, weights, batch, clip) => {
    const places = tf.tensor2d(placesOf(batch.map((p) => p.example.case)), [batch.length, width]);
    const { target, weight } = collateTargets(batch.map((p) => p.example)).heads.esi as {
      target: Float32Array;
      weight: Float32Array;
    };
    const logits = tf.add(
      tf.matMul(places, weights["heads.esi.weight"] as tfjs.Tensor2D),
      weights["heads.esi.bias"] as tfjs.Tensor1D,
    ) as tfjs.Tensor2D;
    // Of weighted cross-entropy: (B, 5).
    const slope = tf.mul(
      tf.sub(tf.softmax(logits), tf.tensor2d(target, [batch.length, 5])),
      tf.expandDims(tf.tensor1d(weight), 1),
    ) as tfjs.Tensor2D;
    const inputs = tf.add(tf.sum(tf.square(places), 1, true), 1);
    const lengths = tf.sqrt(tf.mul(tf.sum(tf.square(slope), 1, true), inputs)); // (B, 1)
    const short = tf.mul(slope, tf.minimum(1, tf.div(clip, tf.add(lengths, 1e-12)))) as tfjs.Tensor2D;
    return {
      "heads.esi.weight": tf.matMul(tf.transpose(places), short),
      "heads.esi.bias": tf.sum(short, 0),
    };
  };

/** @param cases whose ids are their own; made-up ones are known by themselves */
export async function freeze(
  { tf, champion, encode }: Learner,
  stored: Readonly<Record<string, tfjs.Tensor>>,
  cases: readonly TriageCase[],
): Promise<Frozen> {
  const places = await embeddingsOf(tf, champion.config, encode, stored, cases);
  const own = new Map(cases.map((c, i) => [c, places[i] as Float32Array]));
  const byId = new Map(cases.map((c, i) => [c.id, places[i] as Float32Array]));
  const placeOf = (c: TriageCase): Float32Array => {
    const place = own.get(c) ?? byId.get(c.id);
    if (!place) throw new AppError("internal", "a case that was not encoded beforehand");
    return place;
  };
  const width = champion.config.hidden_size;
  const placesOf = (asked: readonly TriageCase[]): Float32Array => {
    const flat = new Float32Array(asked.length * width);
    asked.forEach((c, i) => {
      flat.set(placeOf(c), i * width);
    });
    return flat;
  };
  return {
    encode: () => NOTHING,
    shortenedSum: shortenedSum(placesOf, width),
    objective: (o) => (tf_, _config, weights, batch) => {
      const places = placesOf(batch.map((p) => p.example.case));
      const esi = tf_.add(
        tf_.matMul(tf_.tensor2d(places, [batch.length, width]), weights["heads.esi.weight"] as tfjs.Tensor2D),
        weights["heads.esi.bias"] as tfjs.Tensor1D,
      ) as tfjs.Tensor2D;
      return loss(tf_, { esi }, collateTargets(batch.map((p) => p.example)), o);
    },
    answer: (tensors, asked) => {
      const [weight, bias] = [tensors["heads.esi.weight"], tensors["heads.esi.bias"]];
      if (!weight || !bias) throw new AppError("internal", "a model without a level's head");
      return asked.map((c) => {
        const place = placeOf(c);
        const logits = Array.from(bias.data);
        for (let i = 0; i < width; i++)
          for (let k = 0; k < 5; k++)
            logits[k] = (logits[k] as number) + (place[i] as number) * (weight.data[i * 5 + k] as number);
        return softmax(logits);
      });
    },
  };
}
