import { LEVELS, type Level } from "@/lib/case/level";
import { ORDINAL_PRIOR, priorTable } from "./reader-fit";

/** A label as far as it tells how its reader answers: what stood beside the case, and what was answered. */
export type Answer = {
  readonly reader: string;
  /** The level that was shown: the model's calibrated answer with the safety rules. Labels without one say nothing here. */
  readonly shown: Level;
  /** The model's own level, before the safety rules; null: not known. */
  readonly modelLevel: Level | null;
  /** The model's calibrated probabilities of levels 1 to 5; null: not known. */
  readonly probabilities: readonly number[] | null;
  readonly level: Level;
};

/** How people answer by what was shown. Row: shown, column: answered; rows add up to 1. (5, 5) */
export type PooledTable = readonly (readonly number[])[];

/** Whoever gave fewer answers to a level shown says nothing of how people answer there. */
const LEAST_IN_ROW = 3;
/** Fewer people than this are no majority that could be told from one person's habit. */
const LEAST_PEOPLE = 3;
/** Answers to each level shown that are added to each person's, spread by what is believed before. */
const SHRUNK_BY = 4;

/** With more evidence than this against them (natural logarithm; e-value 20) somebody is no measure for others, though not held back. */
const DOUBTED = Math.log(20);

/**
 * Each reader's consistency, held against how everybody else answers. Whoever would be doubted by what is believed before anything
 * is known is not among those whom others are held against: so two in five who answer wrongly do not become the custom. Pure.
 * @param answers in order of time
 */
export function readersConsistency(answers: readonly Answer[]): ReadonlyMap<string, Consistency> {
  const of = new Map<string, Answer[]>();
  for (const a of answers) {
    const own = of.get(a.reader);
    if (own) own.push(a);
    else of.set(a.reader, [a]);
  }
  const believed = pooledTable([]);
  const measure = [...of].filter(([, own]) => readConsistency(own, believed).evidence < DOUBTED);
  return new Map(
    [...of].map(([reader, own]) => {
      const others = measure.flatMap(([other, theirs]) => (other === reader ? [] : theirs));
      return [reader, readConsistency(own, pooledTable(others))];
    }),
  );
}

/**
 * How people answer by what was shown: of each cell the median over people, not the sum over answers, so that it stays the honest
 * majority's as long as fewer than half of the people answer wrongly, however much those answer. Where too few people have
 * answered, what is believed before anything is known. Pure.
 */
export function pooledTable(answers: readonly Answer[]): PooledTable {
  const prior = priorTable(ORDINAL_PRIOR, LEVELS.length);
  const people = new Map<string, number[][]>();
  for (const { reader, shown, level } of answers) {
    const table = people.get(reader) ?? LEVELS.map(() => LEVELS.map(() => 0));
    const row = table[shown - 1] as number[];
    row[level - 1] = (row[level - 1] as number) + 1;
    people.set(reader, table);
  }
  return prior.map((believed, shown) => {
    const rows = [...people.values()].flatMap((table) => {
      const row = table[shown] as number[];
      const n = sum(row);
      return n < LEAST_IN_ROW
        ? []
        : [row.map((x, a) => (x + SHRUNK_BY * (believed[a] as number)) / (n + SHRUNK_BY))];
    });
    if (rows.length < LEAST_PEOPLE) return believed;
    return normal(LEVELS.map((_, a) => median(rows.map((row) => row[a] as number))));
  });
}

/** What somebody's answers look like instead. */
export type Inconsistency =
  | "turned-round"
  | "always-one-level"
  | "unlike-case"
  | "urgent-lowered"
  | "calm-raised";

type Way = {
  readonly why: Inconsistency;
  /** How much of the mixture it is; they add up to 1. */
  readonly share: number;
  /** Probability of each answer, given how people answer here and what this reader has answered before. */
  readonly answers: (people: readonly number[], shown: Level, before: readonly number[]) => readonly number[];
};

const SLIP = 0.02;
const turned = (people: readonly number[]) => [...people].reverse();
const mixed = (a: readonly number[], b: readonly number[]) => a.map((x, i) => (x + (b[i] as number)) / 2);

const WAYS: readonly Way[] = [
  { why: "turned-round", share: 0.26, answers: turned },
  // One who leans, turned round.
  ...[-1.5, 1.5].map(
    (lean): Way => ({
      why: "turned-round",
      share: 0.1,
      answers: (people) => turned(leaned(people, { lean, keen: 1 })),
    }),
  ),
  { why: "turned-round", share: 0.1, answers: (people) => mixed(people, turned(people)) },
  ...LEVELS.map(
    (level): Way => ({
      why: "always-one-level",
      share: 0.04,
      answers: () => LEVELS.map((l) => (l === level ? 1 - 4 * SLIP : SLIP)),
    }),
  ),
  { why: "unlike-case", share: 0.08, answers: () => LEVELS.map(() => 1 / LEVELS.length) },
  // Whatever their habit is, it does not hang on the case: learned as they answer (Krichevsky & Trofimov 1981).
  { why: "unlike-case", share: 0.08, answers: (_, __, before) => normal(before.map((n) => n + 0.5)) },
  {
    why: "urgent-lowered",
    share: 0.06,
    answers: (people, shown) => (shown <= 2 ? [SLIP, SLIP, 0.36, 0.36, 0.24] : people),
  },
  {
    why: "calm-raised",
    share: 0.02,
    answers: (people, shown) => (shown >= 4 ? [0.3, 0.48, 0.18, SLIP, SLIP] : people),
  },
];

