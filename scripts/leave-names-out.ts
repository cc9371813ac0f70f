// `npm run model:leave-names-out -- --from DATA --model DIR --version X`: the model anew as one that does not read names (config.json:
// names "left-out"), under another version. No weight changes. Its published figures stay as they are only where that is proved: every visit and
// case they were measured on is encoded as before and after, and one that differs ends it. Writes DIR, DIR.drift.json and the report.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { TriageCase } from "@/lib/case/triage-case";
import { sha256 } from "@/lib/core/crypto";
import { canonicalJson } from "@/lib/core/json";
import { modelCard } from "@/lib/evaluation/card";
import type { Evaluation } from "@/lib/evaluation/evaluation";
import { reportFiles } from "@/lib/evaluation/evaluation-report";
import { openArtifact, writeArtifact } from "@/lib/model/artifact";
import { createCaseEncoder } from "@/lib/model/inputs";
import { loadDanish } from "@/lib/training/sources/danish";
import { loadSources } from "@/lib/training/sources/load";
import { staleParts } from "@/lib/training/twin";

const { values } = parseArgs({
  options: {
    from: { type: "string" },
    model: { type: "string", default: "models/openacuity-triage" },
    version: { type: "string" },
    report: { type: "string", default: "docs/evaluation" },
  },
});
const { from, model: dir, version, report } = values;
if (!from || !version) throw new Error("--from DATA and --version X are needed");

const before = await openArtifact(dir);
const read = (name: string) => before.read(name).then((b) => b.toString("utf8"));
const evaluation = JSON.parse(await read("evaluation.json")) as Evaluation;
const stale = staleParts(before, evaluation);
if (stale.length > 0) throw new Error(`the figures are of another ${stale.join(", ")}`);
if (evaluation.twin) throw new Error("the figures are a twin's: derive the twin, and evaluate");

const config = { ...before.config, names: "left-out" as const };
const [then, now] = [before.config, config].map((c) => createCaseEncoder(c, before.tokenizer));
const alike = (c: TriageCase): boolean => {
  const [a, b] = [then?.(c), now?.(c)];
  return (
    canonicalJson([a?.tokens, a?.segments, a?.positions]) ===
    canonicalJson([b?.tokens, b?.segments, b?.positions])
  );
};
const { nhamcs, outcomes, ktas } = await loadSources(from);
const cases = [
  ...[...nhamcs, ...outcomes, ...ktas].map((v) => v.case),
  ...((await loadDanish(from)) ?? []).map((v) => v.case),
];
const different = cases.filter((c) => !alike(c));
if (different.length > 0)
  throw new Error(`${different.length} of ${cases.length} visits are read otherwise: evaluate instead`);

const text = `${JSON.stringify(config, null, 1)}\n`;
const { files, format_version: _format, ...about } = before.manifest;
const contents: Record<string, Buffer | string> = {};
for (const name of Object.keys(files)) contents[name] = await readFile(join(dir, name));
const told: Evaluation = {
  ...evaluation,
  model: { ...evaluation.model, version },
  measured: { ...evaluation.measured, files: { ...evaluation.measured.files, "config.json": sha256(text) } },
};
contents["config.json"] = text;
contents["evaluation.json"] = `${JSON.stringify(told, null, 1)}\n`;
const named = {
  ...about,
  version,
  created: new Date().toISOString(),
  lineage: {
    ...about.lineage,
    namesLeftOut: {
      weightsOf: { ...before.identity, digest: before.digest },
      readAlike: cases.length,
    },
  },
};
// Twice, since the card tells of the artifact that it lies in.
await writeArtifact(dir, named, contents);
contents["README.md"] = modelCard(await openArtifact(dir), told);
const digest = await writeArtifact(dir, named, contents);
for (const [name, content] of Object.entries(reportFiles(told))) await writeFile(join(report, name), content);

const drift = `${dir}.drift.json`;
const reference = JSON.parse(await readFile(drift, "utf8"));
if (reference.model?.digest === before.digest)
  await writeFile(drift, JSON.stringify({ ...reference, model: { version, digest } }));
console.log(`${dir} is ${version}, digest ${digest}; ${cases.length} visits are read as before`);
