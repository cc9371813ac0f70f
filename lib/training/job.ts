import { z } from "zod";
import { triageCaseSchema } from "@/lib/case/triage-case";
import { createOnnxEngine } from "@/lib/engine/onnx";
import { openArtifact } from "@/lib/model/artifact";
import { BACKENDS } from "@/lib/model/backend";
import { evaluateArtifact, type HeldOutSet, predictAll } from "./evaluate";
import { CALIBRATION_DATASET, calibratedVisits, reportedVisits, SURVEY_DATASET } from "./evaluate-survey";
import type { FigureSet } from "./figures";
import { checkGates, type Finding, REHEARSAL_KAPPA } from "./gates";
import { fineTune } from "./incremental";
import { quadraticKappa } from "./metrics";
import { random } from "./random";
import { parseReplay, synthesize } from "./replay";
import { loadSources } from "./sources/load";
import { tuningSchema } from "./tuning";
import { learnedFromReported } from "./twin";

/** A retraining job as the worker hands it to the child process (bin/train-job.ts), and what comes back line by line. */
const level = z.literal([1, 2, 3, 4, 5]);
const labelled = z.object({ case: triageCaseSchema, level });

export const jobSchema = z.object({
  championDir: z.string().min(1),
  outDir: z.string().min(1),
  checkpointDir: z.string().min(1).optional(),
  version: z.string().min(1),
  labels: z.array(labelled.extend({ weight: z.number().positive().max(100).optional() })).min(1),
  /** Held-out labels of the site: never trained on, both versions are measured on them. */
  validation: z.array(labelled.extend({ weight: z.number().optional() })).default([]),
  /** Instant for the manifest; now when absent. */
  created: z.iso.datetime().optional(),
  seed: z.int().default(1),
  replaySize: z.int().min(16).max(20_000).optional(),
  steps: z.int().min(1).max(100_000).optional(),
  /** What of the champion learns; all of it when absent. */
  tuning: tuningSchema.optional(),
  /** Folder with the public data sets, when the operator keeps them: both versions are measured on visits they did not learn from. */
  surveyDir: z.string().optional(),
  backend: z.enum(BACKENDS).optional(),
});
export type TrainJob = z.infer<typeof jobSchema>;

export type JobEvent =
  | {
      readonly type: "progress";
      readonly step: number;
      readonly totalSteps: number;
      readonly loss: number;
      /** Mean cross-entropy on the held-out labels, every twenty steps. */
      readonly validation?: number;
      readonly etaSeconds: number;
    }
  | {
      readonly type: "done";
      readonly artifactDir: string;
      readonly version: string;
      readonly digest: string;
      readonly metrics: { readonly champion: readonly FigureSet[]; readonly candidate: readonly FigureSet[] };
      /** What the gates found, worst first. */
      readonly findings: readonly { readonly severity: Finding["severity"]; readonly text: string }[];
      /** How the calibration came about, in words. */
      readonly calibration: string;
    }
  | { readonly type: "error"; readonly code: string; readonly message: string };

const REHEARSAL_CASES = 400;
const SITE_DATASET = "Held-out decisions of this site";

export async function runJob(
  job: TrainJob,
  now: Date,
  emit: (event: JobEvent) => void,
  signal?: AbortSignal,
): Promise<void> {
  const tuned = await fineTune({
    championDir: job.championDir,
    labels: job.labels,
    validation: job.validation,
    outDir: job.outDir,
    version: job.version,
    seed: job.seed,
    now: job.created ? new Date(job.created) : now,
    ...(job.replaySize ? { replaySize: job.replaySize } : {}),
    ...(job.steps ? { steps: job.steps } : {}),
    ...(job.tuning ? { tuning: job.tuning } : {}),
    ...(job.checkpointDir ? { checkpointDir: job.checkpointDir } : {}),
    ...(job.backend ? { backend: job.backend } : {}),
    ...(signal ? { signal } : {}),
    onProgress: (p) => emit({ type: "progress", ...p }),
  });
  const sets: HeldOutSet[] = [
    { dataset: SITE_DATASET, cases: job.validation },
    ...(await surveySet(job.surveyDir, job.championDir)),
  ];
  const champion = await evaluateArtifact(job.championDir, sets);
  const candidate = [
    ...(await evaluateArtifact(job.outDir, sets)),
    await rehearsal(job.championDir, job.outDir, job.seed),
  ];
  emit({
    type: "done",
    artifactDir: tuned.artifactDir,
    version: job.version,
    digest: tuned.digest,
    metrics: { champion, candidate },
    findings: worded(checkGates(champion, candidate)),
    calibration: tuned.calibration,
  });
}

const SEVERITIES: readonly Finding["severity"][] = ["fail", "warn", "pass"];

const worded = (findings: readonly Finding[]) =>
  [...findings]
    .sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity))
    .map(({ severity, dataset, message }) => ({
      severity,
      text: dataset === "" ? message : `${dataset}: ${message}`,
    }));

/** Survey visits that neither version learned from: the half that calibrated the champion, where it learned from the other. */
async function surveySet(dir: string | undefined, championDir: string): Promise<HeldOutSet[]> {
  if (!dir) return [];
  const sources = await loadSources(dir);
  const { lineage } = (await openArtifact(championDir)).manifest;
  const [dataset, visits] = learnedFromReported(lineage)
    ? [`${CALIBRATION_DATASET} (it calibrated the version in use)`, calibratedVisits(sources)]
    : [SURVEY_DATASET, reportedVisits(sources)];
  return [
    { dataset, cases: visits.flatMap((v) => (v.level ? [{ case: v.case, level: v.level.value }] : [])) },
  ];
}

/** How alike both versions answer fresh made-up visits: what the candidate has forgotten shows here. */
async function rehearsal(championDir: string, candidateDir: string, seed: number): Promise<FigureSet> {
  const champion = await openArtifact(championDir);
  const summary = parseReplay(JSON.parse((await champion.read("replay.json")).toString("utf8")));
  const r = random(seed, "rehearsal check");
  const cases = Array.from({ length: REHEARSAL_CASES }, () => synthesize(summary, r, 0.25));
  const levels: number[][] = [];
  for (const dir of [championDir, candidateDir]) {
    const engine = await createOnnxEngine(dir);
    try {
      levels.push((await predictAll(engine, cases)).map((p) => p.level));
    } finally {
      await engine.close();
    }
  }
  const [before, after] = levels as [number[], number[]];
  return {
    dataset: "Made-up visits of all kinds",
    cases: cases.length,
    figures: [
      { name: REHEARSAL_KAPPA, value: quadraticKappa(before, after) },
      {
        name: "Same level as the version in use",
        value: before.filter((b, i) => b === after[i]).length / before.length,
      },
      {
        name: "Less urgent than the version in use",
        value: before.filter((b, i) => (after[i] as number) > b).length / before.length,
      },
    ],
  };
}
