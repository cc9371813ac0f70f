// Stands where bin/explain-job.ts stands, and can be told to go wrong: `explain-child.ts MODE LOG`. Does the real work;
// what it was asked is written to LOG, one line a start.
import { createHash } from "node:crypto";
import { appendFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { type ExplainJob, runExplainJob } from "@/lib/explain/global/job";
import { loadEngine } from "@/lib/workflows/service/load-engine";

const [mode = "", log = ""] = process.argv.slice(2);
const parent = process.ppid;
setInterval(() => process.ppid !== parent && process.exit(1), 200).unref();
const emit = (event: object) => process.stdout.write(`${JSON.stringify(event)}\n`);

const json = await text(process.stdin);
const job = JSON.parse(json) as ExplainJob;
const fingerprint = createHash("sha256").update(JSON.stringify(job.cases)).digest("hex").slice(0, 12);
appendFileSync(log, `${job.cases.length} ${job.seed} ${fingerprint}\n`);
process.stdout.write("a library says hello\n");
if (mode === "refuse") {
  emit({ type: "error", code: "insufficient-data", message: "3 cases; at least 30 are needed" });
  process.exit(1);
}
if (mode === "hang" || mode === "crash") {
  emit({ type: "progress", done: 3, total: job.cases.length, etaSeconds: 60 });
  if (mode === "crash") process.exit(7);
  await new Promise((resolve) => setTimeout(resolve, 600_000));
}
if (mode === "mumble") {
  emit({ type: "done", digest: "d", engine: "e", result: { cases: "many" } });
  process.exit(0);
}
// As quick as can be: the numbers are the real ones, of fewer cases and answers.
await runExplainJob(
  { ...job, cases: job.cases.slice(0, 120), maxEvaluations: 16 },
  loadEngine("onnx"),
  (event) => emit(event.type === "done" && mode === "lie" ? { ...event, digest: "another" } : event),
);
