import type { Curve } from "@/lib/explain/version-quality/deletion";
import type { ReliabilityBin } from "@/lib/measures/plots-data";
import type { Evaluation, SurveyEvaluation } from "./evaluation";
import type { OutcomeKey } from "./outcomes/questions";
import { axes, INK, legend, line, mark, type Point, percent, picture, reference, SERIES, text } from "./svg";

/** The report's plots: file name -> SVG. Each says in its description what its picture says. */
export function plotsOf(e: Evaluation): Record<string, string> {
  const plots: Record<string, string> = {};
  if (e.survey) {
    plots["reliability.svg"] = reliabilityPlot(
      "Reliability: predicted probability of level 1-2 against what was charted",
      e.survey.curves.map(({ name, reliability }) => ({ name, bins: reliability })),
    );
    plots["confusion.svg"] = confusionPlot(e.survey.confusion);
    plots["roc.svg"] = rocPlot(e.survey);
    plots["precision-recall.svg"] = precisionPlot(e.survey);
    plots["trade-off.svg"] = tradeOffPlot(e.survey);
  }
  for (const o of e.outcomes?.outcomes ?? [])
    plots[reliabilityFile(o.key)] = reliabilityPlot(
      `Reliability: predicted risk against what happened, ${o.name}`,
      [{ name: "model", bins: o.reliability }],
    );
  if (e.explanations) {
    const { deletion, insertion } = e.explanations.deletionInsertion;
    plots["deletion.svg"] = orderPlot(
      "Deletion: how far the answer moves as features are taken away",
      "share of the features taken away",
      deletion,
    );
    plots["insertion.svg"] = orderPlot(
      "Insertion: how far the answer still is as features are put back",
      "share of the features put back",
      insertion,
    );
  }
  return plots;
}

/** Where the plot of an outcome's reliability stands. */
export const reliabilityFile = (key: OutcomeKey): string =>
  `reliability-${key.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}.svg`;

type Series = { readonly name: string; readonly bins: readonly ReliabilityBin[] };

export function reliabilityPlot(title: string, series: readonly Series[]): string {
  const top = Math.max(0.05, ...series.flatMap((s) => s.bins.flatMap((b) => [b.predicted, b.observed])));
  const to = Math.min(1, Math.ceil(top * 11) / 10);
  const a = axes(
    { label: "mean predicted probability", range: [0, to], format: percent },
    { label: "observed share", range: [0, to], format: percent },
  );
  const [first] = series;
  const whiskers = (first?.bins ?? []).map((b) => {
    const x = a.x(b.predicted);
    return `<path d="M${x.toFixed(2)} ${a.y(Math.min(to, b.low)).toFixed(2)}V${a.y(Math.min(to, b.high)).toFixed(2)}" stroke="${SERIES[0].colour}"/>`;
  });
  return picture(
    {
      title,
      description: `${series
        .map(
          ({ name, bins }) =>
            `${name}: ${bins.map((b) => `${percent(b.predicted)} predicted, ${percent(b.observed)} observed`).join("; ")}`,
        )
        .join(". ")}. The dotted line is perfect reliability; bars are 95 % intervals of the first.`,
    },
    [
      a.frame,
      reference(a, [0, 0], [to, to]),
      ...whiskers,
      ...series.map(({ bins }, i) =>
        line(
          a,
          bins.map((b): Point => [b.predicted, b.observed]),
          i,
        ),
      ),
      legend(
        series.map((s) => s.name),
        { x: 80, y: 40 },
      ),
    ],
  );
}

/** Counts, with the share of the label's patients as a bar. */
function confusionPlot(confusion: readonly (readonly number[])[]): string {
  const [size, left, top] = [66, 92, 48];
  const cells = confusion.flatMap((row, r) => {
    const all = Math.max(
      1,
      row.reduce((s, v) => s + v, 0),
    );
    return row.map((count, c) => {
      const [x, y] = [left + c * size, top + r * size];
      const share = count / all;
      // A bar rather than a shade: the numbers stay as readable on every paper.
      const bar = (size - 12) * share;
      const edge = r === c ? ' stroke-width="2.5"' : "";
      return [
        `<rect x="${x}" y="${y}" width="${size}" height="${size}" fill="none" stroke="${INK}"${edge}/>`,
        `<rect x="${x + 6}" y="${y + size - 14}" width="${bar.toFixed(1)}" height="8" fill="${SERIES[0].colour}"/>`,
        text(x + size / 2, y + 22, String(count), { anchor: "middle", size: 14 }),
        text(x + size / 2, y + 40, percent(share), { anchor: "middle", size: 11 }),
      ].join("\n");
    });
  });
  return picture(
    {
      title: "Level charted against level shown (balanced policy)",
      description: `${confusion
        .map((row, r) => `Charted ${r + 1}: ${row.map((v, c) => `${v} shown ${c + 1}`).join(", ")}`)
        .join(". ")}. Framed: the same level. Left of it: shown more urgent than charted; right of it: less.`,
      width: left + 5 * size + 20,
      height: top + 5 * size + 20,
    },
    [
      text(left + 2.5 * size, 18, "level shown", { anchor: "middle" }),
      text(20, top + 2.5 * size, "level charted", { anchor: "middle", turn: -90 }),
      ...[1, 2, 3, 4, 5].flatMap((l) => [
        text(left + (l - 0.5) * size, 38, String(l), { anchor: "middle" }),
        text(left - 12, top + (l - 0.5) * size + 4, String(l), { anchor: "end" }),
      ]),
      ...cells,
    ],
  );
}

