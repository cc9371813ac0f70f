// `npm run baseline:xgboost -- fit|report --from DATA [--python PYTHON] [--work DIR] [--threads N]`: the XGBoost baseline of the
// scoreboard. `fit` has Python's XGBoost fit it on the training visits (scripts/oracle/xgboost_baseline.py), makes it right on those
// that calibrate, and writes models/xgboost-baseline.json and the answers it is tested against; `report` measures it on 2019, which
// nothing was chosen on, beside the product.
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs, promisify } from "node:util";
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
  const calibrating = calibratedVisits(sources);
  const odd = oddCases();
  const columns = columnsOf(training);
  const place = new Map(columns.map((name, i) => [name, i]));
  const line = ({ role, label, weight, case: c }: Row) =>
    [
      role,
      label,
      weight,
      ...[...boostedInputs(c)].flatMap(([name, x]) => (place.has(name) ? `${place.get(name)}:${x}` : [])),
    ].join(" ");
  const answered: Row[] = [
    ...calibrating.map((v) => ({ role: "calibrate", label: v.level?.value ?? 0, weight: 1, case: v.case })),
    ...odd.map((c) => ({ role: "odd", label: 3, weight: 1, case: c })),
  ];
  await writeFile(join(work, "rows.txt"), [...training, ...answered].map(line).join("\n"));
  await writeFile(join(work, "columns.json"), JSON.stringify(columns));
  const { stdout } = await promisify(execFile)(
    python,
    ["scripts/oracle/xgboost_baseline.py", work, values.threads],
    { maxBuffer: 1e7 },
  );
  process.stdout.write(stdout);
  const saved = await readFile(join(work, "booster.json"));
  const model = fromXgboost(JSON.parse(saved.toString("utf8")), columns, 5);
  const trees = openTrees(model);
  const logits = (c: TriageCase) => sumLeaves(trees, inputRow(trees.inputs, c));
  const theirs = (await readFile(join(work, "answers.txt"), "utf8"))
    .trim()
    .split("\n")
    .map((l) => l.split(" ").slice(1).map(Number));
  const off = answered.map((r, i) => {
    const p = softmax(logits(r.case));
    return Math.max(...p.map((x, k) => Math.abs(x - (theirs[i]?.[k] as number))));
  });
  const worst = off.reduce((a, b) => Math.max(a, b), 0);
  console.log(
    `largest difference from XGBoost's own answers, ${off.length} cases: ${worst.toExponential(1)}`,
  );
  if (worst > 1e-5) throw new Error("the trees do not answer as XGBoost does");
  const { temperature, bias } = fitByCosts(
    calibrating.flatMap((v) =>
      v.level ? [{ logits: logits(v.case), level: v.level.value, ageYears: v.case.ageYears }] : [],
    ),
    "the visits that calibrate",
  );
  const { versions, ...fitted } = JSON.parse(await readFile(join(work, "fit.json"), "utf8"));
  const visits = (role: string) => training.filter((r) => r.role === role).length / 2;
  const stored: StoredBaseline = {
    format_version: 1,
    about: `XGBoost ${versions.xgboost} on age, sex, arrival, injury, vital signs, history and the complaint's words, fitted on ${(visits("train") + visits("choose")).toLocaleString("en-GB")} visits of US emergency departments (NHAMCS 2012-2014 and 2016-2018, the level charted)`,
    provenance: {
      command: "npm run baseline:xgboost -- fit",
      date: new Date().toISOString().slice(0, 10),
      versions,
      ...fitted,
      visits: { train: visits("train"), choose: visits("choose"), calibrate: calibrating.length },
      booster_sha256: sha256(saved),
    },
    calibration: { temperature, bias },
    costs: COSTS.balanced,
    model,
  };
  const bytes = `${JSON.stringify(stored)}\n`;
  await writeFile(FILE, bytes);
  await mkdir(join(PARITY, ".."), { recursive: true });
  const parity = {
    made: "npm run baseline:xgboost -- fit",
    versions,
    probabilities: theirs.slice(-odd.length),
  };
  await writeFile(PARITY, `${JSON.stringify(parity)}\n`);
  console.log(
    `${FILE}: ${bytes.length} bytes, ${model.inputs.length} inputs, ${model.trees.length} trees, sha256 ${sha256(bytes)}`,
  );
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
