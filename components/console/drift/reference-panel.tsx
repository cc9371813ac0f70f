"use client";
import { type Locale, useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Section } from "@/components/ui/section";
import { LocalTime } from "@/components/ui/time";
import { useFigures } from "@/components/words/use-figures";
import { type DriftView, LEAST_FOR_REFERENCE } from "@/lib/monitoring/drift/drift-view";

type Props = {
  view: DriftView;
  busy: boolean;
  onChoose: (month: string | null) => Promise<boolean>;
};

/** What patients are held against, and what a drift sets going. */
export function ReferencePanel({ view, busy, onChoose }: Props) {
  const figures = useFigures();
  const t = useTranslations("console.drift");
  const { reference, retrains } = view;
  return (
    <div className="grid gap-4 lg:grid-cols-2">
      <Section title={t("reference")}>
        {reference ? (
          <>
            <p>
              {t("patientsPatientsDescription", {
                patients: figures.count(reference.patients),
                description: reference.description,
              })}
            </p>
            <p className="text-ink-2">
              {t.rich("inForceSinceSetBy", {
                at: () => <LocalTime iso={reference.setAt} withDate />,
                setBy: reference.setBy,
                isOfVersionInUse: String(Boolean(!reference.ofVersionInUse)),
                isOfVersionInUse2: String(Boolean(reference.ofVersionInUse && !reference.decisions)),
              })}
            </p>
          </>
        ) : (
          <p className="text-ink-2">{t("thereIsNoneYetSo")}</p>
        )}
        {view.canChange && <Choose view={view} busy={busy} onChoose={onChoose} />}
      </Section>
      <Section title={t("whenADriftIsFound")}>
        <p>{retrains ? t("aRetrainingStartsByItself") : t("itIsShownHereAnd")}</p>
        <p className="mt-1">
          <a href="/console/runs#when" className="font-medium text-accent underline underline-offset-2">
            {t("whenRetrainingStarts")}
          </a>
        </p>
      </Section>
    </div>
  );
}

function Choose({ view, busy, onChoose }: Props) {
  const locale = useLocale();
  const figures = useFigures();
  const t = useTranslations("console.drift");
  const { months, reference, releaseFile } = view;
  const options = [
    ...months.map(({ month, n }) => ({
      value: month,
      label: t("monthNDecisions", { month: sayMonth(month, locale), n: figures.count(n) }),
    })),
    ...(releaseFile ? [{ value: "", label: t("theReleasesOwnVisits") }] : []),
  ].filter((o) => !reference || o.value !== (reference.month ?? ""));
  const [value, setValue] = useState(options[0]?.value ?? "");
  const [asking, setAsking] = useState(false);
  const chosen = options.find((o) => o.value === value) ?? options[0];
  if (!chosen) return <p className="mt-2 text-ink-2">{t("aMonthOfThisSite", { LEAST_FOR_REFERENCE })}</p>;
  return (
    <div className="no-print mt-2 flex flex-wrap items-end gap-2">
      <label className="grid min-w-0 gap-0.5">
        <span className="label">{t("holdPatientsAgainst")}</span>
        <select
          value={chosen.value}
          onChange={(e) => setValue(e.target.value)}
          className="h-8 min-w-0 rounded-md border border-line-strong bg-surface px-2"
        >
          {options.map((o) => (
            <option key={o.value} value={o.value}>
              {o.label}
            </option>
          ))}
        </select>
      </label>
      <Button tone="secondary" size="small" disabled={busy} onClick={() => setAsking(true)}>
        {t("choose")}
      </Button>
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title={t("holdPatientsAgainstLabel", { label: chosen.label })}
        confirm={t("chooseIt")}
        busy={busy}
        onConfirm={() => {
          setAsking(false);
          void onChoose(chosen.value === "" ? null : chosen.value);
        }}
      >
        <p>{t("everythingDecidedSinceThenIs")}</p>
      </Confirm>
    </div>
  );
}

const sayMonth = (month: string, locale: Locale): string =>
  new Intl.DateTimeFormat(locale === "en" ? "en-GB" : locale, {
    month: "long",
    year: "numeric",
    timeZone: "UTC",
  }).format(new Date(`${month}-01T00:00:00Z`));
