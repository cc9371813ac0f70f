import { describe, expect, it } from "vitest";
import type { TriageCase } from "@/lib/case/triage-case";
import { explainCase } from "../explain-case";
import type { Explanation } from "../explanation";
import { memoryEngine, predictOne } from "../memory-engine.test-support";
import { seededRandom } from "../random";
import { likeness } from "./compare";
import { deletionInsertion } from "./deletion";
import type { ExplainedCase, Explainer, Model } from "./explained";
import { MEASUREMENT_ERROR, measuredAgain } from "./measured-again";
import { findPlant, PLANTED_WORD, plantedVital, plantedWord, shiftLevels, withPlant } from "./planted";
import { type RedrawnStage, randomisedWeights } from "./randomised-weights";
import { stability } from "./stability";
import { estimate, ranks, spearman } from "./statistics";
import { verdicts } from "./verdicts";
import { explanationQuality, type QualityInput } from "./version-quality";

const honest: Explainer = (c, model, seed) => explainCase(c, model, { seed, maxEvaluations: 400 });

/** Gives every player another one's share: sizes turned upside down, signs turned round. */
const upsideDown: Explainer = async (c, model, seed) => {
  const e = await honest(c, model, seed);
  const most = Math.max(...e.contributions.map((x) => Math.abs(x.shap)));
  return {
    ...e,
    contributions: e.contributions.map((x) => ({
      ...x,
      shap: -Math.sign(x.shap || 1) * (most - Math.abs(x.shap)),
    })),
  };
};

/** Looks at the case alone: an edge detector for triage forms, the same whatever the model. */
const modelBlind: Explainer = async (c, _model, seed) => {
  const e = await honest(c, memoryEngine(), seed);
  return {
    ...e,
    contributions: e.contributions.map((x, i) => ({ ...x, shap: (i + 1) * (i % 2 ? 0.1 : -0.1) })),
  };
};

const WORDS = [
  "chest pain",
  "cough",
  "ankle injury",
  "here for refill",
  "fever, vomiting",
  "dizzy, diaphoretic",
];
function madeUp(count: number): TriageCase[] {
  const random = seededRandom(11);
  const below = (n: number) => Math.floor(random() * n);
  return Array.from({ length: count }, (_, i) => ({
    id: `${i}`,
    ageYears: 5 + below(85),
    sex: random() < 0.5 ? "female" : "male",
    arrivalMode: random() < 0.3 ? "ambulance" : "walk-in",
    chiefComplaint: WORDS[below(WORDS.length)] as string,
    injury: random() < 0.2,
    vitals: {
      heartRate: 60 + below(80),
      respiratoryRate: 12 + below(16),
      spo2: 86 + below(14),
      systolic: 80 + below(80),
      temperature: 36 + below(30) / 10,
    },
    history: random() < 0.5 ? ["diabetes"] : [],
  }));
}
const CASES = madeUp(24);

const explainAll = async (explain: Explainer, model: Model = memoryEngine()): Promise<ExplainedCase[]> => {
  const out: ExplainedCase[] = [];
  for (const c of CASES) out.push({ case: c, explanation: await explain(c, model, 1) });
  return out;
};

describe("statistics", () => {
  it("ranks with ties sharing their rank", () => {
    expect(ranks([30, 10, 20, 20])).toEqual([4, 1, 2.5, 2.5]);
  });

  it.each<[string, number[], number[], number | null]>([
    ["the same order", [1, 2, 3, 4], [10, 20, 30, 99], 1],
    ["the reverse", [1, 2, 3, 4], [4, 3, 2, 1], -1],
    // scipy.stats.spearmanr([1, 2, 2, 4, 5], [2, 1, 3, 3, 9]) = 0.763157894736842
    ["ties", [1, 2, 2, 4, 5], [2, 1, 3, 3, 9], 0.763157894736842],
    ["a constant side", [1, 1, 1], [1, 2, 3], null],
    ["too few", [1, 2], [1, 2], null],
  ])("rank correlation of %s", (_what, a, b, expected) => {
    const got = spearman(a, b);
    if (expected === null) expect(got).toBeNull();
    else expect(got).toBeCloseTo(expected, 12);
  });

  it("has intervals that hold the mean, replay by seed and narrow with more cases", () => {
    const random = seededRandom(2);
    const values = Array.from({ length: 400 }, () => random());
    const e = estimate(values, 5);
    expect(e).toEqual(estimate(values, 5));
    expect(e?.low).toBeLessThan(e?.value as number);
    expect(e?.high).toBeGreaterThan(e?.value as number);
    // Standard error of 400 uniform numbers: 0.289 / 20 = 0.0144, so the interval is about 0.057 wide.
    expect((e?.high as number) - (e?.low as number)).toBeGreaterThan(0.045);
    expect((e?.high as number) - (e?.low as number)).toBeLessThan(0.07);
    expect(estimate([])).toBeNull();
  });
});

