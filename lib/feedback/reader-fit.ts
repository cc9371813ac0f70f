/** One reader's answer to one item: a class from 1 up. The same reader may answer the same item more than once. */
export type Reading = { readonly item: string; readonly reader: string; readonly answer: number };

export type ReaderPrior = {
  /** Pseudo-counts added to each row of each reader's table; 0: plain maximum likelihood. */
  readonly strength: number;
  /** How a row's pseudo-counts are spread: by how far the answer is from the truth, in classes. */
  readonly byDistance: readonly number[];
};

/**
 * What is believed of a reader before anything is known: answers fall on the truth, else near it. As much as eight readings of each
 * class would say; what somebody has read soon says more.
 */
export const ORDINAL_PRIOR: ReaderPrior = { strength: 8, byDistance: [1, 0.15, 0.02, 0.01, 0.01] };
const NO_PRIOR: ReaderPrior = { strength: 0, byDistance: [1] };

/** Row: the truth, column: the answer; rows add up to 1. (classes, classes) */
export type ConfusionTable = readonly (readonly number[])[];

export type ReaderFit = {
  /** How common each class is among the items. (classes) */
  readonly shares: readonly number[];
  readonly readers: ReadonlyMap<string, { readonly table: ConfusionTable; readonly readings: number }>;
  /** Probability of each class, by item. */
  readonly items: ReadonlyMap<string, readonly number[]>;
  /** After each step: the log of likelihood times prior, up to a constant. Never falls. */
  readonly trace: readonly number[];
};

export type FitOptions = {
  readonly classes: number;
  readonly prior?: ReaderPrior;
  /**
   * What is known of an item without its own readings: how probable each class is. For an item that is not in it the common
   * shares of the classes stand.
   */
  readonly known?: ReadonlyMap<string, readonly number[]>;
};

/** Steps after which it is given up to get nearer. */
const MOST_STEPS = 500;
const NEAR = 1e-7;

/**
 * How well each reader reads where nobody knows the truth: Dawid & Skene (1979), Applied Statistics 28:20, with a Dirichlet
 * prior on every row of every reader's table (maximum a posteriori; Carpenter 2008, "Multilevel Bayesian models of categorical
 * data annotation"), so that somebody who was read twice five times is not taken for perfect or for blind. Starts from how the
 * answers to each item are spread, so that the same readings give the same fit. Pure.
 * @throws RangeError for an answer outside 1..classes or a prior with fewer distances than classes
 */
export function fitReaders(
  readings: readonly Reading[],
  { classes, prior = NO_PRIOR, known = new Map() }: FitOptions,
): ReaderFit {
  const counted = byItem(readings, classes);
  const readers = [...new Set(readings.map((r) => r.reader))];
  const pseudo = priorRows(prior, classes);
  let beliefs = counted.map(({ all }) => normal(all));
  let fit = learn(counted, beliefs, readers, pseudo, classes);
  const trace: number[] = [];
  for (let step = 0; step < MOST_STEPS; step++) {
    const answer = believe(counted, fit, known, pseudo);
    beliefs = answer.beliefs;
    fit = learn(counted, beliefs, readers, pseudo, classes);
    const before = trace.at(-1);
    trace.push(answer.log);
    if (before !== undefined && Math.abs(answer.log - before) < NEAR * (1 + Math.abs(before))) break;
  }
  return {
    shares: fit.shares,
    readers: new Map(
      readers.map((reader) => [
        reader,
        {
          table: fit.tables.get(reader) ?? [],
          readings: readings.filter((r) => r.reader === reader).length,
        },
      ]),
    ),
    items: new Map(counted.map(({ item }, i) => [item, beliefs[i] as number[]])),
    trace,
  };
}

type Counted = {
  readonly item: string;
  /** How often each reader gave each class. */
  readonly by: ReadonlyMap<string, readonly number[]>;
  readonly all: readonly number[];
};

