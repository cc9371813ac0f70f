"use client";
import { useTranslations } from "next-intl";
import { type ReactNode, useId, useRef, useState } from "react";
import { buttonClass } from "@/components/ui/button-class";
import { ColumnHeads } from "@/components/ui/column-heads";
import { useFigures } from "@/components/words/use-figures";
import type { Words } from "@/components/words/words";
import type { Picture } from "@/lib/monitoring/charts/picture";
import { markOf, Sample } from "../explanations/marks";
import { TABLE_CELL, TABLE_HEAD } from "../table";
import { BarsChart, PartSwatch } from "./bars-chart";
import { eventDays } from "./event-days";
import { FunnelChart } from "./funnel-chart";
import { RowsChart } from "./rows-chart";
import { savePng } from "./save-png";
import { TimeChart } from "./time-chart";
import { type ChartWords, useChartWords } from "./use-chart-words";

type Props = {
  picture: Picture;
  /** Where the same numbers are to be had as a file. */
  csv?: string | undefined;
  /** Stands in every file made of it: that the data is synthetic, for one. */
  notes?: readonly string[] | undefined;
  /** For an overview: the picture and where there is more. */
  small?: boolean;
  more?: ReactNode;
  level?: 2 | 3;
};

/** A picture with its legend, what it is and its data each behind one click, and the ways to take it along. */
export function ChartCard({ picture, csv, notes = [], small = false, more, level = 2 }: Props) {
  const figures = useFigures();
  const t = useTranslations("console.charts");
  const id = useId();
  const drawn = useRef<HTMLDivElement>(null);
  const [failed, setFailed] = useState(false);
  const Heading = level === 2 ? "h2" : "h3";
  const { about } = picture;
  const say = useChartWords();
  const save = () => {
    const svg = drawn.current?.querySelector("svg");
    if (svg)
      savePng(svg, picture, {
        notes,
        day: say.day,
        shapes: [t("shape.0"), t("shape.1"), t("shape.2"), t("shape.3")],
        hatches: [t("hatch.0"), t("hatch.1"), t("hatch.2"), t("hatch.3")],
      }).catch(() => setFailed(true));
  };
  return (
    <section aria-labelledby={id} className="min-w-0 rounded-lg border border-line bg-surface">
      <header className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 px-4 pt-3 pb-1">
        <Heading id={id} className="text-[1rem] font-semibold">
          {picture.title}
        </Heading>
        {more ?? <span className="label">n = {figures.count(about.n)}</span>}
      </header>
      <div className="px-4 pb-3">
        {picture.warning && <p className="mb-2 text-pretty text-warn">! {picture.warning}</p>}
        <Legend picture={picture} />
        <div
          ref={drawn}
          className="mt-1 rounded-md focus-within:outline-2 focus-within:outline-offset-2 focus-within:outline-focus"
        >
          <Drawn picture={picture} small={small} />
        </div>
        <Events picture={picture} />
        <div className="mt-2 flex flex-wrap items-start gap-x-4 gap-y-1">
          <details className="min-w-0 open:basis-full">
            <summary className="font-medium text-accent">{t("whatIsThis")}</summary>
            <WhatIsThis picture={picture} />
          </details>
          <details className="min-w-0 open:basis-full">
            <summary className="font-medium text-accent">
              {t.rich("theDataOfTitle", {
                span: (chunks) => <span className="sr-only">{chunks}</span>,
                title: picture.title,
              })}
            </summary>
            <Data picture={picture} />
          </details>
          {!small && (
            <span className="no-print ml-auto flex gap-2">
              {csv && (
                <a href={csv} download className={buttonClass("quiet", "small")}>
                  {t.rich("cSVOfTitle", {
                    span: (chunks) => <span className="sr-only">{chunks}</span>,
                    title: picture.title,
                  })}
                </a>
              )}
              <button type="button" onClick={save} className={buttonClass("quiet", "small")}>
                {t.rich("pNGOfTitle", {
                  span: (chunks) => <span className="sr-only">{chunks}</span>,
                  title: picture.title,
                })}
              </button>
            </span>
          )}
        </div>
        {failed && (
          <p role="alert" className="text-danger">
            {t("thisBrowserCouldNotDraw")}
          </p>
        )}
      </div>
    </section>
  );
}

function Drawn({ picture, small }: { picture: Picture; small: boolean }) {
  const say = useChartWords();
  const t = useTranslations("console.charts");
  if (picture.kind === "time" && picture.lines.every((l) => l.points.every((p) => p.value === null)))
    return (
      <p className={`grid place-items-center text-center text-ink-2 ${small ? "h-40" : "h-60"}`}>
        {t("tooFewToTellYet")}
      </p>
    );
  if (picture.kind === "time")
    return (
      <div className={small ? "h-40" : "h-60"}>
        <TimeChart picture={picture} label={say.picture(picture)} small={small} />
      </div>
    );
  return (
    <>
      <p className="sr-only">{say.picture(picture)}</p>
      {picture.kind === "rows" && <RowsChart picture={picture} />}
      {picture.kind === "funnel" && <FunnelChart picture={picture} />}
      {picture.kind === "bars" && <BarsChart picture={picture} />}
    </>
  );
}

