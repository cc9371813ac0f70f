import { upperFirst } from "../naming";
import type { Estimate } from "./statistics";
import type { ExplanationQuality } from "./version-quality";

/** One sentence a reader can hold against us, with its figure and the bar that was set for it. */
export type Verdict = {
  readonly check:
    | "deletion"
    | "insertion"
    | "randomised-weights"
    | "stability-answer"
    | "stability-reasons"
    | "planted-found"
    | "planted-size";
  readonly passed: boolean;
  readonly sentence: string;
};

/**
 * The bars, set before the shipped model was measured. A ranking is alike enough when its rank correlation keeps most of
 * what sampling leaves, and unlike enough when it keeps less than half of it.
 */
const BARS = {
  /** Randomised weights: most of the repeated explanation's rank correlation that may be left when all weights are new. */
  redrawnShare: 0.5,
  /** Stability: largest mean change of the answer, levels, and least share of the top three that stays. */
  answerChange: 0.25,
  topThree: 2 / 3,
  /** Planted: least share found and with the right sign, largest mean error, levels. */
  plantFound: 0.95,
  plantError: 0.05,
} as const;

/** Everything the report says in words. A figure that could not be measured fails. */
export function verdicts(q: ExplanationQuality): Verdict[] {
  return [...following(q), ...redrawn(q), ...stable(q), ...found(q)];
}

const two = (x: number | undefined): string => (x === undefined ? "-" : x.toFixed(2));
const percent = (x: number | undefined): string => (x === undefined ? "-" : `${(100 * x).toFixed(0)} %`);

function following({ deletionInsertion: d }: ExplanationQuality): Verdict[] {
  const ratio = (a: Estimate | null, b: Estimate | null) =>
    a && b && b.value > 0 ? a.value / b.value : undefined;
  const faster = ratio(d.withoutThree.explained, d.withoutThree.random);
  const nearer = ratio(d.insertion.randomArea, d.insertion.explainedArea);
  const beats = (gain: Estimate | null) => gain !== null && gain.low > 0;
  return [
    {
      check: "deletion",
      passed: beats(d.deletion.gain),
      sentence: `Taking away the three features named first moves the answer by ${two(d.withoutThree.explained?.value)} levels, three at random by ${two(d.withoutThree.random?.value)}: ${two(faster)} times as far.`,
    },
    {
      check: "insertion",
      passed: beats(d.insertion.gain),
      sentence: `Starting from nothing, putting features back in the order named finds the answer ${two(nearer)} times as fast as in random order (mean distance on the way ${two(d.insertion.explainedArea?.value)} against ${two(d.insertion.randomArea?.value)} levels).`,
    },
  ];
}

function redrawn({ randomisedWeights: r, repeated }: ExplanationQuality): Verdict[] {
  const last = r.stages.at(-1);
  if (!last) return [];
  const { signed, absolute } = last.likeness;
  const low = (e: Estimate | null, whole: Estimate | null) =>
    e !== null && whole !== null && e.high < BARS.redrawnShare * whole.value;
  return [
    {
      check: "randomised-weights",
      passed: low(signed, repeated.signed) && low(absolute, repeated.absolute),
      sentence: `With all weights drawn anew the explanations have little left of the real ones' ranking: rank correlation ${two(signed?.value)} (sizes alone ${two(absolute?.value)}), against ${two(repeated.signed?.value)} (${two(repeated.absolute?.value)}) when the same model is explained twice.`,
    },
  ];
}

const stable = (q: ExplanationQuality): Verdict[] =>
  q.stability.flatMap((s) => [
    {
      check: "stability-answer" as const,
      passed: s.answerChange !== null && s.answerChange.high <= BARS.answerChange,
      sentence: `${s.name}: the answer changes by ${two(s.answerChange?.value)} levels on average (between two different visits by ${two(s.betweenVisits?.value)}), and ${percent(s.sameLevel?.value)} keep their level.`,
    },
    {
      check: "stability-reasons" as const,
      passed: s.likeness.topThree !== null && s.likeness.topThree.low >= BARS.topThree,
      sentence: `${s.name}: of the three largest reasons that are no words, ${percent(s.likeness.topThree?.value)} stay among the three largest (rank correlation ${two(s.likeness.signed?.value)}).`,
    },
  ]);

const found = (q: ExplanationQuality): Verdict[] =>
  q.planted.flatMap((p) => [
    {
      check: "planted-found" as const,
      passed: (p.inTopThree?.value ?? 0) >= BARS.plantFound && (p.signRight?.value ?? 0) >= BARS.plantFound,
      sentence: `${upperFirst(p.name)}, planted to move the answer by ${two(p.effect)} levels, is among the three largest reasons in ${percent(p.inTopThree?.value)} of ${p.cases} cases (${percent(p.inTopThreeUnplanted?.value)} when nothing is planted), with the right direction in ${percent(p.signRight?.value)}.`,
    },
    {
      check: "planted-size" as const,
      passed: p.magnitudeError !== null && p.magnitudeError.high <= BARS.plantError,
      sentence: `Its size is found to within ${p.magnitudeError?.value.toFixed(3) ?? "-"} levels on average.`,
    },
  ]);
