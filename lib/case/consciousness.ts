import type { Consciousness } from "./features";

/**
 * How EHRs write the AVPU answer. LOINC 80288-4 and 67775-7 answer codes, the SNOMED CT findings of UK Core's ACVPU value
 * set, single letters, and plain words. New confusion has no AVPU letter of its own; NEWS2 (RCP 2017) scores it like a
 * patient who is not alert, so it is read as "responds to voice".
 */
export const CONSCIOUSNESS_LOINC: readonly string[] = ["80288-4", "67775-7"];

const CODES: Readonly<Record<string, Consciousness>> = {
  "LA9340-6": "alert",
  "LA17108-4": "voice",
  "LA17107-6": "pain",
  "LA9343-0": "unresponsive",
  "LA6560-2": "voice",
  "248234008": "alert",
  "300202002": "voice",
  // IHE's mobile paramedicine summary (profiles.ihe.net/PCC/mPSC, Level.Of.Responsiveness.AVPU.VS): "Verbal".
  "255373000": "voice",
  "450847001": "pain",
  "422768004": "unresponsive",
  "130987000": "voice",
  "271782001": "voice",
  "371632003": "unresponsive",
  A: "alert",
  C: "voice",
  V: "voice",
  P: "pain",
  U: "unresponsive",
};

/**
 * Scales in numbers. Richmond (Sessler et al., Am J Respir Crit Care Med 2002;166:1338-1344): to +4 agitated, 0 alert, -1 to -3
 * answers a voice, -4 touch or pain alone, -5 nothing. NEWS2 (RCP 2017): 0 alert, 3 anything less, which is read as "at least".
 */
const RASS = /^rass\W{0,3}?(-[0-5]|[+]?[0-4])$/i;
const NEWS2_SCORE = /^news2 consciousness score ([03])$/i;

function onScale(text: string): ConsciousnessRead | null {
  const rass = RASS.exec(text)?.[1];
  if (rass !== undefined) {
    const score = Number(rass);
    if (score >= 0) return { level: "alert", atLeast: score > 0 };
    return { level: score >= -3 ? "voice" : score === -4 ? "pain" : "unresponsive", atLeast: false };
  }
  const news2 = NEWS2_SCORE.exec(text)?.[1];
  if (news2 === undefined) return null;
  return news2 === "0" ? { level: "alert", atLeast: false } : { level: "voice", atLeast: true };
}

/** Whole answers in the languages of Switzerland, as its emergency services' value set has them (CH EMS, IVR-VS-vigilanzAvpu). */
const SWISS: Readonly<Record<string, Consciousness>> = {
  "wach, ansprechbar und orientiert": "alert",
  "alerte, réactif et orienté": "alert",
  "vigile, reattivo e orientato": "alert",
  "reaktion nur bei lauter ansprache": "voice",
  "réaction uniquement lorsque l'on parle fort": "voice",
  "reazione solo su stimolo verbale forte": "voice",
  "reaktion nur auf schmerzreiz": "pain",
  "réaction uniquement au stimulus de la douleur": "pain",
  "reazione solo allo stimolo del dolore": "pain",
  "nicht ansprechbar, bewusstlos": "unresponsive",
  "inconscient, sans réaction": "unresponsive",
  "incosciente, senza reazione": "unresponsive",
  bewusstlos: "unresponsive",
  inconscient: "unresponsive",
  incosciente: "unresponsive",
};

/** What a phrase says: a level; nothing about it ("quiet"); or, of something past, nothing of now ("past"). */
type Says = Consciousness | "quiet" | "past";
type Phrase = readonly [pattern: string, says: Says, inexact?: "at-least"];

const NOT = "(?:is |was )?(?:not|isnt|isn't|no longer|non|never) (?:\\w+ly )?(?:yet )?";
const BARELY =
  "(?:barely|hardly|scarcely|minimally|partially|partly|semi|not (?:fully|completely|quite|entirely))[ -]?";
