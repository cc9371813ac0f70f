import { z } from "zod";
import { AppError } from "@/lib/core/errors";
import { CATEGORIES, NUMBERS, RARITY } from "./features";
import type { DecisionObservation, Observation } from "./observation";

/**
 * What patients were like when all was well, in counts: the training visits, or a month that a steward chose. It holds no
 * patient: shares of cells, and words that at least LEAST_PATIENTS patients had in their complaint.
 */
export const LEAST_PATIENTS = 10;
const MOST_WORDS = 4_000;
const MOST_EDGES = 120;

const count = z.int().min(0);
const numberSchema = z.strictObject({
  /** Upper ends of the cells but the last, ascending; a value belongs to the first cell whose end is not below it. */
  edges: z.array(z.number()),
  counts: z.array(count),
  /** A value that stands for each cell: the mean of those in it. */
  middles: z.array(z.number()),
  impossible: count,
});
export const tallySchema = z.strictObject({
  patients: count,
  numbers: z.record(z.string(), numberSchema),
  categories: z.record(z.string(), z.record(z.string(), count)),
  /** Patients whose complaint has a word that is not of the reference, among those with a complaint. */
  unlisted: count,
  words: z.record(z.string(), count),
  decisions: z
    .strictObject({
      decided: count,
      moreUrgent: count,
      lessUrgent: count,
      /** Decisions with a probability: sum of it, and how many were decided 1 or 2. */
      told: count,
      toldUrgent: z.number(),
      urgent: count,
      /** Of those with a probability: sums of the levels decided and expected. */
      decidedSum: z.number(),
      expectedSum: z.number(),
    })
    .nullable(),
});
/** Counts of a set of patients over a reference's cells. */
export type Tally = z.infer<typeof tallySchema>;
export type NumberTally = z.infer<typeof numberSchema>;

export const referenceSchema = z.strictObject({
  format_version: z.literal(1),
  /** What it is of, in words. */
  description: z.string(),
  /** The model version whose levels are in it; null: it has none. */
  model: z.strictObject({ version: z.string(), digest: z.string() }).nullable(),
  tally: tallySchema,
});
export type Reference = z.infer<typeof referenceSchema>;

/** @throws AppError("artifact-invalid") */
export function parseReference(json: unknown): Reference {
  const parsed = referenceSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new AppError("artifact-invalid", `drift reference: ${issue?.path.join(".")} ${issue?.message}`);
}

export function summarizeReference(
  patients: readonly Observation[],
  decisions: readonly DecisionObservation[],
  of: Pick<Reference, "description" | "model">,
): Reference {
  const words = countWords(patients);
  const listed = new Map(
    [...words]
      .filter(([, n]) => n >= LEAST_PATIENTS)
      .sort((a, b) => b[1] - a[1])
      .slice(0, MOST_WORDS),
  );
  const rarity = rarityOf(Object.fromEntries(listed), patients.length);
  const rare = patients.map((p) => ({ ...p, numbers: withRarity(p, rarity) }));
  const numbers: Tally["numbers"] = {};
  for (const { key, range } of NUMBERS) {
    const values = rare.flatMap((p) => p.numbers[key] ?? []).filter((v) => v >= range[0] && v <= range[1]);
    numbers[key] = emptyCells(values.sort((a, b) => a - b));
  }
  const cells: Tally = {
    patients: patients.length,
    numbers,
    categories: Object.fromEntries(CATEGORIES.map((c) => [c.key, {}])),
    unlisted: 0,
    words: Object.fromEntries(listed),
    decisions: null,
  };
  const tally = newTally(cells);
  const add = adder(cells);
  for (const p of patients) add(tally, p);
  for (const d of decisions) addDecision(tally, d);
  return { format_version: 1, ...of, tally };
}

/** A tally of nobody over the same cells. */
export function newTally(like: Tally): Tally {
  return {
    patients: 0,
    numbers: Object.fromEntries(
      Object.entries(like.numbers).map(([key, n]) => [
        key,
        { edges: n.edges, middles: n.middles, counts: n.counts.map(() => 0), impossible: 0 },
      ]),
    ),
    categories: Object.fromEntries(Object.keys(like.categories).map((key) => [key, {}])),
    unlisted: 0,
    words: {},
    decisions: null,
  };
}

/** Adds patients to tallies over a reference's cells, in place. */
export function adder(reference: Tally): (tally: Tally, patient: Observation) => void {
  const rarity = rarityOf(reference.words, reference.patients || 1);
  return (tally, patient) => {
    tally.patients++;
    const numbers = withRarity(patient, rarity);
    for (const { key, range } of NUMBERS) {
      const cells = tally.numbers[key];
      const value = numbers[key];
      if (value === undefined || !cells) continue;
      if (value < range[0] || value > range[1]) cells.impossible++;
      else bump(cells.counts, cellOf(cells.edges, value));
    }
    for (const [key, value] of Object.entries(patient.categories)) {
      const counts = tally.categories[key];
      if (counts) counts[value] = (counts[value] ?? 0) + 1;
    }
    let unlisted = false;
    for (const word of patient.words)
      if (Object.hasOwn(reference.words, word)) tally.words[word] = countOf(tally.words, word) + 1;
      else unlisted = true;
    if (unlisted) tally.unlisted++;
  };
}

