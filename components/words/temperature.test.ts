import { describe, expect, it } from "vitest";
import { inLocale } from "@/components/format";
import { VITAL_RULES } from "@/lib/safety/rules-vitals";
import { MESSAGES } from "@/messages";
import { inWordsOf } from "./said-in";
import { fahrenheitOf, valueIn, withFahrenheit } from "./temperature";

describe("temperatures at a site that reads Fahrenheit", () => {
  it.each([
    [37, "98.6"],
    [38.5, "101.3"],
    [40, "104"],
    [28, "82.4"],
  ])("%d °C are %s °F", (celsius, fahrenheit) => expect(fahrenheitOf(celsius)).toBe(fahrenheit));

  it("shows a value that stands alone in the site's unit, and nothing else", () => {
    expect(valueIn("F", "38.5 °C")).toBe("101.3 °F");
    expect(valueIn("F", "38.5\u00a0°C")).toBe("101.3 °F");
    // Values stand below each other.
    expect(valueIn("F", "40.0 °C")).toBe("104.0 °F");
    expect(valueIn("C", "38.5 °C")).toBe("38.5 °C");
    for (const other of ["118 /min", "not measured", "6/10", "94 %"]) expect(valueIn("F", other)).toBe(other);
  });

  it.each([
    ["Temperature 38.5 °C", "Temperature 38.5 °C (101.3 °F)"],
    ["Temperature 39.4 °C (above 39)", "Temperature 39.4 °C (102.9 °F) (above 39 °C / 102.2 °F)"],
    ["Temperature 41.2 °C (41 or more)", "Temperature 41.2 °C (106.2 °F) (41 °C / 105.8 °F or more)"],
    [
      "Temperature 38.3 °C (38 or more under 3 months)",
      "Temperature 38.3 °C (100.9 °F) (38 °C / 100.4 °F or more under 3 months)",
    ],
    [
      "Temperature 35.5 °C (below 36 under 3 months)",
      "Temperature 35.5 °C (95.9 °F) (below 36 °C / 96.8 °F under 3 months)",
    ],
    // No bound: it was measured then.
    ["Temperature 38.5 °C (20 minutes ago)", "Temperature 38.5 °C (101.3 °F) (20 minutes ago)"],
    [
      "Temperature 38 °C or more from 28 to 90 days of age",
      "Temperature 38 °C (100.4 °F) or more from 28 to 90 days of age",
    ],
    ["if it were between 37.0 and 38.5 °C", "if it were between 37.0 and 38.5 °C (98.6 and 101.3 °F)"],
    ["was recorded as 38.5 °C and 40.1 °C", "was recorded as 38.5 °C (101.3 °F) and 40.1 °C (104.2 °F)"],
    ["Heart rate 120 /min", "Heart rate 120 /min"],
  ])("says both in a sentence: %s", (said, told) => {
    expect(withFahrenheit(said)).toBe(told);
    // Told twice it is not told again.
    expect(withFahrenheit(told)).toBe(told);
  });

  it("writes numbers as the language does", () => {
    expect(withFahrenheit("Temperatura 38,5 °C", "es")).toBe("Temperatura 38,5 °C (101,3 °F)");
    const said = inWordsOf("es")("Temperature 38.3 °C (38 or more in a newborn)");
    expect(withFahrenheit(said, "es")).toMatch(/38,3 °C \(100,9 °F\) \(38 °C \/ 100,4 °F o más/);
  });

  it("finds every rule's bound, in every language", () => {
    for (const locale of ["en", "es"] as const)
      for (const { when } of VITAL_RULES.filter((r) => r.family === "temperature")) {
        // "below 35", "41 or more": as the rule says it of the value that crossed it.
        const why = /(below )?(\d+)(?: °C)( or more)?/.exec(when) ?? [];
        const reason = `Temperature 37.0 °C (${why[1] ?? ""}${why[2]}${why[3] ?? ""})`;
        expect(withFahrenheit(inWordsOf(locale)(reason), locale)).toMatch(
          new RegExp(`${why[2]} °C / ${inLocale(fahrenheitOf(Number(why[2])), locale)} °F`),
        );
      }
  });

  it("finds every temperature that a rule speaks of", () => {
    for (const messages of Object.values(MESSAGES)) {
      const told = JSON.stringify(messages.said).match(/\d[\d.,]* °C[^"]{0,3}/g) ?? [];
      expect(told.length).toBeGreaterThan(5);
      for (const one of told) expect(withFahrenheit(one)).toMatch(/°C \([\d.,]+ °F\)/);
    }
  });
});
