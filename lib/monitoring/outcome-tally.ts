import type { Level } from "@/lib/case/level";
import { HOUR } from "@/lib/core/clock";
import type { FollowState } from "@/lib/feedback/follow-up";
import { OUTCOMES, type Outcome, type VisitOutcomes } from "@/lib/fhir/outcomes/visit-outcomes";

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

/** What the page tells of visits, as counts that can be added to those of other visits: none tells of one. */
export type OutcomeTally = {
  /** How often, by name: see `namesOf`. */
  readonly counts: ReadonlyMap<string, number>;
  /** Of those that are still asked about, when the first of them came. */
  readonly firstOpenAt: Date | null;
};

const CLOSED: readonly (FollowState | null)[] = ["complete", "partly", "not-known"];

/** Critical care or death; null: neither is certain. */
export function isGrave({ answers }: VisitOutcomes): boolean | null {
  if (answers.criticalCare === "yes" || answers.death === "yes") return true;
  return answers.criticalCare === "no" && answers.death === "no" ? false : null;
}

const wasAdmitted = ({ answers }: VisitOutcomes): boolean | null =>
  answers.admission === "yes" ? true : answers.admission === "no" ? false : null;

/**
 * What is counted of one visit: `state:S`, `failing`, `answer:OUTCOME:A`, `open:OUTCOME` and `closed:OUTCOME` where nothing is known,
 * `delay:HOURS` (half hours, cut off: finer than what is ever said), `level:LEVEL:SHOWN:GRAVE:ADMITTED`.
 */
function namesOf(v: FollowedVisit): string[] {
  const names = [`state:${v.state ?? "not-followed"}`];
  if (v.state === "open" && v.failing) names.push("failing");
  for (const outcome of OUTCOMES) {
    const answer = v.outcomes?.answers[outcome] ?? "not-known";
    if (answer !== "not-known") names.push(`answer:${outcome}:${answer}`);
    else if (v.state === "open") names.push(`open:${outcome}`);
    else if (CLOSED.includes(v.state)) names.push(`closed:${outcome}`);
  }
  if (v.arrivedAt && v.readAt && v.outcomes)
    names.push(`delay:${Math.floor((2 * (v.readAt.getTime() - v.arrivedAt.getTime())) / HOUR) / 2}`);
  const { outcomes: o } = v;
  names.push(`level:${v.level}:${v.shownLevel ?? "-"}:${told(o && isGrave(o))}:${told(o && wasAdmitted(o))}`);
  return names;
}

const told = (yes: boolean | null): string => (yes === null ? "-" : yes ? "yes" : "no");

/** Pure. */
export function tallyOutcomes(visits: readonly FollowedVisit[]): OutcomeTally {
  const counts = new Map<string, number>();
  let first: Date | null = null;
  for (const v of visits) {
    for (const name of namesOf(v)) counts.set(name, (counts.get(name) ?? 0) + 1);
    if (v.state === "open" && v.arrivedAt && (!first || v.arrivedAt < first)) first = v.arrivedAt;
  }
  return { counts, firstOpenAt: first };
}

/** Of the visits of all of them, each of which is in one alone. */
export function addTallies(tallies: readonly OutcomeTally[]): OutcomeTally {
  const counts = new Map<string, number>();
  for (const t of tallies) for (const [name, n] of t.counts) counts.set(name, (counts.get(name) ?? 0) + n);
  const opened = tallies.flatMap((t) => t.firstOpenAt?.getTime() ?? []);
  return { counts, firstOpenAt: opened.length === 0 ? null : new Date(Math.min(...opened)) };
}

/** Visits with the same levels and the same answers to what they are judged by. */
export type LevelCell = {
  readonly level: Level;
  readonly shownLevel: Level | null;
  /** Null: not certain. */
  readonly grave: boolean | null;
  readonly admitted: boolean | null;
  readonly n: number;
};

/** In the same order whatever order they were counted in. */
export function levelCells({ counts }: OutcomeTally): LevelCell[] {
  const answer = (word: string | undefined) => (word === "-" ? null : word === "yes");
  return [...counts]
    .filter(([name]) => name.startsWith("level:"))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, n]) => {
      const [, level, shown, grave, admitted] = name.split(":");
      return {
        level: Number(level) as Level,
        shownLevel: shown === "-" ? null : (Number(shown) as Level),
        grave: answer(grave),
        admitted: answer(admitted),
        n,
      };
    });
}

/** Median hours from arrival to the last answer, cut off to half hours; null: nothing was answered. */
export function medianDelay({ counts }: OutcomeTally): number | null {
  const delays = [...counts]
    .flatMap(([name, n]) => (name.startsWith("delay:") ? [[Number(name.slice(6)), n] as const] : []))
    .sort(([a], [b]) => a - b);
  const middle = Math.floor(delays.reduce((sum, [, n]) => sum + n, 0) / 2);
  let before = 0;
  for (const [hours, n] of delays) {
    before += n;
    if (before > middle) return hours;
  }
  return null;
}

export const countOf = ({ counts }: OutcomeTally, name: string): number => counts.get(name) ?? 0;

/** Those nobody knows of, by whether they are still asked about, and what is known of the others. */
export const answersOf = (tally: OutcomeTally, outcome: Outcome) => ({
  answers: {
    yes: countOf(tally, `answer:${outcome}:yes`),
    no: countOf(tally, `answer:${outcome}:no`),
    "does-not-apply": countOf(tally, `answer:${outcome}:does-not-apply`),
    "not-known": countOf(tally, `closed:${outcome}`),
  },
  open: countOf(tally, `open:${outcome}`),
});
