import type * as tfjs from "@tensorflow/tfjs";
import type { Activation } from "./config";
import type { Tf } from "./tf";

/**
 * The few operations the network needs with gradients of their own. TensorFlow.js's built-in ones would use transposed
 * matMuls (20 times slower on WASM) and UnsortedSegmentSum (absent there); these transpose first, on WASM, and scatter.
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

/** a (..., m, k) x b (..., n, k) transposed -> (..., m, n). */
const timesTransposed = (tf: Tf, a: tfjs.Tensor, b: tfjs.Tensor): tfjs.Tensor =>
  tf.getBackend() === "wasm" ? tf.matMul(a, swap(tf, b)) : tf.matMul(a, b, false, true);

/** a (..., k, m) transposed x b (..., k, n) -> (..., m, n). */
const transposedTimes = (tf: Tf, a: tfjs.Tensor, b: tfjs.Tensor): tfjs.Tensor =>
  tf.getBackend() === "wasm" ? tf.matMul(swap(tf, a), b) : tf.matMul(a, b, true);

/** Batched product (..., m, k) x (..., k, n) -> (..., m, n). */
export function matMul(tf: Tf, a: tfjs.Tensor, b: tfjs.Tensor): tfjs.Tensor {
  return grad(tf, (...args) => {
    const [a, b, save] = args as unknown as [tfjs.Tensor, tfjs.Tensor, GradSaver];
    save([a, b]);
    return {
      value: tf.matMul(a, b),
      gradFunc: (dy, [a, b]) => [
        timesTransposed(tf, dy, b as tfjs.Tensor),
        transposedTimes(tf, a as tfjs.Tensor, dy),
      ],
    };
  })(a, b);
}

/** A variable that is not to be trained needs no gradient, and its product none of the work for it. */
const isFrozen = (weight: tfjs.Tensor): boolean => (weight as Partial<tfjs.Variable>).trainable === false;

/** rows (m, k) x weight (k, n) + bias (n). The native addon's kernel for both at once is slower than two. */
const product = (tf: Tf, rows: tfjs.Tensor, weight: tfjs.Tensor, bias: tfjs.Tensor): tfjs.Tensor =>
  tf.getBackend() === "tensorflow"
    ? tf.add(tf.matMul(rows, weight), bias)
    : tf.fused.matMul({ a: rows as tfjs.Tensor2D, b: weight as tfjs.Tensor2D, bias });

/** The same with gradients; none for what is not to be trained. */
function affine(tf: Tf, rows: tfjs.Tensor, weight: tfjs.Tensor, bias: tfjs.Tensor): tfjs.Tensor {
  if (isFrozen(weight) && isFrozen(bias))
    return grad(tf, (...args) => {
      const [rows] = args as unknown as [tfjs.Tensor];
      return {
        value: product(tf, rows, weight, bias),
        gradFunc: (dy) => [timesTransposed(tf, dy, weight)],
      };
    })(rows);
  return grad(tf, (...args) => {
    const [rows, weight, bias, save] = args as unknown as [tfjs.Tensor, tfjs.Tensor, tfjs.Tensor, GradSaver];
    save([rows, weight]);
    return {
      value: product(tf, rows, weight, bias),
      gradFunc: (dy, saved) => {
        const [rows, weight] = saved as [tfjs.Tensor, tfjs.Tensor];
        return [timesTransposed(tf, dy, weight), transposedTimes(tf, rows, dy), tf.sum(dy, 0)];
      },
    };
  })(rows, weight, bias);
}

/**
 * x (..., in) times weight (in, out) plus bias (out); with an adapter, plus x down (in, r) up (r, out) scale, the low-rank
 * update of LoRA (Hu et al. 2021).
 */
export function linear(
  tf: Tf,
  x: tfjs.Tensor,
  weight: tfjs.Tensor,
  bias: tfjs.Tensor,
  adapter: Adapter | null = null,
): tfjs.Tensor {
  const [input, output] = weight.shape as [number, number];
  const rows = tf.reshape(x, [-1, input]);
  let flat = affine(tf, rows, weight, bias);
  if (adapter) {
    const update = matMul(tf, matMul(tf, rows, adapter.down), adapter.up);
    flat = tf.add(flat, tf.mul(update, adapter.scale));
  }
  return tf.reshape(flat, [...x.shape.slice(0, -1), output]);
}

