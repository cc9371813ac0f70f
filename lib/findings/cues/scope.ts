import type { FindingKey } from "../catalogue";
import type { Assertion } from "../finding";

/**
 * Cues as rows, read as ConText reads them (Harkema et al., J Biomed Inform 2009;42:839): a cue stands before or after the
 * mention, reaches over a few words, and not over a word that begins a new statement.
 */
export type CueRow = {
  readonly says: Exclude<Assertion, "present" | "denied">;
  readonly where: "before" | "after";
  /** Words that may stand between the cue and the mention. */
  readonly gap: number;
  /** Words in their order: "|" between alternatives within brackets, "*" any ending, "_" any word, "#" a number. */
  readonly cues: readonly string[];
  /** Only of these; without it of all. */
  readonly of?: ReadonlySet<FindingKey>;
  readonly notOf?: ReadonlySet<FindingKey>;
  /** And the other side of the mention says this. */
  readonly across?: string;
  /** The clause before, rather than the mention's own, holds the cue ("return precautions: weakness, numbness"). */
  readonly lead?: true;
  /** What turns it off: words of its own that say that the thing is there after all. */
  readonly unless: RegExp;
};

/** A mention's surroundings, each a string of words with a space on either side. */
export type Sides = {
  readonly key: FindingKey;
  readonly before: string;
  readonly own: string;
  readonly after: string;
  readonly next: string;
  readonly lead: string;
  readonly rest: string;
};

/** A new statement begins, or somebody reports: ConText's terminators, as a nurse writes them. */
const TERMINATOR =
  "but|however|although|though|except|now|today|tonight|currently|presents|presented|presenting|c/o|complains|complaining|complained|reports|reported|reporting|states|stated|says|said|found|noticed|noted|brought|called|started|began|developed|because|then|came|comes|arrived";
const NUMBER = "(?:\\d\\S*|an?|one|two|three|four|five|six|seven|eight|nine|ten|several|many|few|couple)";

/** "..., here today for a cut finger": what follows is another matter. */
const HERE_FOR_ANOTHER =
  / here (?:today |now )?(?:for|with) (?!(?:\S+ ){0,3}(?:same|similar|this|it|that|again|pain|worse|more) ).*$/;

type Compiled = { readonly row: CueRow; readonly at: RegExp; readonly across: RegExp | null };

const words = (cue: string): string =>
  cue
    .replaceAll(/(?<!\w)_(?!\w)/g, "\\S+")
    .replaceAll("#", NUMBER)
    .replaceAll(/(?<=[a-z])\*/g, "\\S*");

function compiled(row: CueRow): Compiled {
  const any = `(?:${row.cues.map(words).join("|")})`;
  const between = `(?:(?!(?:${TERMINATOR}) )\\S+ ){0,${row.gap}}`;
  const source = row.where === "before" ? ` ${any} ${between}$` : `^ ${between}${any} `;
  return {
    row,
    at: new RegExp(source),
    across: row.across ? new RegExp(words(row.across)) : null,
  };
}

/** Whether the rows say so of the mention. Each is asked in text of a bounded length, with bounded gaps. */
export function cueReader(rows: readonly CueRow[]): (says: CueRow["says"], sides: Sides) => boolean {
  const byClass = Map.groupBy(rows.map(compiled), (c) => c.row.says);
  return (says, sides) => (byClass.get(says) ?? []).some((c) => holds(c, sides));
}

function holds({ row, at, across }: Compiled, s: Sides): boolean {
  if (row.of && !row.of.has(s.key)) return false;
  if (row.notOf?.has(s.key)) return false;
  const side = row.where === "after" ? s.after : row.lead ? s.lead : s.before;
  if (!at.test(side)) return false;
  if (across && !across.test(row.where === "after" ? s.before : `${s.after}${s.next}`.replaceAll("  ", " ")))
    return false;
  const said = `${s.before}${s.own}${s.after}${s.next}${s.rest}`.replaceAll("  ", " ");
  return !row.unless.test(said.replace(HERE_FOR_ANOTHER, " "));
}
