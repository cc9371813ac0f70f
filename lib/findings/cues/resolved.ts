import { CATALOGUE } from "../catalogue";
import type { Sides } from "./scope";

/** What says that something has gone: in its own clause, in the next, or further on in the sentence. */
const AFTER =
  /^( \w+){0,3} (resolved|subsided|gone|passed|cleared|abated|ceased|disappeared|vanished|dissipated|went away|wore off|has stopped|is over|all better|completely better|better now|fine now|none now|none currently|self resolved|spontaneously resolved|lasted \w+ \w+ (and|then) (resolved|stopped)) /;
const NEXT =
  /^ (now |has |have |since |which |it |is |completely |fully |spontaneously |self |all |then |symptoms |symptom )*(resolved|subsided|gone|went away|cleared|abated|ceased|disappeared|wore off|asymptomatic|symptom free|pain free|none|completely better|all better|better now|fine now) (?!(but|except) )/;
const USUAL_AGAIN =
  / (back|returned|returning) to (his |her |their |the )?(baseline|normal|usual)| now (at )?(his |her |their )?(baseline|normal|usual) | now (calm|pink) /;
/** What comes and goes in a spell: the "back to baseline" of a note is said of this, not of a pain or a wound. */
const SPELL =
  / (syncope|presyncope|seizure|seizing|stroke|droop\w*|aphasia|hemiparesis|weak\w*|numb\w*|vision-loss|unresponsive|altered|confus\w*|turned-blue|blue|cyanotic|floppy|limp|apnea|agitat\w*|combative) /;
/** A power that was lost and is back ("speech now normal"), of the finding that it was lost in. */
const BACK =
  "(is |has |are |was )?(((now |back to |returned to |completely |fully |back )+(normal|fine|clear|baseline|usual|easy|strong|intact))|returned|came back|is back|back now|back)";
const FUNCTIONS: readonly (readonly [of: RegExp, back: RegExp])[] = (
  [
    [
      "stroke|droop\\w*|aphasia|speech\\S*|words|slurred",
      "speech|talking|smile|face|vision|sight|strength|movement",
    ],
    ["vision\\S*|blind|sight|stroke", "vision|sight"],
    ["weak\\w*|hemiparesis|paral\\w*|stroke", "strength|movement|arm|leg|grip"],
    ["numb\\w*|tingling|stroke", "sensation|feeling"],
    ["blue|cyanotic|turned-blue|pale|mottled", "color|colour"],
    ["dyspnea|wheez\\w*", "breathing"],
  ] as const
).map(([of, back]) => [new RegExp(` (${of}) `), new RegExp(` (${back}) ${BACK} `)] as const);
const WELL_NOW =
  / (feels|feeling|feel) (fine|normal|ok|okay) now | now (feels|feeling) (fine|normal|ok|okay) /;
/** In so many words, whatever it was. */
const OVER_AFTER =
  /^( \w+){0,2} (over with|(has|have|since|now|all) (settled|settled down|died down|faded|ended)|(let up|eased off|worn off) (completely|fully|entirely|now)|no longer (present|there|bothering|hurts|hurting|bleeding|having)|(completely|fully|totally|entirely) (relieved|better|gone)|relieved (completely|fully|totally|entirely)|all gone|now gone|long gone) /;
const OVER_NEXT =
  /^ (it |which |this |and |patient |she |he )*((has|have) (now|since|completely|fully) (stopped|passed|gone|resolved|eased off)|no longer (present|there|hurts|hurting|bleeding|having)|denies (now|currently|at present|at this time|any now)|(now|currently) (denies|pain free|symptom free|symptomless|asymptomatic)( |$)|no (pain|symptoms|complaints) (now|at present|currently|at this time|at the moment)|none (since|after|now|currently)|over with) /;
const SUGAR_UP = / (corrected|came up|improved to|up to 1\d\d|now (9\d|1\d\d)|recheck (9\d|1\d\d)) /;
/** How each is said to be well now: what can be done or felt again. Each needs its "now", or a word that is as good. */
const PAINS =
  "chest-pain|chest-pressure|abdominal-pain|headache|back-or-neck-pain|testicular-pain|neck-pain|pleuritic-or-wall-pain|severe-pain";
const WEAK = "weakness|stroke-sign|paralysis|numbness|speech-lost|dizzy-or-weak|dizzy|limb-not-used";
const CLEAR_HEAD =
  "(awake and alert|alert and oriented|a&o\\S*|aox[34]|aaox[34]|oriented) (x ?[34] )?now|now (awake and alert|alert and oriented|a&o\\S*|oriented)|acting (normal|normally|himself|herself) now|now acting (normal|normally|himself|herself)";
