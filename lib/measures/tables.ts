/** Markdown tables and the numbers in them. */
export const number3 = (x: number | null | undefined): string =>
  x === null || x === undefined ? "-" : x.toFixed(3);

/** 0.6245 -> "62.5 %". */
export const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(header), line(header.map(() => "---")), ...rows.map(line)].join("\n");
}
