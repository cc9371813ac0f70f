import { figure, levelFigures } from "@/lib/measures/figures";
import { wilson } from "@/lib/measures/plots-data";
import { ADULT, ELDERLY } from "@/lib/safety/limits";
import type { AnsweredPractice } from "./answer";

/** A share with its Wilson interval, or a kappa with its bootstrap interval; null where nobody is in it. */
export type PracticeFigure = {
  readonly name: string;
  readonly value: number | null;
  readonly low?: number;
  readonly high?: number;
  /** Of how many; absent for a kappa. */
  readonly count?: number;
  readonly total?: number;
};
export type PracticeScore = {
  readonly group: string;
  readonly cases: number;
  readonly figures: readonly PracticeFigure[];
};

const isUrgent = (a: AnsweredPractice) => a.case.level <= 2;
const tooLow = (a: AnsweredPractice) => a.shown - a.case.level;

type Share = {
  readonly name: string;
  readonly among?: (a: AnsweredPractice) => boolean;
  readonly of: (a: AnsweredPractice) => boolean;
};

/** The shares that are reported, in their order. The names say what is counted. */
const SHARES: readonly Share[] = [
  { name: "Level as argued", of: (a) => a.shown === a.case.level },
  { name: "Levels 1-2 shown as 1-2", among: isUrgent, of: (a) => a.shown <= 2 },
  { name: "Level 1 shown as 1", among: (a) => a.case.level === 1, of: (a) => a.shown === 1 },
  { name: "Under-triage: less urgent than argued", of: (a) => tooLow(a) > 0 },
  {
    name: "Strict under-triage: two levels or more, or a 1-2 shown 3-5",
    of: (a) => tooLow(a) >= 2 || (isUrgent(a) && a.shown >= 3),
  },
  { name: "Two levels or more less urgent", of: (a) => tooLow(a) >= 2 },
  { name: "Over-triage: more urgent than argued", of: (a) => tooLow(a) < 0 },
  { name: "Levels 3-5 shown as 1-2", among: (a) => a.case.level >= 3, of: (a) => a.shown <= 2 },
  { name: "Argued level in the prediction set", of: (a) => a.prediction.set.includes(a.case.level) },
  { name: "Levels 1-2 by the model alone", among: isUrgent, of: (a) => a.prediction.level <= 2 },
  {
    name: "Level 1 by the model alone",
    among: (a) => a.case.level === 1,
    of: (a) => a.prediction.level === 1,
  },
];

const KAPPA = "Quadratic-weighted kappa";
const RESAMPLES = 1000;

export function scorePractice(group: string, answered: readonly AnsweredPractice[]): PracticeScore {
  const [accuracy, ...others] = SHARES.map((s) => shareOf(s, answered));
  return {
    group,
    cases: answered.length,
    figures: [accuracy as PracticeFigure, kappaOf(answered), ...others],
  };
}

function shareOf({ name, among = () => true, of }: Share, answered: readonly AnsweredPractice[]) {
  const members = answered.filter(among);
  const count = members.filter(of).length;
  if (members.length === 0) return { name, value: null };
  const [low, high] = wilson(count / members.length, members.length);
  return { name, value: count / members.length, low, high, count, total: members.length };
}

function kappaOf(answered: readonly AnsweredPractice[]): PracticeFigure {
  const set = levelFigures(
    "practice",
    answered.map((a) => ({
      level: a.shown,
      probabilities: a.prediction.probabilities,
      set: a.prediction.set,
    })),
    answered.map((a) => a.case.level),
    answered.length < 2 ? 0 : RESAMPLES,
  );
  return figure(set, KAPPA) ?? { name: KAPPA, value: null };
}

/** Ages as the rules know them; the youngest apart, because their signs are. */
const AGES: readonly (readonly [string, number, number])[] = [
  ["under 1 year", 0, 1],
  ["1-15 years", 1, ADULT],
  ["16-64 years", ADULT, ELDERLY],
  ["65 years and older", ELDERLY, 200],
];

export type PracticeReport = {
  readonly half: string;
  readonly all: PracticeScore;
  readonly byAge: readonly PracticeScore[];
  readonly byTopic: readonly PracticeScore[];
  /** rows: level argued 1..5, columns: level shown 1..5 */
  readonly confusion: readonly (readonly number[])[];
};

/** A report for each half, the halves in the order of their names. */
export function reportPractice(answered: readonly AnsweredPractice[]): PracticeReport[] {
  const halves = [...new Set(answered.map((a) => a.case.half))].sort();
  return halves.map((half) => {
    const members = answered.filter((a) => a.case.half === half);
    const score = (name: string, of: (a: AnsweredPractice) => boolean): PracticeScore[] => {
      const group = members.filter(of);
      return group.length === 0 ? [] : [scorePractice(name, group)];
    };
    const topics = [...new Set(members.flatMap((a) => a.case.topic ?? []))].sort();
    return {
      half,
      all: scorePractice("all", members),
      byAge: AGES.flatMap(([name, from, to]) =>
        score(name, (a) => a.case.ageYears >= from && a.case.ageYears < to),
      ),
      byTopic: topics.flatMap((topic) => score(topic, (a) => a.case.topic === topic)),
      confusion: [1, 2, 3, 4, 5].map((level) =>
        [1, 2, 3, 4, 5].map(
          (shown) => members.filter((a) => a.case.level === level && a.shown === shown).length,
        ),
      ),
    };
  });
}
