// `npm run bench:retrain [-- --model DIR] [--labels N] [--backends a,b]`: how long a retraining run takes on each backend,
// as the worker starts it (bin/train-job.ts in a process of its own, the product's defaults), from a site's made-up
// decisions: the model's own levels with every fifth moved to a neighbour.
import { mkdtemp, rm } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import type { Level } from "@/lib/case/level";
import { random } from "@/lib/core/random";
import { createOnnxEngine } from "@/lib/engine/onnx";
import { predictAll } from "@/lib/evaluation/evaluate";
import { table } from "@/lib/measures/tables";
import { openArtifact } from "@/lib/model/artifact";
import { BACKENDS, type Backend } from "@/lib/model/backend";
import { parseReplay, synthesize } from "@/lib/training/replay";
import { runTrainChild, type TrainJob } from "@/lib/workflows/learning/train-child";

const { values } = parseArgs({
  options: {
    model: { type: "string", default: "models/openacuity-triage" },
    labels: { type: "string", default: "500" },
    /** Named ones; the one the worker would take when none is. */
    backends: { type: "string", default: "" },
  },
});
const count = Number(values.labels);
const named = values.backends.split(",").filter(Boolean);
const unknown = named.filter((name) => !(BACKENDS as readonly string[]).includes(name));
if (unknown.length > 0) throw new Error(`${unknown.join(", ")}: none of ${BACKENDS.join(", ")}`);

type Decisions = Required<Pick<TrainJob, "labels" | "validation">>;

async function decisions(): Promise<Decisions> {
  const artifact = await openArtifact(values.model);
  const summary = parseReplay(JSON.parse((await artifact.read("replay.json")).toString("utf8")));
  const r = random(1, "bench retrain");
  const cases = Array.from({ length: count }, (_, i) => ({ ...synthesize(summary, r), id: `label-${i}` }));
  const engine = await createOnnxEngine(values.model);
  const answers = await predictAll(engine, cases);
  await engine.close();
  const labels = cases.map((c, i) => ({ case: c, level: moved(answers[i]?.level as Level, r) }));
  return {
    labels: labels.filter((_, i) => i % 5 !== 0),
    validation: labels.filter((_, i) => i % 5 === 0),
  };
}

function moved(level: Level, r: ReturnType<typeof random>): Level {
  if (!r.chance(0.2)) return level;
  const step = r.chance(0.5) ? 1 : -1;
  return (level + step >= 1 && level + step <= 5 ? level + step : level - step) as Level;
}

type Step = { readonly step: number; readonly at: number };

async function retrain(backend: Backend | null, job: Decisions) {
  const folder = await mkdtemp(join(tmpdir(), "bench-retrain-"));
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1e3;
  const seen: Step[] = [];
  try {
    await runTrainChild(
      {
        ...job,
        ...(backend ? { backend } : {}),
        championDir: resolve(values.model),
        outDir: join(folder, "candidate"),
        checkpointDir: join(folder, "checkpoint"),
        version: "0.0.1-bench",
        seed: 1,
      },
      {
        signal: new AbortController().signal,
        onProgress: ({ step }) => {
          seen.push({ step, at: seconds() });
        },
      },
    );
    return stages(seen, seconds());
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The first report comes after some steps; what came before those is told from the pace of the others. */
function stages(seen: readonly Step[], total: number) {
  const [first, last] = [seen[0], seen.at(-1)] as [Step, Step];
  const pace = last.step > first.step ? (last.at - first.at) / (last.step - first.step) : 0;
  const before = Math.max(0, first.at - pace * first.step);
  return { steps: last.step, before, fitting: last.at - before, after: total - last.at, total };
}

const job = await decisions();
const rows: string[][] = [];
for (const backend of named.length > 0 ? (named as Backend[]) : [null]) {
  const name = backend ?? "first there is";
  process.stderr.write(`${name}: ${job.labels.length} labels and ${job.validation.length} held out\n`);
  try {
    const { steps, ...spent } = await retrain(backend, job);
    rows.push([name, String(steps), ...Object.values(spent).map((s) => s.toFixed(1))]);
  } catch (error) {
    process.stderr.write(`${name}: ${(error as Error).message}\n`);
    process.exitCode = 1;
  }
}
console.log(
  `${count} labels, ${job.validation.length} of them held out, Node ${process.version}, ` +
    `${cpus().length} x ${cpus()[0]?.model ?? "CPU"}\n`,
);
const columns = ["Start and rehearsal, s", "Steps, s", "Familiarity, export, evaluation, s", "Whole run, s"];
console.log(table(["Backend", "Steps", ...columns], rows));
