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
  /** How many of these coalitions have not been evaluated yet. */
  unknown(coalitions: readonly Coalition[]): number;
};

/** @throws Error when the value function leaves a coalition unanswered or answers with something that is no number */
export function remembered(evaluate: ValueFunction): RememberedGame {
  const known = new Map<number, readonly number[]>();
  const unknown = (coalitions: readonly Coalition[]): Map<number, Coalition> => {
    const fresh = new Map<number, Coalition>();
    for (const c of coalitions) {
      const k = keyOf(c);
      if (!known.has(k)) fresh.set(k, c);
    }
    return fresh;
  };
  return {
    evaluations: () => known.size,
    unknown: (coalitions) => unknown(coalitions).size,
    async value(coalitions) {
      const fresh = unknown(coalitions);
      if (fresh.size > 0) {
        const answers = await evaluate([...fresh.values()]);
        [...fresh.keys()].forEach((k, i) => {
          const answer = answers[i];
          if (!answer?.every(Number.isFinite))
            throw new Error("the value function left a coalition unanswered");
          known.set(k, answer);
        });
      }
      return coalitions.map((c) => known.get(keyOf(c)) as readonly number[]);
    },
  };
}
