import { VITALS } from "@/lib/case/features";
import type { Level } from "@/lib/case/level";
import type { TriageCase } from "@/lib/case/triage-case";

/** A case, who judged it and to what level. */
export type Judged = { readonly reader: string; readonly level: Level; readonly case: TriageCase };

/** So many of the most alike are looked at; fewer say more about chance than about the case. */
const NEAREST = 12;
/** Cases further apart than this (0 to 1) have nothing to say about each other. */
const FARTHEST = 0.55;
/** How much the levels of everybody's cases count beside those of the nearest. */
const SHRUNK_BY = 4;

/**
 * What everybody else's labels on like cases say of a case: how probable each level is (5), or null where too few are alike. Uses no
 * model, so that whoever disagrees with the model is not counted as wrong for it: complaint words (weighted by how rare they
 * are), vital signs and age. Pure; quadratic in the number of cases.
 * @param onRow called before each row, so that a caller can let others work in between
 */
export async function likeCaseBeliefs(
  judged: readonly Judged[],
  onRow: (row: number) => Promise<void> = async () => {},
): Promise<(readonly number[] | null)[]> {
  const rows = judged.map((j) => ({ ...j, words: wordsOf(j.case) }));
  const rarity = rarityOf(rows.map((r) => r.words));
  const common = [1, 2, 3, 4, 5].map(
    (level) => (judged.filter((j) => j.level === level).length + 1) / (judged.length + 5),
  );
  const out: (readonly number[] | null)[] = [];
  for (const [i, row] of rows.entries()) {
    await onRow(i);
    const near = rows
      .filter((other) => other.reader !== row.reader)
      .map((other) => ({ level: other.level, apart: distance(row, other, rarity) }))
      .filter((o) => o.apart <= FARTHEST)
      .sort((a, b) => a.apart - b.apart)
      .slice(0, NEAREST);
    out.push(near.length < NEAREST / 2 ? null : beliefOf(near, common));
  }
  return out;
}

function beliefOf(near: readonly { readonly level: Level }[], common: readonly number[]): number[] {
  return common.map((share, l) => {
    const given = near.filter((n) => n.level === l + 1).length;
    return (given + SHRUNK_BY * share) / (near.length + SHRUNK_BY);
  });
}

type Words = ReadonlySet<string>;

const wordsOf = (c: TriageCase): Words =>
  new Set((c.chiefComplaint ?? "").toLowerCase().match(/[\p{L}]{3,}/gu) ?? []);

function rarityOf(all: readonly Words[]): (word: string) => number {
  const seen = new Map<string, number>();
  for (const words of all) for (const w of words) seen.set(w, (seen.get(w) ?? 0) + 1);
  return (word) => Math.log((all.length + 1) / (seen.get(word) ?? 1));
}

type Row = { readonly case: TriageCase; readonly words: Words };

/** 0: alike in everything that is known of both; 1: in nothing. */
function distance(a: Row, b: Row, rarity: (word: string) => number): number {
  return (wordsApart(a.words, b.words, rarity) + vitalsApart(a.case, b.case) + ageApart(a.case, b.case)) / 3;
}

function wordsApart(a: Words, b: Words, rarity: (word: string) => number): number {
  let [both, either] = [0, 0];
  for (const w of a) {
    const r = rarity(w);
    either += r;
    if (b.has(w)) both += r;
  }
  for (const w of b) if (!a.has(w)) either += rarity(w);
  return either === 0 ? 1 : 1 - both / either;
}

/** So many steps that a clinician would call a change are a different patient. */
const STEPS_APART = 6;

function vitalsApart({ vitals: a = {} }: TriageCase, { vitals: b = {} }: TriageCase): number {
  let [sum, n] = [0, 0];
  for (const { key, step } of VITALS) {
    const [x, y] = [a[key], b[key]];
    if (x === undefined || y === undefined) continue;
    sum += Math.min(1, Math.abs(x - y) / (STEPS_APART * step));
    n += 1;
  }
  return n === 0 ? 1 : sum / n;
}

const YEARS_APART = 30;
const ageApart = (a: TriageCase, b: TriageCase): number =>
  Math.min(1, Math.abs(a.ageYears - b.ageYears) / YEARS_APART);
