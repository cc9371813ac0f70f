/** What a list of the console is narrowed to, as its address says it. What is not understood narrows nothing. */
export type Narrowed = {
  /** Days, UTC, both inclusive. */
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
  /** Part of a person's name. */
  readonly who?: string | undefined;
};

const DAY_MS = 86_400_000;
const LONGEST_WHO = 80;

export function readNarrowed(get: (name: string) => string | undefined): Narrowed {
  const from = dayOf(get("from"));
  const to = dayOf(get("to"));
  const who = get("who")?.trim().slice(0, LONGEST_WHO);
  return {
    ...(from ? { from } : {}),
    // Up to the end of the day that is named.
    ...(to ? { to: new Date(to.getTime() + DAY_MS) } : {}),
    ...(who ? { who } : {}),
  };
}

export function dayOf(text: string | undefined): Date | null {
  if (!text || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  const day = new Date(`${text}T00:00:00Z`);
  return Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== text ? null : day;
}

/** The most rows a file is given; who needs more narrows by date and fetches in parts. */
export const MOST_EXPORTED = 10_000;

/** RFC 4180, read by spreadsheets as text: what one would take for a formula is quoted by an apostrophe. */
export function toCsv(
  head: readonly string[],
  rows: readonly (readonly (string | number | null)[])[],
): string {
  return `${[head, ...rows].map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}

function cell(value: string | number | null): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
