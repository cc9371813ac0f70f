import { z } from "zod";
import { triageCaseSchema } from "@/lib/case/triage-case";
import { createOnnxEngine } from "@/lib/engine/onnx";
import { auditCounterfactual, counterfactualFigures } from "@/lib/evaluation/counterfactual/audit";
import {
  CALIBRATION_DATASET,
  calibratedVisits,
  reportedVisits,
  SURVEY_DATASET,
} from "@/lib/evaluation/evaluate-survey";
import { gatherEvidence } from "@/lib/evaluation/gather-evidence";
import { type VisitOutcomes, visitOutcomesSchema } from "@/lib/fhir/outcomes/visit-outcomes";
import { type Course, type Evidence, type EvidenceSet, labelledSet } from "@/lib/measures/evidence";
import type { FigureSet } from "@/lib/measures/figures";
import { openArtifact } from "@/lib/model/artifact";
import { POLICIES, type PolicyName } from "@/lib/model/calibration";
import { laidOver, siteCalibrationSchema } from "@/lib/policy/site-calibration";
import { checkGates, type Finding } from "@/lib/registry/gates/check-gates";
import { DEFAULT_GATE_POLICY } from "@/lib/registry/gates/default-policy";
import { gatePolicySchema } from "@/lib/registry/gates/gate-policy";
import { FEWEST_CASES, SITE_DATASET } from "@/lib/registry/metric-set";
import { benchmarkCases, readBenchmark } from "@/lib/training/benchmark";
import { outcomeTargets } from "@/lib/training/outcome-targets";
import { loadSources } from "@/lib/training/sources/load";
import { learnedFromReported } from "@/lib/training/twin";

export const labelledCaseSchema = z.object({ case: triageCaseSchema, level: z.literal([1, 2, 3, 4, 5]) });

/** What a version is measured on and held against; a child process gets it whole. */
export const measuringSchema = z.object({
  /** The release that the line of versions began with, where it is another than the version in use. */
  releaseDir: z.string().min(1).optional(),
  /** Labels of people from whom neither version learned. */
  validation: z
    .array(
      labelledCaseSchema.extend({ outcomes: visitOutcomesSchema.optional(), unit: z.string().optional() }),
    )
    .default([]),
  /** The site's calibration that is laid over the version in use; absent: none is. */
  served: z.object({ version: z.string().min(1), content: siteCalibrationSchema }).optional(),
  /** Patients of late, without identifiers; nobody said what is right. */
  live: z.array(triageCaseSchema).default([]),
  /** Folder with the public data sets, when the operator keeps them: both versions are measured on visits they did not learn from. */
  surveyDir: z.string().optional(),
  /** Decision policy in force; each artifact's own when absent. */
  decisionPolicy: z.enum(POLICIES).optional(),
  gates: gatePolicySchema.default(DEFAULT_GATE_POLICY),
});
export type Measuring = z.input<typeof measuringSchema>;

export type Measured = {
  readonly metrics: { readonly champion: readonly FigureSet[]; readonly candidate: readonly FigureSet[] };
  readonly findings: readonly Finding[];
};

const LIVE_DATASET = "Patients of late, without a label";

/** Measures a version beside another one (null: there is none in use) and holds it against the gates. */
export async function measureVersions(
  candidateDir: string,
  againstDir: string | null,
  o: z.output<typeof measuringSchema>,
): Promise<Measured> {
  const policy = o.decisionPolicy ?? null;
  const sets = [
    ...(await benchmarks(candidateDir, againstDir)),
    {
      ...labelledSet("site", SITE_DATASET, o.validation),
      course: o.validation.map((v) => courseOfOutcomes(v.outcomes)),
      units: o.validation.map((v) => v.unit ?? null),
    },
    ...(await surveySet(o.surveyDir, againstDir ?? candidateDir)),
    { kind: "live", dataset: LIVE_DATASET, cases: o.live, levels: null } as const,
  ];
  const served =
    o.served && againstDir !== null ? laidOver(o.served, (await openArtifact(againstDir)).digest) : undefined;
  const evidence = await gatherEvidence({
    candidateDir,
    againstDir,
    policy,
    sets,
    served: served?.content ?? null,
  });
  const told = await toldOfAnother(candidateDir, againstDir, policy, sets[0]);
  const drift = o.releaseDir === undefined ? [] : await sinceRelease(candidateDir, o.releaseDir, policy);
  const all = [...evidence, ...drift];
  return {
    metrics: {
      champion: [...evidence.flatMap((e) => e.before ?? []), ...told.champion],
      candidate: [...all.map((e: Evidence) => e.after), ...told.candidate],
    },
    findings: [...checkGates(o.gates, all), ...(served ? [heldAsServed(served.version)] : [])],
  };
}

