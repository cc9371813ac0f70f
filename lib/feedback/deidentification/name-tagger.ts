import { LANDS } from "@/lib/language/known-words/clinical-words";
import {
  cuesOf,
  isJudged,
  isStrange,
  nameFeatures,
  type Reading,
  readTokens,
  type Token,
  tokensOf,
} from "./name-features";
import { NAME_WEIGHTS } from "./name-weights";
import type { Take } from "./redaction";

export type Weights = ReadonlyMap<string, number>;

/** Log odds that the token at `i` belongs to a name of a person or place. */
const logOdds = (weights: Weights, features: readonly string[]): number =>
  features.reduce((sum, f) => sum + (weights.get(f) ?? 0), 0);

/**
 * The odds above which a word goes, by how it is written: a capital in the middle of a sentence on nobody's list of proper words
 * goes on little evidence, an ordinary word in small letters on much. A name left in is worse than a word gone.
 */
function threshold({ shape, known, starts, kind }: Reading["tokens"][number], style: string): number {
  const isName = (kind?.given ?? 0) * 2 + (kind?.surname ?? 0) >= 2;
  if (shape === "lower") return style === "usual" && !(kind && kind.given > 0) ? 1.5 : 0.5;
  if (shape === "Title" && known.startsWith("proper")) return 0;
  if (shape === "Title") return starts ? (isName ? -1 : 0) : -1.5;
  return 0;
}

/** Titles, and what stands before a number or name without being a part of it. */
const STAYS = new Set(
  "mr mrs ms miss mx dr prof rm deg hx md rn np pa-c lpn cna emt pcp er ed icu or na cl mag ln pt pts pmh po iv im".split(
    " ",
  ),
);
/** Within a name of several words: "Bethany on the Lake", "Maria del Carmen", "Truth or Consequences". */
const WITHIN = new Set(
  "of on the and or for n del de la los las el da do dos van von der den bin al y e near".split(" "),
);
const NUMBERED =
  /^(?:loop|area|site|county|road|rd|route|exit|store|station|pier|gate|terminal|lot|apt|suite|ste|building|bldg|tower|camp|school|ps|post|lodge|ward|hall|cvs|walgreens)$/i;
/** What a name goes on with in small letters: "Riverside campus", "Crystal Cove pool". */
const SORTS = new Set(
  "campus pharmacy pool park bank bridge rectory shelter street avenue ave road lane plaza clinic hospital school church mall library airport station stadium beach lake river county township village apartments towers farm ranch factory plant mill warehouse store restaurant bar tavern pub diner cafe casino hotel motel camp campground mosque temple synagogue gym rink dorm fairgrounds mine dam trail pier marina cemetery prison jail arena".split(
    " ",
  ),
);

/** For each token whether it goes: as (part of) a name, or since nobody's list has the word. */
export function tagNames(tokens: readonly Token[], weights: Weights): boolean[] {
  const reading = readTokens(tokens);
  const goes: boolean[] = [];
  let before = false;
  for (const [i, here] of reading.tokens.entries()) {
    const { token } = here;
    if (token.type === "word")
      before =
        isJudged(token) &&
        !STAYS.has(token.text.toLowerCase()) &&
        !isLand(tokens, i) &&
        (isStrange(here, reading.style) ||
          logOdds(weights, nameFeatures(reading, i, before)) > threshold(here, reading.style));
    else if (!continues(token)) before = isName(token);
    goes.push(before && token.type === "word");
  }
  return wholeNames(tokens, spared(tokens, goes));
}

