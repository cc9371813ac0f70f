import { judgesIn } from "./judging-words";

/**
 * What no sentence, card or comment of the product may say, whatever made it and whatever of a chart it quotes. A person may
 * write it; a machine that advises may not.
 */
export const NOT_TO_BE_SAID = ["judgement", "blame", "race", "certainty", "order", "diagnosis"] as const;
export type NotToBeSaid = (typeof NOT_TO_BE_SAID)[number];

type Rule = { readonly kind: NotToBeSaid; readonly why: string; readonly pattern: RegExp };

const PEOPLE = "patients?|man|woman|male|female|boy|girl|person|people|child";
const SOMEBODY = "(?:the |this |that )?(?:patient|man|woman|child|him|her|them)";

const RULES: readonly Rule[] = [
  {
    kind: "blame",
    why: "whose fault it is says nothing of how urgent it is",
    pattern:
      /\b(?:(?:own|at|patient's) fault|self-inflicted by choice|brought (?:it|this) on|should have come|failed to comply|refuses? to cooperate|to blame|deserves?)\b/i,
  },
  {
    kind: "race",
    why: "no level hangs on race, ethnicity, religion or origin",
    pattern: new RegExp(
      `\\b(?:(?:black|white|asian|hispanic|latin[oax]|caucasian|african[- ]american|arab|jewish|muslim|indigenous|native american) (?:${PEOPLE})|because of (?:their |the patient's )?(?:race|ethnicity|religion|skin colou?r|origin)|(?:race|ethnicity) (?:counted|makes|made|pulls|speaks)|illegal (?:immigrant|alien)s?)\\b`,
      "i",
    ),
  },
  {
    kind: "certainty",
    why: "a model is never certain, and rules nothing out",
    pattern:
      /\b(?:rul(?:es?|ed|ing) out|r\/o|definite(?:ly)?|certainly|without (?:a )?doubt|guarantee[sd]?|100 ?% (?:sure|certain|safe)|no (?:risk|danger) (?:at all|of)|perfectly safe|safe to (?:wait|go|leave|send)|nothing (?:is )?(?:wrong|serious)|not an emergency)\b/i,
  },
  {
    kind: "order",
    why: "the clinician decides what is done",
    pattern: new RegExp(
      `\\b(?:discharge ${SOMEBODY}|discharge home|(?:can|may|should|must|to) be (?:discharged|sent home|admitted)|(?:fit|ready) for discharge|send(?:s|ing)? ${SOMEBODY} (?:home|away)|(?:administer|prescribe|inject|intubate|give) (?:iv |\\d|${SOMEBODY}|aspirin|morphine|naloxone|adrenaline|epinephrine|antibiotics|fluids)|(?:do not|don't) (?:treat|admit|resuscitate)|you (?:must|have to))\\b`,
      "i",
    ),
  },
  {
    kind: "diagnosis",
    why: "a triage level is no diagnosis",
    pattern:
      /\b(?:(?:the|this) patient has (?:a |an )?\p{L}|diagnos(?:ed|es?) (?:with|as)|is suffering from|the diagnosis is)/iu,
  },
];

/** Why a text may not be shown; null: it may. */
export function objectionTo(text: string): { readonly kind: NotToBeSaid; readonly why: string } | null {
  if (judgesIn(text)) return { kind: "judgement", why: "it judges the patient" };
  const rule = RULES.find((r) => r.pattern.test(text));
  return rule ? { kind: rule.kind, why: rule.why } : null;
}

/** Stands where a sentence was, so that nobody takes a gap for all there was to say. */
export const WITHHELD = "A sentence is withheld here: it said what OpenAcuity must not say.";

/** The same texts in their places, each that may not be said replaced; `onWithheld` is told of each. */
export const onlySayable = (texts: readonly string[], onWithheld: (kind: NotToBeSaid) => void): string[] =>
  texts.map((text) => {
    const objection = objectionTo(text);
    if (!objection) return text;
    onWithheld(objection.kind);
    return WITHHELD;
  });
