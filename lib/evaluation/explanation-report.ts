import type { Estimate } from "@/lib/explain/version-quality/statistics";
import { verdicts } from "@/lib/explain/version-quality/verdicts";
import { table } from "@/lib/measures/tables";
import type { MeasuredExplanations } from "./explanation-quality";

const two = (x: number | undefined): string => (x === undefined ? "-" : x.toFixed(2));
const within = (e: Estimate | null): string =>
  e === null ? "-" : `${two(e.value)} (${two(e.low)} to ${two(e.high)})`;

/** The checks of a version's explanations, in words first: what was asked, what came out, whether it passed. */
export function explanationSection(q: MeasuredExplanations, heading = "##"): string {
  return [
    `${heading} Can the explanations be believed? (${q.cases} visits of ${q.dataset})`,
    `SHAP values as the product shows them (at most ${q.maxEvaluations} model answers each, seed ${q.seed}), checked on visits the model never
learned from. The bars were set before the measurement (\`lib/explain/version-quality/verdicts.ts\`); 95 % bootstrap intervals in
brackets.`,
    verdicts(q)
      .map((v) => `- ${v.passed ? "**Passed**" : "**FAILED**"}: ${v.sentence}`)
      .join("\n"),
    orders(q),
    redrawn(q),
    stable(q),
    planted(q),
  ].join("\n\n");
}

function orders({ deletionInsertion: d }: MeasuredExplanations): string {
  return `Deletion and insertion (Petsiuk et al. 2018): mean distance of the expected severity from the full answer, in levels, over the
whole way; ${d.orders} random orders a visit, ${d.cases} visits. Deletion should be larger than random, insertion smaller.

${table(
  ["", "explanation's order", "random order", "better by, paired"],
  [
    ["Deletion", within(d.deletion.explainedArea), within(d.deletion.randomArea), within(d.deletion.gain)],
    [
      "Insertion",
      within(d.insertion.explainedArea),
      within(d.insertion.randomArea),
      within(d.insertion.gain),
    ],
    ["First three taken away", within(d.withoutThree.explained), within(d.withoutThree.random), ""],
  ],
)}`;
}

function redrawn({ randomisedWeights: r, repeated }: MeasuredExplanations): string {
  return `Randomised weights (Adebayo et al. 2018), from the heads down, ${r.cases} visits and ${r.stages[0]?.draws ?? 0} draws a stage: likeness to the
real model's explanations. With only the heads drawn anew the learned encoder still says which features matter, so sizes stay
alike there; what must fall is the last row.

${table(
  ["Weights drawn anew", "Rank correlation", "of sizes alone", "Top three in common"],
  [
    ["none (explained twice)", within(repeated.signed), within(repeated.absolute), within(repeated.topThree)],
    ...r.stages.map(({ name, likeness: l }) => [
      name,
      within(l.signed),
      within(l.absolute),
      within(l.topThree),
    ]),
  ],
)}`;
}

function stable({ stability }: MeasuredExplanations): string {
  return `Stability: the same visit in another nurse's words (lexicon of the training), or with its vital signs moved within
measurement error. Reasons that are words of the complaint are left out of the comparison.

${table(
  ["The same visit", "Answer changes, levels", "Level stays", "Rank correlation", "Top three in common"],
  stability.map((s) => [
    s.name.toLowerCase(),
    within(s.answerChange),
    within(s.sameLevel),
    within(s.likeness.signed),
    within(s.likeness.topThree),
  ]),
)}`;
}

function planted({ planted: all }: MeasuredExplanations): string {
  return `Planted features: an effect added to the model's answers that the explainer is not told of.

${table(
  [
    "Planted",
    "Levels",
    "Visits",
    "In the top three",
    "the same, nothing planted",
    "Direction right",
    "Error of its size, levels",
  ],
  all.map((p) => [
    p.name,
    two(p.effect),
    String(p.cases),
    within(p.inTopThree),
    within(p.inTopThreeUnplanted),
    within(p.signRight),
    p.magnitudeError === null ? "-" : p.magnitudeError.value.toFixed(3),
  ]),
)}`;
}
