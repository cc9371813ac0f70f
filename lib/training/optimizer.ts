import type * as tfjs from "@tensorflow/tfjs";
import type { Tf } from "@/lib/model/tf";

/** AdamW (Loshchilov & Hutter 2019) with gradient clipping by global norm; weight decay on matrices only. */
export type OptimizerOptions = {
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly clipNorm: number;
  /** Multiples of the learning rate by the beginning of a weight's name; 1 for all others. */
  readonly rates?: Readonly<Record<string, number>>;
  readonly beta1?: number;
  readonly beta2?: number;
};

export class AdamW {
  readonly first: Record<string, tfjs.Variable> = {};
  readonly second: Record<string, tfjs.Variable> = {};

  constructor(
    private readonly tf: Tf,
    private readonly weights: Readonly<Record<string, tfjs.Variable>>,
    private readonly options: OptimizerOptions,
  ) {
    for (const [name, w] of Object.entries(weights)) {
      this.first[name] = tf.tidy(() => tf.variable(tf.zeros(w.shape), false));
      this.second[name] = tf.tidy(() => tf.variable(tf.zeros(w.shape), false));
    }
  }

  /** @param step counted from 1; `factor` scales the learning rate (schedule). */
  apply(gradients: Readonly<Record<string, tfjs.Tensor>>, step: number, factor: number): void {
    const { tf } = this;
    const { learningRate, weightDecay, clipNorm, beta1 = 0.9, beta2 = 0.98, rates = {} } = this.options;
    const rate = learningRate * factor;
    const correct1 = 1 - beta1 ** step;
    const correct2 = 1 - beta2 ** step;
    tf.tidy(() => {
      const squares = Object.values(gradients).map((g) => tf.sum(tf.square(g)));
      // One by one: a GPU's kernel takes eight operands at most (WebGPU's default limit of storage buffers).
      const norm = tf.sqrt(squares.reduce((sum, s) => tf.add(sum, s)));
      const scale = tf.minimum(1, tf.div(clipNorm, tf.add(norm, 1e-6)));
      for (const [name, w] of Object.entries(this.weights)) {
        const raw = gradients[name];
        const own = Object.entries(rates).find(([start]) => name.startsWith(start))?.[1] ?? 1;
        const m = this.first[name] as tfjs.Variable;
        const v = this.second[name] as tfjs.Variable;
        if (!raw) continue;
        const g = tf.mul(raw, scale);
        m.assign(tf.add(tf.mul(m, beta1), tf.mul(g, 1 - beta1)));
        v.assign(tf.add(tf.mul(v, beta2), tf.mul(tf.square(g), 1 - beta2)));
        const change = tf.div(tf.div(m, correct1), tf.add(tf.sqrt(tf.div(v, correct2)), 1e-8));
        const decay = w.shape.length > 1 ? weightDecay : 0;
        const decayed = decay > 0 ? tf.mul(w, 1 - rate * own * decay) : w;
        w.assign(tf.sub(decayed, tf.mul(change, rate * own)));
      }
    });
  }

  dispose(): void {
    for (const v of [...Object.values(this.first), ...Object.values(this.second)]) v.dispose();
  }
}

/** Linear warm-up, then cosine down to 2 % (Loshchilov & Hutter 2017). `step` from 1. */
export function schedule(step: number, total: number, warmup: number): number {
  if (step <= warmup) return step / Math.max(1, warmup);
  const t = (step - warmup) / Math.max(1, total - warmup);
  return 0.02 + 0.98 * 0.5 * (1 + Math.cos(Math.PI * Math.min(1, t)));
}
