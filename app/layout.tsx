import type { Metadata, Viewport } from "next";
import { cookies, headers } from "next/headers";
import type { ReactNode } from "react";
import { MadeUpBanner } from "@/components/shell/made-up-banner";
import { Providers } from "@/components/shell/providers";
import { readTheme } from "@/components/shell/read-theme";
import { THEME_COOKIE } from "@/components/shell/theme-cookie";
import { isMadeUp } from "./_server/made-up";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "OpenAcuity", template: "%s · OpenAcuity" },
  description: "Emergency department triage with reasons a clinician can check.",
  robots: { index: false, follow: false },
};

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
  return (
    <html lang="en" data-theme={theme === "system" ? undefined : theme} suppressHydrationWarning>
      <body>
        <a
          href="#main"
          className="no-print sr-only z-50 rounded-md bg-accent px-4 py-2 font-medium text-accent-ink focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
        >
          Skip to content
        </a>
        <Providers nonce={nonce}>{children}</Providers>
        {(await isMadeUp()) && <MadeUpBanner />}
      </body>
    </html>
  );
}
