// `npm run bench:xgboost -- export|score --from DIR --work WORK`: the two ends of bench/xgboost-fit.py, which says how to use it.
// The splits, the inputs, the calibration and the measures are the model's own, so that only the learner differs.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { TriageCase } from "@/lib/case/triage-case";
import { type Artifact, openArtifact } from "@/lib/model/artifact";
import { type CategoryKey, categoryOf, type NumberKey, numberOf } from "@/lib/model/features";
import { createCaseEncoder } from "@/lib/model/inputs";
import { answerOf, logs } from "@/lib/training/baselines/contenders";
import { scoreElsewhere } from "@/lib/training/baselines/elsewhere";
import { type KtasResults, type ResultsFile, visitsDigest } from "@/lib/training/baselines/results-file";
import { fitScale } from "@/lib/training/calibrate";
import { CRITICAL_DATASET, reportedCritical } from "@/lib/training/evaluate-critical";
import { reportedVisits, SURVEY_DATASET } from "@/lib/training/evaluate-survey";
import { binaryFigures, figure, levelFigures } from "@/lib/training/figures";
import { hash32 } from "@/lib/training/random";
import { loadSources } from "@/lib/training/sources/load";
import type { SourceVisit } from "@/lib/training/sources/visit";
import { type Dealing, dealKtas, splitOf } from "@/lib/training/splits";

const RESULTS = "bench/results/xgboost.json";
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    from: { type: "string" },
    work: { type: "string" },
    model: { type: "string", default: "models/openacuity-triage" },
  },
});
const { from, work, model } = values;
if (!from || !work) throw new Error("--from and --work are needed");
const sources = await loadSources(from);
const survey = sources.nhamcs.filter((v) => v.level);

/** How the artifact was cross-validated; as the recipe's defaults have it where it was not. */
const dealingOf = ({ manifest: { lineage } }: Artifact): Dealing =>
  (lineage.ktasCrossValidation as Dealing | undefined) ?? { folds: 5, repeats: 5 };

const quoted = (text: string): string => `"${text.replaceAll('"', '""').replace(/\s+/g, " ")}"`;

/** A tenth of the training visits chooses depth and rounds. */
const roleOf = (v: SourceVisit): string => {
  const split = splitOf(v);
  return split === "train" && hash32(`choose:${v.source}:${v.key}`) % 10 === 0 ? "choose" : split;
};

async function writeInputs(folder: string): Promise<void> {
  const artifact = await openArtifact(model);
  const { config, tokenizer } = artifact;
  const encode = createCaseEncoder(config, tokenizer);
  const numbers = config.numbers.map((n) => n.key as NumberKey);
  const words = (c: TriageCase): string[] => {
    const { tokens, segments } = encode(c);
    const categories = config.categories.map(
      ({ key }) => `${key}=${categoryOf(key as CategoryKey, c) ?? "missing"}`,
    );
    return [...categories, ...new Set(tokens.map((token, i) => `w${segments[i]}:${token}`))];
  };
  const table = (visits: readonly SourceVisit[], label: (v: SourceVisit) => number, more: Columns = {}) =>
    [
      [...Object.keys(more), "split", "key", "label", ...numbers.map((n) => `number:${n}`), "words"].join(
        ",",
      ),
      ...visits.map((v) =>
        [
          ...Object.values(more).map((of) => of(v)),
          roleOf(v),
          v.key,
          label(v),
          ...numbers.map((n) => numberOf(n, v.case) ?? ""),
          words(v.case).join(" "),
        ].join(","),
      ),
    ].join("\n");
  await mkdir(folder, { recursive: true });
  await writeFile(
    join(folder, "survey.csv"),
    table(survey, (v) => v.level?.value ?? 0),
  );
  await writeFile(
    join(folder, "critical.csv"),
    table(sources.criticalCare, (v) => (v.critical ? 1 : 0)),
  );
  await writeFile(
    join(folder, "ktas.csv"),
    table(
      sources.ktas.filter((v) => v.level),
      (v) => v.level?.value ?? 0,
      { ...foldColumns(dealKtas(sources.ktas, dealingOf(artifact))), complaint: complaintOf },
    ),
  );
}

/** Further columns of a table, by name. */
type Columns = Readonly<Record<string, (v: SourceVisit) => string | number>>;

const complaintOf = (v: SourceVisit): string => quoted(v.case.chiefComplaint ?? "");

/** fold:0, fold:1, ...: in which fold of each repeat a visit is held out. */
function foldColumns(dealt: readonly (readonly (readonly SourceVisit[])[])[]): Columns {
  const columns = dealt.map((folds, repeat) => {
    const foldOf = new Map(folds.flatMap((visits, k) => visits.map((v) => [v.key, k] as const)));
    return [`fold:${repeat}`, (v: SourceVisit) => foldOf.get(v.key) ?? ""] as const;
  });
  return Object.fromEntries(columns);
}

type Predictions = (key: string, split: string) => number[];

