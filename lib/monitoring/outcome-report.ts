import { LEVELS, type Level } from "@/lib/case/level";
import { HOUR } from "@/lib/core/clock";
import type { FollowState } from "@/lib/feedback/follow-up";
import {
  OUTCOMES,
  type Outcome,
  type OutcomeAnswer,
  type VisitOutcomes,
} from "@/lib/fhir/outcomes/visit-outcomes";
import { interval, resample } from "@/lib/measures/figures";
import { wilson } from "@/lib/measures/plots-data";
import { areaUnderRoc, rank } from "@/lib/measures/ranking";

/** A decided visit, and how far it has been followed. */
export type FollowedVisit = {
  /** Null: nobody asks about it. */
  readonly state: FollowState | null;
  readonly arrivedAt: Date | null;
  readonly readAt: Date | null;
  /** The EHR did not answer when it was last asked. */
  readonly failing: boolean;
  readonly outcomes: VisitOutcomes | null;
  /** The level in force, and the one suggested before it; null: none was. */
  readonly level: Level;
  readonly shownLevel: Level | null;
};

export type Estimate = { readonly value: number; readonly low: number; readonly high: number };
/** How well levels put the patients first who turned out to need it (area under the ROC curve), on the same visits. */
export type Judged =
  | { readonly enough: false; readonly visits: number; readonly yes: number }
  | {
      readonly enough: true;
      readonly visits: number;
      readonly yes: number;
      readonly clinicians: Estimate;
      readonly suggestions: Estimate;
    };
/** Of those at levels 4 and 5, the share that needed critical care or died. */
export type FalseCalm =
  | { readonly enough: false; readonly visits: number }
  | { readonly enough: true; readonly visits: number; readonly grave: number; readonly share: Estimate };

export type OutcomeReport = {
  readonly visits: number;
  readonly byState: Readonly<Record<FollowState | "not-followed", number>>;
  /** Of the open ones: how long ago the first of them came, and of how many the EHR did not answer when it was last asked. */
  readonly open: { readonly oldestHours: number | null; readonly failing: number };
  /** Median hours from arrival to the last answer. */
  readonly delayHours: number | null;
  readonly questions: readonly {
    readonly outcome: Outcome;
    readonly answers: Readonly<Record<OutcomeAnswer, number>>;
    /** Not known, and still asked. */
    readonly open: number;
  }[];
  readonly byLevel: readonly { readonly level: Level; readonly visits: number; readonly grave: number }[];
  readonly grave: Judged;
  readonly admission: Judged;
  readonly falseCalm: { readonly clinicians: FalseCalm; readonly suggestions: FalseCalm };
};

/** On fewer the interval is as wide as the scale. */
export const LEAST_JUDGED = { visits: 100, ofEach: 10 } as const;
export const LEAST_CALM = 50;
const RESAMPLES = 500;

/** Critical care or death; null: neither is certain. */
export function isGrave({ answers }: VisitOutcomes): boolean | null {
  if (answers.criticalCare === "yes" || answers.death === "yes") return true;
  return answers.criticalCare === "no" && answers.death === "no" ? false : null;
}

const wasAdmitted = ({ answers }: VisitOutcomes): boolean | null =>
  answers.admission === "yes" ? true : answers.admission === "no" ? false : null;

