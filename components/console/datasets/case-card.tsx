import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { formatAgeLong, lowerFirst } from "@/components/format";
import { Section } from "@/components/ui/section";
import { LocalTime } from "@/components/ui/time";
import { useFigures } from "@/components/words/use-figures";
import { useLevelName } from "@/components/words/use-level-name";
import { useTold } from "@/components/words/use-told";
import { shortDigest } from "@/lib/feedback/dataset-files";
import { OUTCOMES } from "@/lib/fhir/outcomes/visit-outcomes";
import type { OneCase } from "@/lib/workflows/learning/datasets";
import { LearnedByList } from "../learned-by";
import { datasetHref } from "./words";

/** One case as it was learned from, and its history. */
export function DatasetCaseCard({ digest, one }: { digest: string; one: OneCase }) {
  const t = useTranslations("console.datasets");
  const locale = useLocale();
  const levelName = useLevelName();
  const said = useTold();
  const { fixed, day } = useFigures();
  const { case: c, row, label } = one;
  return (
    <>
      <p className="mb-3 flex flex-wrap gap-4 font-medium text-accent underline underline-offset-2">
        <Link href={datasetHref(digest)}>{t("datasetDigest", { digest: shortDigest(digest) })}</Link>
        <Link href={`/console/labels?label=${row.id}`}>{t("withdrawOrSeeTheLabel")}</Link>
      </p>
      <div className="grid items-start gap-4 *:min-w-0 lg:grid-cols-2">
        <Section
          title={t("caseValue", { value: row.id.slice(0, 8) })}
          aside={t("withoutWhatIdentifiesThePatient")}
        >
          <dl className="grid gap-y-1">
            <Fact term={t("patient")}>
              {t("ageYearsSexArrivalArrival", {
                ageYears: formatAgeLong(c.ageYears, locale),
                sex: said(c.sex),
                arrival: said(c.arrival),
              })}
              {c.injury === true && t("injured")}
            </Fact>
            <Fact term={t("complaint")}>{c.complaint ?? "–"}</Fact>
            <Fact term={t("note")}>{c.note ?? "–"}</Fact>
            <Fact term={t("history")}>{c.history.join(", ") || "–"}</Fact>
            <Fact term={t("vitalSigns")}>
              {c.vitals.map((v) => `${said(v.label)} ${said(v.text)}`).join(", ") || "–"}
            </Fact>
            <Fact term={t("level")}>
              {row.level}, {levelName(row.level)}
              {row.source && ` (${lowerFirst(t(`source.${row.source}`))})`}
            </Fact>
            <Fact term={t("suggested")}>
              {row.assessedLevel ? `${row.assessedLevel}, ${levelName(row.assessedLevel)}` : t("none")}
            </Fact>
            <Fact term={t("counted")}>
              {row.outcomesOnly ? t("forItsOutcomeAlone") : `× ${fixed(row.weight, 2)}`}
            </Fact>
          </dl>
        </Section>
        <Section
          title={t("itsHistory")}
          aside={t("labelMadeValue", { value: day(label.createdAt.slice(0, 10)) })}
        >
          <h3 className="font-semibold">{t("datasets")}</h3>
          <ul>
            {one.datasets.map((d) => (
              <li key={d}>
                <Link href={datasetHref(d)} className="font-mono underline underline-offset-2">
                  {shortDigest(d)}
                </Link>
              </li>
            ))}
          </ul>
          <h3 className="mt-3 font-semibold">{t("modelVersionsThatLearnedFromIt")}</h3>
          <LearnedByList versions={label.versions} />
          <h3 className="mt-3 font-semibold">{t("whatTheEHRSaidBecameOf")}</h3>
          {one.outcomes.length === 0 ? (
            <p className="text-ink-2">{t("nothingYet")}</p>
          ) : (
            <ol className="space-y-2">
              {one.outcomes.map((o) => (
                <li key={o.at}>
                  <p className="label">
                    <LocalTime iso={o.at} withDate />
                    {o.inForce ? "" : t("replacedSince")}
                  </p>
                  <p className="text-pretty">
                    {OUTCOMES.map((q) => {
                      const band = o.outcomes.within[q];
                      return `${t(`outcome.${q}`)}: ${t(`answer.${o.outcomes.answers[q]}`)}${band ? `, ${t(`band.${band}`)}` : ""}`;
                    }).join("; ")}
                  </p>
                </li>
              ))}
            </ol>
          )}
        </Section>
      </div>
    </>
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className="grid gap-x-3 sm:grid-cols-[7rem_1fr]">
      <dt className="label">{term}</dt>
      <dd className="text-pretty whitespace-pre-line">{children}</dd>
    </div>
  );
}
