import { describe, expect, it } from "vitest";
import { LEVELS } from "@/lib/case/level";
import { random } from "@/lib/core/random";
import {
  type Calibration,
  type Combination,
  type Costs,
  expectedSeverity,
  parseCalibration,
  probabilitiesOf,
} from "@/lib/model/calibration";
import { combine, EVIDENCE_NAMES } from "./evidence";
import { predictionSet } from "./prediction-set";
import { expectedCosts, levelBetween, likeliestLevel, shownLevel } from "./shown-level";
import { toPrediction } from "./to-prediction";

const conformal = { coverage: 0.9, childBelowYears: 16, adult: 0.2, child: 0.05 };
const twoSided = {
  coverage: 0.9,
  childBelowYears: 16,
  mayMiss: { urgent: 0.04, lessUrgent: 0.06 },
  adult: { urgent: 0.1, lessUrgent: 0.15 },
  child: { urgent: 0.03, lessUrgent: 0.15 },
};
const calibration = {
  format_version: 1 as const,
  policy: "balanced" as const,
  scales: {
    esi: {
      temperature: 2,
      bias: [0, 0, 0, 0, 0] as [number, number, number, number, number],
      policies: {
        balanced: { thresholds: [1.5, 2.5, 3.5, 4.5] as [number, number, number, number] },
        "safety-first": { thresholds: [2, 3, 4, 4.9] as [number, number, number, number] },
      },
      conformal,
      fittedOn: "test",
    },
  },
  critical: { slope: 2, intercept: -1, fittedOn: "test" },
};

