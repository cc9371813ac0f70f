"use client";
import { useLocale, useTranslations } from "next-intl";
import { useId, useState } from "react";
import { formatSpan, listInWords } from "@/components/format";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/section";
import { LocalTime } from "@/components/ui/time";
import { useFigures } from "@/components/words/use-figures";
import { LIMITS } from "@/lib/explain/global/limits";
import type { ModelExplanationView } from "@/lib/workflows/views";
import { DependenceChart } from "./dependence-chart";
import { DependenceTable } from "./dependence-table";
import { ImportanceTable } from "./importance-table";
import { markOf, Sample } from "./marks";
import { effectRange, type Range } from "./scale";
import { curvesOf, type Series, SPLITS, type Split, splitBy } from "./series";
import { WordTables } from "./word-table";

type Props = { result: ModelExplanationView; other: ModelExplanationView | null };

/** What came of it: importance, words, and a curve for each vital sign, of all cases or side by side. */
export function ExplanationReport({ result, other }: Props) {
  const t = useTranslations("console.explanations");
  const [split, setSplit] = useState<Split>(other ? "versions" : "all");
  const { series, hidden } = splitBy(split, result, other, t("split.all"));
  return (
    <div className="space-y-4">
      <MeasuredOn result={result} />
      {other && <MeasuredOn result={other} />}
      <div className="flex flex-wrap items-center gap-x-6 gap-y-2">
        <fieldset className="flex flex-wrap gap-2">
          <legend className="sr-only">{t("whichCasesAreToldApart")}</legend>
          {SPLITS.filter((s) => s !== "versions" || other).map((s) => (
            <Button
              key={s}
              size="small"
              tone={s === split ? "primary" : "secondary"}
              aria-pressed={s === split}
              onClick={() => setSplit(s)}
            >
              {t(`split.${s}`)}
            </Button>
          ))}
        </fieldset>
        {hidden.length > 0 && (
          <p className="text-ink-3">
            {t("notShownWithFewerThanGroup", { group: LIMITS.group, hidden: listInWords(hidden, t("and")) })}
          </p>
        )}
      </div>
      {series.length === 0 ? (
        <Notice tone="info" title={t("noGroupHereHasEnoughCases")} />
      ) : (
        <>
          <Section title={t("howMuchEachFindingMovesThe")} aside={t("meanSizeOfItsSHAPValue")}>
            <ImportanceTable series={series} />
          </Section>
          {split === "all" && (
            <Section
              title={t("wordsAndPhrases")}
              aside={t("inAtLeastWordCasesIntervals", { word: LIMITS.word })}
            >
              <WordTables words={result.explanation.words} />
            </Section>
          )}
          <Curves series={series} />
        </>
      )}
    </div>
  );
}

function MeasuredOn({ result }: { result: ModelExplanationView }) {
  const t = useTranslations("console.explanations");
  const { count, fixed } = useFigures();
  const locale = useLocale();
  const { version, explanation: e, dataset, engine, computedAt, tookMs } = result;
  return (
    <p className="max-w-[110ch] text-pretty text-ink-2">
      {t.rich("versionMeasuredOn", {
        version,
        b: (words) => <b className="font-semibold text-ink">{words}</b>,
      })}{" "}
      {dataset.source === "site" ? (
        <>
          {t("theLastAssessmentOfEachOf", { cases: e.cases })}
          {dataset.from &&
            dataset.to &&
            t.rich("to", {
              at: () => <LocalTime iso={dataset.from as string} withDate />,
              at2: () => <LocalTime iso={dataset.to as string} withDate />,
            })}
          {t("withoutWhatIdentifiesThem")}
        </>
      ) : (
        t("casesVisitsMadeUpFromThe", { cases: e.cases })
      )}
      {t.rich("answersOfTheModelIn", {
        answers: count(e.evaluations),
        took: formatSpan(tookMs, locale),
        engine,
        at: () => <LocalTime iso={computedAt} withDate />,
        error: fixed(e.standardError, 3),
      })}
      {e.unsound > 0 && ` ${t("unsoundCasesWereLeftOutBecause", { unsound: e.unsound })}`}
    </p>
  );
}

