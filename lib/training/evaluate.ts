import type { Level } from "@/lib/case/level";
import type { TriageCase } from "@/lib/case/triage-case";
import type { Engine } from "@/lib/engine/engine";
import { createOnnxEngine } from "@/lib/engine/onnx";
import type { Manifest } from "@/lib/model/artifact";
import { openArtifact } from "@/lib/model/artifact";
import type { PolicyName } from "@/lib/model/calibration";
import type { Prediction } from "@/lib/model/prediction";
import { binaryFigures, type FigureSet, levelFigures } from "./figures";
import { GROUPINGS, splitByGroup } from "./groups";
import type { Sources } from "./sources/load";
import type { SourceVisit } from "./sources/visit";
import { splitOf } from "./splits";

/** Measures an artifact through the engine that serves it, so that the figures are those of what answers. */
export type LabelledCase = { readonly case: TriageCase; readonly level: Level };
export type HeldOutSet = { readonly dataset: string; readonly cases: readonly LabelledCase[] };

export async function evaluateArtifact(dir: string, sets: readonly HeldOutSet[]): Promise<FigureSet[]> {
  const engine = await createOnnxEngine(dir);
  try {
    const out: FigureSet[] = [];
    for (const { dataset, cases } of sets) {
      if (cases.length === 0) continue;
      const answers = await predictAll(
        engine,
        cases.map((c) => c.case),
      );
      out.push(
        levelFigures(
          dataset,
          answers,
          cases.map((c) => c.level),
          cases.length <= 2000 ? 200 : 0,
        ),
      );
    }
    return out;
  } finally {
    await engine.close();
  }
}

const CHUNK = 2048;

export async function predictAll(
  engine: Pick<Engine, "predict">,
  cases: readonly TriageCase[],
  onProgress?: (done: number, total: number) => void,
): Promise<Prediction[]> {
  const out: Prediction[] = [];
  for (let at = 0; at < cases.length; at += CHUNK) {
    out.push(...(await engine.predict(cases.slice(at, at + CHUNK))));
    onProgress?.(Math.min(cases.length, at + CHUNK), cases.length);
  }
  return out;
}

export type GroupResult = { readonly grouping: string; readonly group: string; readonly figures: FigureSet };

/** `evaluation.json`: everything the model card states. */
export type Evaluation = {
  readonly model: { readonly name: string; readonly version: string };
  readonly precision: Engine["precision"];
  readonly survey: {
    readonly policies: readonly { readonly policy: PolicyName; readonly figures: FigureSet }[];
    readonly groups: readonly GroupResult[];
    /** rows: label 1..5, columns: level shown by the balanced policy 1..5 */
    readonly confusion: readonly (readonly number[])[];
  } | null;
  readonly critical: FigureSet | null;
  /** Recorded while training: the shipped model has seen every KTAS visit, so it cannot be measured on them again. */
  readonly ktas: unknown;
};

export type EvaluateOptions = {
  readonly precision?: Engine["precision"];
  readonly resamples?: number;
  readonly onProgress?: (done: number, total: number) => void;
};

/** Evaluates on the reported splits only: NHAMCS ED 2014 half b and critical care 2019. */
export async function evaluateSources(
  dir: string,
  sources: Sources,
  o: EvaluateOptions = {},
): Promise<Evaluation> {
  const artifact = await openArtifact(dir);
  const precision = o.precision ?? "fp32";
  const resamples = o.resamples ?? 200;
  const reported = sources.nhamcs.filter((v) => v.level && splitOf(v) === "report");
  const critical = sources.criticalCare.filter((v) => splitOf(v) === "report");
  const answers = new Map<PolicyName, Prediction[]>();
  let criticalAnswers: Prediction[] = [];
  for (const policy of ["balanced", "safety-first"] as const) {
    if (!artifact.calibration.scales.esi.policies[policy]) continue;
    const engine = await createOnnxEngine(dir, { precision, policy });
    try {
      answers.set(policy, await predictAll(engine, reported.map(caseOf), o.onProgress));
      if (policy === "balanced")
        criticalAnswers = await predictAll(engine, critical.map(caseOf), o.onProgress);
    } finally {
      await engine.close();
    }
  }
  return {
    model: artifact.identity,
    precision,
    survey: reported.length > 0 ? surveyResults(reported, answers, resamples) : null,
    critical: criticalResults(critical, criticalAnswers, resamples),
    ktas: crossValidationOf(artifact.manifest),
  };
}

const caseOf = (v: SourceVisit): TriageCase => v.case;
const levelOfVisit = (v: SourceVisit): number => v.level?.value ?? Number.NaN;
export const SURVEY_DATASET = "NHAMCS ED 2014, half b";

function surveyResults(
  visits: readonly SourceVisit[],
  answers: ReadonlyMap<PolicyName, Prediction[]>,
  resamples: number,
): NonNullable<Evaluation["survey"]> {
  const actual = visits.map(levelOfVisit);
  const balanced = answers.get("balanced") ?? [];
  const items = visits.map((visit, i) => ({ visit, answer: balanced[i] as Prediction }));
  const groups = GROUPINGS.flatMap((grouping) =>
    splitByGroup(items, grouping).map(([group, members]) => ({
      grouping: grouping.name,
      group,
      figures: levelFigures(
        `${SURVEY_DATASET}, ${group}`,
        members.map((m) => m.answer),
        members.map((m) => levelOfVisit(m.visit)),
      ),
    })),
  );
  return {
    policies: [...answers].map(([policy, a]) => ({
      policy,
      figures: levelFigures(`${SURVEY_DATASET}, ${policy} policy`, a, actual, resamples),
    })),
    groups,
    confusion: [1, 2, 3, 4, 5].map((a) =>
      [1, 2, 3, 4, 5].map((p) => balanced.filter((x, i) => x.level === p && actual[i] === a).length),
    ),
  };
}

function criticalResults(
  visits: readonly SourceVisit[],
  answers: readonly Prediction[],
  resamples: number,
): FigureSet | null {
  const scores = answers.map((a) => a.criticalRisk);
  if (visits.length === 0 || scores.some((s) => s === null)) return null;
  const actual = visits.map((v) => v.critical === true);
  const numbers = scores as number[];
  return binaryFigures("NHAMCS critical care 2019", numbers, actual, resamples);
}

const crossValidationOf = (manifest: Manifest): unknown => manifest.lineage.ktasCrossValidation ?? null;

/** What the registry and the console show of an evaluation. */
export function metricSets(e: Evaluation): FigureSet[] {
  return [...(e.survey?.policies.map((p) => p.figures) ?? []), ...(e.critical ? [e.critical] : [])];
}
