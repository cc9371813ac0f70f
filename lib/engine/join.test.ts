import { describe, expect, it } from "vitest";
import type { TriageCase } from "@/lib/case/triage-case";
import type { Prediction } from "@/lib/model/prediction";
import type { AnsweredBy, Engine, PredictOptions } from "./engine";
import { joinCalls } from "./join";
import { createOnnxEngine } from "./onnx";

const cases = (...ages: number[]): TriageCase[] =>
  ages.map((ageYears) => ({ id: String(ageYears), ageYears }));
const ages = (answers: readonly Prediction[]) => answers.map((p) => p.expectedSeverity);

/** Answers each case with its age, when it is let; fails for whom it is told to. */
function slowEngine() {
  const calls: { ages: number[]; asked: PredictOptions; go: () => void }[] = [];
  const by: AnsweredBy = { engine: "onnx", device: "cpu", precision: "fp32" };
  const state = { failsFor: -1 };
  const engine = {
    ...by,
    predict: async (asked: readonly TriageCase[], options: PredictOptions = {}) => {
      await new Promise<void>((go) => calls.push({ ages: asked.map((c) => c.ageYears), asked: options, go }));
      if (asked.some((c) => c.ageYears === state.failsFor)) throw new Error("cannot");
      options.onAnswer?.(by);
      return asked.map((c) => ({ expectedSeverity: c.ageYears }) as Prediction);
    },
  } as unknown as Engine;
  /** Lets the next call end, once it has begun. */
  const let1 = async (n: number) => {
    await expect.poll(() => calls.length).toBeGreaterThan(n);
    calls[n]?.go();
  };
  return { engine, calls, state, let1 };
}
const JOIN = { joinable: true };

describe("calls at the same time", () => {
  it("start at once when the engine is idle, and are joined while it is not", async () => {
    const { engine, calls, let1 } = slowEngine();
    const joined = joinCalls(engine);
    const first = joined.predict(cases(1), JOIN);
    expect(calls).toHaveLength(1);
    const second = joined.predict(cases(2, 3), JOIN);
    const third = joined.predict(cases(4), JOIN);
    expect(calls).toHaveLength(1);
    await let1(0);
    await let1(1);
    expect([ages(await first), ages(await second), ages(await third)]).toEqual([[1], [2, 3], [4]]);
    expect(calls.map((c) => c.ages)).toEqual([[1], [2, 3, 4]]);
  });

  it("are joined up to the largest batch, and only with those that ask for the same", async () => {
    const { engine, calls, let1 } = slowEngine();
    const joined = joinCalls(engine, { most: 3 });
    const all = [
      joined.predict(cases(1), JOIN),
      joined.predict(cases(2, 3), JOIN),
      joined.predict(cases(4), { ...JOIN, embedding: true }),
      joined.predict(cases(5, 6), JOIN),
      joined.predict(cases(7), { ...JOIN, embedding: true }),
    ];
    for (let i = 0; i < 4; i++) await let1(i);
    expect((await Promise.all(all)).map(ages)).toEqual([[1], [2, 3], [4], [5, 6], [7]]);
    expect(calls.map((c) => c.ages)).toEqual([[1], [2, 3], [4, 7], [5, 6]]);
  });

  it("each know who answered", async () => {
    const { engine, let1 } = slowEngine();
    const joined = joinCalls(engine);
    const who: string[] = [];
    const onAnswer = (by: AnsweredBy) => void who.push(by.engine);
    const all = [1, 2, 3].map((age) => joined.predict(cases(age), { ...JOIN, onAnswer }));
    await let1(0);
    await let1(1);
    await Promise.all(all);
    expect(who).toEqual(["onnx", "onnx", "onnx"]);
    expect(joined.engine).toBe("onnx");
  });

  it("fail alone: a case that cannot be answered takes nobody with it", async () => {
    const { engine, state, let1 } = slowEngine();
    state.failsFor = 3;
    const joined = joinCalls(engine);
    const all = [1, 2, 3, 4].map((age) => joined.predict(cases(age), JOIN));
    const settled = Promise.allSettled(all);
    for (let i = 0; i < 5; i++) await let1(i);
    expect((await settled).map((s) => s.status)).toEqual(["fulfilled", "fulfilled", "rejected", "fulfilled"]);
    const after = joined.predict(cases(9), JOIN);
    await let1(5);
    expect(ages(await after)).toEqual([9]);
  });

  it("are left alone unless they say that they may be joined, and when they are large", async () => {
    const { engine, calls, let1 } = slowEngine();
    const joined = joinCalls(engine, { most: 2 });
    const all = [joined.predict(cases(1), JOIN), joined.predict(cases(2)), joined.predict(cases(3, 4), JOIN)];
    expect(calls.map((c) => c.ages)).toEqual([[1], [2], [3, 4]]);
    for (let i = 0; i < 3; i++) await let1(i);
    await Promise.all(all);
  });

  it("change no answer of the shipped model by more than a millionth", async () => {
    const plain = await createOnnxEngine("models/openacuity-triage");
    const joined = joinCalls(plain);
    const complaints = ["chest pain", "cough", "fall", "abdominal pain, vomiting since yesterday", undefined];
    const asked = Array.from({ length: 40 }, (_, i): TriageCase => {
      const chiefComplaint = complaints[i % complaints.length];
      return { id: String(i), ageYears: 2 * i + 1, ...(chiefComplaint ? { chiefComplaint } : {}) };
    });
    const together = await Promise.all(
      asked.map((c) => joined.predict([c], { joinable: true, familiarity: true })),
    );
    for (const [i, c] of asked.entries()) {
      const [alone] = await plain.predict([c], { familiarity: true });
      const [mine] = together[i] ?? [];
      expect(Math.abs((mine?.expectedSeverity ?? 9) - (alone?.expectedSeverity ?? 0))).toBeLessThan(1e-6);
      expect(mine?.level).toBe(alone?.level);
    }
    await plain.close();
  });
});
