import { sayDay } from "../charts/in-words";
import type { About, RowsPicture } from "../charts/picture";
import { ABOUT_REFERENCE } from "../watch/references";
import { ABOUT_ATTRIBUTE, ATTRIBUTES } from "./attributes";
import type { FairnessFilter } from "./filter";
import { quantityOf, sayBound, sayOwn, sayRatio, VERDICTS, verdictOf } from "./in-words";
import { ABOUT_MEASURE, FAIR_MEASURES, type FairMeasure } from "./measures";
import {
  type Comparison,
  FALSE_FINDINGS,
  type FairnessReport,
  LEAST_COMPARED,
  LEAST_COUNTED,
  LEAST_PAIRED,
  RISK_BANDS,
  type RiskBand,
} from "./report";

/** What every picture of a report is made for. */
export type FairFrame = {
  readonly report: FairnessReport;
  readonly filter: FairnessFilter;
  readonly fromDay: string;
  readonly toDay: string;
  /** "version 0.3.0, Sandbox". */
  readonly of: string;
};

const INTERVALS =
  "95 %. Shares: Newcombe's score interval of a difference (1998, method 10), ratios by Katz on the logarithm; with what was foreseen taken as given. Medians: Price and Bonett 2002. Each has its own; what is called a difference is corrected over the whole report (Benjamini-Hochberg).";

export const SMALL_CELLS = `Groups of fewer than ${LEAST_COUNTED} patients are counted nowhere, fewer than ${LEAST_COMPARED} are too few to tell, and two attributes together are compared from ${LEAST_PAIRED} patients on.`;

/** The comparisons that a filter asks for, single attributes in their order, and the widest first among pairs. */
function chosen({ report, filter: { against, by } }: FairFrame, measure: FairMeasure): Comparison[] {
  const own = report.comparisons.filter(
    (c) => c.measure === measure && (c.against === null || c.against === against),
  );
  if (by !== "pairs") return own.filter((c) => c.by.length === 1 && (by === "all" || c.by[0] === by));
  const { worse } = ABOUT_MEASURE[measure];
  const size = (c: Comparison) => (worse === "more" ? 1 : -1) * (c.found?.difference.value ?? 0);
  return own
    .filter((c) => c.by.length > 1)
    .sort((a, b) => size(b) - size(a))
    .slice(0, MOST_PAIRS);
}
/** More rows than these nobody reads; the file has all. */
const MOST_PAIRS = 20;

/** Who a measure was measured on. */
function measuredOn({ filter, of }: FairFrame, measure: FairMeasure): string {
  const { kind } = ABOUT_MEASURE[measure];
  const who =
    kind === "label"
      ? ABOUT_REFERENCE[filter.against].measuredOn
      : kind === "outcome"
        ? "Visits whose outcome the EHR told"
        : "Visits somebody has decided on";
  return `${who}; ${of}`;
}

const aboutOf = (f: FairFrame, about: Pick<About, "definition" | "measuredOn" | "n">): About => ({
  ...about,
  window: `${sayDay(f.fromDay)} to ${sayDay(f.toDay)}, days (UTC) on which visits were first seen`,
  intervals: INTERVALS,
});

/** Of each group, what it has more than everybody else. Null: nothing of it can be told, or even counted. */
export function differencePicture(f: FairFrame, measure: FairMeasure): RowsPicture | null {
  const rows = chosen(f, measure);
  if (!rows.some((c) => c.found)) return null;
  const { title, definition, kind, bound, worse } = ABOUT_MEASURE[measure];
  const quantity = quantityOf(measure);
  return {
    kind: "rows",
    id: `${measure}${kind === "label" ? `-${f.filter.against}` : ""}`,
    title,
    quantity,
    columns: ["Difference from everybody else"],
    rows: rows.map((c) => ({
      name: c.group,
      values: [{ value: null, n: c.n, ...(c.found ? c.found.difference : {}) }],
    })),
    bands: [
      { from: 0, to: 0, label: "No difference" },
      { from: -bound, to: bound, label: `Up to ${sayBound(measure)}` },
    ],
    about: aboutOf(f, {
      definition: `${definition(ABOUT_REFERENCE[f.filter.against].inWords)} The dot is the group's value less that of everybody else of whom the attribute is known; ${worse === "more" ? "to the right" : "to the left"} is worse for the group. ${SMALL_CELLS}`,
      measuredOn: measuredOn(f, measure),
      n: Math.max(0, ...rows.map((c) => c.n + c.restN)),
    }),
  };
}

