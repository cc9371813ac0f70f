import { VITALS, type VitalKey } from "@/lib/case/features";
import type { Level } from "@/lib/case/level";
import type { TriageCase, Vitals } from "@/lib/case/triage-case";
import { AppError } from "@/lib/core/errors";
import type { Scale } from "@/lib/model/config";
import type { Outcomes } from "./outcomes";

/** One visit of a public data set, translated at the door: nothing past this file knows survey codes. */
export type SourceVisit = {
  readonly source: "nhamcs-ed" | "nhamcs-ed-full" | "ktas";
  /** Stable within the source, e.g. "2014-17". The unit of every split. */
  readonly key: string;
  readonly year: number | null;
  readonly case: TriageCase;
  /** Five-digit NHAMCS reason-for-visit codes, for varying the text; empty for KTAS. */
  readonly reasons: readonly string[];
  /** What the triage label is, on which scale; null when the visit carries none. */
  readonly level: { readonly scale: Scale; readonly value: Level } | null;
  /** Critical-care admission or death in the department; null where the source does not say. */
  readonly critical: boolean | null;
  /** The nurse's own level beside an expert's (KTAS only). */
  readonly nurseLevel: Level | null;
  /** For reporting by group only; never an input of the model. */
  readonly raceEthnicity: string | null;
  /** Part of the country the department is in, where the source says; never an input of the model. */
  readonly region?: string;
  /** What happened after triage; absent where the source does not say. */
  readonly outcomes?: Outcomes;
};

export type Row = Readonly<Record<string, string | undefined>>;

/** The column's number, or null when it is empty, not a number, or one of the missing codes (below zero). */
export function code(row: Row, column: string): number | null {
  const text = row[column]?.trim();
  if (text === undefined) throw new AppError("invalid-input", `column ${column} is missing from the file`);
  const value = text === "" ? Number.NaN : Number(text.replace(",", "."));
  return Number.isFinite(value) && value >= 0 ? value : null;
}

/** Drops what no living patient has (0 for "could not be taken", typing errors) rather than clip it. */
export function plausibleVitals(values: Partial<Record<VitalKey, number | null>>): Vitals {
  const kept: Partial<Record<VitalKey, number>> = {};
  for (const { key, range, decimals } of VITALS) {
    const value = values[key];
    if (value === null || value === undefined) continue;
    const rounded = Math.round(value * 10 ** Math.max(decimals, 1)) / 10 ** Math.max(decimals, 1);
    if (rounded >= range[0] && rounded <= range[1]) kept[key] = rounded;
  }
  return kept;
}

/** NHAMCS TEMPF: degrees Fahrenheit x 10. */
export const fahrenheitTenths = (value: number | null): number | null =>
  value === null ? null : ((value / 10 - 32) * 5) / 9;

/** NHAMCS: 998 stands for "Doppler or palpation", a pulse or pressure felt but not counted. */
export const unlessDoppler = (value: number | null): number | null => (value === 998 ? null : value);
