import { describe, expect, it } from "vitest";
import { caseWithoutJudging, JUDGING_WORDS, withoutJudging } from "./judging-words";

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

describe("words that judge", () => {
  it("are forty and more, each once", () => {
    expect(JUDGING_WORDS.length).toBeGreaterThanOrEqual(40);
    expect(new Set(JUDGING_WORDS.map((w) => w.said)).size).toBe(JUDGING_WORDS.length);
  });

  it.each(JUDGING_WORDS)("are taken out wherever they stand: $said", ({ said, neutral }) => {
    const note = "Crushing pain since noon, sweating.";
    const front = `${capital(said)}. ${note}`;
    expect(withoutJudging(front)?.toLowerCase()).toBe((neutral ? `${neutral}. ${note}` : note).toLowerCase());
    expect(withoutJudging(front.toUpperCase())).not.toBeNull();
    if (neutral) return;
    expect(withoutJudging(`${note} ${capital(said)}.`)).toBe(note);
    expect(withoutJudging(`Crushing pain since noon (${said})`)).toBe("Crushing pain since noon");
    expect(withoutJudging(said)).toBe("");
  });

  it.each([
    ["drug-seeking", ""],
    ["Drug\n seeking behaviour", "behaviour"],
    ["Here with pain, frequent flyer", "Here with pain"],
  ])("are found as people type them: %j", (text, left) => {
    expect(withoutJudging(text)).toBe(left);
  });

  it.each([
    "drug addiction",
    "demands on the heart",
    "seeking help for drug use",
    "melodramatically",
    "took drugs",
    "chest pain",
    "",
  ])("are not seen in other words: %j", (text) => {
    expect(withoutJudging(text)).toBeNull();
  });

  it("leave everything else of a case as it is, and a case without any alone", () => {
    const c = {
      id: "1",
      ageYears: 40,
      chiefComplaint: "chest pain",
      note: "since noon",
      history: ["asthma"],
    };
    expect(caseWithoutJudging(c)).toBeNull();
    expect(caseWithoutJudging({ ...c, note: "Frequent flyer. since noon" })).toEqual(c);
    expect(caseWithoutJudging({ ...c, history: ["asthma", "malingering"] })).toEqual(c);
    expect(caseWithoutJudging({ ...c, note: "frequent flyer" })).toEqual({ ...c, note: undefined });
    expect(caseWithoutJudging({ id: "1", ageYears: 4 })).toBeNull();
  });
});
