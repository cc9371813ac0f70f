import { describe, expect, it } from "vitest";
import { assessFloor } from "@/lib/safety/rules";
import { CATALOGUE } from "./catalogue";
import { readFindings } from "./read-findings";
import { caseWithoutNames, withKnownNames, withoutNames } from "./without-names";

describe("names", () => {
  it.each([
    ["Mohammed Al-Hassan. Chest pain since noon.", "Chest pain since noon."],
    ["Lakisha Washington. Cough", "Cough"],
    ["José Hernández. Fell", "Fell"],
    ["Nguyen Thi Mai. Cough", "Cough"],
    ["Precious Okafor", ""],
    ["Cough, seen with Emily Walsh", "Cough, seen with"],
    ["Chest pain (O'Malley)", "Chest pain"],
    ["[name] fell. Daughter [name] here", "fell. Daughter here"],
  ])("are not read: %j is %j", (text, left) => {
    expect(withoutNames(text)).toBe(left);
    expect(withoutNames(left)).toBe(left);
  });

  it.each([
    "Graves disease, on Pacer",
    "Hx Crohn's, Parkinson, Bell's palsy, Foley in place",
    "Diarhea, Abdomenal pain, Sorethroat",
    "Chest Pain Radiating To Left Arm",
    "Sigmoidoscopy yesterday, on Ozempic and Cefalexin",
    "PT MOHAMMED HAS PAIN",
    "here since April, from Georgia",
    "Rose from the chair and fell. Will need a Ward bed",
    "",
  ])("are not seen in words of the trade, everyday words and what is all in capitals: %j", (text) => {
    expect(withoutNames(text)).toBe(text);
  });

  it("hide no word that the rules read, whoever is called so", () => {
    const said = Object.values(CATALOGUE).map((f) => f.label);
    expect(said.length).toBeGreaterThan(50);
    for (const label of said) {
      const c = withKnownNames({ id: "1", ageYears: 40, chiefComplaint: label }, label.split(/\s+/));
      const told = caseWithoutNames(c);
      expect(
        readFindings(told).map((f) => f.key),
        label,
      ).toEqual(readFindings(c).map((f) => f.key));
    }
  });
});

describe("names that the record knows", () => {
  const record = ["Rose", "Okafor", "Rose Okafor", "Burns", "Pain", "12 Elm Street", "555-0100"];
  const names = (chiefComplaint: string, note?: string) =>
    withKnownNames(
      { chiefComplaint, ...(note ? { note } : {}) } as Parameters<typeof withKnownNames>[0],
      record,
    );

  it.each([
    ["okafor has pain", ["okafor"]],
    ["PT OKAFOR, pain", ["OKAFOR"]],
    ["Rose Okafor fell", ["Rose", "Okafor"]],
    ["pt Rose fell", ["Rose"]],
    ["rose from a chair", []],
    ["Rose from a chair", []],
    ["Burns to the hand, pain 5", []],
    ["mokafor", []],
    ["Elm bark allergy", []],
  ])("are whole words, and everyday words only where written as names: %j", (text, found) => {
    expect((names(text) as { names?: string[] }).names ?? []).toEqual(found);
  });

  it("leave a case without them as it is, and all that is read of it but the model's text", () => {
    const c = { id: "1", ageYears: 40, chiefComplaint: "chest pain", note: "okafor is pale" };
    expect(withKnownNames(c, ["Smith"])).toBe(c);
    const known = withKnownNames(c, record);
    expect(known).toEqual({ ...c, names: ["okafor"] });
    expect(assessFloor(known)).toEqual(assessFloor(c));
    expect(caseWithoutNames(known)).toMatchObject({ chiefComplaint: "chest pain", note: "is pale" });
  });
});
