import { readText } from "@/lib/language/text";
import type { Floor } from "@/lib/safety/floor";
import { type Standing, standingOf } from "./naming";
import type { Reason } from "./reasons";

/** What a nurse would say of a finding by itself: it speaks for a patient who is well, or for one who is not. */
type Speaks = "well" | "ill";

/** A rule for these levels calls a patient urgent. */
const URGENT = 2;

/**
 * Words that say that something is as it should be. Whole words or short phrases, as they are written at the door; none of
 * them says what the complaint is, so "controlled" in "bleeding controlled" makes the whole phrase a calming one.
 */
export const CALMING = new RegExp(
  `\\b(?:${[
    "comfortable",
    "playful|playing|interactive|smiling|consolable|cried (?:at once|right away)",
    "(?:feeding|drinking|eating|healing|doing) (?:well|fine|ok|normally)|drinks ok|tolerat\\w+ (?:po|fluids|food)",
    "gaining w(?:eigh)?t|wet diapers",
    "(?:bleeding|pain) controlled|controlled with pressure",
    "intact|neurovasc\\w*|nvi|full rom|pulses good",
    "wound clean|clean and dry",
    "(?:can|able to) (?:bear w\\w+|walk)|ambulatory|steady gait|walks (?:in|unaided|well)",
    "(?:full|complete) sentences|speaks sentences",
    "well appearing|looks well|acting normal|at baseline|back to normal|normal per|in no (?:acute )?distress|nad",
    "no complaints|asymptomatic|resolved|improv\\w+|better now",
    "alert|a&o ?x? ?[34]|aox[34]|oriented",
    "reassurance|immuni[sz]ed|up to date",
  ].join("|")})\\b`,
  "i",
);
/** What turns a calming word round ("not alert", "cant walk", "one wet diaper", "pale, alert"). */
export const TURNED =
  /\b(?:not|cannot|can'?t|cant|wont|won'?t|barely|less|only|one|hardly|unable|never|until)\b/i;

/** The patient's own words that urgent rules quote, each quotation's as a set. */
export const evidenceOf = (floor: Floor | null): readonly ReadonlySet<string>[] =>
  (floor?.rules ?? [])
    .filter((rule) => rule.level <= URGENT)
    .flatMap((rule) =>
      [...rule.reason.matchAll(/"([^"]+)"/g)].map(([, quoted]) => new Set(wordsOf(quoted ?? ""))),
    );
const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

/** Null: it may speak either way. Pain speaks for itself. */
function speaksOf(
  { name, members }: Pick<Reason, "name" | "members">,
  age: number | null,
  evidence: readonly ReadonlySet<string>[],
): Speaks | null {
  if (members.every((c) => c.group === "complaint" || c.group === "note"))
    return phraseSpeaks(name.replace(/^“|”$/g, ""), evidence);
  const said = new Set(
    members.map((c): Speaks | null => {
      if (c.feature === "vitals.consciousness") return c.value === "alert" ? "well" : "ill";
      if (c.group !== "vitals" || c.feature === "vitals.pain") return null;
      return OF_STANDING[standingOf(c, age) ?? "none"];
    }),
  );
  const [one] = said;
  return said.size === 1 ? (one ?? null) : null;
}
const OF_STANDING: Readonly<Record<Standing | "none", Speaks | null>> = {
  low: "ill",
  high: "ill",
  normal: "well",
  none: null,
};

export function phraseSpeaks(phrase: string, evidence: readonly ReadonlySet<string>[]): Speaks | null {
  // "Not yet immunised" denies something good.
  if (isDenial(phrase))
    return CALMING.test(phrase) && !/^\W*den/i.test(phrase) && !/\bno complaints\b/i.test(phrase)
      ? null
      : "well";
  const words = wordsOf(phrase);
  if (
    words.length > 0 &&
    evidence.some((e) => words.every((w) => e.has(w)) || [...e].every((w) => words.includes(w)))
  )
    return "ill";
  return CALMING.test(phrase) && !TURNED.test(phrase) ? "well" : null;
}

/** Whether all a phrase says is that something is not there: "denies CP, SOB", but not "no relief" or "cant walk". */
function isDenial(phrase: string): boolean {
  const { words } = readText(phrase);
  return (
    words.some((w) => w.standing === "negated") &&
    /^\W*(no|not|denies|denied|neg|negative|without)\b/i.test(phrase)
  );
}

/** It pulled the other way than what it says: a calming finding towards urgency, an alarming one away from it. */
export const isOdd = (
  reason: Reason,
  age: number | null,
  evidence: readonly ReadonlySet<string>[],
): boolean => speaksOf(reason, age, evidence) === (reason.shap < 0 ? "well" : "ill");
