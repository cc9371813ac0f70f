import { describe, expect, it } from "vitest";
import type { Level } from "@/lib/case/level";
import { random } from "@/lib/core/random";
import { expectedSeverity } from "@/lib/model/calibration";
import { combine } from "@/lib/policy/evidence";
import { shownLevel } from "@/lib/policy/shown-level";
import type { Outcomes } from "../sources/outcomes";
import type { SourceVisit } from "../sources/visit";
import { COSTS } from "./cost-tables";
import { fitCombination, surprise, type Witnessed } from "./fit-combination";
import { referenceLevel } from "./reference-level";

const nothing: Outcomes = {
  lifeSaving: false,
  lifeSavingStrict: false,
  criticalCareOrDeath: false,
  admission: false,
  psychiatricTransfer: false,
  resources: 0,
  emergencies: [],
};
const visit = (level: Level | null, outcomes: Partial<Outcomes> | null): SourceVisit => ({
  source: "nhamcs-ed-full",
  key: "x",
  year: 2017,
  case: { id: "x", ageYears: 40 },
  reasons: [],
  level: level && { scale: "esi", value: level },
  critical: null,
  nurseLevel: null,
  raceEthnicity: null,
  ...(outcomes ? { outcomes: { ...nothing, ...outcomes } } : {}),
});

describe("the level a visit would have had", () => {
  it.each([
    ["an intervention is level 1, whatever was charted", 4, { lifeSaving: true }, [1, 0, 0, 0, 0]],
    ["critical care is level 2", 3, { criticalCareOrDeath: true }, [0, 1, 0, 0, 0]],
    ["so is a time-critical diagnosis", 4, { emergencies: ["stroke"] }, [0, 1, 0, 0, 0]],
    ["an immediate patient without an intervention may have been a 2", 1, {}, [0.5, 0.5, 0, 0, 0]],
    ["who was taken in first stays there", 2, { resources: 0 }, [0, 1, 0, 0, 0]],
    ["two resources, charted 3", 3, { resources: 2 }, [0, 0, 1, 0, 0]],
    ["two resources, charted 5", 5, { resources: 2 }, [0, 0, 0.5, 0, 0.5]],
    ["nothing, charted 4", 4, { resources: 0 }, [0, 0, 0, 0.5, 0.5]],
  ] as const)("%s", (_what, level, outcomes, target) => {
    expect(referenceLevel(visit(level, outcomes as Partial<Outcomes>))).toEqual(target);
  });

  it("is not known without either witness", () => {
    expect(referenceLevel(visit(3, null))).toBeNull();
    expect(referenceLevel(visit(null, {}))).toBeNull();
    expect(referenceLevel(visit(3, { resources: null }))).toBeNull();
  });
});

/** Visits whose risk of critical care says what the charted head does not. */
const madeUp = (count: number): Witnessed[] => {
  const r = random(4, "witnessed");
  return Array.from({ length: count }, () => {
    const sick = r.chance(0.2);
    const criticalCare = sick ? 0.3 + 0.4 * r.next() : 0.01 + 0.02 * r.next();
    return {
      answers: {
        charted: [0.02, 0.13, 0.5, 0.25, 0.1],
        risks: { lifeSaving: 0.01, criticalCare, admission: 0.2, psychiatricTransfer: 0.01 },
        resources: [0.2, 0.3, 0.5] as const,
      },
      target: sick ? [0, 1, 0, 0, 0] : [0, 0, 0.6, 0.4, 0],
      ageYears: r.below(90),
    };
  });
};

describe("combining what the heads say", () => {
  const [known, unseen] = [madeUp(800), madeUp(1600).slice(800)];
  const fitted = fitCombination(known, "made-up visits");

  it("learns what the charted head leaves out", () => {
    const alone = fitCombination([], "nothing");
    expect(surprise(unseen, fitted)).toBeLessThan(0.6 * surprise(unseen, alone));
  });

  it("without visits takes the charted head's word", () => {
    const { answers } = known[0] as Witnessed;
    const p = combine(answers, fitCombination([], "nothing"), 40);
    p.forEach((x, k) => {
      expect(x).toBeCloseTo(answers.charted[k] as number, 5);
    });
  });

  it("makes nobody less urgent for a higher risk", () => {
    const { answers } = known[0] as Witnessed;
    const severity = (criticalCare: number) =>
      expectedSeverity(combine({ ...answers, risks: { ...answers.risks, criticalCare } }, fitted, 40));
    expect(severity(0.5)).toBeLessThan(severity(0.1));
    expect(severity(0.1)).toBeLessThan(severity(0.01));
  });
});

describe("the tables of costs", () => {
  it.each(["balanced", "safety-first"] as const)(
    "%s: nothing for the right level, more for a larger mistake",
    (name) => {
      COSTS[name].forEach((row, actual) => {
        expect(row[actual]).toBe(0);
        for (let k = actual; k < 4; k++) expect(row[k + 1]).toBeGreaterThan(row[k] as number);
        for (let k = actual; k > 0; k--) expect(row[k - 1]).toBeGreaterThan(row[k] as number);
      });
    },
  );

  it("safety first never shows less urgent than balanced", () => {
    const r = random(5, "costs");
    for (let i = 0; i < 500; i++) {
      const e = [0, 0, 0, 0, 0].map(() => Math.exp(2 * r.normal()));
      const sum = e.reduce((a, b) => a + b, 0);
      const p = e.map((x) => x / sum);
      expect(shownLevel(p, { costs: COSTS["safety-first"] })).toBeLessThanOrEqual(
        shownLevel(p, { costs: COSTS.balanced }),
      );
    }
  });
});
