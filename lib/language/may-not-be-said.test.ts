import { describe, expect, it } from "vitest";
import { JUDGING_WORDS } from "./judging-words";
import { NOT_TO_BE_SAID, objectionTo, onlySayable, WITHHELD } from "./may-not-be-said";

describe("what may not be said", () => {
  it.each([
    ["Mostly because of “drug seeking” in the note.", "judgement"],
    ["It is the patient's own fault.", "blame"],
    ["More urgent because of race.", "race"],
    ["“Black patient” counted as less urgent.", "race"],
    ["This rules out a heart attack.", "certainty"],
    ["The complaint says “R/O MI”.", "certainty"],
    ["The patient is definitely stable.", "certainty"],
    ["It is safe to wait.", "certainty"],
    ["Nothing serious.", "certainty"],
    ["Discharge the patient.", "order"],
    ["She can be discharged.", "order"],
    ["Fit for discharge.", "order"],
    ["Give aspirin 300 mg.", "order"],
    ["Administer 2 mg naloxone.", "order"],
    ["You must act now.", "order"],
    ["The patient has appendicitis.", "diagnosis"],
    ["Diagnosed with sepsis.", "diagnosis"],
  ] as const)("%s", (text, kind) => {
    expect(objectionTo(text)?.kind).toBe(kind);
  });

  it("covers every kind", () => {
    expect(JUDGING_WORDS.every(({ said }) => objectionTo(`Because of ${said}.`)?.kind === "judgement")).toBe(
      true,
    );
    expect(NOT_TO_BE_SAID).toHaveLength(6);
  });

  it.each([
    "Mostly because of “vaginal discharge” and heart rate 132.",
    "More urgent: racing heart, white sputum. Less urgent: age 30.",
    "“Black stools” counted as more urgent.",
    "Not known: oxygen saturation, pain.",
    "Level 2: what makes it more urgent and what makes it less urgent balance out.",
    "A suggestion for a clinician to judge, not a decision. Nothing is written to the record by it.",
    "Asian flu exposure, given iron last week.",
    "Oxygen saturation 84 % on room air: life-saving intervention may be needed.",
    "Discharge from the ear for two days.",
    "",
  ])("lets pass: %s", (text) => {
    expect(objectionTo(text)).toBeNull();
  });

  it("leaves each text in its place and tells of what is withheld", () => {
    const kinds: string[] = [];
    expect(onlySayable(["Fever.", "Discharge the patient.", "Cough."], (k) => kinds.push(k))).toEqual([
      "Fever.",
      WITHHELD,
      "Cough.",
    ]);
    expect(kinds).toEqual(["order"]);
    expect(objectionTo(WITHHELD)).toBeNull();
  });
});
