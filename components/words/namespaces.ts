import type { Locale, Messages } from "next-intl";
import { MESSAGES } from "@/messages";
import { SOURCE_LOCALE } from "./locales";
import type { TemperatureUnit } from "./temperature";

type Namespace = keyof Messages;

/** What stands around every page, and in the pieces every screen is made of. */
export const EVERYWHERE = ["shell", "clinical", "own"] as const satisfies readonly Namespace[];
/** What the screens at the bedside need in the browser as well. A browser is sent no other messages. */
export const BEDSIDE = [
  ...EVERYWHERE,
  "board",
  "patient",
  "decision",
  "explanation",
  "quick",
  "tour",
  "desk",
  "devices",
  "said",
] as const satisfies readonly Namespace[];

/**
 * Every message of a language, and what lib/ says in English where that has to be told again (retell.ts); with it goes the unit that the
 * site reads temperatures in, where that is not °C.
 */
export const withEnglish = (locale: Locale, temperatureUnit: TemperatureUnit = "C"): Messages =>
  ({
    ...MESSAGES[locale],
    ...(locale === SOURCE_LOCALE ? {} : { saidInEnglish: MESSAGES[SOURCE_LOCALE].said }),
    ...(temperatureUnit === "C" ? {} : { temperatureUnit }),
  }) as Messages;

/** Some of the messages, for a browser that needs no others: what lib/ says in English needs no telling again. */
export function pickMessages<N extends Namespace>(
  messages: Messages,
  names: readonly N[],
): Pick<Messages, N> {
  const sent = (name: string) =>
    name === "temperatureUnit" ||
    (name === "said" || name === "saidInEnglish"
      ? "saidInEnglish" in messages && names.some((n) => n === "said")
      : names.some((n) => n === name));
  return Object.fromEntries(Object.entries(messages).filter(([name]) => sent(name))) as Pick<Messages, N>;
}