const WELL_AGAIN: readonly (readonly [of: ReadonlySet<string>, said: RegExp])[] = (
  [
    [
      PAINS,
      "pain free now|now pain free|0/10 (pain )?(now|at present|currently|on arrival)|not having any (now|currently|at present)",
    ],
    [
      "dyspnea|respiratory-distress|airway-disease-worse",
      "improved to normal|breathing (comfortably|normally|easily|fine|well) now|now breathing (comfortably|normally|easily|fine|well)|(lungs )?clear now",
    ],
    ["seizure|syncope|febrile-seizure|presyncope", CLEAR_HEAD],
    ["altered-mental-status", CLEAR_HEAD],
    [
      "vomiting|nausea",
      "(tolerating|keeping down|keeping) (po|fluids|liquids|food|oral|everything)( down)? (now|today|since)|now (tolerating|keeping down)",
    ],
    [
      "bleeding|vaginal-bleeding|throat-bleeding",
      "(bleeding )?(under control|controlled) now|now (under control|controlled)",
    ],
    [
      WEAK,
      "(walking|moving|speaking|talking|gripping|using it) normally (now|again)|now (walking|moving|speaking|talking) normally|feels normal now",
    ],
    [
      "vision-loss|vision-change|double-vision",
      "(can see|sees|seeing) (fine|normally|clearly|well) (now|again)|vision (fine|clear) (now|again)",
    ],
    [
      "fever|fever-named",
      "afebrile (now|today|on arrival|here)|(temp|temperature) (is )?normal (now|today|here)",
    ],
    ["palpitations|heart-racing", "quit (after|now|on|by)|rate normal now"],
    ["blue-or-cyanotic|mottled-or-pale", "(color|colour) (is )?(good|normal|fine|pink) now|now pink"],
  ] as const
).map(([of, said]) => [new Set(of.split("|")), new RegExp(` (${said}) `)] as const);
/** What was in the throat is out. */
const CAME_OUT =
  / (coughed (it )?(up|out)|came (out|up)|spat (it )?out|dislodged|cleared it|cleared by itself|heimlich worked|went down|passed (it|down)) /;
const CALM = /^( \w+)? ?(calm|cooperative) (now|since|at present|currently|on arrival) /;
/** Signs that can stop; chest compressions that stopped are no sign that all is well. */
const CAN_STOP = / (bleed\w*|spotting|vomiting|diarrhea|seizing|seizure|cough\w*|contractions|palpitations) /;
const STOPPED =
  /^( now| has| have| finally| all)* (stopped|ended) |^ (now |has |have |it |then |since )+stopped (now |at |after |before |prior |with |\d|yesterday |last |this |en |$)/;
const FEVER_BROKE = /^ (has |finally )*(broke|broken) /;
const NO_LONGER = / no longer( is| has| having| feels| feeling)? $/;
const STILL_THERE =
  / (not|never|hasn't|hasnt|without|no|isn't|yet|won't|wont) (\w+ )?(resolved|resolve|gone|subsided|relief|back|returned|stopped|stop|cleared|broke|broken|normal|feel|feeling) /;
/** It comes and goes, or has come again: nothing that was gone in between is over. */
const NOT_OVER =
  / (recur\w*|again|came back|comes back|come back|restarted|on and off|off and on|comes and goes|at times|back now|(is|are|was) back(?! (to|at|home))|but (it )?back|now back(?! (to|at))|keeps|returned(?! (to|home))|has returned(?! (to|home))) /;
/** It went and came again. */
const COMES_BACK =
  / (recur\w*|again|came back|comes back|coming back|restarted|on and off|off and on|comes and goes|intermittent\w*|still|returned(?! to)|now back(?! to)|but) /;

export function isResolved(a: Sides): boolean {
  if (CATALOGUE[a.key].intervention) return false;
  if (NO_LONGER.test(a.before)) return true;
  const following = `${a.after}${a.next}${a.rest}`.replace(/ +/g, " ");
  const isBack = FUNCTIONS.some(([of, back]) => of.test(a.own) && back.test(following));
  if (STILL_THERE.test(following)) return false;
  if (NOT_OVER.test(following) && !isBack) return false;
  if (AFTER.test(a.after) || NEXT.test(a.next) || OVER_AFTER.test(a.after) || OVER_NEXT.test(a.next))
    return true;
  if (CAN_STOP.test(a.own) && (STOPPED.test(a.after) || STOPPED.test(a.next))) return true;
  if (/ fever /.test(a.own) && FEVER_BROKE.test(a.after)) return true;
  if (a.key === "low-blood-sugar" && SUGAR_UP.test(following)) return true;
  if (a.key === "choking" && CAME_OUT.test(following)) return true;
  if (WELL_AGAIN.some(([of, said]) => of.has(a.key) && said.test(following))) return true;
  if (COMES_BACK.test(following)) return false;
  if ((a.key === "agitated" || a.key === "severe-agitation") && CALM.test(a.next)) return true;
  return isBack || (USUAL_AGAIN.test(following) && SPELL.test(a.own)) || WELL_NOW.test(following);
}
