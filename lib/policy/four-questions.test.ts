import { describe, expect, it } from "vitest";
import type { TriageCase } from "@/lib/case/triage-case";
import { assessFloor } from "@/lib/safety/rules";
import { type Asked, fourQuestions } from "./four-questions";

const outlook = (resources: readonly [number, number, number]) => ({
  risks: { lifeSaving: 0.004, criticalCare: 0.02, admission: 0.2, psychiatricTransfer: 0.001 },
  resources,
});
const asked = (c: Omit<TriageCase, "id">, model: Partial<Asked> = {}): Asked => ({
  ageYears: c.ageYears,
  vitals: c.vitals ?? {},
  floor: assessFloor({ id: "x", ...c }),
  modelLevel: 3,
  probabilities: [0.01, 0.1, 0.6, 0.2, 0.09],
  outlook: outlook([0.05, 0.15, 0.8]),
  ...model,
});
const calm = { heartRate: 80, respiratoryRate: 16, spo2: 98, systolic: 120, consciousness: "alert" as const };

describe("the four questions", () => {
  it("are all answered for an ordinary patient, and lead to a level by resources", () => {
    const q = fourQuestions(
      asked({ ageYears: 40, chiefComplaint: "abdominal pain since yesterday", vitals: calm }),
    );
    expect([q.a.answer, q.b.answer, q.c.answer, q.d.answer, q.level]).toEqual([
      false,
      false,
      "many",
      false,
      3,
    ]);
    expect(q.a.p).toBe(0.004);
    expect(q.b.p).toBeCloseTo(0.11, 12);
    expect(fourQuestions(asked({ ageYears: 40 }, { outlook: outlook([0.1, 0.6, 0.3]) })).level).toBe(4);
    expect(fourQuestions(asked({ ageYears: 40 }, { outlook: outlook([0.8, 0.1, 0.1]) })).level).toBe(5);
  });

  it("A says yes for a rule of level 1, with the words that made it fire and where the rule is from", () => {
    const { a, level } = fourQuestions(
      asked({ ageYears: 60, chiefComplaint: "cardiac arrest, CPR in progress" }),
    );
    expect(a.answer).toBe(true);
    expect(level).toBe(1);
    expect(a.because[0]?.id).toMatch(/^finding:/);
    expect(a.because[0]?.source).toBeTruthy();
  });

  it("B says yes for a rule of level 2 and for a model that shows level 2, and says which", () => {
    const byRule = fourQuestions(
      asked({ ageYears: 60, chiefComplaint: "crushing chest pain, sweating", vitals: calm }),
    );
    expect(byRule.b.answer).toBe(true);
    expect(byRule.level).toBe(2);
    const byModel = fourQuestions(asked({ ageYears: 60, vitals: calm }, { modelLevel: 2 }));
    expect(byModel.b.because).toEqual([
      { id: "model", text: "The model gives 11 % to level 1 or 2", source: null },
    ]);
  });

  it.each([
    [40, { heartRate: 101 }, ["heart-rate-fast"]],
    [40, { heartRate: 100 }, []],
    [0.1, { heartRate: 170, respiratoryRate: 45 }, []],
    [0.1, { heartRate: 185 }, ["heart-rate-fast"]],
    [5, { respiratoryRate: 31, spo2: 91 }, ["breathing-rate-fast", "saturation-low"]],
  ])("D at %d years with %j", (ageYears, vitals, ids) => {
    const { d } = fourQuestions(asked({ ageYears, vitals }));
    expect(d.answer).toBe(ids.length > 0);
    expect(d.because.map((b) => b.id)).toEqual(ids);
  });

  it("what is not known is not answered", () => {
    const none = { modelLevel: null, probabilities: null, outlook: null };
    const q = fourQuestions(asked({ ageYears: 40, vitals: { systolic: 120 } }, none));
    expect(q.d.answer).toBeNull();
    expect(q.c).toEqual({ answer: null, p: null });
    expect(q.level).toBeNull();
    expect(q.a).toEqual({ answer: false, p: null, because: [] });
    expect(fourQuestions({ ...asked({ ageYears: 40, vitals: calm }), ageYears: null }).d.answer).toBeNull();
  });
});
