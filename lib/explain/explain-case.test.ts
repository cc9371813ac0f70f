import { describe, expect, it } from "vitest";
import { type TriageCase, triageCaseSchema } from "@/lib/case/triage-case";
import { segmentText } from "@/lib/language/segments";
import type { Coalition } from "./coalition";
import { explainCase, explainGame, explainGroups, groupsOf } from "./explain-case";
import type { Explanation } from "./explanation";
import { gameOf } from "./game";
import { bruteForce } from "./games.test-support";
import { maskCase } from "./masker";
import { memoryEngine, predictOne } from "./memory-engine.test-support";
import { formatAge, MOST_PLAYERS, playersOf } from "./players";
import { isSound } from "./quality";

const SICK: TriageCase = {
  id: "c1",
  ageYears: 71,
  sex: "male",
  arrivalMode: "ambulance",
  chiefComplaint: "chest pain radiating to L arm, diaphoretic, denies SOB, n/v",
  injury: false,
  vitals: { heartRate: 118, respiratoryRate: 24, systolic: 92, spo2: 93, consciousness: "alert" },
  history: ["diabetes", "congestive heart failure"],
};
const SMALL: TriageCase = {
  id: "c2",
  ageYears: 40,
  chiefComplaint: "chest pain",
  vitals: { heartRate: 130, spo2: 90 },
};
const LONG: TriageCase = {
  ...SICK,
  vitals: { ...SICK.vitals, diastolic: 60, temperature: 37.4, pain: 8, gcs: 15 },
  note: "Onset at rest, pressure, no relief with nitro. Daughter drove him here. Took aspirin, looks grey and clammy.",
  history: ["diabetes", "congestive heart failure", "copd", "ckd"],
};
const of = (e: Explanation, feature: string) => e.contributions.find((c) => c.feature === feature);

describe("segmentText", () => {
  const labels = (text: string, most = 40) => segmentText(text, most).map((s) => s.label);
  it.each<[string, string[]]>([
    ["chest pain radiating to L arm, diaphoretic", ["chest pain", "radiating", "to L arm", "diaphoretic"]],
    ["denies CP", ["denies CP"]],
    ["SOB x3d, denies CP, n/v", ["SOB", "x3d", "denies CP, n/v"]],
    ["hx CHF, DM", ["hx CHF, DM"]],
    ["fell -LOC +HA on coumadin", ["fell", "-LOC", "+HA", "on coumadin"]],
    ["LOC (-), hit head", ["LOC (-)", "hit head"]],
    ["(-) LOC, hit head", ["(-) LOC", "hit head"]],
    ["CP: no. Abd pain 10/10", ["CP: no", "Abd pain 10/10"]],
    ["no relief w/ nitro", ["no relief", "w/ nitro"]],
    ["r/o sepsis", ["r/o sepsis"]],
    ["pt is not able to walk", ["pt is not able to walk"]],
    ["cannot breathe", ["cannot breathe"]],
    ["no longer vomiting, no hx of CAD", ["no longer vomiting", "no hx of CAD"]],
    ["family denies seizures", ["family denies seizures"]],
    ["CP - none, pain free", ["CP - none", "pain free"]],
    ["denies fever, chills, or cough", ["denies fever, chills, or cough"]],
    ["fell without LOC, no head injury", ["fell", "without LOC", "no head injury"]],
    ["no fever but cough", ["no fever", "but", "cough"]],
    ["pain pain pain", ["pain", "pain", "pain"]],
    ["🙂🙂", ["🙂🙂"]],
    ["가슴 통증", ["가슴", "통증"]],
    ["the", ["the"]],
    ["", []],
    ["   ", []],
  ])("%j -> %j", (text, expected) => expect(labels(text)).toEqual(expected));

  it.each([
    "chest pain radiating to L arm, diaphoretic",
    "  SOB x3d; hx CHF (EF 20%), denies: CP / n/v!  \n\n- fell, -LOC  ",
    "🙂 ok “SOB” 가슴… x2",
    `${"Pt reports cough, fever to 39.4C. Denies CP, SOB. ".repeat(40)}`,
  ])("covers the text without gap or overlap: %#", (text) => {
    for (const most of [1, 3, 8, 40]) {
      const segments = segmentText(text, most);
      expect(segments.length).toBeLessThanOrEqual(most);
      expect(segments.map((s) => text.slice(s.start, s.end)).join("")).toBe(text);
      for (const s of segments) {
        expect(s.span[0]).toBeGreaterThanOrEqual(s.start);
        expect(s.span[1]).toBeLessThanOrEqual(s.end);
        expect(s.span[1]).toBeGreaterThan(s.span[0]);
      }
      expect(new Set(segments.map((s) => s.index)).size).toBe(segments.length);
    }
  });

  it("joins a long text into clauses before it crosses a sentence", () => {
    expect(labels("Fever and cough for two days. Took tylenol at home.", 2)).toEqual([
      "Fever and cough for two days",
      "Took tylenol at home",
    ]);
  });
});

