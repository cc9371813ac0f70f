import { describe, expect, it } from "vitest";
import type { Level } from "@/lib/case/level";
import { capInfluence, lowersUrgent, type Voice } from "./influence";

const voices = (
  count: number,
  author: (i: number) => string,
  weight = 1,
  level: Level = 3,
  assessedLevel: Level | null = 3,
): Voice[] => Array.from({ length: count }, (_, i) => ({ author: author(i), level, assessedLevel, weight }));
const sum = (xs: readonly number[]) => xs.reduce((a, b) => a + b, 0);

describe("how much a label counts", () => {
  it("leaves alone what many people of about the same diligence say", () => {
    const ward = voices(100, (i) => `nurse ${i % 10}`, 0.5);
    expect(capInfluence(ward)).toEqual(ward.map((v) => v.weight));
  });

  it("makes nobody more than a fifth of a run, and never lets a label count for more than it did", () => {
    const loud = voices(200, () => "one");
    const others = voices(100, (i) => `nurse ${i % 10}`);
    const weights = capInfluence([...loud, ...others]);
    expect(sum(weights.slice(0, 200)) / sum(weights)).toBeCloseTo(0.2, 6);
    expect(Math.max(...weights)).toBe(1);
  });

  it("lets a single person teach a little, and no more", () => {
    expect(sum(capInfluence(voices(10, () => "one")))).toBe(10);
    expect(sum(capInfluence(voices(500, () => "one")))).toBeCloseTo(15, 6);
  });

  it("holds down what makes urgent patients less urgent, from one person and from several", () => {
    const honest = voices(104, (i) => `nurse ${i % 13}`, 0.5);
    const one = capInfluence([...honest, ...voices(16, () => "lead", 1, 4, 2)]);
    expect(sum(one.slice(104)) / sum(one)).toBeLessThanOrEqual(0.02 + 1e-9);
    const several = capInfluence([...honest, ...voices(48, (i) => `accomplice ${i % 8}`, 1, 4, 1)]);
    expect(sum(several.slice(104)) / sum(several)).toBeLessThanOrEqual(0.04 + 1e-9);
    expect(one.slice(0, 104)).toEqual(honest.map((v) => v.weight));
  });

  it.each([
    [2, 4, true],
    [1, 3, true],
    [1, 2, false],
    [3, 5, false],
    [null, 5, false],
  ] as const)("shown %s, decided %s: lowers an urgent one: %s", (assessedLevel, level, expected) => {
    expect(lowersUrgent({ level, assessedLevel })).toBe(expected);
  });
});
