// `npm run drift:reference -- --from DATA [--model DIR]`: writes DIR.drift.json, what the visits were like that the shipped model
// learned from, in counts (lib/monitoring/drift/reference.ts). Belongs to one artifact, which it names by version and digest.
import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { random } from "@/lib/core/random";
import { createOnnxEngine } from "@/lib/engine/onnx";
import { predictAll } from "@/lib/evaluation/evaluate";
import { observe } from "@/lib/monitoring/drift/observation";
import { summarizeReference } from "@/lib/monitoring/drift/reference";
import { loadSources } from "@/lib/training/sources/load";
import { trainingVisits } from "@/lib/training/sources/splits";
import { augment } from "@/lib/training/text/augment";

const { values } = parseArgs({
  options: { from: { type: "string" }, model: { type: "string", default: "models/openacuity-triage" } },
});
if (!values.from)
  throw new Error("--from DATA is needed: the folder the README says to lay the public data out in");

const { outcomes } = await loadSources(values.from);
// The newest surveys alone: those of 2012-2014 ask for other conditions.
const visits = trainingVisits(outcomes, "split");
// Told as the model was trained on them: nobody types the survey's own phrases.
const cases = visits.map((v) => augment(v, random("drift reference", v.key)));
const engine = await createOnnxEngine(values.model);
const answers = await predictAll(engine, cases);
await engine.close();
const reference = summarizeReference(
  cases.map((c, i) => observe(c, answers[i]?.level ?? null)),
  // What survey nurses charted is no decision on this model's answers.
  [],
  {
    description: `${visits.length.toLocaleString("en-GB")} visits of US emergency departments that the model learned from (NHAMCS 2016-2018)`,
    model: { version: engine.model.version, digest: engine.artifactDigest },
  },
);
const file = `${values.model}.drift.json`;
await writeFile(file, JSON.stringify(reference));
console.log(`${file}: ${visits.length} visits, ${Object.keys(reference.tally.words).length} words`);
