import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TriageCase } from "@/lib/case/triage-case";
import type { Engine } from "@/lib/engine/engine";
import { createOnnxEngine } from "@/lib/engine/onnx";
import { explainCase } from "@/lib/explain/explain-case";
import { casesToTell } from "../testing/cases-to-tell";
import { measureTellings } from "../told-otherwise";
import { auditCounterfactual, counterfactualFigures, worstOf } from "./audit";
import { COUNTERFACTUAL } from "./figure-names";
import { ANOTHER, CONTROLS, JUDGED, SPANISH_CASES, TOLD_IN_SPANISH } from "./tellings";

let engine: Engine;
let cases: TriageCase[];
beforeAll(async () => {
  engine = await createOnnxEngine("models/openacuity-triage");
  cases = await casesToTell();
});
afterAll(() => engine.close());

describe("the shipped model and rules", () => {
  it("take urgency from nobody for words that judge", { timeout: 300_000 }, async () => {
    expect(JUDGED.length).toBeGreaterThanOrEqual(40);
    // `npm run bench:counterfactual` asks about all of them.
    const some = cases.filter((_, i) => i % 4 === 0);
    for (const told of await measureTellings(engine, some, JUDGED)) {
      expect(told.lowered, told.name).toBe(0);
      expect(told.floorMoved, told.name).toBe(0);
    }
  });

  it("answer alike whatever the patient is called", { timeout: 300_000 }, async () => {
    const some = cases.filter((_, i) => i % 4 === 0);
    const names = ANOTHER.filter((t) => t.name.startsWith("a name:"));
    expect(names.length).toBeGreaterThanOrEqual(6);
    for (const told of await measureTellings(engine, some, names)) expect(told.moved, told.name).toBe(0);
  });

  it("give a name no share in an explanation, which adds up all the same", async () => {
    const c = { id: "1", ageYears: 54, chiefComplaint: "chest pain", note: "Mohammed fell, okafor is pale" };
    const told = await explainCase({ ...c, names: ["okafor"] }, engine, { seed: 1 });
    const named = told.contributions.filter((x) => ["Mohammed", "okafor"].includes(x.label));
    expect(named).toHaveLength(2);
    // No more than the comma after it, which the masker leaves behind.
    for (const { shap } of named) expect(Math.abs(shap)).toBeLessThan(0.01);
    expect(told.additivityResidual).toBeLessThan(1e-4);
  });

  it("answer a case without such words as they always did", async () => {
    const [plain] = cases;
    if (!plain) throw new Error("no case");
    const [alone] = await engine.predict([plain]);
    const [among] = await engine.predict([plain, { ...plain, id: "2", note: "Frequent flyer." }]);
    // To the last digits: they differ by what else is in a batch.
    const [a, b] = [alone?.probabilities ?? [], among?.probabilities ?? []];
    expect(a).toHaveLength(5);
    for (const [i, p] of a.entries()) expect(b[i]).toBeCloseTo(p, 5);
  });

  it("are audited with figures for a report", { timeout: 300_000 }, async () => {
    const few = cases.filter((_, i) => i % 10 === 0);
    const audit = await auditCounterfactual(engine, few);
    expect(audit.rows.map((r) => r.name)).toEqual(
      expect.arrayContaining(["the other sex", "homeless", '"Drug seeking."']),
    );
    expect(new Set(audit.rows.map((r) => r.kind))).toEqual(new Set(Object.keys(COUNTERFACTUAL)));
    expect(worstOf(audit, "judging")?.lowered).toBe(0);
    const { figures } = counterfactualFigures(audit, "Twenty");
    expect(figures.find((f) => f.name === COUNTERFACTUAL.judging)?.value).toBe(0);
    expect(figures.every((f) => f.value !== null && f.value >= 0 && f.value <= 1)).toBe(true);
  });
});

describe("an audit", () => {
  const c: TriageCase = { id: "1", ageYears: 40, sex: "female", chiefComplaint: "pain", note: "since noon" };
  /** Reads "shelter" as harmless. */
  const unfair = {
    predict: async (asked: readonly TriageCase[]) =>
      asked.map((x) => {
        const level = x.note?.includes("shelter") ? (4 as const) : (3 as const);
        return {
          probabilities: [0, 0, level === 3 ? 1 : 0, level === 4 ? 1 : 0, 0] as const,
          expectedSeverity: level,
          level,
          set: [level],
          criticalRisk: null,
        };
      }),
  };
  it("finds what moves and should not, and nothing else", async () => {
    const audit = await auditCounterfactual(unfair, [c, { ...c, id: "2" }]);
    expect(audit.rows.filter((r) => r.moved > 0)).toMatchObject([
      { name: "homeless", kind: "circumstances", moved: 2, lowered: 2 },
    ]);
    expect(counterfactualFigures(audit, "Two").figures.map((f) => f.value)).toEqual([0, 0, 1, 0]);
  });

  it("can be brief, with something of every kind", async () => {
    const audit = await auditCounterfactual(unfair, [c], { briefly: true });
    expect(audit.rows.length).toBeLessThan(15);
    expect(new Set(audit.rows.map((r) => r.kind))).toEqual(new Set(Object.keys(COUNTERFACTUAL)));
  });

  it("asks nothing when it is to stop", async () => {
    expect((await auditCounterfactual(unfair, [c], { signal: AbortSignal.abort() })).rows).toEqual([]);
  });

  it("tells each thing once", () => {
    const names = [...CONTROLS, ...ANOTHER, ...JUDGED].map((t) => t.name);
    expect(new Set(names).size).toBe(names.length);
    expect(SPANISH_CASES.every((x) => TOLD_IN_SPANISH.of(x)?.chiefComplaint !== x.chiefComplaint)).toBe(true);
  });
});
