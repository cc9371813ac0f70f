/**
 * The language of an abstract cooperative game: players 0..n-1, and a value function over coalitions that answers many at
 * once. Each coalition's value is a vector (several outputs are explained at the cost of one). Knows nothing of triage.
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

/**
 * The value function with a memory: each coalition is evaluated once however often it is asked, and whoever asks.
 * @throws Error when the value function leaves a coalition unanswered or answers with something that is no number
 */
export function remembered(evaluate: ValueFunction): { value: ValueFunction; evaluations(): number } {
  const known = new Map<number, readonly number[]>();
  return {
    evaluations: () => known.size,
    async value(coalitions) {
      const keys = coalitions.map(keyOf);
      const fresh = new Map<number, Coalition>();
      keys.forEach((k, i) => {
        if (!known.has(k)) fresh.set(k, coalitions[i] as Coalition);
      });
      if (fresh.size > 0) {
        const answers = await evaluate([...fresh.values()]);
        [...fresh.keys()].forEach((k, i) => {
          const answer = answers[i];
          if (!answer?.every(Number.isFinite))
            throw new Error("the value function left a coalition unanswered");
          known.set(k, answer);
        });
      }
      return keys.map((k) => known.get(k) as readonly number[]);
    },
  };
}