const STIM =
  "(?:painful |noxious |deep )?(?:pain|stimul(?:i|us|ation)|sternal rub)(?: stimul(?:i|us|ation))?";
const VOICE =
  "(?:(?:a |loud )?(?:voice|verbal|vocal|speech|shout(?:ing)?|name|command)s?(?: stimul(?:i|us|ation)| commands?| cues?)?)";
const ROUSE =
  "(?:wak(?:e|es|en|ens|ing)(?: up)?|awak(?:e|es|en|ens|ened)|(?:a)?rous(?:e|es|ed|able)|arousable|rousable)";

/**
 * Phrases, those that contain others first: each is taken out of the text once found, so that "not conscious" is never
 * also "conscious", nor "no pain" "responds to pain". "at-least": the words say that the patient is this far gone, perhaps
 * further; the level is used and the screen says how it was read.
 */
const PHRASES: readonly Phrase[] = [
  // The whole answer may be one word.
  ["^(?:to )?(?:painful stimul(?:i|us)|pain(?:ful)?)(?: only)?$", "pain"],
  ["^(?:to )?(?:voice|verbal|vocal)(?: stimul(?:i|us)| commands?)?(?: only)?$", "voice"],
  ["^(?:normal|full consciousness|wnl|within normal limits)$", "alert"],
  // Denied: nothing is wrong in this way.
  [
    "(?:no|not|denies|denied|without|never|nor)(?: any| acutely| had| been)? (?:new )?(?:confus\\w*|disorient\\w*|drows\\w*|letharg\\w*|somnol\\w*|altered|sedated|loc|loss of consciousness|lost consciousness|syncope)",
    "quiet",
  ],
  ["(?:no|not in|denies|denied|without)(?: any)?(?: acute)? (?:\\w+ )?(?:pain|distress)", "quiet"],
  [
    "pain(?: score| level| scale)?(?: is| of| at| now)? ?\\d{1,2}(?: ?(?:\\/|out of|of) ?10)?|\\d{1,2} ?\\/ ?10(?: pain)?",
    "quiet",
  ],
  [`${NOT}(?:unresponsive|unconscious|comatose|obtunded|stuporous)`, "quiet"],
  // Responses to a stimulus.
  [
    `(?:${NOT}respon(?:ds?|ding|sive)|unresponsive|no (?:response|reaction)|does(?:n't| not) respond|nonresponsive) (?:to )${STIM}`,
    "unresponsive",
  ],
  [
    `(?:${NOT}respon(?:ds?|ding|sive)|unresponsive|no (?:response|reaction)|does(?:n't| not) respond|nonresponsive) (?:to )${VOICE}`,
    "pain",
    "at-least",
  ],
  [
    `(?:only )?(?:respon(?:ds|d|ding|sive|se)|reacts?|withdraw(?:s|al)?|locali[sz](?:es|ing|e)|moans?|groans?|opens? eyes|eyes open(?:ing)?|${ROUSE}|flexion|flexes|extension)(?: only)? (?:to|from|with|by|on) (?:only )?${STIM}(?: only)?`,
    "pain",
  ],
  [
    `(?:only )?(?:respon(?:ds|d|ding|sive|se)|reacts?|opens? eyes|eyes open(?:ing)?|${ROUSE})(?: only)? (?:to|with|by|on) (?:only )?${VOICE}(?: only)?`,
    "voice",
  ],
  // Cannot be woken; hard to wake.
  [
    `(?:unable to|cannot|can't|cant|can not|could not|couldn't|will not|won't|does not|doesn't)(?: be)? ${ROUSE}|not (?:be )?(?:(?:a)?rous(?:ed|able)|wak(?:ing|eable)(?: up)?)`,
    "unresponsive",
    "at-least",
  ],
  ["un(?:a)?rousable|unarousable", "unresponsive"],
  [`(?:difficult|difficulty|hard|slow)(?: to|ly)? ${ROUSE}|(?:barely|hardly) ${ROUSE}`, "voice", "at-least"],
  // Less than the word alone.
  [`${BARELY}(?:responsive|responding)`, "voice", "at-least"],
  [`${BARELY}(?:conscious|consciousness)`, "voice", "at-least"],
  [`${BARELY}(?:alert|awake|oriented|orientated)`, "voice", "at-least"],
  [
    `${NOT}(?:conscious|responsive|responding)|unconscious(?:ness)?|unresponsive|nonresponsive|no response|coma(?:tose)?`,
    "unresponsive",
  ],
  [`${NOT}(?:awake)`, "voice", "at-least"],
  [`${NOT}(?:alert|oriented|orientated)(?: or oriented)?|disorient(?:ed|ated)|disorientation`, "voice"],
  [
    "a ?(?:&|\\+|and)? ?a? ?(?:&|\\+|and)? ?o ?(?:x|times) ?[012]\\b|(?:oriented|orientated) (?:x|times|only to) ?(?:[012]\\b|person|self)(?: only)?",
    "voice",
  ],
  ["stupor(?:ous)?|obtunded|obtundation", "pain", "at-least"],
  [
    "(?:decreased|reduced|impaired|depressed|diminished|clouded|altered|lowered|low|fluctuating)(?: level of)? (?:consciousness|loc|mental status|mentation|alertness|gcs)|altered|encephalopath\\w*|delir\\w*",
    "voice",
    "at-least",
  ],
  ["sedated|sedation|intoxicated|post-?ictal", "voice", "at-least"],
  [
    "(?:acute(?:ly)? |new(?:ly)? )?confus(?:ed|ion|ional state)|drows(?:y|iness)|letharg(?:ic|y)|somnolen(?:t|ce)|obscured",
    "voice",
  ],
  // What was, and is over.
  [
    "(?:brief(?:ly)? |transient(?:ly)? )?(?:lost|loss of) consciousness|\\bloc\\b|passed out|syncope|fainted|blacked out|(?:regained|recovered) consciousness",
    "past",
  ],
  // Awake.
  [
    "(?:fully |now |currently )?(?:alert|awake|conscious)(?:(?: ?[,&+] ?| and )(?:alert|awake|conscious|oriented|orientated))*(?:(?: ?x| times) ?[34]\\b)?",
    "alert",
  ],
  [
    "a ?(?:&|\\+|and)? ?a? ?(?:&|\\+|and) ?o(?:(?: ?x| times)? ?[34])?\\b|aaox[34]|aox[34]|(?:well )?(?:oriented|orientated)(?:(?: ?x| times)? ?[34])?(?: to (?:person|place|time|self|all)(?:,? (?:and )?(?:person|place|time|situation|event))*)?",
    "alert",
  ],
  ["(?:gcs|glasgow coma (?:scale|score))(?: of| is|:)? ?15(?: ?\\/ ?15)?", "quiet"],
];
const COMPILED = PHRASES.map(
  ([pattern, says, inexact]) =>
    [
      new RegExp(pattern.startsWith("^") ? pattern : `(?<![\\w'-])(?:${pattern})(?![\\w'-])`, "g"),
      says,
      inexact === "at-least",
    ] as const,
);

