import { createTranslator, type Locale } from "next-intl";
import en from "@/messages/en/format.json";
import es from "@/messages/es/format.json";

/**
 * How values are written on the screens. Pure: `now` is passed in, times of day are the workstation's, on a clock of 24 hours, and
 * months are named, so that no day is taken for a month. English where nobody says otherwise.
 */

const WORDS = {
  en: createTranslator({ locale: "en", messages: en }),
  es: createTranslator({ locale: "es", messages: es }),
};

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Milliseconds -> "0 s", "12 s", "4 min", "2 h 05", "3 days". */
export function formatSpan(ms: number, locale: Locale = "en"): string {
  if (!Number.isFinite(ms)) return WORDS[locale]("unknown");
  if (ms < 1_000) return "0 s";
  if (ms < MINUTE) return `${Math.floor(ms / 1000)} s`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`;
  if (ms < DAY) return formatMinutes(Math.floor(ms / MINUTE));
  return WORDS[locale]("days", { count: Math.floor(ms / DAY) });
}

/** "12 s ago"; a time slightly in the future is a clock that differs, not the future. */
export function formatAgo(iso: string, now: number, locale: Locale = "en"): string {
  const ms = now - Date.parse(iso);
  if (!Number.isFinite(ms)) return WORDS[locale]("atAnUnknownTime");
  return ms < 2_000 ? WORDS[locale]("justNow") : WORDS[locale]("ago", { span: formatSpan(ms, locale) });
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
export function formatAgeShort(ageYears: number, locale: Locale = "en"): string {
  const [count, unit] = ageParts(ageYears);
  return WORDS[locale](`${unit}Short`, { count });
}

/** "54 years", "7 months", "12 days". */
export function formatAgeLong(ageYears: number, locale: Locale = "en"): string {
  const [count, unit] = ageParts(ageYears);
  return WORDS[locale](unit, { count });
}

function ageParts(ageYears: number): [number, "ageYears" | "ageMonths" | "ageDays"] {
  const slack = 1e-6;
  if (ageYears >= 2) return [Math.floor(ageYears + slack), "ageYears"];
  const months = Math.floor(ageYears * 12 + slack);
  return months >= 3 ? [months, "ageMonths"] : [Math.floor(ageYears * 365.25 + slack), "ageDays"];
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

/** A number as the language writes it: "38.5" -> "38,5". */
export const inLocale = (number: string, locale: Locale = "en"): string =>
  locale === "es" ? number.replace(/^(−?-?\d+)\.(\d+)/, "$1,$2") : number;

const two = (n: number): string => String(n).padStart(2, "0");

/** "14:05" in the workstation's time zone. */
export function formatClock(iso: string, locale: Locale = "en"): string {
  const d = new Date(iso);
  return Number.isNaN(d.getTime()) ? WORDS[locale]("unknown") : `${two(d.getHours())}:${two(d.getMinutes())}`;
}

/** "24 Nov 2026, 14:05". */
export function formatDateTime(iso: string, locale: Locale = "en"): string {
  const d = new Date(iso);
  if (Number.isNaN(d.getTime())) return WORDS[locale]("unknown");
  return `${d.getDate()} ${monthsIn(locale)[d.getMonth()]} ${d.getFullYear()}, ${formatClock(iso)}`;
}

/** A FHIR date, which has no time zone and may lack day or month: "1972-03-14" -> "14 Mar 1972". */
export function formatBirthDate(date: string, locale: Locale = "en"): string {
  const match = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?/.exec(date);
  if (!match) return date;
  const month = match[2] ? monthsIn(locale)[Number(match[2]) - 1] : undefined;
  return [match[3] ? String(Number(match[3])) : null, month, match[1]].filter(Boolean).join(" ");
}

/** A day without a time: "2027-02-27" -> "27 Feb 2027". */
export const formatDay = (day: string, locale: Locale = "en"): string => formatBirthDate(day, locale);

const monthsIn = (locale: Locale): string[] => WORDS[locale]("months").split(" ");

/** ["a","b","c"] -> "a, b and c". */
export function listInWords(items: readonly string[], last = "and"): string {
  if (items.length <= 1) return items[0] ?? "";
  return `${items.slice(0, -1).join(", ")} ${last} ${items.at(-1)}`;
}

export const plural = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;

export const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
export const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

type Sex = keyof typeof en.sex;
export const sexLetter = (sex: Sex, locale: Locale = "en"): string => WORDS[locale](`sexLetter.${sex}`);
export const sexInWords = (sex: Sex, locale: Locale = "en"): string => WORDS[locale](`sex.${sex}`);
