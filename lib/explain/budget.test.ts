import { describe, expect, it } from "vitest";
import { DEFAULT_MAX_EVALUATIONS, firstLook } from "./budget";

const told = (words: number) => ({
  id: "1",
  ageYears: 40,
  chiefComplaint: Array(words).fill("pain").join(" "),
});

describe("what a first look may take", () => {
  it("is the whole of it for a text of ordinary length, and for none", () => {
    expect(firstLook({ id: "1", ageYears: 40 })).toBe(DEFAULT_MAX_EVALUATIONS);
    expect(firstLook(told(20))).toBe(DEFAULT_MAX_EVALUATIONS);
  });

  it("is less the longer the text, and never less than a text as long as the model reads takes", () => {
    const asked = [21, 30, 40, 64].map((words) => firstLook(told(words)));
    expect(asked).toEqual([583, 467, 382, 266]);
    expect(firstLook(told(2_000))).toBe(266);
  });

  it("counts complaint, note and history alike", () => {
    const { chiefComplaint, ...nothing } = told(40);
    expect(firstLook({ ...nothing, note: chiefComplaint })).toBe(382);
    expect(firstLook({ ...nothing, history: Array(40).fill("asthma") })).toBe(382);
  });
});
