import { describe, expect, it } from "vitest";
import type { Level } from "@/lib/case/level";
import { LEAST, reportShadow, type ShadowPair } from "./shadow-report";

const START = Date.UTC(2026, 0, 1);
const pair = (n: number, shown: Level | null, candidate: Level | null, more: Partial<ShadowPair> = {}) => ({
  id: `a${n}`,
  at: new Date(START + n * 60_000),
  shown,
  candidate,
  decided: null,
  ageYears: 40,
  sex: "female",
  ...more,
});

describe("a candidate beside the version in use", () => {
  it("gives no figure on fewer than it takes", () => {
    const report = reportShadow(Array.from({ length: LEAST - 1 }, (_, i) => pair(i, 3, 3, { decided: 3 })));
    expect(report.kappa).toBeNull();
    expect(report.groups[0]).toEqual({ name: "Everybody", pairs: LEAST - 1 });
    expect(report.clinician).toEqual({ pairs: LEAST - 1 });
  });

  it("counts the same, the more and the less urgent, by group, with intervals", () => {
    const pairs = [
      ...Array.from({ length: 30 }, (_, i) => pair(i, 3, 3)),
      ...Array.from({ length: 6 }, (_, i) => pair(100 + i, 3, 4, { ageYears: 7, sex: "male" })),
      ...Array.from({ length: 4 }, (_, i) => pair(200 + i, 3, 2)),
      pair(300, null, 2),
      pair(301, 2, null),
    ];
    const report = reportShadow(pairs);
    expect([report.answered, report.heldBack]).toEqual([42, 1]);
    const all = report.groups.find((g) => g.name === "Everybody");
    expect(all?.pairs).toBe(40);
    expect(all?.figures?.same.n).toBe(30);
    expect(all?.figures?.moreUrgent.n).toBe(4);
    expect(all?.figures?.lessUrgent).toMatchObject({ n: 6, of: 40 });
    // Wilson's interval of 6 in 40, worked out by hand.
    expect(all?.figures?.lessUrgent.low).toBeCloseTo(0.0706, 3);
    expect(all?.figures?.lessUrgent.high).toBeCloseTo(0.2907, 3);
    expect(report.groups.find((g) => g.name === "Children under 16")).toEqual({
      name: "Children under 16",
      pairs: 6,
    });
    expect(report.table[2]).toEqual([0, 4, 30, 6, 0]);
  });

  it("holds both against what was decided", () => {
    const report = reportShadow([
      ...Array.from({ length: 20 }, (_, i) => pair(i, 3, 2, { decided: 2 })),
      ...Array.from({ length: 20 }, (_, i) => pair(50 + i, 3, 3, { decided: 3 })),
    ]);
    expect(report.clinician.figures?.inUse.same.n).toBe(20);
    expect(report.clinician.figures?.inUse.lessUrgent.n).toBe(20);
    expect(report.clinician.figures?.candidate.same.n).toBe(40);
    expect(report.clinician.figures?.candidate.lessUrgent.n).toBe(0);
  });

  it("lists first whom the candidate would have let wait", () => {
    const report = reportShadow([
      pair(1, 4, 2),
      pair(2, 3, 5),
      pair(3, 2, 3),
      pair(4, 3, 4, { decided: 1 }),
      pair(5, 3, 3),
    ]);
    expect(report.differing.map((p) => p.id)).toEqual(["a4", "a3", "a2", "a1"]);
    // Of the age no more than its band leaves the server.
    expect(report.differing[0]).toMatchObject({ age: "40 to 49 years" });
    expect(report.differing[0]).not.toHaveProperty("ageYears");
  });
});
