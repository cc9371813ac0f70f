// `npm run bench:counterfactual [-- --model DIR --data DIR]`: the same patient as somebody else, and with words that judge: how many answers of
// model and rules move, and how many to less urgent. On the practice cases that may be looked at with the kinds of the rules, and
// on 300 visits of 2019 of the US survey where its files are (the model has learned nothing of that year).
import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import type { TriageCase } from "@/lib/case/triage-case";
import { createOnnxEngine } from "@/lib/engine/onnx";
import {
  ANOTHER,
  CONTROLS,
  JUDGED,
  SPANISH_CASES,
  TOLD_IN_SPANISH,
} from "@/lib/evaluation/counterfactual/tellings";
import { reportedVisits } from "@/lib/evaluation/evaluate-survey";
import { casesToTell } from "@/lib/evaluation/testing/cases-to-tell";
import { measureTellings, type Telling, type ToldOtherwise } from "@/lib/evaluation/told-otherwise";
import { table } from "@/lib/measures/tables";
import { openArtifact } from "@/lib/model/artifact";
import { loadSources } from "@/lib/training/sources/load";
import { assertUnseen } from "@/lib/training/twin";

const { values: options } = parseArgs({
  options: {
    model: { type: "string", default: "models/openacuity-triage" },
    data: { type: "string", default: process.env.TRAINING_DATA_DIR || "../shared/data" },
  },
});
const SURVEYED = 300;

const engine = await createOnnxEngine(options.model);
console.log(`Model ${engine.model.version}, policy ${engine.policy}.\n`);
await report("Practice cases and kinds of the rules", await casesToTell());
const survey = await surveyCases();
if (survey) await report(`US survey, ${survey.length} visits the model has not learned from`, survey);
else console.log(`\nUS survey: skipped, its files are not in ${options.data}.`);
console.log("\n## The complaint in another language\n");
print(await measureTellings(engine, SPANISH_CASES, [TOLD_IN_SPANISH]));
await engine.close();

async function report(name: string, cases: readonly TriageCase[]): Promise<void> {
  console.log(`\n## ${name} (${cases.length})\n\nWords that say nothing:\n`);
  await tell(cases, CONTROLS);
  console.log("\nThe same patient as somebody else:\n");
  await tell(cases, ANOTHER);
  console.log("\nWords that judge, beside the same without them:\n");
  await tell(cases, JUDGED);
}

async function tell(cases: readonly TriageCase[], tellings: readonly Telling[]): Promise<void> {
  print(await measureTellings(engine, cases, tellings));
}

function print(rows: readonly ToldOtherwise[]): void {
  const heads = [
    "Told",
    "Cases",
    "Moved",
    "Less urgent",
    "From 2 to 3",
    "Severity shift, up: less urgent",
    "Floor moved",
  ];
  const cells = rows.map((r) => [
    r.name,
    `${r.cases}`,
    `${r.moved}`,
    `${r.lowered}`,
    `${r.crossedDown}`,
    r.severityShift.toFixed(3),
    `${r.floorMoved}`,
  ]);
  console.log(table(heads, cells));
}

/** Spread over the year; null: the files are not there. */
async function surveyCases(): Promise<TriageCase[] | null> {
  if (!existsSync(options.data)) return null;
  assertUnseen(await openArtifact(options.model));
  const visits = reportedVisits(await loadSources(options.data));
  if (visits.length === 0) return null;
  const step = Math.max(1, visits.length / SURVEYED);
  return Array.from(
    { length: Math.min(SURVEYED, visits.length) },
    (_, i) => visits[Math.floor(i * step)]?.case,
  ).filter((c) => c !== undefined);
}
