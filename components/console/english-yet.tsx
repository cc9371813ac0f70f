"use client";
import { usePathname } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { SOURCE_LOCALE } from "@/components/words/locales";
import { isStillEnglish } from "./still-english";

/** Says of a page that is written in English only that it is, to the eye and to whatever reads it aloud. */
export function EnglishYet({ children }: { children: ReactNode }) {
  const t = useTranslations("console.shared");
  const locale = useLocale();
  const path = usePathname();
  if (locale === SOURCE_LOCALE || !isStillEnglish(path)) return children;
  return (
    <div lang={SOURCE_LOCALE}>
      <p lang={locale} className="mb-3 text-[0.93rem] text-ink-3">
        {t("englishYet")}
      </p>
      {children}
    </div>
  );
}
