import {
  type ArrivalMode,
  CONSCIOUSNESS_LABELS,
  formatVital,
  type Sex,
  VITALS,
  type VitalKey,
} from "@/lib/case/features";
import type { TriageCase } from "@/lib/case/triage-case";
import type { Contribution } from "./explanation";
import { type Segment, segmentText } from "./segments";

/** What a player stands for in the case; the masker acts on it. */
export type Target =
  | { readonly kind: "vital"; readonly key: VitalKey }
  | { readonly kind: "consciousness" | "age" | "sex" | "arrival" | "injury" }
  | { readonly kind: "history"; readonly indices: readonly number[] }
  | { readonly kind: "text"; readonly field: "chiefComplaint" | "note"; readonly segment: Segment };

/** One thing a clinician would name: what an explanation gives a share to. */
export type Player = Pick<Contribution, "feature" | "group" | "label" | "display" | "value" | "span"> & {
  readonly target: Target;
};

/** More players make a sampled explanation noisier and a screen unreadable; texts and histories are grouped to fit. */
export const MOST_PLAYERS = 40;
const MOST_HISTORY = 8;
const MOST_COMPLAINT = 16;
/** A note always gets at least this many pieces, a complaint is cut coarser instead. */
const FEWEST_NOTE = 4;

const ARRIVAL_LABELS: Readonly<Record<ArrivalMode, string>> = {
  ambulance: "by ambulance",
  "walk-in": "walked in",
  other: "other",
  unknown: "unknown",
};
const SEX_LABELS: Readonly<Record<Sex, string>> = {
  female: "female",
  male: "male",
  other: "other",
  unknown: "unknown",
};

/** "54 years", "7 months", "12 days". */
export function formatAge(ageYears: number): string {
  const days = Math.floor(ageYears * 365.25 + 1e-6);
  const months = Math.floor(ageYears * 12 + 1e-6);
  const count = (n: number, unit: string) => `${n} ${unit}${n === 1 ? "" : "s"}`;
  if (ageYears >= 2) return count(Math.floor(ageYears + 1e-6), "year");
  return months >= 3 ? count(months, "month") : count(days, "day");
}

/** Every player of a case, in the order of a triage form: vitals, patient, history, complaint, note. At most 40. */
export function playersOf(c: TriageCase): Player[] {
  const measured = vitalPlayers(c);
  const patient = patientPlayers(c);
  const history = historyPlayers(c.history ?? []);
  const room = MOST_PLAYERS - measured.length - patient.length - history.length;
  const note = c.note?.trim() ? c.note : "";
  const forComplaint = Math.min(MOST_COMPLAINT, note ? room - FEWEST_NOTE : room);
  const complaint = textPlayers("chiefComplaint", c.chiefComplaint ?? "", forComplaint);
  return [
    ...measured,
    ...patient,
    ...history,
    ...complaint,
    ...textPlayers("note", note, room - complaint.length),
  ];
}

function vitalPlayers({ vitals = {} }: TriageCase): Player[] {
  const players: Player[] = VITALS.flatMap((f) => {
    const value = vitals[f.key];
    if (value === undefined) return [];
    return {
      feature: `vitals.${f.key}`,
      group: "vitals" as const,
      label: f.label,
      display: formatVital(f.key, value),
      value,
      target: { kind: "vital" as const, key: f.key },
    };
  });
  if (vitals.consciousness)
    players.push({
      feature: "vitals.consciousness",
      group: "vitals",
      label: "Level of consciousness",
      display: CONSCIOUSNESS_LABELS[vitals.consciousness],
      value: vitals.consciousness,
      target: { kind: "consciousness" },
    });
  return players;
}

function patientPlayers(c: TriageCase): Player[] {
  const players: Player[] = [
    {
      feature: "ageYears",
      group: "patient",
      label: "Age",
      display: formatAge(c.ageYears),
      value: c.ageYears,
      target: { kind: "age" },
    },
  ];
  // "unknown" says nothing the absence of the field does not say.
  if (c.sex && c.sex !== "unknown")
    players.push({
      feature: "sex",
      group: "patient",
      label: "Sex",
      display: SEX_LABELS[c.sex],
      value: c.sex,
      target: { kind: "sex" },
    });
  if (c.arrivalMode && c.arrivalMode !== "unknown")
    players.push({
      feature: "arrivalMode",
      group: "patient",
      label: "Arrival",
      display: ARRIVAL_LABELS[c.arrivalMode],
      value: c.arrivalMode,
      target: { kind: "arrival" },
    });
  if (c.injury !== undefined)
    players.push({
      feature: "injury",
      group: "patient",
      label: "Injury",
      display: c.injury ? "yes" : "no",
      value: c.injury,
      target: { kind: "injury" },
    });
  return players;
}

function historyPlayers(history: readonly string[]): Player[] {
  const alone = history.length <= MOST_HISTORY ? history.length : MOST_HISTORY - 1;
  const players: Player[] = history.slice(0, alone).map((label, i) => ({
    feature: `history.${i}`,
    group: "history",
    label,
    display: null,
    value: label,
    target: { kind: "history", indices: [i] },
  }));
  const rest = history.length - alone;
  if (rest > 0)
    players.push({
      feature: `history.${alone}`,
      group: "history",
      label: `${rest} further history entries`,
      display: null,
      value: rest,
      target: { kind: "history", indices: Array.from({ length: rest }, (_, i) => alone + i) },
    });
  return players;
}

function textPlayers(field: "chiefComplaint" | "note", text: string, most: number): Player[] {
  const group = field === "note" ? "note" : "complaint";
  return segmentText(text, most).map((segment) => ({
    feature: `${group}.${segment.index}`,
    group,
    label: segment.label,
    display: null,
    value: segment.label,
    span: segment.span,
    target: { kind: "text", field, segment },
  }));
}
