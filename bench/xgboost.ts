// `npm run bench:xgboost -- export|score --from DIR --work WORK`: the two ends of bench/xgboost-fit.py, which says how to use it.
// The splits, the inputs, the calibration and the measures are the model's own, so that only the learner differs.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { TriageCase } from "@/lib/case/triage-case";
import { openArtifact } from "@/lib/model/artifact";
import { type CategoryKey, categoryOf, type NumberKey, numberOf } from "@/lib/model/features";
import { createCaseEncoder } from "@/lib/model/inputs";
import { answerOf } from "@/lib/training/baselines/contenders";
import { type ResultsFile, visitsDigest } from "@/lib/training/baselines/results-file";
import { fitScale } from "@/lib/training/calibrate";
import { CRITICAL_DATASET, reportedCritical } from "@/lib/training/evaluate-critical";
import { reportedVisits, SURVEY_DATASET } from "@/lib/training/evaluate-survey";
import { binaryFigures, figure, levelFigures } from "@/lib/training/figures";
import { hash32 } from "@/lib/training/random";
import { loadSources } from "@/lib/training/sources/load";
import type { SourceVisit } from "@/lib/training/sources/visit";
import { splitOf } from "@/lib/training/splits";

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

/** A tenth of the training visits chooses depth and rounds. */
const roleOf = (v: SourceVisit): string => {
  const split = splitOf(v);
  return split === "train" && hash32(`choose:${v.source}:${v.key}`) % 10 === 0 ? "choose" : split;
};

async function writeInputs(folder: string): Promise<void> {
  const { config, tokenizer } = await openArtifact(model);
  const encode = createCaseEncoder(config, tokenizer);
  const numbers = config.numbers.map((n) => n.key as NumberKey);
  const words = (c: TriageCase): string[] => {
    const { tokens, segments } = encode(c);
    const categories = config.categories.map(
      ({ key }) => `${key}=${categoryOf(key as CategoryKey, c) ?? "missing"}`,
    );
    return [...categories, ...new Set(tokens.map((token, i) => `w${segments[i]}:${token}`))];
  };
  const table = (visits: readonly SourceVisit[], label: (v: SourceVisit) => number) =>
    [
      ["split", "key", "label", ...numbers.map((n) => `number:${n}`), "words"].join(","),
      ...visits.map((v) =>
        [
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
}

/** Predictions by visit key. */
async function readPredictions(file: string): Promise<Map<string, number[]>> {
  const lines = (await readFile(file, "utf8")).trim().split(/\r?\n/);
  return new Map(
    lines.map((l) => {
      const [key, _split, ...p] = l.split(",");
      return [key as string, p.map(Number)];
    }),
  );
}

async function score(folder: string): Promise<void> {
  const fit = JSON.parse(await readFile(join(folder, "fit.json"), "utf8"));
  const levels = await readPredictions(join(folder, "survey-predictions.csv"));
  const risks = await readPredictions(join(folder, "critical-predictions.csv"));
  const predicted = (from: Map<string, number[]>, v: SourceVisit): number[] => {
    const p = from.get(v.key);
    if (!p) throw new Error(`no prediction for ${v.source} ${v.key}: export and fit again`);
    return p;
  };
  const logits = (v: SourceVisit) => predicted(levels, v).map((p) => Math.log(Math.max(1e-12, p)));
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
      critical.map((v) => predicted(risks, v)[0] as number),
      critical.map((v) => v.critical === true),
      200,
    ),
  };
  await mkdir("bench/results", { recursive: true });
  await writeFile(RESULTS, `${JSON.stringify(results, null, 2)}\n`);
  for (const name of ["AUROC, levels 1-2", "Quadratic-weighted kappa", "Accuracy, most likely level"])
    console.log(name, figure(results.survey, name));
  console.log(results.critical.figures[0]);
}

if (positionals[0] === "export") await writeInputs(work);
else if (positionals[0] === "score") await score(work);
else throw new Error("say export or score");
