import type { Level } from "@/lib/case/level";
import type { FiredRule } from "./floor";
import { type Pattern, pattern, patternWords, type TextMatch } from "./pattern";
import type { SafetyInput, SafetyRule } from "./rule";

/** A row of the complaint tables: what words, about whom, how urgent. */
export type ComplaintRow = {
  readonly id: string;
  readonly level: Level;
  /** What it means, in a nurse's words: "Signs of stroke". */
  readonly label: string;
  readonly source: string;
  /** Any of these phrases (see pattern.ts). */
  readonly any: readonly string[];
  /** And any of these, when given. */
  readonly and?: readonly string[];
  /** But none of these. */
  readonly unless?: readonly string[];
  /** And the case fits, e.g. by age or vital signs. */
  readonly only?: (input: SafetyInput) => boolean;
  /** What `only` asks for, in words, for the console. */
  readonly onlyWhen?: string;
  /** A trauma mechanism: days ago it is no longer this urgent. */
  readonly acute?: boolean;
  /** A less urgent level in this case, e.g. "found unresponsive, now alert". */
  readonly eased?: (input: SafetyInput) => Level | null;
};

/** Somebody only thinks of it ("r/o stroke"): not proof enough for more than this, but not a level 4 or 5 either. */
const CONSIDERED_LEVEL: Level = 3;

const compiled = new Map<ComplaintRow, { any: Pattern[]; and: Pattern[]; unless: Pattern[] }>();
export function compile(row: ComplaintRow) {
  const known = compiled.get(row);
  if (known) return known;
  const fresh = {
    any: row.any.map(pattern),
    and: (row.and ?? []).map(pattern),
    unless: (row.unless ?? []).map(pattern),
  };
  compiled.set(row, fresh);
  return fresh;
}

export const rowWords = (row: ComplaintRow): string[] => {
  const { any, and, unless } = compile(row);
  return [...any, ...and, ...unless].flatMap(patternWords);
};

export function complaintRule(row: ComplaintRow): SafetyRule {
  const { any, and, unless } = compile(row);
  return {
    id: row.id,
    level: row.level,
    family: "complaint",
    when: inWords(row),
    source: row.source,
    applies(input): FiredRule | null {
      const main = input.says(any);
      if (!main || !usable(main, row)) return null;
      const second = and.length > 0 ? input.says(and) : null;
      if (and.length > 0 && (!second || !usable(second, row))) return null;
      if (unless.length > 0 && input.says(unless)) return null;
      if (row.only && !row.only(input)) return null;
      const considered = main.standing === "considered" || second?.standing === "considered";
      const level = considered ? later(row.level, CONSIDERED_LEVEL) : (row.eased?.(input) ?? row.level);
      const quotes = second ? `"${main.quote}", "${second.quote}"` : `"${main.quote}"`;
      return {
        id: row.id,
        level,
        reason: considered ? `${row.label} considered: ${quotes}` : `${row.label}: ${quotes}`,
        source: row.source,
      };
    },
  };
}

const usable = (match: TextMatch, row: ComplaintRow): boolean => !row.acute || match.standing !== "days-ago";
const later = (a: Level, b: Level): Level => (a > b ? a : b);

function inWords(row: ComplaintRow): string {
  const words = (list: readonly string[]) => list.map((p) => `"${p.replace(/^=/, "")}"`).join(", ");
  return [
    `${row.label}: complaint or note says ${words(row.any)}`,
    row.and ? `with ${words(row.and)}` : "",
    row.unless ? `not ${words(row.unless)}` : "",
    row.onlyWhen ?? "",
  ]
    .filter(Boolean)
    .join("; ");
}
