import { describe, expect, it } from "vitest";
import type { TriageCase } from "@/lib/case/triage-case";
import { categoryOf, encodeNumber, fromGcs, numberOf, quantileEdges } from "./features";

const base: TriageCase = { id: "1", ageYears: 40 };

describe("encodeNumber", () => {
  const edges = [10, 20, 40];
  it.each([
    [null, [0, 0, 0, 1]],
    [5, [0, 0, 0, 0]],
    [10, [0, 0, 0, 0]],
    [15, [0.5, 0, 0, 0]],
    [20, [1, 0, 0, 0]],
    [30, [1, 0.5, 0, 0]],
    [99, [1, 1, 0, 0]],
  ])("%s", (value, expected) => {
    const out = new Float32Array(6);
    encodeNumber(value, edges, out, 1, 4);
    expect([...out]).toEqual([0, ...expected, 0]);
  });
});

describe("quantileEdges", () => {
  it("gives the tails bins of their own", () => {
    const values = Array.from({ length: 10_001 }, (_, i) => i);
    expect(quantileEdges(values, 4)).toEqual([0, 10, 50, 200, 2500, 5000, 7500, 9800, 9950, 9990, 10_000]);
  });

  it.each([
    [[], [0, 1]],
    [
      [3, 3, 3],
      [3, 4],
    ],
  ])("always has two edges: %j", (values, edges) => {
    expect(quantileEdges(values, 8)).toEqual(edges);
  });
});

describe("what a case says", () => {
  it("derives the shock index only from both parts", () => {
    expect(numberOf("shockIndex", { ...base, vitals: { heartRate: 120, systolic: 80 } })).toBe(1.5);
    expect(numberOf("shockIndex", { ...base, vitals: { heartRate: 120 } })).toBeNull();
  });

  it.each([
    ["at birth", 0, 44, 1],
    ["half way between two points", 0.25, 42, 1],
    ["an infant", 0.5, 40, 1],
    ["a child", 8, 40, 2],
    ["an adult", 18, 40, 2.5],
    ["an old adult", 90, 40, 2.5],
  ])("measures breathing by what is ordinary: %s", (_who, ageYears, respiratoryRate, ratio) => {
    const c = { id: "1", ageYears, vitals: { respiratoryRate } };
    expect(numberOf("respiratoryRateForAge", c)).toBeCloseTo(ratio, 6);
  });

  it("measures the pulse by age, and says nothing of one that was not taken", () => {
    expect(numberOf("heartRateForAge", { id: "1", ageYears: 1, vitals: { heartRate: 126 } })).toBe(1);
    expect(numberOf("heartRateForAge", { id: "1", ageYears: 1 })).toBeNull();
  });

  it("tells no history from history not asked", () => {
    expect(numberOf("historyCount", base)).toBeNull();
    expect(numberOf("historyCount", { ...base, history: [] })).toBe(0);
  });

  it.each([
    [15, "alert"],
    [14, "voice"],
    [11, "voice"],
    [10, "pain"],
    [8, "pain"],
    [7, "unresponsive"],
    [3, "unresponsive"],
  ])("reads GCS %i as %s", (gcs, avpu) => {
    expect(fromGcs(gcs)).toBe(avpu);
    expect(categoryOf("consciousness", { ...base, vitals: { gcs } })).toBe(avpu);
  });

  it("prefers a written AVPU level to the GCS", () => {
    expect(categoryOf("consciousness", { ...base, vitals: { gcs: 15, consciousness: "pain" } })).toBe("pain");
  });
});
