import { describe, expect, it } from "vitest";
import type { TriageCase } from "@/lib/case/triage-case";
import { checkExplanation } from "./checks";
import { explainCase } from "./explain-case";
import type { Contribution, Explanation, LimeExplanation } from "./explanation";
import { memoryEngine } from "./memory-engine.test-support";
import { isSound, mainReasons, precisionOf, secondOpinionOf } from "./quality";

const finding = (label: string, shap: number, standardError = 0.01): Contribution => ({
  feature: `complaint.${label}`,
  group: "complaint",
  label,
  display: null,
  value: label,
  shap,
  standardError,
  levelShap: [0, 0, 0, 0, 0],
});
const agreeing = (contributions: readonly Contribution[]): LimeExplanation => ({
  intercept: 3,
  coefficients: contributions.map((c) => c.shap),
  r2: 0.9,
  stability: 1,
  samples: 400,
  seed: 1,
  topThreeAgreement: 1,
});
const FOUR = [finding("pain", -0.6), finding("cough", 0.4), finding("fever", -0.3), finding("rash", 0.05)];

function explanationOf(
  contributions: readonly Contribution[] = FOUR,
  over: Partial<Explanation> = {},
  lime: Partial<LimeExplanation> | null = {},
): Explanation {
  return {
    method: "owen",
    baseValue: 3,
    outputValue: 3,
    baseProbabilities: [0, 0, 1, 0, 0],
    outputProbabilities: [0, 0, 1, 0, 0],
    contributions,
    groups: [],
    additivityResidual: 0,
    samples: 40,
    samplesByGroup: {},
    settled: false,
    seed: 1,
    evaluations: 100,
    durationMs: 1,
    by: null,
    lime: lime && { ...agreeing(contributions), ...lime },
    ...over,
  };
}
const check = (e: Explanation, id: string) => checkExplanation(e).find((c) => c.id === id);

describe("additivity", () => {
  it.each([
    [0, "ok"],
    [1e-4, "ok"],
    [1.1e-4, "fail"],
    [0.3, "fail"],
    [Number.NaN, "fail"],
  ])("a residual of %d is %s", (additivityResidual, state) => {
    const e = explanationOf(FOUR, { additivityResidual });
    expect(check(e, "additivity")?.state).toBe(state);
    expect(isSound(e)).toBe(state === "ok");
  });

  it("says by how much they miss", () => {
    const e = explanationOf(FOUR, { additivityResidual: 0.0123 });
    expect(check(e, "additivity")?.detail).toMatch(/0\.012 levels/);
  });
});

describe("precision", () => {
  it("has no sampling error when exact", () => {
    const e = explanationOf(FOUR, { method: "exact", samples: 0 });
    expect(check(e, "precision")).toMatchObject({
      state: "ok",
      title: expect.stringMatching(/without sampling error/),
    });
  });

  it("states two standard errors of the least certain main reason", () => {
    const e = explanationOf([finding("a", 0.5, 0.01), finding("b", 0.4, 0.03), finding("c", 0.3, 0.02)]);
    const detail = "Sampling error: up to ±0.06 levels (two standard errors).";
    expect(check(e, "precision")).toMatchObject({ state: "ok", detail: expect.stringContaining(detail) });
    expect(check(e, "precision")?.detail).toMatch(/order of effects of nearly equal weight is open/);
    expect(check({ ...e, settled: true }, "precision")?.detail).toBe(detail);
  });

  it("warns of a main reason that may be chance", () => {
    const e = explanationOf([finding("pain", -0.6), finding("cough", 0.1, 0.06)]);
    expect(precisionOf(e).unclear?.label).toBe("cough");
    expect(check(e, "precision")).toMatchObject({
      state: "caution",
      detail: expect.stringMatching(/^“cough” may have no effect/),
    });
  });

  it.each<[string, number, number, "ok" | "caution"]>([
    ["far behind", 0.05, 0.04, "ok"],
    ["close behind, but with an error too small to see", 0.28, 0.02, "ok"],
    ["close behind with a visible error", 0.28, 0.09, "caution"],
  ])("a fourth finding %s: %s", (_, shap, error, state) => {
    const e = explanationOf([...FOUR.slice(0, 3), finding("rash", shap, error)]);
    const found = check(e, "precision");
    expect(check({ ...e, settled: true }, "precision")?.state).toBe("ok");
    expect(found?.state).toBe(state);
    if (state === "caution") expect(found?.detail).toMatch(/^“rash” may matter more than “fever”/);
  });
});

