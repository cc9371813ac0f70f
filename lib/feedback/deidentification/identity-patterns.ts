import { asRead, fold } from "./fold";
import type { Kind } from "./redaction";

/**
 * From what the EHR knows to identify a patient (names, identifiers, phones, addresses, dates) to patterns that find it
 * in folded text (fold.ts) however it is spaced or punctuated.
 */
export type IdentityPattern = {
  readonly pattern: RegExp;
  readonly kind: Kind;
  /** A part that is also an everyday word: only where it is written like a name. */
  readonly onlyAsName?: boolean;
};

const BEFORE = "(?<![\\p{L}\\p{N}])";
const AFTER = "(?![\\p{L}\\p{N}])";
/** Between the parts of a name or number: spaces, dots, hyphens, slashes, apostrophes, underscores, brackets. */
const GAP = "[^\\p{L}\\p{N}]{0,3}";

const TITLES = new Set("mr mrs ms miss dr prof jr sr ii iii iv md rn the aka nee".split(" "));
const ADDRESS_WORDS = new Set(
  (
    "street avenue road boulevard lane drive court place square terrace circle highway parkway apartment suite unit floor " +
    "building north south east west northeast northwest southeast southwest county city town village home house work mobile " +
    "phone email postal code united states america"
  ).split(" "),
);
/** Two-letter words that are also names ("An", "Do", "Le") or, in a chart, mean something else. */
const SHORT_WORDS = new Set(
  (
    "am an as at be by do go he hi ho if in is it la le ma me mi my no of oh on or so to up us we pt hr bp rr cp ha si od sz abd ed er " +
    "iv po im ca pa na ok vs wk yr mo am pm rt lt ra ms ua ct"
  ).split(" "),
);

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
const tokensOf = (text: string): string[] => text.match(/[\p{L}\p{N}]+/gu) ?? [];
const bounded = (body: string): RegExp => new RegExp(BEFORE + body + AFTER, "gu");

export function identityPatterns(identifyingTexts: readonly string[]): IdentityPattern[] {
  const patterns = new Map<string, IdentityPattern>();
  const add = (pattern: RegExp, kind: Kind, onlyAsName = false) => {
    const known = patterns.get(pattern.source);
    if (!known || (known.onlyAsName && !onlyAsName))
      patterns.set(pattern.source, { pattern, kind, ...(onlyAsName ? { onlyAsName } : {}) });
  };
  for (const text of identifyingTexts) {
    const folded = fold(asRead(text)).text.trim();
    if (folded === "") continue;
    const digits = folded.replace(/\D/g, "");
    const letters = folded.replace(/[^\p{L}]/gu, "");
    if (dateOf(folded)) for (const p of datePatterns(folded)) add(p, "date");
    else if (letters === "" && digits.length >= 7)
      for (const p of numberPatterns(digits)) add(p, phoneLike(text) ? "phone" : "id");
    else if (folded.includes("@")) add(bounded(literal(folded)), "id");
    else if (digits.length > 0) addMixed(folded, digits, add);
    else addName(folded, add);
  }
  // Longest first, so that a whole name is one tag rather than two.
  return [...patterns.values()].sort((a, b) => b.pattern.source.length - a.pattern.source.length);
}

type Add = (pattern: RegExp, kind: Kind, onlyAsName?: boolean) => void;

function addName(folded: string, add: Add): void {
  const tokens = tokensOf(folded);
  if (tokens.length > 1) add(bounded(tokens.map(literal).join(GAP)), "name");
  for (const token of tokens) {
    if (token.length < 2 || TITLES.has(token) || ADDRESS_WORDS.has(token)) continue;
    add(bounded(literal(token)), "name", SHORT_WORDS.has(token));
  }
  // "O'Brien" is also written "OBrien".
  for (const word of folded.split(/\s+/)) {
    const parts = tokensOf(word);
    if (parts.length > 1) add(bounded(parts.map(literal).join(GAP)), "name");
  }
}

