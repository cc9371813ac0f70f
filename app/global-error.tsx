"use client";
import { NextIntlClientProvider } from "next-intl";
import { useState } from "react";
import { ErrorScreen } from "@/components/shell/error-screen";
import { isOffered, SOURCE_LOCALE } from "@/components/words/locales";
import en from "@/messages/en/shell.json";
import es from "@/messages/es/shell.json";
import "./globals.css";

const SHELL = { en, es };

/** The frame itself broke: brings its own page, in the language of the one that broke. */
export default function GlobalError({ error, retry }: { error: unknown; retry: () => void }) {
  const [locale] = useState(() => {
    const was = typeof document === "undefined" ? null : document.documentElement.lang;
    return isOffered(was) ? was : SOURCE_LOCALE;
  });
  return (
    <html lang={locale}>
      <body>
        <title>{`${SHELL[locale].somethingWentWrong} · OpenAcuity`}</title>
        <NextIntlClientProvider locale={locale} messages={{ shell: SHELL[locale] }} timeZone="UTC">
          <ErrorScreen error={error} retry={retry} />
        </NextIntlClientProvider>
      </body>
    </html>
  );
}
