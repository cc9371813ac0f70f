import { describe, expect, it } from "vitest";
import type { Level } from "@/lib/case/level";
import type { Floor } from "@/lib/safety/floor";
import { type Exposure, isLed, type SuggestionMode } from "./decision";
import { modeFigures, type ShownAndChosen } from "./mode-figures";
import { isHeldBack, type ShowFacts, speaksUp } from "./suggestion-mode";

const facts = (over: Partial<ShowFacts> = {}): ShowFacts => ({
  drawn: true,
  revealed: false,
  decided: false,
  review: false,
  worsened: false,
  ...over,
});
const floor = (level: Level): Floor => ({ level, rules: [] }) as unknown as Floor;

describe("what the model said", () => {
  it.each<[SuggestionMode, Partial<ShowFacts>, boolean]>([
    ["suggest", {}, false],
    ["blind-first", {}, true],
    ["blind-first", { drawn: false }, false],
    ["blind-first", { revealed: true }, false],
    // A level in force ends it, but not for the lead who is to look at it without being led.
    ["blind-first", { decided: true }, false],
    ["blind-first", { decided: true, review: true }, true],
    ["blind-first", { decided: true, review: true, revealed: true }, false],
    ["disagree-only", {}, true],
    ["disagree-only", { drawn: false }, true],
    ["disagree-only", { decided: true }, true],
    ["disagree-only", { revealed: true }, false],
    ["disagree-only", { decided: true, review: true }, false],
    // What has become worse is never kept from anybody.
    ["blind-first", { decided: true, review: true, worsened: true }, false],
    ["disagree-only", { decided: true, worsened: true }, false],
  ])("in %s with %o is held back: %s", (mode, over, expected) => {
    expect(isHeldBack({ mode }, facts(over))).toBe(expected);
  });

  it.each<[Level, Level | null, number | null, Floor | null, boolean]>([
    [3, 2, null, null, true],
    [3, 2, 1, null, true],
    [3, 2, 0, null, false],
    [4, 2, 0, null, true],
    [3, 3, null, null, false],
    [2, 3, null, null, false],
    [3, null, null, null, false],
    // What a rule asks for stands on the screen already and has a question of its own.
    [4, 2, null, floor(2), false],
    [4, 2, null, floor(3), true],
  ])(
    "speaks up against %i when it says %s, with %s alerts left under %o: %s",
    (chosen, suggested, left, rules, expected) => {
      expect(speaksUp(chosen, suggested, left, rules)).toBe(expected);
    },
  );
});

const exposure = (over: Partial<Exposure> = {}): Exposure => ({
  seenMs: 2_000,
  reasons: true,
  lookTwice: false,
  tried: [],
  ...over,
});
const chosenFirst = (level: Level) => ({ level, at: "2026-03-01T11:00:00Z", seenMs: 1_500 });

describe("whether a level was led by the suggestion", () => {
  it.each<[Exposure | null, Level, boolean]>([
    [null, 3, true],
    [exposure({ mode: "suggest" }), 3, true],
    [exposure({ mode: "blind-first", first: chosenFirst(3) }), 3, false],
    [exposure({ mode: "blind-first", first: chosenFirst(4) }), 3, true],
    [exposure({ mode: "disagree-only", heldBack: true }), 3, false],
  ])("by %o, level %i: %s", (known, level, expected) => {
    expect(isLed(level, known)).toBe(expected);
  });

  it("is counted by when it was shown", () => {
    const decided = (level: Level, shownLevel: Level | null, e: Exposure | null): ShownAndChosen => ({
      role: "clinician",
      level,
      shownLevel,
      exposure: e,
    });
    const blind = (first: Level) => exposure({ mode: "blind-first", first: chosenFirst(first) });
    const alert = exposure({ mode: "disagree-only", first: chosenFirst(3) });
    expect(
      modeFigures([
        decided(3, 3, exposure({ mode: "suggest" })),
        decided(2, 3, null),
        decided(3, 3, blind(3)),
        decided(3, 3, blind(4)),
        decided(4, 3, blind(4)),
        decided(2, 2, alert),
        decided(3, 2, alert),
        decided(3, null, exposure({ mode: "disagree-only", heldBack: true })),
        decided(3, null, null),
      ]),
    ).toEqual({
      followed: { of: 2, count: 1 },
      sameUnled: { of: 3, count: 1 },
      wentOver: { of: 2, count: 1 },
      alertsTaken: { of: 2, count: 1 },
      unseen: 1,
    });
  });
});