describe("calibration", () => {
  it("softens by temperature and shifts by bias, summing to one", () => {
    const p = probabilitiesOf([2, 0, 0, 0, 0], { temperature: 2, bias: [0, 1, 0, 0, 0] });
    expect(p[0]).toBeCloseTo(p[1], 12);
    expect(p.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
  });

  it("does not overflow on large logits", () => {
    expect(probabilitiesOf([1e4, 0, 0, 0, -1e4], calibration.scales.esi)[0]).toBe(1);
  });

  it.each([
    [1.0, 1],
    [1.5, 1],
    [1.51, 2],
    [3.2, 3],
    [4.6, 5],
  ])("expected severity %d is level %i", (severity, level) => {
    expect(levelBetween(severity, [1.5, 2.5, 3.5, 4.5])).toBe(level);
  });

  it.each([
    [[0.01, 0.05, 0.7, 0.2, 0.04], 3, 40, [3, 4]],
    [[0.01, 0.05, 0.7, 0.2, 0.04], 3, 10, [2, 3, 4]],
    // the level shown is always in, and there are no holes
    [[0.3, 0.1, 0.1, 0.4, 0.1], 2, 40, [1, 2, 3, 4]],
    [[0.2, 0.2, 0.2, 0.2, 0.19], 5, 40, [1, 2, 3, 4, 5]],
  ] as const)("set of %j shown %i at %i years is %j", (p, shown, age, set) => {
    expect(predictionSet(p, shown, conformal, age)).toEqual(set);
  });

  it.each([
    // Urgent end: the first level with 0.1 at or above it in urgency. Other end: the last one with 0.15 at or below.
    [[0.04, 0.07, 0.7, 0.1, 0.09], 3, 40, [2, 3, 4]],
    [[0.04, 0.05, 0.7, 0.1, 0.11], 3, 40, [3, 4]],
    // 0.03 is enough in a child
    [[0.04, 0.05, 0.7, 0.1, 0.11], 3, 10, [1, 2, 3, 4]],
    // a level is in by what lies beyond it, however little it has itself
    [[0.3, 0, 0, 0, 0.7], 5, 40, [1, 2, 3, 4, 5]],
    // the level shown is always in
    [[0.01, 0.02, 0.95, 0.01, 0.01], 1, 40, [1, 2, 3]],
  ] as const)("two-sided set of %j shown %i at %i years is %j", (p, shown, age, set) => {
    expect(predictionSet(p, shown, twoSided, age)).toEqual(set);
  });

  it("is read in both forms, and in no mixture of them", () => {
    const withConformal = (c: object) => ({
      ...calibration,
      scales: { esi: { ...calibration.scales.esi, conformal: c } },
    });
    for (const c of [conformal, twoSided])
      expect(parseCalibration(withConformal(c)).scales.esi.conformal).toEqual(c);
    for (const c of [
      { ...twoSided, child: 0.1 },
      { ...conformal, mayMiss: twoSided.mayMiss },
    ])
      expect(() => parseCalibration(withConformal(c))).toThrow(/conformal/);
  });

  it("follows the policy asked for, and the artifact's own otherwise", () => {
    const logits = [0, 0, 1, 1, 0];
    const own = toPrediction({ esi: logits, critical: [0.5] }, 40, calibration);
    const safe = toPrediction({ esi: logits, critical: [0.5] }, 40, calibration, "esi", "safety-first");
    expect(own.expectedSeverity).toBeCloseTo(expectedSeverity(own.probabilities), 12);
    expect([own.level, safe.level]).toEqual([3, 3]);
    expect(own.criticalRisk).toBeCloseTo(0.5, 12);
    expect(toPrediction({ esi: logits }, 40, calibration).criticalRisk).toBeNull();
  });

  it("refuses a scale it was not fitted for", () => {
    expect(() =>
      toPrediction({ esi: [0, 0, 0, 0, 0], ktas: [0, 0, 0, 0, 0] }, 40, calibration, "ktas"),
    ).toThrow(/ktas/);
  });
});

const COSTS: Costs = [
  [0, 3, 12, 20, 24],
  [1, 0, 4, 9, 12],
  [2.5, 1, 0, 1.5, 3.5],
  [4, 2, 1, 0, 1],
  [5, 3, 2, 1, 0],
];
const some = (seed: number): number[] => {
  const r = random(seed, "probabilities");
  const e = LEVELS.map(() => Math.exp(3 * r.normal()));
  const sum = e.reduce((a, b) => a + b, 0);
  return e.map((x) => x / sum);
};

describe("a level by costs", () => {
  it("is the cheapest on average", () => {
    // One in five patients like this is a level 2: showing 3 costs 0.2 x 4, showing 2 costs 0.8 x 1.
    expect(shownLevel([0, 0.19, 0.81, 0, 0], { costs: COSTS })).toBe(3);
    expect(shownLevel([0, 0.21, 0.79, 0, 0], { costs: COSTS })).toBe(2);
    expect(expectedCosts([0, 0.25, 0.75, 0, 0], COSTS)[2]).toBeCloseTo(1, 12);
  });

  it("is never less urgent than the likeliest level, whatever over-triage costs", () => {
    const dear: Costs = LEVELS.map((actual) =>
      LEVELS.map((shown) => (shown < actual ? 50 : shown - actual)),
    ) as Costs;
    for (let seed = 0; seed < 500; seed++) {
      const p = some(seed);
      expect(shownLevel(p, { costs: dear })).toBeLessThanOrEqual(likeliestLevel(p));
    }
  });

  it("does not become less urgent as probability moves to a more urgent level", () => {
    for (let seed = 0; seed < 500; seed++) {
      const p = some(seed);
      const r = random(seed, "move");
      const from = 1 + r.below(4);
      const to = r.below(from);
      const q = [...p];
      const moved = (p[from] as number) * r.next();
      q[from] = (q[from] as number) - moved;
      q[to] = (q[to] as number) + moved;
      expect(shownLevel(q, { costs: COSTS })).toBeLessThanOrEqual(shownLevel(p, { costs: COSTS }));
    }
  });
});

describe("all heads together", () => {
  const combination: Combination = {
    weights: Object.fromEntries(
      EVIDENCE_NAMES.map((name, f) => [
        name,
        LEVELS.map((_, k) => (name === `charted ${k + 1}` ? 1 : f === 6 ? 1 - k / 2 : 0)) as never,
      ]),
    ),
    groups: [
      { name: "child", belowYears: 16, bias: [0, 1, 0, 0, 0] },
      { name: "adult", belowYears: null, bias: [0, 0, 0, 0, 0] },
    ],
    fittedOn: "test",
  };
  const answers = (criticalCare: number) => ({
    charted: [0.05, 0.15, 0.5, 0.2, 0.1],
    risks: { lifeSaving: 0.01, criticalCare, admission: 0.2, psychiatricTransfer: 0.01 },
    resources: [0.1, 0.2, 0.7] as const,
  });

  it("make a level more urgent as a risk grows, and hear the age", () => {
    const low = combine(answers(0.01), combination, 40);
    const high = combine(answers(0.3), combination, 40);
    expect(expectedSeverity(high)).toBeLessThan(expectedSeverity(low));
    expect(combine(answers(0.01), combination, 4)[1]).toBeGreaterThan(low[1]);
    expect(low.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
  });

  it("answer with risks and resources, and refuse an artifact that has no such heads", () => {
    const platt = { slope: 1, intercept: 0, fittedOn: "test" };
    const whole: Calibration = {
      ...calibration,
      scales: {
        esi: {
          ...calibration.scales.esi,
          combination,
          policies: { balanced: { costs: COSTS }, "safety-first": { costs: COSTS } },
        },
      },
      outcomes: {
        lifeSaving: platt,
        admission: platt,
        psychiatric: platt,
        resources: { temperature: 1, bias: [0, 0, 0], fittedOn: "test" },
      },
    };
    const logits = {
      esi: [0, 0, 1, 1, 0],
      critical: [0],
      lifeSaving: [-4, -5],
      admission: [0],
      psychiatric: [-9],
    };
    const p = toPrediction({ ...logits, resources: [0, 0, 1] }, 40, parseCalibration(whole));
    expect(p.outlook?.risks.lifeSaving).toBeCloseTo(1 / (1 + Math.exp(4)), 12);
    expect(p.outlook?.resources.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
    expect(p.charted).toHaveLength(5);
    expect(() => toPrediction(logits, 40, whole)).toThrow(/heads/);
  });
});
