import { type Coalition, keyOf, MAX_PLAYERS, type ValueFunction } from "./coalition";
import { randomOrder, seededRandom } from "./random";

/** Shapley values of an abstract game (Shapley 1953). Knows nothing of triage. */

export type ShapleyResult = {
  /** v(no player), v(all players): one number an output. */
  readonly base: readonly number[];
  readonly full: readonly number[];
  /** (players, outputs) */
  readonly values: readonly (readonly number[])[];
  /** (players, outputs); 0 when exact. */
  readonly standardErrors: readonly (readonly number[])[];
  /** Permutations walked; for the exact method the number of coalitions. */
  readonly samples: number;
  /** Distinct coalitions evaluated. */
  readonly evaluations: number;
};

/** 2^12 coalitions; more are sampled. */
export const MAX_EXACT_PLAYERS = 12;
/** Remembers every coalition's value, so that each is evaluated once however often the method asks. */
class Memory {
  private readonly known = new Map<number, readonly number[]>();
  constructor(private readonly evaluate: ValueFunction) {}

  get evaluations(): number {
    return this.known.size;
  }

  async ask(coalitions: readonly Coalition[]): Promise<void> {
    const fresh = new Map<number, Coalition>();
    for (const c of coalitions) {
      const k = keyOf(c);
      if (!this.known.has(k)) fresh.set(k, c);
    }
    if (fresh.size === 0) return;
    const answers = await this.evaluate([...fresh.values()]);
    [...fresh.keys()].forEach((k, i) => {
      const answer = answers[i];
      if (!answer?.every(Number.isFinite)) throw new Error("the value function left a coalition unanswered");
      this.known.set(k, answer);
    });
  }

  value(coalition: Coalition): readonly number[] {
    const v = this.known.get(keyOf(coalition));
    if (!v) throw new Error("coalition was not evaluated");
    return v;
  }
}

const allOf = (n: number, present: boolean): boolean[] => Array.from({ length: n }, () => present);

function checkPlayers(n: number, most: number): void {
  if (!Number.isInteger(n) || n < 1 || n > most)
    throw new RangeError(`players must be 1 to ${most}, not ${n}`);
}

/** Exact values over all 2^n coalitions (Shapley 1953). n <= 12. */
export async function exactShapley(n: number, evaluate: ValueFunction): Promise<ShapleyResult> {
  checkPlayers(n, MAX_EXACT_PLAYERS);
  const memory = new Memory(evaluate);
  const coalitions = Array.from({ length: 2 ** n }, (_, bits) =>
    Array.from({ length: n }, (_, i) => ((bits >> i) & 1) === 1),
  );
  await memory.ask(coalitions);

  // weight[s] = s! (n - s - 1)! / n! for a coalition of size s without the player
  const weight = Array.from({ length: n }, (_, s) => 1 / (n * binomial(n - 1, s)));
  const base = memory.value(allOf(n, false));
  const full = memory.value(allOf(n, true));
  const values = Array.from({ length: n }, () => base.map(() => 0));
  for (let bits = 0; bits < 2 ** n; bits++) {
    const without = coalitions[bits] as boolean[];
    const size = without.filter(Boolean).length;
    for (let i = 0; i < n; i++) {
      if ((bits >> i) & 1) continue;
      const a = memory.value(without);
      const b = memory.value(coalitions[bits | (1 << i)] as boolean[]);
      const row = values[i] as number[];
      for (let k = 0; k < row.length; k++)
        row[k] = (row[k] as number) + (weight[size] as number) * ((b[k] as number) - (a[k] as number));
    }
  }
  return {
    base,
    full,
    values,
    standardErrors: values.map((row) => row.map(() => 0)),
    samples: 2 ** n,
    evaluations: memory.evaluations,
  };
}

function binomial(n: number, k: number): number {
  let result = 1;
  for (let i = 1; i <= k; i++) result = (result * (n - k + i)) / i;
  return result;
}

