import type { DecisionKind } from "./decision";

/** A row of a visit's chain: each supersedes the one before, and an "undo" takes back the decision that was in force there. */
export type Link = {
  readonly id: string;
  readonly kind: DecisionKind | "undo";
  readonly supersedes: string | null;
};

/** A visit's rows from its newest on, whatever they are. Clocks play no part in it. */
export function chainOf<T extends Link>(rows: readonly T[]): T[] {
  const replaced = new Set(rows.map((r) => r.supersedes));
  const byId = new Map(rows.map((r) => [r.id, r]));
  const chain: T[] = [];
  let next = rows.find((r) => !replaced.has(r.id));
  while (next && !chain.includes(next)) {
    chain.push(next);
    next = next.supersedes === null ? undefined : byId.get(next.supersedes);
  }
  return chain;
}

/** The decisions that stand, the one in force first, then each the one it replaced: what was taken back is not among them. */
export function standingOf<T extends Link>(rows: readonly T[]): T[] {
  const standing: T[] = [];
  for (const row of chainOf(rows).reverse()) {
    if (row.kind === "undo") standing.shift();
    else standing.unshift(row);
  }
  return standing;
}
