import { describe, expect, it } from "vitest";
import type { TriageCase } from "@/lib/case/triage-case";
import { explainCase } from "./explain-case";
import { memoryEngine, predictOne } from "./memory-engine.test-support";
import { outlookReasons } from "./outlook-reasons";

const CASE: TriageCase = {
  id: "a",
  ageYears: 71,
  chiefComplaint: "chest pain",
  vitals: { heartRate: 128, spo2: 96, systolic: 118 },
  history: ["diabetes"],
};

/** Resources by the pain, critical care by the heart. */
const outlook = (c: TriageCase) => {
  const many = c.chiefComplaint?.includes("pain") ? 0.8 : 0.3;
  const critical = (c.vitals?.heartRate ?? 80) > 120 ? 0.2 : 0.02;
  return {
    ...predictOne(c),
    outlook: {
      risks: { lifeSaving: 0.001, criticalCare: critical, admission: 0.3, psychiatricTransfer: 0 },
      resources: [0.1, 0.9 - many, many] as const,
    },
  };
};

describe("reasons for what is expected next", () => {
  it("name what each outcome rests on, and add up to it", async () => {
    const explanation = await explainCase(CASE, memoryEngine(outlook), { seed: 1 });
    const names = (output: "manyResources" | "criticalCare" | "lifeSaving") =>
      outlookReasons(explanation, output).map((c) => c.feature);
    expect(names("criticalCare")).toEqual(["vitals.heartRate"]);
    expect(names("manyResources").every((f) => f.startsWith("complaint."))).toBe(true);
    expect(names("lifeSaving")).toEqual([]);
    const sum = explanation.contributions.reduce((s, c) => s + (c.outlookShap?.[1] ?? 0), 0);
    expect(sum).toBeCloseTo(0.18, 9);
    expect(explanation.additivityResidual).toBeLessThan(1e-9);
    expect(explanation.outputProbabilities).toHaveLength(5);
  });

  it("are absent where the model expects nothing", async () => {
    const explanation = await explainCase(CASE, memoryEngine(), { seed: 1 });
    expect(explanation.contributions.every((c) => c.outlookShap === undefined)).toBe(true);
    expect(outlookReasons(explanation, "manyResources")).toEqual([]);
  });
});
