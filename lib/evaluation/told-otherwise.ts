import type { TriageCase } from "@/lib/case/triage-case";
import type { Engine } from "@/lib/engine/engine";
import type { Prediction } from "@/lib/model/prediction";
import { applyFloor, assessFloor } from "@/lib/safety/rules";
import { predictAll } from "./evaluate";

/**
 * The same patient told otherwise: what moves from one field to the other, is joined, parted, loud or misspelt means the same,
 * so that the level should stay where it is (metamorphic testing, Chen et al., ACM Comput Surv 2018;51:4).
 */
export type Telling = {
  readonly name: string;
  readonly of: (c: TriageCase) => TriageCase | null;
  /** What it is held beside; the case as it is when absent. */
  readonly beside?: (c: TriageCase) => TriageCase;
};

const both = (c: TriageCase): readonly [string, string] | null =>
  c.chiefComplaint && c.note ? [c.chiefComplaint, c.note] : null;
const withTexts = (c: TriageCase, chiefComplaint: string, note?: string): TriageCase => {
  const { note: _note, ...rest } = c;
  return { ...rest, chiefComplaint, ...(note ? { note } : {}) };
};
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
const ended = (text: string) => (/[.!?]$/.test(text) ? text : `${text}.`);
/** Letters four and five changed places in each word of eight letters or more: what a hurried hand does. */
export const misspelt = (text: string): string =>
  text.replace(/\b\p{L}{8,}\b/gu, (w) => `${w.slice(0, 3)}${w[4]}${w[3]}${w.slice(5)}`);

export const TELLINGS: readonly Telling[] = [
  {
    name: "note and complaint joined in the complaint",
    of: (c) => {
      const texts = both(c);
      return texts && withTexts(c, `${texts[0]}, ${texts[1]}`);
    },
  },
  {
    name: "the note's first statement moved to the complaint",
    of: (c) => {
      const texts = both(c);
      const at = texts ? texts[1].search(/[,.;]/) : -1;
      if (!texts || at < 0) return null;
      return withTexts(c, `${texts[0]}, ${texts[1].slice(0, at)}`, texts[1].slice(at + 1).trim());
    },
  },
  {
    name: "all in the note",
    of: (c) => {
      const texts = both(c);
      return texts && withTexts(c, "see note", `${ended(capital(texts[0]))} ${ended(capital(texts[1]))}`);
    },
  },
  {
    name: "sentences joined by semicolons",
    of: (c) => (c.note && /\. /.test(c.note) ? { ...c, note: c.note.replaceAll(". ", "; ") } : null),
  },
  {
    name: "capitals",
    of: (c) => {
      const texts = both(c);
      return texts && withTexts(c, texts[0].toUpperCase(), texts[1].toUpperCase());
    },
  },
  {
    name: "misspelt",
    of: (c) => {
      const texts = both(c);
      if (!texts) return null;
      const told = withTexts(c, misspelt(texts[0]), misspelt(texts[1]));
      return told.chiefComplaint === texts[0] && told.note === texts[1] ? null : told;
    },
  },
];

export type ToldOtherwise = {
  readonly name: string;
  readonly cases: number;
  /** Mean distance of the level shown, and of the model's expected severity, in levels. */
  readonly levelMoves: number;
  readonly severityMoves: number;
  /** Mean move of the expected severity, upwards for less urgent. */
  readonly severityShift: number;
  /** Cases whose level moved at all, and those that crossed between 2 and 3. */
  readonly moved: number;
  readonly crossed: number;
  /** Of those moved, to a less urgent level; and of those that crossed, from 2 to 3. */
  readonly lowered: number;
  readonly crossedDown: number;
  /** Cases whose floor moved: the rules read findings, so that there should be none. */
  readonly floorMoved: number;
};

export async function measureTellings(
  engine: Pick<Engine, "predict">,
  cases: readonly TriageCase[],
  tellings: readonly Telling[] = TELLINGS,
  signal?: AbortSignal,
): Promise<ToldOtherwise[]> {
  const results: ToldOtherwise[] = [];
  if (signal?.aborted) return results;
  const asked = await answers(engine, cases);
  for (const { name, of, beside } of tellings) {
    if (signal?.aborted) break;
    const held = beside ? await answers(engine, cases.map(beside)) : asked;
    const pairs = cases.flatMap((c, i) => {
      const told = of(c);
      return told ? [{ told, before: held[i] as Shown }] : [];
    });
    const after = await answers(
      engine,
      pairs.map((p) => p.told),
    );
    const moves = pairs.map(({ before }, i) => ({ before, after: after[i] as Shown }));
    const mean = (xs: readonly number[]) => (xs.length === 0 ? 0 : xs.reduce((a, b) => a + b, 0) / xs.length);
    results.push({
      name,
      cases: moves.length,
      levelMoves: mean(moves.map((m) => Math.abs(m.after.level - m.before.level))),
      severityMoves: mean(moves.map((m) => Math.abs(m.after.severity - m.before.severity))),
      severityShift: mean(moves.map((m) => m.after.severity - m.before.severity)),
      moved: moves.filter((m) => m.after.level !== m.before.level).length,
      crossed: moves.filter((m) => m.after.level <= 2 !== m.before.level <= 2).length,
      lowered: moves.filter((m) => m.after.level > m.before.level).length,
      crossedDown: moves.filter((m) => m.before.level <= 2 && m.after.level > 2).length,
      floorMoved: moves.filter((m) => m.after.floor !== m.before.floor).length,
    });
  }
  return results;
}

type Shown = { readonly level: number; readonly severity: number; readonly floor: number | null };

async function answers(engine: Pick<Engine, "predict">, cases: readonly TriageCase[]): Promise<Shown[]> {
  const predictions = await predictAll(engine, cases);
  return cases.map((c, i) => {
    const p = predictions[i] as Prediction;
    const floor = assessFloor(c);
    return { level: applyFloor(p.level, floor), severity: p.expectedSeverity, floor: floor?.level ?? null };
  });
}
