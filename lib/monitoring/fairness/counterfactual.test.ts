import { describe, expect, it } from "vitest";
import type { CounterfactualAudit, CounterfactualRow } from "@/lib/evaluation/counterfactual/audit";
import { counterfactualFindings, counterfactualPicture, LEAST_AUDITED, sayTelling } from "./counterfactual";

const row = (name: string, lowered: number, over: Partial<CounterfactualRow> = {}): CounterfactualRow => ({
  kind: "person",
  name,
  cases: 60,
  moved: lowered,
  lowered,
  crossedDown: 0,
  severityShift: 0,
  floorMoved: 0,
  ...over,
});
const audit = (...rows: CounterfactualRow[]): CounterfactualAudit => ({ cases: 60, rows });
const control = row("“Seen today.”", 2, { kind: "control" });
const of = { version: "0.3.0", day: "30 Nov 2026" };

describe("findings of an audit", () => {
  it.each([
    [2, 0],
    // Above the words that say nothing, and not surely by more than the bound.
    [9, 0],
    [25, 1],
    [60, 1],
  ])("%i of 60 made less urgent, beside 2 of 60 by words that say nothing: %i", (lowered, findings) => {
    const found = counterfactualFindings(audit(control, row("homeless", lowered), row("another name", 1)));
    expect(found).toHaveLength(findings);
    expect(found.every((f) => f.name === "homeless")).toBe(true);
  });

  it("are held beside the worst of the words that say nothing", () => {
    const worse = row("“Came by the front door.”", 24, { kind: "control" });
    expect(counterfactualFindings(audit(control, worse, row("homeless", 25)))).toEqual([]);
  });

  it("are none of too few patients, and none without words that say nothing", () => {
    const few = { cases: LEAST_AUDITED - 1 };
    expect(counterfactualFindings(audit(control, row("homeless", 29, few)))).toEqual([]);
    expect(counterfactualFindings(audit(row("homeless", 60)))).toEqual([]);
    expect(counterfactualPicture(audit(row("homeless", 60)), of)).toBeNull();
  });
});

describe("the picture of an audit", () => {
  it("has the largest share first, and what words that say nothing do as a line", () => {
    const told = audit(control, row("another name", 1), row("homeless", 25), row("old", 3, { cases: 12 }));
    const picture = counterfactualPicture(told, of);
    expect(picture?.rows.map((r) => r.name)).toEqual([
      "homeless",
      "old",
      "Says nothing: “Seen today.”",
      "another name",
    ]);
    expect(picture?.rows[1]?.values[0]).toEqual({ value: null, n: 12 });
    expect(picture?.bands?.[0]?.from).toBeCloseTo(2 / 60);
    expect(sayTelling(row("homeless", 25), told)).toContain("25 of 60");
  });
});
