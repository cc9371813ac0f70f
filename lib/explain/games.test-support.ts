import type { Coalition, ValueFunction } from "./coalition";
import { seededRandom } from "./random";

/** Games to try explanation methods on, and their values by definition. Double precision. */
export const asGame =
  (...outputs: ((c: Coalition) => number)[]): ValueFunction =>
  async (coalitions) =>
    coalitions.map((c) => outputs.map((f) => f(c)));

/** A random game with all interactions, deterministic by seed. */
export function randomGame(n: number, seed: number): (c: Coalition) => number {
  const random = seededRandom(seed);
  const table = Array.from({ length: 2 ** n }, () => random() * 10 - 5);
  return (c) => table[c.reduce((bits, present, i) => bits + (present ? 2 ** i : 0), 0)] as number;
}

/** Sum of weights plus pair and triple interactions: not additive, cheap for many players. */
export function interactionGame(n: number, seed: number): (c: Coalition) => number {
  const random = seededRandom(seed);
  const single = Array.from({ length: n }, () => random() - 0.5);
  const pair = Array.from({ length: n }, () => random() - 0.5);
  return (c) => {
    let sum = 0;
    for (let i = 0; i < n; i++) {
      if (c[i]) sum += single[i] as number;
      if (c[i] && c[(i + 1) % n]) sum += pair[i] as number;
      if (c[i] && c[(i + 3) % n] && c[(i + 5) % n]) sum -= 0.3 * (pair[i] as number);
    }
    return Math.tanh(sum) + sum / 4;
  };
}

/**
 * Shapley's own definition, the mean over all n! orders of what a player adds; with groups Owen's, over those orders alone
 * in which every group comes in one piece.
 */
export function bruteForce(
  n: number,
  v: (c: Coalition) => number,
  groups: readonly (readonly number[])[] = [],
): number[] {
  const groupOf = (player: number) => groups.find((g) => g.includes(player)) ?? [player];
  const values = new Array<number>(n).fill(0);
  let orders = 0;
  const visit = (order: readonly number[], gains: readonly number[]) => {
    if (order.length === n) {
      orders += 1;
      gains.forEach((g, i) => {
        values[i] = (values[i] as number) + g;
      });
      return;
    }
    const begun = groupOf(order.at(-1) ?? -1).filter((p) => p >= 0 && !order.includes(p));
    const next = begun.length > 0 ? begun : [...Array(n).keys()].filter((p) => !order.includes(p));
    const present = Array.from({ length: n }, (_, i) => order.includes(i));
    for (const player of next) {
      const gained = [...gains];
      gained[player] = v(present.map((p, i) => p || i === player)) - v(present);
      visit([...order, player], gained);
    }
  };
  visit([], new Array<number>(n).fill(0));
  return values.map((x) => x / orders);
}
