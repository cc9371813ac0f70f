// `npm run bench:xgboost -- export|score --from DIR --work WORK`: the two ends of bench/xgboost-fit.py, which says how to use it.
// The splits, the inputs, the calibration and the measures are the model's own, so that only the learner differs.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { TriageCase } from "@/lib/case/triage-case";
import { hash32 } from "@/lib/core/random";
import { answerOf, fitByCosts, logs } from "@/lib/evaluation/baselines/contenders";
import { scoreElsewhere } from "@/lib/evaluation/baselines/elsewhere";
import {
  type KtasResults,
  packRisks,
  type ResultsFile,
  risksOf,
  visitsDigest,
} from "@/lib/evaluation/baselines/results-file";
import { calibratedVisits, reportedVisits, SURVEY_DATASET } from "@/lib/evaluation/evaluate-survey";
import { followedVisits } from "@/lib/evaluation/outcomes/evaluate-outcomes";
import { OUTCOME_KEYS, type OutcomeKey, truthOf } from "@/lib/evaluation/outcomes/questions";
import { binaryFigures, levelFigures } from "@/lib/measures/figures";
import { type Artifact, openArtifact } from "@/lib/model/artifact";
import { type CategoryKey, categoryOf, type NumberKey, numberOf } from "@/lib/model/features";
import { createCaseEncoder } from "@/lib/model/inputs";
import { sigmoid } from "@/lib/model/softmax";
import { fitLogistic } from "@/lib/training/calibrate";
import { loadSources } from "@/lib/training/sources/load";
import { type Dealing, dealKtas, splitOf } from "@/lib/training/sources/splits";
import type { SourceVisit } from "@/lib/training/sources/visit";

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
/** Everybody who was charted or followed. */
const survey = [...sources.nhamcs, ...sources.outcomes].filter((v) => v.level || v.outcomes);

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
  const table = (visits: readonly SourceVisit[], columns: Columns) =>
    [
      [...Object.keys(columns), "split", "key", ...numbers.map((n) => `number:${n}`), "words"].join(","),
      ...visits.map((v) =>
        [
          ...Object.values(columns).map((of) => of(v)),
          roleOf(v),
          v.key,
          ...numbers.map((n) => numberOf(n, v.case) ?? ""),
          words(v.case).join(" "),
        ].join(","),
      ),
    ].join("\n");
  const level = (v: SourceVisit) => v.level?.value ?? "";
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "survey.csv"), table(survey, { "label:level": level, ...outcomeColumns() }));
  const dealt = dealKtas(sources.ktas, dealingOf(artifact));
  await writeFile(
    join(folder, "ktas.csv"),
    table(
      sources.ktas.filter((v) => v.level),
      { ...foldColumns(dealt), complaint: complaintOf, "label:level": level },
    ),
  );
}

/** label:criticalCare and so on: 1, 0, or empty where it is not known. */
const outcomeColumns = (): Columns =>
  Object.fromEntries(
    OUTCOME_KEYS.map((key) => {
      const label = (v: SourceVisit) => {
        const truth = truthOf(key, v);
        return truth === null ? "" : Number(truth);
      };
      return [`label:${key}`, label];
    }),
  );

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

/** Each outcome's probabilities made right on the visits that calibrate, as the model's are. */
async function riskOf(folder: string, key: OutcomeKey): Promise<(v: SourceVisit) => number> {
  const predicted = await readPredictions(join(folder, `${key}-predictions.csv`));
  const odds = (v: SourceVisit): number => {
    const p = Math.min(1 - 1e-7, Math.max(1e-7, predicted(v.key, roleOf(v))[0] as number));
    return Math.log(p / (1 - p));
  };
  const known = survey.filter((v) => splitOf(v) === "calibrate" && truthOf(key, v) !== null);
  const { slopes, intercept } = fitLogistic(
    known.map((v) => [odds(v)]),
    known.map((v) => truthOf(key, v) === true),
  );
  return (v) => sigmoid((slopes[0] as number) * odds(v) + intercept);
}

async function score(folder: string): Promise<void> {
  const fit = JSON.parse(await readFile(join(folder, "fit.json"), "utf8")) as Fit;
  const levels = await readPredictions(join(folder, "level-predictions.csv"));
  const ktas = await scoreKtas(folder, fit);
  const logits = (v: SourceVisit) => logs(levels(v.key, roleOf(v)));
  const calibrate = calibratedVisits(sources);
  const scale = fitByCosts(
    calibrate.flatMap((v) =>
      v.level ? [{ logits: logits(v), level: v.level.value, ageYears: v.case.ageYears }] : [],
    ),
    "the calibrating visits",
  );
  const visits = reportedVisits(sources);
  const followed = followedVisits(sources);
  const risks: Partial<Record<OutcomeKey, string>> = {};
  for (const key of OUTCOME_KEYS) risks[key] = packRisks(followed, await riskOf(folder, key));
  const count = (role: string, of: (v: SourceVisit) => unknown) =>
    survey.filter((v) => roleOf(v) === role && of(v)).length;
  const both = (of: (v: SourceVisit) => unknown) => count("train", of) + count("choose", of);
  const results: ResultsFile = {
    format_version: 2,
    name: "gradient boosting",
    about: `XGBoost ${fit.versions.xgboost} on the inputs of the model (raw numbers, categories, word pieces), fitted on the training visits (${both((v) => v.level)} with a charted level, ${both((v) => v.outcomes)} with what happened; a fit each) with depth and rounds chosen on a tenth of them, calibrated on the visits that calibrate; the level by the costs that the model decides by. Measured apart (bench/xgboost-fit.py), read from ${RESULTS}.`,
    provenance: {
      command: "see the head of bench/xgboost-fit.py",
      date: new Date().toISOString().slice(0, 10),
      versions: fit.versions,
      parameters: fit.parameters,
      rows: {
        train: count("train", (v) => v.level),
        choose: count("choose", (v) => v.level),
        calibrate: calibrate.length,
        report: visits.length,
        outcomesTrain: count("train", (v) => v.outcomes),
        outcomesChoose: count("choose", (v) => v.outcomes),
        outcomesReport: followed.length,
        ...(ktas ? { ktas: ktas.metrics.count } : {}),
      },
      survey: visitsDigest(visits),
      outcomes: visitsDigest(followed),
    },
    survey: levelFigures(
      `${SURVEY_DATASET}, gradient boosting`,
      visits.map((v) => answerOf(logits(v), v.case.ageYears, scale)),
      visits.map((v) => v.level?.value ?? Number.NaN),
      200,
    ),
    risks,
    ...(ktas ? { ktas } : {}),
  };
  await mkdir("bench/results", { recursive: true });
  await writeFile(RESULTS, `${JSON.stringify(results, null, 2)}\n`);
  for (const { name, value, low, high } of results.survey.figures) console.log(name, value, low, high);
  const own = risksOf(results, followed);
  for (const key of OUTCOME_KEYS) {
    const known = followed.flatMap((v, k) => {
      const truth = truthOf(key, v);
      return truth === null ? [] : [{ truth, risk: own[key]?.[k] as number }];
    });
    const [area] = binaryFigures(
      key,
      known.map((k) => k.risk),
      known.map((k) => k.truth),
      200,
      key,
    ).figures;
    console.log(area);
  }
  if (ktas) console.log("KTAS, balanced", ktas.metrics, ktas.spread ?? "done once");
}

if (positionals[0] === "export") await writeInputs(work);
else if (positionals[0] === "score") await score(work);
else throw new Error("say export or score");
