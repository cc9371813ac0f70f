import { z } from "zod";
import { triageCaseSchema } from "@/lib/case/triage-case";
import { createOnnxEngine } from "@/lib/engine/onnx";
import { POLICIES } from "@/lib/model/calibration";
import { isWithheld } from "@/lib/model/familiarity";

/** Cases for one version to answer, as the worker hands them to a child process (bin/answer-job.ts), and its answers. */
export const answerJobSchema = z.strictObject({
  artifactDir: z.string().min(1),
  /** The artifact's own when absent. */
  policy: z.enum(POLICIES).optional(),
  cases: z.array(triageCaseSchema).min(1).max(2_000),
});
export type AnswerJob = z.input<typeof answerJobSchema>;

const level = z.literal([1, 2, 3, 4, 5]);
const answerSchema = z.object({
  /** Of the case. */
  id: z.string(),
  /** By the model alone, without safety rules; null: the case is unlike all it knows, and it holds its answer back. */
  level: level.nullable(),
  /** Of levels 1 to 5; they sum to one. */
  probabilities: z.array(z.number()).length(5),
  /** 1 to 5. */
  expectedSeverity: z.number(),
  /** Probability of critical care or death; null where the version does not say. */
  criticalRisk: z.number().nullable(),
});
export type VersionAnswer = z.infer<typeof answerSchema>;

export const answerEventSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("progress"), done: z.int() }),
  z.object({
    type: z.literal("done"),
    /** Digest of the artifact that answered. */
    digest: z.string(),
    policy: z.enum(POLICIES),
    answers: z.array(answerSchema),
  }),
  z.object({ type: z.literal("error"), code: z.string(), message: z.string() }),
]);
export type AnswerEvent = z.infer<typeof answerEventSchema>;

const CHUNK = 64;

/** @throws AppError("artifact-invalid") for an artifact that does not verify */
export async function runAnswerJob(
  job: z.output<typeof answerJobSchema>,
  emit: (event: AnswerEvent) => void,
  signal?: AbortSignal,
): Promise<void> {
  const engine = await createOnnxEngine(job.artifactDir, job.policy ? { policy: job.policy } : {});
  try {
    const answers: VersionAnswer[] = [];
    for (let i = 0; i < job.cases.length; i += CHUNK) {
      signal?.throwIfAborted();
      const cases = job.cases.slice(i, i + CHUNK);
      const predictions = await engine.predict(cases, { familiarity: true });
      for (const [k, p] of predictions.entries())
        answers.push({
          id: (cases[k] as (typeof cases)[number]).id,
          level: isWithheld(p.familiarity) ? null : p.level,
          probabilities: [...p.probabilities],
          expectedSeverity: p.expectedSeverity,
          criticalRisk: p.criticalRisk,
        });
      emit({ type: "progress", done: answers.length });
    }
    emit({ type: "done", digest: engine.artifactDigest, policy: engine.policy, answers });
  } finally {
    await engine.close();
  }
}
