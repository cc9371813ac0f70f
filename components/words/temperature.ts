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
const JOINED = ` (?:and|to|y|a) |–`;
/** What was told already: "38.5 °C (101.3 °F)", "41 °C / 105.8 °F". */
const TOLD = ` (?:\\(|/ )${NUMBER}(?:(?:${JOINED})${NUMBER})?[ \\u00a0]°F`;
/** "38.5 °C", and "37.0 and 38.5 °C" or "36–38 °C", of which the first number means the same. */
const SPOKEN = new RegExp(`(?:(${NUMBER})(${JOINED}))?(${NUMBER})([ \\u00a0])°C(?!${TOLD})`, "g");
/** The bound of a rule behind the value that crossed it, without a unit: "41.2 °C (41 or more)", "34.1 °C (below 35)". */
const BOUND = new RegExp(
  `(°C) \\(((?:[\\p{L} ]+ )?)(${NUMBER})(?= (?:or|o|in|en|under|con|for|para)\\b|[),:;])([^()°]*)\\)`,
  "gu",
);

/**
 * "Fever 38.5 °C" -> "Fever 38.5 °C (101.3 °F)". A bound gets both units, too, lest it be taken for the other one:
 * "Temperature 41.2 °C (41 or more)" -> "Temperature 41.2 °C (106.2 °F) (41 °C / 105.8 °F or more)".
 */
export function withFahrenheit(sentence: string, locale: Locale = "en"): string {
  const told = (number: string) => inLocale(fahrenheitOf(Number(number.replace(",", "."))), locale);
  return sentence
    .replace(
      BOUND,
      (_, unit: string, before: string, bound: string, after: string) =>
        `${unit} (${before}${bound} °C / ${told(bound)} °F${after})`,
    )
    .replace(
      SPOKEN,
      (said: string, first: string | undefined, between: string, second: string, space: string) =>
        `${said} (${first ? told(first) + between : ""}${told(second)}${space}°F)`,
    );
}