/** @returns the prediction for a key; throws where there is none, or it was made for another split or fold */
async function readPredictions(file: string): Promise<Predictions> {
  const lines = (await readFile(file, "utf8")).trim().split(/\r?\n/);
  const known = new Map(
    lines.map((l) => {
      const [key, split, ...p] = l.split(",");
      return [`${key},${split}`, p.map(Number)];
    }),
  );
  return (key, split) => {
    const p = known.get(`${key},${split}`);
    if (!p) throw new Error(`${file}: no prediction for ${key} (${split}): export and fit again`);
    return p;
  };
}

type Fit = {
  readonly versions: Readonly<Record<string, string>>;
  readonly parameters: Readonly<Record<string, unknown>> & {
    readonly ktas?: Readonly<Record<string, string | number>>;
  };
};

/** null without KTAS visits. */
async function scoreKtas(folder: string, fit: Fit): Promise<KtasResults | null> {
  if (!fit.parameters.ktas) return null;
  const predicted = await readPredictions(join(folder, "ktas-predictions.csv"));
  const dealt = dealKtas(sources.ktas, dealingOf(await openArtifact(model)));
  const { ngrams, ...parameters } = fit.parameters.ktas;
  const fixed = Object.entries(parameters).map(([name, value]) => `${name} ${value}`);
  return {
    about: `XGBoost ${fit.versions.xgboost} on the inputs of the model (raw numbers, categories, word pieces) and the complaint's character n-grams (${ngrams}), fitted on the other folds and on no other visit, with parameters fixed beforehand because the visits are too few to choose them on (${fixed.join(", ")}); calibrated on the other folds as the model was; balanced policy. Measured apart (bench/xgboost-fit.py), read from ${RESULTS}.`,
    ...scoreElsewhere(dealt, (v, repeat, fold) => predicted(`${repeat}:${v.key}`, String(fold))),
  };
}

async function score(folder: string): Promise<void> {
  const fit = JSON.parse(await readFile(join(folder, "fit.json"), "utf8")) as Fit;
  const levels = await readPredictions(join(folder, "survey-predictions.csv"));
  const risks = await readPredictions(join(folder, "critical-predictions.csv"));
  const ktas = await scoreKtas(folder, fit);
  const logits = (v: SourceVisit) => logs(levels(v.key, roleOf(v)));
  const calibrate = survey.filter((v) => splitOf(v) === "calibrate");
  const scale = fitScale(
    calibrate.flatMap((v) =>
      v.level ? [{ logits: logits(v), level: v.level.value, ageYears: v.case.ageYears }] : [],
    ),
    "NHAMCS ED 2014, half a",
  );
  const visits = reportedVisits(sources);
  const critical = reportedCritical(sources);
  const count = (all: readonly SourceVisit[], role: string) => all.filter((v) => roleOf(v) === role).length;
  const results: ResultsFile = {
    format_version: 1,
    name: "gradient boosting",
    about: `XGBoost ${fit.versions.xgboost} on the inputs of the model (raw numbers, categories, word pieces), fitted on the ${count(survey, "train") + count(survey, "choose")} training visits with depth and rounds chosen on a tenth of them, calibrated on half a as the model was; balanced policy. Measured apart (bench/xgboost-fit.py), read from ${RESULTS}.`,
    provenance: {
      command: "see the head of bench/xgboost-fit.py",
      date: new Date().toISOString().slice(0, 10),
      versions: fit.versions,
      parameters: fit.parameters,
      rows: {
        train: count(survey, "train"),
        choose: count(survey, "choose"),
        calibrate: calibrate.length,
        report: visits.length,
        criticalTrain: count(sources.criticalCare, "train"),
        criticalChoose: count(sources.criticalCare, "choose"),
        criticalReport: critical.length,
        ...(ktas ? { ktas: ktas.metrics.count } : {}),
      },
      survey: visitsDigest(visits),
      critical: visitsDigest(critical),
    },
    survey: levelFigures(
      `${SURVEY_DATASET}, gradient boosting`,
      visits.map((v) => answerOf(logits(v), v.case.ageYears, scale)),
      visits.map((v) => v.level?.value ?? Number.NaN),
      200,
    ),
    critical: binaryFigures(
      `${CRITICAL_DATASET}, gradient boosting`,
      critical.map((v) => risks(v.key, roleOf(v))[0] as number),
      critical.map((v) => v.critical === true),
      200,
    ),
    ...(ktas ? { ktas } : {}),
  };
  await mkdir("bench/results", { recursive: true });
  await writeFile(RESULTS, `${JSON.stringify(results, null, 2)}\n`);
  for (const name of ["AUROC, levels 1-2", "Quadratic-weighted kappa", "Accuracy, most likely level"])
    console.log(name, figure(results.survey, name));
  console.log(results.critical.figures[0]);
  if (ktas) console.log("KTAS, balanced", ktas.metrics, ktas.spread ?? "done once");
}

if (positionals[0] === "export") await writeInputs(work);
else if (positionals[0] === "score") await score(work);
else throw new Error("say export or score");
