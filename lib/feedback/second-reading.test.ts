import { describe, expect, it } from "vitest";
import type { TriageCase } from "@/lib/case/triage-case";
import { newId } from "@/lib/core/ids";
import { readingWhy, toReadingCase } from "./second-reading";

const CASE: TriageCase = { id: "c", ageYears: 40, chiefComplaint: "chest pain" };
const SECRET = Buffer.alloc(32, 1);
const decided = (id: string, level: 1 | 2 | 3 | 4 | 5 = 3, shownLevel: 3 | null = 3) => ({
  id,
  level,
  shownLevel,
});

describe("which decisions are read a second time", () => {
  it("draws about the share that is asked for, of accepts as of overrides, and the same each time", () => {
    const ids = Array.from({ length: 20_000 }, newId);
    for (const level of [2, 3] as const) {
      const drawn = ids.filter((id) => readingWhy(CASE, decided(id, level), SECRET, 5) === "sample");
      // 5 % of 20,000, within four standard deviations.
      expect(Math.abs(drawn.length - 1_000)).toBeLessThan(4 * Math.sqrt(20_000 * 0.05 * 0.95));
      expect(drawn.every((id) => readingWhy(CASE, decided(id, level), SECRET, 5) === "sample")).toBe(true);
    }
  });

  it("cannot be foreseen without the secret: another one draws others", () => {
    const ids = Array.from({ length: 2_000 }, newId);
    const by = (secret: Buffer) => ids.filter((id) => readingWhy(CASE, decided(id), secret, 50) !== null);
    const [one, other] = [new Set(by(SECRET)), by(Buffer.alloc(32, 2))];
    expect(other.filter((id) => one.has(id)).length / other.length).toBeCloseTo(0.5, 1);
  });

  it.each([
    ["two levels away", CASE, decided("x", 1), 0, "far"],
    ["one level away, nothing drawn", CASE, decided("x", 2), 0, null],
    ["no suggestion, everything drawn", CASE, decided("x", 5, null), 100, "sample"],
    ["no case", null, decided("x", 1), 100, null],
    ["nothing to read", { id: "c", ageYears: 4 }, decided("x", 1), 100, null],
  ] as const)("%s", (_what, c, d, percent, why) => {
    expect(readingWhy(c as TriageCase | null, d, SECRET, percent)).toBe(why);
  });
});

it("lays before the reader what was known then, in words, and nothing it was not told to", () => {
  const c = {
    ...CASE,
    sex: "female",
    vitals: { heartRate: 118, temperature: 38.25, consciousness: "voice", onOxygen: true, oxygenFlow: 4 },
    history: ["asthma"],
    level: 2,
  } as TriageCase;
  expect(toReadingCase(c)).toEqual({
    ageYears: 40,
    sex: "female",
    arrival: "unknown",
    injury: null,
    complaint: "chest pain",
    note: null,
    vitals: [
      { label: "Heart rate", text: "118 /min" },
      { label: "Temperature", text: expect.stringMatching(/^38\.\d °C$/) },
      { label: "Consciousness", text: "Responds to voice" },
      { label: "Oxygen", text: "4 L/min" },
    ],
    history: ["asthma"],
  });
});
