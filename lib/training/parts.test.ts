import { describe, expect, it } from "vitest";
import type { Level } from "@/lib/case/level";
import { triageCaseSchema } from "@/lib/case/triage-case";
import { random, shuffled } from "@/lib/core/random";
import { canonicalReason, phrasesFor, plainLabel } from "@/lib/language/lexicon";
import { denied } from "@/lib/language/retell";
import { probabilitiesOf } from "@/lib/model/calibration";
import { loadTokenizer } from "@/lib/model/tokenizer";
import { predictionSet } from "@/lib/policy/prediction-set";
import { levelBetween } from "@/lib/policy/shown-level";
import {
  answered,
  conformalQuantile,
  coverageOf,
  fitConformal,
  fitLogistic,
  fitPolicies,
  fitScale,
  fitTemperature,
  fitThresholds,
  type HeldOut,
} from "./calibrate";
import { misplacementCost, ordinalTarget } from "./fitting/loss";
import { prepareOrder } from "./fitting/order";
import { parseReplay, summarize, synthesize } from "./replay";
import { ktasFolds, splitOf, trainingVisits } from "./sources/splits";
import { augment, mistype, vary } from "./text/augment";
import { tokenizerJson, trainVocabulary } from "./text/vocabulary";
import { madeUpOutcomes, madeUpSources, madeUpVisit, REASON_LABELS } from "./tiny-artifact.test-support";

describe("random", () => {
  it("is the same for the same seed and even", () => {
    expect(random(1, "a").next()).toBe(random(1, "a").next());
    expect(random(1, "a").next()).not.toBe(random(1, "b").next());
    const r = random(3);
    const mean = Array.from({ length: 20_000 }, () => r.next()).reduce((a, b) => a + b) / 20_000;
    expect(mean).toBeCloseTo(0.5, 1);
    expect(shuffled([1, 2, 3, 4], random(2)).sort()).toEqual([1, 2, 3, 4]);
  });
});

describe("prepareOrder", () => {
  it("gives any block without the ones before, every item once a pass", () => {
    const items = Array.from({ length: 10 }, (_, i) => i);
    const straight = prepareOrder(items, 1, "x");
    const pass = [0, 1, 2, 3, 4].flatMap((b) => straight.take(b, 2));
    expect([...pass].sort((a, b) => a - b)).toEqual(items);
    const unrolled = Array.from({ length: 40 }, (_, b) => straight.take(b, 1)).flat();
    expect(prepareOrder(items, 1, "x").take(7, 4)).toEqual(unrolled.slice(28, 32));
  });
});

describe("splits", () => {
  it("never put a visit of the reported year into another", () => {
    const visits = madeUpOutcomes(2000);
    const splits = visits.map(splitOf);
    visits.forEach((v, i) => {
      expect(splits[i] === "report").toBe(v.year === 2019);
    });
    const before = splits.filter((_, i) => visits[i]?.year !== 2019);
    expect(new Set(before)).toEqual(new Set(["train", "calibrate"]));
    expect(before.filter((s) => s === "calibrate").length / before.length).toBeCloseTo(1 / 6, 1);
    expect(splits).toEqual(visits.map(splitOf));
    expect(splitOf({ ...madeUpVisit(random(1), "2014-1"), year: 2014 })).toBe("train");
  });

  it("let a model learn from everything but what calibrates it", () => {
    const visits = [...madeUpSources(90).nhamcs, ...madeUpOutcomes(300)];
    expect(new Set(trainingVisits(visits, "split").map(splitOf))).toEqual(new Set(["train"]));
    const all = trainingVisits(visits, "everything");
    expect(new Set(all.map(splitOf))).toEqual(new Set(["train", "report"]));
    expect(all).toHaveLength(visits.filter((v) => splitOf(v) !== "calibrate").length);
  });

  it("deal KTAS levels evenly over the folds", () => {
    const folds = ktasFolds(madeUpSources().ktas, 4);
    expect(folds.flat()).toHaveLength(40);
    expect(
      Math.max(...folds.map((f) => f.length)) - Math.min(...folds.map((f) => f.length)),
    ).toBeLessThanOrEqual(1);
  });
});

