import type { CueRow } from "../scope";
import { ADULT } from "../somebody-else";
import { AN_EVENT, PATIENT_TOO, REACTED, set } from "./shared";

const RISKS_OF_KIN = set(
  "diabetes",
  "cancer",
  "blood-cancer",
  "bleeding-disorder",
  "hemophilia",
  "heart-disease",
  "sickle-cell",
);
export const OTHER: readonly CueRow[] = [
  {
    says: "other-person",
    where: "after",
    gap: 0,
    cues: [
      `(in|of) (his|her|the|their|both|patient's) (${ADULT})`,
      "(runs |run )?in (the|his|her|their) (immediate |close )?family",
      "on (his |her |the |their )?(mother's|father's|mom's|dad's|maternal|paternal|moms|dads) side",
    ],
    unless: / (found|presence|front|arms|home|house|car) /,
  },
  {
    says: "other-person",
    where: "before",
    gap: 1,
    cues: [
      `lost (a|an|his|her|their|my) (${ADULT}|son|daughter|child) to`,
      "(dorm mate|flatmate|teammate|bunkmate) (was )?(hospitalized|admitted|diagnosed|treated|positive|tested|died|has|had|with)( for| with| positive| of| from)?",
    ],
    unless: PATIENT_TOO,
  },
  {
    says: "other-person",
    where: "before",
    gap: 1,
    cues: [
      "rest of (the|his|her) family( has| had| is| was| with| all| sick with)?",
      "(kids|children|others|everyone|someone|classmates) (at|in) (daycare|school|work|class|home|church|the house) (have|has|had|with|all)",
      "(classmates|coworkers|kids|students|colleagues) (out|home|off|down) with",
      "(sick |ill |close )?(contact|contacts) (of|with|has|had|have)( a| an| someone| known)?",
    ],
    of: set("fever", "fever-named", "cough", "vomiting", "diarrhea", "sore-throat", "meningitis"),
    unless: PATIENT_TOO,
  },
  {
    says: "other-person",
    where: "before",
    gap: 0,
    cues: [`(${ADULT}) (is|was|are|were)( a| an| also)?`, `(${ADULT}) (both |all )(have|has|had|are)`],
    of: RISKS_OF_KIN,
    unless:
      / (found|worried|concerned|afraid|patient|him|her(?! (mother|father|mom|dad|sister|brother|husband|aunt|uncle))) /,
  },
  {
    says: "other-person",
    where: "before",
    gap: 0,
    cues: [`(${ADULT}) (is |was )?(recovering|recovered) from( a| an)?`],
    of: set("stroke-sign", "heart-attack", "cancer"),
    unless: / (now|today|brought|patient) /,
  },
  {
    // Theirs who belong to the patient; a "wife" alone may be who was brought.
    says: "other-person",
    where: "before",
    gap: 0,
    cues: [`(his|her|patient's) (${ADULT}) (is|was)`],
    of: set("suicidal", "psychosis", "dementia"),
    unless: / (found|worried|concerned|afraid|patient|him|says|states|reports|here|present) /,
  },
  {
    says: "other-person",
    where: "after",
    gap: 1,
    cues: [
      `in front of (him|her|them|patient)(?! (${ADULT}|son|daughter|kids|children|class|family|staff|nurse))`,
      "(next to|beside|around|near) (him|her|them|patient)",
    ],
    across: ` (${ADULT}) $`,
    unless: / (found|states|says|reports) /,
  },
  {
    // "Anxious since her husband had a heart attack": the event is another's.
    says: "other-person",
    where: "before",
    gap: 1,
    cues: [
      `(since|after) (his|her|their) (${ADULT})(('s)|( (had|has|was|went|died|is))?( in| into| of| from)?( a| an)?)`,
    ],
    of: AN_EVENT,
    unless:
      / (found|states|says|reports|called|hit|beat|assaulted|kicked|punched|stabbed|shot|attacked|by|who) /,
  },
  {
    says: "other-person",
    where: "before",
    gap: 1,
    cues: [`^ ((his|her|their) )?(${ADULT})( (was|had|got))?( in| into)?( a| an)?`],
    across: `^ *((he|she|patient) )?((is|feels|feeling|now|very|so) ){0,3}${REACTED} `,
    of: AN_EVENT,
    unless: / (found|states|says|reports|called|by) /,
  },
];
