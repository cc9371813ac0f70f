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

const open: Situation = {
  shown: 3,
  canDecide: true,
  ownFirst: false,
  barred: false,
  decided: false,
  undoable: false,
  under: "nothing",
};
const ownFirst: Situation = { ...open, shown: null, ownFirst: true };
const saving: Situation = { ...open, under: "saving" };
const leaving: Situation = { ...open, under: "leaving" };
const FAR = { kind: "far", shown: 3, levels: 2 } as const;
const said = (text: string) => ({ do: "say", text: expect.stringContaining(text) });
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
    ["a", CLOSED, { ...open, shown: null }, said("no suggestion")],
    ["a", CLOSED, { ...open, decided: true }, said("Already decided")],
    ["u", CLOSED, { ...open, decided: true, undoable: true }, { do: "undo" }],
    ["u", CLOSED, { ...open, decided: true }, said("too late to undo")],
    // Saved, but only on this page: it has not left it yet.
    ["u", CLOSED, { ...saving, undoable: true }, { do: "undo" }],
    ["u", CLOSED, saving, said("Still saving")],
    ["u", CLOSED, open, null],
    // Before the suggestion is shown a level is only one's own; nothing can be accepted, and a lead's second look begins with it, too.
    ["3", CLOSED, ownFirst, { do: "first", level: 3 }],
    ["3", CLOSED, { ...ownFirst, decided: true }, { do: "first", level: 3 }],
    ["a", CLOSED, ownFirst, said("own level first")],
    ["o", CLOSED, ownFirst, said("own level first")],
    ["3", CLOSED, { ...ownFirst, canDecide: false }, said("Your role can look")],
    ["3", CLOSED, { ...ownFirst, under: "showing" }, said("suggestion is being shown")],
    ["a", CLOSED, { ...open, canDecide: false }, said("not decide")],
    ["a", CLOSED, { ...open, canDecide: false, barred: true }, said("on this visit")],
    ["a", details(), open, said("Enter saves")],
    ["o", CLOSED, open, { do: "open" }],
    ["o", { step: "level" }, open, said("1 to 5")],
    ["2", CLOSED, open, { do: "level", level: 2 }],
    ["2", { step: "level" }, open, { do: "level", level: 2 }],
    ["6", { step: "level" }, open, said("1 to 5")],
    ["0", CLOSED, open, said("1 to 5")],
    ["2", CLOSED, { ...open, decided: true }, said("Already decided")],
    ["1", details(), open, { do: "reason", reason: "looks-sicker" }],
    ["7", details(), open, { do: "reason", reason: "other" }],
    ["8", details(), open, said("1 to 7")],
    ["0", details(), open, said("1 to 7")],
    ["1", details({ level: 3 }), open, said("Enter saves")],
    ["c", details(), open, { do: "comment" }],
    ["c", CLOSED, open, null],
    ["Escape", details(), open, { do: "close" }],
    ["Escape", CLOSED, open, null],
    ["n", CLOSED, { ...open, decided: true }, { do: "next" }],
    ["n", CLOSED, { ...open, canDecide: false }, { do: "next" }],
    ["n", details(), open, said("Esc first")],
    ["Enter", CLOSED, open, null],
    ["Enter", { step: "level" }, open, said("1 to 5")],
    ["Enter", details(), open, { do: "save" }],
    ["x", details(), open, null],
    ["a", CLOSED, saving, said("Still saving")],
    ["1", CLOSED, saving, said("Still saving")],
    ["n", CLOSED, saving, { do: "next" }],
    ["a", CLOSED, leaving, said("next patient")],
    ["n", CLOSED, leaving, said("next patient")],
    ["2", { step: "level" }, leaving, said("next patient")],
    ["j", CLOSED, leaving, null],
    ["a", CLOSED, { ...open, under: "updating" }, said("up to date")],
    ["n", CLOSED, { ...open, under: "updating" }, { do: "next" }],
    ["Enter", details({ asking: [FAR] }), open, { do: "back" }],
    ["Escape", details({ asking: [FAR] }), open, { do: "back" }],
    ["1", details({ asking: [FAR] }), open, said("question")],
    ["n", details({ asking: [FAR] }), open, said("question")],
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
