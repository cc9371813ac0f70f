import { number3 } from "@/lib/measures/tables";
import { type AxisOptions, axes, legend, line, type Point, percent, picture, reference } from "../svg";
import { AIMS, forgottenOf, type LearningReport, type Line, linesOf } from "./report";
import type { Standing } from "./summary";

/** The plots of learning.md: file name -> SVG. */
export function plotsOf(r: LearningReport): Record<string, string> {
  const lines = linesOf(r).filter((l) => DRAWN.includes(l.name));
  return {
    "learning-kappa.svg": curves(
      "Agreement with the experts on patients never seen, by labels",
      { label: "quadratic-weighted kappa", ...tenths(lines, (s) => s.kappa.value) },
      lines,
      (s) => s.kappa.value,
      number3,
    ),
    "learning-sensitivity.svg": curves(
      "Level 1-2 patients found among those never seen, by labels",
      {
        label: "sensitivity, levels 1-2",
        ...tenths(lines, (s) => s.sensitivity.value),
        format: percent,
      },
      lines,
      (s) => s.sensitivity.value,
      number3,
    ),
    "learning-forgotten.svg": forgottenPlot(r),
  };
}

/** As many as can be told apart. */
const DRAWN = [
  "the loop",
  "the loop and site calibration",
  "the loop, labels counted alike",
  "XGBoost from scratch",
];

/** Counts double from one run to the next, so that they stand evenly. */
const place = (labels: number): number => (labels === 0 ? 0 : Math.log2(labels / 25));

const across = (counts: readonly number[]): AxisOptions => ({
  label: "labels of the site",
  range: [0, place(counts.at(-1) ?? 50) + 0.2],
  ticks: [0, ...counts].map(place),
  format: (at) => String(at === 0 ? 0 : Math.round(25 * 2 ** at)),
});

/** A range in whole tenths that holds every value. */
function tenths(
  lines: readonly Line[],
  of: (s: Standing) => number | null,
): Pick<AxisOptions, "range" | "ticks"> {
  const values = lines.flatMap((l) => l.standings.map(of)).filter((v) => v !== null);
  const [low, high] = [
    Math.max(0, Math.floor(Math.min(...values, 1) * 10)),
    Math.min(10, Math.ceil(Math.max(...values, 0) * 10)),
  ];
  return {
    range: [low / 10, high / 10],
    ticks: Array.from({ length: high - low + 1 }, (_, i) => (low + i) / 10),
  };
}

function curves(
  title: string,
  vertical: AxisOptions,
  lines: readonly Line[],
  of: (s: Standing) => number | null,
  said: (value: number | null) => string,
): string {
  const counts = [...new Set(lines.flatMap((l) => l.standings.map((s) => s.labels)))].filter((c) => c > 0);
  const a = axes(across(counts.sort((x, y) => x - y)), vertical);
  const points = (l: Line): Point[] =>
    l.standings.flatMap((s) => {
      const value = of(s);
      return value === null ? [] : [[place(s.labels), value] as const];
    });
  return picture(
    {
      title,
      description: `${lines.map((l) => `${l.name}: ${l.standings.map((s) => `${said(of(s))} after ${s.labels}`).join(", ")}`).join(". ")}.`,
    },
    [
      a.frame,
      ...lines.map((l, i) => line(a, points(l), i)),
      legend(
        lines.map((l) => l.name),
        { x: 330, y: 280 },
      ),
    ],
  );
}

function forgottenPlot(r: LearningReport): string {
  const rows = forgottenOf(r);
  const names = [...new Set(rows.map((f) => f.name))];
  const most = Math.max(AIMS.kappa, ...rows.map((f) => f.kappa));
  const least = Math.min(0, ...rows.map((f) => f.kappa));
  const a = axes(across(r.counts), {
    label: "kappa lost on NHAMCS",
    range: [Math.floor(least * 50) / 50, Math.ceil(most * 55) / 50],
  });
  const to = across(r.counts).range[1];
  const of = (name: string) => rows.filter((f) => f.name === name);
  return picture(
    {
      title: "What is forgotten of the survey, by labels",
      description: `${names
        .map(
          (n) =>
            `${n}: ${of(n)
              .map((f) => `${f.kappa.toFixed(3)} lost after ${f.labels}`)
              .join(", ")}`,
        )
        .join(". ")}. The dotted line is the most that is aimed at, ${AIMS.kappa}.`,
    },
    [
      a.frame,
      reference(a, [0, AIMS.kappa], [to, AIMS.kappa]),
      ...names.map((n, i) => line(a, [[0, 0], ...of(n).map((f): Point => [place(f.labels), f.kappa])], i)),
      legend(names, { x: 90, y: 40 }),
    ],
  );
}