describe("lexicon", () => {
  it.each([
    ["Nosebleed (epistaxis)", ["nosebleed", "epistaxis"]],
    ["Abdominal pain, cramps, spasms, NOS", ["abdominal pain, cramps, spasms", "abdominal pain"]],
    ["Symptoms of face, not elsewhere class...", ["symptoms of face, not elsewhere", "symptoms of face"]],
  ])("reads the label %s", (label, phrases) => {
    expect(plainLabel(label)).toEqual(phrases);
  });

  it("does not lose the word a cut label lost", () => {
    expect(canonicalReason("55050", "Injury, other and unspecified of head...")).toBe("head injury");
    expect(canonicalReason("10501", "Chest pain")).toBe("chest pain");
  });

  it("knows how nurses write", () => {
    expect(phrasesFor("14150")).toContain("SOB");
    expect(phrasesFor("16052")).toContain("BRBPR");
  });
});

describe("augment", () => {
  const visit = madeUpVisit(random(4), "1");
  it("always makes a valid case and never changes the age or invents vitals", () => {
    for (let i = 0; i < 300; i++) {
      const c = augment(visit, random(i));
      expect(triageCaseSchema.safeParse(c).success).toBe(true);
      expect(c.ageYears).toBe(visit.case.ageYears);
      for (const [key, value] of Object.entries(c.vitals ?? {}))
        if (key !== "consciousness") expect(value).toBe((visit.case.vitals as Record<string, number>)[key]);
    }
  });

  it("does not deny what the patient came for", () => {
    for (let i = 0; i < 200; i++) expect(denied(["10501"], random(i))).not.toMatch(/chest pain|\bCP\b/i);
  });

  it("mistypes by one letter", () => {
    for (let i = 0; i < 50; i++)
      expect(Math.abs(mistype("dyspnea", random(i)).length - 7)).toBeLessThanOrEqual(1);
  });

  it("keeps a site's own words", () => {
    const own = { id: "1", ageYears: 5, chiefComplaint: "barky cough" };
    const words = new Set(Array.from({ length: 100 }, (_, i) => vary(own, random(i)).chiefComplaint));
    expect([...words].some((w) => w === "barky cough")).toBe(true);
  });
});

describe("vocabulary", () => {
  it("is deterministic, holds frequent words whole and reads back", () => {
    const texts = ["chest pain", "chest pain", "chest tightness", "SOB"];
    const pieces = trainVocabulary(texts, 150);
    expect(trainVocabulary(texts, 150)).toEqual(pieces);
    expect(pieces).toContain("chest");
    const tokenizer = loadTokenizer(tokenizerJson(pieces));
    expect(tokenizer.encode("chest", 9)).toEqual([pieces.indexOf("chest")]);
  });
});