describe("deletion and insertion", () => {
  it("an explanation that follows the model beats random order, both ways", async () => {
    const d = await deletionInsertion(await explainAll(honest), memoryEngine(), { seed: 3 });
    expect(d.cases).toBe(CASES.length);
    expect(d.deletion.gain?.low).toBeGreaterThan(0);
    expect(d.insertion.gain?.low).toBeGreaterThan(0);
    expect(d.withoutThree.explained?.value).toBeGreaterThan(1.5 * (d.withoutThree.random?.value as number));
    expect(d.deletion.explained[0]).toBe(0);
    expect(d.insertion.explained.at(-1)).toBe(0);
    // Both orders end at the same two places.
    expect(d.deletion.explained.at(-1)).toBeCloseTo(d.deletion.random.at(-1) as number, 12);
    expect(d.insertion.explained[0]).toBeCloseTo(d.insertion.random[0] as number, 12);
  });

  it("one turned upside down loses to random order", async () => {
    const d = await deletionInsertion(await explainAll(upsideDown), memoryEngine(), { seed: 3 });
    expect(d.deletion.gain?.high).toBeLessThan(0);
    expect(d.insertion.gain?.high).toBeLessThan(0);
  });

  it("replays by seed, and refuses an explanation of another case", async () => {
    const explained = await explainAll(honest);
    const [a, b] = [
      await deletionInsertion(explained, memoryEngine(), { seed: 3 }),
      await deletionInsertion(explained, memoryEngine(), { seed: 3 }),
    ];
    expect(a).toEqual(b);
    const swapped = [
      {
        case: { id: "x", ageYears: 3, sex: "male" as const },
        explanation: explained[0]?.explanation as Explanation,
      },
    ];
    await expect(deletionInsertion(swapped, memoryEngine(), { seed: 3 })).rejects.toThrow(/other players/);
  });

  it("leaves out a case with nothing to order", async () => {
    const c: TriageCase = { id: "x", ageYears: 3 };
    const explained = [{ case: c, explanation: await honest(c, memoryEngine(), 1) }];
    const d = await deletionInsertion(explained, memoryEngine(), { seed: 3 });
    expect(d).toMatchObject({ cases: 0, deletion: { gain: null, explained: [] } });
  });
});

/** Another model of the same inputs: every case's answer drawn by what it says, without sense. */
function scrambled(draw: number): Model & { close(): Promise<void> } {
  const random = seededRandom(1000 + draw);
  const weights = Array.from({ length: 12 }, () => 2 * random() - 1);
  const engine = memoryEngine((c) => {
    const v = c.vitals ?? {};
    const seen = [
      v.heartRate ? v.heartRate / 90 : 0,
      v.respiratoryRate ? v.respiratoryRate / 18 : 0,
      v.spo2 ? v.spo2 / 97 : 0,
      v.systolic ? v.systolic / 120 : 0,
      v.temperature ? v.temperature / 37 : 0,
      c.sex === "female" ? 1 : 0,
      c.arrivalMode ? 1 : 0,
      c.injury === undefined ? 0 : 1,
      c.chiefComplaint ? 1 : 0,
      c.history?.length ?? 0,
      c.ageYears / 50,
    ];
    const score = seen.reduce((s, x, i) => s + x * (weights[i] as number), 0);
    return shiftLevels(predictOne({ id: "", ageYears: 40 }), Math.tanh(score) / 2);
  });
  return { predict: engine.predict, close: async () => {} };
}
const STAGE: RedrawnStage = { name: "all layers", draws: 4, open: async (draw) => scrambled(draw) };

