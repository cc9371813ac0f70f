import { SECOND } from "@/lib/core/clock";
import { AppError, toAppError } from "@/lib/core/errors";
import type { Engine, StandIn } from "./engine";

/** `away`: why it would not answer now, where it knows before it is asked. */
export type RungEngine = Engine & { away?(): string | null };

export type Rung = {
  readonly name: Engine["engine"];
} & (
  | { readonly engine: RungEngine }
  /** Opened when first needed. @throws AppError */
  | { readonly open: () => Promise<RungEngine> }
);

type Step = {
  readonly rung: Rung;
  engine: RungEngine | null;
  opening: Promise<RungEngine> | null;
  failure: { readonly why: string; readonly error: AppError; readonly at: number } | null;
};

/** What could not be opened is not tried again at once: opening verifies the whole artifact. */
const OPEN_AGAIN_AFTER = 30 * SECOND;

/**
 * Engines over one artifact, the wanted one first: each call is answered by the first that can, whole, so that one answer
 * never mixes two. Below the last there are the safety rules alone, which is for whoever asks. `standIn` says while another
 * than the first answers, and why; an engine that recovers is used again from the next call on.
 *
 * @throws AppError of the first rung when none opens, and AppError("artifact-invalid") at once: a broken artifact is broken
 * for every engine.
 */
export async function createLadder(rungs: readonly Rung[]): Promise<Engine> {
  const steps: Step[] = rungs.map((rung) => ({
    rung,
    engine: "engine" in rung ? rung.engine : null,
    opening: null,
    failure: null,
  }));
  const first = await firstThatOpens(steps);
  let closed = false;

  /** The engine that would answer now, and where it stands. */
  const current = (): { step: Step; engine: RungEngine } => {
    const step = steps.find((s) => s.engine && awayBecause(s) === null) ?? first;
    return { step, engine: step.engine as RungEngine };
  };

  const standIn = (): StandIn | null => {
    const [wanted] = steps as [Step];
    const { step, engine } = current();
    if (step === wanted) return engine.standIn ?? null;
    return { wanted: wanted.rung.name, why: awayBecause(wanted) ?? "It has not been opened." };
  };

  return {
    model: (first.engine as Engine).model,
    policy: (first.engine as Engine).policy,
    artifactDigest: (first.engine as Engine).artifactDigest,
    pairDistances: (first.engine as Engine).pairDistances ?? null,
    ...(first.engine?.decision ? { decision: first.engine.decision } : {}),
    get engine() {
      return current().engine.engine;
    },
    get device() {
      return current().engine.device;
    },
    get precision() {
      return current().engine.precision;
    },
    get standIn() {
      return standIn();
    },
    async predict(cases, asked) {
      if (closed) throw new AppError("model-unavailable", "the engine is closed");
      let last: AppError | null = null;
      for (const step of steps) {
        try {
          const answers = await (await opened(step)).predict(cases, asked);
          step.failure = null;
          return answers;
        } catch (error) {
          if (closed) throw error;
          last = noted(step, error);
          if (last.code === "artifact-invalid") throw last;
        }
      }
      throw last ?? new AppError("model-unavailable", "there is no engine");
    },
    async close() {
      if (closed) return;
      closed = true;
      await Promise.allSettled(steps.map(async (s) => (await (s.opening ?? s.engine))?.close()));
    },
  };
}

/** null: it would answer. What says itself whether it is away is believed; of others the last call tells. */
const awayBecause = ({ engine, failure }: Step): string | null =>
  engine?.away ? engine.away() : (failure?.why ?? null);

async function firstThatOpens(steps: readonly Step[]): Promise<Step> {
  let failed: AppError | null = null;
  for (const step of steps) {
    try {
      await opened(step);
      return step;
    } catch (error) {
      const own = noted(step, error);
      if (own.code === "artifact-invalid") throw own;
      failed ??= own;
    }
  }
  throw failed ?? new AppError("model-unavailable", "there is no engine");
}

async function opened(step: Step): Promise<RungEngine> {
  const { rung } = step;
  if (step.engine) return step.engine;
  if ("engine" in rung) return rung.engine;
  if (step.failure && Date.now() - step.failure.at < OPEN_AGAIN_AFTER) throw step.failure.error;
  step.opening ??= rung.open().finally(() => {
    step.opening = null;
  });
  const engine = await step.opening;
  step.engine = engine;
  step.failure = null;
  return engine;
}

const NAMES: Readonly<Record<Engine["engine"], string>> = {
  onnx: "ONNX Runtime",
  tfjs: "TensorFlow.js",
  remote: "The remote engine",
};

function noted(step: Step, cause: unknown): AppError {
  const error = toAppError(cause);
  // A rung that is not open is not put off again by being asked meanwhile.
  if (step.engine || step.failure?.error !== error)
    step.failure = { why: `${NAMES[step.rung.name]} does not answer.`, error, at: Date.now() };
  return error;
}
