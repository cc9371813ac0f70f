/** Whether what a chart shows first is certain: the order of the largest effects against the error of their estimates. */

/** How many of the largest effects must stand in their right order. */
const TOP = 5;
/** A difference of so many standard errors is no accident (two-sided 95 %). */
const CERTAIN_ERRORS = 2;
/** Levels. Effects nearer to each other than this look alike on the screen: their order is of no consequence. */
const VISIBLE = 0.04;

type Effect = { readonly player: number; readonly sign: 1 | -1 };
/** Two effects next to each other in the order of size. */
export type Neighbours = { readonly larger: Effect; readonly smaller: Effect };

/**
 * Neighbours in the order by |value|, down to the place after the fifth, that might well stand the other way round.
 * @param values of one output
 * @param varianceOf variance of the estimated |larger| - |smaller|
 */
export function doubtsOf(
  values: readonly number[],
  varianceOf: (neighbours: Neighbours) => number,
): Neighbours[] {
  const ranked = values
    .map((value, player) => ({
      player,
      size: Math.abs(value),
      sign: value < 0 ? (-1 as const) : (1 as const),
    }))
    .sort((a, b) => b.size - a.size)
    .slice(0, TOP + 1);
  return ranked.slice(1).flatMap((smaller, place) => {
    const larger = ranked[place] as (typeof ranked)[number];
    const gap = larger.size - smaller.size;
    const error = CERTAIN_ERRORS * Math.sqrt(varianceOf({ larger, smaller }));
    return gap >= error || gap + error <= VISIBLE ? [] : { larger, smaller };
  });
}