/**
 * Ways of answering like people do: stricter or more lenient (a factor per level), and keener or less keen to take over what is
 * shown (a power). Whoever answers in any of these ways is honest, whichever it is.
 */
const LEANINGS = [-1.5, -1, -0.5, 0, 0.5, 1, 1.5];
const KEENNESS = [0.5, 0.75, 1, 1.6, 2.5];
const HONEST = LEANINGS.flatMap((lean) => KEENNESS.map((keen) => ({ lean, keen })));

/** Of a thousand honest readers at most about one is ever held back, however often one looks. */
const FALSE_ALARMS = 0.001;
/** Nobody is judged by fewer answers. */
export const LEAST_ANSWERS = 8;
/** Nothing is impossible: one slip of the hand settles nothing. */
const LEAST_CHANCE = 0.004;

export type Consistency = {
  readonly answers: number;
  /** Highest natural logarithm of the evidence so far that this reader does not answer like people do. */
  readonly evidence: number;
  /** After which answer it was enough; null: it is not. */
  readonly heldAt: number | null;
  readonly why: Inconsistency | null;
};

/**
 * Whether a reader answers like everybody does, given the case, in order of time. The evidence is an e-value: how probable the
 * answers are under a mixture of ways to answer wrongly, over how probable they are under the honest way that explains them best
 * (universal inference: Wasserman, Ramdas & Balakrishnan 2020, PNAS 117:16880). For somebody who answers in an honest way it is
 * never more than a martingale that starts at 1, so that by Ville's inequality it reaches 1 / FALSE_ALARMS with at most that
 * probability, however often one looks (Ramdas et al. 2023, Statistical Science 38:576). Pure.
 * @param people how everybody else answers
 */
export function readConsistency(own: readonly Answer[], people: PooledTable): Consistency {
  const wrong = WAYS.map((way) => Math.log(way.share));
  const honest = HONEST.map(() => 0);
  const before = LEVELS.map(() => 0);
  const enough = -Math.log(FALSE_ALARMS);
  let evidence = 0;
  for (const [n, answer] of own.entries()) {
    const expected = expectedAnswers(answer, people);
    const given = answer.level - 1;
    WAYS.forEach((way, w) => {
      const p = way.answers(expected, answer.shown, before)[given] as number;
      wrong[w] = (wrong[w] as number) + Math.log(p);
    });
    HONEST.forEach((leaning, h) => {
      honest[h] = (honest[h] as number) + Math.log(leaned(expected, leaning)[given] as number);
    });
    before[given] = (before[given] as number) + 1;
    const now = logSum(wrong) - Math.max(...honest);
    evidence = Math.max(evidence, now);
    if (n + 1 >= LEAST_ANSWERS && now >= enough) {
      const most = wrong.indexOf(Math.max(...wrong));
      return { answers: n + 1, evidence, heldAt: n + 1, why: (WAYS[most] as Way).why };
    }
  }
  return { answers: own.length, evidence, heldAt: null, why: null };
}

/** What people answer here: half by how they answer to what was shown, half by what the model makes likely above the safety rules. */
function expectedAnswers({ shown, modelLevel, probabilities }: Answer, people: PooledTable): number[] {
  const byShown = people[shown - 1] as readonly number[];
  const byCase =
    probabilities?.length === LEVELS.length ? aboveRules(probabilities, shown, modelLevel) : byShown;
  return normal(mixed(byShown, byCase).map((p) => Math.max(p, LEAST_CHANCE)));
}

/** A safety rule made it more urgent than the model did: nothing less urgent than shown is expected. */
function aboveRules(probabilities: readonly number[], shown: Level, modelLevel: Level | null): number[] {
  if (modelLevel === null || shown >= modelLevel) return [...probabilities];
  const below = sum(probabilities.slice(shown));
  return probabilities.map((p, l) => (l + 1 === shown ? p + below : l + 1 > shown ? 0 : p));
}

function leaned(people: readonly number[], { lean, keen }: { lean: number; keen: number }): number[] {
  return normal(people.map((p, l) => p ** keen * Math.exp(lean * l)));
}

const sum = (xs: readonly number[]): number => xs.reduce((a, b) => a + b, 0);
function normal(xs: readonly number[]): number[] {
  const total = sum(xs);
  return xs.map((x) => x / total);
}
function logSum(logs: readonly number[]): number {
  const top = Math.max(...logs);
  return top + Math.log(sum(logs.map((l) => Math.exp(l - top))));
}
function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2
    ? (sorted[half] as number)
    : ((sorted[half - 1] as number) + (sorted[half] as number)) / 2;
}
