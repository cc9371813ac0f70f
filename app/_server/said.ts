import { getLocale } from "next-intl/server";
import { inWordsOf } from "@/components/words/said-in";
import { tellIn } from "@/components/words/tell-in";

/** As useSaid, for a page that is written on the server. */
export const getSaid = async (): Promise<(text: string) => string> => inWordsOf(await getLocale());

/** What a page of the console shows, with the sentences that lib/ made in it told in the person's language. */
export const told = async <T>(view: T): Promise<T> => tellIn(view, await getSaid());
