// `npm run bench:sizes -- --from DATA [--model DIR] [--pruned DIR] [--out docs/evaluation] [--apply]`: the model in fp32 and
// int8, whole and pruned, side by side in one run, and which of them a stated rule would serve by default.
import { mkdir, writeFile } from "node:fs/promises";
import { availableParallelism, cpus } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { serveByDefault } from "@/lib/artifact/serve-by-default";
import { AppError } from "@/lib/core/errors";
import { chooseDefault } from "@/lib/evaluation/sizes/choose-default";
import { measureSizes } from "@/lib/evaluation/sizes/measure";
import { type SizesReport, sizesMarkdown, sizesTable } from "@/lib/evaluation/sizes/report";
import { openArtifact } from "@/lib/model/artifact";
import { loadSources } from "@/lib/training/sources/load";

const { values } = parseArgs({
  options: {
    from: { type: "string" },
    model: { type: "string", default: "models/openacuity-triage" },
    pruned: { type: "string" },
    /** Folder for sizes.md and sizes.json. */
    out: { type: "string" },
    /** Also write the choice into the manifest of the artifact that holds it. */
    apply: { type: "boolean", default: false },
  },
});
if (!values.from) throw new AppError("invalid-input", "--from DIR is needed: the public data sets");

const named = async (dir: string) => {
  const { identity, digest } = await openArtifact(dir);
  return { ...identity, digest };
};
const note = (line: string) => process.stderr.write(`${line}\n`);
const measured = await measureSizes({
  modelDir: values.model,
  prunedDir: values.pruned,
  sources: await loadSources(values.from),
  onProgress: (what, done, total) => {
    if (done === total) note(`${what}: ${done}`);
  },
});
const choice = chooseDefault(measured.rows);
const graph = measured.rows.find((r) => r.name === choice.name)?.graph ?? "";
const report: SizesReport = {
  model: await named(values.model),
  pruned: values.pruned ? await named(values.pruned) : null,
  machine: `Node ${process.version}, ${availableParallelism()} x ${cpus()[0]?.model ?? "CPU"}`,
  ...measured,
  chosen: { ...choice, graph },
};
console.log(`${report.dataset}, ${report.visits} visits; ${report.machine}\n`);
console.log(sizesTable(report.rows));
console.log(`\nby default: ${choice.name}${choice.why ? ` (${choice.why})` : ""}`);
if (values.out) {
  await mkdir(values.out, { recursive: true });
  await writeFile(join(values.out, "sizes.json"), `${JSON.stringify(report, null, 2)}\n`);
  await writeFile(join(values.out, "sizes.md"), sizesMarkdown(report));
  note(`wrote ${join(values.out, "sizes.md")}`);
}
if (values.apply) {
  const dir = choice.name.startsWith("pruned") ? (values.pruned as string) : values.model;
  const precision = choice.name.endsWith("int8") ? "int8" : "fp32";
  note(`${dir} is served in ${precision}; digest ${await serveByDefault(dir, precision)}`);
}
