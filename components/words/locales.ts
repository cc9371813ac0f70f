/** The languages that every message is written in, and the first is the one the others are translated from. */
export const LOCALES = ["en", "es"] as const;
export type Locale = (typeof LOCALES)[number];
export const SOURCE_LOCALE: Locale = "en";

/** What each calls itself. */
export const LOCALE_NAMES: Readonly<Record<Locale, string>> = { en: "English", es: "Español" };

/**
 * The languages a person can have. A language is offered when every screen at the bedside has it: a warning in another language
 * than the page around it may be overlooked.
 */
export const OFFERED: readonly Locale[] = LOCALES;

export const isOffered = (value: unknown): value is Locale => OFFERED.includes(value as Locale);

/** What one person reads at this workstation; another one at the same workstation may read something else. */
export const localeCookie = (person: string): string => `openacuity.language.${person}`;

/**
 * The first language of a browser's `Accept-Language` (RFC 9110, 12.5.4) that is offered, by weight; null: none of them is.
 * "es-MX" is "es".
 */
export function acceptedLocale(header: string | null, offered: readonly Locale[] = OFFERED): Locale | null {
  const wanted = (header ?? "")
    .split(",")
    .map((part) => {
      const [tag = "", ...params] = part.trim().toLowerCase().split(";");
      const q = params.map((p) => /^\s*q=([\d.]+)\s*$/.exec(p)?.[1]).find((v) => v !== undefined);
      return { language: tag.split("-")[0], weight: q === undefined ? 1 : Number(q) };
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight);
  for (const { language } of wanted) {
    const found = offered.find((locale) => locale === language);
    if (found) return found;
  }
  return null;
}
