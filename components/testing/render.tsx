import { type Locale, NextIntlClientProvider } from "next-intl";
import type { ReactNode } from "react";
import { renderToStaticMarkup as render } from "react-dom/server";
import { BEDSIDE, pickMessages, withEnglish } from "@/components/words/namespaces";
import type { TemperatureUnit } from "@/components/words/temperature";

/** HTML of something that takes its words from the message files. */
export const renderToStaticMarkup = (
  element: ReactNode,
  locale: Locale = "en",
  temperatureUnit: TemperatureUnit = "C",
): string => {
  const messages = withEnglish(locale, temperatureUnit);
  return render(
    <NextIntlClientProvider
      locale={locale}
      messages={{ ...pickMessages(messages, BEDSIDE), console: messages.console }}
      timeZone="UTC"
      onError={(error) => {
        throw error;
      }}
    >
      {element}
    </NextIntlClientProvider>,
  );
};
