import type { Sex } from "@/lib/case/features";
import type { Level } from "@/lib/case/level";
import type { AgelessCase, TriageCase } from "@/lib/case/triage-case";
import type { Floor } from "@/lib/safety/floor";
import type { OverrideReason } from "./decision";

/** A patient as the door knows them, before the EHR does. Absent: not known. */
export type QuickCase = Omit<AgelessCase, "id"> & { readonly ageYears?: number | undefined };

/** What the model and the rules make of it. */
export type QuickAnswer = {
  readonly level: Level | null;
  readonly modelLevel: Level | null;
  readonly floor: Floor | null;
  readonly predictionSet: readonly Level[] | null;
  readonly modelVersion: string | null;
  /** Digest of the site calibration laid over the answer; absent: the model's own was given. */
  readonly calibration?: string;
  /** Why there is no model's answer; null: there is one. */
  readonly why: string | null;
};

/** Kept for replay: what was known and what was shown. */
export type QuickContent = {
  /** A name, or how to find them: "man in a red coat". */
  readonly who: string;
  readonly case: TriageCase | AgelessCase;
  readonly answer: QuickAnswer;
};

export type QuickInput = {
  readonly requestId: string;
  readonly who: string;
  readonly case: QuickCase;
  readonly level: Level;
  /** What was on the screen; another answer since then is shown before anything is saved. */
  readonly shownLevel: Level | null;
  readonly reason?: OverrideReason | undefined;
};

export type QuickView = {
  readonly id: string;
  readonly who: string;
  readonly ageYears: number | null;
  readonly sex: Sex;
  readonly complaint: string | null;
  readonly level: Level;
  readonly shownLevel: Level | null;
  readonly decidedBy: string;
  readonly decidedAt: string;
};

export const LONGEST_WHO = 80;
/** Said by one year only, an age may be a year off. */
const YEARS_APART = 1.5;

/** Why a visit cannot be the same person's; null: nothing speaks against it. The record number must be the visit's own. */
export function mismatch(
  quick: Pick<QuickView, "ageYears" | "sex">,
  visit: {
    readonly ageYears: number | null;
    readonly sex: Sex;
    readonly recordNumbers: readonly string[];
  },
  recordNumber: string,
): "record-number" | "sex" | "age" | null {
  const same = (a: string, b: string) => a.trim().toLowerCase() === b.trim().toLowerCase();
  if (!visit.recordNumbers.some((n) => same(n, recordNumber))) return "record-number";
  const told = (s: Sex) => s === "female" || s === "male";
  if (told(quick.sex) && told(visit.sex) && quick.sex !== visit.sex) return "sex";
  if (
    quick.ageYears !== null &&
    visit.ageYears !== null &&
    Math.abs(quick.ageYears - visit.ageYears) > Math.max(YEARS_APART, 0.1 * visit.ageYears)
  )
    return "age";
  return null;
}