export function addDecision(tally: Tally, d: DecisionObservation): void {
  tally.decisions ??= {
    decided: 0,
    moreUrgent: 0,
    lessUrgent: 0,
    told: 0,
    toldUrgent: 0,
    urgent: 0,
    decidedSum: 0,
    expectedSum: 0,
  };
  const t = tally.decisions;
  t.decided++;
  if (d.decided < d.shown) t.moreUrgent++;
  if (d.decided > d.shown) t.lessUrgent++;
  if (d.urgent !== null && d.expected !== null) {
    t.told++;
    t.decidedSum += d.decided;
    t.expectedSum += d.expected;
    t.toldUrgent += d.urgent;
    if (d.decided <= 2) t.urgent++;
  }
  const levels = tally.categories.decided;
  if (levels) levels[d.decided] = (levels[d.decided] ?? 0) + 1;
}

/** Both together, over the same cells. */
export function addTallies(a: Tally, b: Tally): Tally {
  const sum = (x: Record<string, number>, y: Record<string, number>) => {
    const out = { ...x };
    for (const [k, n] of Object.entries(y)) out[k] = countOf(out, k) + n;
    return out;
  };
  return {
    patients: a.patients + b.patients,
    numbers: Object.fromEntries(
      Object.entries(a.numbers).map(([key, n]) => {
        const other = b.numbers[key];
        return [
          key,
          {
            ...n,
            counts: n.counts.map((c, i) => c + (other?.counts[i] ?? 0)),
            impossible: n.impossible + (other?.impossible ?? 0),
          },
        ];
      }),
    ),
    categories: Object.fromEntries(
      Object.entries(a.categories).map(([key, counts]) => [key, sum(counts, b.categories[key] ?? {})]),
    ),
    unlisted: a.unlisted + b.unlisted,
    words: sum(a.words, b.words),
    decisions:
      a.decisions && b.decisions
        ? (sum(a.decisions, b.decisions) as Tally["decisions"])
        : (a.decisions ?? b.decisions),
  };
}

/** How seldom each word is; one that is not listed is as seldom as one that half a patient has. */
type Rarity = (words: readonly string[]) => number | null;

export function rarityOf(words: Readonly<Record<string, number>>, patients: number): Rarity {
  const of = (word: string) => -Math.log((countOf(words, word) || 0.5) / patients);
  return (list) => (list.length === 0 ? null : list.reduce((s, w) => s + of(w), 0) / list.length);
}

export function withRarity(p: Observation, rarity: Rarity): Readonly<Record<string, number>> {
  const value = rarity(p.words);
  return value === null ? p.numbers : { ...p.numbers, [RARITY]: Math.max(0, value) };
}

/** The first cell whose upper end is not below the value. */
export function cellOf(edges: readonly number[], value: number): number {
  let [low, high] = [0, edges.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((edges[middle] as number) >= value) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** A cell a value where there are few, else of about equally many; what few patients have is no cell of its own. */
function emptyCells(sorted: readonly number[]): NumberTally {
  if (sorted.length === 0) return { edges: [], counts: [0], middles: [0], impossible: 0 };
  const least = Math.max(LEAST_PATIENTS, Math.ceil(sorted.length / MOST_EDGES));
  const edges: number[] = [];
  const middles: number[] = [];
  let start = 0;
  for (let i = 1; i <= sorted.length; i++) {
    const ends = i === sorted.length || sorted[i] !== sorted[i - 1];
    const leavesTooFew = i < sorted.length && sorted.length - i < least;
    if (!ends || (i - start < least && i < sorted.length) || leavesTooFew) continue;
    const members = sorted.slice(start, i);
    middles.push(Math.round((1000 * members.reduce((s, v) => s + v, 0)) / members.length) / 1000);
    if (i < sorted.length) edges.push(sorted[i - 1] as number);
    start = i;
  }
  return { edges, counts: middles.map(() => 0), middles, impossible: 0 };
}

function countWords(patients: readonly Observation[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { words } of patients) for (const w of words) counts.set(w, (counts.get(w) ?? 0) + 1);
  return counts;
}

/** A patient may write "constructor". */
const countOf = (counts: Readonly<Record<string, number>>, key: string): number =>
  Object.hasOwn(counts, key) ? (counts[key] as number) : 0;

const bump = (counts: number[], i: number): void => {
  counts[i] = (counts[i] ?? 0) + 1;
};

/**
 * What of a reference can be held against the version in use: levels and what was decided on them say nothing of another
 * version's.
 */
export const tallyFor = ({ tally, model }: Reference, version: string | null): Tally =>
  model && model.version === version
    ? tally
    : { ...tally, decisions: null, categories: { ...tally.categories, level: {}, decided: {} } };
