// `npm run bench:explain [-- --model DIR] [--cases N] [--compare N] [--threads N]`: how long an explanation takes on this
// machine and how sure its numbers are; then the same number of model evaluations by us and by Python shap
// (SHAP_PYTHON names a Python with shap, onnxruntime and numpy), one after the other in this one run.
import { availableParallelism, cpus, loadavg } from "node:os";
import { parseArgs } from "node:util";
import type { TriageCase } from "@/lib/case/triage-case";
import type { Engine } from "@/lib/engine/engine";
import { createOnnxEngine } from "@/lib/engine/onnx";
import { DEFAULT_MAX_EVALUATIONS, REFINED_MAX_EVALUATIONS } from "@/lib/explain/budget";
import { explainCase, explainGame, explainGroups, isRefinable } from "@/lib/explain/explain-case";
import type { Explanation } from "@/lib/explain/explanation";
import { gameOf } from "@/lib/explain/game";
import { playersOf } from "@/lib/explain/players";
import { table } from "@/lib/measures/tables";
import { askShap, findPython } from "@/scripts/oracle/games";
import { sandboxCases, surveyCases } from "./cases";

const { values: options } = parseArgs({
  options: {
    model: { type: "string", default: "models/openacuity-triage" },
    cases: { type: "string", default: "70" },
    compare: { type: "string", default: "12" },
    threads: { type: "string" },
  },
});
const threads = options.threads ? Number(options.threads) : Math.min(4, availableParallelism());
const engine = await createOnnxEngine(options.model, { threads });

type Run = {
  groupsMs: number;
  fullMs: number;
  cpuMs: number;
  refinedMs: number | null;
  players: number;
  full: Explanation;
};

/** As a page asks: first what the groups add, then the whole, then more where the order is open. */
async function explain(c: TriageCase, e: Engine): Promise<Run> {
  const game = gameOf(c, e);
  const start = performance.now();
  const cpuBefore = process.cpuUsage();
  await explainGroups(game);
  const groupsMs = performance.now() - start;
  const full = await explainGame(game, { seed: 1 });
  const fullMs = performance.now() - start;
  const cpu = process.cpuUsage(cpuBefore);
  const run = { groupsMs, fullMs, cpuMs: (cpu.user + cpu.system) / 1000, players: game.players.length, full };
  if (!isRefinable(full)) return { ...run, refinedMs: null };
  await explainGame(game, { seed: 1, maxEvaluations: REFINED_MAX_EVALUATIONS });
  return { ...run, refinedMs: performance.now() - start };
}

const quantile = (values: readonly number[], q: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
};
const halfAndMost = (values: readonly number[], digits = 0): string =>
  values.length === 0
    ? "-"
    : `${quantile(values, 0.5).toFixed(digits)} / ${quantile(values, 0.95).toFixed(digits)}`;
const percent = (part: number, whole: number): string => `${Math.round((100 * part) / whole)} %`;

const count = Number(options.cases);
const sets: [string, TriageCase[]][] = [
  ["sandbox patients", sandboxCases().slice(0, count)],
  ["made-up survey visits", await surveyCases(options.model, count)],
];
const load = loadavg()[0] as number;
for (const [, cases] of sets) for (const c of cases.slice(0, 3)) await explain(c, engine);

const rows: string[][] = [];
for (const [name, cases] of sets) {
  const runs: Run[] = [];
  for (const c of cases) runs.push(await explain(c, engine));
  const sampled = runs.filter((r) => r.full.method !== "exact");
  const errors = (r: Run) => r.full.contributions.map((c) => c.standardError);
  rows.push([
    name,
    String(cases.length),
    halfAndMost(runs.map((r) => r.players)),
    halfAndMost(runs.map((r) => r.groupsMs)),
    halfAndMost(runs.map((r) => r.fullMs)),
    halfAndMost(runs.map((r) => r.cpuMs)),
    halfAndMost(runs.map((r) => r.full.evaluations)),
    percent(runs.length - sampled.length, runs.length),
    sampled.length === 0
      ? "-"
      : (sampled.flatMap(errors).reduce((a, b) => a + b, 0) / sampled.flatMap(errors).length).toFixed(4),
    halfAndMost(
      sampled.map((r) => Math.max(...errors(r))),
      3,
    ),
    percent(runs.filter((r) => r.full.settled).length, runs.length),
    halfAndMost(runs.flatMap((r) => r.refinedMs ?? [])),
    Math.max(...runs.map((r) => r.full.additivityResidual)).toExponential(0),
  ]);
}

