import { describe, expect, it } from "vitest";
import type { TriageCase } from "@/lib/case/triage-case";
import type { Prediction } from "@/lib/model/prediction";
import { memoryEngine, predictOne } from "../memory-engine.test-support";
import { seededRandom } from "../random";
import { explainSample } from "./explain-sample";
import { LIMITS } from "./limits";
import { type GlobalExplanation, globalExplanationSchema } from "./result";

const OPTIONS = { seed: 7, maxEvaluations: 64 };

/** Cases with what a test says about them, on top of an age and a heart rate that go through their ranges. */
function cases(
  n: number,
  more: (i: number, r: () => number) => Partial<TriageCase> = () => ({}),
): TriageCase[] {
  const r = seededRandom(3);
  return Array.from({ length: n }, (_, i) => {
    const { vitals, ...rest } = more(i, r);
    return {
      id: `c${i}`,
      ageYears: 20 + (i % 60),
      ...rest,
      vitals: { heartRate: 60 + Math.floor(r() * 80), ...vitals },
    };
  });
}

/** An engine whose expected severity is any function of the case. */
const engineOf = (severity: (c: TriageCase) => number) =>
  memoryEngine((c): Prediction => ({ ...predictOne(c), expectedSeverity: severity(c) }));

const curve = (result: Pick<GlobalExplanation, "dependence">, feature: string) => {
  const found = result.dependence.find((d) => d.feature === feature);
  if (!found) throw new Error(`no ${feature}`);
  return found;
};
const importance = (result: Pick<GlobalExplanation, "importance">, feature: string) => {
  const found = result.importance.find((f) => f.feature === feature);
  if (!found) throw new Error(`no ${feature}`);
  return found;
};

describe("accumulated local effects", () => {
  it("are the line of a linear model, centred on the cases", async () => {
    const sample = cases(240);
    const { dependence } = await explainSample(
      sample,
      engineOf((c) => 3 - 0.02 * ((c.vitals?.heartRate ?? 80) - 80) + 0.01 * (c.ageYears - 40)),
      OPTIONS,
    );
    const { ale, bins } = curve({ dependence }, "vitals.heartRate");
    expect(ale.length).toBeGreaterThan(8);
    for (const [k, point] of ale.slice(1).entries()) {
      const before = ale[k];
      expect(point.effect - (before?.effect ?? 0)).toBeCloseTo(-0.02 * (point.at - (before?.at ?? 0)), 3);
      // Nothing varies between the cases of a bin, so all that is left is where the mean lies.
      expect(point.high - point.low).toBeLessThan(0.2);
    }
    const weighted = bins.reduce(
      (total, b, k) => total + b.cases * (((ale[k]?.effect ?? 0) + (ale[k + 1]?.effect ?? 0)) / 2),
      0,
    );
    expect(Math.abs(weighted / 240)).toBeLessThan(1e-3);
    const age = curve({ dependence }, "ageYears").ale;
    expect((age.at(-1)?.effect ?? 0) - (age[0]?.effect ?? 0)).toBeCloseTo(
      0.01 * ((age.at(-1)?.at ?? 0) - (age[0]?.at ?? 0)),
      3,
    );
  });

  it("do not give one vital the effect of another that goes with it, where averaging over all would", async () => {
    // Systolic pressure falls as the heart rises; the model only punishes the pair nobody has.
    const sample = cases(240, (_, r) => ({ vitals: { systolic: 90 + Math.floor(r() * 60) } })).map((c) => ({
      ...c,
      vitals: { ...c.vitals, heartRate: 210 - (c.vitals?.systolic ?? 0) },
    }));
    const unseen = (c: TriageCase) => ((c.vitals?.heartRate ?? 0) + (c.vitals?.systolic ?? 0) > 230 ? 1 : 3);
    const { dependence } = await explainSample(sample, engineOf(unseen), OPTIONS);
    for (const { effect } of curve({ dependence }, "vitals.heartRate").ale) expect(effect).toBeCloseTo(0, 6);
    // Brute force: the partial dependence at the highest rate mixes in impossible patients.
    const partial = sample.map((c) => unseen({ ...c, vitals: { ...c.vitals, heartRate: 120 } }));
    expect(partial.filter((v) => v === 1).length).toBeGreaterThan(60);
  });
});

