import type * as tfjs from "@tensorflow/tfjs";
import type { Tf } from "./tf";

/**
 * The few operations the network needs with gradients of their own. TensorFlow.js's built-in ones would use transposed
 * matMuls (20 times slower on WASM) and UnsortedSegmentSum (absent there); these transpose first and scatter instead.
 */

type GradSaver = (tensors: tfjs.Tensor[]) => void;
const grad = (
  tf: Tf,
  f: (...args: [...tfjs.Tensor[], GradSaver]) => {
    value: tfjs.Tensor;
    gradFunc: (dy: tfjs.Tensor, saved: tfjs.Tensor[]) => tfjs.Tensor | tfjs.Tensor[];
  },
) => tf.customGrad(f as Parameters<Tf["customGrad"]>[0]);

/** Swaps the last two axes. */
function swap(tf: Tf, x: tfjs.Tensor): tfjs.Tensor {
  const axes = x.shape.map((_, i) => i);
  const last = axes.length - 1;
  axes[last] = last - 1;
  axes[last - 1] = last;
  return tf.transpose(x, axes);
}

/** Batched product (..., m, k) x (..., k, n) -> (..., m, n). */
export function matMul(tf: Tf, a: tfjs.Tensor, b: tfjs.Tensor): tfjs.Tensor {
  return grad(tf, (...args) => {
    const [a, b, save] = args as unknown as [tfjs.Tensor, tfjs.Tensor, GradSaver];
    save([a, b]);
    return {
      value: tf.matMul(a, b),
      gradFunc: (dy, [a, b]) => [
        tf.matMul(dy, swap(tf, b as tfjs.Tensor)),
        tf.matMul(swap(tf, a as tfjs.Tensor), dy),
      ],
    };
  })(a, b);
}

/** x (..., in) times weight (in, out) plus bias (out). */
export function linear(tf: Tf, x: tfjs.Tensor, weight: tfjs.Tensor, bias: tfjs.Tensor): tfjs.Tensor {
  const [input, output] = weight.shape as [number, number];
  const flat = matMul(tf, tf.reshape(x, [-1, input]), weight);
  return tf.reshape(tf.add(flat, bias), [...x.shape.slice(0, -1), output]);
}

/** Rows of a table: ids (...) -> (..., D). The gradient adds up the rows' gradients by scattering. */
export function embed(tf: Tf, table: tfjs.Tensor, ids: Int32Array, shape: [number, number]): tfjs.Tensor3D {
  const [rows, D] = table.shape as [number, number];
  const count = shape[0] * shape[1];
  const look = grad(tf, (...args) => {
    const [table] = args as unknown as [tfjs.Tensor];
    return {
      value: tf.gather(table, tf.tensor1d(ids, "int32")),
      gradFunc: (dy) => [tf.scatterND(tf.tensor2d(ids, [count, 1], "int32"), dy, [rows, D])],
    };
  });
  return tf.reshape(look(table), [...shape, D]) as tfjs.Tensor3D;
}

/** Layer normalisation over the last axis (Ba et al. 2016). */
export function layerNorm(
  tf: Tf,
  x: tfjs.Tensor,
  gain: tfjs.Tensor,
  bias: tfjs.Tensor,
  eps: number,
): tfjs.Tensor {
  return grad(tf, (...args) => {
    const [x, gain, bias, save] = args as unknown as [tfjs.Tensor, tfjs.Tensor, tfjs.Tensor, GradSaver];
    const centred = tf.sub(x, tf.mean(x, -1, true));
    const inverse = tf.rsqrt(tf.add(tf.mean(tf.square(centred), -1, true), eps));
    const normal = tf.mul(centred, inverse);
    save([normal, inverse, gain]);
    return {
      value: tf.add(tf.mul(normal, gain), bias),
      gradFunc: (dy, saved) => {
        const [normal, inverse, gain] = saved as [tfjs.Tensor, tfjs.Tensor, tfjs.Tensor];
        const dNormal = tf.mul(dy, gain);
        const along = tf.mul(normal, tf.mean(tf.mul(dNormal, normal), -1, true));
        const dx = tf.mul(inverse, tf.sub(tf.sub(dNormal, tf.mean(dNormal, -1, true)), along));
        const leading = x.shape.slice(0, -1).map((_, i) => i);
        return [dx, tf.sum(tf.mul(dy, normal), leading), tf.sum(dy, leading)];
      },
    };
  })(x, gain, bias);
}

/** x * sigmoid(1.702 x), the approximation of GELU by Hendrycks & Gimpel (2016). */
export function quickGelu(tf: Tf, x: tfjs.Tensor): tfjs.Tensor {
  return grad(tf, (...args) => {
    const [x, save] = args as unknown as [tfjs.Tensor, GradSaver];
    const gate = tf.sigmoid(tf.mul(x, 1.702));
    save([x, gate]);
    return {
      value: tf.mul(x, gate),
      gradFunc: (dy, saved) => {
        const [x, gate] = saved as [tfjs.Tensor, tfjs.Tensor];
        // gate + 1.702 x gate (1 - gate)
        const slope = tf.mul(gate, tf.add(1, tf.mul(tf.mul(x, 1.702), tf.sub(1, gate))));
        return [tf.mul(dy, slope)];
      },
    };
  })(x);
}