/** Words that change nothing about how awake somebody is. */
const FILLER =
  /\b(?:patient|pt|he|she|they|child|infant|baby|is|are|be|was|and|but|with|the|a|an|to|of|in|on|at|for|this|time|now|currently|presently|here|arrival|appears?|seems?|very|quite|well|also|well-appearing|calm|cooperative|co-operative|interactive|playful|talking|speaking|conversant|comfortable|pleasant|appropriate|appropriately|level|consciousness|responsiveness|response|responses?|avpu|acvpu|loc|status|mental|neuro|normal|baseline|breathing|eyes|open|otherwise|mild(?:ly)?|severe|moderate|chest|back|leg|arm|abdominal|head|pain|painful|verbal(?:ly)?|able|follows?|obeys?|commands?|spontaneous(?:ly)?|well-oriented|gcs|score)\b/g;
/** From here on it is about the present: "was unresponsive, now alert". */
const NOW = /\b(?:now|currently|at present|presently|on arrival|since then)\b/;
const PAST = /\b(?:was|were|initially|previously|earlier|before|found|had been|prior)\b/;

export type ConsciousnessRead = {
  readonly level: Consciousness;
  /** The words say that the patient is this far gone and perhaps further. */
  readonly atLeast: boolean;
  /** The site's letter that says another level than the words. */
  readonly against?: string;
};

