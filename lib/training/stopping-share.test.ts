import { describe, expect, it } from "vitest";
import type { Level } from "@/lib/case/level";
import type { Label } from "./lessons";
import { FEWEST_TO_STOP_BY, shareForStopping } from "./stopping-share";

const labels: Label[] = Array.from({ length: 600 }, (_, i) => ({
  case: { id: `c${i}`, ageYears: 40 },
  level: ((i % 5) + 1) as Level,
  patient: `p${Math.floor(i / 2)}`,
  weight: 1,
}));
const SETTING = { sharePercent: 15, patience: 4 };

describe("labels kept from learning to say when to stop", () => {
  it("are a share of each level, and nobody is on both sides", () => {
    const { learn, apart } = shareForStopping(labels, SETTING, 1);
    expect(learn.length + apart.length).toBe(600);
    expect(apart.length).toBeGreaterThan(70);
    expect(apart.length).toBeLessThan(110);
    const names = new Set(apart.map((l) => l.patient));
    expect(learn.some((l) => names.has(l.patient))).toBe(false);
    for (const level of [1, 2, 3, 4, 5]) expect(apart.some((l) => l.level === level)).toBe(true);
  });

  it("are the same for the same seed, and others for another", () => {
    expect(shareForStopping(labels, SETTING, 1)).toEqual(shareForStopping(labels, SETTING, 1));
    expect(shareForStopping(labels, SETTING, 2)).not.toEqual(shareForStopping(labels, SETTING, 1));
  });

  it("are none where they would be too few: then all are learned from", () => {
    const few = labels.slice(0, 200);
    expect(shareForStopping(few, SETTING, 1)).toEqual({ learn: few, apart: [] });
    expect(Math.round(200 * 0.15)).toBeLessThan(FEWEST_TO_STOP_BY);
  });

  it("take with them what became of a patient who is kept apart", () => {
    const late = labels.map((l): Label => ({ ...l, outcomesOnly: true }));
    const { learn, apart } = shareForStopping([...labels, ...late], SETTING, 1);
    expect(apart.some((l) => l.outcomesOnly)).toBe(false);
    const names = new Set(apart.map((l) => l.patient));
    expect(learn.some((l) => names.has(l.patient))).toBe(false);
    expect(learn.filter((l) => l.outcomesOnly).length).toBeGreaterThan(400);
  });
});
