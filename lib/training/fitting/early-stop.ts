import type * as tfjs from "@tensorflow/tfjs";
import { AppError } from "@/lib/core/errors";
import type { Tf } from "@/lib/model/tf";

export type StopOptions = {
  /** Steps between two looks. */
  readonly every: number;
  /** Looks in a row without a better one after which training ends. */
  readonly patience: number;
  /** Mean loss on examples that are not learned from; smaller is better. */
  readonly measure: (weights: Weights) => Promise<number>;
};
type Weights = Readonly<Record<string, tfjs.Variable>>;

export type Stopped = {
  /** The last step that was made, and of how many planned. */
  readonly at: number;
  readonly planned: number;
  /** The step whose weights were kept, and the loss there; 0: those it began with. */
  readonly best: number;
  readonly loss: number;
};

/** Names in a checkpoint: the counts beside the best weights. */
const COUNTS = "stop/counts";
const BEST = "stop/weight/";

/**
 * Ends training where examples that are not learned from get no better, and gives the best weights back (Prechelt 1998, "Early
 * Stopping: But When?", UP with patience). Its state goes into the checkpoint: a run killed and taken up again ends the same.
 */
export class EarlyStop {
  private best: { step: number; loss: number; weights: ReadonlyMap<string, Float32Array> } | null = null;
  private worse = 0;

  constructor(
    private readonly tf: Tf,
    private readonly o: StopOptions,
  ) {}

  /** Looks at the weights there are; once before the first step. */
  async look(step: number, weights: Weights): Promise<number> {
    const loss = await this.o.measure(weights);
    if (this.best && !(loss < this.best.loss)) this.worse++;
    else {
      const kept = new Map<string, Float32Array>();
      for (const [name, w] of Object.entries(weights))
        kept.set(name, (await w.data()).slice() as Float32Array);
      this.best = { step, loss, weights: kept };
      this.worse = 0;
    }
    return loss;
  }

  isDue = (step: number): boolean => step % this.o.every === 0;

  get isOver(): boolean {
    return this.worse >= this.o.patience;
  }

  /** Puts the best weights in the place of the last. */
  putBack(weights: Weights, at: number, planned: number): Stopped {
    if (!this.best) throw new AppError("internal", "nothing was looked at");
    const { step, loss, weights: kept } = this.best;
    for (const [name, w] of Object.entries(weights)) {
      const values = kept.get(name);
      if (values) this.tf.tidy(() => w.assign(this.tf.tensor(values, w.shape)));
    }
    return { at, planned, best: step, loss };
  }

  /** For a checkpoint. */
  state(): Record<string, Float32Array> {
    if (!this.best) return {};
    const { step, weights } = this.best;
    return {
      [COUNTS]: new Float32Array([step, this.worse]),
      ...Object.fromEntries([...weights].map(([name, values]) => [BEST + name, values])),
    };
  }

  /** @returns false: there is nothing of it in the checkpoint */
  async restore(tensors: Readonly<Record<string, Float32Array>>, weights: Weights): Promise<boolean> {
    const [step, worse] = tensors[COUNTS] ?? [];
    if (step === undefined || worse === undefined) return false;
    const last = new Map<string, Float32Array>();
    for (const [name, w] of Object.entries(weights)) last.set(name, (await w.data()).slice() as Float32Array);
    const kept = new Map(Object.keys(weights).map((name) => [name, tensors[BEST + name] as Float32Array]));
    this.best = { step, loss: Number.POSITIVE_INFINITY, weights: kept };
    // The loss itself is measured again: in single precision it would be another number than the one compared before.
    this.putBack(weights, 0, 0);
    this.best = { step, loss: await this.o.measure(weights), weights: kept };
    for (const [name, w] of Object.entries(weights))
      this.tf.tidy(() => w.assign(this.tf.tensor(last.get(name) as Float32Array, w.shape)));
    this.worse = worse;
    return true;
  }
}
