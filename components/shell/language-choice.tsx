"use client";
import { useLocale, useTranslations } from "next-intl";
import { useId } from "react";
import { keepCookie } from "@/components/keep-cookie";
import { pageMark } from "@/components/page-mark";
import { LOCALE_NAMES, localeCookie, OFFERED } from "@/components/words/locales";

const YEAR_SECONDS = 31_536_000;

/** The language this person reads at this workstation. Each is named in itself, for whoever cannot read the one on the screen. */
export function LanguageChoice() {
  const t = useTranslations("shell");
  const locale = useLocale();
  const id = useId();
  const choose = (next: string) => {
    const person = pageMark()?.person;
    if (!person) return;
    keepCookie(localeCookie(person), next, "/", YEAR_SECONDS);
    // Everything anew, the page's head and what it remembers included.
    location.reload();
  };
  return (
    <p className="mb-5 flex flex-wrap items-center gap-x-3 gap-y-1">
      <label htmlFor={id} className="font-medium">
        {t("language")}
      </label>
      <select
        id={id}
        value={locale}
        onChange={(event) => choose(event.target.value)}
        className="h-9 rounded-md border border-line-strong bg-surface px-2.5"
      >
        {OFFERED.map((offered) => (
          <option key={offered} value={offered} lang={offered}>
            {LOCALE_NAMES[offered]}
          </option>
        ))}
      </select>
      <span className="text-ink-2">{t("languageOfThisWorkstation")}</span>
    </p>
  );
}