describe("randomised weights", () => {
  it("the explanations of another model are others", async () => {
    const explained = await explainAll(honest);
    const r = await randomisedWeights(explained, [STAGE], honest, { seed: 1 });
    expect(r.stages[0]?.likeness.signed?.cases).toBe(4 * CASES.length);
    expect(r.stages[0]?.likeness.signed?.value).toBeLessThan(0.4);
  });

  it("an explainer that does not look at the model is caught", async () => {
    const explained = await explainAll(modelBlind);
    const r = await randomisedWeights(explained, [STAGE], modelBlind, { seed: 1 });
    expect(r.stages[0]?.likeness.signed?.value).toBe(1);
  });

  it("closes what it opened, also when an explanation fails", async () => {
    let open = 0;
    const stage: RedrawnStage = {
      name: "x",
      draws: 2,
      async open(draw) {
        open++;
        return {
          predict: scrambled(draw).predict,
          close: async () => {
            open--;
          },
        };
      },
    };
    await randomisedWeights((await explainAll(honest)).slice(0, 1), [stage], honest, { seed: 1 });
    expect(open).toBe(0);
    const failing: Explainer = async () => Promise.reject(new Error("no"));
    await expect(
      randomisedWeights((await explainAll(honest)).slice(0, 1), [stage], failing, { seed: 1 }),
    ).rejects.toThrow("no");
    expect(open).toBe(0);
  });
});

describe("measured again", () => {
  it("stays within the error and what can be written down; pain and text stay", () => {
    const random = seededRandom(4);
    for (const c of CASES.map((c) => ({ ...c, vitals: { ...c.vitals, pain: 7, gcs: 15 } })))
      for (let i = 0; i < 20; i++) {
        const again = measuredAgain(c, random);
        expect({ ...again, vitals: null }).toEqual({ ...c, vitals: null });
        for (const [key, value] of Object.entries(again.vitals ?? {})) {
          const error = MEASUREMENT_ERROR[key as keyof typeof MEASUREMENT_ERROR] ?? 0;
          const before = c.vitals[key as keyof typeof c.vitals] as number;
          expect(Math.abs((value as number) - before)).toBeLessThanOrEqual(error + 1e-9);
          if (key !== "temperature") expect(Number.isInteger(value)).toBe(true);
        }
        expect(again.vitals?.spo2).toBeLessThanOrEqual(100);
      }
  });

  it("moves something, and leaves a case without vitals alone", () => {
    const random = seededRandom(4);
    expect(CASES.some((c) => measuredAgain(c, random).vitals?.heartRate !== c.vitals?.heartRate)).toBe(true);
    expect(measuredAgain({ id: "a", ageYears: 1 }, random)).toEqual({ id: "a", ageYears: 1 });
  });
});

describe("stability", () => {
  const again = CASES.map((c) => measuredAgain(c, seededRandom(Number(c.id))));

  it("small noise moves a smooth model and its reasons little", async () => {
    const s = await stability("measured again", await explainAll(honest), again, memoryEngine(), honest, {
      seed: 1,
    });
    expect(s.answerChange?.value).toBeGreaterThan(0);
    expect(s.answerChange?.value).toBeLessThan(0.2 * (s.betweenVisits?.value as number));
    expect(s.likeness.signed?.value).toBeGreaterThan(0.85);
    expect(s.likeness.topThree?.value).toBeGreaterThan(0.85);
  });

  it("a jumpy model is seen to be one", async () => {
    // Odd heart rates mean the opposite of even ones.
    const jumpy = memoryEngine((c) => {
      const p = predictOne(c);
      return c.vitals?.heartRate !== undefined && c.vitals.heartRate % 2 === 1 ? shiftLevels(p, 0.9) : p;
    });
    const s = await stability("measured again", await explainAll(honest, jumpy), again, jumpy, honest, {
      seed: 1,
    });
    expect(s.answerChange?.value).toBeGreaterThan(0.25);
  });

  it("looks at what is no word only", async () => {
    const c = CASES[0] as TriageCase;
    const e = await honest(c, memoryEngine(), 1);
    const other = {
      ...e,
      contributions: e.contributions.map((x) => (x.group === "complaint" ? { ...x, shap: x.shap + 100 } : x)),
    };
    expect(likeness(e, other, (x) => x.group !== "complaint").signed).toBe(1);
    expect(likeness(e, other).signed).toBeLessThan(1);
  });
});

