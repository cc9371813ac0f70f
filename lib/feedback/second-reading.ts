import { type ARRIVAL_MODES, CONSCIOUSNESS_LABELS, formatVital, type Sex, VITALS } from "@/lib/case/features";
import type { Level } from "@/lib/case/level";
import type { TriageCase } from "@/lib/case/triage-case";
import { drawOf } from "@/lib/core/crypto";
import { LEAD_REVIEW_DISTANCE } from "@/lib/decision/decision";
import { hasContent } from "./eligibility";

/** Why a decision is read a second time. */
export type ReadingWhy = "far" | "sample";

type Decided = { readonly id: string; readonly level: Level; readonly shownLevel: Level | null };

/**
 * Whether somebody else is to read this case again, blind: every disagreement of two levels or more, and a share of the rest. The
 * draw hangs on the decision's id and a secret: the same whenever it is asked, and nobody can tell before what it will be. Pure.
 * @param percent of the decisions, 0 to 100
 */
export function readingWhy(
  c: TriageCase | null,
  { id, level, shownLevel }: Decided,
  secret: Buffer,
  percent: number,
): ReadingWhy | null {
  if (c === null || !hasContent(c)) return null;
  if (shownLevel !== null && Math.abs(level - shownLevel) >= LEAD_REVIEW_DISTANCE) return "far";
  return drawOf(secret, "second-reading", id) * 100 < percent ? "sample" : null;
}

/** Why a reader passes a case on. */
export const SKIP_REASONS = [
  { code: "know-patient", label: "I know this patient" },
  { code: "not-enough", label: "Not enough to judge by" },
  { code: "text-tells", label: "The text gives the level away" },
] as const;
export type SkipReason = (typeof SKIP_REASONS)[number]["code"];
export const SKIP_CODES = SKIP_REASONS.map((r) => r.code) as [SkipReason, ...SkipReason[]];

/** A case as it is laid before a second reader: what was known then, and nothing of what anybody or any model made of it. */
export type ReadingCase = {
  readonly ageYears: number;
  readonly sex: Sex;
  readonly arrival: (typeof ARRIVAL_MODES)[number];
  readonly injury: boolean | null;
  readonly complaint: string | null;
  readonly note: string | null;
  readonly vitals: readonly { readonly label: string; readonly text: string }[];
  readonly history: readonly string[];
};

/** Picks what is shown by name: what a case may hold one day is not shown by itself. Pure. */
export function toReadingCase(c: TriageCase): ReadingCase {
  return {
    ageYears: c.ageYears,
    sex: c.sex ?? "unknown",
    arrival: c.arrivalMode ?? "unknown",
    injury: c.injury ?? null,
    complaint: c.chiefComplaint?.trim() || null,
    note: c.note?.trim() || null,
    vitals: vitalsInWords(c),
    history: c.history ?? [],
  };
}

function vitalsInWords({ vitals = {} }: TriageCase): { label: string; text: string }[] {
  const { consciousness, onOxygen, oxygenFlow, inspiredOxygen } = vitals;
  const oxygen = [
    ...(oxygenFlow === undefined ? [] : [`${oxygenFlow} L/min`]),
    ...(inspiredOxygen === undefined ? [] : [`${inspiredOxygen} %`]),
  ].join(", ");
  return [
    ...VITALS.flatMap(({ key, label }) => {
      const value = vitals[key];
      return value === undefined ? [] : [{ label, text: formatVital(key, value) }];
    }),
    ...(consciousness ? [{ label: "Consciousness", text: CONSCIOUSNESS_LABELS[consciousness] }] : []),
    ...(oxygen || onOxygen !== undefined
      ? [{ label: "Oxygen", text: oxygen || (onOxygen ? "given" : "none given") }]
      : []),
  ];
}
