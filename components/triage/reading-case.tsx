import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { formatAgeLong, sexInWords } from "@/components/format";
import { useSaid } from "@/components/words/use-said";
import type { ReadingCase } from "@/lib/feedback/second-reading";

/** A case as it was when it was decided: nobody's name, nobody's level. */
export function ReadingCasePanel({ case: c }: { case: ReadingCase }) {
  const t = useTranslations("desk");
  const said = useSaid();
  const locale = useLocale();
  return (
    <section aria-label={t("theCase")} className="space-y-4 rounded-lg border border-line bg-surface p-4">
      <p className="text-ink-2">
        {c.ageYears >= 90 ? said("90 years or older") : formatAgeLong(c.ageYears, locale)} ·{" "}
        {sexInWords(c.sex, locale)}
        {c.arrival === "ambulance" && ` · ${t("byAmbulance")}`}
        {c.arrival === "walk-in" && ` · ${t("walkedIn")}`}
        {c.injury && ` · ${t("injury")}`}
      </p>
      <p
        className={`text-[1.29rem] leading-snug font-semibold text-pretty ${c.complaint ? "" : "text-ink-3"}`}
      >
        {c.complaint ?? t("noComplaintRecorded")}
      </p>
      {c.note && <p className="max-w-[80ch] text-pretty whitespace-pre-wrap">{c.note}</p>}
      <div className="grid gap-4 sm:grid-cols-2">
        <Part title={t("vitalSigns")} empty={c.vitals.length === 0 && t("noneMeasured")}>
          <dl className="divide-y divide-line/70">
            {c.vitals.map(({ label, text }) => (
              <div key={label} className="flex items-baseline justify-between gap-4 py-1">
                <dt className="text-ink-2">{said(label)}</dt>
                <dd className="font-medium">{said(text)}</dd>
              </div>
            ))}
          </dl>
        </Part>
        <Part title={t("history")} empty={c.history.length === 0 && t("noneKnown")}>
          <ul className="space-y-0.5">
            {c.history.map((item) => (
              <li key={item}>{item}</li>
            ))}
          </ul>
        </Part>
      </div>
    </section>
  );
}

function Part({ title, empty, children }: { title: string; empty: string | false; children: ReactNode }) {
  return (
    <div>
      <h2 className="label mb-1">{title}</h2>
      {empty ? <p className="text-ink-3">{empty}</p> : children}
    </div>
  );
}