const SAYS_WHO = new Set(["title", "kin", "staff", "other"]);
/** "Dentist Payne", "Lactation RN Merry": what says who somebody is stays, where a name follows. */
function spared(tokens: readonly Token[], found: readonly boolean[]): boolean[] {
  const goes = [...found];
  let named = false;
  for (let i = tokens.length - 1; i >= 0; i--) {
    const here = tokens[i] as Token;
    if (here.type === "mark" && /^[.,]$/.test(here.text)) continue;
    const says = cuesOf(here.text).some((cue) => SAYS_WHO.has(cue)) && !/['’]s$/.test(here.text);
    if (goes[i] && named && says && !goes[i - 1]) goes[i] = false;
    else named = goes[i] === true || isName(here) || (named && says);
  }
  return goes;
}

const LAND_WORDS = new Set(LANDS);
/** "hunting in Virginia & Georgia", but "Virginia Piper". */
function isLand(tokens: readonly Token[], i: number): boolean {
  const [word, next, prev] = [tokens[i], tokens[i + 1], tokens[i - 1]];
  if (!word || !LAND_WORDS.has(word.text.toLowerCase())) return false;
  const goesOn =
    next !== undefined &&
    (isName(next) ||
      (next.type === "word" && /^\p{Lu}\p{Ll}/u.test(next.text) && !LAND_WORDS.has(next.text.toLowerCase())));
  return (
    !goesOn &&
    !(
      prev !== undefined &&
      (isName(prev) || cuesOf(prev.text).some((c) => c === "title" || c === "kin" || c === "called"))
    )
  );
}

/** Punctuation within a name, which leaves it unfinished. */
export const continues = ({ type, text }: Token): boolean => type === "mark" && /^[-'’.&]$/.test(text);
export const isName = ({ type, text }: Token): boolean => type === "tag" && /name|place|address/.test(text);

/** What stands within, before or after the words of a name and belongs to it. */
function wholeNames(tokens: readonly Token[], found: readonly boolean[]): boolean[] {
  const goes = [...found];
  const gone = (i: number): boolean =>
    goes[i] === true || (tokens[i] !== undefined && isName(tokens[i] as Token));
  const word = (i: number): string => (tokens[i]?.type === "word" ? (tokens[i]?.text ?? "") : "");
  const isCapital = (i: number): boolean => /^\p{Lu}/u.test(word(i)) || gone(i);
  for (let i = 0; i < tokens.length; i++) {
    if (!gone(i)) continue;
    // An initial before or after: "E. Cheese", "Kim-Ly T.", "Joe Q Public".
    if (/^\p{Lu}$/u.test(word(i - 2)) && tokens[i - 1]?.text === ".") goes[i - 2] = true;
    if (
      /^\p{Lu}$/u.test(word(i + 1)) &&
      tokens[i + 2]?.text === "." &&
      tokens[i + 1]?.start !== tokens[i]?.end
    )
      goes[i + 1] = true;
    if (/^(?:Jr|Sr|II|III|IV|jr|sr)$/.test(word(i + (tokens[i + 1]?.text === "," ? 2 : 1))))
      goes[i + (tokens[i + 1]?.text === "," ? 2 : 1)] = true;
    // "412 Birchwood", "7-Eleven".
    const number = tokens[i - 1]?.text === "-" ? i - 2 : i - 1;
    if (
      tokens[number]?.type === "number" &&
      isCapital(i) &&
      tokens[i]?.type === "word" &&
      /^\d{1,5}$/.test(tokens[number]?.text ?? "") &&
      (number === i - 2 ||
        /^(?:at|of|@|addr|address|lives|from|near|on)$/i.test(tokens[number - 1]?.text ?? ""))
    )
      goes[number] = true;
    // Small words between two parts.
    let j = i + 1;
    while (j < i + 3 && WITHIN.has(word(j).toLowerCase())) j += 1;
    if (j > i + 1 && gone(j) && isCapital(i) && isCapital(j)) for (let k = i + 1; k < j; k++) goes[k] = true;
    // "Loop 610", "site 22", "Store 8812".
    if (
      tokens[i + 1]?.type === "number" &&
      /^\d{1,5}$/.test(tokens[i + 1]?.text ?? "") &&
      NUMBERED.test(word(i))
    )
      goes[i + 1] = true;
    if (
      (SORTS.has(word(i + 1).toLowerCase()) || /^(?:MS|HS|VA|SNF|ALF|UMC)$/.test(word(i + 1))) &&
      isCapital(i)
    )
      goes[i + 1] = true;
  }
  return goes;
}

let own: Weights | null = null;

/** Names of people and places that no pattern announces, by a small model over words (scripts/words/train-names.ts). */
export function findNames(text: string): Take[] {
  own ??= new Map(
    NAME_WEIGHTS.trim()
      .split("\n")
      .map((line) => {
        const at = line.indexOf(" ");
        return [line.slice(at + 1), Number(line.slice(0, at))];
      }),
  );
  const tokens = tokensOf(text);
  const goes = tagNames(tokens, own);
  return tokens.flatMap(({ start, end, text: word }, i) => {
    // "Zenobia's pain", but "St. Brendan's" and "Pilgrim's plant".
    const whole =
      !/['’]s$/.test(word) ||
      goes[i + 1] ||
      /^(?:st|saint)$/i.test(tokens[i - (tokens[i - 1]?.text === "." ? 2 : 1)]?.text ?? "");
    return goes[i] ? [{ start, end: end - (whole ? 0 : 2), kind: "name" as const }] : [];
  });
}
