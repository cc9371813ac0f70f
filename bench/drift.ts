// `npm run bench:drift -- --from DATA [--work DIR] [--years tune|report] [--streams DIR] [--beside FILE] [--write]`: plays months of
// the NHAMCS surveys to the watch for drift, well and with something wrong, and prints after how many patients it speaks, whether
// it names the right cause, and how often it speaks for nothing. Settings were chosen on `--years tune` (2012-2014); what is
// reported is of 2016-2019. `--streams DIR` writes the same streams for bench/drift-beside.py, whose answers `--beside` reads.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createOnnxEngine } from "@/lib/engine/onnx";
import { createAnswers } from "@/lib/monitoring/drift-play/answers";
import { loadDatedVisits } from "@/lib/monitoring/drift-play/dated-visits";
import { measureDrift, YEARS } from "@/lib/monitoring/drift-play/measure";
import { type Beside, driftReport } from "@/lib/monitoring/drift-play/report";

const REPORT = "docs/evaluation/drift.md";
const { values } = parseArgs({
  options: {
    from: { type: "string" },
    model: { type: "string", default: "models/openacuity-triage" },
    work: { type: "string" },
    years: { type: "string", default: "report" },
    streams: { type: "string" },
    beside: { type: "string" },
    write: { type: "boolean", default: false },
  },
});
const { from, model, years, work, streams, beside } = values;
if (!from) throw new Error("--from DATA is needed: the folder the README says to lay the public data out in");
if (years !== "tune" && years !== "report") throw new Error("--years is tune or report");
if (values.write && years !== "report") throw new Error("only --years report is written down");

const sources = await loadDatedVisits(from);
const engine = await createOnnxEngine(model);
const answers = await createAnswers(engine, work ?? null);
const written: { name: string; csv: string }[] = [];
const measured = await measureDrift(sources, answers, YEARS[years], {
  onNote: (line) => process.stderr.write(`${line}\n`),
  ...(streams ? { onStream: (name: string, csv: string) => void written.push({ name, csv }) } : {}),
});
await answers.close();
await engine.close();
if (streams) {
  await mkdir(streams, { recursive: true });
  for (const { name, csv } of written) await writeFile(join(streams, name), csv);
}
const others = beside ? (JSON.parse(await readFile(beside, "utf8")) as Beside) : null;
if (!others)
  process.stderr.write("skipped: Evidently and NannyML on the same streams (bench/drift-beside.py)\n");
const text = driftReport(measured, { model: engine.model, beside: others });
console.log(text);
if (values.write) await writeFile(REPORT, text);
