import { describe, expect, it } from "vitest";
import { envSchema } from "@/lib/core/env";
import { acceptedLocale, isOffered, LOCALES } from "./locales";

it("are the same ones a site can be set to", () => {
  expect(envSchema.shape.DEFAULT_LOCALE.unwrap().options).toEqual(LOCALES);
});

describe("the language a browser asks for", () => {
  it.each([
    [null, null],
    ["", null],
    ["es", "es"],
    ["es-MX,es;q=0.9,en;q=0.8", "es"],
    ["fr-CH, fr;q=0.9, en;q=0.8, es;q=0.7", "en"],
    ["en;q=0.2, es;q=0.7", "es"],
    ["es;q=0, en", "en"],
    ["de, *;q=0.5", null],
    ["es;q=x", "es"],
    ["<script>", null],
  ])("%j is %j", (header, locale) => {
    expect(acceptedLocale(header, LOCALES)).toBe(locale);
  });

  it("is never one that is not offered", () => {
    expect(acceptedLocale("es", ["en"])).toBeNull();
    for (const odd of [undefined, null, "", "EN", "en-US", "de", 1]) expect(isOffered(odd)).toBe(false);
    for (const locale of LOCALES) expect(isOffered(locale)).toBe(true);
  });
});
