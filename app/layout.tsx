import type { Metadata, Viewport } from "next";
import { cookies, headers } from "next/headers";
import { NextIntlClientProvider } from "next-intl";
import { getLocale, getMessages, getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { MadeUpBanner } from "@/components/shell/made-up-banner";
import { Providers } from "@/components/shell/providers";
import { readTheme } from "@/components/shell/read-theme";
import { THEME_COOKIE } from "@/components/shell/theme-cookie";
import { EVERYWHERE, pickMessages } from "@/components/words/namespaces";
import { isMadeUp } from "./_server/made-up";
import "./globals.css";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("shell");
  return {
    title: { default: "OpenAcuity", template: "%s · OpenAcuity" },
    description: t("emergencyDepartmentTriageWithReasons"),
    robots: { index: false, follow: false },
  };
}

export const viewport: Viewport = {
  colorScheme: "light dark",
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#0f2f2d" },
    { media: "(prefers-color-scheme: dark)", color: "#0a1c1a" },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const theme = readTheme((await cookies()).get(THEME_COOKIE)?.value);
  const nonce = (await headers()).get("x-nonce") ?? undefined;
  const [locale, messages, t] = [await getLocale(), await getMessages(), await getTranslations("shell")];
  return (
    <html lang={locale} data-theme={theme === "system" ? undefined : theme} suppressHydrationWarning>
      <body>
        <a
          href="#main"
          className="no-print sr-only z-50 rounded-md bg-accent px-4 py-2 font-medium text-accent-ink focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
        >
          {t("skipToContent")}
        </a>
        <NextIntlClientProvider messages={pickMessages(messages, EVERYWHERE)}>
          <Providers nonce={nonce}>{children}</Providers>
        </NextIntlClientProvider>
        {(await isMadeUp()) && <MadeUpBanner />}
      </body>
    </html>
  );
}