describe("targets and costs", () => {
  it("smooth towards neighbours and sum to one", () => {
    const t = ordinalTarget(2, 0.1);
    expect(t[1]).toBeCloseTo(0.9, 12);
    expect(t[0]).toBeGreaterThan(t[3] as number);
    expect(t.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
    expect(ordinalTarget(5, 0)).toEqual([0, 0, 0, 0, 1]);
  });

  it("price under-triage above over-triage", () => {
    expect(misplacementCost(2, 3, 2)).toBe(2 * misplacementCost(3, 2, 2));
    expect(misplacementCost(3, 3, 2)).toBe(0);
  });
});

describe("calibration", () => {
  /** Cases whose labels really follow softmax(logits), shown with logits three times too sure of themselves. */
  const overconfident = (n: number): HeldOut[] => {
    const r = random(9);
    return Array.from({ length: n }, () => {
      const logits = Array.from({ length: 5 }, () => r.normal());
      const p = probabilitiesOf(logits, { temperature: 1, bias: [0, 0, 0, 0, 0] });
      let left = r.next();
      const found = p.findIndex((x) => {
        left -= x;
        return left <= 0;
      });
      const level = (found < 0 ? 5 : found + 1) as Level;
      return { logits: logits.map((z) => z * 3), level, ageYears: r.below(90) };
    });
  };

  it("finds the temperature that was hidden", () => {
    const { temperature, bias } = fitTemperature(overconfident(4000));
    expect(temperature).toBeGreaterThan(2.6);
    expect(temperature).toBeLessThan(3.4);
    for (const b of bias) expect(Math.abs(b)).toBeLessThan(0.15);
  });

  it("covers new cases as often as promised", () => {
    const all = overconfident(8000);
    const c = fitScale(all.slice(0, 4000), "test");
    expect(coverageOf(all.slice(4000), c)).toBeGreaterThan(0.885);
  });

  it("lets fewer labels be more urgent than the set than less, adults and children apart", () => {
    // Children's labels follow other probabilities than the logits say: one quantile for all would fail them.
    const shifted = overconfident(12_000).map((c) =>
      c.ageYears < 16 ? { ...c, level: Math.max(1, c.level - 1) as Level } : c,
    );
    const [fit, fresh] = [shifted.slice(0, 6000), shifted.slice(6000)];
    const c = fitScale(fit, "test");
    const { conformal } = c;
    if (!("mayMiss" in conformal)) throw new Error("expected quantiles for both sides");
    const misses = (isChild: boolean) => {
      const members = fresh.filter((f) => f.ageYears < 16 === isChild);
      const ends = members.map((f) => {
        const p = probabilitiesOf(f.logits, c);
        const set = predictionSet(p, (p.indexOf(Math.max(...p)) + 1) as Level, conformal, f.ageYears);
        return [f.level < Math.min(...set), f.level > Math.max(...set)] as const;
      });
      return [0, 1].map((side) => ends.filter((e) => e[side]).length / members.length) as [number, number];
    };
    for (const isChild of [false, true]) {
      const [urgent, less] = misses(isChild);
      expect(urgent).toBeLessThan(conformal.mayMiss.urgent + 0.015);
      expect(less).toBeLessThan(conformal.mayMiss.lessUrgent + 0.015);
      // Not by holding everything.
      expect(urgent + less).toBeGreaterThan(0.05);
    }
    expect(conformal.child).not.toEqual(conformal.adult);
  });

  it("gives few children the quantiles of all", () => {
    const cases = overconfident(400).map((c, i) => ({ ...c, ageYears: i < 99 ? 5 : 50 }));
    const conformal = (of: HeldOut[]) =>
      fitConformal(answered(of, { temperature: 1, bias: [0, 0, 0, 0, 0] }));
    expect(conformal(cases).child).toEqual(conformal(cases.map((c) => ({ ...c, ageYears: 50 }))).adult);
    const enough = cases.map((c, i) => (i === 99 ? { ...c, ageYears: 5 } : c));
    expect(conformal(enough).child).toEqual(conformal(enough.slice(0, 100)).adult);
  });

  it("finds ordered thresholds better than the middle ones", () => {
    const levels = Array.from({ length: 500 }, (_, i) => ((i % 5) + 1) as Level);
    const severities = levels.map((l, i) => 0.9 + 0.8 * l + (i % 7) * 0.01);
    const t = fitThresholds(severities, levels);
    expect([...t].sort((a, b) => a - b)).toEqual([...t]);
    expect(
      levels.filter((l, i) => 1 + t.filter((x) => (severities[i] as number) > x).length === l).length,
    ).toBeGreaterThan(450);
  });

  it("finds more of the urgent when safety comes first", () => {
    const r = random(12);
    const levels = Array.from({ length: 1500 }, () => (1 + r.below(5)) as Level);
    const severities = levels.map((l) => l * 0.8 + 0.6 + r.normal());
    const policies = fitPolicies(severities, levels);
    // Nobody is shown less urgent for the sake of safety.
    policies["safety-first"].thresholds.forEach((t, k) => {
      expect(t).toBeGreaterThanOrEqual(policies.balanced.thresholds[k] as number);
    });
    const found = (t: readonly number[]) =>
      levels.filter((l, i) => l <= 2 && levelBetween(severities[i] as number, t) <= 2).length /
      levels.filter((l) => l <= 2).length;
    expect(found(policies["safety-first"].thresholds)).toBeGreaterThan(
      found(policies.balanced.thresholds) + 0.09,
    );
  });

  it.each([
    [[0.1, 0.2, 0.3], 0],
    [Array.from({ length: 99 }, (_, i) => (i + 1) / 100), 0.1],
  ])("conformal quantile of %#", (values, expected) => {
    expect(conformalQuantile(values, 0.1)).toBeCloseTo(expected, 9);
  });

  it("reckons from visits, however often each was answered", () => {
    const once = Array.from({ length: 150 }, (_, i) => (i + 1) / 151);
    const thrice = once.flatMap((p) => [p, p, p]);
    expect(conformalQuantile(thrice, 0.1, 3)).toBe(conformalQuantile(once, 0.1));
    // Of eight visits none may fall outside; of 24 two might.
    const few = once.slice(0, 9).flatMap((p) => [p, p, p]);
    expect(conformalQuantile(few, 0.1, 3)).toBe(few[2]);
    expect(conformalQuantile(few.slice(0, 24), 0.1, 3)).toBe(0);
    expect(conformalQuantile(few.slice(0, 24), 0.1)).toBeGreaterThan(0);
  });

  it("undoes enrichment of the rare outcome", () => {
    const r = random(2);
    const logits = Array.from({ length: 20_000 }, () => r.normal() * 2);
    const positive = logits.map((x) => r.next() < 1 / (1 + Math.exp(-(0.5 * x - 3))));
    const { slopes, intercept } = fitLogistic(
      logits.map((x) => [x]),
      positive,
    );
    expect(slopes[0]).toBeCloseTo(0.5, 1);
    expect(intercept).toBeCloseTo(-3, 0);
  });
});

describe("replay", () => {
  const sources = madeUpSources(600);
  const summary = summarize(sources.nhamcs, REASON_LABELS);

  it("reads back and makes valid cases", () => {
    expect(parseReplay(JSON.parse(JSON.stringify(summary)))).toEqual(summary);
    const r = random(1);
    for (let i = 0; i < 200; i++)
      expect(triageCaseSchema.safeParse(synthesize(summary, r)).success).toBe(true);
  });

  it("writes no visit down: no cell below its size, no rare reason, no extreme value", () => {
    const odd = { ...madeUpVisit(random(1), "odd"), reasons: ["99999"] };
    const extreme = {
      ...madeUpVisit(random(1), "x"),
      case: { ...madeUpVisit(random(1), "x").case, vitals: { heartRate: 349 } },
    };
    const text = JSON.stringify(summarize([...sources.nhamcs, odd, extreme], REASON_LABELS));
    expect(text).not.toContain("99999");
    expect(text).not.toContain("349");
    for (const cell of summary.cells) expect(cell.visits).toBeGreaterThanOrEqual(30);
  });

  it("keeps what goes with a level", () => {
    const r = random(5);
    const rates = (level: number) => {
      const cells = { ...summary, cells: summary.cells.filter((c) => c.level === level) };
      const values = Array.from({ length: 200 }, () => synthesize(cells, r).vitals?.heartRate).filter(
        (x) => x !== undefined,
      );
      return values.reduce((a, b) => a + b, 0) / values.length;
    };
    expect(rates(2)).toBeGreaterThan(rates(4) + 10);
  });
});
