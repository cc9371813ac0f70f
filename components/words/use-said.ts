import { useLocale, useMessages } from "next-intl";
import en from "@/messages/en/format.json";
import es from "@/messages/es/format.json";
import { SOURCE_LOCALE } from "./locales";
import { reteller, type Sayings } from "./retell";
import { withFahrenheit } from "./temperature";
import { useTemperatureUnit } from "./use-temperature-unit";

const AND = { en: en.and, es: es.and } as const;
const asItIs = (text: string): string => text;
/** One for all components of a page: taking a thousand patterns apart is not for each row of a board, and they share what was told before. */
const tellers = new WeakMap<Sayings, (text: string) => string>();

/** Tells a sentence of lib/ in the person's language (see retell.ts), and its temperatures as the site reads them. */
export function useSaid(): (text: string) => string {
  const locale = useLocale();
  const tell = useRetold();
  return useTemperatureUnit() === "F" ? (text) => withFahrenheit(tell(text), locale) : tell;
}

function useRetold(): (text: string) => string {
  const locale = useLocale();
  const { said, saidInEnglish } = useMessages() as unknown as { said?: Sayings; saidInEnglish?: Sayings };
  if (locale === SOURCE_LOCALE || !said || !saidInEnglish) return asItIs;
  const tell = tellers.get(said) ?? reteller(saidInEnglish, said, AND[locale]);
  tellers.set(said, tell);
  return tell;
}
