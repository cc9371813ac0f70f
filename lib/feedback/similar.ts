import { CONSCIOUSNESS_LABELS, formatVital, type Sex, type VitalKey, vital } from "@/lib/case/features";
import type { TriageCase } from "@/lib/case/triage-case";
import type { DecisionKind, OverrideReason } from "@/lib/decision/decision";
import { hasContent } from "./eligibility";

/** Whether later patients can be compared with a decided case: there is something to compare, and it was right. */
export const isComparable = (
  c: TriageCase | null,
  decision: { readonly kind: DecisionKind; readonly reason: OverrideReason | null },
): c is TriageCase =>
  c !== null && hasContent(c) && !(decision.kind === "override" && decision.reason === "vitals-wrong");

/** What is shown of a decided case: enough to see why it is alike, too little to tell who it was. */
export type Essentials = {
  readonly ageBand: string;
  readonly sex: Sex;
  readonly complaint: string | null;
  readonly vitals: readonly { readonly label: string; readonly text: string }[];
};

const SHOWN: readonly VitalKey[] = [
  "heartRate",
  "respiratoryRate",
  "systolic",
  "spo2",
  "temperature",
  "pain",
];
const LONGEST_COMPLAINT = 160;

export function essentialsOf(c: TriageCase): Essentials {
  const complaint = c.chiefComplaint?.trim() ?? "";
  const { consciousness } = c.vitals ?? {};
  return {
    ageBand: ageBand(c.ageYears),
    sex: c.sex ?? "unknown",
    complaint:
      complaint === ""
        ? null
        : complaint.length > LONGEST_COMPLAINT
          ? `${complaint.slice(0, LONGEST_COMPLAINT - 1).trimEnd()}…`
          : complaint,
    vitals: [
      ...SHOWN.flatMap((key) => {
        const value = c.vitals?.[key];
        return value === undefined ? [] : [{ label: vital(key).shortLabel, text: formatVital(key, value) }];
      }),
      ...(consciousness && consciousness !== "alert"
        ? [{ label: "AVPU", text: CONSCIOUSNESS_LABELS[consciousness] }]
        : []),
    ],
  };
}

/** Bands within which triage treats people alike; ten years each for adults, one for the oldest. */
export function ageBand(ageYears: number): string {
  if (ageYears < 0.25) return "under 3 months";
  if (ageYears < 1) return "3 to 11 months";
  if (ageYears < 5) return "1 to 4 years";
  if (ageYears < 12) return "5 to 11 years";
  if (ageYears < 18) return "12 to 17 years";
  if (ageYears < 30) return "18 to 29 years";
  if (ageYears >= 90) return "90 years or older";
  const decade = Math.floor(ageYears / 10) * 10;
  return `${decade} to ${decade + 9} years`;
}
