import type { Coalition } from "./coalition";

/** Players join a coalition one after another. */
export type Walk = {
  readonly order: readonly number[];
  /** The coalitions met, from the one before anybody joined to the one after everybody has: order.length + 1. */
  readonly coalitions: readonly Coalition[];
};

export function walk(start: Coalition, order: readonly number[]): Walk {
  const present = [...start];
  const coalitions: Coalition[] = [[...present]];
  for (const player of order) {
    present[player] = true;
    coalitions.push([...present]);
  }
  return { order, coalitions };
}

/** An order and its reverse, from two starts: estimates from the two err in opposite directions and mostly cancel. */
export type AntitheticPair = readonly [forward: Walk, backward: Walk];

export const antitheticPair = (
  order: readonly number[],
  start: Coalition,
  startBackward: Coalition = start,
): AntitheticPair => [walk(start, order), walk(startBackward, [...order].reverse())];

/**
 * What each of the players added when it joined, the mean of both walks. (members, outputs), in the order of `members`.
 * @param values of forward's coalitions, then of backward's
 */
export function gainsOf(
  [forward, backward]: AntitheticPair,
  values: readonly (readonly number[])[],
  members: readonly number[],
): number[][] {
  const gains = new Map<number, number[]>();
  let at = 0;
  for (const { order, coalitions } of [forward, backward]) {
    order.forEach((player, step) => {
      const before = values[at + step] as readonly number[];
      const after = values[at + step + 1] as readonly number[];
      const sofar = gains.get(player);
      gains.set(
        player,
        before.map((b, k) => (sofar?.[k] ?? 0) + ((after[k] as number) - b) / 2),
      );
    });
    at += coalitions.length;
  }
  return members.map((player) => gains.get(player) as number[]);
}