describe("players and masker", () => {
  const long: TriageCase = {
    ...SICK,
    note: "Pt reports onset at rest, pressure, no relief with nitro. ".repeat(60),
    history: Array.from({ length: 60 }, (_, i) => `condition ${i}`),
  };

  it("are at most 40, each with its own key, whatever the case", () => {
    for (const c of [SICK, SMALL, long, { id: "x", ageYears: 1 }]) {
      const players = playersOf(c);
      expect(players.length).toBeLessThanOrEqual(MOST_PLAYERS);
      expect(new Set(players.map((p) => p.feature)).size).toBe(players.length);
    }
    expect(playersOf(long).filter((p) => p.group === "note").length).toBeGreaterThanOrEqual(4);
  });

  it("all present is the case itself, word for word; every mask is a valid case", () => {
    for (const c of [SICK, SMALL, long]) {
      const players = playersOf(c);
      expect(
        maskCase(
          c,
          players,
          players.map(() => true),
        ),
      ).toEqual(c);
      const nobody = maskCase(
        c,
        players,
        players.map(() => false),
      );
      expect(triageCaseSchema.safeParse(nobody).success).toBe(true);
      expect(nobody).toEqual({ id: c.id, ageYears: 40, vitals: {}, ...(c.history ? { history: [] } : {}) });
      players.forEach((_, i) => {
        const without = maskCase(
          c,
          players,
          players.map((_p, j) => j !== i),
        );
        expect(triageCaseSchema.safeParse(without).success).toBe(true);
        if (players[i]?.feature !== "ageYears") expect(without).not.toEqual(c);
      });
    }
  });

  it("cuts a denial out as a whole, never turning it round", () => {
    const players = playersOf(SICK);
    for (let i = 0; i < players.length; i++) {
      const text =
        maskCase(
          SICK,
          players,
          players.map((_, j) => j !== i),
        ).chiefComplaint ?? "";
      if (/SOB|n\/v/.test(text)) expect(text).toMatch(/denies SOB, n\/v/);
    }
  });

  it.each([
    [0, "0 days"],
    [1 / 365.25, "1 day"],
    [0.3, "3 months"],
    [1.99, "23 months"],
    [2, "2 years"],
    [71.4, "71 years"],
  ])("age %d is %s", (age, text) => expect(formatAge(age)).toBe(text));
});

