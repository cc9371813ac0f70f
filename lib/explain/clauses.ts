/**
 * The clause a piece of a text stands in: "onset" of "worst HA of life, sudden onset" stands in "sudden onset".
 * Character span; at least the piece itself. A point between digits ends nothing.
 */
export function clauseAround(text: string, [start, end]: readonly [number, number]): [number, number] {
  let from = start;
  while (from > 0 && !isMark(text, from - 1)) from -= 1;
  let to = end;
  while (to < text.length && !isMark(text, to)) to += 1;
  while (from < start && /\s/.test(text[from] as string)) from += 1;
  while (to > end && /\s/.test(text[to - 1] as string)) to -= 1;
  return [from, to];
}

function isMark(text: string, at: number): boolean {
  const char = text[at] as string;
  const digit = (c: string | undefined) => c !== undefined && /\d/.test(c);
  if (/[.,:]/.test(char)) return !(digit(text[at - 1]) && digit(text[at + 1]));
  if (/[;()\n]/.test(char)) return true;
  return /[-–+&]/.test(char) && /\s/.test(text[at - 1] ?? "") && /\s/.test(text[at + 1] ?? "");
}
