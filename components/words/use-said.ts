import { useLocale, useMessages } from "next-intl";
import { useMemo } from "react";
import { SOURCE_LOCALE } from "./locales";
import { reteller, type Sayings } from "./retell";

const asItIs = (text: string): string => text;

/** Tells a sentence of lib/ in the person's language (see retell.ts). */
export function useSaid(): (text: string) => string {
  const locale = useLocale();
  const { said, saidInEnglish } = useMessages() as unknown as { said?: Sayings; saidInEnglish?: Sayings };
  return useMemo(
    () => (locale === SOURCE_LOCALE || !said || !saidInEnglish ? asItIs : reteller(saidInEnglish, said)),
    [locale, said, saidInEnglish],
  );
}
