import { isTrigger } from "./standings";
import { readText } from "./text";

/**
 * Cuts a text into the pieces an explanation speaks of: words and short phrases. The pieces cover the whole text, so
 * that keeping all of them gives it back unchanged. Negations stay with everything they negate ("denies CP, SOB" is one
 * piece: without "denies" the rest would say the opposite), and so does "hx" with its diagnoses.
 */
export type Segment = {
  /** Index of the piece's first word among the text's words. */
  readonly index: number;
  /** What the piece takes of the text, glue and all: [start, end). */
  readonly start: number;
  readonly end: number;
  /** Its words alone, for shading and as label. */
  readonly span: readonly [start: number, end: number];
  readonly label: string;
};

type Unit = { start: number; end: number; text: string; standing: string; sentence: number };
type Group = { units: Unit[]; index: number; standing: string };

/** Words that mean nothing alone; they go with the next word. */
const GLUE = new Set(
  (
    "a an the of to in on at with w/ for from by and or is was are be been being has have had her his she he they it its my " +
    "this that as per pt patient pts yo y/o left right lower upper both bilateral c/o x very some any about approx around into onto"
  ).split(" "),
);
/** "chest" + "pain": one finding. */
const HEADS = new Set(
  (
    "pain pains ache aches pressure tightness discomfort swelling bleeding injury droop drooping weakness numbness infection " +
    "burn burns wound fracture cramps cramping spasm spasms stiffness redness itching rash laceration free"
  ).split(" "),
);

/** Words that turn what follows them round, whether or not the safety rules read them so ("not able to walk"). */
const NEGATORS = new Set(
  (
    "no not non none nor nil never without w/o denies denied deny denying denial neg negative absent unable cannot can't cant " +
    "doesn't doesnt didn't didnt isn't isnt wasn't wasnt hasn't hasnt don't dont aren't won't couldn't haven't free"
  ).split(" "),
);
/** Between a negator and what it negates: alone with the negator they say nothing. */
const BETWEEN = new Set(
  (
    "longer known able sure hx history pmh pmhx prior previous recent new acute other further more current significant obvious " +
    "apparent yet really even much such"
  ).split(" "),
);

export function segmentText(source: string, most: number): Segment[] {
  if (source.trim() === "" || most < 1) return [];
  const units = wordsOf(source);
  if (units.length === 0) return [whole(source)];
  const groups = fewest(joinFindings(joinDenials(joinGlue(joinScopes(units)), source), source), source, most);
  return partition(groups, source);
}

/** One unit a place in the text: "SOB" reads as one word, "CP" as two at the same place. */
function wordsOf(source: string): Unit[] {
  const units: Unit[] = [];
  for (const word of readText(source).words) {
    const last = units.at(-1);
    if (last && word.start < last.end) {
      last.end = Math.max(last.end, word.end);
      if (word.standing !== "affirmed") last.standing = word.standing;
    } else
      units.push({
        start: word.start,
        end: word.end,
        text: word.text,
        standing: word.standing,
        sentence: word.sentence,
      });
  }
  return units;
}

/** A run of words under one negation, history or condition, with the words that open or close it. */
function joinScopes(units: readonly Unit[]): Group[] {
  const groups: Group[] = [];
  units.forEach((unit, index) => {
    const last = groups.at(-1);
    const previous = units[index - 1];
    const sameSentence = previous?.sentence === unit.sentence;
    const scoped = unit.standing !== "affirmed" && unit.standing !== "days-ago";
    if (last && sameSentence && scoped) {
      const continues = last.standing === unit.standing;
      const opens = last.standing === "affirmed" && isTrigger(last.units.at(-1)?.text ?? "");
      if (continues || opens) {
        last.units.push(unit);
        last.standing = unit.standing;
        return;
      }
    }
    // "hx of", "negative for", and "CP: no": the trigger belongs to the run before it when nothing follows it.
    const trigger = isTrigger(unit.text);
    if (last && sameSentence && trigger) {
      const closes =
        last.standing !== "affirmed" && (units[index + 1]?.standing ?? "affirmed") === "affirmed";
      const compound = last.standing === "affirmed" && isTrigger(last.units.at(-1)?.text ?? "");
      if (closes || compound) {
        last.units.push(unit);
        return;
      }
    }
    groups.push({ units: [unit], index, standing: unit.standing });
  });
  return groups;
}

/** Small words and numbers go with what follows them in the sentence; at its end with what stands before. */
function joinGlue(groups: readonly Group[]): Group[] {
  const result: Group[] = [];
  let waiting: Group | null = null;
  for (const group of groups) {
    const sentence = group.units[0]?.sentence;
    if (waiting && waiting.units[0]?.sentence !== sentence) {
      settle(result, waiting);
      waiting = null;
    }
    const current: Group = waiting
      ? { units: [...waiting.units, ...group.units], index: waiting.index, standing: group.standing }
      : group;
    const small = group.units.length === 1 && isGlue(group.units[0]?.text ?? "");
    if (small) waiting = current;
    else {
      result.push(current);
      waiting = null;
    }
  }
  if (waiting) settle(result, waiting);
  return result;
}

/** "no longer" "vomiting", "family denies" "seizures": a denial that is still open takes what comes next; "CP - none" is one. */
function joinDenials(groups: readonly Group[], source: string): Group[] {
  const result: Group[] = [];
  groups.forEach((group, i) => {
    const last = result.at(-1);
    const next = groups[i + 1];
    const after = last ? gapBetween(last, group, source) : null;
    const opens = last && after !== null && !/[,;]/.test(after) && isOpenDenial(last);
    const alone = group.units.every((u) => NEGATORS.has(u.text));
    const followed = next !== undefined && /^\s*$/.test(gapBetween(group, next, source) ?? ",");
    if (last && after !== null && (opens || (alone && !followed))) last.units.push(...group.units);
    else result.push({ ...group, units: [...group.units] });
  });
  return result;
}

