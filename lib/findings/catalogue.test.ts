import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { CATALOGUE, FINDING_KEYS } from "./catalogue";
import { readFindings } from "./read-findings";

const told = (phrase: string): string =>
  phrase
    .replace(/^=/, "")
    .split(" ")
    .map((slot) => {
      const words = slot.split("|");
      return words.find((w) => !w.endsWith("*")) ?? `${words[0]?.slice(0, -1)}`;
    })
    .join(" ");

describe("the catalogue", () => {
  it.each(FINDING_KEYS)("%s is named, and found by its own phrases", (key) => {
    const row = CATALOGUE[key];
    expect(key).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(row.label).toMatch(/^[A-Z]/);
    expect(row.phrases.length).toBeGreaterThan(0);
    expect(new Set(row.phrases).size).toBe(row.phrases.length);
    const found = row.phrases.filter((phrase) =>
      readFindings({ id: "1", ageYears: 40, chiefComplaint: told(phrase) }).some((f) => f.key === key),
    );
    // The first word of each place may make a phrase that an exception is there for; most must be found.
    expect(found.length / row.phrases.length).toBeGreaterThanOrEqual(0.5);
  });

  it("names each finding in one of its files alone: a later one would take its place without a word", async () => {
    const files = readdirSync(new URL("./catalogue", import.meta.url)).filter((f) => f !== "index.ts");
    const rooms = await Promise.all(files.map((file) => import(`./catalogue/${file}`)));
    const keys = rooms.flatMap((room: Record<string, unknown>) =>
      Object.values(room).flatMap((rows) => (typeof rows === "object" ? Object.keys(rows as object) : [])),
    );
    expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toEqual([]);
    expect(keys.length).toBe(FINDING_KEYS.length);
  });

  it("gives each SNOMED CT concept to one finding, as a number with a right check digit", () => {
    const codes = FINDING_KEYS.flatMap((key) => CATALOGUE[key].snomed ?? []);
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes.filter((code) => !isVerhoeff(code))).toEqual([]);
  });
});

/** The check digit of SNOMED CT identifiers (Verhoeff 1969), worked out from the dihedral group of order ten. */
function isVerhoeff(code: string): boolean {
  const times = (a: number, b: number) =>
    a < 5 ? (b < 5 ? (a + b) % 5 : ((a + b) % 5) + 5) : b < 5 ? ((a - b + 5) % 5) + 5 : (a - b + 5) % 5;
  const turn = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
  let check = 0;
  [...code].reverse().forEach((digit, i) => {
    let d = Number(digit);
    for (let k = 0; k < i; k++) d = turn[d] ?? d;
    check = times(check, d);
  });
  return check === 0;
}
