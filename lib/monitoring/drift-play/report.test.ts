import { describe, expect, it } from "vitest";
import type { DriftMeasured } from "./measure";
import { type Beside, driftReport } from "./report";

const found = (name: string) => ({
  name,
  aim: 50,
  runs: 3,
  heard: 3,
  early: 0,
  median: 7,
  worst: 9,
  withinAim: 3,
  rightCause: 3,
  said: "x",
});
const measured: DriftMeasured = {
  years: [[2018, 2019]],
  found: [found("No SpO2 feed"), found("Another hospital (KTAS)")],
  quiet: [{ year: 2019, reference: 2018, name: "the year after, in no order", patients: 1000, alarms: [] }],
  slow: [
    {
      name: "A new template",
      runs: 5,
      heard: 5,
      rightCause: 5,
      patients: 3950,
      share: 0.06,
      kappaLost: 0.01,
      kappa: 0.5,
      wholeLoss: 0.1,
    },
  ],
};
const run = (delay: number | null, before = false) => ({ delay, before });
const change = (name: string, nannyml: ReturnType<typeof run>) => ({
  kind: "change" as const,
  name,
  nannyml,
  evidentlyAny: run(50, true),
  evidentlySet: run(null),
});
const beside: Beside = {
  versions: { evidently: "1", nannyml: "2" },
  window: 200,
  step: 50,
  quietStep: 200,
  rows: [
    change("no-spo2-feed", run(300)),
    change("no-spo2-feed", run(100)),
    change("no-spo2-feed", run(null)),
    {
      kind: "quiet",
      year: "2019",
      name: "the-year-after-in-no-order",
      nannyml: { alarms: 4, windows: 0.1 },
      evidentlyAny: { alarms: 1, windows: 1 },
      evidentlySet: { alarms: 0, windows: 0 },
    },
    { kind: "slow", name: "a-new-template", nannyml: null, evidentlyAny: 200, evidentlySet: 5400 },
  ],
};
const told = driftReport(measured, { model: { name: "m", version: "1" }, beside });

describe("the table beside others", () => {
  it("has the median of those that heard it, in how many, and who had alarmed before", () => {
    expect(told).toContain("| No SpO2 feed | 7 (3 of 3) | 50 (3 of 3) (!) 3 | never | 100 (2 of 3) |");
  });

  it("has a year in which nothing goes wrong by its alarms, and what creeps by the first", () => {
    expect(told).toContain(
      "| 2019, the year after, in no order | 0 | 1 (100.0 %) | 0 (0.0 %) | 4 (10.0 %) |",
    );
    expect(told).toContain("| A new template | 3,950 (5 of 5) | 200 | 5,400 | never |");
  });

  it("names what was not measured, and only that", () => {
    expect(told).toContain("Not measured beside them yet: Another hospital (KTAS).");
    const nothing = driftReport(measured, { model: { name: "m", version: "1" }, beside: null });
    expect(nothing).toContain("Not measured: bench/drift-beside.py was not run.");
  });
});
