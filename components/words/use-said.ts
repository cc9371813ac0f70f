import { useLocale, useMessages } from "next-intl";
import { useMemo } from "react";
import en from "@/messages/en/format.json";
import es from "@/messages/es/format.json";
import { SOURCE_LOCALE } from "./locales";
import { reteller, type Sayings } from "./retell";

const AND = { en: en.and, es: es.and } as const;
const asItIs = (text: string): string => text;

/** Tells a sentence of lib/ in the person's language (see retell.ts). */
export function useSaid(): (text: string) => string {
  const locale = useLocale();
  const { said, saidInEnglish } = useMessages() as unknown as { said?: Sayings; saidInEnglish?: Sayings };
  const and = AND[locale];
  return useMemo(
    () => (locale === SOURCE_LOCALE || !said || !saidInEnglish ? asItIs : reteller(saidInEnglish, said, and)),
    [locale, said, saidInEnglish, and],
  );
}