describe("dependence", () => {
  it("finds a planted monotone effect, in the SHAP values as in the curve, with the density under it", async () => {
    const sample = cases(300);
    const result = await explainSample(
      sample,
      engineOf((c) => 3 - Math.max(0, (c.vitals?.heartRate ?? 60) - 100) / 20),
      OPTIONS,
    );
    const { bins, ale, cases: n } = curve(result, "vitals.heartRate");
    expect(n).toBe(300);
    const medians = bins.map((b) => b.median);
    for (const [k, m] of medians.slice(1).entries()) expect(m).toBeLessThanOrEqual((medians[k] ?? 0) + 1e-9);
    expect(bins.every((b) => b.p10 <= b.median && b.median <= b.p90)).toBe(true);
    expect(bins.find((b) => b.to <= 100)?.median).toBeCloseTo(0, 6);
    expect((ale.at(-1)?.effect ?? 0) - (ale[0]?.effect ?? 0)).toBeLessThan(-1.2);
    const inside = sample.filter((c) => {
      const v = c.vitals?.heartRate ?? 0;
      return v > (bins[0]?.from ?? 0) && v <= (bins.at(-1)?.to ?? 0);
    }).length;
    const counted = bins.reduce((total, b) => total + b.cases, 0);
    expect(counted).toBeGreaterThan(280);
    expect(Math.abs(counted - inside)).toBeLessThan(2 * LIMITS.extremes);
  });

  it("has bins that touch, in clinical steps, each with enough cases", async () => {
    const result = await explainSample(cases(120), engineOf(predict), OPTIONS);
    for (const { bins } of [...result.dependence, ...result.groups.flatMap((g) => g.dependence)]) {
      for (const [k, bin] of bins.entries()) {
        expect(bin.cases).toBeGreaterThanOrEqual(LIMITS.cell);
        if (k > 0) expect(bin.from).toBe(bins[k - 1]?.to);
      }
    }
    expect(curve(result, "vitals.heartRate").bins.every((b) => b.from % 5 === 0 && b.to % 5 === 0)).toBe(
      true,
    );
  });

  it("lets nobody be told by the end of an axis", async () => {
    const sample = cases(100, (i) => (i === 17 ? { vitals: { heartRate: 240 }, ageYears: 104 } : {}));
    const result = await explainSample(sample, engineOf(predict), OPTIONS);
    expect(curve(result, "vitals.heartRate").bins.at(-1)?.to).toBeLessThanOrEqual(140);
    expect(curve(result, "ageYears").bins.at(-1)?.to).toBeLessThan(104);
  });
});

const predict = (c: TriageCase) => predictOne(c).expectedSeverity;

describe("importance", () => {
  it("orders planted effects by their size and covers the exact mean", async () => {
    const sample = cases(150, (i) => ({
      vitals: { spo2: 90 + (i % 10), pain: i % 11 },
      sex: i % 2 ? "female" : "male",
    }));
    // Additive, so that every SHAP value is the player's own term: |0.1 x (spo2 - absent)| and so on.
    const severity = (c: TriageCase) =>
      3 + (c.vitals?.spo2 === undefined ? 0 : 0.1 * (c.vitals.spo2 - 99)) - (c.sex === "female" ? 0.05 : 0);
    const result = await explainSample(sample, engineOf(severity), OPTIONS);
    const spo2 = importance(result, "vitals.spo2");
    const exact = sample.reduce((t, c) => t + 0.1 * (99 - (c.vitals?.spo2 ?? 99)), 0) / 150;
    expect(spo2.mean).toBeCloseTo(exact, 3);
    expect(spo2.low).toBeLessThan(exact);
    expect(spo2.high).toBeGreaterThan(exact);
    expect(importance(result, "sex").mean).toBeCloseTo(0.025, 3);
    expect(result.importance.slice(0, 2).map((f) => f.feature)).toEqual(["vitals.spo2", "sex"]);
    expect(importance(result, "vitals.pain").mean).toBe(0);
    expect(importance(result, "vitals.gcs")).toMatchObject({ present: null, mean: 0 });
  });

  it("gathers words however they are written, and shows none that few cases have", async () => {
    const sample = cases(60, (i) => ({
      chiefComplaint: i < 20 ? "Chest  pain" : i < 40 ? "chest pain, sweating" : "med refill",
      note: i < LIMITS.word - 1 ? "private words" : "",
    }));
    const result = await explainSample(sample, engineOf(predict), OPTIONS);
    const chest = result.words.find((w) => w.text === "chest pain");
    expect(chest).toMatchObject({ where: "complaint", cases: 40 });
    expect(chest?.mean).toBeLessThan(-0.1);
    expect(result.words.find((w) => w.text.includes("refill"))?.mean).toBeGreaterThan(0.1);
    expect(JSON.stringify(result)).not.toContain("private");
    expect(importance(result, "note").present).toBeNull();
    expect(importance(result, "complaint").mean).toBeGreaterThan(0.2);
  });

  it("says what sampling alone would show, and nothing of the kind for exact values", async () => {
    const few = await explainSample(cases(40), engineOf(predict), OPTIONS);
    expect([few.exact, few.standardError, importance(few, "ageYears").noise]).toEqual([40, 0, 0]);
    const sample = cases(40, (i) => ({
      chiefComplaint: "chest pain, diaphoretic",
      vitals: {
        spo2: 90 + (i % 10),
        respiratoryRate: 14 + (i % 20),
        systolic: 100,
        temperature: 37,
        pain: 3,
      },
      sex: "male",
      arrivalMode: "ambulance",
    }));
    const many = await explainSample(sample, engineOf(predict), OPTIONS);
    expect(many.exact).toBe(0);
    expect(importance(many, "complaint").noise).toBeGreaterThan(0);
    expect(many.standardError).toBeGreaterThan(0);
  });
});

