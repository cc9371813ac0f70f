import type { TriageCase } from "@/lib/case/triage-case";
import type { Engine } from "@/lib/engine/engine";
import { createOnnxEngine } from "@/lib/engine/onnx";
import type { LabelledCase } from "@/lib/feedback/labelled-case";
import { type FigureSet, levelFigures } from "@/lib/measures/figures";
import { type LevelMetrics, levelMetrics, meanMetrics, spreadOf } from "@/lib/measures/metrics";
import { mayMissOf, type SetsOfScale, setQualitiesByAge } from "@/lib/measures/prediction-sets";
import { type Artifact, graphFile, openArtifact, servedPrecision } from "@/lib/model/artifact";
import type { Prediction } from "@/lib/model/prediction";
import { type CrossValidation, crossValidationName } from "@/lib/training/ktas/cross-validation";
import type { DanishVisit } from "@/lib/training/sources/danish";
import type { Sources } from "@/lib/training/sources/load";
import { dealKtas } from "@/lib/training/sources/splits";
import type { SourceVisit } from "@/lib/training/sources/visit";
import { assertUnseen, twinOf } from "@/lib/training/twin";
import { labelled, ordinalRegressionFolds, rulesAlone } from "./baselines/contenders";
import { type ResultsFile, visitsDigest } from "./baselines/results-file";
import {
  CALIBRATION_DATASET,
  calibratedVisits,
  evaluateSurvey,
  reportedVisits,
  SURVEY_DATASET,
} from "./evaluate-survey";
import type { Evaluation, KtasContender } from "./evaluation";
import { measureExplanations } from "./explanation-quality";
import { evaluateExternal } from "./external/evaluate-external";
import { evaluateOutcomes, followedVisits } from "./outcomes/evaluate-outcomes";

/** Measures an artifact through the engine that serves it, so that the figures are those of what answers. */
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

export type EvaluateOptions = {
  /** The artifact's own by default. */
  readonly precision?: Engine["precision"];
  readonly resamples?: number;
  /** Folder of the artifact whose twin is measured: the evaluation is of it. */
  readonly standsFor?: string;
  /** Rules alone and regressions beside the model; true when absent. */
  readonly baselines?: boolean;
  /** Visits the explanations are checked on; 0: they are not. */
  readonly explanations?: number;
  readonly seed?: number;
  /** Visits of another country (lib/training/sources/danish.ts), to which nothing is fitted. */
  readonly external?: readonly DanishVisit[];
  /** Measured elsewhere on the same visits; left out when it was on others. */
  readonly results?: ResultsFile | null;
  readonly onProgress?: (what: string, done: number, total: number) => void;
  readonly onNote?: (line: string) => void;
};

const RESAMPLES = 200;

/**
 * Evaluates on the reported split only: NHAMCS ED 2019, against the level charted and against what happened.
 * @throws AppError("invalid-input") when the artifact learned from them, or is no twin of the one it is to stand for.
 */
