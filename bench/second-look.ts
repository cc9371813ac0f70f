// `npm run bench:look [-- --model DIR] [--others N]`: how often "Look twice" stands on a patient's page, over the sandbox's
// patients and as many others from further departments, with what it says, to be judged by reading.
import { parseArgs } from "node:util";
import { createOnnxEngine } from "@/lib/engine/onnx";
import { explainCase } from "@/lib/explain/explain-case";
import { secondLook } from "@/lib/explain/second-look";
import { summarize } from "@/lib/explain/words";
import { table } from "@/lib/measures/tables";
import { applyFloor, assessFloor } from "@/lib/safety/rules";
import { sandboxCases } from "./cases";

const { values: options } = parseArgs({
  options: {
    model: { type: "string", default: "models/openacuity-triage" },
    others: { type: "string", default: "100" },
  },
});
const engine = await createOnnxEngine(options.model);
const sets = [
  ["sandbox", sandboxCases()],
  ["others", [2, 3, 4].flatMap((seed) => sandboxCases(seed)).slice(0, Number(options.others))],
] as const;
const rows: string[][] = [];
for (const [name, cases] of sets) {
  let advised = 0;
  for (const c of cases) {
    const [answer] = await engine.predict([c]);
    if (!answer) continue;
    const floor = assessFloor(c);
    const about = {
      complaint: c.chiefComplaint ?? null,
      note: c.note ?? null,
      missing: [],
      floor,
      modelLevel: answer.level,
      level: applyFloor(answer.level, floor),
    };
    const explanation = await explainCase(c, engine, { seed: 1 });
    const advice = secondLook(explanation, about);
    if (advice.length === 0) continue;
    advised += 1;
    const [because] = summarize(explanation, about);
    console.log(`${name} · ${c.ageYears.toFixed(1)} y · ${about.complaint} · ${about.note}`);
    console.log(`  ${because}`);
    for (const sentence of advice) console.log(`  Look twice: ${sentence}`);
  }
  rows.push([
    name,
    String(cases.length),
    String(advised),
    `${((100 * advised) / cases.length).toFixed(0)} %`,
  ]);
}
console.log(table(["patients", "n", "advised", "share"], rows));
await engine.close();
