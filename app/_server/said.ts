import { getLocale } from "next-intl/server";
import { inWordsOf } from "@/components/words/said-in";

/** As useSaid, for a page that is written on the server. */
export const getSaid = async (): Promise<(text: string) => string> => inWordsOf(await getLocale());