export async function evaluateSources(
  dir: string,
  sources: Sources,
  o: EvaluateOptions = {},
): Promise<Evaluation> {
  const artifact = await openArtifact(dir);
  const shipped = o.standsFor === undefined ? artifact : await openArtifact(o.standsFor);
  const twin = shipped === artifact ? null : twinOf(artifact, shipped);
  assertUnseen(artifact);
  const precision = o.precision ?? servedPrecision(shipped.manifest);
  const resamples = o.resamples ?? RESAMPLES;
  const baselines = o.baselines ?? true;
  const followed = followedVisits(sources);
  const answers = await answer(
    dir,
    precision,
    followed.map((v) => v.case),
    "visits",
    o.onProgress,
  );
  const charted = followed.flatMap((visit, i) =>
    visit.level ? [{ visit, answer: answers[i] as Prediction }] : [],
  );
  const visits = charted.map((c) => c.visit);
  const own = charted.map((c) => c.answer);

  const digests = { survey: visitsDigest(visits), outcomes: visitsDigest(followed) };
  const results = sameVisits(o.results ?? null, digests, o.onNote);
  const common = {
    artifact,
    sources,
    resamples,
    baselines,
    results,
    ...(o.onNote ? { onNote: o.onNote } : {}),
  };
  const survey = visits.length > 0 ? evaluateSurvey({ ...common, visits, answers: own }) : null;
  const outcomes = followed.length > 0 ? evaluateOutcomes({ ...common, visits: followed, answers }) : null;
  const external = o.external?.length
    ? evaluateExternal(
        o.external,
        await answer(
          dir,
          precision,
          o.external.map((v) => v.case),
          "visits elsewhere",
          o.onProgress,
        ),
        resamples,
      )
    : undefined;
  const explanations = o.explanations ? await explained(shipped, twin !== null, sources, o) : null;
  const ktas = (shipped.manifest.lineage.ktasCrossValidation ?? null) as CrossValidation["metrics"] | null;
  return {
    model: shipped.identity,
    precision,
    ...(twin ? { twin } : {}),
    measured: { files: filesThatAnswered(artifact, precision), ...digests, resamples },
    survey,
    outcomes,
    ...(external ? { external } : {}),
    ktas,
    ktasBeside: ktas ? besideKtas(shipped, sources.ktas, ktas, o) : null,
    sets: [...surveySets(artifact, visits, own), ...ktasSets(shipped, ktas)],
    explanations,
  };
}

function surveySets(
  { calibration }: Artifact,
  visits: readonly SourceVisit[],
  answers: readonly Prediction[],
): SetsOfScale[] {
  if (visits.length === 0) return [];
  const { conformal } = calibration.scales.esi;
  const answered = visits.map((v, i) => ({
    set: (answers[i] as Prediction).set,
    level: v.level?.value ?? Number.NaN,
    ageYears: v.case.ageYears,
  }));
  const groups = setQualitiesByAge(answered);
  return [{ scale: "esi", mayMiss: mayMissOf(conformal), groups }];
}

/** As they were recorded while training; of older artifacts the coverage alone is known. */
function ktasSets({ calibration }: Artifact, ktas: CrossValidation["metrics"] | null): SetsOfScale[] {
  const scale = calibration.scales.ktas;
  if (!scale || !ktas) return [];
  const { count: cases, coverage, setSize: size } = ktas.balanced;
  const known =
    coverage === null || size === null
      ? []
      : [{ group: "all", cases, coverage, size, moreUrgent: null, lessUrgent: null }];
  return [{ scale: "ktas", mayMiss: mayMissOf(scale.conformal), groups: ktas.sets ?? known }];
}

/**
 * The explanations are checked on the model itself, twin or not, and always on visits it never learned from: those that calibrate,
 * where 2019 was learned from. No label is asked for, so that they calibrated it does not matter.
 */
async function explained(
  artifact: Artifact,
  learnedReported: boolean,
  sources: Sources,
  o: EvaluateOptions,
): Promise<Evaluation["explanations"]> {
  const visits = learnedReported ? calibratedVisits(sources) : reportedVisits(sources);
  if (visits.length === 0) return null;
  return measureExplanations(artifact, visits, {
    dataset: learnedReported ? CALIBRATION_DATASET : SURVEY_DATASET,
    ...(o.explanations === undefined ? {} : { sample: o.explanations }),
    ...(o.seed === undefined ? {} : { seed: o.seed }),
    onProgress: (done, total) => o.onProgress?.("explanations", done, total),
  });
}

async function answer(
  dir: string,
  precision: Engine["precision"],
  cases: readonly TriageCase[],
  what: string,
  onProgress: EvaluateOptions["onProgress"],
): Promise<Prediction[]> {
  const engine = await createOnnxEngine(dir, { precision, policy: "balanced" });
  try {
    return await predictAll(engine, cases, (done, total) => onProgress?.(what, done, total));
  } finally {
    await engine.close();
  }
}

