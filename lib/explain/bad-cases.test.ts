import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TriageCase, triageCaseSchema } from "@/lib/case/triage-case";
import type { Engine } from "@/lib/engine/engine";
import { createOnnxEngine } from "@/lib/engine/onnx";
import { DEFAULT_MAX_EVALUATIONS } from "./budget";
import { explainCase, explainGroups } from "./explain-case";
import { gameOf } from "./game";
import { isSound } from "./quality";

/** Cases as they come, through the shipped model. */
let engine: Engine;
beforeAll(async () => {
  engine = await createOnnxEngine("models/openacuity-triage");
});
afterAll(() => engine.close());

const VITALS = {
  heartRate: 118,
  respiratoryRate: 24,
  systolic: 92,
  diastolic: 60,
  temperature: 38.9,
  spo2: 91,
  pain: 7,
};
const WORDS =
  "cough and fever since monday, denies CP, took tylenol at home, no relief, looks unwell to his wife";
const LONG_NOTE = `${Array.from({ length: 23 }, (_, day) => `Day ${day}: ${WORDS}.`).join(" ")} And so on.`;

const CASES: [string, TriageCase][] = [
  [
    "no text",
    { id: "1", ageYears: 71, sex: "male", arrivalMode: "ambulance", vitals: VITALS, history: ["copd"] },
  ],
  [
    "only text",
    { id: "2", ageYears: 40, chiefComplaint: "chest pain, SOB", note: "Onset at rest, denies fever." },
  ],
  [
    "all vitals missing",
    {
      id: "3",
      ageYears: 3,
      sex: "female",
      arrivalMode: "walk-in",
      chiefComplaint: "barky cough",
      vitals: {},
      history: [],
    },
  ],
  ["a 400-word note", { id: "4", ageYears: 55, vitals: VITALS, chiefComplaint: "cough", note: LONG_NOTE }],
  [
    "emoji and other scripts",
    {
      id: "5",
      ageYears: 28,
      vitals: { temperature: 39.4 },
      chiefComplaint: "🤒🤒 고열 fièvre لا ألم 胸痛 e\u0301",
      note: "👨‍👩‍👧 \u202Eabc\u202C ½ ₂ ﬁ \uD83D end",
      history: ["糖尿病", "💉"],
    },
  ],
  [
    "the same word again and again",
    { id: "6", ageYears: 28, chiefComplaint: "pain pain pain pain", note: "pain pain" },
  ],
  [
    "the same entry twice",
    { id: "7", ageYears: 66, vitals: VITALS, history: ["diabetes", "diabetes", "copd"] },
  ],
  ["marks alone", { id: "8", ageYears: 66, chiefComplaint: "?!", note: "...", history: ["-"] }],
  ["nothing but an age", { id: "9", ageYears: 0 }],
];

describe("explainCase, on the shipped model", { timeout: 120_000 }, () => {
  it.each(CASES)("%s: adds up, names each player once, repeats itself", async (_, c) => {
    expect(triageCaseSchema.safeParse(c).success).toBe(true);
    const e = await explainCase(c, engine, { seed: 5 });
    expect(isSound(e)).toBe(true);
    const [answer] = await engine.predict([c]);
    expect(Math.abs(e.outputValue - (answer?.expectedSeverity as number))).toBeLessThan(1e-4);
    expect(e.outputProbabilities.reduce((a, b) => a + b)).toBeCloseTo(1, 6);
    expect(new Set(e.contributions.map((x) => x.feature)).size).toBe(e.contributions.length);
    for (const x of e.contributions) {
      expect([x.shap, x.standardError, ...x.levelShap].every(Number.isFinite)).toBe(true);
      // Probabilities always add up to one, so what a player takes from some levels it gives to others.
      expect(x.levelShap.reduce((a, b) => a + b)).toBeCloseTo(0, 6);
      expect(x.levelShap.reduce((sum, p, k) => sum + p * (k + 1), 0)).toBeCloseTo(x.shap, 6);
    }
    if (e.method !== "exact") expect(e.evaluations).toBeLessThanOrEqual(DEFAULT_MAX_EVALUATIONS);
    expect(e.groups).toEqual(await explainGroups(gameOf(c, engine)));
    const again = await explainCase(c, engine, { seed: e.seed, samplesByGroup: e.samplesByGroup });
    again.contributions.forEach((x, i) => {
      expect(Math.abs(x.shap - (e.contributions[i]?.shap as number))).toBeLessThan(1e-5);
    });
  });

  it("gives what is said twice equal shares", async () => {
    const share = async (c: TriageCase, ...features: string[]) => {
      const { contributions } = await explainCase(c, engine, { seed: 1 });
      return features.map((f) => contributions.find((x) => x.feature === f)?.shap as number);
    };
    const twice: TriageCase = {
      id: "1",
      ageYears: 50,
      chiefComplaint: "fever fever",
      history: ["copd", "copd"],
    };
    const [first, second, copd, again] = (await share(
      twice,
      "complaint.0",
      "complaint.1",
      "history.0",
      "history.1",
    )) as [number, number, number, number];
    expect(Math.abs(first - second)).toBeLessThan(1e-5);
    expect(Math.abs(copd - again)).toBeLessThan(1e-5);
    expect(Math.abs(first)).toBeGreaterThan(1e-3);
  });

  it("a long note is cut into few pieces, and none of it is lost", async () => {
    const note = (CASES.find(([name]) => name === "a 400-word note") as [string, TriageCase])[1];
    expect(note.note?.split(/\s+/).length).toBeGreaterThanOrEqual(400);
    const { contributions } = await explainCase(note, engine, { seed: 1 });
    const spans = contributions.flatMap((x) => (x.group === "note" && x.span ? [x.span] : []));
    expect(contributions.length).toBeLessThanOrEqual(40);
    expect(spans.length).toBeGreaterThan(10);
    const between = spans.slice(1).map(([start], i) => note.note?.slice(spans[i]?.[1], start) ?? "");
    expect(between.join("")).not.toMatch(/\p{L}/u);
  });
});
