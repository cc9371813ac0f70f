import { fitOrdinal, type OrdinalModel, ordinalProbabilities, type SparseRows } from "./ordinal-regression";

/** Visits as rows, and the class of each, from 1. */
export type Classified = { readonly rows: SparseRows; readonly classes: readonly number[] };

/**
 * Fitted on the first visits under each ridge strength, strongest first, each fit starting where the last one ended; kept is the one
 * under which the second visits are likeliest.
 */
export function chooseRidge(
  train: Classified,
  choose: Classified,
  count: number,
  penalties: readonly number[],
): { readonly model: OrdinalModel; readonly penalty: number } {
  let best: { model: OrdinalModel; penalty: number; loss: number } | null = null;
  let start: OrdinalModel | undefined;
  for (const penalty of penalties) {
    const { model } = fitOrdinal(train.rows, train.classes, count, penalty, start);
    start = model;
    const loss = ordinalProbabilities(choose.rows, model).reduce(
      (sum, p, i) => sum - Math.log(Math.max(1e-12, p[(choose.classes[i] as number) - 1] as number)),
      0,
    );
    if (!best || loss < best.loss) best = { model, penalty, loss };
  }
  if (!best) throw new Error("no ridge strength to choose from");
  return best;
}
