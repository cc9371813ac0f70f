// `npm run bench:told [-- --model DIR]`: how far the level moves when the same patient is told otherwise: sentences moved between
// complaint and note, joined, in capitals, misspelt. 200 cases: the practice cases that may be looked at, and the kinds of the rules.
import { parseArgs } from "node:util";
import { createOnnxEngine } from "@/lib/engine/onnx";
import { casesToTell } from "@/lib/evaluation/testing/cases-to-tell";
import { OF_ANOTHER } from "@/lib/evaluation/told-of-another";
import { measureTellings } from "@/lib/evaluation/told-otherwise";
import { table } from "@/lib/measures/tables";

const { values: options } = parseArgs({
  options: { model: { type: "string", default: "models/openacuity-triage" } },
});

const engine = await createOnnxEngine(options.model);
const cases = await casesToTell();
const results = await measureTellings(engine, cases);
const ofAnother = await measureTellings(engine, cases, OF_ANOTHER);
await engine.close();
console.log(
  table(
    [
      "Told otherwise",
      "Cases",
      "Level moves by (mean)",
      "Moved",
      "Across 2/3",
      "Severity moves by (mean)",
      "Floor moved",
    ],
    results.map((r) => [
      r.name,
      `${r.cases}`,
      r.levelMoves.toFixed(3),
      `${r.moved}`,
      `${r.crossed}`,
      r.severityMoves.toFixed(3),
      `${r.floorMoved}`,
    ]),
  ),
);
console.log(
  `\nOf somebody else, with the same complaint: a level should not move at all, and never for less.\n\n${table(
    [
      "The same of",
      "Cases",
      "Moved",
      "Less urgent",
      "From 2 to 3",
      "Severity moves by (mean)",
      "Its mean, up: less urgent",
      "Floor moved",
    ],
    ofAnother.map((r) => [
      r.name,
      `${r.cases}`,
      `${r.moved}`,
      `${r.lowered}`,
      `${r.crossedDown}`,
      r.severityMoves.toFixed(3),
      r.severityShift.toFixed(3),
      `${r.floorMoved}`,
    ]),
  )}`,
);
