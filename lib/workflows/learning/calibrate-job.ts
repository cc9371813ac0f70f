import { z } from "zod";
import { triageCaseSchema } from "@/lib/case/triage-case";
import type { Engine } from "@/lib/engine/engine";
import { createOnnxEngine } from "@/lib/engine/onnx";
import { predictAll } from "@/lib/evaluation/evaluate";
import { weigh } from "@/lib/evaluation/gather-evidence";
import { predictAsServed } from "@/lib/evaluation/predict-as-served";
import { type Evidence, type EvidenceSet, labelledSet } from "@/lib/measures/evidence";
import type { FigureSet } from "@/lib/measures/figures";
import { type ReliabilityBin, reliabilityBins } from "@/lib/measures/plots-data";
import { openArtifact } from "@/lib/model/artifact";
import { POLICIES } from "@/lib/model/calibration";
import type { Prediction } from "@/lib/model/prediction";
import { type SiteCalibrationContent, siteCalibrationSchema } from "@/lib/policy/site-calibration";
import { checkCalibration } from "@/lib/registry/gates/check-calibration";
import type { Finding } from "@/lib/registry/gates/check-gates";
import { gatePolicySchema } from "@/lib/registry/gates/gate-policy";
import { benchmarkCases, readBenchmark } from "@/lib/training/benchmark";
import { fitForServing } from "@/lib/training/site-calibration";
import { labelledCaseSchema } from "./measure-versions";

const ofUnit = labelledCaseSchema.extend({ unit: z.string() });

/** Fitting a calibration and judging it, as the worker hands it to the child process (bin/calibrate-job.ts). */
export const calibrateJobSchema = z.object({
  modelDir: z.string().min(1),
  decisionPolicy: z.enum(POLICIES).optional(),
  gates: gatePolicySchema,
  /** Labels it is fitted on, and those of other patients that it is judged by. */
  fit: z.array(ofUnit.extend({ weight: z.number().positive() })).min(1),
  judge: z.array(ofUnit).min(1),
  /** Patients of late, without a label. */
  live: z.array(triageCaseSchema).default([]),
  fitted: siteCalibrationSchema.shape.fitted.omit({ units: true, labels: true }),
});
export type CalibrateJob = z.input<typeof calibrateJobSchema>;
type Job = z.output<typeof calibrateJobSchema>;

export type CalibrateEvent = {
  readonly type: "done";
  readonly content: SiteCalibrationContent;
  readonly metrics: { readonly champion: readonly FigureSet[]; readonly candidate: readonly FigureSet[] };
  readonly findings: readonly Finding[];
  readonly reliability: {
    readonly before: readonly ReliabilityBin[];
    readonly after: readonly ReliabilityBin[];
  };
};

export const JUDGED_ON = "Labels of this site that the calibration was not fitted on";

export async function runCalibrateJob(job: Job, emit: (event: CalibrateEvent) => void): Promise<void> {
  const artifact = await openArtifact(job.modelDir);
  const engine = await createOnnxEngine(
    job.modelDir,
    job.decisionPolicy ? { policy: job.decisionPolicy } : {},
  );
  try {
    const answers = await predictAll(
      engine,
      job.fit.map((l) => l.case),
    );
    const { site, units, counts } = fitForServing(
      job.fit.map(({ level, weight, unit }, i) => ({
        probabilities: (answers[i] as Prediction).probabilities,
        level,
        weight,
        unit,
      })),
    );
    const content: SiteCalibrationContent = {
      format_version: 1,
      model: { version: artifact.identity.version, digest: artifact.digest },
      site: { temperature: site.temperature, bias: [...site.bias] },
      units: Object.fromEntries(
        Object.entries(units).map(([unit, s]) => [
          unit,
          { temperature: s.temperature, bias: [...s.bias] as typeof s.bias },
        ]),
      ),
      fitted: { ...job.fitted, labels: job.fit.length, units: counts },
    };
    const benchmark = labelledSet(
      "benchmark",
      `Benchmark of release ${artifact.identity.version.split("+")[0]} (made-up visits)`,
      benchmarkCases(await readBenchmark(artifact)),
    );
    const live = {
      kind: "live",
      dataset: "Patients of late, without a label",
      cases: job.live,
      levels: null,
    } as const;
    const own = await judgeOn(
      engine,
      content,
      labelledSet("site", JUDGED_ON, job.judge),
      (i) => job.judge[i]?.unit,
    );
    const others = [];
    for (const set of [benchmark, live])
      if (set.cases.length > 0) others.push((await judgeOn(engine, content, set, () => null)).evidence);
    const evidence = [...others, own.evidence];
    emit({
      type: "done",
      content,
      metrics: {
        champion: evidence.flatMap((e) => e.before ?? []),
        candidate: evidence.map((e) => e.after),
      },
      findings: checkCalibration(job.gates, evidence),
      reliability: { before: urgency(own.before, job.judge), after: urgency(own.after, job.judge) },
    });
  } finally {
    await engine.close();
  }
}

type Judged = {
  readonly evidence: Evidence;
  readonly before: readonly Prediction[];
  readonly after: readonly Prediction[];
};

/** The model alone beside the model with its calibration, through the code that serves. */
async function judgeOn(
  engine: Engine,
  content: SiteCalibrationContent,
  set: EvidenceSet,
  unitOf: (index: number) => string | null | undefined,
): Promise<Judged> {
  const before = await predictAll(engine, set.cases);
  const after = await predictAsServed(engine, content, set.cases, (i) => unitOf(i) ?? null);
  return { evidence: weigh(set, after, before), before, after };
}

const urgency = (answers: readonly Prediction[], labels: Job["judge"]): ReliabilityBin[] =>
  reliabilityBins(
    answers.map(({ probabilities: [one, two] }) => one + two),
    labels.map((l) => l.level <= 2),
  );
