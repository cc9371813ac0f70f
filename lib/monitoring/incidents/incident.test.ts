import { describe, expect, it } from "vitest";
import { assertStep, type EntryKind, isReviewed, type Step } from "./incident";

const open = (...entries: EntryKind[]) => ({ status: "open" as const, entries });
const closed = (...entries: EntryKind[]) => ({ status: "closed" as const, entries });

describe("an incident", () => {
  it("counts as reviewed by a review since it was last opened", () => {
    expect(isReviewed(open("opened", "note"))).toBe(false);
    expect(isReviewed(open("opened", "reviewed", "note"))).toBe(true);
    expect(isReviewed(open("opened", "reviewed", "closed", "reopened"))).toBe(false);
    expect(isReviewed(open("opened", "reviewed", "closed", "reopened", "reviewed"))).toBe(true);
  });

  it.each<[string, ReturnType<typeof open | typeof closed>, Step, number, RegExp | null]>([
    ["closes once reviewed", open("opened", "reviewed"), "closed", 2, null],
    ["does not close without a review", open("opened"), "closed", 1, /review found/],
    [
      "does not close on a page that lacks the newest note",
      open("opened", "reviewed", "note"),
      "closed",
      2,
      /added/,
    ],
    ["is not reviewed without the newest note either", open("opened", "note"), "reviewed", 1, /added/],
    ["is judged on a page that lacks a note", open("opened", "note"), "judged", 1, null],
    ["is not judged when closed", closed("opened", "reviewed", "closed"), "judged", 3, /is closed/],
    ["is not closed twice", closed("opened", "reviewed", "closed"), "closed", 3, /is closed/],
    ["opens again", closed("opened", "reviewed", "closed"), "reopened", 3, null],
    ["does not open twice", open("opened"), "reopened", 1, /open already/],
  ])("%s", (_what, now, step, seen, refused) => {
    const attempt = () => assertStep(now, step, seen);
    if (refused)
      expect(attempt).toThrow(expect.objectContaining({ userMessage: expect.stringMatching(refused) }));
    else expect(attempt).not.toThrow();
  });
});
