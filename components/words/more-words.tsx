"use client";
import { type Messages, NextIntlClientProvider, useLocale, useMessages } from "next-intl";
import { type ReactNode, useMemo } from "react";

type Some = { readonly console: Partial<Messages["console"]> };

/** A page's own words beside those of the frame around it. */
export function MoreWords({ messages, children }: { messages: Some; children: ReactNode }) {
  const above = useMessages() as Messages & Partial<Some>;
  const both = useMemo(
    () => ({ ...above, console: { ...above.console, ...messages.console } }) as Messages,
    [above, messages],
  );
  return (
    // In the browser a provider asks nobody for the language: it has to be handed on.
    <NextIntlClientProvider locale={useLocale()} messages={both}>
      {children}
    </NextIntlClientProvider>
  );
}
