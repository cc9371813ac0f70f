import type { Locale } from "next-intl";
import { MESSAGES } from "@/messages";
import { SOURCE_LOCALE } from "./locales";
import { reteller } from "./retell";

/** What is said at the bedside, and what only the console says: the latter is told on the server alone. */
const sayingsIn = (locale: Locale) => ({
  bedside: MESSAGES[locale].said,
  console: MESSAGES[locale].console.said,
});

const known = new Map<Locale, (text: string) => string>();

/** Tells sentences of lib/ in a language, with every message at hand: on the server. In a browser it is useSaid. */
export function inWordsOf(locale: Locale): (text: string) => string {
  const tell =
    known.get(locale) ??
    (locale === SOURCE_LOCALE
      ? (text: string) => text
      : reteller(sayingsIn(SOURCE_LOCALE), sayingsIn(locale), MESSAGES[locale].format.and));
  known.set(locale, tell);
  return tell;
}
