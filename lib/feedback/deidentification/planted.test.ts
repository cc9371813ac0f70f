import { describe, expect, it } from "vitest";
import { KINDS, type Kind, PLANTED_NOTES, UNSEEN_NOTES } from "../testing/planted-notes";
import { deidentifyText } from "./deidentify";

/** A floor under what was measured last, so that it does not get worse unnoticed. */
type Floor = Readonly<Record<Kind, number>>;
const SEEN_FLOOR: Floor = {
  relative: 13,
  staff: 11,
  other: 12,
  place: 15,
  date: 16,
  age: 8,
  device: 8,
  contact: 8,
};
const UNSEEN_FLOOR: Floor = {
  relative: 9,
  staff: 9,
  other: 8,
  place: 7,
  date: 9,
  age: 6,
  device: 8,
  contact: 6,
};
const MOST_LOST = 0.01;

const PLANT = /\{(\w+):([^}]+)\}/g;
const words = (text: string): string[] => text.match(/[\p{L}\d]+/gu) ?? [];

function measure(notes: readonly string[]) {
  const found = new Map<string, { of: number; hit: number; missed: string[] }>();
  let clinical = 0;
  const lost: string[] = [];
  for (const note of notes) {
    const plants = [...note.matchAll(PLANT)];
    const clean = deidentifyText(note.replace(PLANT, "$2"), []);
    const left = new Set(words(clean));
    for (const [, kind = "", text = ""] of plants) {
      const tally = found.get(kind) ?? { of: 0, hit: 0, missed: [] };
      found.set(kind, tally);
      tally.of += 1;
      // Found only when nothing of it is left: half a name is a name.
      const telling = words(text).filter((w) => !/^(the|of|St|Mr|Ms|Dr|d)$/.test(w));
      const gone = kind === "age" ? !clean.includes(text) : telling.every((w) => !left.has(w));
      if (gone) tally.hit += 1;
      else tally.missed.push(text);
    }
    const others = words(note.replace(PLANT, " "));
    clinical += others.length;
    lost.push(...others.filter((w) => !left.has(w)));
  }
  return { found, clinical, lost };
}

describe.each([
  ["the patterns were written for", PLANTED_NOTES, SEEN_FLOOR],
  ["written later, whose misses have been looked at since", UNSEEN_NOTES, UNSEEN_FLOOR],
] as const)("identifiers that only the note knows, in notes %s", (what, notes, floor) => {
  const { found, clinical, lost } = measure(notes);
  const total = [...found.values()].reduce((n, t) => n + t.of, 0);
  const hit = [...found.values()].reduce((n, t) => n + t.hit, 0);
  console.log(
    [
      `Notes ${what}: ${hit} of ${total} planted identifiers found (${((100 * hit) / total).toFixed(0)} %); ${lost.length} of ${clinical} other words lost${lost.length ? `: ${lost.join(", ")}` : ""}`,
      ...KINDS.map((k) => {
        const t = found.get(k);
        return `  ${k}: ${t?.hit} of ${t?.of}${t?.missed.length ? `; missed ${t.missed.join(" | ")}` : ""}`;
      }),
    ].join("\n"),
  );

  it.each(KINDS)("%s: no fewer than were found when measured last", (kind) => {
    expect(found.get(kind)?.of).toBeGreaterThanOrEqual(7);
    expect(found.get(kind)?.hit).toBeGreaterThanOrEqual(floor[kind]);
  });

  it("and next to nothing clinical goes with them", () => {
    expect(lost.length / clinical).toBeLessThanOrEqual(MOST_LOST);
  });
});
