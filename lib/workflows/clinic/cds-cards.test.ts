import { describe, expect, it } from "vitest";
import { LEVELS } from "@/lib/case/level";
import { objectionTo } from "@/lib/language/may-not-be-said";
import { fourQuestions } from "@/lib/policy/four-questions";
import { assessFloor } from "@/lib/safety/rules";
import { KINDS } from "@/lib/safety/testing/kinds";
import { cardFor, levelOfReason } from "./cds-cards";

const about = { uuid: "6f1c0a52-6c1b-4b0e-9a55-2d2a9d7a4f10", appOrigin: "https://app.test" };
const questions = fourQuestions({
  ageYears: 40,
  vitals: {},
  floor: null,
  modelLevel: 3,
  probabilities: [0, 0.1, 0.8, 0.1, 0],
  outlook: null,
});
type Assessment = Parameters<typeof cardFor>[0];
const assessment = (change: Partial<Assessment> = {}): Assessment => ({
  level: 3,
  questions,
  floor: null,
  model: {
    state: "ready",
    name: "m",
    version: "1.0.0",
    engine: "onnx",
    device: "cpu",
    precision: "fp32",
    policy: "balanced",
  },
  criticalRisk: 0.02,
  outlook: null,
  ...change,
});

describe("a card", () => {
  it.each(LEVELS)("of level %i is short enough and never offers its own level instead", (level) => {
    const card = cardFor(assessment({ level }), [], about);
    expect(card.summary.length).toBeLessThanOrEqual(140);
    expect(card.overrideReasons.map(levelOfReason)).toEqual(LEVELS.filter((l) => l !== level));
  });

  it("says nothing that may not be said, whatever rule spoke", () => {
    const floors = KINDS.map(({ said: [chiefComplaint, note], over }, i) =>
      assessFloor({ id: `${i}`, ageYears: 45, chiefComplaint, ...(note ? { note } : {}), ...over }),
    );
    expect(floors.filter((f) => f && f.rules.length > 0).length).toBeGreaterThan(50);
    for (const floor of floors) {
      const card = cardFor(assessment({ floor, level: floor?.level ?? 3 }), ["No pain score."], about);
      for (const line of [card.summary, ...card.detail.split("\n")])
        expect(objectionTo(line), line).toBeNull();
    }
  });

  it("without a level says so, and is no all-clear", () => {
    const model = { state: "rules-only", why: "The age is unknown." } as const;
    const card = cardFor(assessment({ level: null, model }), [], about);
    expect(card.summary).toMatch(/^No triage level can be suggested/);
    expect(card.detail).toContain("The age is unknown.");
    expect(card.overrideReasons).toHaveLength(5);
  });

  it("lets words of a chart start no link, picture or tag", () => {
    const hostile = "[click](https://evil.test) <img src=x> ![](x) `x`\n# head";
    const { detail } = cardFor(assessment(), [hostile], about);
    expect(detail).toContain("\\[click\\](https://evil.test) \\<img src=x\\> \\!\\[\\](x)");
    expect(detail).not.toMatch(/^# head/m);
  });
});

describe("the reason of an override", () => {
  it.each([
    [{ code: "level-2", system: "urn:openacuity:level" }, 2],
    [{ code: "level-2" }, 2],
    [{ code: "level-6", system: "urn:openacuity:level" }, null],
    [{ code: "level-2", system: "urn:somebody-else" }, null],
    [{ code: "patient-refused" }, null],
  ])("%j names level %s", (reason, level) => {
    expect(levelOfReason(reason)).toBe(level);
  });
});