export const differencePictures = (f: FairFrame): RowsPicture[] =>
  FAIR_MEASURES.flatMap((m) => differencePicture(f, m) ?? []);

const BANDED: readonly RiskBand["measure"][] = [
  "urgent-calibration",
  "critical-calibration",
  "admission-calibration",
];
const HEAD_WORDS: Readonly<Record<RiskBand["measure"], string>> = {
  "urgent-calibration": "level 1 or 2",
  "critical-calibration": "critical care or death",
  "admission-calibration": "admission",
};

/** At the same risk: what happened to each group, beside what was foreseen. Of one attribute at a time. */
export function sameRiskPictures(f: FairFrame): RowsPicture[] {
  const by = ATTRIBUTES.find((a) => a === f.filter.by);
  if (!by) return [];
  return BANDED.flatMap((measure) => {
    const own = f.report.bands.filter(
      (b) => b.by === by && b.measure === measure && (b.against === null || b.against === f.filter.against),
    );
    if (own.length === 0) return [];
    const sorted = [...own].sort((a, b) => a.below - b.below || (a.group < b.group ? -1 : 1));
    return [
      {
        kind: "rows" as const,
        id: `same-risk-${measure}-${by}`,
        title: `The same risk of ${HEAD_WORDS[measure]}, by ${ABOUT_ATTRIBUTE[by].title.toLowerCase()}`,
        quantity: "percent" as const,
        columns: ["Happened", "Foreseen"],
        rows: sorted.map((b) => ({
          name: `${sayBand(b.below)}: ${b.group}`,
          values: [
            { ...b.happened, n: b.n },
            { value: b.foreseen, n: b.n },
          ],
        })),
        about: {
          ...aboutOf(f, {
            definition: `Patients in bands of the risk of ${HEAD_WORDS[measure]} that the model gave: the share to whom it happened, beside the mean risk. A model that is fair in this sense has both alike in every group. Bands with fewer than ${LEAST_COMPARED} patients of a group are left out.`,
            measuredOn: measuredOn(f, measure),
            n: own.reduce((s, b) => s + b.n, 0),
          }),
          intervals: "95 %, Wilson 1927.",
        },
      },
    ];
  });
}

/** "2 to 10 %". */
function sayBand(below: number): string {
  const from = RISK_BANDS.findLast((end) => end < below) ?? 0;
  if (below > 1) return `${100 * from} % and more`;
  return from === 0 ? `Under ${100 * below} %` : `${100 * from} to ${100 * below} %`;
}

export type NumbersRow = {
  readonly key: string;
  readonly group: string;
  readonly n: number;
  readonly here: string;
  readonly rest: string;
  readonly ratio: string;
  readonly q: string;
  readonly verdict: keyof typeof VERDICTS;
};

/** Names the file of every number of a report. */
export const EVERYTHING = "everything";

/** Every comparison of the report as a file: nothing is rounded or put in words. */
export function everyNumber(report: FairnessReport): {
  readonly head: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
} {
  return {
    head: "measure,against,by,group,n,others,value,value of others,difference,low,high,ratio,ratio low,ratio high,q,q beyond the bound,bound,verdict".split(
      ",",
    ),
    rows: report.comparisons.map((c) => {
      const d = c.found;
      return [
        c.measure,
        c.against,
        c.by.join("+"),
        c.group,
        c.n,
        c.restN,
        d?.here ?? null,
        d?.rest ?? null,
        d?.difference.value ?? null,
        d?.difference.low ?? null,
        d?.difference.high ?? null,
        d?.ratio?.value ?? null,
        d?.ratio?.low ?? null,
        d?.ratio?.high ?? null,
        d?.q ?? null,
        d?.qBound ?? null,
        ABOUT_MEASURE[c.measure].bound,
        VERDICTS[verdictOf(c, FALSE_FINDINGS)],
      ];
    }),
  };
}

/** The numbers of one measure as a person reads them. */
export const numbersOf = (f: FairFrame, measure: FairMeasure): NumbersRow[] =>
  chosen(f, measure).map((c) => ({
    key: `${c.by.join("+")} ${c.group}`,
    group: c.group,
    n: c.n,
    here: c.found ? sayOwn(measure, c.found.here) : "",
    rest: c.found ? sayOwn(measure, c.found.rest) : "",
    ratio: c.found?.ratio ? sayRatio(c.found.ratio) : "",
    q: c.found ? (c.found.q < 0.001 ? "< 0.001" : c.found.q.toFixed(3)) : "",
    verdict: verdictOf(c, FALSE_FINDINGS),
  }));