function byItem(readings: readonly Reading[], classes: number): Counted[] {
  const items = new Map<string, { by: Map<string, number[]>; all: number[] }>();
  for (const { item, reader, answer } of readings) {
    if (!Number.isInteger(answer) || answer < 1 || answer > classes)
      throw new RangeError(`an answer must be one of 1 to ${classes}, not ${answer}`);
    const entry = items.get(item) ?? { by: new Map(), all: zeros(classes) };
    const own = entry.by.get(reader) ?? zeros(classes);
    own[answer - 1] = (own[answer - 1] as number) + 1;
    entry.all[answer - 1] = (entry.all[answer - 1] as number) + 1;
    entry.by.set(reader, own);
    items.set(item, entry);
  }
  return [...items].map(([item, entry]) => ({ item, ...entry }));
}

type Model = {
  readonly shares: readonly number[];
  readonly tables: ReadonlyMap<string, number[][]>;
};

/** What the readers' tables are, given what the items are believed to be. */
function learn(
  counted: readonly Counted[],
  beliefs: readonly (readonly number[])[],
  readers: readonly string[],
  pseudo: readonly (readonly number[])[],
  classes: number,
): Model {
  const shares = zeros(classes);
  const counts = new Map(readers.map((r) => [r, pseudo.map((row) => [...row])]));
  counted.forEach(({ by }, i) => {
    const belief = beliefs[i] as readonly number[];
    belief.forEach((p, truth) => {
      shares[truth] = (shares[truth] as number) + p;
      for (const [reader, given] of by) {
        const row = counts.get(reader)?.[truth] as number[];
        given.forEach((n, answer) => {
          row[answer] = (row[answer] as number) + p * n;
        });
      }
    });
  });
  return {
    shares: normal(shares),
    tables: new Map([...counts].map(([reader, rows]) => [reader, rows.map(normal)])),
  };
}

/** What the items are, given the readers' tables; and how probable all of it is. */
function believe(
  counted: readonly Counted[],
  { shares, tables }: Model,
  known: ReadonlyMap<string, readonly number[]>,
  pseudo: readonly (readonly number[])[],
): { beliefs: number[][]; log: number } {
  let log = 0;
  const beliefs = counted.map(({ item, by }) => {
    const prior = known.get(item) ?? shares;
    const logs = prior.map((p, truth) => {
      let sum = Math.log(p);
      for (const [reader, given] of by) {
        const row = tables.get(reader)?.[truth] as readonly number[];
        given.forEach((n, answer) => {
          if (n > 0) sum += n * Math.log(row[answer] as number);
        });
      }
      return sum;
    });
    const top = Math.max(...logs);
    const weights = logs.map((l) => Math.exp(l - top));
    const total = weights.reduce((a, b) => a + b, 0);
    log += top + Math.log(total);
    return weights.map((w) => w / total);
  });
  for (const rows of tables.values())
    rows.forEach((row, truth) => {
      row.forEach((p, answer) => {
        const n = pseudo[truth]?.[answer] as number;
        if (n > 0) log += n * Math.log(p);
      });
    });
  return { beliefs, log };
}

const priorRows = (prior: ReaderPrior, classes: number): number[][] =>
  prior.strength === 0
    ? Array.from({ length: classes }, () => zeros(classes))
    : priorTable(prior, classes).map((row) => row.map((p) => p * prior.strength));

/** What a reader's table is believed to be before anything is known. @throws RangeError when it has fewer distances than classes */
export function priorTable({ byDistance }: ReaderPrior, classes: number): number[][] {
  if (byDistance.length < classes)
    throw new RangeError(`a prior over ${classes} classes needs as many distances`);
  return Array.from({ length: classes }, (_, truth) =>
    normal(Array.from({ length: classes }, (_, a) => byDistance[Math.abs(a - truth)] as number)),
  );
}

const zeros = (n: number): number[] => new Array<number>(n).fill(0);

/** Adds up to 1; all zeros stay. */
function normal(row: readonly number[]): number[] {
  const sum = row.reduce((a, b) => a + b, 0);
  return row.map((x) => (sum > 0 ? x / sum : 0));
}