function Curves({ series }: { series: readonly Series[] }) {
  const t = useTranslations("console.explanations");
  const [own, setOwn] = useState(false);
  const id = useId();
  const rows = curvesOf(series);
  const alone = series.length === 1;
  const shared = effectRange(
    rows.flatMap((r) => r.curves),
    alone,
  );
  return (
    <Section title={t("howTheExpectedLevelFollowsEach")}>
      <p className="max-w-[110ch] text-pretty text-ink-2">
        {t("theLineAddsUpWhatOne")} {alone && `${t("greyIsTheSHAPValueOf")} `}
        {t("belowIsWhereTheCasesLie", { extremes: LIMITS.extremes })}
      </p>
      <div className="my-3 flex flex-wrap items-center gap-x-6 gap-y-2">
        <Legend series={series} />
        <label htmlFor={id} className="flex items-center gap-2 text-ink-2">
          <input
            id={id}
            type="checkbox"
            checked={own}
            onChange={(event) => setOwn(event.target.checked)}
            className="size-4 accent-(--accent)"
          />
          {t("ownScaleForEachChart")}
        </label>
      </div>
      <div className="grid gap-x-8 gap-y-6 md:grid-cols-2 xl:grid-cols-3">
        {rows.map((row) => (
          <CurveFigure key={row.feature} row={row} series={series} shared={own ? null : shared} />
        ))}
      </div>
    </Section>
  );
}

type CurveProps = {
  row: ReturnType<typeof curvesOf>[number];
  series: readonly Series[];
  shared: Range | null;
};

function CurveFigure({ row, series, shared }: CurveProps) {
  const t = useTranslations("console.explanations");
  const { label, unit, curves } = row;
  const missing = series.filter((_, i) => !curves[i]).map((s) => s.label);
  return (
    <figure className="min-w-0">
      <figcaption className="mb-1 flex items-baseline justify-between gap-3">
        <span className="font-medium">
          {label} <span className="label">{unit}</span>
        </span>
        <span aria-hidden="true" className="label whitespace-nowrap">
          {t("levelsMoreUrgent")}
        </span>
      </figcaption>
      <DependenceChart curves={curves} effects={shared ?? effectRange(curves, series.length === 1)} />
      {missing.length > 0 && (
        <p className="label">{t("tooFewCasesMissing", { missing: listInWords(missing, t("and")) })}</p>
      )}
      <details>
        <summary className="label hover:text-ink">
          {t.rich("asATableLabel", { label, span: (words) => <span className="sr-only">{words}</span> })}
        </summary>
        <div className="mt-1 overflow-x-auto">
          <DependenceTable label={label} unit={unit} series={series} curves={curves} />
        </div>
      </details>
    </figure>
  );
}

function Legend({ series }: { series: readonly Series[] }) {
  const t = useTranslations("console.explanations");
  if (series.length === 1)
    return (
      <ul className="flex flex-wrap gap-x-5 gap-y-1 text-ink-2">
        <li className="flex items-center gap-2">
          <Sample mark={markOf(0)} />
          {t("accumulatedLocalEffect")}
        </li>
        <li className="flex items-center gap-2">
          <svg width="34" height="12" aria-hidden="true">
            <rect x="1" y="1" width="32" height="10" fill="var(--ink-3)" opacity="0.25" />
            <line
              x1="1"
              x2="33"
              y1="6"
              y2="6"
              stroke="var(--ink-3)"
              strokeWidth="1.5"
              strokeDasharray="1 3"
            />
          </svg>
          {t("sHAPValues")}
        </li>
      </ul>
    );
  return (
    <ul className="flex flex-wrap gap-x-5 gap-y-1 text-ink-2">
      {series.map((s, i) => (
        <li key={s.key} className="flex items-center gap-2">
          <Sample mark={markOf(i)} />
          {s.label} ({s.cases})
        </li>
      ))}
    </ul>
  );
}
