import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { deidentifier } from "../deidentification/deidentify";
import { asRead } from "../deidentification/fold";

/** Notes with marked identifiers: `a` and `d` to build with, `b` and `c` to report with (identified-notes/README.md). */
export type NotesFile = "a" | "b" | "c" | "d";
/** Whose misses are there to be read. */
export const TO_BUILD_WITH: readonly NotesFile[] = ["a", "d"];
export type IdentifiedNote = {
  readonly id: string;
  readonly complaint: string;
  readonly text: string;
  readonly known: Readonly<Record<string, string | string[]>>;
};
export type Mark = { readonly start: number; readonly end: number; readonly kind: string };

export const readNotes = (file: NotesFile): IdentifiedNote[] =>
  readFileSync(fileURLToPath(new URL(`./identified-notes/notes-${file}.jsonl`, import.meta.url)), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

/** The note as it was written, and where its marks stand in it. */
export function unmarked(marked: string): { text: string; marks: Mark[] } {
  const marks: Mark[] = [];
  let text = "";
  let at = 0;
  for (const m of marked.matchAll(/\{([a-z-]+):([^{}]+)\}/g)) {
    text += asRead(marked.slice(at, m.index));
    const start = text.length;
    text += asRead(m[2] ?? "");
    marks.push({ start, end: text.length, kind: m[1] ?? "" });
    at = m.index + m[0].length;
  }
  return { text: text + asRead(marked.slice(at)), marks };
}

/** What the record knows, as lib/fhir/assemble.ts hands it on. */
export function identifyingTextsOf({ known }: IdentifiedNote): string[] {
  const list = (field: string): string[] => [known[field] ?? []].flat();
  const [family, given] = [list("family"), list("given")];
  const whole = [...given, ...family].join(" ");
  return [
    ...family,
    ...given,
    whole,
    ...["mrn", "phone", "address", "birthDate", "staff"].flatMap(list),
  ].filter((text) => text.length >= 2);
}

export type Tally = {
  readonly of: number;
  readonly found: number;
  /** What was missed, to mend by; empty for `b` and `c`, whose misses are nobody's to look at. */
  readonly missed: readonly string[];
};
export type NotesScore = {
  readonly kinds: ReadonlyMap<string, Tally>;
  readonly all: Tally;
  /** Words outside every mark, and those of them that went. */
  readonly words: number;
  readonly lost: number;
  readonly lostWords: readonly string[];
  /** Of processor time. */
  readonly msPerNote: number;
};

/**
 * An identifier is found when no letter and no digit of it is left: half a name is a miss. A word is lost when a part of it
 * went, although it stands in no mark.
 */
export function scoreNotes(
  file: NotesFile,
  notes: readonly IdentifiedNote[] = readNotes(file),
  clean: (note: IdentifiedNote, text: string) => { removals: readonly Omit<Mark, "kind">[] } = (note, text) =>
    deidentifier(identifyingTextsOf(note))(text),
): NotesScore {
  const kinds = new Map<string, { of: number; found: number; missed: string[] }>();
  const lostWords: string[] = [];
  let words = 0;
  let lost = 0;
  let ms = 0;
  for (const note of notes) {
    const { text, marks } = unmarked(note.text);
    const began = process.cpuUsage();
    const { removals } = clean(note, text);
    const { user, system } = process.cpuUsage(began);
    ms += (user + system) / 1_000;
    const isGone = (at: number) => removals.some((r) => at >= r.start && at < r.end);
    for (const { start, end, kind } of marks) {
      const tally = kinds.get(kind) ?? { of: 0, found: 0, missed: [] };
      kinds.set(kind, tally);
      tally.of += 1;
      const left = [...text.slice(start, end).matchAll(/[\p{L}\p{N}]/gu)].some(
        (m) => !isGone(start + m.index),
      );
      if (!left) tally.found += 1;
      else if (TO_BUILD_WITH.includes(file)) tally.missed.push(`${note.id} ${text.slice(start, end)}`);
    }
    for (const m of text.matchAll(/[\p{L}\p{N}]+/gu)) {
      const [start, end] = [m.index, m.index + m[0].length];
      if (marks.some((mark) => start < mark.end && end > mark.start)) continue;
      words += 1;
      if (!removals.some((r) => start < r.end && end > r.start)) continue;
      lost += 1;
      if (TO_BUILD_WITH.includes(file))
        lostWords.push(
          `${note.id} ${text.slice(Math.max(0, start - 12), start)}<${m[0]}>${text.slice(end, end + 10)}`,
        );
    }
  }
  const tallies = [...kinds.values()];
  const all = {
    of: tallies.reduce((n, t) => n + t.of, 0),
    found: tallies.reduce((n, t) => n + t.found, 0),
    missed: [],
  };
  return { kinds, all, words, lost, lostWords, msPerNote: ms / notes.length };
}
