/** Rows of a statement that is written out: one driver answers with a list, the other with the list in an object. */
export const rowsIn = <T>(result: unknown): readonly T[] =>
  "rows" in (result as object) ? (result as { rows: readonly T[] }).rows : (result as readonly T[]);