console.log(
  `${engine.model.name} ${engine.model.version}, ${engine.engine} ${engine.device} ${engine.precision}, ` +
    `${threads} threads, Node ${process.version}, ${availableParallelism()} x ${cpus()[0]?.model ?? "CPU"}, ` +
    `load ${load.toFixed(1)} at the start\n`,
);
console.log(`Milliseconds, evaluations and standard errors (levels of expected severity) as p50 / p95.
CPU ms are those of all threads: on cores that others use too, a machine to itself takes between half and all of them.
Full: groups included, at most ${DEFAULT_MAX_EVALUATIONS} evaluations where sampled. Errors are those of the sampled cases.\n`);
console.log(
  table(
    [
      "Cases",
      "N",
      "Players",
      "Groups ms",
      "Full ms",
      "Full CPU ms",
      "Evaluations",
      "Exact",
      "Mean SE",
      "Largest SE",
      "Order settled",
      "Refined ms",
      "Residual",
    ],
    rows,
  ),
);

await compare();
await engine.close();

/** Plain permutations on both sides: shap's PermutationExplainer and ours walk orders and their reverses alike. */
async function compare(): Promise<void> {
  console.log("\nBeside Python shap's PermutationExplainer\n");
  const found = await findPython();
  if ("why" in found) {
    console.log(`not compared: ${found.why}`);
    return;
  }
  const permutations = 10;
  const cases = sandboxCases()
    .filter((c) => playersOf(c).length > 12)
    .slice(0, Number(options.compare));
  const tasks = cases.map((c) => ({
    case: c,
    jobs: [{ kind: "permutation" as const, permutations, blocks: 1, seed: 1 }],
  }));
  const { versions, cases: answers } = await askShap(found.python, options.model, tasks, threads);
  const shap: Spent[] = [];
  const inModel: Spent[] = [];
  const ours: Spent[] = [];
  for (const [i, c] of cases.entries()) {
    const theirs = answers[i]?.[0];
    if (!theirs) throw new Error("shap left a case unanswered");
    const { seconds, cpuSeconds, modelSeconds, evaluations } = theirs;
    shap.push({ ms: seconds * 1000, cpuMs: cpuSeconds * 1000, evaluations });
    inModel.push({ ms: modelSeconds * 1000, cpuMs: null, evaluations });
    const [start, cpuBefore] = [performance.now(), process.cpuUsage()];
    const mine = await explainCase(c, engine, {
      seed: 1,
      scheme: "shapley",
      maxEvaluations: evaluations,
      secondOpinion: false,
    });
    const cpu = process.cpuUsage(cpuBefore);
    ours.push({
      ms: performance.now() - start,
      cpuMs: (cpu.user + cpu.system) / 1000,
      evaluations: mine.evaluations,
    });
  }
  const sum = (spent: readonly Spent[], what: keyof Spent) =>
    spent.reduce((a, s) => a + (s[what] ?? Number.NaN), 0);
  const line = (name: string, spent: readonly Spent[]) => {
    const cpu = sum(spent, "cpuMs") / sum(spent, "evaluations");
    return [
      name,
      (sum(spent, "ms") / spent.length).toFixed(0),
      (sum(spent, "evaluations") / spent.length).toFixed(0),
      (sum(spent, "ms") / sum(spent, "evaluations")).toFixed(3),
      Number.isNaN(cpu) ? "" : cpu.toFixed(3),
    ];
  };
  console.log(`${cases.length} sandbox patients, ${permutations} pairs of orders each; shap ${versions.shap}, onnxruntime ${versions.onnxruntime}.
The same model.onnx, the same games, the same number of threads. shap is handed every coalition's input tensors ready made:
masking and reading the text are not on its clock, but are on ours.\n`);
  console.log(
    table(
      ["Who", "ms a case", "Evaluations a case", "ms an evaluation", "CPU ms an evaluation"],
      [line("Python shap", shap), line("  of it in the model", inModel), line("OpenAcuity", ours)],
    ),
  );
  const times = (what: "ms" | "cpuMs") => (sum(shap, what) / sum(ours, what)).toFixed(1);
  console.log(`\nPython shap takes ${times("ms")} times as long, and ${times("cpuMs")} times the CPU time.`);
}

type Spent = { readonly ms: number; readonly cpuMs: number | null; readonly evaluations: number };
