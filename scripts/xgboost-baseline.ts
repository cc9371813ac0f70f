// `npm run baseline:xgboost -- fit|report --from DATA [--python PYTHON] [--work DIR] [--threads N]`: the XGBoost baseline of the
// scoreboard. `fit` has Python's XGBoost fit it on the training visits (scripts/oracle/xgboost_baseline.py), makes it right on those
// that calibrate, and writes models/xgboost-baseline.json and the answers it is tested against; `report` measures it on 2019, which
// nothing was chosen on, beside the product.
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseArgs, promisify } from "node:util";
import type { Level } from "@/lib/case/level";
import type { TriageCase } from "@/lib/case/triage-case";
import { sha256 } from "@/lib/core/crypto";
import { hash32, random } from "@/lib/core/random";
import { createOnnxEngine } from "@/lib/engine/onnx";
import { openBaseline, type StoredBaseline } from "@/lib/evaluation/baselines/boosted/baseline";
import { fromXgboost } from "@/lib/evaluation/baselines/boosted/from-xgboost";
import { boostedInputs, inputRow } from "@/lib/evaluation/baselines/boosted/inputs";
import { oddCases } from "@/lib/evaluation/baselines/boosted/testing/odd-cases";
import { openTrees, sumLeaves } from "@/lib/evaluation/baselines/boosted/trees";
import { fitByCosts } from "@/lib/evaluation/baselines/contenders";
import { predictAll } from "@/lib/evaluation/evaluate";
import { calibratedVisits, reportedVisits } from "@/lib/evaluation/evaluate-survey";
import { softmax } from "@/lib/model/softmax";
import { baselineReport } from "@/lib/monitoring/watch/baseline-report";
import { COSTS } from "@/lib/training/decision/cost-tables";
import { loadSources } from "@/lib/training/sources/load";
import { trainingVisits } from "@/lib/training/sources/splits";
import { augment } from "@/lib/training/text/augment";

const FILE = "models/xgboost-baseline.json";
const PARITY = "lib/evaluation/baselines/boosted/testing/parity.json";
const REPORT = "docs/evaluation/xgboost-baseline.md";
const COMMAND = "npm run baseline:xgboost -- fit";
/** A word is an input where so many training visits have it. */
const LEAST_VISITS = 150;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    from: { type: "string" },
    python: { type: "string", default: "python3" },
    work: { type: "string" },
    threads: { type: "string", default: "1" },
    model: { type: "string", default: "models/openacuity-triage" },
  },
});
const { from, python } = values;
if (!from) throw new Error("--from DATA is needed: the folder the README says to lay the public data out in");
const sources = await loadSources(from);
if (positionals[0] === "fit") await fitBaseline();
else if (positionals[0] === "report") await report();
else throw new Error("say fit or report");

type Row = {
  readonly role: string;
  readonly label: number;
  readonly weight: number;
  readonly case: TriageCase;
};

/** Each training visit twice: as the survey tells it, and as a nurse might have. */
function trainingRows(): Row[] {
  return trainingVisits([...sources.nhamcs, ...sources.outcomes], "split").flatMap((v) => {
    if (!v.level) return [];
    const role = hash32(`choose:${v.source}:${v.key}`) % 10 === 0 ? "choose" : "train";
    const told = augment(v, random("xgboost baseline", v.key));
    return [v.case, told].map((c) => ({ role, label: v.level?.value ?? 0, weight: 0.5, case: c }));
  });
}

