import { dirname, resolve } from "node:path";
import { z } from "zod";
import { AppError } from "@/lib/core/errors";
import { FEWEST_AT_SITE } from "@/lib/training/federated/fit-site";
import type { Sharing } from "@/lib/training/federated/tensors";
import { parseTuning } from "@/lib/training/fitting/tuning";
import { readJson } from "./train";

/**
 * What a site lets be done with its labels (docs/federated.md): its own file. Whoever runs the rounds says which round it is and how
 * many steps they would like, and nothing of what stands here.
 */
const settingsSchema = z.strictObject({
  /** The version all sites begin from, an artifact. */
  model: z.string().min(1),
  /** JSON Lines; see bin/triage/labelled-lines.ts. */
  labels: z.string().min(1),
  /** A folder of this site's: what it keeps to itself, and the privacy it has spent. */
  work: z.string().min(1),
  /** full, last-layers:COUNT or lora:RANK; the same at every site. */
  tune: z.string().default("lora:4"),
  /** Beginnings of names of weights that never leave; the same at every site. */
  personal: z.array(z.string().min(1)).default([]),
  /** Fewer labels, and the site takes no part. */
  fewest: z.int().min(1).default(FEWEST_AT_SITE),
  /** More steps a round are not made, whoever asks. */
  mostSteps: z.int().min(1).max(5_000).default(240),
  /** Longest change of all weights together in a round. */
  longestChange: z.number().positive().optional(),
  /** Differential privacy of each label, for all rounds together. */
  privacy: z
    .strictObject({
      epsilon: z.number().positive(),
      delta: z.number().positive().max(0.1),
      /** Rounds it is to last for. */
      rounds: z.int().min(1),
      clip: z.number().positive().default(1),
      /** Labels expected in a step. */
      lot: z.int().min(1).default(32),
    })
    .optional(),
  /** Whether figures on this site's held-out labels may leave it. They are not covered by `privacy`. */
  shareFigures: z.boolean().default(false),
  seed: z.int().min(0).default(1),
});
export type SiteSettings = Omit<z.output<typeof settingsSchema>, "tune" | "personal"> & {
  readonly sharing: Sharing;
};

/** Paths in it are from the file's own folder. @throws AppError("invalid-input") naming the setting */
export async function readSettings(file: string): Promise<SiteSettings> {
  const parsed = settingsSchema.safeParse(await readJson(file));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new AppError("invalid-input", `${file}: ${issue?.path.join(".")} ${issue?.message}`);
  }
  const { tune, personal, ...rest } = parsed.data;
  const from = (path: string) => resolve(dirname(file), path);
  return {
    ...rest,
    model: from(rest.model),
    labels: from(rest.labels),
    work: from(rest.work),
    sharing: sharingOf(tune, personal),
  };
}

/** Numbers and categories have been learned before; they stay as they are, where not everything learns. */
export function sharingOf(tune: string, personal: readonly string[]): Sharing {
  const tuning = parseTuning(tune);
  return { tuning: tuning.mode === "full" ? tuning : { ...tuning, inputs: false }, personal };
}