export type Adapter = {
  readonly down: tfjs.Tensor; // (in, r)
  readonly up: tfjs.Tensor; // (r, out)
  readonly scale: tfjs.Tensor; // ()
};

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

/** A vector (D) as every row of (count, 1, D). TensorFlow.js's own tile takes the gradient apart row by row. */
export function repeat(tf: Tf, vector: tfjs.Tensor, count: number): tfjs.Tensor3D {
  const D = vector.size;
  const repeated = grad(tf, (...args) => {
    const [vector] = args as unknown as [tfjs.Tensor];
    return {
      value: tf.tile(tf.reshape(vector, [1, 1, D]), [count, 1, 1]),
      gradFunc: (dy) => [tf.sum(dy, [0, 1])],
    };
  });
  return repeated(vector) as tfjs.Tensor3D;
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

/** The feed-forward block's non-linearity by its name in config.json. */
export function activate(tf: Tf, x: tfjs.Tensor, name: Activation): tfjs.Tensor {
  switch (name) {
    case "quick_gelu":
      return quickGelu(tf, x);
    case "gelu":
      return gelu(tf, x);
    case "gelu_new":
      return geluNew(tf, x);
    case "relu":
      return tf.relu(x);
  }
}

/** x Phi(x) (Hendrycks & Gimpel 2016), Phi the normal distribution function. */
function gelu(tf: Tf, x: tfjs.Tensor): tfjs.Tensor {
  return grad(tf, (...args) => {
    const [x, save] = args as unknown as [tfjs.Tensor, GradSaver];
    const phi = tf.mul(0.5, tf.add(1, tf.erf(tf.mul(x, Math.SQRT1_2))));
    save([x, phi]);
    return {
      value: tf.mul(x, phi),
      gradFunc: (dy, saved) => {
        const [x, phi] = saved as [tfjs.Tensor, tfjs.Tensor];
        const density = tf.mul(tf.exp(tf.mul(tf.square(x), -0.5)), 1 / Math.sqrt(2 * Math.PI));
        return [tf.mul(dy, tf.add(phi, tf.mul(x, density)))];
      },
    };
  })(x);
}

/** GELU by way of tanh, as GPT-2 and some BERTs compute it. */
function geluNew(tf: Tf, x: tfjs.Tensor): tfjs.Tensor {
  const k = Math.sqrt(2 / Math.PI);
  return grad(tf, (...args) => {
    const [x, save] = args as unknown as [tfjs.Tensor, GradSaver];
    const square = tf.square(x);
    const t = tf.tanh(tf.mul(tf.mul(x, k), tf.add(1, tf.mul(square, 0.044715))));
    save([x, t]);
    return {
      value: tf.mul(tf.mul(x, 0.5), tf.add(1, t)),
      gradFunc: (dy, saved) => {
        const [x, t] = saved as [tfjs.Tensor, tfjs.Tensor];
        const inner = tf.mul(k, tf.add(1, tf.mul(tf.square(x), 3 * 0.044715)));
        const slope = tf.add(
          tf.mul(0.5, tf.add(1, t)),
          tf.mul(tf.mul(tf.mul(x, 0.5), tf.sub(1, tf.square(t))), inner),
        );
        return [tf.mul(dy, slope)];
      },
    };
  })(x);
}

/** x * sigmoid(1.702 x), the approximation of GELU by Hendrycks & Gimpel (2016). */
function quickGelu(tf: Tf, x: tfjs.Tensor): tfjs.Tensor {
  return grad(tf, (...args) => {
    const [x, save] = args as unknown as [tfjs.Tensor, GradSaver];
    const gate = tf.sigmoid(tf.mul(x, 1.702));
    const value = tf.mul(x, gate);
    save([gate, value]);
    return {
      value,
      gradFunc: (dy, saved) => {
        const [gate, value] = saved as [tfjs.Tensor, tfjs.Tensor];
        // gate + 1.702 x gate (1 - gate)
        const bend = tf.mul(value, tf.sub(1.702, tf.mul(gate, 1.702)));
        return [tf.mul(dy, tf.add(gate, bend))];
      },
    };
  })(x);
}