describe("the second method", () => {
  it("agrees, and says how well it fits", () => {
    expect(check(explanationOf(), "second-method")).toMatchObject({
      state: "ok",
      detail: "It has all 3 main reasons among its first 3, or as good as. LIME: R² 0.90, stability 1.00.",
    });
    const two = explanationOf(FOUR, {}, { coefficients: [-0.6, 0.4, -0.02, 0.3] });
    expect(check(two, "second-method")).toMatchObject({
      state: "ok",
      detail: expect.stringMatching(/2 of the 3 main reasons/),
    });
  });

  it("names other findings", () => {
    const more = [...FOUR, finding("hives", 0.04)];
    const e = explanationOf(more, {}, { coefficients: [-0.6, 0.01, -0.02, 0.3, 0.5] });
    expect(secondOpinionOf(e)?.agreement).toBeCloseTo(1 / 3, 12);
    expect(check(e, "second-method")).toMatchObject({
      state: "caution",
      title: "A second method names other findings: “pain”, “hives” and “rash”",
      detail: expect.stringMatching(/^Judge the reasons with care/),
    });
  });

  it("does not disagree over findings of nearly equal weight, but does over one it finds next to nothing in", () => {
    const state = (third: number, others: number) => {
      const more = [...FOUR, finding("hives", 0.04)];
      const e = explanationOf(more, {}, { coefficients: [-0.6, third, -third, others, others] });
      return check(e, "second-method")?.state;
    };
    expect(state(0.27, 0.3)).toBe("ok");
    expect(state(0.2, 0.3)).toBe("caution");
    expect(state(0.01, 0.03)).toBe("caution");
  });

  it("sees a reason the other way round", () => {
    const e = explanationOf(FOUR, {}, { coefficients: [0.5, 0.4, -0.3, 0.05] });
    expect(check(e, "second-method")).toMatchObject({
      state: "caution",
      title: expect.stringMatching(/“pain” the other way round/),
    });
    expect(check(e, "second-method")?.detail).toMatch(/^It finds it less urgent/);
    const hardly = explanationOf(FOUR, {}, { coefficients: [-0.6, 0.4, 0.01, 0.005] });
    expect(check(hardly, "second-method")?.state).toBe("ok");
  });

  it.each([
    ["fits too loosely", { r2: 0.59 }],
    ["is not stable", { stability: 0.3 }],
  ])("does not count when it %s, whatever it names", (_, lime) => {
    const e = explanationOf(FOUR, {}, { ...lime, coefficients: [0.5, 0, 0, 0.9] });
    expect(check(e, "second-method")).toMatchObject({
      state: "caution",
      title: "A second method could not check the reasons",
    });
  });

  it("is left out where it was not asked, and has nothing to contradict where nothing matters", () => {
    expect(check(explanationOf(FOUR, {}, null), "second-method")).toBeUndefined();
    const nothing = explanationOf([finding("pain", 0.001), finding("cough", -0.002)]);
    expect(mainReasons(nothing)).toEqual([]);
    expect(check(nothing, "second-method")).toMatchObject({
      state: "ok",
      detail: expect.stringMatching(/^Neither/),
    });
    expect(check(nothing, "precision")?.state).toBe("ok");
  });
});

it("a real explanation passes all three, exact and sampled", async () => {
  const small: TriageCase = {
    id: "a",
    ageYears: 60,
    chiefComplaint: "chest pain",
    vitals: { heartRate: 130 },
  };
  const large: TriageCase = {
    ...small,
    sex: "male",
    arrivalMode: "ambulance",
    note: "diaphoretic since noon, refill of tablets, no cough",
    vitals: { heartRate: 124, spo2: 91, respiratoryRate: 25, systolic: 100, consciousness: "alert" },
  };
  for (const c of [small, large]) {
    const e = await explainCase(c, memoryEngine(), { seed: 1 });
    expect(checkExplanation(e).map((x) => [x.id, x.state])).toEqual([
      ["additivity", "ok"],
      ["precision", "ok"],
      ["second-method", "ok"],
    ]);
  }
});
