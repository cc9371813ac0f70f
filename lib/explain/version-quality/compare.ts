import type { Contribution, Explanation } from "../explanation";
import { byEffect } from "../groups";
import { type Estimate, estimate, known, overlap, spearman } from "./statistics";

/** How alike two explanations of the same players are. */
export type Likeness = {
  /** Spearman of the SHAP values, direction included, and of their sizes. */
  readonly signed: number | null;
  readonly absolute: number | null;
  /** Share of the three largest that are among the three largest of the other, 0..1. */
  readonly topThree: number | null;
};

export type LikenessEstimate = {
  readonly signed: Estimate | null;
  readonly absolute: Estimate | null;
  readonly topThree: Estimate | null;
};

const everybody = (): boolean => true;

/** Compares the players both explanations have; `of` narrows them down, e.g. to those that are no words. */
export function likeness(
  a: Explanation,
  b: Explanation,
  of: (c: Contribution) => boolean = everybody,
): Likeness {
  const other = new Map(b.contributions.map((c) => [c.feature, c]));
  const pairs = a.contributions.flatMap((mine) => {
    const theirs = other.get(mine.feature);
    return theirs && of(mine) ? [{ mine, theirs }] : [];
  });
  const [x, y] = [pairs.map((p) => p.mine.shap), pairs.map((p) => p.theirs.shap)];
  return {
    signed: spearman(x, y),
    absolute: spearman(x.map(Math.abs), y.map(Math.abs)),
    topThree: overlap(topThree(pairs.map((p) => p.mine)), topThree(pairs.map((p) => p.theirs))),
  };
}

export const topThree = (contributions: readonly Contribution[]): string[] =>
  byEffect(contributions)
    .slice(0, 3)
    .map((c) => c.feature);

export const meanLikeness = (all: readonly Likeness[], seed: number): LikenessEstimate => ({
  signed: estimate(known(all.map((l) => l.signed)), seed),
  absolute: estimate(known(all.map((l) => l.absolute)), seed),
  topThree: estimate(known(all.map((l) => l.topThree)), seed),
});