/** Letters and digits: an identifier ("MRN-0012345") or an address line ("12 Elm Street"). */
function addMixed(folded: string, digits: string, add: Add): void {
  const tokens = tokensOf(folded);
  const address = tokens.length > 1 && tokens.some((t) => /^\p{L}{3,}$/u.test(t)) && /\s/.test(folded);
  add(bounded(tokens.map(literal).join(GAP)), address ? "address" : "id");
  if (address) {
    for (const token of tokens)
      if (/^\p{L}{4,}$/u.test(token) && !ADDRESS_WORDS.has(token)) add(bounded(literal(token)), "address");
      else if (/^\d{5,}$/.test(token)) add(bounded(token), "address");
    // The street without town, the way it is said.
    const street = tokens.slice(0, 2);
    if (/^\d+$/.test(street[0] ?? "")) add(bounded(street.map(literal).join(GAP)), "address");
    return;
  }
  if (digits.length >= 4) {
    add(bounded(spaced(digits)), "id");
    const bare = digits.replace(/^0+/, "");
    if (bare.length >= 4) add(bounded(`0*${spaced(bare)}`), "id");
  }
}

const spaced = (digits: string): string => [...digits].join("[\\s().+/-]{0,3}");

/** "+1 (" and the like before a ten-digit number. */
const COUNTRY_CODE = "(?:(?<!\\d)\\+?\\d{1,3}[\\s.(-]{1,3}|\\()?";

/** A number however grouped, without its country code, and its last seven digits as one dials locally. */
function numberPatterns(digits: string): RegExp[] {
  const forms = new Set([digits, digits.replace(/^0+/, "")]);
  if (digits.length >= 10) {
    forms.add(digits.slice(-10));
    forms.add(digits.slice(-7));
  }
  return [...forms]
    .filter((d) => d.length >= 5)
    .map((d) => new RegExp(`${d.length === 10 ? COUNTRY_CODE : ""}(?<!\\d)${spaced(d)}(?!\\d)`, "gu"));
}

const phoneLike = (text: string): boolean =>
  /^\s*(\+|\()?[\d\s().+-]{7,}$/.test(text) && /[\s().+-]/.test(text.trim());

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

function dateOf(text: string): { year: number; month: number; day: number } | null {
  const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})/.exec(text);
  if (iso) return { year: Number(iso[1]), month: Number(iso[2]), day: Number(iso[3]) };
  const us = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$/.exec(text);
  return us ? { year: Number(us[3]), month: Number(us[1]), day: Number(us[2]) } : null;
}

/** A date in every usual writing: 1957-03-04, 3/4/57, 04.03.1957, Mar 4 1957, 4 March 57, 19570304. */
function datePatterns(text: string): RegExp[] {
  const date = dateOf(text);
  if (!date) return [];
  const y = `(?:${date.year}|'?${String(date.year).slice(-2)})`;
  const m = `0?${date.month}`;
  const d = `0?${date.day}`;
  const s = "[\\s./-]{1,3}";
  const name = `${MONTHS[date.month - 1] ?? "x"}[a-z]{0,6}`;
  const ordinal = `${d}(?:st|nd|rd|th)?`;
  const pad = (n: number) => String(n).padStart(2, "0");
  return [
    bounded(`${date.year}${s}${m}${s}${d}`),
    bounded(`${m}${s}${d}${s}${y}`),
    bounded(`${d}${s}${m}${s}${y}`),
    bounded(`${name}[\\s.,-]{1,3}${ordinal}[\\s,.'-]{1,3}${y}`),
    bounded(`${ordinal}[\\s.-]{1,3}(?:of\\s)?${name}[\\s,.'-]{1,3}${y}`),
    bounded(`${date.year}${pad(date.month)}${pad(date.day)}`),
    bounded(`${pad(date.month)}${pad(date.day)}${date.year}`),
    bounded(`${name}[\\s.,-]{1,3}${ordinal}`),
  ];
}
