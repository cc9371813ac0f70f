import { readText } from "@/lib/language/text";
import type { Floor } from "@/lib/safety/floor";
import type { Explanation } from "./explanation";
import { ageOf } from "./naming";
import { CALMING, evidenceOf, phraseSpeaks, TURNED } from "./oddity";
import type { Texts } from "./reasons";

/** A piece of complaint or note that moved the model against what it says. */
export type AgainstSense = {
  readonly group: "complaint" | "note";
  readonly start: number;
  readonly end: number;
};

/** In levels; what moved it less has no colour anyway. */
const WORTH_A_COLOUR = 0.02;

/**
 * Words that say how bad it is, or that something vital fails: by themselves they never speak for less urgency. They are often read
 * beside the word they belong to, and the model then gives that one the effect of both.
 */
const ALARMING = new RegExp(
  `\\b(?:${[
    "severe(?:ly)?|worst|excruciating|unbearable|agoni[sz]ing|profuse(?:ly)?|massive",
    "tripod\\w*|gasping|stridor|grunting|retract\\w*|nasal flaring|working hard|struggling to breathe",
    "unresponsive|unconscious|letharg\\w*|listless|floppy|obtunded|seizing|actively seizing",
    "cyano\\w*|blue lips|turning blue|mottled|diaphoretic|ashen",
    "spurting|pulsatile|hemorrhag\\w*|haemorrhag\\w*",
  ].join("|")})\\b`,
  "gi",
);
/** The same, said by what cannot be done: the denial is part of it. */
const FAILING =
  /\b(?:can'?t|cannot|unable to|not|barely|won'?t)\s+(?:speak|talk|breathe|breathing|swallow|move|feel|wake|waking|feeding|drinking|walk|stand|respond\w*)\b/gi;
/** A newborn or infant who hangs limp; in anybody else a limp is a way to walk. */
const LIMP = /\blimp\b/gi;
const INFANT_YEARS = 1;

type Range = readonly [start: number, end: number];

const rangesOf = (pattern: RegExp, text: string): Range[] =>
  [...text.matchAll(pattern)].map((m) => [m.index, m.index + m[0].length] as const);
const touches = ([a, b]: Range, [c, d]: Range): boolean => a < d && c < b;

/**
 * The pieces of the nurse's words whose effect goes against what they say: "severe" away from urgency, "playful" towards it. It is no
 * error of the picture, it is what the model did; but a colour by itself would teach that the word means it. Pure.
 */
export function againstSense(
  explanation: Explanation,
  texts: Texts,
  floor: Floor | null,
): readonly AgainstSense[] {
  const age = ageOf(explanation);
  const evidence = evidenceOf(floor);
  return (["complaint", "note"] as const).flatMap((group) => {
    const text = texts[group];
    if (!text) return [];
    const said = readText(text).words;
    /** Said of the patient now: not denied, past or somebody else's. */
    const affirmed = (range: Range) =>
      said.filter((w) => touches(range, [w.start, w.end])).every((w) => w.standing === "affirmed");
    const alarming = [
      ...rangesOf(ALARMING, text).filter(affirmed),
      ...rangesOf(FAILING, text),
      ...(age !== null && age < INFANT_YEARS ? rangesOf(LIMP, text).filter(affirmed) : []),
    ];
    return explanation.contributions.flatMap(({ group: of, span, shap }) => {
      if (of !== group || !span || Math.abs(shap) < WORTH_A_COLOUR) return [];
      const [start, end] = span;
      const piece = text.slice(start, end);
      const speaks = alarming.some((r) => touches(r, span))
        ? "ill"
        : // "Not playful", "one wet diaper": turned round, a calming word says neither.
          CALMING.test(piece) && (!affirmed(span) || TURNED.test(before(text, start)))
          ? null
          : phraseSpeaks(piece, evidence);
      return speaks === (shap < 0 ? "well" : "ill") ? [{ group, start, end }] : [];
    });
  });
}

/** The words of the same clause in front of a piece. */
const before = (text: string, start: number): string =>
  text
    .slice(0, start)
    .split(/[.,;\n]/)
    .at(-1) ?? "";
