import type { Locale } from "next-intl";
import { formatDateTime, formatDay } from "@/components/format";

const TAGS: Readonly<Record<Locale, string>> = { en: "en-GB", es: "es-ES" };

/** Figures as a language writes them. */
export type Figures = {
  /** 12345 -> "12,345", in Spanish "12.345". */
  readonly count: (n: number) => string;
  /** 1.25 with one digit -> "1.3", in Spanish "1,3". */
  readonly fixed: (value: number, digits: number) => string;
  /** Numbers written the English way: "−0.42" -> "−0,42", "1,204" -> "1.204". */
  readonly decimal: (written: string) => string;
  /** "2027-02-27" -> "27 Feb 2027". */
  readonly day: (day: string) => string;
  /** "24 Nov 2026, 14:05", in the time zone of whoever writes it. */
  readonly dateTime: (iso: string) => string;
};

/** Point and comma between digits change places. */
const swapped = (written: string): string =>
  written.replace(/(?<=\d)[.,](?=\d)/g, (sign) => (sign === "." ? "," : "."));

export function figuresIn(locale: Locale): Figures {
  const decimal = locale === "es" ? swapped : (written: string) => written;
  return {
    count: (n) => n.toLocaleString(TAGS[locale]),
    fixed: (value, digits) => decimal(value.toFixed(digits)),
    decimal,
    day: (day) => formatDay(day, locale),
    dateTime: (iso) => formatDateTime(iso, locale),
  };
}
