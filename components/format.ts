/** How values are written on the screens. Pure: `now` is passed in, times of day are the workstation's. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Milliseconds -> "0 s", "12 s", "4 min", "2 h 05", "3 days". */
export function formatSpan(ms: number): string {
  if (!Number.isFinite(ms)) return "unknown";
  if (ms < 1_000) return "0 s";
  if (ms < MINUTE) return `${Math.floor(ms / 1000)} s`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`;
  if (ms < DAY) return formatMinutes(Math.floor(ms / MINUTE));
  const days = Math.floor(ms / DAY);
  return `${days} ${days === 1 ? "day" : "days"}`;
}

/** "12 s ago"; a time slightly in the future is a clock that differs, not the future. */
export function formatAgo(iso: string, now: number): string {
  const ms = now - Date.parse(iso);
  if (!Number.isFinite(ms)) return "at an unknown time";
  return ms < 2_000 ? "just now" : `${formatSpan(ms)} ago`;
}

/** Whole minutes -> "0 min", "48 min", "1 h 05 min". */
export function formatMinutes(minutes: number): string {
  const whole = Math.max(0, Math.floor(minutes));
  if (whole < 60) return `${whole} min`;
  return `${Math.floor(whole / 60)} h ${String(whole % 60).padStart(2, "0")} min`;
}

/** Narrow form for a column: "48 min", "1 h 05". */
export const formatWait = (minutes: number): string =>
  formatMinutes(minutes).replace(/^(\d+ h \d+) min$/, "$1");

/**
 * A wait goes on after it was read. `receivedAt` and `now` are one clock's, in ms: the workstation's may differ from the
 * server's, so the two are never subtracted.
 */
export const minutesLater = (minutes: number, receivedAt: number, now: number): number =>
  minutes + Math.max(0, Math.floor((now - receivedAt) / MINUTE));

/** "54 y", "7 mo", "12 d": short for tables. */
export function formatAgeShort(ageYears: number): string {
  const [count, unit] = ageParts(ageYears);
  return `${count} ${unit === "year" ? "y" : unit === "month" ? "mo" : "d"}`;
}

/** "54 years", "7 months", "12 days". */
export function formatAgeLong(ageYears: number): string {
  const [count, unit] = ageParts(ageYears);
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}

function ageParts(ageYears: number): [number, "year" | "month" | "day"] {
  const slack = 1e-6;
  if (ageYears >= 2) return [Math.floor(ageYears + slack), "year"];
  const months = Math.floor(ageYears * 12 + slack);
  return months >= 3 ? [months, "month"] : [Math.floor(ageYears * 365.25 + slack), "day"];
}

/** 0.624 -> "62 %"; what is not nothing is never written as 0, nor what is not certain as 100. */
export function formatPercent(fraction: number): string {
  if (fraction > 0 && fraction < 0.005) return "<1 %";
  if (fraction < 1 && fraction > 0.995) return ">99 %";
  return `${Math.round(fraction * 100)} %`;
}

/** -0.42 -> "−0.42", 0.1 -> "+0.10". */
export const formatSigned = (value: number): string => {
  const rounded = Math.abs(value).toFixed(2);
  return `${value < 0 && rounded !== "0.00" ? "−" : "+"}${rounded}`;
};

/** "118 /min" -> ["118", "/min"], "6/10" -> ["6", "/10"]. */
export function splitUnit(text: string): [value: string, unit: string] {
  const match = /^(-?[\d.]+)\s*(.*)$/.exec(text);
  return match ? [match[1] ?? text, match[2] ?? ""] : [text, ""];
}

const two = (n: number): string => String(n).padStart(2, "0");

/** "14:05" in the workstation's time zone. */
export function formatClock(iso: string): string {
  const d = new Date(iso);
  return Number.isNaN(d.getTime()) ? "unknown" : `${two(d.getHours())}:${two(d.getMinutes())}`;
}

/** "24 Nov 2026, 14:05". */
export function formatDateTime(iso: string): string {
  const d = new Date(iso);
  return Number.isNaN(d.getTime()) ? "unknown" : `${dayOf(d)}, ${formatClock(iso)}`;
}

/** A FHIR date, which has no time zone and may lack day or month: "1972-03-14" -> "14 Mar 1972". */
export function formatBirthDate(date: string): string {
  const match = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?/.exec(date);
  if (!match) return date;
  const month = match[2] ? MONTHS[Number(match[2]) - 1] : undefined;
  return [match[3] ? String(Number(match[3])) : null, month, match[1]].filter(Boolean).join(" ");
}

/** A day without a time: "2027-02-27" -> "27 Feb 2027". */
export const formatDay = (day: string): string => formatBirthDate(day);

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const dayOf = (d: Date): string => `${d.getDate()} ${MONTHS[d.getMonth()]} ${d.getFullYear()}`;

/** ["a","b","c"] -> "a, b and c". */
export function listInWords(items: readonly string[], last = "and"): string {
  if (items.length <= 1) return items[0] ?? "";
  return `${items.slice(0, -1).join(", ")} ${last} ${items.at(-1)}`;
}

export const plural = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;

export const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export const SEX_LETTERS = { female: "F", male: "M", other: "X", unknown: "–" } as const;
export const SEX_WORDS = {
  female: "Female",
  male: "Male",
  other: "Other",
  unknown: "Sex not known",
} as const;
