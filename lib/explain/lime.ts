import { type Coalition, coalitionOf, MAX_PLAYERS, type ValueFunction } from "./coalition";
import { addRow, emptyMoments, fitRidge, type LinearFit } from "./linear";
import { randomOrder, seededRandom } from "./random";
import { checkPlayers, coalitionWeight } from "./shapley";

/**
 * LIME (Ribeiro, Singh & Guestrin, KDD 2016) over an abstract game: a weighted linear fit to what the model says of parts
 * of the case, the more of the case is left the heavier. Explains the game's first output.
 *
 * The sample is LIME's own. That of SHAP's Owen values is not a fair one for it, whole groups being present or absent
 * together in most of it; and an opinion drawn from other coalitions also shows where sampling misled the first. What both
 * ask of a remembered game is asked of the model once.
 */

export type LimeFit = LinearFit & {
  /** Mean Jaccard overlap of the top three over pairs of {@link REFITS} re-seeded fits, 0..1. */
  readonly stability: number;
  /** Coalitions fitted, counted as often as drawn. */
  readonly samples: number;
};

/** On cosine distance, 0..1: what the reference implementation's lime_text uses (25 on a distance times 100). */
const KERNEL_WIDTH = 0.25;
/** Relative to each feature's variance. Only for conditioning: the model has no noise to average out. */
const RIDGE = 1e-3;
export const TOP = 3;
const REFITS = 10;
const SAMPLES = 128;
const SAMPLES_PER_PLAYER = 4;

/** Coalitions drawn, and so the most that are evaluated. */
export const limeSamples = (n: number): number => Math.max(SAMPLES, SAMPLES_PER_PLAYER * n);

/** Weight of a coalition that keeps `kept` of `n`: the cosine of a 0/1 mask and all ones is sqrt(kept / n). */
export function kernelWeight(kept: number, n: number): number {
  const distance = 1 - Math.sqrt(kept / n);
  return Math.sqrt(Math.exp(-(distance ** 2) / KERNEL_WIDTH ** 2));
}

/**
 * Fits the surrogate: to all coalitions where there are few (up to 7 players), else to {@link limeSamples}.
 *
 * LIME draws how many features to keep evenly, then which, and weighs each draw by the kernel. Here a size is drawn as often
 * as the kernel would weigh it instead: the same fit in the limit, with no evaluation spent on what hardly counts. Which
 * features go is dealt from a shuffled deck, so that each goes about equally often.
 *
 * Stability: re-fits to fresh samples where all coalitions are known; else to bootstrap resamples of the one (Efron 1979),
 * which ask nothing more of the model. @throws what the value function throws; RangeError for no players or too many
 */
export async function lime(
  n: number,
  evaluate: ValueFunction,
  options: { readonly seed: number },
): Promise<LimeFit> {
  checkPlayers(n, MAX_PLAYERS);
  const random = seededRandom(options.seed);
  const count = limeSamples(n);
  const all = 2 ** n <= count;
  const rows = all
    ? Array.from({ length: 2 ** n }, (_, bits) => coalitionOf(bits, n))
    : draw(n, count, random);
  const answers = (await evaluate(rows)).map(([value]) => value as number);
  // Of the 2^n coalitions each counts as often as it would be drawn.
  const weight = (c: Coalition) => (all ? kernelWeight(sizeOf(c), n) * coalitionWeight(sizeOf(c), n + 1) : 1);
  const surrogate = (c: readonly Coalition[], y: readonly number[], w: (c: Coalition) => number) => {
    const moments = emptyMoments(n);
    c.forEach((coalition, i) => {
      addRow(moments, coalition, y[i] as number, w(coalition));
    });
    return fitRidge(moments, RIDGE);
  };

  const whole = { ...surrogate(rows, answers, weight), samples: rows.length };
  // The top three of three are what they are.
  if (n <= TOP) return { ...whole, stability: 1 };
  const refits: LinearFit[] = [];
  while (refits.length < REFITS) {
    if (all) {
      const again = draw(n, count, random);
      const values = (await evaluate(again)).map(([value]) => value as number);
      refits.push(surrogate(again, values, () => 1));
    } else {
      const picks = rows.map(() => Math.floor(random() * rows.length));
      const again = picks.map((i) => rows[i] as Coalition);
      const values = picks.map((i) => answers[i] as number);
      // A resample that lost every coalition without some player cannot say what that player is worth.
      if (varies(again, n)) refits.push(surrogate(again, values, () => 1));
    }
  }
  return { ...whole, stability: stabilityOf(refits) };
}

/** Indices of the largest values, whatever their sign; the first of equals. */
export const topOf = (values: readonly number[], most = TOP): number[] =>
  values
    .map((v, i) => ({ size: Math.abs(v), i }))
    .sort((a, b) => b.size - a.size || a.i - b.i)
    .slice(0, most)
    .map(({ i }) => i);

/** Share of the one's top three that are the other's too, 0..1. Both in the order of the players. */
export function topAgreement(a: readonly number[], b: readonly number[]): number {
  const [first, second] = [topOf(a), new Set(topOf(b))];
  return first.filter((i) => second.has(i)).length / first.length;
}

/** Coalitions of sizes in proportion to the kernel (systematic sampling), largest first, their gaps dealt from a deck. */
function draw(n: number, count: number, random: () => number): Coalition[] {
  const sizes = Array.from({ length: n + 1 }, (_, kept) => kept);
  const total = sizes.reduce((sum, kept) => sum + kernelWeight(kept, n), 0);
  const start = random();
  const drawn: number[] = [];
  let reached = 0;
  for (const kept of sizes) {
    reached += (kernelWeight(kept, n) / total) * count;
    while (drawn.length + start < reached) drawn.push(kept);
  }
  const deck: number[] = [];
  return drawn.reverse().map((kept) => {
    const gone = new Set<number>();
    const again: number[] = [];
    while (gone.size < n - kept) {
      if (deck.length === 0) deck.push(...randomOrder(n, random));
      const player = deck.pop() as number;
      if (gone.has(player)) again.push(player);
      else gone.add(player);
    }
    deck.push(...again);
    return sizes.slice(0, n).map((i) => !gone.has(i));
  });
}

const varies = (rows: readonly Coalition[], n: number): boolean =>
  Array.from({ length: n }, (_, i) => i).every((i) => rows.some((r) => r[i] !== rows[0]?.[i]));

const sizeOf = (c: Coalition): number => c.reduce((sum, present) => sum + Number(present), 0);

/** Mean over all pairs of fits of |both| / |either|, of their top three. */
function stabilityOf(fits: readonly LinearFit[]): number {
  const tops = fits.map((f) => new Set(topOf(f.coefficients)));
  let sum = 0;
  let count = 0;
  tops.forEach((a, i) => {
    for (const b of tops.slice(i + 1)) {
      const both = [...a].filter((x) => b.has(x)).length;
      sum += both / (a.size + b.size - both);
      count += 1;
    }
  });
  return sum / count;
}
