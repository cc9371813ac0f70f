import {
  type ArrivalMode,
  CONSCIOUSNESS_LABELS,
  formatVital,
  VITALS,
  type VitalKey,
} from "@/lib/case/features";
import type { TriageCase } from "@/lib/case/triage-case";
import { type Segment, segmentText } from "@/lib/language/segments";
import type { Contribution } from "./explanation";

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
/** More entries than the model reads words of; what is left over is one player. */
const MOST_HISTORY = 12;
const MOST_COMPLAINT = 16;
/** A note always gets at least this many pieces, a complaint is cut coarser instead. */
const FEWEST_NOTE = 4;

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
  const single = cataloguePlayers(c);
  const history = historyPlayers(c.history ?? []);
  const room = MOST_PLAYERS - single.length - history.length;
  const note = c.note?.trim() ? c.note : "";
  const forComplaint = Math.min(MOST_COMPLAINT, note ? room - FEWEST_NOTE : room);
  const complaint = textPlayers("chiefComplaint", c.chiefComplaint ?? "", forComplaint);
  return [...single, ...history, ...complaint, ...textPlayers("note", note, room - complaint.length)];
}

/** What a clinician would read of one part of a case; null where it is not known. */
type Reading = Pick<Player, "display"> & { readonly value: NonNullable<Player["value"]> };

/** One row a player that every case may have, in the order of a triage form. Histories and texts have as many as they have. */
const CATALOGUE: readonly (Pick<Player, "feature" | "group" | "label" | "target"> & {
  readonly read: (c: TriageCase) => Reading | null;
})[] = [
  ...VITALS.map((f) => ({
    feature: `vitals.${f.key}`,
    group: "vitals" as const,
    label: f.label,
    target: { kind: "vital" as const, key: f.key },
    read: ({ vitals }: TriageCase) => reading(vitals?.[f.key], (value) => formatVital(f.key, value)),
  })),
  {
    feature: "vitals.consciousness",
    group: "vitals",
    label: "Level of consciousness",
    target: { kind: "consciousness" },
    read: ({ vitals }) => reading(vitals?.consciousness, (value) => CONSCIOUSNESS_LABELS[value]),
  },
  {
    feature: "ageYears",
    group: "patient",
    label: "Age",
    target: { kind: "age" },
    read: ({ ageYears }) => reading(ageYears, formatAge),
  },
  {
    feature: "sex",
    group: "patient",
    label: "Sex",
    target: { kind: "sex" },
    read: ({ sex }) => reading(known(sex), (value) => value),
  },
  {
    feature: "arrivalMode",
    group: "patient",
    label: "Arrival",
    target: { kind: "arrival" },
    read: ({ arrivalMode }) => reading(known(arrivalMode), (value) => ARRIVAL_LABELS[value]),
  },
  {
    feature: "injury",
    group: "patient",
    label: "Injury",
    target: { kind: "injury" },
    read: ({ injury }) => reading(injury, (value) => (value ? "yes" : "no")),
  },
];

const ARRIVAL_LABELS: Readonly<Record<Exclude<ArrivalMode, "unknown">, string>> = {
  ambulance: "by ambulance",
  "walk-in": "walked in",
  other: "other",
};

/** "unknown" says nothing the absence of the field does not say. */
const known = <T extends string>(value: T | undefined): Exclude<T, "unknown"> | undefined =>
  value === "unknown" ? undefined : (value as Exclude<T, "unknown"> | undefined);

function reading<T extends Reading["value"]>(
  value: T | undefined,
  display: (value: T) => string,
): Reading | null {
  return value === undefined ? null : { value, display: display(value) };
}

function cataloguePlayers(c: TriageCase): Player[] {
  return CATALOGUE.flatMap(({ read, ...row }) => {
    const found = read(c);
    return found ? { ...row, ...found } : [];
  });
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
