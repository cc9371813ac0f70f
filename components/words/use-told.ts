import { useLocale } from "next-intl";
import { inWordsOf } from "./said-in";

/**
 * As useSaid, for parts that are only written on the server: it has every sentence of every language at hand, so that no part that runs
 * in a browser may use it (tests/architecture/words.test.ts).
 */
export const useTold = (): ((text: string) => string) => inWordsOf(useLocale());
