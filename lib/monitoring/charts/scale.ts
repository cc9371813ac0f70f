import type { Band, Measured, Quantity } from "./picture";

export type Range = readonly [low: number, high: number];

const BOUNDS: Readonly<Record<Quantity, readonly [number | null, number | null]>> = {
  percent: [0, 1],
  points: [-1, 1],
  kappa: [-1, 1],
  count: [0, null],
  number: [null, null],
  seconds: [0, null],
  minutes: [null, null],
  "per-hundred": [0, null],
};
/** No axis is so narrow that chance looks like an event. */
const NARROWEST: Readonly<Record<Quantity, number>> = {
  percent: 0.1,
  points: 0.1,
  kappa: 0.2,
  count: 4,
  number: 0.1,
  seconds: 4,
  minutes: 10,
  "per-hundred": 2,
};
/** Counts and times are drawn from nought: their size is the point. */
const FROM_NOUGHT: readonly Quantity[] = ["count", "seconds", "per-hundred"];

/**
 * The range an axis spans: the values and their bands with a little room, never narrower than what would make chance look
 * like an event, and never beyond what the quantity can be. One interval that reaches far does not flatten the rest.
 */
export function axisRange(
  values: readonly Measured[],
  quantity: Quantity,
  bands: readonly Band[] = [],
): Range {
  const known = values.flatMap((m) => (m.value === null ? [] : [m.value]));
  const ends = values.flatMap((m) => (m.value === null ? [] : [m.low ?? m.value, m.high ?? m.value]));
  const marks = bands.flatMap((b) => [b.from, b.to]);
  const [least, most] = BOUNDS[quantity];
  if (known.length + marks.length === 0) return [least ?? 0, most ?? 1];
  const inner = [...known, ...marks];
  const [low, high] = [Math.min(...inner), Math.max(...inner)];
  const reach = Math.max(high - low, NARROWEST[quantity]);
  let from = Math.max(low - reach, Math.min(low, ...ends));
  let to = Math.min(high + reach, Math.max(high, ...ends));
  const lacking = NARROWEST[quantity] - (to - from);
  if (lacking > 0) [from, to] = [from - lacking / 2, to + lacking / 2];
  const room = (to - from) * 0.05;
  [from, to] = [from - room, to + room];
  if (FROM_NOUGHT.includes(quantity)) from = Math.min(0, from);
  // At the end of what can be, the room lies on the other side.
  if (most !== null && to > most) [from, to] = [from - Math.min(to - most, NARROWEST[quantity]), most];
  if (least !== null && from < least) [from, to] = [least, to + Math.min(least - from, NARROWEST[quantity])];
  return [from, most === null ? to : Math.min(most, to)];
}
