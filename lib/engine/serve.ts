import type { TriageCase } from "@/lib/case/triage-case";
import { AppError } from "@/lib/core/errors";
import { type Artifact, openArtifact } from "@/lib/model/artifact";
import type { PolicyName } from "@/lib/model/calibration";
import { type EMBEDDING, HEAD_SIZES, type HeadName, type Scale } from "@/lib/model/config";
import { collate, createCaseEncoder, type EncodedCase, type ModelInputs } from "@/lib/model/inputs";
import type { Prediction } from "@/lib/model/prediction";
import { type HeadLogits, toPrediction } from "@/lib/policy/to-prediction";
import type { Engine, PredictOptions } from "./engine";
import { askBothWays } from "./heed-no-judgement";
import { distinctCases, lengthBuckets } from "./plan";

export type EngineOptions = {
  /** Which of the artifact's scales answers; the ESI-like one by default. */
  readonly scale?: Scale;
  /** Decision policy; the artifact's own by default. */
  readonly policy?: PolicyName;
};

/** Logits of one batch by head, (B * HEAD_SIZES[head]); embedding (B * D) when asked for and there is one. */
export type Logits = Readonly<Partial<Record<HeadName | typeof EMBEDDING, Float32Array>>>;

/** What a runtime adds to the shared work of reading cases and writing answers. */
export type Runtime = Pick<Engine, "engine" | "device" | "precision" | "close"> & {
  run(inputs: ModelInputs, options: PredictOptions): Promise<Logits>;
  /** Most cases in a batch, and batches under way at once; of a runtime in process 64, one after another. */
  readonly batches?: { readonly limit: number; readonly atOnce: number };
};

/** One case's logits out of a batch's. */
function rowOf(logits: Logits, heads: readonly HeadName[], row: number): HeadLogits {
  const own: Partial<Record<HeadName, Float32Array>> = {};
  for (const head of heads) {
    const size = HEAD_SIZES[head];
    own[head] = logits[head]?.subarray(row * size, (row + 1) * size);
  }
  return own as HeadLogits;
}

/** The first that fails ends the rest: the call as a whole has failed. */
async function eachBatch(
  batches: readonly number[][],
  atOnce: number,
  work: (batch: readonly number[]) => Promise<void>,
): Promise<void> {
  const left = batches.values();
  const worker = async () => {
    for (const batch of left) await work(batch);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, batches.length) }, worker));
}

/** Opens and verifies the artifact, then hands it to the runtime. */
export async function createEngine(
  artifactDir: string,
  start: (artifact: Artifact) => Promise<Runtime>,
  options: EngineOptions = {},
): Promise<Engine> {
  const artifact = await openArtifact(artifactDir);
  const scale = options.scale ?? "esi";
  if (!artifact.config.heads.includes(scale) || !artifact.calibration.scales[scale])
    throw new AppError("artifact-invalid", `the artifact has no ${scale} scale`);
  const policy = options.policy ?? artifact.calibration.policy;
  const { policies, conformal } = artifact.calibration.scales[scale];
  const chosen = policies[policy];
  if (!chosen) throw new AppError("artifact-invalid", `the artifact has no ${policy} policy`);
  const runtime = await start(artifact);
  const encode = createCaseEncoder(artifact.config, artifact.tokenizer);
  const width = artifact.config.hidden_size;
  const { heads } = artifact.config;
  const { familiarity } = artifact;
  const asks = (asked: PredictOptions) => familiarity !== null && asked.familiarity === true;
  let closed = false;

  const answer = async (cases: readonly TriageCase[], asked: PredictOptions): Promise<Prediction[]> => {
    const encoded = cases.map(encode);
    const answers: Prediction[] = new Array(cases.length);
    await eachBatch(
      lengthBuckets(encoded, runtime.batches?.limit),
      runtime.batches?.atOnce ?? 1,
      async (batch) => {
        const inputs = collate(
          artifact.config,
          batch.map((i) => encoded[i] as (typeof encoded)[number]),
        );
        const logits = await runtime.run(inputs, { embedding: asked.embedding || asks(asked) });
        if (!logits[scale])
          throw new AppError("model-unavailable", `the runtime returned no ${scale} output`);
        batch.forEach((i, row) => {
          const prediction = toPrediction(
            rowOf(logits, heads, row),
            (cases[i] as TriageCase).ageYears,
            artifact.calibration,
            scale,
            policy,
          );
          // Copied: a view would keep the whole batch alive for as long as one answer is.
          const embedding = logits.embedding?.slice(row * width, (row + 1) * width);
          answers[i] = {
            ...prediction,
            ...(embedding && asked.embedding ? { embedding } : {}),
            ...(embedding && familiarity && asked.familiarity
              ? { familiarity: familiarity.score(encoded[i] as EncodedCase, embedding) }
              : {}),
          };
        });
      },
    );
    return answers;
  };

  return {
    engine: runtime.engine,
    device: runtime.device,
    precision: runtime.precision,
    model: artifact.identity,
    policy,
    artifactDigest: artifact.digest,
    pairDistances: familiarity?.table.pairs ?? null,
    decision: { policy: chosen, conformal },
    async predict(cases, asked = {}) {
      if (closed) throw new AppError("model-unavailable", "the engine is closed");
      const asking = askBothWays(cases);
      const distinct = distinctCases(asking.cases);
      try {
        const answers = await answer(distinct.cases, asked);
        if (answers.some((a) => !Number.isFinite(a.expectedSeverity)))
          throw new AppError("model-unavailable", "the model answered with something that is not a number");
        const { engine, device, precision } = runtime;
        asked.onAnswer?.({ engine, device, precision });
        return asking.answers(distinct.indexOf.map((i) => answers[i] as Prediction));
      } catch (cause) {
        if (cause instanceof AppError) throw cause;
        throw new AppError("model-unavailable", `${runtime.engine} failed on ${runtime.device}`, { cause });
      }
    },
    async close() {
      if (closed) return;
      closed = true;
      await runtime.close();
    },
  };
}
