import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseSiteFile } from "../site";
import { FORMER_INSPIRED_OXYGEN, INSPIRED_OXYGEN, isMeasure, nameOf, VITAL_CODES } from "./codes";

/** Every code that the tables of this room write down. A digit remembered wrong is seldom one that fits. */
const written = (file: string, pattern: RegExp): string[] => [
  ...new Set(readFileSync(new URL(file, import.meta.url), "utf8").match(pattern)),
];
const TABLES = [
  "codes.ts",
  "coma.ts",
  "scales.ts",
  "observations.ts",
  "chart.ts",
  "complaint.ts",
  "reasons.ts",
];
const LOINC = /(?<![\w.-])\d{3,5}-\d(?![\w.-])/g;
/** Not IEEE 11073's, which have six digits and no check digit, nor SNOMED CT's own of that length. */
const SNOMED = /(?<![\w.-])\d{7,18}(?![\w.-])/g;

/** LOINC's check digit (LOINC Users' Guide): mod 10 over the digits, every other one from the right doubled as one number. */
function loincDigit(code: string): number {
  const digits = [...(code.split("-")[0] ?? "")].reverse();
  const doubled = 2 * Number(digits.filter((_, i) => i % 2 === 0).join(""));
  const others = digits.filter((_, i) => i % 2 === 1).join("");
  const sum = [...`${others}${doubled}`].reduce((a, d) => a + Number(d), 0);
  return (10 - (sum % 10)) % 10;
}

/** Verhoeff 1969, over the dihedral group of order ten, as SNOMED CT has it. */
function hasSnomedDigit(code: string): boolean {
  const times = (a: number, b: number): number =>
    a < 5 ? (b < 5 ? (a + b) % 5 : 5 + ((a + b) % 5)) : b < 5 ? 5 + ((a - b + 5) % 5) : (a - b + 5) % 5;
  const step = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
  const turned = (digit: number, places: number): number =>
    places === 0 ? digit : turned(step[digit] as number, places - 1);
  return [...code].reverse().reduce((sum, d, i) => times(sum, turned(Number(d), i % 8)), 0) === 0;
}

describe("the codes written down here", () => {
  it.each(TABLES)("fit LOINC's check digit: %s", (file) => {
    const wrong = written(file, LOINC).filter((code) => loincDigit(code) !== Number(code.at(-1)));
    expect(wrong).toEqual(file === "codes.ts" ? [FORMER_INSPIRED_OXYGEN] : []);
  });
  it.each(TABLES)("fit SNOMED CT's check digit: %s", (file) => {
    // Within dotted object identifiers and dates there is none.
    expect(written(file, SNOMED).filter((code) => !hasSnomedDigit(code))).toEqual([]);
  });
  it("and the digits tell a wrong code", () => {
    expect([loincDigit("8867-4"), loincDigit("11454-6"), loincDigit("11454-5")]).toEqual([4, 6, 6]);
    expect([hasSnomedDigit("386725007"), hasSnomedDigit("386725008")]).toEqual([true, false]);
  });
});

describe("inspired oxygen", () => {
  it("is LOINC's 3150-0, asked for by it, and what this table once called it still counts", () => {
    expect(VITAL_CODES).toContain("3150-0");
    for (const code of [INSPIRED_OXYGEN, FORMER_INSPIRED_OXYGEN]) {
      const name = nameOf({
        coding: [{ system: "http://loinc.org", code, display: undefined, extension: undefined }],
        text: undefined,
      });
      expect(name).toMatchObject({ kind: "measure", loinc: "3150-0" });
      expect(isMeasure(code)).toBe(true);
    }
    const site = { codes: [{ system: "urn:s", code: "FIO2", loinc: FORMER_INSPIRED_OXYGEN }] };
    expect(() => parseSiteFile(JSON.stringify({ "https://e/r4": site }), ["https://e/r4"])).not.toThrow();
  });
});
