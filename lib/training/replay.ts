import { z } from "zod";
import type { ArrivalMode, Sex, VitalKey } from "@/lib/case/features";
import type { TriageCase } from "@/lib/case/triage-case";
import { AppError } from "@/lib/core/errors";
import type { Random } from "@/lib/core/random";
import { canonicalReason } from "@/lib/language/lexicon";
import { CIRCUMSTANCES, GENERIC_CONDITION } from "./sources/nhamcs";
import type { SourceVisit } from "./sources/visit";
import { type AugmentOptions, augment } from "./text/augment";

/**
 * A compact statistical summary of the training visits (`replay.json`), from which a site that has no survey data can make
 * up plausible visits to rehearse while it learns from its own. It holds no visit: only how often things occur by level
 * and age group, in cells of at least MIN_COUNT visits. Within a cell, reasons and vitals are drawn independently, so the
 * made-up visits are unlabelled on purpose: the champion's own answers are their targets (docs/decisions).
 */
const MIN_COUNT = 10;
const AGE_GROUPS = [
  ["infant", 0, 2],
  ["child", 2, 16],
  ["adult", 16, 65],
  ["older", 65, 126],
] as const;
const SUMMARIZED: readonly VitalKey[] = [
  "heartRate",
  "respiratoryRate",
  "systolic",
  "diastolic",
  "temperature",
  "spo2",
  "pain",
];
const QUANTILES = 20;

const share = z.number().min(0).max(1);
const cellSchema = z.strictObject({
  level: z.int().min(1).max(5),
  ages: z.array(z.number()),
  visits: z.int(),
  /** Reason index -> visits. */
  reasons: z.record(z.string(), z.int()),
  /** Chance of a further reason, and of vitals having been taken at all. */
  furtherReason: share,
  anyVitals: share,
  vitals: z.record(z.string(), z.strictObject({ known: share, quantiles: z.array(z.number()) })),
  female: share,
  ambulance: share,
  injury: share,
  /** Chance of 0, 1, 2 ... recorded conditions. */
  conditions: z.array(share),
  circumstances: z.record(z.string(), share),
});
const replaySchema = z.strictObject({
  format_version: z.literal(1),
  reasons: z.array(z.strictObject({ code: z.string(), label: z.string() })),
  cells: z.array(cellSchema).min(1),
});
export type ReplaySummary = z.infer<typeof replaySchema>;
type Cell = z.infer<typeof cellSchema>;

const round3 = (x: number) => Math.round(x * 1000) / 1000;
const round1 = (x: number) => Math.round(x * 10) / 10;

export function summarize(
  visits: readonly SourceVisit[],
  labels: ReadonlyMap<string, string>,
): ReplaySummary {
  const codes = new Map<string, number>();
  for (const v of visits) for (const c of v.reasons) codes.set(c, (codes.get(c) ?? 0) + 1);
  const kept = [...codes]
    .filter(([, n]) => n >= MIN_COUNT)
    .map(([c]) => c)
    .sort();
  const index = new Map(kept.map((c, i) => [c, i]));
  const cells: Cell[] = [];
  for (const level of [1, 2, 3, 4, 5])
    for (const [, from, to] of AGE_GROUPS) {
      const members = visits.filter(
        (v) => v.level?.value === level && v.case.ageYears >= from && v.case.ageYears < to,
      );
      if (members.length >= MIN_COUNT * 3) cells.push(summarizeCell(level, members, index));
    }
  return {
    format_version: 1,
    reasons: kept.map((code) => ({ code, label: canonicalReason(code, labels.get(code) ?? "") })),
    cells,
  };
}

function summarizeCell(
  level: number,
  visits: readonly SourceVisit[],
  index: ReadonlyMap<string, number>,
): Cell {
  const n = visits.length;
  const rate = (f: (v: SourceVisit) => boolean) => round3(visits.filter(f).length / n);
  const reasons: Record<string, number> = {};
  for (const v of visits) {
    const i = index.get(v.reasons[0] ?? "");
    if (i !== undefined) reasons[i] = (reasons[i] ?? 0) + 1;
  }
  // A reason given by one or two visits of a cell says something about them; it is left out.
  for (const [i, count] of Object.entries(reasons)) if (count < 3) delete reasons[i];
  const measured = visits.filter((v) => Object.keys(v.case.vitals ?? {}).length > 0);
  const vitals: Cell["vitals"] = {};
  for (const key of SUMMARIZED) {
    const values = measured
      .map((v) => v.case.vitals?.[key])
      .filter((x): x is number => x !== undefined)
      .sort((a, b) => a - b);
    if (values.length < MIN_COUNT) continue;
    // Averages of neighbours at the outer ends, so that no single visit's extreme is written down.
    vitals[key] = {
      known: round3(values.length / Math.max(1, measured.length)),
      quantiles: Array.from({ length: QUANTILES + 1 }, (_, i) => round1(around(values, i / QUANTILES))),
    };
  }
  const counts = visits.map((v) => Math.min(6, v.case.history?.length ?? 0));
  const ages = visits.map((v) => v.case.ageYears).sort((a, b) => a - b);
  return {
    level,
    ages: Array.from({ length: 11 }, (_, i) => round1(around(ages, i / 10))),
    visits: n,
    reasons,
    furtherReason: rate((v) => v.reasons.length > 1),
    anyVitals: round3(measured.length / n),
    vitals,
    female: rate((v) => v.case.sex === "female"),
    ambulance: rate((v) => v.case.arrivalMode === "ambulance"),
    injury: rate((v) => v.case.injury === true),
    conditions: Array.from({ length: 7 }, (_, k) => round3(counts.filter((c) => c === k).length / n)),
    circumstances: Object.fromEntries(
      Object.entries(CIRCUMSTANCES).map(([key, text]) => [
        key,
        rate((v) => v.case.note?.includes(text) ?? false),
      ]),
    ),
  };
}