/** Said with the findings, so that whoever reads the figures knows what they are beside. */
export const heldAsServed = (calibration: string): Finding => ({
  gate: "as-served",
  severity: "pass",
  text: `On this site's labels and patients of late the version in use is held as it is served, with ${calibration} laid over it; on benchmarks and public data alone. The candidate answers alone everywhere, as it would if it came into use.`,
});

/** As the outcome heads learn them: a question that was not answered, or does not apply, is not known. */
function courseOfOutcomes(outcomes: VisitOutcomes | undefined): Course {
  const { critical, admission } = outcomes ? outcomeTargets(outcomes) : {};
  const asBoolean = (target: unknown) => (typeof target === "number" ? target === 1 : null);
  return { criticalCare: asBoolean(critical), admission: asBoolean(admission) };
}

/** Of the benchmark's visits, spread over its levels: as few as a screen shows figures of; each is asked about a dozen times. */
const TOLD_OF = FEWEST_CASES;

/**
 * What moves in both versions' answers when the same visits are told of as somebody else's: part of what is shown of a
 * version beside its gates. No gate is about it yet: the shares hang on few visits.
 */
async function toldOfAnother(
  candidateDir: string,
  againstDir: string | null,
  policy: PolicyName | null,
  set: EvidenceSet | undefined,
): Promise<{ readonly champion: readonly FigureSet[]; readonly candidate: readonly FigureSet[] }> {
  if (!set || set.cases.length === 0) return { champion: [], candidate: [] };
  const step = Math.max(1, set.cases.length / TOLD_OF);
  const cases = Array.from(
    { length: Math.min(TOLD_OF, set.cases.length) },
    (_, i) => set.cases[Math.floor(i * step)],
  ).filter((c) => c !== undefined);
  const measure = async (dir: string): Promise<FigureSet[]> => {
    const engine = await createOnnxEngine(dir, policy ? { policy } : {});
    try {
      const audit = await auditCounterfactual(engine, cases, { briefly: true });
      return [counterfactualFigures(audit, "The same visits as somebody else's (made-up visits)")];
    } finally {
      await engine.close();
    }
  };
  const candidate = await measure(candidateDir);
  return { candidate, champion: againstDir === null ? [] : await measure(againstDir) };
}

/** The benchmark of the version in use, and that of the candidate where it is of another line and brings its own. */
async function benchmarks(candidateDir: string, againstDir: string | null): Promise<EvidenceSet[]> {
  const own = await benchmarkOf(candidateDir);
  if (againstDir === null) return [own];
  const theirs = await benchmarkOf(againstDir);
  return theirs.content === own.content ? [theirs] : [theirs, own];
}

async function benchmarkOf(dir: string): Promise<EvidenceSet & { readonly content: string }> {
  const artifact = await openArtifact(dir);
  const benchmark = await readBenchmark(artifact);
  const content = JSON.stringify(benchmark);
  return {
    ...labelledSet(
      "benchmark",
      `Benchmark of ${releaseOf(artifact.identity.version)} (made-up visits)`,
      benchmarkCases(benchmark),
    ),
    content,
  };
}

/** "0.2.0+r7" was taught at a site; its benchmark is that of release 0.2.0. */
const releaseOf = (version: string): string => `release ${version.split("+")[0]}`;

async function sinceRelease(
  candidateDir: string,
  releaseDir: string,
  policy: Parameters<typeof gatherEvidence>[0]["policy"],
): Promise<Evidence[]> {
  const set = await benchmarkOf(releaseDir);
  const dataset = `Benchmark, beside ${(await openArtifact(releaseDir)).identity.version} as it was released`;
  return gatherEvidence({
    candidateDir,
    againstDir: releaseDir,
    policy,
    sets: [{ ...set, kind: "drift", dataset }],
  });
}

/** Survey visits that neither version learned from: the half that calibrated the champion, where it learned from the other. */
async function surveySet(dir: string | undefined, championDir: string): Promise<EvidenceSet[]> {
  if (!dir) return [];
  const sources = await loadSources(dir);
  const { lineage } = (await openArtifact(championDir)).manifest;
  const [dataset, visits] = learnedFromReported(lineage)
    ? [`${CALIBRATION_DATASET} (it calibrated the version in use)`, calibratedVisits(sources)]
    : [SURVEY_DATASET, reportedVisits(sources)];
  const levelled = visits.flatMap((v) => (v.level ? [{ ...v, level: v.level.value }] : []));
  const happened = levelled.map(({ outcomes }) => ({
    criticalCare: outcomes?.criticalCareOrDeath ?? null,
    admission: outcomes?.admission ?? null,
  }));
  return [{ ...labelledSet("survey", dataset, levelled), course: happened }];
}
