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

/** Weights that are updated by the same numbers, laid end to end: their moments, and where each begins. */
type Group = {
  readonly names: readonly string[];
  readonly offsets: readonly number[];
  readonly rate: number;
  readonly decays: boolean;
  readonly first: tfjs.Variable; // (n)
  readonly second: tfjs.Variable; // (n)
};

/** A model has dozens of small vectors; a kernel each for all that AdamW does to them costs more than the arithmetic. */
const GROUP_SIZE = 1 << 20;

export class AdamW {
  private readonly groups: readonly Group[];

  constructor(
    private readonly tf: Tf,
    private readonly weights: Readonly<Record<string, tfjs.Variable>>,
    private readonly options: OptimizerOptions,
  ) {
    this.groups = grouped(weights, options).map(({ names, ...rest }) => {
      const offsets: number[] = [];
      let size = 0;
      for (const name of names) {
        offsets.push(size);
        size += (weights[name] as tfjs.Variable).size;
      }
      const zeros = () => tf.tidy(() => tf.variable(tf.zeros([size]), false));
      return { names, ...rest, offsets, first: zeros(), second: zeros() };
    });
  }

  /**
   * A weight without a gradient stays as it is, its moments fade.
   * @param step counted from 1; `factor` scales the learning rate (schedule).
   */
  apply(gradients: Readonly<Record<string, tfjs.Tensor>>, step: number, factor: number): void {
    const { tf } = this;
    tf.tidy(() => {
      const flat = this.groups.map((group) => this.flatten(group, gradients));
      // One by one: a GPU's kernel takes eight operands at most (WebGPU's default limit of storage buffers).
      const squares = flat.map((g) => tf.sum(tf.square(g)));
      const norm = tf.sqrt(squares.reduce((sum, s) => tf.add(sum, s)));
      const scale = tf.minimum(1, tf.div(this.options.clipNorm, tf.add(norm, 1e-6)));
      this.groups.forEach((group, i) => {
        const change = this.advance(group, tf.mul(flat[i] as tfjs.Tensor, scale), step);
        this.update(group, gradients, change, factor);
      });
    });
  }

  private flatten(group: Group, gradients: Readonly<Record<string, tfjs.Tensor>>): tfjs.Tensor1D {
    const { tf } = this;
    const parts = group.names.map((name) => {
      const g = gradients[name] ?? tf.zeros([(this.weights[name] as tfjs.Variable).size]);
      return (g.rank === 1 ? g : tf.reshape(g, [-1])) as tfjs.Tensor1D;
    });
    return parts.length === 1 ? (parts[0] as tfjs.Tensor1D) : tf.concat1d(parts);
  }

  /** Moves the moments on. @returns by how much the weights change at a learning rate of 1 */
  private advance({ first, second }: Group, g: tfjs.Tensor, step: number): tfjs.Tensor {
    const { tf } = this;
    const { beta1 = 0.9, beta2 = 0.98 } = this.options;
    first.assign(tf.add(tf.mul(first, beta1), tf.mul(g, 1 - beta1)));
    second.assign(tf.add(tf.mul(second, beta2), tf.mul(tf.square(g), 1 - beta2)));
    const root = tf.sqrt(tf.div(second, 1 - beta2 ** step));
    return tf.div(tf.div(first, 1 - beta1 ** step), tf.add(root, 1e-8));
  }

  private update(
    { names, offsets, rate, decays }: Group,
    gradients: Readonly<Record<string, tfjs.Tensor>>,
    change: tfjs.Tensor,
    factor: number,
  ): void {
    const { tf } = this;
    const { learningRate, weightDecay } = this.options;
    const pace = learningRate * factor * rate;
    const scaled = tf.mul(change, pace);
    names.forEach((name, i) => {
      if (!gradients[name]) return;
      const w = this.weights[name] as tfjs.Variable;
      const part = tf.slice(scaled, [offsets[i] as number], [w.size]);
      const own = w.rank === 1 ? part : tf.reshape(part, w.shape);
      w.assign(tf.sub(decays ? tf.mul(w, 1 - pace * weightDecay) : w, own));
    });
  }

  /** The moments by `first/NAME` and `second/NAME`; the caller disposes of them. */
  state(): Record<string, tfjs.Tensor> {
    const { tf } = this;
    const out: Record<string, tfjs.Tensor> = {};
    for (const { names, offsets, first, second } of this.groups)
      names.forEach((name, i) => {
        const { shape, size } = this.weights[name] as tfjs.Variable;
        const part = (v: tfjs.Variable) =>
          tf.tidy(() => tf.reshape(tf.slice(v, [offsets[i] as number], [size]), shape));
        out[`first/${name}`] = part(first);
        out[`second/${name}`] = part(second);
      });
    return out;
  }

  /** @param values gives the numbers `state` gave, by the same names and as many */
  restore(values: (name: string, size: number) => Float32Array): void {
    const { tf } = this;
    for (const { names, offsets, first, second } of this.groups)
      for (const [kind, variable] of [
        ["first", first],
        ["second", second],
      ] as const) {
        const all = new Float32Array(variable.size);
        names.forEach((name, i) => {
          const { size } = this.weights[name] as tfjs.Variable;
          all.set(values(`${kind}/${name}`, size), offsets[i]);
        });
        tf.tidy(() => variable.assign(tf.tensor1d(all)));
      }
  }

  dispose(): void {
    for (const { first, second } of this.groups) {
      first.dispose();
      second.dispose();
    }
  }
}

/** Weights of one rate, decaying or not, together as long as they are small: a large model's matrices are copied nowhere. */
function grouped(
  weights: Readonly<Record<string, tfjs.Variable>>,
  { weightDecay, rates = {} }: OptimizerOptions,
): { names: string[]; rate: number; decays: boolean }[] {
  const groups: { names: string[]; rate: number; decays: boolean; size: number }[] = [];
  for (const [name, w] of Object.entries(weights)) {
    const rate = Object.entries(rates).find(([start]) => name.startsWith(start))?.[1] ?? 1;
    const decays = weightDecay > 0 && w.shape.length > 1;
    const room = groups.find((g) => g.rate === rate && g.decays === decays && g.size + w.size <= GROUP_SIZE);
    if (room) {
      room.names.push(name);
      room.size += w.size;
    } else groups.push({ names: [name], rate, decays, size: w.size });
  }
  return groups.map(({ names, rate, decays }) => ({ names, rate, decays }));
}

/** Linear warm-up, then cosine down to 2 % (Loshchilov & Hutter 2017). `step` from 1. */
export function schedule(step: number, total: number, warmup: number): number {
  if (step <= warmup) return step / Math.max(1, warmup);
  const t = (step - warmup) / Math.max(1, total - warmup);
  return 0.02 + 0.98 * 0.5 * (1 + Math.cos(Math.PI * Math.min(1, t)));
}
