// `npm run bench:told [-- --model DIR]`: how far the level moves when the same patient is told otherwise: sentences moved between
// complaint and note, joined, in capitals, misspelt. 200 cases: the practice cases that may be looked at, and the kinds of the rules.
import { parseArgs } from "node:util";
import { createOnnxEngine } from "@/lib/engine/onnx";
import { casesToTell } from "@/lib/evaluation/testing/cases-to-tell";
import { measureTellings } from "@/lib/evaluation/told-otherwise";
import { table } from "@/lib/measures/tables";

const { values: options } = parseArgs({
  options: { model: { type: "string", default: "models/openacuity-triage" } },
});

const engine = await createOnnxEngine(options.model);
const results = await measureTellings(engine, await casesToTell());
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
