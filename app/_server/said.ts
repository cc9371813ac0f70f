import { getLocale } from "next-intl/server";
import { SOURCE_LOCALE } from "@/components/words/locales";
import { inWordsOf } from "@/components/words/said-in";
import type { ToldSayings } from "@/components/words/sayings";
import { tellIn } from "@/components/words/tell-in";
import { MESSAGES } from "@/messages";

/** As useSaid, for a page that is written on the server. */
export const getSaid = async (): Promise<(text: string) => string> => inWordsOf(await getLocale());

/** What a page of the console shows, with the sentences that lib/ made in it told in the person's language. */
export const told = async <T>(view: T): Promise<T> => tellIn(view, await getSaid());

/** The patterns of one group, for a page whose sentences are made in the browser while somebody types. */
export async function sayingsOf(
  group: keyof (typeof MESSAGES)["en"]["console"]["said"],
): Promise<ToldSayings> {
  const locale = await getLocale();
  if (locale === SOURCE_LOCALE) return null;
  const { console, format } = MESSAGES[locale];
  return { from: MESSAGES[SOURCE_LOCALE].console.said[group], to: console.said[group], and: format.and };
}
