/**
 * The language of a cooperative game: players 0..n-1, and a value function over coalitions that answers many at once.
 * Each coalition's value is a vector (several outputs are explained at the cost of one). Knows nothing of triage.
 */

/** true = present. Length n. */
export type Coalition = readonly boolean[];
/** Values of coalitions in input order, each a vector of the same length. */
export type ValueFunction = (coalitions: readonly Coalition[]) => Promise<readonly (readonly number[])[]>;

/** Coalitions are keyed by a number with one bit a player, exact up to 2^53. */
export const MAX_PLAYERS = 52;

/** A number that names the coalition. */
export const keyOf = (coalition: Coalition): number => {
  let k = 0;
  for (let i = 0; i < coalition.length; i++) if (coalition[i]) k += 2 ** i;
  return k;
};

export const everybody = (n: number): Coalition => Array.from({ length: n }, () => true);
export const nobody = (n: number): Coalition => Array.from({ length: n }, () => false);

/** Who is present in the coalition with number `bits`, of n <= 30 players. */
export const coalitionOf = (bits: number, n: number): Coalition =>
  Array.from({ length: n }, (_, i) => ((bits >> i) & 1) === 1);

/** A game that remembers: each coalition is evaluated once, however often and by whomever it is asked for. */
export type RememberedGame = {
  readonly value: ValueFunction;
  /** Distinct coalitions evaluated so far. */
  evaluations(): number;
};

/** @throws Error when the value function leaves a coalition unanswered or answers with something that is no number */
export function remembered(evaluate: ValueFunction): RememberedGame {
  const known = new Map<number, readonly number[]>();

  async function answer(coalitions: readonly Coalition[]): Promise<readonly (readonly number[])[]> {
    const keys = coalitions.map(keyOf);
    const fresh = new Map<number, Coalition>();
    keys.forEach((k, i) => {
      if (!known.has(k)) fresh.set(k, coalitions[i] as Coalition);
    });
    if (fresh.size > 0) {
      const answers = await evaluate([...fresh.values()]);
      [...fresh.keys()].forEach((k, i) => {
        const values = answers[i];
        if (!values?.every(Number.isFinite))
          throw new Error("the value function left a coalition unanswered");
        known.set(k, values);
      });
    }
    return keys.map((k) => known.get(k) as readonly number[]);
  }

  // One after another: who asks while another's answer is under way profits from it instead of asking again.
  let last: Promise<unknown> = Promise.resolve();
  return {
    evaluations: () => known.size,
    value(coalitions) {
      const mine = last.then(() => answer(coalitions));
      last = mine.catch(() => {});
      return mine;
    },
  };
}
