import {
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  ExponentialBackoff,
  handleWhen,
  retry,
} from "cockatiel";
import { MINUTE, SECOND } from "@/lib/core/clock";
import { AppError } from "@/lib/core/errors";
import { type Artifact, graphFile, servedPrecision } from "@/lib/model/artifact";
import { EMBEDDING } from "@/lib/model/config";
import type { Prediction } from "@/lib/model/prediction";
import type { Engine } from "../engine";
import { createEngine, type EngineOptions, type Runtime } from "../serve";
import { type InferenceClient, RemoteFailure } from "./client";
import { createHttpClient } from "./http";
import { PROBES, refuseOtherAnswers } from "./parity";
import type { RemoteSettings } from "./settings";
import { refuseOtherModel, toLogits, toTensors } from "./tensors";

export type RemoteEngine = Engine & {
  /** Why nothing is asked of it at the moment, for a person; null: it answers. */
  away(): string | null;
  /** How far apart its answers to the probes were from ours when last compared; null: never. */
  parity(): number | null;
  /** Compares it with the artifact now. Never throws: `away` says what came of it. */
  check(): Promise<void>;
};

export type RemoteOptions = EngineOptions & {
  /** The same artifact in this process: what the remote's answers are held against. */
  readonly reference: Engine;
  /** How often it is held against the artifact while it answers, and while it does not. */
  readonly timing?: { readonly checkMs: number; readonly awayMs: number };
};

const TIMING = { checkMs: 1 * MINUTE, awayMs: 5 * SECOND };
/** Failures in a row after which it is asked nothing until it has passed a check. */
const FAILURES = 3;
/** Requests of one call under way at once: a server joins them, or spreads them over its copies of the model. */
const AT_ONCE = 4;
const NOT_YET = "The remote engine has not been compared with the model in use yet.";

/**
 * Serves an artifact through a server that speaks the Open Inference Protocol and holds the same model.onnx. Reading cases
 * and making answers of logits stays here. The server is sent numbers and the numbers of word pieces; whoever has the tokenizer can read
 * the words back, so they are patient data like the words themselves.
 *
 * It answers only while it is known to answer as the artifact does. A check (its description, and made-up cases to 1e-4
 * against `reference`) goes before the first answer, is repeated while it serves, and comes before it serves again after
 * having been away, so that no patient is the test of it. One that cannot be reached is no error here: `away` says why.
 *
 * @throws AppError("artifact-invalid") when the artifact does not verify, AppError("model-unavailable") for one served in
 * int8, whose answers depend on what else is in a batch.
 */
export async function createRemoteEngine(
  artifactDir: string,
  settings: RemoteSettings,
  options: RemoteOptions,
): Promise<RemoteEngine> {
  const client = await connect(settings);
  try {
    return await open(artifactDir, settings, client, options);
  } catch (error) {
    await client.close();
    throw error;
  }
}

/** Each is loaded only where it is used. */
async function connect(settings: RemoteSettings): Promise<InferenceClient> {
  if (!settings.url.startsWith("grpc")) return createHttpClient(settings);
  const { createGrpcClient } = await import("./grpc");
  return createGrpcClient(settings);
}

async function open(
  artifactDir: string,
  settings: RemoteSettings,
  client: InferenceClient,
  options: RemoteOptions,
): Promise<RemoteEngine> {
  const { reference, timing = TIMING } = options;
  const ours = await reference.predict(PROBES, { embedding: true });
  const hasEmbedding = ours.every((p) => p.embedding !== undefined);
  let served: Served | null = null;
  const engine = await createEngine(
    artifactDir,
    async (artifact) => {
      served = servedBy(artifact, settings, client, hasEmbedding);
      return served.runtime;
    },
    options,
  );
  const verify = () => compare(engine, client, served as Served, ours);
  return watched(engine, verify, timing);
}

type Served = { readonly artifact: Artifact; readonly sha256: string; readonly runtime: Runtime };

