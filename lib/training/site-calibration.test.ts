import { describe, expect, it } from "vitest";
import type { Level } from "@/lib/case/level";
import { random } from "@/lib/core/random";
import { softmax } from "@/lib/model/softmax";
import { type AnsweredLabel, calibrateForSite, fitSiteCalibration } from "./site-calibration";

/** A model that is right about its own world, and a site that charts every patient a level less urgent half of the time. */
function answers(count: number, lower: number): AnsweredLabel[] {
  const r = random(3, "site");
  return Array.from({ length: count }, () => {
    const probabilities = softmax([1, 2, 3, 4, 5].map(() => r.normal() * 1.5));
    const at = r.next();
    const below = (l: number) => probabilities.slice(0, l).reduce((a, b) => a + b, 0);
    const drawn = ([1, 2, 3, 4] as const).find((l) => at < below(l)) ?? 5;
    return { probabilities, level: Math.min(5, drawn + (r.chance(lower) ? 1 : 0)) as Level };
  });
}
const lossOf = (xs: readonly AnsweredLabel[], of: (p: readonly number[]) => readonly number[]) =>
  xs.reduce((s, x) => s - Math.log(of(x.probabilities)[x.level - 1] as number), 0) / xs.length;

describe("a site's own calibration", () => {
  it("makes the site's other labels likelier than the model alone does", () => {
    const all = answers(800, 0.6);
    const [known, others] = [all.slice(0, 300), all.slice(300)];
    const c = fitSiteCalibration(known);
    expect(lossOf(others, (p) => calibrateForSite(p, c))).toBeLessThan(lossOf(others, (p) => p) - 0.1);
    expect(c.labels).toBe(300);
  });

  it("changes next to nothing where the site charts as the model does", () => {
    const c = fitSiteCalibration(answers(4_000, 0));
    expect(c.temperature).toBeCloseTo(1, 0);
    expect(Math.max(...c.bias.map(Math.abs))).toBeLessThan(0.25);
    const p = [0.1, 0.2, 0.4, 0.2, 0.1];
    calibrateForSite(p, c).forEach((x, i) => {
      expect(Math.abs(x - (p[i] as number))).toBeLessThan(0.06);
    });
  });

  it("gives the model's answers back with no temperature and no bias", () => {
    const none = {
      temperature: 1,
      bias: [0, 0, 0, 0, 0] as [number, number, number, number, number],
      labels: 0,
    };
    const p = [0.5, 0.3, 0.1, 0.06, 0.04];
    calibrateForSite(p, none).forEach((x, i) => {
      expect(x).toBeCloseTo(p[i] as number, 9);
    });
  });

  it("refuses a handful of labels", () => {
    expect(() => fitSiteCalibration(answers(29, 0))).toThrow(/29 labels/);
  });
});
