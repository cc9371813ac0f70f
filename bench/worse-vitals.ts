// `npm run bench:worse -- --from DIR [--model DIR] [--visits 500]`: a worse vital sign must not make a patient less urgent. Adults among
// the visits that calibrate, each asked again with one sign made worse; how often expected severity rises, and the level with it.
import { parseArgs } from "node:util";
import type { Vitals } from "@/lib/case/triage-case";
import { createOnnxEngine } from "@/lib/engine/onnx";
import { calibratedVisits } from "@/lib/evaluation/evaluate-survey";
import { number3, table } from "@/lib/measures/tables";
import { loadSources } from "@/lib/training/sources/load";

const { values: options } = parseArgs({
  options: {
    from: { type: "string" },
    model: { type: "string", default: "models/openacuity-triage" },
    visits: { type: "string", default: "500" },
  },
});
if (!options.from) throw new Error("--from is needed");

const ADULT = 16;
/** A rise of expected severity that counts, in levels. */
const RISE = 0.05;

/** Each moves the sign to where nobody would call it better, wherever it was. */
const WORSE: readonly (readonly [string, (v: Vitals) => Vitals])[] = [
  ["oxygen saturation", (v) => ({ ...v, spo2: Math.min(v.spo2 ?? 97, 97) - 5 })],
  ["heart rate", (v) => ({ ...v, heartRate: Math.max(v.heartRate ?? 100, 100) + 25 })],
  ["breathing rate", (v) => ({ ...v, respiratoryRate: Math.max(v.respiratoryRate ?? 20, 20) + 8 })],
  [
    "blood pressure",
    (v) => ({
      ...v,
      systolic: Math.min(v.systolic ?? 110, 110) - 20,
      diastolic: Math.min(v.diastolic ?? 60, 60) - 10,
    }),
  ],
  ["temperature", (v) => ({ ...v, temperature: Math.max(v.temperature ?? 37.5, 37.5) + 1.5 })],
  ["pain", (v) => ({ ...v, pain: 10 })],
  ["consciousness", (v) => ({ ...v, consciousness: "voice" })],
];

const measured = calibratedVisits(await loadSources(options.from)).filter(({ case: c }) => {
  const v = c.vitals;
  return (
    c.ageYears >= ADULT &&
    v?.heartRate &&
    v.spo2 &&
    v.systolic &&
    v.respiratoryRate &&
    v.temperature !== undefined
  );
});
const every = Math.max(1, Math.floor(measured.length / Number(options.visits)));
const cases = measured
  .filter((_, i) => i % every === 0)
  .slice(0, Number(options.visits))
  .map((v) => v.case);

const engine = await createOnnxEngine(options.model);
const before = await engine.predict(cases);
const rows: string[][] = [];
for (const [name, worse] of WORSE) {
  const after = await engine.predict(cases.map((c) => ({ ...c, vitals: worse(c.vitals ?? {}) })));
  const moves = after.map((a, i) => a.expectedSeverity - (before[i]?.expectedSeverity as number));
  rows.push([
    name,
    number3(moves.reduce((a, b) => a + b, 0) / moves.length),
    String(moves.filter((m) => m > RISE).length),
    String(after.filter((a, i) => a.level > (before[i]?.level as number)).length),
  ]);
}
await engine.close();
console.log(
  `${cases.length} visits of adults\n\n${table(["Made worse", "Severity moves by (mean)", `Up by more than ${RISE}`, "Level less urgent"], rows)}`,
);