/** Mean of the values around a quantile: five or more of them. */
function around(sorted: readonly number[], q: number): number {
  const width = Math.max(2, Math.floor(sorted.length / (QUANTILES * 4)));
  const centre = Math.round(q * (sorted.length - 1));
  const part = sorted.slice(Math.max(0, centre - width), centre + width + 1);
  return part.reduce((a, b) => a + b, 0) / part.length;
}

export function parseReplay(json: unknown): ReplaySummary {
  const parsed = replaySchema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new AppError("artifact-invalid", `replay.json: ${parsed.error.issues[0]?.message}`);
}

/** For `synthesize`: nothing hidden, lost or mistyped, so that the visit is one as it would come in. */
export const WRITTEN_OUT: AugmentOptions = {
  paraphrase: 0.6,
  dropVitals: [0, 0],
  dropWord: 0,
  typo: 0,
  keepCircumstance: 0.85,
};

/**
 * A made-up visit. `uniformLevels`: every level equally often, so that the rare ones are rehearsed too; 0 gives levels as
 * often as they came in. Told as for training unless `how` says otherwise.
 */
export function synthesize(
  summary: ReplaySummary,
  r: Random,
  uniformLevels = 0.5,
  how?: AugmentOptions,
): TriageCase {
  const cell = pickCell(summary, r, uniformLevels);
  const first = pickWeighted(cell.reasons, r);
  const reasons = first === null ? [] : [Number(first)];
  if (reasons.length > 0 && r.chance(cell.furtherReason)) {
    const next = pickWeighted(cell.reasons, r);
    if (next !== null && Number(next) !== reasons[0]) reasons.push(Number(next));
  }
  const vitals: Partial<Record<VitalKey, number>> = {};
  if (r.chance(cell.anyVitals))
    for (const [key, v] of Object.entries(cell.vitals))
      if (r.chance(v.known)) {
        const value = quantile(v.quantiles, r.next());
        vitals[key as VitalKey] = key === "temperature" ? round1(value) : Math.round(value);
      }
  const notes = Object.entries(cell.circumstances).filter(([, p]) => r.chance(p));
  const named = reasons.map((i) => summary.reasons[i]).filter((x) => x !== undefined);
  const count = sampleIndex(cell.conditions, r);
  const sex: Sex = r.chance(cell.female) ? "female" : "male";
  const arrivalMode: ArrivalMode = r.chance(cell.ambulance) ? "ambulance" : "walk-in";
  const visit: SourceVisit = {
    source: "nhamcs-ed",
    key: "made-up",
    year: null,
    case: {
      id: "made-up",
      ageYears: Math.round(Math.max(0, quantile(cell.ages, r.next())) * 100) / 100,
      sex,
      arrivalMode,
      injury: r.chance(cell.injury),
      vitals,
      history: Array.from({ length: count }, () => GENERIC_CONDITION),
      ...(named.length > 0 ? { chiefComplaint: named.map((x) => x.label).join("; ") } : {}),
      ...(notes.length > 0
        ? { note: notes.map(([key]) => CIRCUMSTANCES[key as keyof typeof CIRCUMSTANCES]).join(", ") }
        : {}),
    },
    reasons: named.map((x) => x.code),
    level: null,
    critical: null,
    nurseLevel: null,
    raceEthnicity: null,
  };
  return augment(visit, r, how);
}

function pickCell(summary: ReplaySummary, r: Random, uniformLevels: number): Cell {
  let cells = summary.cells;
  if (r.chance(uniformLevels)) {
    const levels = [...new Set(cells.map((c) => c.level))];
    const level = r.pick(levels);
    cells = cells.filter((c) => c.level === level);
  }
  return cells[
    sampleIndex(
      cells.map((c) => c.visits),
      r,
    )
  ] as Cell;
}

function sampleIndex(weights: readonly number[], r: Random): number {
  let left = r.next() * weights.reduce((a, b) => a + b, 0);
  for (const [i, w] of weights.entries()) {
    left -= w;
    if (left <= 0) return i;
  }
  return 0;
}

function pickWeighted(counts: Readonly<Record<string, number>>, r: Random): string | null {
  const entries = Object.entries(counts);
  if (entries.length === 0) return null;
  return (
    entries[
      sampleIndex(
        entries.map(([, n]) => n),
        r,
      )
    ] as [string, number]
  )[0];
}

function quantile(values: readonly number[], q: number): number {
  const at = q * (values.length - 1);
  const low = values[Math.floor(at)] as number;
  const high = values[Math.ceil(at)] as number;
  return low + (high - low) * (at - Math.floor(at));
}
