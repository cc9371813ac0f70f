import { createTranslator, type Messages } from "next-intl";
import type { Words } from "@/components/words/words";
import { MESSAGES } from "@/messages";

/** English messages of one namespace, for a function that is handed them. */
export const wordsFor = <N extends keyof Messages & string>(namespace: N): Words<N> =>
  createTranslator({
    locale: "en",
    messages: MESSAGES.en as object,
    namespace: namespace as never,
  }) as unknown as Words<N>;