function isOpenDenial({ units }: Group): boolean {
  const end = units.at(-1)?.text ?? "";
  return units.some((u) => NEGATORS.has(u.text)) && (NEGATORS.has(end) || BETWEEN.has(end) || GLUE.has(end));
}

/** What stands between two groups of one sentence; null when a sentence ends there. */
function gapBetween(a: Group, b: Group, source: string): string | null {
  const [left, right] = [a.units.at(-1), b.units[0]];
  return left && right && left.sentence === right.sentence ? source.slice(left.end, right.start) : null;
}

/** Also a "no" that denies nothing ("no relief"): it belongs to its word. */
const isGlue = (text: string): boolean =>
  GLUE.has(text) || /^(no|not|without)$/.test(text) || /^\d+([.,:/]\d+)*%?$/.test(text);

function settle(result: Group[], waiting: Group): void {
  const last = result.at(-1);
  if (last && last.units.at(-1)?.sentence === waiting.units[0]?.sentence) last.units.push(...waiting.units);
  else result.push(waiting);
}

/** "chest" "pain" side by side become one. */
function joinFindings(groups: readonly Group[], source: string): Group[] {
  const result: Group[] = [];
  for (const group of groups) {
    const last = result.at(-1);
    const word = group.units[0];
    const before = last?.units.at(-1);
    const joins =
      last &&
      word &&
      before &&
      group.units.length === 1 &&
      HEADS.has(word.text) &&
      !HEADS.has(before.text) &&
      last.standing === group.standing &&
      before.sentence === word.sentence &&
      /^\s+$/.test(source.slice(before.end, word.start)) &&
      /^\p{L}/u.test(before.text);
    if (joins) last.units.push(word);
    else result.push({ ...group, units: [...group.units] });
  }
  return result;
}

const ACROSS_SENTENCE = 10_000;
const ACROSS_COMMA = 100;

/** Joins neighbours, the shortest pair first and within a clause before across one, until at most `most` remain. */
function fewest(groups: Group[], source: string, most: number): Group[] {
  const list = [...groups];
  const length = (g: Group) => (g.units.at(-1)?.end ?? 0) - (g.units[0]?.start ?? 0);
  const cost = (a: Group, b: Group): number => {
    const left = a.units.at(-1);
    const right = b.units[0];
    if (!left || !right) return Number.POSITIVE_INFINITY;
    const gap = source.slice(left.end, right.start);
    const across =
      left.sentence !== right.sentence ? ACROSS_SENTENCE : /[,:()-]/.test(gap) ? ACROSS_COMMA : 0;
    return length(a) + length(b) + across;
  };
  const costs = list.slice(1).map((g, i) => cost(list[i] as Group, g));
  while (list.length > most) {
    let at = 0;
    for (let i = 1; i < costs.length; i++) if ((costs[i] as number) < (costs[at] as number)) at = i;
    const a = list[at] as Group;
    const b = list[at + 1] as Group;
    list.splice(at, 2, { units: [...a.units, ...b.units], index: a.index, standing: a.standing });
    costs.splice(at, 1);
    if (at > 0) costs[at - 1] = cost(list[at - 1] as Group, list[at] as Group);
    if (at < costs.length) costs[at] = cost(list[at] as Group, list[at + 1] as Group);
  }
  return list;
}

/** Gives every character of the text to one piece: opening marks to the piece they open, the rest to the one before. */
function partition(groups: readonly Group[], source: string): Segment[] {
  const starts = groups.map((g) => {
    let at = openingSign(source, g.units[0]?.start ?? 0);
    while (at > 0 && /[(~"'“‘#]/.test(source[at - 1] as string)) at -= 1;
    return at;
  });
  starts[0] = 0;
  return groups.map((g, i) => {
    const start = starts[i] ?? 0;
    const end = starts[i + 1] ?? source.length;
    const from = Math.max(start, openingSign(source, g.units[0]?.start ?? start));
    const to = Math.min(end, closingSign(source, g.units.at(-1)?.end ?? end));
    return { index: g.index, start, end, span: [from, to] as const, label: label(source.slice(from, to)) };
  });
}

/** A sign that changes the meaning belongs to its word: "-LOC", "+SOB", "?CVA", "(-) LOC". */
function openingSign(source: string, at: number): number {
  const sign = /(?:\([-+]\)\s*|[-+?])$/.exec(source.slice(Math.max(0, at - 8), at));
  return sign ? at - sign[0].length : at;
}
/** And so does "LOC (-)". */
function closingSign(source: string, at: number): number {
  const sign = /^\s*\([-+]\)(?!\s*\p{L})/u.exec(source.slice(at, at + 12));
  return sign ? at + sign[0].length : at;
}

const MAX_LABEL = 120;
const label = (text: string): string => {
  const clean = text.replace(/\s+/g, " ").trim();
  return clean.length <= MAX_LABEL ? clean : `${clean.slice(0, MAX_LABEL).replace(/[\uD800-\uDBFF]$/, "")}…`;
};

function whole(source: string): Segment {
  const from = source.length - source.trimStart().length;
  const to = source.trimEnd().length;
  return { index: 0, start: 0, end: source.length, span: [from, to], label: label(source) };
}
