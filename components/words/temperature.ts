import type { Locale } from "next-intl";
import { inLocale } from "@/components/format";
import { celsiusToFahrenheit } from "@/lib/case/features";

/**
 * A site reads temperatures in one unit (TEMPERATURE_UNIT), whoever looks. lib/ reckons and speaks in °C. A value that stands alone is
 * shown in the site's unit; within a sentence °F is added in brackets, so that no bound beside it is taken for the other unit.
 */
export type TemperatureUnit = "C" | "F";

/** 38.5 -> "101.3"; a whole number without ".0". */
export const fahrenheitOf = (celsius: number): string =>
  String(Math.round(celsiusToFahrenheit(celsius) * 10) / 10);

/** A value alone, as lib formats it: "38.5 °C" -> "101.3 °F", "37.0 °C" -> "98.6 °F"; anything else stays as it is. */
export function valueIn(unit: TemperatureUnit, text: string): string {
  const [, celsius] = /^(\d+(?:\.\d+)?)[ \u00a0]°C$/.exec(text) ?? [];
  return unit === "F" && celsius ? `${celsiusToFahrenheit(Number(celsius)).toFixed(1)} °F` : text;
}

const NUMBER = String.raw`\d+(?:[.,]\d+)?`;
/** "38.5 °C", and "37.0 and 38.5 °C" or "36–38 °C", of which the first number means the same. */
const SPOKEN = new RegExp(`(?:(${NUMBER})( (?:and|to|y|a) |–))?(${NUMBER})([ \\u00a0])°C(?! \\(\\d)`, "g");

/** "Fever 38.5 °C" -> "Fever 38.5 °C (101.3 °F)". */
export const withFahrenheit = (sentence: string, locale: Locale = "en"): string =>
  sentence.replace(
    SPOKEN,
    (said: string, first: string | undefined, between: string, second: string, space: string) => {
      const told = (number: string) => inLocale(fahrenheitOf(Number(number.replace(",", "."))), locale);
      return `${said} (${first ? told(first) + between : ""}${told(second)}${space}°F)`;
    },
  );
