import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { lowerFirst } from "@/components/format";
import { LevelMark } from "@/components/triage/level-mark";
import { buttonClass } from "@/components/ui/button-class";
import { ColumnHeads } from "@/components/ui/column-heads";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/section";
import { LocalTime } from "@/components/ui/time";
import { useFigures } from "@/components/words/use-figures";
import { useLevelName } from "@/components/words/use-level-name";
import { useTold } from "@/components/words/use-told";
import { LEVELS, type Level } from "@/lib/case/level";
import type { DecisionKind } from "@/lib/decision/decision";
import { AGE_GROUPS, type CaseFilter } from "@/lib/feedback/dataset";
import { EXPORT_FORMATS, shortDigest } from "@/lib/feedback/dataset-files";
import { OUTCOMES } from "@/lib/fhir/outcomes/visit-outcomes";
import type { DatasetCaseRow, DatasetView, OneDataset } from "@/lib/workflows/learning/datasets";
import { TABLE_CELL, TABLE_HEAD } from "../table";
import { datasetHref } from "./words";

const SOURCES = ["accept", "override", "assign"] as const satisfies readonly DecisionKind[];

type Props = { dataset: OneDataset; filter: CaseFilter; others: readonly DatasetView[] };

/** One dataset: what it is, what is in it, and what may still be taken from it. */
export function DatasetPage({ dataset, filter, others }: Props) {
  const t = useTranslations("console.datasets");
  return (
    <>
      <BackToList />
      <State dataset={dataset} />
      <div className="grid items-start gap-4 *:min-w-0 lg:grid-cols-2">
        <Section
          title={t("datasetDigest", { digest: shortDigest(dataset.digest) })}
          aside={t("countCases", { cases: dataset.counts.cases })}
        >
          <About dataset={dataset} />
        </Section>
        <Section title={t("byGroup")} aside={t("ofWhatWasLearnedFrom")}>
          <Groups dataset={dataset} />
        </Section>
      </div>
      <div className="my-4 flex flex-wrap items-end gap-x-8 gap-y-3">
        {dataset.mayExport && <Exports digest={dataset.digest} />}
        {others.length > 0 && <CompareForm digest={dataset.digest} others={others} />}
      </div>
      <Cases dataset={dataset} filter={filter} />
    </>
  );
}

export function BackToList() {
  const t = useTranslations("console.datasets");
  return (
    <p className="mb-3">
      <Link href="/console/datasets" className="font-medium text-accent underline underline-offset-2">
        {t("allDatasets")}
      </Link>
    </p>
  );
}

function State({ dataset }: { dataset: OneDataset }) {
  const t = useTranslations("console.datasets");
  const { fallen, unreadable, verified } = dataset;
  if (fallen > 0)
    return (
      <Notice tone="warn" className="mb-4" title={t("fallenPluralOneFallenCaseOther", { fallen })}>
        {t("withdrawnOfAPatientWhoOpted", { fallen })}
      </Notice>
    );
  if (unreadable > 0)
    return (
      <Notice
        tone="warn"
        className="mb-4"
        title={t("unreadablePluralOneUnreadableCaseOther", { unreadable })}
      >
        {t("theLogNamesThemWhatIs")}
      </Notice>
    );
  if (verified) return null;
  return (
    <Notice tone="info" className="mb-4" title={t("outcomesOfSomeCasesWereTaken")}>
      {t("theEHRSaysThatTheirVisits")}
    </Notice>
  );
}

function About({ dataset }: { dataset: OneDataset }) {
  const t = useTranslations("console.datasets");
  const { fixed } = useFigures();
  const { counts, rules, runs } = dataset;
  return (
    <dl className="grid gap-y-1">
      <Fact term={t("contentSHA256")}>
        <span className="font-mono text-[0.857rem] break-all">{dataset.digest}</span>
        {dataset.verified && <span className="text-ink-2"> {t("verifiedItIsWhatWasLearned")}</span>}
      </Fact>
      <Fact term={t("made")}>
        {t.rich("runAskedForByMadeBy", {
          at: () => <LocalTime iso={dataset.madeAt} withDate />,
          madeBy: dataset.madeBy,
        })}
      </Fact>
      <Fact term={t("learnedFromBy")}>
        {runs.map((r) => (
          <Link key={r.id} href="/console/runs" className="mr-2 underline underline-offset-2">
            {r.version ?? t("aRun")}
          </Link>
        ))}
      </Fact>
      <Fact term={t("labelsUpTo")}>
        <LocalTime iso={rules.until} withDate />
      </Fact>
      <Fact term={t("startingFrom")}>
        {t("parentWhatItAndItsAncestors", { parent: rules.parent, outcomesOnly: counts.outcomesOnly })}
      </Fact>
      <Fact term={t("toChooseFrom")}>
        {t("givenPluralOneGivenLabelOther", {
          given: rules.given,
          keptApart: rules.keptApart,
          leftOut: rules.leftOut,
        })}
      </Fact>
      <Fact term={t("countedAs")}>{t("valueCasesByTheWeightsOf", { value: fixed(counts.weight, 1) })}</Fact>
      <Fact term={t("outcomes")}>
        {t("knownForFollowedValue", {
          followed: counts.followed,
          value: OUTCOMES.filter((o) => counts.outcomes[o].yes > 0)
            .map((o) => `, ${lowerFirst(t(`outcome.${o}`))} ${counts.outcomes[o].yes}`)
            .join(""),
        })}
      </Fact>
    </dl>
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className="grid gap-x-3 sm:grid-cols-[9.5rem_1fr]">
      <dt className="label">{term}</dt>
      <dd className="text-pretty">{children}</dd>
    </div>
  );
}

