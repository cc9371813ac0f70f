// `npm run bench:poison [-- --model DIR] [--backend B]`: what wrong labels can do to the model. A site of made-up patients
// whose nurses agree with the model gets labels that set urgent patients to 4, from one person or several; each mixture is
// taught once as the labels ask to count, and once as the product lets them count (lib/feedback/influence.ts). Printed: how
// many of the benchmark's urgent patients the result no longer shows as urgent, and what the gates say of it.
import { mkdtemp, rm } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import type { Level } from "@/lib/case/level";
import type { TriageCase } from "@/lib/case/triage-case";
import { random } from "@/lib/core/random";
import { createOnnxEngine } from "@/lib/engine/onnx";
import { predictAll } from "@/lib/evaluation/evaluate";
import { capInfluence, type Voice } from "@/lib/feedback/influence";
import { CHANGES } from "@/lib/measures/evidence";
import { figure } from "@/lib/measures/figures";
import { table } from "@/lib/measures/tables";
import { openArtifact } from "@/lib/model/artifact";
import { BACKENDS, type Backend } from "@/lib/model/backend";
import { verdictOf } from "@/lib/registry/gates/check-gates";
import { parseReplay, synthesize, WRITTEN_OUT } from "@/lib/training/replay";
import { runTrainChild } from "@/lib/workflows/learning/train-child";

const { values } = parseArgs({
  options: {
    model: { type: "string", default: "models/openacuity-triage" },
    /** The one the worker would take when absent. */
    backend: { type: "string" },
  },
});
const backend = BACKENDS.find((b) => b === values.backend) as Backend | undefined;
if (values.backend && !backend) throw new Error(`--backend must be one of ${BACKENDS.join(", ")}`);

type Label = Voice & { readonly case: TriageCase };
type Attack = {
  readonly name: string;
  readonly honest: number;
  readonly wrong: number;
  readonly people: number;
};

const ATTACKS: readonly Attack[] = [
  { name: "nobody", honest: 120, wrong: 0, people: 0 },
  { name: "one lead, 16 of 120 labels", honest: 104, wrong: 16, people: 1 },
  { name: "one lead, 48 of 120 labels", honest: 72, wrong: 48, people: 1 },
  { name: "eight people, 48 of 120 labels", honest: 72, wrong: 48, people: 8 },
];

async function patients(): Promise<{ case: TriageCase; shown: Level }[]> {
  const artifact = await openArtifact(values.model);
  const summary = parseReplay(JSON.parse((await artifact.read("replay.json")).toString("utf8")));
  const r = random(5, "bench poison");
  const cases = Array.from({ length: 1_500 }, (_, i) => ({
    ...synthesize(summary, r, 0.3, WRITTEN_OUT),
    id: `patient-${i}`,
  }));
  const engine = await createOnnxEngine(values.model);
  const answers = await predictAll(engine, cases);
  await engine.close();
  return cases.map((c, i) => ({ case: c, shown: answers[i]?.level as Level }));
}

/** An accepted suggestion counts half; somebody's own word, whole (lib/feedback/eligibility.ts). */
function labelsOf({ honest, wrong, people }: Attack, seen: Awaited<ReturnType<typeof patients>>): Label[] {
  const agreed = seen.slice(0, honest).map(
    (p, i): Label => ({
      case: p.case,
      level: p.shown,
      assessedLevel: p.shown,
      weight: 0.5,
      author: `nurse ${i % 12}`,
    }),
  );
  const urgent = seen.slice(honest).filter((p) => p.shown <= 2);
  const lowered = urgent.slice(0, wrong).map(
    (p, i): Label => ({
      case: p.case,
      level: 4,
      assessedLevel: p.shown,
      weight: 1,
      author: `attacker ${i % people}`,
    }),
  );
  return [...agreed, ...lowered];
}

async function teach(labels: readonly Label[], weights: readonly number[]) {
  const folder = await mkdtemp(join(tmpdir(), "bench-poison-"));
  try {
    return await runTrainChild(
      {
        championDir: resolve(values.model),
        outDir: join(folder, "candidate"),
        version: "0.0.1-bench",
        labels: labels.map((l, i) => ({ case: l.case, level: l.level, weight: weights[i] as number })),
        seed: 1,
        ...(backend ? { backend } : {}),
      },
      { signal: new AbortController().signal, onProgress: () => {} },
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const percent = (x: number) => `${(100 * x).toFixed(1)} %`;
const sum = (xs: readonly number[]) => xs.reduce((a, b) => a + b, 0);

const seen = await patients();
const rows: string[][] = [];
let measuredOn = "";
for (const attack of ATTACKS) {
  const labels = labelsOf(attack, seen);
  const ways = [
    ["as asked", labels.map((l) => l.weight)],
    ["as the product counts", capInfluence(labels)],
  ] as const;
  for (const [way, weights] of ways) {
    process.stderr.write(`${attack.name}, ${way}\n`);
    const { metrics, findings } = await teach(labels, weights);
    const [benchmark] = metrics.candidate;
    if (!benchmark) throw new Error("no benchmark was measured");
    measuredOn = `${benchmark.dataset}, ${benchmark.cases} cases`;
    const value = (name: string) => percent(figure(benchmark, name)?.value ?? Number.NaN);
    const failed = findings.filter((f) => f.severity === "fail").map((f) => f.gate);
    rows.push([
      attack.name,
      way,
      percent(sum(weights.slice(attack.honest)) / sum(weights)),
      value(CHANGES.urgentLost),
      value(CHANGES.lessUrgent),
      value("Sensitivity, levels 1-2"),
      verdictOf(findings) === "passed" ? "passed" : `failed: ${failed.join(", ")}`,
    ]);
    process.stderr.write(`  ${rows.at(-1)?.join(" | ")}\n`);
  }
}
console.log(`${measuredOn}; Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? "CPU"}\n`);
console.log(
  table(
    [
      "Who sets urgent patients to 4",
      "Labels count",
      "Their share of the weight",
      "Level 1-2 before, 3+ now",
      "Less urgent than before",
      "Sensitivity 1-2",
      "Gates",
    ],
    rows,
  ),
);