function Legend({ picture }: { picture: Picture }) {
  const names =
    picture.kind === "time"
      ? picture.lines.map((l) => l.name)
      : picture.kind === "rows"
        ? picture.columns
        : picture.kind === "bars"
          ? picture.parts
          : [];
  const bands = picture.kind === "time" || picture.kind === "rows" ? (picture.bands ?? []) : [];
  if (names.length + bands.length < 2 && bands.length === 0) return null;
  return (
    <ul className="flex flex-wrap gap-x-5 gap-y-0.5 text-[0.93rem] text-ink-2">
      {names.length > 1 &&
        names.map((name, i) => (
          <li key={name} className="flex items-center gap-2">
            {picture.kind === "bars" ? <PartSwatch part={i} /> : <Sample mark={markOf(i)} />}
            {name}
          </li>
        ))}
      {bands.map((b) => (
        <li key={b.label} className="flex items-center gap-2">
          <span
            aria-hidden="true"
            className={
              b.from === b.to
                ? "w-8 border-t-2 border-dashed border-ink-3"
                : "h-3 w-8 border border-dashed border-ok-line bg-ok-soft"
            }
          />
          {b.label}
        </li>
      ))}
    </ul>
  );
}

function Events({ picture }: { picture: Picture }) {
  const say = useChartWords();
  const t = useTranslations("console.charts");
  if (picture.kind !== "time" || !picture.events?.length) return null;
  return (
    <ol
      aria-label={t("markedOnTheTimeAxis")}
      className="mt-1 flex flex-wrap gap-x-4 text-[0.857rem] text-ink-2"
    >
      {eventDays(picture.events).map((e) => (
        <li key={e.day}>
          <span className="font-semibold">{e.number}</span> {say.day(e.day, false)}: {e.labels.join("; ")}
        </li>
      ))}
    </ol>
  );
}

function WhatIsThis({ picture: { about } }: { picture: Picture }) {
  const figures = useFigures();
  const t = useTranslations("console.charts");
  const lines = [
    [t("definition"), about.definition],
    [t("measuredOn"), about.measuredOn],
    [t("window"), about.window],
    [t("patients"), figures.count(about.n)],
    ...(about.intervals ? [[t("intervals"), about.intervals]] : []),
  ] as const;
  return (
    <dl className="mt-1 grid max-w-[84ch] gap-x-4 gap-y-1 sm:grid-cols-[7rem_1fr]">
      {lines.map(([term, text]) => (
        <div key={term} className="contents">
          <dt className="text-ink-3">{term}</dt>
          <dd className="text-pretty">{text}</dd>
        </div>
      ))}
    </dl>
  );
}

type Shown = { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] };

function Data({ picture }: { picture: Picture }) {
  const t = useTranslations("console.charts");
  const say = useChartWords();
  const { head, rows } = shownOf(picture, say, t);
  return (
    <section
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label={t("dataOfTitle", { title: picture.title })}
      className="mt-1 max-h-80 overflow-auto rounded-md border border-line"
    >
      <table className="w-full">
        <caption className="sr-only">{picture.title}</caption>
        <ColumnHeads heads={head} className={TABLE_HEAD} />
        <tbody>
          {rows.map((row) => (
            <tr key={row.slice(0, 2).join(" ")}>
              {row.map((cell, i) =>
                i === 0 ? (
                  <th key={head[i]} scope="row" className={`${TABLE_CELL} font-normal whitespace-nowrap`}>
                    {cell}
                  </th>
                ) : (
                  <td key={head[i]} className={TABLE_CELL}>
                    {cell}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** As a person reads it: a day or a thing a row. */
function shownOf(picture: Picture, say: ChartWords, t: Words<"console.charts">): Shown {
  const { quantity } = picture;
  switch (picture.kind) {
    case "time": {
      const days = [...new Set(picture.lines.flatMap((l) => l.points.map((p) => p.day)))].sort();
      return {
        head: [
          t("from"),
          ...picture.lines.flatMap((l) => [l.name, `n${picture.lines.length > 1 ? `, ${l.name}` : ""}`]),
        ],
        rows: days.map((day) => [
          say.day(day),
          ...picture.lines.flatMap((line) => {
            const p = line.points.find((q) => q.day === day);
            return p
              ? [`${say.measured(p, quantity)}${p.open ? t("notCompleteYet") : ""}`, String(p.n)]
              : ["", ""];
          }),
        ]),
      };
    }
    case "rows":
      return {
        head: [
          t("what"),
          ...picture.columns.flatMap((c) => [c, `n${picture.columns.length > 1 ? `, ${c}` : ""}`]),
        ],
        rows: picture.rows.map((r) => [
          r.name,
          ...r.values.flatMap((m) => [say.measured(m, quantity), String(m.n)]),
        ]),
      };
    case "funnel":
      return {
        head: [t("group"), t("share"), "n"],
        rows: [
          [t("everybody"), say.value(picture.centre, quantity), ""],
          ...picture.points.map((p) => [p.name, say.value(p.value, quantity), String(p.n)]),
          ...picture.tooFew.map((p) => [p.name, t("tooFewToTell"), String(p.n)]),
        ],
      };
    case "bars":
      return {
        head: [t("what"), ...picture.parts],
        rows: picture.rows.map((r) => [
          r.name,
          ...r.values.map((v) => (v === null ? t("tooFewToTell") : say.value(v, quantity))),
        ]),
      };
  }
}