function filesThatAnswered({ manifest: { files } }: Artifact, precision: Engine["precision"]) {
  const names = [graphFile(precision), "config.json", "tokenizer.json", "calibration.json"];
  return Object.fromEntries(names.map((name) => [name, files[name] ?? ""]));
}

function sameVisits(
  results: ResultsFile | null,
  own: { readonly survey: string; readonly outcomes: string },
  onNote: EvaluateOptions["onNote"],
): ResultsFile | null {
  if (!results) return null;
  if (results.provenance.survey === own.survey && results.provenance.outcomes === own.outcomes)
    return results;
  onNote?.(`${results.name} is left out beside levels and outcomes of 2019: its figures are of other visits`);
  return null;
}

/** The rules, the regression and what was measured elsewhere, on the folds the model was cross-validated on. */
function besideKtas(
  artifact: Artifact,
  ktas: readonly SourceVisit[],
  dealing: CrossValidation["metrics"],
  o: EvaluateOptions,
): Evaluation["ktasBeside"] {
  const dealt = dealKtas(ktas, dealing);
  if (dealt.flat().some((f) => f.length === 0)) return null;
  const beside = [
    ...((o.baselines ?? true) ? ktasBaselines(artifact, dealt) : []),
    ...ktasElsewhere(o.results ?? null, dealt, o.onNote),
  ];
  return beside.length > 0 ? beside : null;
}

type Dealt = readonly (readonly (readonly SourceVisit[])[])[];

function ktasBaselines(artifact: Artifact, dealt: Dealt): KtasContender[] {
  return [
    {
      name: "rules alone",
      about:
        "The safety rules without any model: the floor's level, and the commonest level where no rule fires (counted on the other folds).",
      ...overRepeats(dealt.map(rulesFolds)),
    },
    {
      name: "ordinal regression",
      about: `Proportional-odds logistic regression on the inputs of the model (numbers, categories, word pieces), ridge ${KTAS_PENALTY}, fitted and calibrated on the other folds; balanced policy.`,
      ...overRepeats(dealt.map((folds) => ordinalRegressionFolds(artifact, folds, KTAS_PENALTY))),
    },
  ];
}

const overRepeats = (repeats: readonly LevelMetrics[]): Pick<KtasContender, "metrics" | "spread"> => ({
  metrics: meanMetrics(repeats),
  ...(repeats.length > 1 ? { spread: spreadOf(repeats) } : {}),
});

/** Whatever it says of the other data sets, its KTAS figures stand when visits, labels and dealing are the model's. */
function ktasElsewhere(
  results: ResultsFile | null,
  dealt: Dealt,
  onNote: EvaluateOptions["onNote"],
): KtasContender[] {
  if (!results?.ktas) return [];
  const { about, folds, repeats, digest, metrics, spread } = results.ktas;
  const other =
    digest !== visitsDigest(dealt[0]?.flat() ?? [])
      ? "visits"
      : folds !== dealt[0]?.length || repeats !== dealt.length
        ? `folds (${crossValidationName({ folds, repeats })})`
        : null;
  if (other === null) return [{ name: results.name, about, metrics, ...(spread ? { spread } : {}) }];
  onNote?.(`${results.name} is left out beside KTAS: its figures are of other ${other}`);
  return [];
}

function rulesFolds(folds: readonly (readonly SourceVisit[])[]): LevelMetrics {
  const answers = folds.flatMap((fold, k) =>
    rulesAlone(
      labelled(folds.filter((_, i) => i !== k).flat()),
      fold.map((v) => v.case),
    ),
  );
  return levelMetrics(
    answers,
    folds.flat().map((v) => v.level?.value ?? Number.NaN),
  );
}

/** Ridge of the regression on 800 visits; the folds are too few to choose it on. */
const KTAS_PENALTY = 10;
