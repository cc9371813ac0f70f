import { z } from "zod";
import { openArtifact } from "@/lib/model/artifact";
import { type Measured, measureVersions, measuringSchema } from "./measure-versions";

/** Measuring one version beside the one in use, as the worker hands it to the child process (bin/check-job.ts). */
export const checkJobSchema = measuringSchema.extend({
  candidateDir: z.string().min(1),
  /** The version in use; null: there is none. */
  againstDir: z.string().min(1).nullable(),
});
export type CheckJob = z.input<typeof checkJobSchema>;

export type CheckJobEvent = { readonly type: "done"; readonly digest: string } & Measured;

export async function runCheckJob(
  job: z.output<typeof checkJobSchema>,
  emit: (event: CheckJobEvent) => void,
): Promise<void> {
  const { digest } = await openArtifact(job.candidateDir);
  emit({ type: "done", digest, ...(await measureVersions(job.candidateDir, job.againstDir, job)) });
}
