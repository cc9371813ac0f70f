import { describe, expect, it } from "vitest";
import { toldFindings } from "./tell-findings";

const told = (chiefComplaint: string, note?: string) =>
  toldFindings({ chiefComplaint, note }).map((f) => [f.label, f.assertion, f.text]);

describe("what is told of a text", () => {
  it("names each finding with how it is said to be and its words", () => {
    expect(told("chest pain since noon", "Denies vomiting. Fever, hx of stroke")).toEqual([
      ["Chest pain", "present", "chest pain"],
      ["Vomiting", "denied", "vomiting"],
      ["Fever", "present", "Fever"],
      ["Sign of stroke", "past", "stroke"],
    ]);
  });

  it("says a thing once, and of two rows the one with more words", () => {
    expect(told("vomiting", "vomiting again, vomiting at home")).toEqual([
      ["Vomiting", "present", "vomiting"],
    ]);
  });

  it("calls chest pain by its name, wherever it spreads to", () => {
    expect(told("chest pain radiating to L arm")).toEqual([["Chest pain", "present", "chest pain"]]);
  });

  it("gives the place in its field", () => {
    const [first] = toldFindings({ chiefComplaint: "pt w/ chest pain" });
    expect("pt w/ chest pain".slice(...(first?.at ?? [0, 0]))).toBe("chest pain");
    expect(first).toMatchObject({ field: "chiefComplaint", finding: "chest-pain" });
  });

  it("does not tell what means something only beside another finding", () => {
    expect(told("mark on ear", "sugar 110, took tylenol")).toEqual([]);
  });

  it("tells nothing where nothing is written", () => expect(toldFindings({})).toEqual([]));
});
