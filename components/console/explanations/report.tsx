"use client";
import { useId, useState } from "react";
import { formatSpan, listInWords } from "@/components/format";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/section";
import { LocalTime } from "@/components/ui/time";
import { LIMITS } from "@/lib/explain/global/limits";
import type { ModelExplanationView } from "@/lib/workflows/views";
import { DependenceChart } from "./dependence-chart";
import { DependenceTable } from "./dependence-table";
import { ImportanceTable } from "./importance-table";
import { markOf, Sample } from "./marks";
import { effectRange, type Range } from "./scale";
import { curvesOf, type Series, SPLIT_LABELS, SPLITS, type Split, splitBy } from "./series";
import { WordTables } from "./word-table";

type Props = { result: ModelExplanationView; other: ModelExplanationView | null };

/** What came of it: importance, words, and a curve for each vital sign, of all cases or side by side. */
export function ExplanationReport({ result, other }: Props) {
  const [split, setSplit] = useState<Split>(other ? "versions" : "all");
  const { series, hidden } = splitBy(split, result, other);
  return (
    <div className="space-y-4">
      <MeasuredOn result={result} />
      {other && <MeasuredOn result={other} />}
      <div className="flex flex-wrap items-center gap-x-6 gap-y-2">
        <fieldset className="flex flex-wrap gap-2">
          <legend className="sr-only">Which cases are told apart</legend>
          {SPLITS.filter((s) => s !== "versions" || other).map((s) => (
            <Button
              key={s}
              size="small"
              tone={s === split ? "primary" : "secondary"}
              aria-pressed={s === split}
              onClick={() => setSplit(s)}
            >
              {SPLIT_LABELS[s]}
            </Button>
          ))}
        </fieldset>
        {hidden.length > 0 && (
          <p className="text-ink-3">
            Not shown, with fewer than {LIMITS.group} cases: {listInWords(hidden)}.
          </p>
        )}
      </div>
      {series.length === 0 ? (
        <Notice tone="info" title="No group here has enough cases to be shown" />
      ) : (
        <>
          <Section title="How much each finding moves the expected level" aside="mean size of its SHAP value">
            <ImportanceTable series={series} />
          </Section>
          {split === "all" && (
            <Section
              title="Words and phrases"
              aside={`in at least ${LIMITS.word} cases; intervals without 0 only`}
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
  const { version, explanation: e, dataset, engine, computedAt, tookMs } = result;
  return (
    <p className="max-w-[110ch] text-pretty text-ink-2">
      <b className="font-semibold text-ink">{version}</b>, measured on{" "}
      {dataset.source === "site" ? (
        <>
          the last assessment of each of {e.cases} patients seen here
          {dataset.from && dataset.to && (
            <>
              , <LocalTime iso={dataset.from} withDate /> to <LocalTime iso={dataset.to} withDate />
            </>
          )}
          , without what identifies them
        </>
      ) : (
        <>
          {e.cases} visits made up from the version's own summary of its training data; their vital signs are
          drawn independently within a level and an age group, so pairs of findings are less alike than in
          patients
        </>
      )}
      . {e.evaluations.toLocaleString("en-GB")} answers of the model in {formatSpan(tookMs)} on {engine},{" "}
      <LocalTime iso={computedAt} withDate />. One finding's value in one case has a standard error of about{" "}
      {e.standardError.toFixed(3)} levels.
      {e.unsound > 0 && ` ${e.unsound} cases were left out because their values did not add up.`}
    </p>
  );
}

function Curves({ series }: { series: readonly Series[] }) {
  const [own, setOwn] = useState(false);
  const id = useId();
  const rows = curvesOf(series);
  const alone = series.length === 1;
  const shared = effectRange(
    rows.flatMap((r) => r.curves),
    alone,
  );
  return (
    <Section title="How the expected level follows each number">
      <p className="max-w-[110ch] text-pretty text-ink-2">
        The line adds up what one clinical step does to patients who are there already (accumulated local
        effects), so it does not mix in patients nobody has seen; 0 is the average of the cases, the fine
        upright lines are 95 % intervals.{" "}
        {alone &&
          "Grey is the SHAP value of each case against not knowing the number: median and 10 to 90 % of the cases. "}
        Below is where the cases lie; where there are few, the line is uncertain. The {LIMITS.extremes} lowest
        and highest are left out.
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
          Own scale for each chart
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
  const { label, unit, curves } = row;
  const missing = series.filter((_, i) => !curves[i]).map((s) => s.label);
  return (
    <figure className="min-w-0">
      <figcaption className="mb-1 flex items-baseline justify-between gap-3">
        <span className="font-medium">
          {label} <span className="label">{unit}</span>
        </span>
        <span aria-hidden="true" className="label whitespace-nowrap">
          levels, ▲ more urgent
        </span>
      </figcaption>
      <DependenceChart curves={curves} effects={shared ?? effectRange(curves, series.length === 1)} />
      {missing.length > 0 && <p className="label">Too few cases: {listInWords(missing)}</p>}
      <details>
        <summary className="label hover:text-ink">
          As a table<span className="sr-only">: {label}</span>
        </summary>
        <div className="mt-1 overflow-x-auto">
          <DependenceTable label={label} unit={unit} series={series} curves={curves} />
        </div>
      </details>
    </figure>
  );
}

function Legend({ series }: { series: readonly Series[] }) {
  if (series.length === 1)
    return (
      <ul className="flex flex-wrap gap-x-5 gap-y-1 text-ink-2">
        <li className="flex items-center gap-2">
          <Sample mark={markOf(0)} />
          Accumulated local effect
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
          SHAP values
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