describe("planted features", () => {
  const word = plantedWord(-0.9);
  const rule = plantedVital("temperature", "37.5 °C or more is less urgent", (t) => t >= 37.5, 0.9);

  it("moves probability, keeps it whole, and by what it says", () => {
    const p = predictOne(CASES[0] as TriageCase);
    for (const by of [-1, -0.4, 0, 0.4, 1]) {
      const q = shiftLevels(p, by);
      expect(q.probabilities.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
      const end = by < 0 ? (p.probabilities[0] as number) : (p.probabilities[4] as number);
      expect(q.expectedSeverity - p.expectedSeverity).toBeCloseTo(by * (1 - end), 12);
    }
    expect(() => shiftLevels(p, 1.5)).toThrow(RangeError);
  });

  it("keeps the made-up word from the model itself", async () => {
    const engine = memoryEngine();
    const c = CASES[0] as TriageCase;
    const planted = word.prepare(c) as TriageCase;
    expect(planted.chiefComplaint).toContain(PLANTED_WORD);
    const answers = await withPlant(engine, word).predict([planted, c]);
    expect(engine.cases).toEqual([c, c]);
    expect(answers[0]?.expectedSeverity).toBeLessThan((answers[1]?.expectedSeverity as number) - 0.4);
    const { chiefComplaint: _, ...mute } = c;
    expect(word.strip(word.prepare(mute) as TriageCase)).toEqual(mute);
  });

  it.each([
    ["word", word],
    ["vital", rule],
  ])("an honest explainer finds the %s", async (_what, plant) => {
    const r = await findPlant(CASES, plant, memoryEngine(), honest, { seed: 1 });
    expect(r.cases).toBeGreaterThan(5);
    expect(r.inTopThree?.value).toBeGreaterThan(0.9);
    expect(r.signRight?.value).toBe(1);
    expect(r.magnitudeError?.value).toBeLessThan(0.06);
  });

  it.each([
    ["turned upside down", upsideDown],
    ["that does not look at the model", modelBlind],
  ])("an explainer %s does not", async (_what, explain) => {
    const r = await findPlant(CASES, word, memoryEngine(), explain, { seed: 1 });
    expect(Math.min(r.inTopThree?.value ?? 9, r.signRight?.value ?? 9)).toBeLessThan(0.5);
    expect(r.magnitudeError?.value).toBeGreaterThan(0.2);
  });
});

describe("the whole", () => {
  const input = (explain: Explainer): QualityInput => ({
    cases: CASES,
    model: memoryEngine(),
    explain,
    maxEvaluations: 400,
    seed: 1,
    stages: [STAGE],
    redrawnCases: 8,
    variants: [
      { name: "Measured again", cases: CASES.map((c) => measuredAgain(c, seededRandom(Number(c.id)))) },
    ],
    plants: [plantedWord(-0.9)],
    plantedCases: 12,
  });
  const failed = async (explain: Explainer) =>
    verdicts(await explanationQuality(input(explain)))
      .filter((v) => !v.passed)
      .map((v) => v.check);

  it("an honest explainer passes every check and ends at its progress's end", async () => {
    const seen: [number, number][] = [];
    const q = await explanationQuality({
      ...input(honest),
      onProgress: (done, total) => seen.push([done, total]),
    });
    expect(verdicts(q).filter((v) => !v.passed)).toEqual([]);
    expect(seen.at(-1)?.[0]).toBe(seen.at(-1)?.[1]);
    expect(
      verdicts(q)
        .map((v) => v.sentence)
        .join(" "),
    ).not.toMatch(/undefined|NaN/);
  });

  it("one turned upside down fails to follow the model and to find the plant", async () => {
    expect(await failed(upsideDown)).toEqual(
      expect.arrayContaining(["deletion", "insertion", "planted-found"]),
    );
  });

  it("one that does not look at the model fails the randomised weights", async () => {
    expect(await failed(modelBlind)).toEqual(expect.arrayContaining(["randomised-weights", "planted-found"]));
  });
});
