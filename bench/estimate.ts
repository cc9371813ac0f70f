// `npm run bench:estimate -- --from DATA`: holds the estimate of performance without labels (lib/monitoring/watch/estimate.ts) against
// the truth, year by year of NHAMCS. Of each year so many visits, drawn by a hash; what was charted is the truth. The probabilities
// alone say what is expected; then 200 of the labels, drawn anew so many times, correct it, and it is counted how often the interval
// holds the truth, and how much narrower it is than from the labels alone.
import { parseArgs } from "node:util";
import type { Level } from "@/lib/case/level";
import { hash32, random, shuffled } from "@/lib/core/random";
import { createOnnxEngine } from "@/lib/engine/onnx";
import { predictAll } from "@/lib/evaluation/evaluate";
import { table } from "@/lib/measures/tables";
import {
  correctedPerformance,
  type EstimateCell,
  expectedPerformance,
  labelledPerformance,
  sumsOf,
} from "@/lib/monitoring/watch/estimate";
import type { MeasureName } from "@/lib/monitoring/watch/measures";
import { applyFloor, assessFloor } from "@/lib/safety/rules";
import { loadSources } from "@/lib/training/sources/load";
import { splitOf } from "@/lib/training/sources/splits";
import type { SourceVisit } from "@/lib/training/sources/visit";

const { values: options } = parseArgs({
  options: {
    from: { type: "string" },
    model: { type: "string", default: "models/openacuity-triage" },
    visits: { type: "string", default: "2500" },
    labels: { type: "string", default: "200" },
    draws: { type: "string", default: "200" },
  },
});
if (!options.from) throw new Error("--from is needed: the folder with the data (README)");
const [most, labels, draws] = [Number(options.visits), Number(options.labels), Number(options.draws)];
const MEASURED = ["accuracy", "sensitivity", "kappa"] as const satisfies readonly MeasureName[];

const sources = await loadSources(options.from);
const labelled = [...sources.nhamcs, ...sources.outcomes].filter((v) => v.level && v.year !== null);
const engine = await createOnnxEngine(options.model);

/** Years the model learned from are said to be; of the others none of its weights or calibration knows a visit. */
const parts: readonly (readonly [string, SourceVisit[]])[] = [
  ...new Set(labelled.map((v) => v.year as number)),
]
  .sort()
  .flatMap((year) => {
    const own = labelled.filter((v) => v.year === year);
    return (["train", "calibrate", "report"] as const).flatMap((split) => {
      const visits = own.filter((v) => splitOf(v) === split);
      const said = { train: "learned from", calibrate: "calibrated on", report: "never seen" }[split];
      return visits.length > 0 ? [[`${year}, ${said}`, visits] as const] : [];
    });
  });

const rows: string[][] = [];
for (const [name, all] of parts) {
  const visits = all
    .toSorted((a, b) => hash32(`estimate:${a.key}`) - hash32(`estimate:${b.key}`))
    .slice(0, most);
  const answers = await predictAll(
    engine,
    visits.map((v) => v.case),
  );
  const cases = visits.map((v, i) => {
    const { level, probabilities } = answers[i] as (typeof answers)[number];
    return {
      shown: applyFloor(level, assessFloor(v.case)),
      label: v.level?.value as Level,
      sums: sumsOf(probabilities),
    };
  });
  const cells = (isTold: (i: number) => boolean) => gathered(cases, isTold);
  for (const measure of MEASURED) {
    const truth = labelledPerformance(
      cells(() => true),
      measure,
    ).value as number;
    const expected = expectedPerformance(
      cells(() => false),
      measure,
    ).value as number;
    let [held, width, alone, off] = [0, 0, 0, 0];
    for (let draw = 0; draw < draws; draw++) {
      const told = new Set(
        shuffled(
          cases.map((_, i) => i),
          random("estimate", name, draw),
        ).slice(0, labels),
      );
      const both = cells((i) => told.has(i));
      const corrected = correctedPerformance(both, measure);
      const few = correctedPerformance(
        both.filter((c) => c.label !== null),
        measure,
      );
      if (
        corrected.low === undefined ||
        corrected.high === undefined ||
        few.low === undefined ||
        few.high === undefined
      )
        continue;
      if (corrected.low <= truth && truth <= corrected.high) held++;
      width += corrected.high - corrected.low;
      alone += few.high - few.low;
      off += Math.abs((corrected.value as number) - truth);
    }
    const say = (x: number) => x.toFixed(3);
    rows.push([
      name,
      String(visits.length),
      measure,
      say(truth),
      say(expected),
      say(expected - truth),
      say(off / draws),
      `${((100 * held) / draws).toFixed(0)} %`,
      say(width / draws),
      say(alone / draws),
    ]);
  }
}
await engine.close();
console.log(
  table(
    [
      "Year",
      "Visits",
      "Measure",
      "True",
      "Expected",
      "Off by",
      `Corrected by ${labels}: off by`,
      "Holds the truth",
      "Width",
      "Width, labels alone",
    ],
    rows,
  ),
);

type Case = { readonly shown: Level; readonly label: Level; readonly sums: readonly number[] };

/** As the roll-ups have it: those with the same levels together. */
function gathered(cases: readonly Case[], isTold: (i: number) => boolean): EstimateCell[] {
  const found = new Map<string, EstimateCell & { n: number; sums: number[] }>();
  for (const [i, c] of cases.entries()) {
    const label = isTold(i) ? c.label : null;
    const key = `${c.shown} ${label}`;
    const cell = found.get(key) ?? { shown: c.shown, label, n: 0, sums: c.sums.map(() => 0) };
    cell.n += 1;
    for (const [k, x] of c.sums.entries()) cell.sums[k] = (cell.sums[k] as number) + x;
    found.set(key, cell);
  }
  return [...found.values()];
}