/** Pure. */
export function reportOutcomes(visits: readonly FollowedVisit[], now: Date): OutcomeReport {
  const states = ["open", "complete", "partly", "not-known", "refused", "withdrawn", "not-followed"] as const;
  const open = visits.filter((v) => v.state === "open");
  const came = open.flatMap((v) => v.arrivedAt ?? []).map((at) => at.getTime());
  const delays = visits.flatMap((v) =>
    v.arrivedAt && v.readAt && v.outcomes ? [(v.readAt.getTime() - v.arrivedAt.getTime()) / HOUR] : [],
  );
  return {
    visits: visits.length,
    byState: Object.fromEntries(
      states.map((s) => [s, visits.filter((v) => (v.state ?? "not-followed") === s).length]),
    ) as OutcomeReport["byState"],
    open: {
      oldestHours: came.length === 0 ? null : Math.max(0, (now.getTime() - Math.min(...came)) / HOUR),
      failing: open.filter((v) => v.failing).length,
    },
    delayHours: median(delays),
    questions: OUTCOMES.map((outcome) => tallyOne(visits, outcome)),
    byLevel: LEVELS.map((level) => {
      const known = knownTo(visits, isGrave).filter((k) => k.visit.level === level);
      return { level, visits: known.length, grave: known.filter((k) => k.yes).length };
    }),
    grave: judge(visits, isGrave),
    admission: judge(visits, wasAdmitted),
    falseCalm: {
      clinicians: calmOf(visits, (v) => v.level),
      suggestions: calmOf(visits, (v) => v.shownLevel),
    },
  };
}

function tallyOne(visits: readonly FollowedVisit[], outcome: Outcome): OutcomeReport["questions"][number] {
  const count = (answer: OutcomeAnswer) =>
    visits.filter((v) => v.outcomes?.answers[outcome] === answer).length;
  const unknown = visits.filter((v) => (v.outcomes?.answers[outcome] ?? "not-known") === "not-known");
  return {
    outcome,
    answers: {
      yes: count("yes"),
      no: count("no"),
      "does-not-apply": count("does-not-apply"),
      "not-known": unknown.filter((v) => v.state !== null && CLOSED.includes(v.state)).length,
    },
    open: unknown.filter((v) => v.state === "open").length,
  };
}
const CLOSED: readonly FollowState[] = ["complete", "partly", "not-known"];

type Known = { readonly visit: FollowedVisit; readonly yes: boolean };
const knownTo = (
  visits: readonly FollowedVisit[],
  ask: (o: VisitOutcomes) => boolean | null,
): readonly Known[] =>
  visits.flatMap((visit) => {
    const yes = visit.outcomes && ask(visit.outcomes);
    return yes === null ? [] : [{ visit, yes }];
  });

/** Of the visits with a suggestion, so that both are judged on the same patients. */
function judge(visits: readonly FollowedVisit[], ask: (o: VisitOutcomes) => boolean | null): Judged {
  const known = knownTo(visits, ask).filter((k) => k.visit.shownLevel !== null);
  const yes = known.filter((k) => k.yes).length;
  const about = { visits: known.length, yes };
  const { visits: least, ofEach } = LEAST_JUDGED;
  if (known.length < least || yes < ofEach || known.length - yes < ofEach) return { enough: false, ...about };
  // The smaller the number, the more urgent.
  const area = (levelOf: (v: FollowedVisit) => Level | null): Estimate => {
    const ranking = rank(
      known.map((k) => -(levelOf(k.visit) as Level)),
      known.map((k) => k.yes),
    );
    const drawn = Array.from({ length: RESAMPLES }, (_, i) =>
      areaUnderRoc(ranking, resample(known.length, i)),
    );
    return { value: areaUnderRoc(ranking) as number, ...interval(drawn.filter((a) => a !== null)) };
  };
  return { enough: true, ...about, clinicians: area((v) => v.level), suggestions: area((v) => v.shownLevel) };
}

function calmOf(visits: readonly FollowedVisit[], levelOf: (v: FollowedVisit) => Level | null): FalseCalm {
  const calm = knownTo(visits, isGrave).filter((k) => (levelOf(k.visit) ?? 0) >= 4);
  if (calm.length < LEAST_CALM) return { enough: false, visits: calm.length };
  const grave = calm.filter((k) => k.yes).length;
  const [low, high] = wilson(grave / calm.length, calm.length);
  return { enough: true, visits: calm.length, grave, share: { value: grave / calm.length, low, high } };
}

function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted.length === 0 ? null : (sorted[Math.floor(sorted.length / 2)] as number);
}
