import type { Locale } from "@/components/words/locales";
import type { EnglishMessages } from "./en";

declare module "next-intl" {
  interface AppConfig {
    Locale: Locale;
    Messages: EnglishMessages;
  }
}
