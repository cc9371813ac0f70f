import { CATALOGUE, type FindingKey, labelOf } from "./catalogue";
import type { Assertion, Finding, TextField } from "./finding";
import { readFindings } from "./read-findings";

/** A finding as it is told to people and to other programs: what, how it is said to be, and where it stands. */
export type ToldFinding = {
  readonly finding: FindingKey;
  readonly label: string;
  readonly assertion: Assertion;
  /** The words, as they were written. */
  readonly text: string;
  readonly field: TextField;
  /** Which item of the history; only there. */
  readonly item?: number;
  /** Character span in its field (or item). */
  readonly at: readonly [start: number, end: number];
};

export const tellFinding = (f: Finding): ToldFinding => ({
  finding: f.key,
  label: labelOf(f.key),
  assertion: f.assertion,
  text: f.quote,
  field: f.field,
  ...(f.field === "history" ? { item: f.item } : {}),
  at: [f.start, f.end],
});

/**
 * What was read from complaint and note, for a person to check: each finding once in each way it is said to be, in the
 * order of the text. The history is left out, since it is listed as it stands.
 */
export function toldFindings(c: {
  readonly chiefComplaint?: string | undefined;
  readonly note?: string | undefined;
}): ToldFinding[] {
  const read = readFindings({
    id: "told",
    ageYears: 0,
    ...(c.chiefComplaint ? { chiefComplaint: c.chiefComplaint } : {}),
    ...(c.note ? { note: c.note } : {}),
  }).filter((f) => !CATALOGUE[f.key].untold);
  const seen = new Set<string>();
  return read
    .sort((a, b) => a.field.localeCompare(b.field) || a.start - b.start)
    .filter((f) => {
      const name = `${labelOf(f.key)} ${f.assertion}`;
      if (seen.has(name)) return false;
      seen.add(name);
      // "Chest pressure" is one thing to a person, though two rows know it.
      const wider = read.some((g) => g !== f && g.assertion === f.assertion && isWithin(f, g));
      return !wider;
    })
    .map(tellFinding);
}

const isWithin = (f: Finding, g: Finding): boolean =>
  f.field === g.field && g.start <= f.start && f.end <= g.end && g.end - g.start > f.end - f.start;