describe("groups", () => {
  const mixed = cases(200, (i) => ({
    sex: i % 4 === 0 ? "female" : "male",
    ageYears: i % 10 === 0 ? 4 : 20 + (i % 60),
    ...(i < 12 ? { arrivalMode: "ambulance" } : i < 100 ? { arrivalMode: "walk-in" } : {}),
  }));

  it("leave the small ones out, their number too", async () => {
    const { groups } = await explainSample(mixed, engineOf(predict), OPTIONS);
    const of = (key: string) => groups.find((g) => g.key === key);
    expect(of("female")?.cases).toBe(50);
    expect(of("male")?.cases).toBe(150);
    for (const key of ["children", "infants", "ambulance", "other"])
      expect(of(key)).toMatchObject({ cases: null, importance: [], dependence: [] });
    for (const g of groups) expect(g.cases ?? LIMITS.group).toBeGreaterThanOrEqual(LIMITS.group);
  });

  it("show a model that treats them differently", async () => {
    const { groups } = await explainSample(
      mixed,
      engineOf((c) => 3 - (c.sex === "female" ? 0.04 : 0.01) * ((c.vitals?.heartRate ?? 60) - 60)),
      OPTIONS,
    );
    const slope = (key: string) => {
      const { ale } = curve(groups.find((g) => g.key === key) ?? { dependence: [] }, "vitals.heartRate");
      const [first, last] = [ale[0], ale.at(-1)];
      return ((last?.effect ?? 0) - (first?.effect ?? 0)) / ((last?.at ?? 0) - (first?.at ?? 0));
    };
    expect(slope("female")).toBeCloseTo(-0.04, 3);
    expect(slope("male")).toBeCloseTo(-0.01, 3);
  });
});

describe("the whole", () => {
  const sample = cases(60, (i) => ({ chiefComplaint: i % 2 ? "chest pain" : "ankle sprain", sex: "female" }));

  it("is the same for the same seed, fits its schema and says how far it is", async () => {
    const seen: string[] = [];
    const run = () =>
      explainSample(sample, engineOf(predict), {
        ...OPTIONS,
        onProgress: (done, total) => seen.push(`${done}/${total}`),
      });
    const first = await run();
    expect(await run()).toEqual(first);
    expect(globalExplanationSchema.parse(JSON.parse(JSON.stringify(first)))).toEqual(first);
    expect(seen.slice(0, 2)).toEqual(["1/60", "2/60"]);
    expect(seen).toHaveLength(120);
    const engine = engineOf(predict);
    const other = await explainSample(sample, engine, { ...OPTIONS, seed: 8 });
    expect(other.evaluations).toBeLessThanOrEqual(engine.cases.length);
    expect(JSON.stringify(other)).not.toMatch(/"c\d+"/);
  });

  it("stops when told to", async () => {
    const stop = new AbortController();
    const running = explainSample(sample, engineOf(predict), {
      ...OPTIONS,
      signal: stop.signal,
      onProgress: (done) => done === 10 && stop.abort(),
    });
    await expect(running).rejects.toThrow(/aborted/i);
  });

  it("wants enough cases", async () => {
    await expect(explainSample(sample.slice(0, 20), engineOf(predict), OPTIONS)).rejects.toMatchObject({
      code: "insufficient-data",
    });
  });
});