export type PermutationOptions = {
  readonly seed: number;
  /** Most distinct coalitions to evaluate; at least two pairs of permutations are walked whatever it says. */
  readonly maxEvaluations: number;
  readonly onProgress?: (done: number, total: number) => void;
};

/** At least two, or there is no standard error. */
const MIN_PAIRS = 2;

/** Pairs of permutations that fit an evaluation budget: a walk meets n - 1 coalitions besides the empty and the full. */
export const pairsWithin = (n: number, maxEvaluations: number): number =>
  Math.max(MIN_PAIRS, Math.floor((maxEvaluations - 2) / Math.max(1, 2 * (n - 1))));

/**
 * Values by sampling permutations in antithetic pairs, an order and its reverse (Mitchell et al., JMLR 2022;23(43)).
 * Every walk adds up to v(all) - v(none), so the estimates do too. The standard error is that of the mean over pairs.
 */
export async function permutationShapley(
  n: number,
  evaluate: ValueFunction,
  options: PermutationOptions,
): Promise<ShapleyResult> {
  checkPlayers(n, MAX_PLAYERS);
  const memory = new Memory(evaluate);
  const pairs = pairsWithin(n, options.maxEvaluations);
  const random = seededRandom(options.seed);
  const orders = Array.from({ length: pairs }, () => randomOrder(n, random));

  await memory.ask([allOf(n, false), allOf(n, true)]);
  const base = memory.value(allOf(n, false));
  const full = memory.value(allOf(n, true));
  const outputs = base.length;
  const sum = Array.from({ length: n }, () => new Array<number>(outputs).fill(0));
  const sumOfSquares = Array.from({ length: n }, () => new Array<number>(outputs).fill(0));

  const chunk = Math.max(1, Math.ceil(pairs / 8));
  for (let from = 0; from < pairs; from += chunk) {
    const walks = orders
      .slice(from, from + chunk)
      .map((order) => [walk(order), walk([...order].reverse())] as const);
    await memory.ask(walks.flat().flatMap((w) => w.coalitions));
    for (const [forward, backward] of walks) {
      const a = deltas(forward, memory, outputs);
      const b = deltas(backward, memory, outputs);
      for (let i = 0; i < n; i++)
        for (let k = 0; k < outputs; k++) {
          const mean = ((a[i]?.[k] as number) + (b[i]?.[k] as number)) / 2;
          (sum[i] as number[])[k] = (sum[i]?.[k] as number) + mean;
          (sumOfSquares[i] as number[])[k] = (sumOfSquares[i]?.[k] as number) + mean * mean;
        }
    }
    options.onProgress?.(Math.min(from + chunk, pairs), pairs);
  }

  return {
    base,
    full,
    values: sum.map((row) => row.map((s) => s / pairs)),
    standardErrors: sum.map((row, i) =>
      row.map((s, k) => {
        const mean = s / pairs;
        const variance =
          Math.max(0, (sumOfSquares[i]?.[k] as number) / pairs - mean * mean) * (pairs / (pairs - 1));
        return Math.sqrt(variance / pairs);
      }),
    ),
    samples: 2 * pairs,
    evaluations: memory.evaluations,
  };
}

type Walk = { readonly order: readonly number[]; readonly coalitions: readonly Coalition[] };

/** The n + 1 coalitions met when players join in this order. */
function walk(order: readonly number[]): Walk {
  const present = allOf(order.length, false);
  const coalitions: Coalition[] = [[...present]];
  for (const player of order) {
    present[player] = true;
    coalitions.push([...present]);
  }
  return { order, coalitions };
}

/** What each player added when it joined. (players, outputs) */
function deltas({ order, coalitions }: Walk, memory: Memory, outputs: number): number[][] {
  const result: number[][] = Array.from({ length: order.length }, () => []);
  order.forEach((player, step) => {
    const before = memory.value(coalitions[step] as Coalition);
    const after = memory.value(coalitions[step + 1] as Coalition);
    result[player] = Array.from({ length: outputs }, (_, k) => (after[k] as number) - (before[k] as number));
  });
  return result;
}
