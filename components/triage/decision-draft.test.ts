import { describe, expect, it } from "vitest";
import {
  CLOSED,
  chooseLevel,
  type Draft,
  intentOf,
  kindOf,
  obstacle,
  type Situation,
} from "./decision-draft";

const open: Situation = { shown: 3, canDecide: true, decided: false };
const details = (over: Partial<Extract<Draft, { step: "details" }>> = {}): Draft => ({
  step: "details",
  level: 2,
  reason: null,
  comment: "",
  ...over,
});

describe("keys", () => {
  it.each<[string, Draft, Situation, unknown]>([
    ["a", CLOSED, open, { do: "accept" }],
    ["A", CLOSED, open, { do: "accept" }],
    ["a", CLOSED, { ...open, shown: null }, null],
    ["a", CLOSED, { ...open, decided: true }, null],
    ["a", CLOSED, { ...open, canDecide: false }, null],
    ["a", details(), open, null],
    ["o", CLOSED, open, { do: "open" }],
    ["2", CLOSED, open, { do: "level", level: 2 }],
    ["2", { step: "level" }, open, { do: "level", level: 2 }],
    ["6", { step: "level" }, open, null],
    ["0", CLOSED, open, null],
    ["2", CLOSED, { ...open, decided: true }, null],
    ["1", details(), open, { do: "reason", reason: "looks-sicker" }],
    ["7", details(), open, { do: "reason", reason: "other" }],
    ["8", details(), open, null],
    ["1", details({ level: 3 }), open, null],
    ["c", details(), open, { do: "comment" }],
    ["Escape", details(), open, { do: "close" }],
    ["Escape", CLOSED, open, null],
    ["n", CLOSED, { ...open, decided: true }, { do: "next" }],
    ["n", CLOSED, { ...open, canDecide: false }, { do: "next" }],
    ["n", details(), open, null],
    ["Enter", CLOSED, open, null],
  ])("%s in %j with %j means %j", (key, draft, situation, intent) => {
    expect(intentOf(key, draft, situation)).toEqual(intent);
  });
});

describe("a draft", () => {
  it("is an acceptance, an override or an assignment by what was shown", () => {
    expect([kindOf(3, 3), kindOf(2, 3), kindOf(2, null)]).toEqual(["accept", "override", "assign"]);
  });

  it.each<[Draft, 3 | null, string | null]>([
    [CLOSED, 3, "Choose a level."],
    [details(), 3, "Choose a reason."],
    [details({ reason: "resources" }), 3, null],
    [details({ reason: "other", comment: "  " }), 3, "Say in a few words what the reason is."],
    [details({ reason: "other", comment: "police" }), 3, null],
    [details({ level: 3 }), 3, null],
    [details(), null, null],
  ])("%j with %j shown can be saved: %j", (draft, shown, why) => expect(obstacle(draft, shown)).toBe(why));

  it("keeps reason and comment when the level is changed", () => {
    expect(chooseLevel(details({ reason: "other", comment: "x" }), 1)).toEqual(
      details({ level: 1, reason: "other", comment: "x" }),
    );
    expect(chooseLevel(CLOSED, 4)).toEqual(details({ level: 4 }));
  });
});