function servedBy(
  artifact: Artifact,
  settings: RemoteSettings,
  client: InferenceClient,
  hasEmbedding: boolean,
): Served {
  if (servedPrecision(artifact.manifest) !== "fp32")
    throw new AppError(
      "model-unavailable",
      "a remote engine serves fp32 only, and this version asks for int8",
    );
  const { config } = artifact;
  const again = retry(
    handleWhen((error) => error instanceof RemoteFailure && error.isPassing),
    { maxAttempts: 1, backoff: new ExponentialBackoff({ initialDelay: 50, maxDelay: 250 }) },
  );
  const runtime: Runtime = {
    engine: "remote",
    device: client.protocol,
    precision: "fp32",
    batches: { limit: settings.maxBatch, atOnce: AT_ONCE },
    async run(inputs, { embedding = false }) {
      const wanted = embedding && hasEmbedding ? ([...config.heads, EMBEDDING] as const) : config.heads;
      const answer = await again.execute(() => client.infer(toTensors(config, inputs), wanted));
      return toLogits(config, wanted, inputs.size, answer);
    },
    close: () => client.close(),
  };
  return { artifact, sha256: artifact.manifest.files[graphFile("fp32")] as string, runtime };
}

/** @returns how far apart the answers are. @throws RemoteFailure */
async function compare(
  engine: Engine,
  client: InferenceClient,
  { artifact, sha256 }: Served,
  ours: readonly Prediction[],
): Promise<number> {
  refuseOtherModel(artifact.config, sha256, await client.describe());
  return refuseOtherAnswers(ours, await engine.predict(PROBES, { embedding: true }));
}

/** Puts a circuit breaker before the engine, and checks in front of that. */
function watched(
  engine: Engine,
  verify: () => Promise<number>,
  timing: { readonly checkMs: number; readonly awayMs: number },
): RemoteEngine {
  let why: string | null = NOT_YET;
  let apart: number | null = null;
  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  let checking: Promise<void> | null = null;
  const breaker = circuitBreaker(handleWhen(isRemote), {
    breaker: new ConsecutiveBreaker(FAILURES),
    // Half open by the time of the next check, which is then what is let through.
    halfOpenAfter: timing.awayMs / 2,
  });

  const unavailable = (userMessage: string, cause?: unknown) =>
    new AppError("model-unavailable", userMessage, { userMessage, cause });
  const schedule = () => {
    clearTimeout(timer);
    if (closed) return;
    timer = setTimeout(() => void check(), why === null ? timing.checkMs : timing.awayMs);
    timer.unref();
  };
  async function compareNow(): Promise<void> {
    try {
      apart = await breaker.execute(verify);
      why = null;
    } catch (error) {
      why = reasonOf(error) ?? why ?? NOT_YET;
    }
    schedule();
  }
  function check(): Promise<void> {
    checking ??= compareNow().finally(() => {
      checking = null;
    });
    return checking;
  }

  return {
    ...engine,
    away: () => why,
    parity: () => apart,
    check,
    async predict(cases, asked) {
      if (why !== null) throw unavailable(why);
      try {
        return await breaker.execute(() => engine.predict(cases, asked));
      } catch (error) {
        const reason = reasonOf(error);
        if (breaker.state !== CircuitState.Closed && why === null) {
          why = reason ?? NOT_YET;
          schedule();
        }
        throw reason === null ? error : unavailable(reason, error);
      }
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      await engine.close();
    },
  };
}

const failureOf = (error: unknown): RemoteFailure | null => {
  if (error instanceof RemoteFailure) return error;
  const { cause } = (error ?? {}) as { cause?: unknown };
  return cause instanceof RemoteFailure ? cause : null;
};
const isRemote = (error: unknown): boolean => failureOf(error) !== null;
const reasonOf = (error: unknown): string | null => failureOf(error)?.userMessage ?? null;
