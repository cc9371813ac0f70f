import { clauseAround } from "./clauses";
import type { Contribution, Explanation } from "./explanation";
import { ageOf, lowerFirst, nameContribution, standingOf } from "./naming";

/** The texts the words come from, as the model read them. */
export type Texts = { readonly complaint: string | null; readonly note: string | null };

/** What one would say as one reason: one finding, or several that are one thing to a nurse. Its value is their sum. */
export type Reason = {
  readonly name: string;
  readonly shap: number;
  readonly standardError: number;
  readonly members: readonly Contribution[];
};

/** A clause longer than this, characters, is not quoted whole. */
const MOST_QUOTED = 40;
const MOST_CONDITIONS = 2;

/**
 * The findings as reasons, largest first. Words are gathered into the clause they stand in, since a single word ("onset")
 * says little and its neighbours often say the opposite; a phrase in both complaint and note, a diagnosis in both note
 * and history, the two blood pressures and the two scales of consciousness are said once. Nothing is lost: the reasons
 * add up to what the contributions add up to.
 */
export function reasonsOf(
  explanation: Pick<Explanation, "contributions">,
  texts: Texts,
  age: number | null = ageOf(explanation),
): Reason[] {
  const all = explanation.contributions;
  const of = (group: Contribution["group"]) => all.filter((c) => c.group === group);
  const facts = all.filter((c) => c.group === "vitals" || c.group === "patient");
  const phrases = sameWords([
    ...phrasesOf(of("complaint"), texts.complaint),
    ...phrasesOf(of("note"), texts.note),
  ]);
  const merged = [...together(facts, age), ...diagnoses(of("history"), phrases)];
  return merged.sort((a, b) => Math.abs(b.shap) - Math.abs(a.shap));
}

function reason(name: string, members: readonly Contribution[]): Reason {
  return {
    name,
    members,
    shap: members.reduce((sum, c) => sum + c.shap, 0),
    // Independent estimates: variances add.
    standardError: Math.sqrt(members.reduce((sum, c) => sum + c.standardError ** 2, 0)),
  };
}

const single = (c: Contribution, age: number | null): Reason =>
  reason(nameContribution(c, { ageYears: age }), [c]);
const sameSide = (a: Contribution, b: Contribution): boolean => a.shap * b.shap > 0;

/** Two measurements of one thing that point the same way are one reason. */
function together(facts: readonly Contribution[], age: number | null): Reason[] {
  const find = (feature: string) => facts.find((c) => c.feature === `vitals.${feature}`);
  const taken = new Set<Contribution>();
  const reasons: Reason[] = [];
  const merge = (a: Contribution | undefined, b: Contribution | undefined, name: () => string) => {
    if (!a || !b || !sameSide(a, b)) return;
    reasons.push(reason(name(), [a, b]));
    taken.add(a).add(b);
  };
  const [systolic, diastolic] = [find("systolic"), find("diastolic")];
  merge(systolic, diastolic, () => {
    const standing = systolic && standingOf(systolic, age);
    return `${standing ? `${standing} ` : ""}blood pressure ${systolic?.value}/${diastolic?.value}\u00a0mmHg`;
  });
  const [gcs, response] = [find("gcs"), find("consciousness")];
  merge(
    gcs,
    response,
    () => `${response && nameContribution(response)} (Glasgow Coma Scale ${gcs?.display})`,
  );
  return [...reasons, ...facts.filter((c) => !taken.has(c)).map((c) => single(c, age))];
}