describe("explainCase", () => {
  it.each([
    ["exact", SMALL, "owen"],
    ["owen", LONG, "owen"],
    ["exact", SMALL, "shapley"],
    ["permutation", LONG, "shapley"],
  ] as const)("adds up to the model's own answer: %s", async (method, c, scheme) => {
    const e = await explainCase(c, memoryEngine(), { seed: 1, scheme });
    expect(e.method).toBe(method);
    expect(e.outputValue).toBe(predictOne(c).expectedSeverity);
    expect(e.additivityResidual).toBeLessThan(1e-9);
    expect(isSound(e)).toBe(true);
    for (const g of e.groups) {
      const members = e.contributions.filter((x) => x.group === g.group);
      expect(members.length).toBe(g.members);
      expect(members.reduce((sum, x) => sum + x.shap, 0)).toBeCloseTo(g.shap, 9);
      g.levelShap.forEach((p, k) => {
        expect(members.reduce((sum, x) => sum + (x.levelShap[k] as number), 0)).toBeCloseTo(p, 9);
      });
    }
    expect(e.groups.reduce((sum, g) => sum + g.shap, e.baseValue)).toBeCloseTo(e.outputValue, 9);
    e.outputProbabilities.forEach((p, k) => {
      const parts = e.groups.reduce(
        (sum, g) => sum + (g.levelShap[k] as number),
        e.baseProbabilities[k] as number,
      );
      expect(parts).toBeCloseTo(p, 9);
    });
  });

  it.each(["shapley", "owen"] as const)("equals brute force over all orders to 1e-9: %s", async (scheme) => {
    const c: TriageCase = {
      ...SMALL,
      arrivalMode: "ambulance",
      chiefComplaint: "chest pain, diaphoretic, denies CP",
      history: ["copd"],
    };
    const { players } = gameOf(c, memoryEngine());
    expect(players.length).toBe(8);
    const output = (k: number) => (coalition: Coalition) => {
      const { expectedSeverity, probabilities } = predictOne(maskCase(c, players, coalition));
      return [expectedSeverity, ...probabilities][k] as number;
    };
    const { contributions } = await explainCase(c, memoryEngine(), { seed: 1, scheme });
    for (const k of [0, 2, 5]) {
      const expected = bruteForce(8, output(k), scheme === "owen" ? groupsOf(players).groups : []);
      contributions.forEach(({ shap, levelShap }, i) => {
        expect(Math.abs(([shap, ...levelShap][k] as number) - (expected[i] as number))).toBeLessThan(1e-9);
      });
    }
  });

  it("has what the groups add at once, and the whole explanation leaves it as it was", async () => {
    for (const c of [SMALL, SICK, LONG]) {
      const engine = memoryEngine();
      const game = gameOf(c, engine);
      const first = await explainGroups(game);
      expect(engine.cases.length).toBeLessThanOrEqual(32);
      const whole = await explainGame(game, { seed: 1 });
      expect(whole.groups).toEqual(first);
      // The coalitions of the first picture were not asked again.
      expect(engine.cases.length).toBe(whole.evaluations);
    }
  });

  it("says which way: fast heart, low oxygen and chest pain more urgent, 40 years at 40 nothing", async () => {
    const e = await explainCase(SMALL, memoryEngine(), { seed: 1 });
    expect(of(e, "vitals.heartRate")?.shap).toBeLessThan(-0.1);
    expect(of(e, "vitals.spo2")?.shap).toBeLessThan(-0.1);
    expect(of(e, "complaint.0")).toMatchObject({ label: "chest pain", span: [0, 10], group: "complaint" });
    expect(of(e, "complaint.0")?.shap).toBeLessThan(-0.1);
    expect(of(e, "ageYears")?.shap).toBeCloseTo(0, 12);
    expect(e.contributions.every((c) => c.standardError === 0)).toBe(true);
  });

  it("keeps to the budget, asks nothing twice, and repeats itself by seed", async () => {
    const engine = memoryEngine();
    const e = await explainCase(LONG, engine, { seed: 7, maxEvaluations: 500 });
    expect(e.method).toBe("owen");
    expect(engine.cases.length).toBe(e.evaluations);
    expect(e.evaluations).toBeLessThanOrEqual(500);
    const again = await explainCase(LONG, memoryEngine(), { seed: 7, maxEvaluations: 500 });
    expect({ ...again, durationMs: 0 }).toEqual({ ...e, durationMs: 0 });
  });

  it("is replayed by its seed and the orders walked in each group, whatever the budget was", async () => {
    const e = await explainCase(LONG, memoryEngine(), { seed: 7, maxEvaluations: 500 });
    const { seed, samplesByGroup } = JSON.parse(JSON.stringify(e)) as Explanation;
    expect(Object.values(samplesByGroup).some((samples) => samples > 0)).toBe(true);
    const again = await explainCase(LONG, memoryEngine(), { seed, samplesByGroup });
    expect({ ...again, durationMs: 0 }).toEqual({ ...e, durationMs: 0 });
  });

  it.each<[string, TriageCase]>([
    ["age alone", { id: "a", ageYears: 5 }],
    ["only text", { id: "a", ageYears: 5, chiefComplaint: "fever" }],
    ["emoji and other scripts", { id: "a", ageYears: 5, chiefComplaint: "🤒 고열 لا ألم" }],
    ["a word five times", { id: "a", ageYears: 5, chiefComplaint: "pain pain pain pain pain" }],
    [
      "a 400-word note",
      { id: "a", ageYears: 50, note: "cough and fever since monday, denies CP. ".repeat(58) },
    ],
    ["everything", { ...SICK, note: "hx of CAD s/p CABG 2015; BP 92/60 per EMS. ".repeat(30) }],
  ])("explains %s", async (_, c) => {
    const e = await explainCase(c, memoryEngine(), { seed: 1 });
    expect(isSound(e)).toBe(true);
    expect(e.contributions.length).toBeGreaterThan(0);
    expect(e.contributions.every((x) => Number.isFinite(x.shap) && Number.isFinite(x.standardError))).toBe(
      true,
    );
  });

  it("passes the engine's failure on", async () => {
    const broken = { predict: async () => Promise.reject(new Error("no runtime")) };
    await expect(explainCase(SMALL, broken, { seed: 1 })).rejects.toThrow("no runtime");
    await expect(explainCase(SMALL, { predict: async () => [] }, { seed: 1 })).rejects.toThrow(/fewer/);
  });
});
