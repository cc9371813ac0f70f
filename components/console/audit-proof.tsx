"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { buttonClass } from "@/components/ui/button-class";
import { Section } from "@/components/ui/section";

const FIELD = "h-8 w-28 rounded-md border border-line-strong bg-surface px-2";

/** Entries as a file that anybody can check without this database. `newest`: the newest entry's number; null: none is shown. */
export function AuditProof({ newest, most }: { newest: number | null; most: number }) {
  const t = useTranslations("console.audit");
  const [from, setFrom] = useState(String(newest === null ? "" : Math.max(1, newest - 49)));
  const [to, setTo] = useState(newest === null ? "" : String(newest));
  const [first, last] = [Number(from), Number(to)];
  const ready =
    [first, last].every((n) => Number.isSafeInteger(n) && n >= 1) && last >= first && last - first < most;
  return (
    <Section title={t("saveEntriesWithProof")} className="mb-4">
      <p className="max-w-[80ch] text-pretty text-ink-2">
        {t.rich("forSomebodyOutsideEachEntry", {
          span: (chunks) => <span className="font-mono text-[0.93rem]">{chunks}</span>,
        })}
      </p>
      <div className="mt-2 flex flex-wrap items-center gap-x-4 gap-y-2">
        <label className="flex items-center gap-2">
          <span className="text-ink-2">{t("fromNo")}</span>
          <input
            inputMode="numeric"
            value={from}
            onChange={(e) => setFrom(e.target.value)}
            className={FIELD}
          />
        </label>
        <label className="flex items-center gap-2">
          <span className="text-ink-2">{t("toNo")}</span>
          <input inputMode="numeric" value={to} onChange={(e) => setTo(e.target.value)} className={FIELD} />
        </label>
        {ready ? (
          <a
            href={`/console/audit/proof?from=${first}&to=${last}`}
            download
            className={buttonClass("secondary", "small")}
          >
            {t("saveWithProof")}
          </a>
        ) : (
          <span className="text-ink-3">
            {t("atMostMostEntriesThe", { most: most.toLocaleString("en-US") })}
          </span>
        )}
      </div>
    </Section>
  );
}
