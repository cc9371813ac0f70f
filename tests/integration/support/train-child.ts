// Stands where bin/train-job.ts stands, and can be told to go wrong: `train-child.ts MODE LOG`. Ten steps, a checkpoint
// after each; what it started from is written to LOG, one line a start.
import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { TrainJob } from "@/lib/workflows/learning/candidate-job";
import { copyModel } from "./copy-model";

const [mode = "", log = ""] = process.argv.slice(2);
const parent = process.ppid;
setInterval(() => process.ppid !== parent && process.exit(1), 200).unref();
const emit = (event: object) => process.stdout.write(`${JSON.stringify(event)}\n`);
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const job = JSON.parse(await text(process.stdin)) as Required<TrainJob>;
const checkpoint = join(job.checkpointDir ?? "", "step");
const from = existsSync(checkpoint) ? Number(readFileSync(checkpoint, "utf8")) : 0;
appendFileSync(log, `${from} ${job.labels.length} ${job.validation.length} ${job.seed}\n`);
process.stdout.write("a library says hello\n");
if (mode === "refuse") {
  emit({ type: "error", code: "insufficient-data", message: "3 labels; at least 10 are needed" });
  process.exit(1);
}
for (let step = from + 1; step <= 10; step++) {
  await sleep(20);
  writeFileSync(checkpoint, String(step));
  emit({ type: "progress", step, totalSteps: 10, loss: 2 - step / 10, etaSeconds: 1 });
  if (mode === "slow") await sleep(600);
  if (step === 5 && mode === "hang") await sleep(600_000);
  if (step === 5 && mode === "crash") process.exit(7);
}
if (mode === "crash") process.exit(7);
if (mode === "mumble") {
  emit({ type: "done", metrics: null });
  process.exit(0);
}
await copyModel(job.championDir, job.outDir, mode === "lie" ? "6.6.6" : job.version, true);
const figures = [
  { dataset: "Held-out", cases: job.validation.length, figures: [{ name: "Accuracy", value: 0.5 }] },
];
emit({
  type: "done",
  artifactDir: job.outDir,
  metrics: { champion: figures, candidate: figures },
  findings: [{ gate: "agreement", severity: "warn", text: "few cases (Held-out)" }],
});
