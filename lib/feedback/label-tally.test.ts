import { expect, it } from "vitest";
import { ELIGIBILITY_RULES } from "./eligibility";
import { type DecisionCount, tallyLabels } from "./label-tally";

const COUNT: DecisionCount = {
  kind: "accept",
  level: 3,
  labelled: true,
  superseded: false,
  rule: null,
  n: 1,
};

it("counts every decision once: as a label, under the rule that kept it out, or as not known", () => {
  const tally = tallyLabels([
    { ...COUNT, n: 20 },
    { ...COUNT, kind: "override", level: 2, n: 4 },
    // Became a label and was replaced afterwards.
    { ...COUNT, superseded: true, n: 10 },
    // Would have been kept out for another reason, but what counts is that it does not stand.
    { ...COUNT, labelled: false, superseded: true, rule: "too-late", n: 4 },
    { ...COUNT, labelled: false, rule: "too-late", n: 3 },
    { ...COUNT, labelled: false, rule: "incomplete", n: 2 },
    { ...COUNT, labelled: false, n: 7 },
  ]);
  expect(tally).toMatchObject({ decisions: 50, labels: 24, notKnown: 7 });
  expect(tally.notUsed.slice(0, 3).map((r) => [r.n, r.name])).toEqual([
    [14, "superseded"],
    [3, "too late"],
    [2, "incomplete"],
  ]);
  expect(tally.notUsed).toHaveLength(ELIGIBILITY_RULES.length);
  expect(tally.byLevel[2]).toEqual({ level: 3, accept: 20, override: 0, assign: 0 });
  expect(tally.byLevel[1]).toEqual({ level: 2, accept: 0, override: 4, assign: 0 });
});

it("of no decisions says so", () => {
  expect(tallyLabels([])).toMatchObject({ decisions: 0, labels: 0, notKnown: 0 });
});