function Groups({ dataset: { counts } }: { dataset: OneDataset }) {
  const t = useTranslations("console.datasets");
  const levelName = useLevelName();
  const said = useTold();
  const groups: readonly (readonly [string, readonly (readonly [string, number])[]])[] = [
    [t("level"), LEVELS.map((l) => [`${l}, ${levelName(l)}`, counts.byLevel[l] ?? 0])],
    [t("ageYears"), AGE_GROUPS.map((a) => [a, counts.byAge[a] ?? 0])],
    [t("sex"), Object.entries(counts.bySex).map(([sex, n]) => [said(sex), n] as const)],
    [t("arrival"), Object.entries(counts.byArrival).map(([way, n]) => [said(way), n] as const)],
    [t("decision"), SOURCES.map((kind) => [t(`source.${kind}`), counts.bySource[kind] ?? 0] as const)],
  ];
  return (
    <div className="grid gap-x-8 gap-y-3 sm:grid-cols-2">
      {groups.map(([name, values]) => (
        <table key={name} className="w-full self-start">
          <caption className="label text-left">{name}</caption>
          <tbody>
            {values.map(([value, n]) => (
              <tr key={value} className="border-t border-line/70">
                <th scope="row" className="py-1 text-left font-normal">
                  {value}
                </th>
                <td className={`py-1 text-right ${n === 0 ? "text-ink-3" : "font-medium"}`}>{n}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ))}
    </div>
  );
}

function Exports({ digest }: { digest: string }) {
  const t = useTranslations("console.datasets");
  return (
    <div>
      <h2 className="label mb-1">{t("saveTheDeIdentifiedCasesGoes")}</h2>
      <div className="flex flex-wrap gap-2">
        {EXPORT_FORMATS.map((format) => (
          <a
            key={format}
            download
            className={buttonClass("secondary", "small")}
            href={`/console/datasets/export?${new URLSearchParams({ dataset: digest, format })}`}
          >
            {t(`format.${format}`)}
          </a>
        ))}
      </div>
    </div>
  );
}

const FIELD = "h-8 min-w-0 rounded-md border border-line-strong bg-surface px-2";

function CompareForm({ digest, others }: { digest: string; others: readonly DatasetView[] }) {
  const { day } = useFigures();
  const t = useTranslations("console.datasets");
  return (
    <form method="get" action="/console/datasets" className="flex flex-wrap items-center gap-2">
      <input type="hidden" name="dataset" value={digest} />
      <label className="flex items-center gap-2">
        <span className="text-ink-2">{t("compareWith")}</span>
        <select name="with" className={FIELD}>
          {others.map((d) => (
            <option key={d.digest} value={d.digest}>
              {t("digestOfValue", { digest: shortDigest(d.digest), value: day(d.madeAt.slice(0, 10)) })}
            </option>
          ))}
        </select>
      </label>
      <button type="submit" className={buttonClass("secondary", "small")}>
        {t("compare")}
      </button>
    </form>
  );
}

function Cases({ dataset, filter }: { dataset: OneDataset; filter: CaseFilter }) {
  const t = useTranslations("console.datasets");
  return (
    <>
      <Filter digest={dataset.digest} filter={filter} />
      {dataset.rows.length === 0 ? (
        <p className="rounded-lg border border-dashed border-line-strong px-5 py-8 text-center text-ink-2">
          {dataset.counts.cases > dataset.fallen ? t("noCaseOfItIsLike") : t("noneOfItsCasesMayBe")}
        </p>
      ) : (
        <CaseTable rows={dataset.rows} digest={dataset.digest} open={dataset.mayExport} />
      )}
      <Pages dataset={dataset} filter={filter} />
    </>
  );
}

function Filter({ digest, filter }: { digest: string; filter: CaseFilter }) {
  const t = useTranslations("console.datasets");
  const narrowed = Object.values(filter).some((v) => v !== undefined);
  return (
    <form
      method="get"
      action="/console/datasets"
      aria-label={t("cases")}
      className="mb-3 flex flex-wrap items-center gap-x-4 gap-y-2"
    >
      <input type="hidden" name="dataset" value={digest} />
      <Choice
        name="level"
        label={t("level")}
        value={filter.level}
        options={LEVELS.map((l) => [String(l), `${l}`])}
      />
      <Choice
        name="source"
        label={t("decision")}
        value={filter.source}
        options={SOURCES.map((kind) => [kind, t(`source.${kind}`)])}
      />
      <Choice name="age" label={t("age")} value={filter.age} options={AGE_GROUPS.map((a) => [a, a])} />
      <Choice
        name="outcome"
        label={t("happened")}
        value={filter.outcome}
        options={OUTCOMES.map((o) => [o, t(`outcome.${o}`)])}
      />
      <button type="submit" className={buttonClass("secondary", "small")}>
        {t("filter")}
      </button>
      {narrowed && (
        <a href={datasetHref(digest)} className="font-medium text-accent underline">
          {t("showAll")}
        </a>
      )}
    </form>
  );
}

type ChoiceProps = {
  name: string;
  label: string;
  value: string | number | undefined;
  options: readonly (readonly [string, string])[];
};
function Choice({ name, label, value, options }: ChoiceProps) {
  const t = useTranslations("console.datasets");
  return (
    <label className="flex items-center gap-2">
      <span className="text-ink-2">{label}</span>
      <select name={name} defaultValue={value === undefined ? "" : String(value)} className={FIELD}>
        <option value="">{t("any")}</option>
        {options.map(([key, words]) => (
          <option key={key} value={key}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}

type TableProps = { rows: readonly DatasetCaseRow[]; digest: string; open: boolean };
function CaseTable({ rows, digest, open }: TableProps) {
  const { fixed } = useFigures();
  const t = useTranslations("console.datasets");
  return (
    <div className="overflow-x-auto rounded-lg border border-line bg-surface">
      <table className="w-full">
        <caption className="sr-only">{t("casesOfTheDataset")}</caption>
        <ColumnHeads
          heads={[
            t("case"),
            t("level"),
            t("suggested"),
            t("decision"),
            t("age"),
            t("counts"),
            t("whatBecameOfThePatient"),
          ]}
          className={TABLE_HEAD}
        />
        <tbody>
          {rows.map((c) => (
            <tr key={c.id} className="hover:bg-hover">
              <th scope="row" className={`${TABLE_CELL} font-mono text-[0.857rem] font-normal`}>
                {open ? (
                  <Link
                    href={datasetHref(digest, { case: c.id })}
                    prefetch={false}
                    className="underline underline-offset-2"
                  >
                    {c.id.slice(0, 8)}
                  </Link>
                ) : (
                  c.id.slice(0, 8)
                )}
              </th>
              <td className={TABLE_CELL}>
                <LevelCell level={c.level} />
              </td>
              <td className={TABLE_CELL}>
                {c.assessedLevel ? (
                  <LevelCell level={c.assessedLevel} />
                ) : (
                  <span className="text-ink-3">{t("none2")}</span>
                )}
              </td>
              <td className={TABLE_CELL}>{c.source ? t(`source.${c.source}`) : ""}</td>
              <td className={TABLE_CELL}>{c.age}</td>
              <td className={TABLE_CELL}>{c.outcomesOnly ? t("outcomeAlone") : `× ${fixed(c.weight, 2)}`}</td>
              <td className={`${TABLE_CELL} text-ink-2`}>
                {c.happened.map((o) => t(`outcome.${o}`)).join(", ") || "–"}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function LevelCell({ level }: { level: Level }) {
  const levelName = useLevelName();
  const t = useTranslations("console.datasets");
  return (
    <span className="flex items-center gap-2 whitespace-nowrap">
      <LevelMark level={level} size={22} />
      <span className="sr-only">{t("levelLevel", { level })} </span>
      {levelName(level)}
    </span>
  );
}

function Pages({ dataset, filter }: { dataset: OneDataset; filter: CaseFilter }) {
  const t = useTranslations("console.datasets");
  const { page, pages, matching, digest } = dataset;
  const to = (n: number) =>
    datasetHref(digest, {
      ...Object.fromEntries(
        Object.entries(filter).flatMap(([k, v]) => (v === undefined ? [] : [[k, String(v)]])),
      ),
      page: String(n),
    });
  return (
    <nav aria-label={t("pagesOfCases")} className="mt-4 flex items-center justify-between gap-4">
      <p className="label">
        {t("countCases", { cases: matching })}
        {pages > 1 && t("pagePageOfPages", { page, pages })}
      </p>
      <div className="flex gap-2">
        {page > 1 && (
          <Link className={buttonClass("secondary", "small")} href={to(page - 1)} rel="prev">
            {t("previous")}
          </Link>
        )}
        {page < pages && (
          <Link className={buttonClass("secondary", "small")} href={to(page + 1)} rel="next">
            {t("next")}
          </Link>
        )}
      </div>
    </nav>
  );
}
