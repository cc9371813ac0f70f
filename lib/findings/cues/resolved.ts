/** What says that something has gone: in its own clause, in the next, or further on in the sentence. */
const AFTER =
  /^( \w+){0,3} (resolved|subsided|gone|passed|cleared|abated|ceased|disappeared|vanished|dissipated|went away|wore off|has stopped|is over|all better|completely better|better now|fine now|none now|none currently|self resolved|spontaneously resolved|lasted \w+ \w+ (and|then) (resolved|stopped)) /;
const NEXT =
  /^ (now |has |have |since |which |it |is |completely |fully |spontaneously |self |all |then |symptoms |symptom )*(resolved|subsided|gone|went away|cleared|abated|ceased|disappeared|wore off|asymptomatic|symptom free|pain free|none|completely better|all better|better now|fine now) (?!(but|except) )/;
const USUAL_AGAIN =
  / (back|returned|returning) to (his |her |their |the )?(baseline|normal|usual)| now (calm|pink) /;
/** What comes and goes in a spell: the "back to baseline" of a note is said of this, not of a pain or a wound. */
const SPELL =
  / (syncope|presyncope|seizure|seizing|stroke|droop\w*|aphasia|hemiparesis|weak\w*|numb\w*|vision-loss|unresponsive|altered|confus\w*|turned-blue|blue|cyanotic|floppy|limp|apnea|agitat\w*|combative) /;
/** A power that was lost and is back ("speech now normal"). */
const FUNCTION_BACK =
  / (speech|vision|sight|strength|sensation|feeling|smile|movement|color|colour) (is |has |are )?(now |back to |returned to |completely |fully )*(normal|fine|clear|back|returned|baseline) /;
const WELL_NOW =
  / (feels|feeling|feel) (fine|normal|ok|okay) now | now (feels|feeling) (fine|normal|ok|okay) /;
/** Signs that can stop; chest compressions that stopped are no sign that all is well. */
const CAN_STOP = / (bleed\w*|spotting|vomiting|diarrhea|seizing|seizure|cough\w*|contractions|palpitations) /;
const STOPPED =
  /^( now| has| have| finally| all)* stopped |^ (now |has |have |it |then |since )+stopped (now |at |after |before |prior |with |\d|yesterday |last |this |en |$)/;
const FEVER_BROKE = /^ (has |finally )*(broke|broken) /;
const NO_LONGER = / no longer( is| has| having| feels| feeling)? $/;
const STILL_THERE =
  / (not|never|hasn't|hasnt|without|no|isn't|yet|won't|wont) (\w+ )?(resolved|resolve|gone|subsided|relief|back|returned|stopped|stop|cleared|broke|broken|normal|feel|feeling) /;
/** It went and came again. */
const COMES_BACK =
  / (recur\w*|again|came back|comes back|coming back|restarted|on and off|off and on|comes and goes|intermittent\w*|still|returned(?! to)|now back(?! to)|but) /;

export function isResolved(a: { before: string; own: string; after: string; next: string; rest: string }) {
  if (NO_LONGER.test(a.before)) return true;
  const following = `${a.after}${a.next}${a.rest}`.replace(/ +/g, " ");
  if (STILL_THERE.test(following)) return false;
  if (/ (recur\w*|again|came back|comes back|restarted) /.test(following)) return false;
  if (AFTER.test(a.after) || NEXT.test(a.next)) return true;
  if (CAN_STOP.test(a.own) && (STOPPED.test(a.after) || STOPPED.test(a.next))) return true;
  if (/ fever /.test(a.own) && FEVER_BROKE.test(a.after)) return true;
  if (COMES_BACK.test(following)) return false;
  const isBack = USUAL_AGAIN.test(following) || FUNCTION_BACK.test(following);
  return (isBack && SPELL.test(a.own)) || WELL_NOW.test(following);
}
