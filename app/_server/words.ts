import { cookies, headers } from "next/headers";
import type { Locale } from "next-intl";
import { getRequestConfig } from "next-intl/server";
import { acceptedLocale, isOffered, localeCookie, SOURCE_LOCALE } from "@/components/words/locales";
import { withEnglish } from "@/components/words/namespaces";
import type { Env } from "@/lib/core/env";
import { getRuntime } from "@/lib/workflows/service/runtime";
import { currentPrincipal } from "./guard";

/** The language of the request under way, with its messages (next-intl asks once a request). */
export default getRequestConfig(async () => {
  const locale = await localeOfRequest();
  // Times of day are written in the workstation's time zone, by the workstation (components/ui/time.tsx).
  const { TEMPERATURE_UNIT = "C" } = await siteSettings();
  return { locale, messages: withEnglish(locale, TEMPERATURE_UNIT), timeZone: "UTC" };
});

/**
 * What the person chose at this workstation, else what the site is set to, else what the browser asks for, else the source language.
 */
async function localeOfRequest(): Promise<Locale> {
  const jar = await cookies();
  const asked =
    (await siteSettings()).DEFAULT_LOCALE ??
    acceptedLocale((await headers()).get("accept-language")) ??
    SOURCE_LOCALE;
  const chosen = jar.getAll().some(({ name }) => name.startsWith(localeCookie("")));
  if (!chosen && asked === SOURCE_LOCALE) return SOURCE_LOCALE;
  // A page must be readable also while nobody can be asked who is there.
  const person = await currentPrincipal().catch(() => null);
  if (!person) return asked;
  const kept = jar.get(localeCookie(person.userId))?.value;
  return isOffered(kept) ? kept : asked;
}

/** A page must be readable also while the runtime has not come up. */
const siteSettings = (): Promise<Partial<Env>> =>
  getRuntime().then(
    ({ env }) => env,
    () => ({}),
  );
