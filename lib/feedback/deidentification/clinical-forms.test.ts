import { describe, expect, it } from "vitest";
import { wordKind } from "@/lib/language/known-words/words";
import { knownWord } from "./clinical-forms";
import { deidentifyText } from "./deidentify";

describe("a clinical word of no list", () => {
  it.each([
    ["by its ending", "tympanocentesis"],
    ["by what stands before a known word", "hemodynamically"],
    ["because it is written down", "backslab"],
    ["as two words in one", "jobsite"],
  ])("is known %s", (_, word) => {
    expect(wordKind(word)).toBeNull();
    expect(knownWord(word)).toMatchObject({ level: 3, given: 0 });
    expect(deidentifyText(`Noted ${word} today`, [])).toContain(word);
  });

  it.each(["Zemlinsky", "Overstreetz", "Qxarvo", "Hartono"])("is not %s", (name) => {
    expect(knownWord(name)).toBeNull();
  });

  it("is two common words in one in small letters alone: in capitals it may be a family's name", () => {
    expect(knownWord("Jobsite")).not.toMatchObject({ surname: 1 });
    expect(knownWord("Overstreet")).toBeNull();
  });

  it("is somebody's name as well where it is an eponym", () => {
    expect(knownWord("Courvoisier")).toMatchObject({ proper: true, surname: 2 });
  });
});

describe("what notes say of places, codes and dates", () => {
  it.each([
    ["Seen at 9th and Alder, fell", "Seen at [place], fell"],
    ["Came from Love's, dizzy", "Came from [place], dizzy"],
    ["Appt Thursday 12/3 with cards", "Appt [date] with cards"],
    ["cut 2nd and 3rd digits", "cut 2nd and 3rd digits"],
  ])("%s", (note, left) => {
    expect(deidentifyText(note, [])).toBe(left);
  });
});
