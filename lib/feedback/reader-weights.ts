import { LEVELS } from "@/lib/case/level";
import { type ConfusionTable, fitReaders, ORDINAL_PRIOR, priorTable, type Reading } from "./reader-fit";

/** How much a reader's labels count beside others'. */
export type ReaderWeight = {
  readonly reader: string;
  /** Readings it rests on: of cases somebody else read, too, or whose like others have judged. */
  readonly readings: number;
  /** Quadratic kappa between the levels that cases are believed to have and this reader's; the prior's for somebody new. */
  readonly kappa: number;
  /** From LEAST to 1. */
  readonly weight: number;
};

/** However badly somebody's labels fit with others', they are heard: who is right is not decided by numbers alone. */
export const LEAST_WEIGHT = 0.25;

/**
 * How much each reader's labels count, from where readers repeat. A reader who reads as well as the middle reader of the site
 * counts whole, nobody more, and somebody of whom nothing is known counts whole, too. Pure.
 * @param readings decisions, second readings and amendments; an item is a case as it was assessed
 * @param known what others' labels on like cases say of an item, for cases that were read only once
 */
export function readerWeights(
  readings: readonly Reading[],
  known: ReadonlyMap<string, readonly number[]> = new Map(),
): ReadonlyMap<string, ReaderWeight> {
  const telling = readings.filter(tells(readings, known));
  const fit = fitReaders(telling, { classes: LEVELS.length, prior: ORDINAL_PRIOR, known });
  const kappas = [...fit.readers].map(([reader, { table, readings: n }]) => ({
    reader,
    readings: n,
    kappa: expectedKappa(table, fit.shares),
  }));
  const newcomer = expectedKappa(priorTable(ORDINAL_PRIOR, LEVELS.length), fit.shares);
  const usual = Math.min(newcomer, middle(kappas.map((k) => k.kappa)));
  return new Map(
    kappas.map((k) => [
      k.reader,
      { ...k, weight: usual > 0 ? Math.min(1, Math.max(LEAST_WEIGHT, k.kappa / usual)) : 1 },
    ]),
  );
}

/** A case read once, with no like ones, says nothing of who read it. */
function tells(
  readings: readonly Reading[],
  known: ReadonlyMap<string, readonly number[]>,
): (r: Reading) => boolean {
  const readers = new Map<string, Set<string>>();
  for (const { item, reader } of readings) readers.set(item, (readers.get(item) ?? new Set()).add(reader));
  return ({ item }) => (readers.get(item)?.size ?? 0) > 1 || known.has(item);
}

/** Quadratic kappa that a reader with this table has with the truth where the truth is spread like this. 0 where it is not defined. */
export function expectedKappa(table: ConfusionTable, shares: readonly number[]): number {
  const answers = shares.map((_, a) =>
    shares.reduce((sum, share, truth) => sum + share * (table[truth]?.[a] ?? 0), 0),
  );
  let [observed, expected] = [0, 0];
  for (const [truth, share] of shares.entries())
    for (const [answer, given] of answers.entries()) {
      const apart = (truth - answer) ** 2;
      observed += share * (table[truth]?.[answer] ?? 0) * apart;
      expected += share * given * apart;
    }
  return expected === 0 ? 0 : 1 - observed / expected;
}

function middle(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  if (sorted.length === 0) return 0;
  return sorted.length % 2 === 1
    ? (sorted[half] as number)
    : ((sorted[half - 1] as number) + (sorted[half] as number)) / 2;
}
