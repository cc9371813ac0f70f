import type * as tfjs from "@tensorflow/tfjs";
import { type Random, random } from "@/lib/core/random";
import type { ModelConfig } from "@/lib/model/config";
import { collate, type ModelInputs } from "@/lib/model/inputs";
import { pieceStates, type Weights } from "@/lib/model/network";
import { embed, matMul } from "@/lib/model/ops";
import type { Tf } from "@/lib/model/tf";
import type { TextTokenizer } from "@/lib/model/tokenizer";
import type { Objective } from "./fitting/fit";

/**
 * Masked-language modelling (Devlin et al. 2019): some of the pieces are hidden, and the encoder is asked for them from the
 * rest of the text and from the visit's numbers. The word table answers for itself (tied weights); only a bias is new, and
 * it is left behind when the levels are learned.
 */
export const MASKED_BIAS = "masked.bias";

/** Of the pieces chosen, the shares shown as the mask and as some other piece; the rest is shown as it is. */
const [AS_MASK, AS_OTHER] = [0.8, 0.1];

type Masked = {
  readonly inputs: ModelInputs;
  /** Places of the chosen pieces in the flattened (B * T) batch, and what stood there. */
  readonly places: Int32Array;
  readonly pieces: Int32Array;
};

/** Hides `rate` of the batch's pieces; at least one, so that a step always has something to learn. */
export function maskPieces(
  config: Pick<ModelConfig, "vocab_size" | "pad_token_id">,
  special: TextTokenizer["special"],
  inputs: ModelInputs,
  rate: number,
  r: Random,
): Masked {
  const isSpecial = new Set<number>(Object.values(special));
  const able = [...inputs.tokens.keys()].filter((i) => !isSpecial.has(inputs.tokens[i] as number));
  let places = able.filter(() => r.chance(rate));
  if (places.length === 0) places = able.slice(0, 1);
  const tokens = Int32Array.from(inputs.tokens);
  for (const place of places) {
    const draw = r.next();
    if (draw < AS_MASK) tokens[place] = special.mask;
    else if (draw < AS_MASK + AS_OTHER) tokens[place] = r.below(config.vocab_size);
  }
  return {
    inputs: { ...inputs, tokens },
    places: Int32Array.from(places),
    pieces: Int32Array.from(places, (place) => inputs.tokens[place] as number),
  };
}

/** Mean cross-entropy (nats) of the hidden pieces. */
export function maskedObjective(
  special: TextTokenizer["special"],
  o: { readonly seed: number; readonly maskRate: number },
): Objective {
  return (tf, config, weights, batch, step, dropout) => {
    const whole = collate(
      config,
      batch.map((p) => p.encoded),
    );
    const masked = maskPieces(config, special, whole, o.maskRate, random(o.seed, "mask", step));
    // A batch without any text teaches nothing, and breaks nothing.
    if (masked.places.length === 0)
      return tf.mul(tf.sum(weights[MASKED_BIAS] as tfjs.Tensor), 0) as tfjs.Scalar;
    const states = pieceStates(tf, config, weights, masked.inputs, dropout); // (B, T, D)
    return guessing(tf, weights, states, masked);
  };
}

function guessing(tf: Tf, weights: Weights, states: tfjs.Tensor3D, { places, pieces }: Masked): tfjs.Scalar {
  const [B, T, D] = states.shape;
  const words = weights["embeddings.words.weight"] as tfjs.Tensor; // (V, D)
  const hidden = tf.squeeze(embed(tf, tf.reshape(states, [B * T, D]), places, [places.length, 1]), [1]); // (M, D)
  const logits = tf.add(matMul(tf, hidden, tf.transpose(words)), weights[MASKED_BIAS] as tfjs.Tensor); // (M, V)
  const right = tf.oneHot(tf.tensor1d(pieces, "int32"), words.shape[0] as number);
  return tf.neg(tf.mean(tf.sum(tf.mul(right, tf.logSoftmax(logits as tfjs.Tensor2D)), 1))) as tfjs.Scalar;
}