function rocPlot({ curves }: SurveyEvaluation): string {
  const a = axes(
    { label: "false alarms: share of level 3-5 patients called 1-2", range: [0, 1], format: percent },
    { label: "sensitivity: share of level 1-2 patients called 1-2", range: [0, 1], format: percent },
  );
  return picture(
    {
      title: "ROC: finding level 1-2 patients",
      description: `${curves.map((c) => `${c.name}: at 10 % false alarms ${percent(atFalseAlarms(c.ranking, 0.1))} found, at 25 % ${percent(atFalseAlarms(c.ranking, 0.25))}`).join(". ")}. The dotted line is chance.`,
    },
    [
      a.frame,
      reference(a, [0, 0], [1, 1]),
      ...curves.map((c, i) =>
        line(a, [[0, 0], ...c.ranking.map((p): Point => [p.falseAlarms, p.sensitivity])], i),
      ),
      legend(curves.map((c) => c.name)),
    ],
  );
}

/** Sensitivity of the loosest threshold within so many false alarms. */
export const atFalseAlarms = (
  points: readonly { readonly falseAlarms: number; readonly sensitivity: number }[],
  most: number,
): number => points.filter((p) => p.falseAlarms <= most).at(-1)?.sensitivity ?? 0;

function precisionPlot({ curves }: SurveyEvaluation): string {
  const last = curves[0]?.ranking.at(-1)?.precision ?? 0;
  const a = axes(
    { label: "sensitivity: share of level 1-2 patients called 1-2", range: [0, 1], format: percent },
    { label: "precision: share of those called 1-2 who are", range: [0, 1], format: percent },
  );
  return picture(
    {
      title: "Precision and recall: finding level 1-2 patients",
      description: `${curves
        .map((c) => {
          const half = c.ranking.find((p) => p.sensitivity >= 0.5);
          return `${c.name}: finding half of them, ${half ? percent(half.precision) : "none"} of those called are`;
        })
        .join(". ")}. The dotted line is their share of everybody, ${percent(last)}.`,
    },
    [
      a.frame,
      reference(a, [0, last], [1, last]),
      ...curves.map((c, i) =>
        line(
          a,
          c.ranking.map((p): Point => [p.sensitivity, p.precision]),
          i,
        ),
      ),
      legend(
        curves.map((c) => c.name),
        { x: 330, y: 50 },
      ),
    ],
  );
}

const letter = (i: number): string => String.fromCharCode(65 + i);

function tradeOffPlot({ tradeOff, operating }: SurveyEvaluation): string {
  const a = axes(
    { label: "share of all patients shown as level 1-2", range: [0, 1], format: percent },
    { label: "share of level 1-2 patients found", range: [0, 1], format: percent },
  );
  return picture(
    {
      title: "What finding more of them costs: the border between level 2 and 3 moved",
      description: `${operating.map((o) => `${o.name}: ${percent(o.flagged)} of all shown as 1-2, ${percent(o.sensitivity)} of level 1-2 found`).join(". ")}. The dotted line is choosing by lot.`,
    },
    [
      a.frame,
      reference(a, [0, 0], [1, 1]),
      line(a, [[0, 0], ...tradeOff.map((p): Point => [p.flagged, p.sensitivity])]),
      // Points lie close together: a letter at each, its meaning in the corner.
      ...operating.map((o, i) =>
        mark(a, [o.flagged, o.sensitivity], letter(i), i, i === 0 ? "left" : "right"),
      ),
      ...operating.map((o, i) => text(300, 230 + i * 18, `${letter(i)}  ${o.name}`)),
    ],
  );
}

function orderPlot(title: string, across: string, curve: Curve): string {
  const top = Math.max(0.1, ...curve.explained, ...curve.random);
  const a = axes(
    { label: across, range: [0, 1], format: percent },
    { label: "distance from the full answer, levels", range: [0, Math.ceil(top * 10) / 10] },
  );
  const points = (ys: readonly number[]): Point[] => ys.map((y, i) => [curve.shares[i] as number, y]);
  const quarter = curve.shares.indexOf(0.25);
  // The legend goes where the curves do not.
  const rising = (curve.random.at(-1) ?? 0) > (curve.random[0] ?? 0);
  return picture(
    {
      title,
      description: `At a quarter of the features the distance is ${curve.explained[quarter]?.toFixed(2)} levels in the explanation's order and ${curve.random[quarter]?.toFixed(2)} in random order.`,
    },
    [
      a.frame,
      line(a, points(curve.explained), 0),
      line(a, points(curve.random), 1),
      legend(["the explanation's order", "random order"], { x: 330, y: rising ? 290 : 50 }),
    ],
  );
}
