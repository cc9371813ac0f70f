import { type Locale, NextIntlClientProvider } from "next-intl";
import type { ReactNode } from "react";
import { renderToStaticMarkup as render } from "react-dom/server";
import { BEDSIDE, pickMessages, withEnglish } from "@/components/words/namespaces";

/** HTML of something that takes its words from the message files. */
export const renderToStaticMarkup = (element: ReactNode, locale: Locale = "en"): string =>
  render(
    <NextIntlClientProvider
      locale={locale}
      messages={pickMessages(withEnglish(locale), BEDSIDE)}
      timeZone="UTC"
      onError={(error) => {
        throw error;
      }}
    >
      {element}
    </NextIntlClientProvider>,
  );
