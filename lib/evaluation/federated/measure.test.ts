import { describe, expect, it } from "vitest";
import type { Level } from "@/lib/case/level";
import { random } from "@/lib/core/random";
import { madeUpSources } from "@/lib/training/tiny-artifact.test-support";
import {
  type Answered,
  kappa,
  measure,
  measureDifference,
  membership,
  type Suspect,
  triageShares,
} from "./measure";
import { beforeSites, openSites } from "./sites";

const sure = (level: Level, p: number): number[] =>
  [1, 2, 3, 4, 5].map((l) => (l === level ? p : (1 - p) / 4));

function suspects(remembered: number): Suspect[] {
  const r = random("suspects", remembered);
  return Array.from({ length: 600 }, (_, i) => {
    const level = (1 + r.below(5)) as Level;
    const p = 0.3 + 0.4 * r.next();
    const member = i % 2 === 0;
    const now = { level, probabilities: sure(level, member ? p + remembered : p) };
    return { member, now, before: { level, probabilities: sure(level, p) } };
  });
}

describe("who was learned from", () => {
  it("cannot be told where nothing was learned by heart", () => {
    const { loss, ratio } = membership(suspects(0));
    expect(loss.low).toBeLessThan(0.5);
    expect(loss.high).toBeGreaterThan(0.5);
    expect(ratio.value).toBe(0.5);
  });

  it("is told by the answers where it was, and better beside the version before", () => {
    const { loss, ratio } = membership(suspects(0.1));
    expect(loss.low).toBeGreaterThan(0.6);
    expect(ratio.value).toBe(1);
  });
});

it("differences are of the same cases: a model beside itself differs by nothing", () => {
  const r = random(2);
  const answered = Array.from({ length: 200 }, (): Answered => {
    const level = (1 + r.below(5)) as Level;
    return { level, probabilities: sure(r.chance(0.6) ? level : ((1 + r.below(5)) as Level), 0.6) };
  });
  expect(measureDifference(answered, answered, kappa)).toEqual({ value: 0, low: 0, high: 0 });
  const { under, over } = triageShares(answered);
  expect(under + over).toBeCloseTo(
    answered.filter((a) => a.probabilities[a.level - 1] !== Math.max(...a.probabilities)).length / 200,
  );
  expect(triageShares([{ level: 2, probabilities: sure(4, 0.6) }])).toEqual({ under: 1, over: 0 });
  const { value, low, high } = measure(answered, kappa);
  expect(low).toBeLessThan(value);
  expect(high).toBeGreaterThan(value);
});

it("no site learns what is reported, and the version before learns from none of them", () => {
  const made = madeUpSources(200);
  const sources = {
    ...made,
    // Every four are of four years.
    outcomes: made.outcomes.map((v, i) => ({ ...v, region: ["South", "West"][(i >> 2) % 2] as string })),
  };
  const sites = openSites(sources, { labels: 1_000, apart: 50, reported: 50 });
  expect(sites.map((s) => s.name)).toEqual(["South", "West", "KTAS"]);
  const ids = (of: readonly { case: { id: string } }[]) => of.map((l) => l.case.id);
  const learned = new Set(sites.flatMap((s) => ids(s.labels)));
  const others = sites.flatMap((s) => [...ids(s.apart), ...ids(s.reported)]);
  expect(others.filter((id) => learned.has(id))).toEqual([]);
  expect(sites.every((s) => s.reported.length > 0 && s.labels.length > 0)).toBe(true);
  const before = beforeSites(sources);
  const seen = new Set([...before.nhamcs, ...before.outcomes, ...before.ktas].map((v) => v.case.id));
  expect(sites.flatMap((s) => [...ids(s.labels), ...ids(s.reported)]).filter((id) => seen.has(id))).toEqual(
    [],
  );
});
