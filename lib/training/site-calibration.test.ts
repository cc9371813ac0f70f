import { describe, expect, it } from "vitest";
import type { Level } from "@/lib/case/level";
import { random } from "@/lib/core/random";
import { softmax } from "@/lib/model/softmax";
import { calibrateForSite, MOST_BIAS } from "@/lib/policy/site-calibration";
import { type AnsweredLabel, FEWEST_OF_UNIT, fitForServing, fitSiteCalibration } from "./site-calibration";

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

describe("what is served", () => {
  const at = (unit: string, xs: readonly AnsweredLabel[]) => xs.map((x) => ({ ...x, weight: 1, unit }));

  it("stays near no change on few labels, and follows many", () => {
    const few = fitForServing(at("a", answers(30, 1))).site;
    const many = fitForServing(at("a", answers(3_000, 1))).site;
    const moved = (s: typeof few) => Math.max(...s.bias.map(Math.abs));
    expect(moved(few)).toBeLessThan(moved(many) / 1.5);
    expect(moved(many)).toBeLessThanOrEqual(MOST_BIAS);
  });

  it("makes the site's other labels likelier than the model alone does, within its bounds", () => {
    const all = answers(3_000, 0.6);
    const [known, others] = [all.slice(0, 1_500), all.slice(1_500)];
    const { site } = fitForServing(at("a", known));
    expect(lossOf(others, (p) => calibrateForSite(p, site))).toBeLessThan(lossOf(others, (p) => p) - 0.1);
  });

  it("counts a label by its weight", () => {
    const [a, b] = [answers(200, 0), answers(200, 1)];
    const weighed = (wa: number, wb: number) =>
      fitForServing([
        ...a.map((x) => ({ ...x, weight: wa, unit: "u" })),
        ...b.map((x) => ({ ...x, weight: wb, unit: "u" })),
      ]).site;
    const lowers = (s: { bias: readonly number[] }) => (s.bias[4] as number) - (s.bias[0] as number);
    expect(lowers(weighed(1, 0.01))).toBeLessThan(lowers(weighed(0.01, 1)) - 0.5);
  });

  it("gives a unit numbers of its own only with enough labels beside another unit", () => {
    const both = [...at("a", answers(FEWEST_OF_UNIT, 0.9)), ...at("b", answers(FEWEST_OF_UNIT - 1, 0))];
    const { site, units, counts } = fitForServing(both);
    expect(Object.keys(units)).toEqual(["a"]);
    expect(counts).toEqual({ a: FEWEST_OF_UNIT });
    expect(units.a).not.toEqual(site);
    expect(fitForServing(at("a", answers(600, 0.5))).units).toEqual({});
  });
});