async function fitBaseline(): Promise<void> {
  const asked = await promisify(execFile)(python, ["-c", "import xgboost, scipy"]).catch(() => null);
  if (!asked) {
    console.log(`skipped: ${python} with xgboost and scipy is not here (scripts/oracle/xgboost_baseline.py)`);
    return;
  }
  const work = values.work ?? (await mkdtemp(join(tmpdir(), "xgboost-baseline-")));
  await mkdir(work, { recursive: true });
  const training = trainingRows();
  const calibrating = calibratedVisits(sources).map((v) => rowOf("calibrate", v.case, v.level?.value ?? 0));
  const odd = oddCases().map((c) => rowOf("odd", c, 3));
  const answered = [...calibrating, ...odd];
  const columns = columnsOf(training);
  const { saved, theirs, fit } = await askPython(work, [...training, ...answered], columns);
  const model = fromXgboost(JSON.parse(saved.toString("utf8")), columns, 5);
  const trees = openTrees(model);
  const logits = (c: TriageCase) => sumLeaves(trees, inputRow(trees.inputs, c));
  assertSameAnswers(answered, logits, theirs);
  const { temperature, bias } = fitByCosts(
    calibrating.flatMap(({ case: c, label }) =>
      label > 0 ? [{ logits: logits(c), level: label as Level, ageYears: c.ageYears }] : [],
    ),
    "the visits that calibrate",
  );
  const { versions, ...fitted } = fit;
  const visits = (role: string) => training.filter((r) => r.role === role).length / 2;
  const counted = { train: visits("train"), choose: visits("choose"), calibrate: calibrating.length };
  const stored: StoredBaseline = {
    format_version: 1,
    about: `XGBoost ${versions.xgboost} on age, sex, arrival, injury, vital signs, history and the complaint's words, fitted on ${(counted.train + counted.choose).toLocaleString("en-GB")} visits of US emergency departments (NHAMCS 2012-2014 and 2016-2018, the level charted)`,
    provenance: {
      command: COMMAND,
      date: new Date().toISOString().slice(0, 10),
      versions,
      ...fitted,
      visits: counted,
      booster_sha256: sha256(saved),
    },
    calibration: { temperature, bias },
    costs: COSTS.balanced,
    model,
  };
  const bytes = `${JSON.stringify(stored)}\n`;
  await writeFile(FILE, bytes);
  const parity = { made: COMMAND, versions, probabilities: theirs.slice(-odd.length) };
  await mkdir(dirname(PARITY), { recursive: true });
  await writeFile(PARITY, `${JSON.stringify(parity)}\n`);
  console.log(
    `${FILE}: ${bytes.length} bytes, ${model.inputs.length} inputs, ${model.trees.length} trees, sha256 ${sha256(bytes)}`,
  );
}

function rowOf(role: string, c: TriageCase, label: number): Row {
  return { role, label, weight: 1, case: c };
}

type Fit = { readonly versions: Readonly<Record<string, string>> } & Readonly<Record<string, unknown>>;

/** Has Python fit the rows of role train and choose, and answer the others. */
async function askPython(work: string, rows: readonly Row[], columns: readonly string[]) {
  const place = new Map(columns.map((name, i) => [name, i]));
  const line = ({ role, label, weight, case: c }: Row) => {
    const inputs = [...boostedInputs(c)].flatMap(([name, x]) =>
      place.has(name) ? `${place.get(name)}:${x}` : [],
    );
    return [role, label, weight, ...inputs].join(" ");
  };
  await writeFile(join(work, "rows.txt"), rows.map(line).join("\n"));
  await writeFile(join(work, "columns.json"), JSON.stringify(columns));
  const script = ["scripts/oracle/xgboost_baseline.py", work, values.threads];
  const { stdout } = await promisify(execFile)(python, script, { maxBuffer: 1e7 });
  process.stdout.write(stdout);
  const answers = (await readFile(join(work, "answers.txt"), "utf8")).trim().split("\n");
  return {
    saved: await readFile(join(work, "booster.json")),
    theirs: answers.map((l) => l.split(" ").slice(1).map(Number)),
    fit: JSON.parse(await readFile(join(work, "fit.json"), "utf8")) as Fit,
  };
}

/** @throws where the trees do not answer here as they did in XGBoost */
function assertSameAnswers(
  rows: readonly Row[],
  logits: (c: TriageCase) => number[],
  theirs: readonly (readonly number[])[],
): void {
  const off = rows.map((r, i) =>
    Math.max(...softmax(logits(r.case)).map((x, k) => Math.abs(x - (theirs[i]?.[k] as number)))),
  );
  const worst = off.reduce((a, b) => Math.max(a, b), 0);
  console.log(
    `largest difference from XGBoost's own answers, ${off.length} cases: ${worst.toExponential(1)}`,
  );
  if (worst > 1e-5) throw new Error("the trees do not answer as XGBoost does");
}

/** Every number and category there is, and words that enough visits have; in the order of the alphabet. */
function columnsOf(rows: readonly Row[]): string[] {
  const counts = new Map<string, number>();
  for (const { case: c, weight } of rows)
    for (const name of boostedInputs(c).keys()) counts.set(name, (counts.get(name) ?? 0) + weight);
  const isWord = (name: string) => /^(complaint|history):/.test(name);
  const kept = [...counts].filter(
    ([name, n]) => name !== "complaint:mask" && (!isWord(name) || n >= LEAST_VISITS),
  );
  return kept.map(([name]) => name).sort();
}

async function report(): Promise<void> {
  const bytes = await readFile(FILE);
  const stored = JSON.parse(bytes.toString("utf8")) as StoredBaseline;
  const visits = reportedVisits(sources);
  const cases = visits.map((v) => v.case);
  const engine = await createOnnxEngine(values.model);
  const answers = await predictAll(engine, cases);
  await engine.close();
  const text = baselineReport({
    visits,
    answers,
    model: engine.model,
    baseline: openBaseline(stored),
    provenance: stored.provenance,
    sha256: sha256(bytes),
  });
  await writeFile(REPORT, text);
  console.log(text);
}
