import type { Messages } from "next-intl";
import type { Locale } from "@/components/words/locales";
import { en } from "./en";
import { es } from "./es";

/** Every message in every language. For the server and for tests: a browser is sent only what its page needs. */
export const MESSAGES: Readonly<Record<Locale, Messages>> = { en, es };
