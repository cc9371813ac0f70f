import { z } from "zod";
import { triageCaseSchema } from "@/lib/case/triage-case";
import type { Engine } from "@/lib/engine/engine";
import { explainSample } from "./explain-sample";
import { globalExplanationSchema } from "./result";

/**
 * The work of explaining a model over many cases, as the worker hands it to a child process (bin/explain-job.ts), and what
 * comes back line by line.
 */
export const explainJobSchema = z.strictObject({
  artifactDir: z.string().min(1),
  /** Which runtime serves it, as in the settings. */
  engine: z.enum(["auto", "onnx", "tfjs"]),
  /** Without identifiers: what identifies a patient has been taken out of the texts. */
  cases: z.array(triageCaseSchema).min(1).max(5_000),
  seed: z.int().min(0),
  maxEvaluations: z.int().min(16).max(10_000),
});
export type ExplainJob = z.infer<typeof explainJobSchema>;

export const explainEventSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("progress"),
    done: z.int().min(0),
    total: z.int().min(1),
    etaSeconds: z.number().min(0).nullable(),
  }),
  z.object({
    type: z.literal("done"),
    /** Digest of the artifact that answered. */
    digest: z.string(),
    engine: z.string(),
    result: globalExplanationSchema,
  }),
  z.object({ type: z.literal("error"), code: z.string(), message: z.string() }),
]);
export type ExplainEvent = z.infer<typeof explainEventSchema>;

export async function runExplainJob(
  job: ExplainJob,
  open: (artifactDir: string) => Promise<Engine>,
  emit: (event: ExplainEvent) => void,
  signal?: AbortSignal,
): Promise<void> {
  const engine = await open(job.artifactDir);
  try {
    const started = performance.now();
    const result = await explainSample(job.cases, engine, {
      seed: job.seed,
      maxEvaluations: job.maxEvaluations,
      ...(signal ? { signal } : {}),
      onProgress: (done, total) => {
        const left = ((performance.now() - started) / done / 1000) * (total - done);
        emit({ type: "progress", done, total, etaSeconds: done < FEW ? null : Math.round(left) });
      },
    });
    const { device, precision } = engine;
    emit({
      type: "done",
      digest: engine.artifactDigest,
      engine: `${engine.engine} ${device} ${precision}`,
      result,
    });
  } finally {
    await engine.close();
  }
}

/** The first cases warm the runtime up and say little about the rest. */
const FEW = 5;
