import { LEVELS, type Level } from "@/lib/case/level";
import { HOUR } from "@/lib/core/clock";
import { random } from "@/lib/core/random";
import type { FollowState } from "@/lib/feedback/follow-up";
import { OUTCOMES, type Outcome, type OutcomeAnswer } from "@/lib/fhir/outcomes/visit-outcomes";
import { interval } from "@/lib/measures/figures";
import { wilson } from "@/lib/measures/plots-data";
import { areaUnderRoc, rank } from "@/lib/measures/ranking";
import { drawCounts } from "./draw-counts";
import {
  answersOf,
  countOf,
  type LevelCell,
  levelCells,
  medianDelay,
  type OutcomeTally,
} from "./outcome-tally";

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
  /** Median hours from arrival to the last answer, cut off to half hours. */
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
const SEED = 20_250_101;

/** Pure. */
export function reportOutcomes(tally: OutcomeTally, now: Date): OutcomeReport {
  const cells = levelCells(tally);
  const certain = cells.filter((c) => c.grave !== null);
  return {
    visits: total(cells),
    byState: Object.fromEntries(
      STATES.map((s) => [s, countOf(tally, `state:${s}`)]),
    ) as OutcomeReport["byState"],
    open: {
      oldestHours: tally.firstOpenAt && Math.max(0, (now.getTime() - tally.firstOpenAt.getTime()) / HOUR),
      failing: countOf(tally, "failing"),
    },
    delayHours: medianDelay(tally),
    questions: OUTCOMES.map((outcome) => ({ outcome, ...answersOf(tally, outcome) })),
    byLevel: LEVELS.map((level) => {
      const own = certain.filter((c) => c.level === level);
      return { level, visits: total(own), grave: total(own.filter((c) => c.grave)) };
    }),
    grave: judge(cells, (c) => c.grave),
    admission: judge(cells, (c) => c.admitted),
    falseCalm: {
      clinicians: calmOf(certain, (c) => c.level),
      suggestions: calmOf(certain, (c) => c.shownLevel),
    },
  };
}

const STATES = ["open", "complete", "partly", "not-known", "refused", "withdrawn", "not-followed"] as const;
const total = (cells: readonly { readonly n: number }[]): number => cells.reduce((sum, c) => sum + c.n, 0);

type JudgedCell = { readonly level: Level; readonly shownLevel: Level; readonly yes: boolean; n: number };

/** Of the visits with a suggestion, so that both are judged on the same patients: by levels and answer, in an order of their own. */
function judgedCells(
  cells: readonly LevelCell[],
  ask: (c: LevelCell) => boolean | null,
): readonly JudgedCell[] {
  const found = new Map<string, JudgedCell>();
  for (const c of cells) {
    const [{ level, shownLevel, n }, yes] = [c, ask(c)];
    if (yes === null || shownLevel === null) continue;
    const key = `${level} ${shownLevel} ${yes}`;
    const known = found.get(key) ?? { level, shownLevel, yes, n: 0 };
    known.n += n;
    found.set(key, known);
  }
  return [...found.values()];
}

/** Intervals are percentiles of a bootstrap over patients (Efron 1979), of whom nothing but their cell matters. */
function judge(cells: readonly LevelCell[], ask: (c: LevelCell) => boolean | null): Judged {
  const known = judgedCells(cells, ask);
  const visits = total(known);
  const yes = total(known.filter((c) => c.yes));
  const { visits: least, ofEach } = LEAST_JUDGED;
  if (visits < least || yes < ofEach || visits - yes < ofEach) return { enough: false, visits, yes };
  const counts = Int32Array.from(known, (c) => c.n);
  const draws = Array.from({ length: RESAMPLES }, (_, i) => drawCounts(counts, random(SEED, "outcomes", i)));
  // The smaller the number, the more urgent.
  const area = (levelOf: (c: JudgedCell) => Level): Estimate => {
    const ranking = rank(
      known.map((c) => -levelOf(c)),
      known.map((c) => c.yes),
    );
    const drawn = draws.map((d) => areaUnderRoc(ranking, d));
    return {
      value: areaUnderRoc(ranking, counts) as number,
      ...interval(drawn.filter((a) => a !== null)),
    };
  };
  return {
    enough: true,
    visits,
    yes,
    clinicians: area((c) => c.level),
    suggestions: area((c) => c.shownLevel),
  };
}

function calmOf(certain: readonly LevelCell[], levelOf: (c: LevelCell) => Level | null): FalseCalm {
  const calm = certain.filter((c) => (levelOf(c) ?? 0) >= 4);
  const visits = total(calm);
  if (visits < LEAST_CALM) return { enough: false, visits };
  const grave = total(calm.filter((c) => c.grave));
  const [low, high] = wilson(grave / visits, visits);
  return { enough: true, visits, grave, share: { value: grave / visits, low, high } };
}
