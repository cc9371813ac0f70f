const TIP = 5;
const LEAST = 1.5;

/** A bar that points the way it pushes, from `from` to `to` (pixels): direction without colour. SVG path. */
export function arrow(from: number, to: number, middle: number, height: number, tail = 0): string {
  const top = middle - height / 2;
  const length = to - from;
  if (Math.abs(length) < LEAST) return `M${from - LEAST / 2},${top}h${LEAST}v${height}h${-LEAST}z`;
  const way = Math.sign(length);
  const tip = way * Math.min(TIP, Math.abs(length));
  // With a tail the next arrow's tip fits into this one's end.
  const notch = way * Math.min(tail, Math.abs(length) / 2);
  return `M${from},${top}H${to - tip}L${to},${middle}L${to - tip},${top + height}H${from}L${from + notch},${middle}z`;
}