/**
 * What an answer says; null when it says nothing we know. A consciousness level is never guessed: "alert" beside words that
 * are not known is no answer, while a reduced level beside them is one, since it can only be worse.
 */
export function readConsciousness(text: string, codes: readonly string[] = []): ConsciousnessRead | null {
  const trimmed = text.trim();
  const scaled = onScale(trimmed);
  if (scaled) return scaled;
  const coded = [...codes, trimmed, trimmed.toUpperCase()].find((c) => CODES[c] !== undefined);
  const level = coded && CODES[coded];
  if (coded && level) {
    // A letter is a site's own: where the words beside it say another level, the worse of the two counts and is asked about.
    const words = coded.length === 1 && trimmed.length > 1 ? readWords(trimmed.toLowerCase()) : null;
    return words && severity(words.level) > severity(level)
      ? { level: words.level, atLeast: words.atLeast, against: coded }
      : { level, atLeast: false };
  }
  const lower = trimmed.toLowerCase().replace(/’/g, "'").replace(/\s+/g, " ");
  const swiss = Object.hasOwn(SWISS, lower) ? SWISS[lower] : undefined;
  if (swiss) return { level: swiss, atLeast: false };
  const turn = NOW.exec(lower);
  if (turn && turn.index > 0) {
    const present = lower.slice(turn.index);
    const before = lower.slice(0, turn.index);
    const read = readWords(present);
    // Only what is said to be over is left behind: "confused, now also drowsy" is both.
    if (read && (PAST.test(before) || hasOnlyPast(before))) return read;
  }
  if (PAST.test(lower) && /\b(?:initially|previously|earlier|had been|prior|before)\b/.test(lower))
    return null;
  return readWords(lower);
}

const severity = (c: Consciousness): number => ["alert", "voice", "pain", "unresponsive"].indexOf(c);

type Found = { readonly says: Says; readonly atLeast: boolean };
function take(text: string): { found: Found[]; rest: string } {
  const found: Found[] = [];
  let rest = text;
  for (const [pattern, says, atLeast] of COMPILED)
    rest = rest.replace(pattern, () => {
      found.push({ says, atLeast });
      return " | ";
    });
  return { found, rest };
}

const hasOnlyPast = (text: string): boolean => {
  const { found } = take(text.replace(/[,;. ]+$/, ""));
  return found.length > 0 && found.every((f) => f.says === "past" || f.says === "quiet");
};

function readWords(text: string): ConsciousnessRead | null {
  const { found, rest } = take(text.replace(/[.\s]+$/, "").trim());
  const levels = found.flatMap((f) =>
    f.says === "quiet" || f.says === "past" ? [] : [{ level: f.says, atLeast: f.atLeast }],
  );
  const exact =
    levels.some((l) => l.level === "pain" && !l.atLeast) && levels.some((l) => l.level === "unresponsive");
  // "Responds only to pain, otherwise unresponsive": what the patient still does is the answer.
  const counted = exact ? levels.filter((l) => l.level !== "unresponsive") : levels;
  const worst = counted.reduce<ConsciousnessRead | null>(
    (w, l) => (!w || severity(l.level) > severity(w.level) ? l : w),
    null,
  );
  if (!worst) return null;
  const unknown = rest.replace(FILLER, " ").replace(/[^a-z]+/g, "");
  const past = found.some((f) => f.says === "past");
  return worst.level === "alert" && (unknown !== "" || past) ? null : worst;
}