/** The pieces of a text, gathered by the clause they stand in. A long clause falls into its runs of one direction. */
function phrasesOf(pieces: readonly Contribution[], text: string | null): Reason[] {
  const placed = pieces.filter((c) => c.span !== undefined && text !== null && c.span[1] <= text.length);
  const rest = pieces.filter((c) => !placed.includes(c));
  const clauses = new Map<string, { span: [number, number]; members: Contribution[] }>();
  for (const c of placed) {
    const span = clauseAround(text as string, c.span as [number, number]);
    const open = [...clauses.values()].find((o) => o.span[0] < span[1] && span[0] < o.span[1]);
    if (open) {
      open.members.push(c);
      open.span = [Math.min(open.span[0], span[0]), Math.max(open.span[1], span[1])];
    } else clauses.set(`${span}`, { span, members: [c] });
  }
  const quote = (members: readonly Contribution[], trimmed = false): Reason => {
    const from = Math.min(...members.map((c) => c.span?.[0] ?? 0));
    const to = Math.max(...members.map((c) => c.span?.[1] ?? 0));
    const words =
      members.length === 1 ? (members[0] as Contribution).label : (text as string).slice(from, to);
    const clean = words.replace(/\s+/g, " ").trim();
    return reason(`“${trimmed ? trimLink(clean) : clean}”`, members);
  };
  return [
    ...[...clauses.values()].flatMap(({ members }) => {
      const whole = quote(members);
      return whole.name.length - 2 <= MOST_QUOTED ? [whole] : runs(members).map((run) => quote(run, true));
    }),
    ...rest.map((c) => single(c, null)),
  ];
}

/** A quotation cut out of a longer clause does not begin or end with the word that linked it: "brief syncope while". */
const LINK = "and|or|with|while|when|since|then|to|of|in|on|at|by|for|from|after|the|a";
const trimLink = (text: string): string =>
  text.replace(new RegExp(`^(?:(?:${LINK})\\s+)+|(?:\\s+(?:${LINK}))+$`, "gi"), "");

/** Neighbours that point the same way. */
function runs(members: readonly Contribution[]): Contribution[][] {
  const result: Contribution[][] = [];
  for (const c of members) {
    const last = result.at(-1);
    const before = last?.at(-1);
    if (last && before && sameSide(before, c)) last.push(c);
    else result.push([c]);
  }
  return result;
}

/** "Palpitations" in the complaint and "palpitations since yesterday" in the note are one thing said twice. */
function sameWords(phrases: readonly Reason[]): Reason[] {
  const result: Reason[] = [];
  for (const phrase of phrases) {
    const at = result.findIndex((r) => {
      const [a, b] = [wordsIn(r.name), wordsIn(phrase.name)];
      return a.size > 0 && b.size > 0 && (within(a, b) || within(b, a)) && r.shap * phrase.shap > 0;
    });
    const earlier = result[at];
    if (earlier) result[at] = reason(earlier.name, [...earlier.members, ...phrase.members]);
    else result.push(phrase);
  }
  return result;
}

/** The history as one reason for each direction, with the note's own list of it ("Hx Hypertension"). */
function diagnoses(history: readonly Contribution[], phrases: readonly Reason[]): Reason[] {
  const left = [...phrases];
  const named = history.filter((c) => typeof c.value === "string");
  const sides = [named.filter((c) => c.shap < 0), named.filter((c) => c.shap >= 0)].filter(
    (s) => s.length > 0,
  );
  const known = new Set(named.flatMap((c) => [...wordsIn(c.label)]));
  const reasons = sides.map((side) => {
    const repeated = left.filter((p) => {
      const words = wordsIn(p.name);
      const list = /^“\W*(?:pm)?hx?\b/i.test(p.name) || words.size > 1;
      return list && words.size > 0 && within(words, known) && p.shap * (side[0]?.shap ?? 0) > 0;
    });
    for (const p of repeated) left.splice(left.indexOf(p), 1);
    const names = [...side]
      .sort((a, b) => Math.abs(b.shap) - Math.abs(a.shap))
      .map((c) => lowerFirst(c.label));
    const shown = names.slice(0, MOST_CONDITIONS);
    const more = names.length - shown.length;
    return reason(`the history (${[...shown, ...(more > 0 ? [`${more} more`] : [])].join(", ")})`, [
      ...side,
      ...repeated.flatMap((p) => p.members),
    ]);
  });
  const others = history.filter((c) => !named.includes(c)).map((c) => single(c, null));
  return [...reasons, ...others, ...left];
}

/** Says that it is the history, or when: two phrases that differ in nothing else say the same. */
const EMPTY =
  /^(p?m?hx?|history|of|and|with|the|a|since|for|ago|x?\d+\w{0,2}|days?|wks?|weeks?|hours?|min|months?)$/;
/** The words that carry meaning, in small letters. */
const wordsIn = (text: string): Set<string> =>
  new Set((text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).filter((w) => !EMPTY.test(w)));
const within = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean => [...a].every((w) => b.has(w));
