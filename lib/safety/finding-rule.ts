import type { Level } from "@/lib/case/level";
import { type FindingKey, labelOf } from "@/lib/findings/catalogue";
import type { Finding } from "@/lib/findings/finding";
import type { FiredRule } from "./floor";
import type { SafetyInput, SafetyRule } from "./rule";

/** One way to a rule: findings together, wherever in the case they were written, and what else the case must be. */
type Way = {
  /** Any of these findings. */
  readonly any: readonly FindingKey[];
  /** The first of them may be long-standing ("chronic back pain"): what is new stands in `with`. */
  readonly longStanding?: true;
  /** And any of each of these lists. */
  readonly with?: readonly (readonly FindingKey[])[];
  /** Or any of these, said not to be so ("not moving his arm"). */
  readonly orDenied?: readonly FindingKey[];
  /** But none of these. */
  readonly unless?: readonly FindingKey[];
  /** And the case fits, e.g. by age or vital signs. */
  readonly only?: (input: SafetyInput) => boolean;
  /** What `only` asks for, in words, for the console. */
  readonly onlyWhen?: string;
};

/**
 * A row of the finding tables: which findings, together in one case wherever they were written, about whom, how urgent.
 * A row names findings, never words: words are the catalogue's (lib/findings/catalogue).
 */
export type FindingRow = Way & {
  readonly id: string;
  readonly level: Level;
  /** What it means, in a nurse's words: "Signs of stroke". */
  readonly label: string;
  readonly source: string;
  /** Other ways to the same rule. */
  readonly or?: readonly Way[];
  /** A trauma mechanism: days ago it is no longer this urgent. */
  readonly acute?: boolean;
  /** A less urgent level in this case, e.g. "found unresponsive, now alert". */
  readonly eased?: (input: SafetyInput) => Level | null;
  /**
   * What is left of it once it is over. A row without this asks for the same level: what passed within hours may come again
   * (a stroke's signs, a faint, a fit, a pain of the chest), and in doubt it counts.
   */
  readonly gone?: Gone;
};

export type Gone = {
  /** When these are all that the row rests on; without it any of its findings. */
  readonly of?: readonly FindingKey[];
  /** Not beside any of these. */
  readonly unless?: readonly FindingKey[];
  /** Null: nothing. */
  readonly level: (input: SafetyInput) => Level | null;
  /** The level in words, for the console. */
  readonly inWords: string;
  /** Why no more is left to fear, with its source. */
  readonly why: string;
};

/** Somebody only thinks of it ("r/o stroke"): not proof enough for more than this, but not a level 4 or 5 either. */
const CONSIDERED_LEVEL: Level = 3;

export function findingRule(row: FindingRow): SafetyRule {
  const ways: readonly Way[] = [row, ...(row.or ?? [])];
  return {
    id: row.id,
    level: row.level,
    family: "complaint",
    when: `${row.label}: ${ways.map(inWords).join("; or ")}${row.gone ? `; once it is over: ${row.gone.inWords}` : ""}`,
    source: row.source,
    applies(input): FiredRule | null {
      const found = ways
        .map((way) => evidenceFor(way, input, row.acute ?? false))
        .filter((e): e is Finding[] => e !== null)
        // A way that is sure before one that somebody only thinks of, one that is there before one that is over.
        .sort(
          (a, b) =>
            Number(isConsidered(a)) - Number(isConsidered(b)) || Number(isOver(a)) - Number(isOver(b)),
        );
      const [evidence] = found;
      if (!evidence) return null;
      const considered = isConsidered(evidence);
      const over = row.gone && isGone(row.gone, evidence, input) ? row.gone : null;
      const level = considered
        ? later(row.level, CONSIDERED_LEVEL)
        : over
          ? over.level(input)
          : (row.eased?.(input) ?? row.level);
      if (level === null) return null;
      const quotes = [...new Set(evidence.map((f) => `"${f.quote}"`))].join(", ");
      return {
        id: row.id,
        level,
        reason: `${row.label}${considered ? " considered" : over ? ", over now" : ""}: ${quotes}`,
        source: row.source,
      };
    },
  };
}

const isConsidered = (evidence: readonly Finding[]): boolean =>
  evidence.some((f) => f.doubt === "considered");

const isOver = (evidence: readonly Finding[]): boolean => evidence.every((f) => f.assertion === "resolved");

const isGone = (gone: Gone, evidence: readonly Finding[], { found }: SafetyInput): boolean =>
  isOver(evidence) &&
  (gone.of === undefined || evidence.every((f) => gone.of?.includes(f.key))) &&
  (gone.unless === undefined || found.now(gone.unless) === null);

/** The findings that make the way, one for each of its lists; null when the case does not go this way. */
function evidenceFor(way: Way, input: SafetyInput, acute: boolean): Finding[] | null {
  const evidence: Finding[] = [];
  for (const keys of [way.any, ...(way.with ?? [])]) {
    const finding = way.longStanding && keys === way.any ? input.found.standing(keys) : input.found.now(keys);
    const instead = keys === way.any && way.orDenied ? input.found.denied(way.orDenied) : null;
    const chosen = finding ?? instead;
    if (!chosen || (acute && chosen.daysAgo)) return null;
    evidence.push(chosen);
  }
  if (way.unless && input.found.now(way.unless)) return null;
  return way.only && !way.only(input) ? null : evidence;
}

const later = (a: Level, b: Level): Level => (a > b ? a : b);

function inWords(way: Way): string {
  const names = (keys: readonly FindingKey[]) => keys.map((key) => labelOf(key).toLowerCase()).join(", ");
  return [
    names(way.any),
    way.orDenied ? `or not ${names(way.orDenied)}` : "",
    ...(way.with ?? []).map((keys) => `with ${names(keys)}`),
    way.unless ? `not ${names(way.unless)}` : "",
    way.onlyWhen ?? "",
  ]
    .filter(Boolean)
    .join("; ");
}
