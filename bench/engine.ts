// `npm run bench:engine [-- --model DIR] [--cases N]`: what each engine does with made-up cases on this machine.
// Featurisation is part of every figure: it is measured as the app calls it, through Engine.predict.
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import type { TriageCase } from "@/lib/case/triage-case";
import type { Engine } from "@/lib/engine/engine";
import { createOnnxEngine } from "@/lib/engine/onnx";
import { createTfjsEngine } from "@/lib/engine/tfjs";
import { openArtifact } from "@/lib/model/artifact";
import { random } from "@/lib/training/random";
import { parseReplay, synthesize } from "@/lib/training/replay";
import { table } from "@/lib/training/tables";

const { values } = parseArgs({
  options: {
    model: { type: "string", default: "models/openacuity-triage" },
    cases: { type: "string", default: "1000" },
  },
});
const artifact = await openArtifact(values.model);
const summary = parseReplay(JSON.parse((await artifact.read("replay.json")).toString("utf8")));
const r = random(1, "bench");
const cases: TriageCase[] = Array.from({ length: Number(values.cases) }, (_, i) => ({
  ...synthesize(summary, r),
  id: String(i),
}));

const engines: [string, () => Promise<Engine>][] = [
  ["fp32, 1 thread", () => createOnnxEngine(values.model, { threads: 1 })],
  ["fp32, 2 threads", () => createOnnxEngine(values.model, { threads: 2 })],
  ["int8, 1 thread", () => createOnnxEngine(values.model, { precision: "int8", threads: 1 })],
  ["int8, 2 threads", () => createOnnxEngine(values.model, { precision: "int8", threads: 2 })],
  ["fp32", () => createTfjsEngine(values.model)],
];

const quantile = (sorted: readonly number[], q: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] as number;

async function measure(engine: Engine, batch: number): Promise<string[]> {
  const times: number[] = [];
  const rounds = batch === 1 ? 200 : Math.max(3, Math.min(20, Math.floor(2000 / batch)));
  await engine.predict(cases.slice(0, batch));
  for (let i = 0; i < rounds; i++) {
    const start = (i * batch) % Math.max(1, cases.length - batch + 1);
    const chosen = cases.slice(start, start + batch);
    const t = performance.now();
    await engine.predict(chosen);
    times.push(performance.now() - t);
  }
  times.sort((a, b) => a - b);
  const mean = times.reduce((a, b) => a + b, 0) / times.length;
  return [
    quantile(times, 0.5).toFixed(1),
    quantile(times, 0.95).toFixed(1),
    Math.round((batch / mean) * 1000).toLocaleString("en"),
  ];
}

const rows: string[][] = [];
for (const [how, open] of engines) {
  try {
    const engine = await open();
    for (const batch of [1, 16, 64, cases.length]) {
      process.stderr.write(`${engine.engine} ${engine.device} ${how}, batches of ${batch}\n`);
      rows.push([engine.engine, engine.device, how, String(batch), ...(await measure(engine, batch))]);
    }
    await engine.close();
  } catch (error) {
    process.stderr.write(`${how}: ${(error as Error).message}\n`);
  }
}
console.log(
  `${artifact.identity.name} ${artifact.identity.version}, Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? "CPU"}\n`,
);
console.log(table(["Engine", "Device", "How", "Batch", "p50 ms", "p95 ms", "Cases/s"], rows));
