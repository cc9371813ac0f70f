/**
 * Whether a mention is of somebody else. A child is the patient unless the words say which other child is meant: parents
 * say "son has fever" of the one they bring.
 */
export const ADULT =
  "husband|wife|spouse|mother|mom|father|dad|brother|sister|sibling|siblings|uncle|aunt|cousin|grandmother|grandfather|grandma|grandpa|roommate|coworker|classmate|friend|boyfriend|girlfriend|partner|teacher|neighbor|parents|parent|others|everyone|somebody|someone|people|family|passenger|driver|dog|nephew|niece|grandson|granddaughter|stepmother|stepfather|stepdad|stepmom|fiance|boss|client|resident|student|housemate|colleague|aunts|uncles|cousins|brothers|sisters|grandparents|grandparent|grandfathers|grandmothers|relative|relatives|friends|roommates|coworkers|classmates|flatmate|teammate|bystander|ex|mother-in-law|father-in-law|in-law|half-brother|half-sister|godmother|babysitter|stepbrother|stepsister|granny|nana|mum";
const CHILD = "son|daughter|child|children|kids|kid|baby|twin";
const RELATIVE = `((${ADULT})|(other|another|older|younger|twin|two|three|four|both) (${CHILD}|sons|daughters|twins))`;
const HAS_IT = new RegExp(
  ` ${RELATIVE} (at \\w+ |in \\w+ |also |recently |just )?((both |all )?(has|had|have)|diagnosed|died|tested|sick|ill|with|(is|was|were|are) (also |recently |just |newly |being )?(sick|ill|diagnosed|positive|treated|upstairs|next door|admitted|hospitalized|killed|in|having|(schizophrenic|bipolar|epileptic|diabetic) and)|having|being treated) (?!(noticed|seen|found|been|witnessed|called|given|told|to|brought|concerns|concern)\\b)`,
);
const HAS_BEEN = new RegExp(` ${RELATIVE} (at \\w+ )?(has|have) been (having )?$`);
/** "Uncle committed suicide", "friend overdosed", "brother vomiting too": the relative opens the clause. */
const OPENS = new RegExp(
  `^ (his |her |patient's |patients |both )?(older |younger )?${RELATIVE} (also |recently |just )?(committed |attempted |completed )?$`,
);
/** "Husband arrested two weeks ago and was shocked": what is told of somebody goes on being theirs. */
const GOES_ON = new RegExp(
  `^ (his |her )?${RELATIVE} (arrested|died|collapsed|diagnosed|admitted|hospitalized)( \\w+){0,6} (was|were|had|got) $`,
);
const DONE_OR_HAD = /^ (overdose|suicidal|vomiting|diarrhea|diabetic|pregnant|fever|cough) /;
/** The patient saw it: with nobody named before, since "wife saw her husband collapse" is about the patient. */
const WATCHED = new RegExp(
  `^ (patient |she |he )?(watched|saw|witnessed) (his |her |their )(${ADULT}) (\\w+ ){0,3}$`,
);
const EXPOSED =
  / (exposed to|exposure to|contact with|contacts with|around (someone|somebody|people|a child|kids)|caring for|cares for|takes care of|taking care of|caregiver (?:for|to|of)|looks after|looking after|visiting|lives with|worried about (his|her|their)) (\w+ ){0,4}$/;

/** Who has this is not in class with it: the patient was near them. */
const CATCHING =
  / (meningitis|mening\w*|measles|chickenpox|tb|tuberculosis|scabies|mumps|strep|covid|flu|influenza|norovirus) /;
const SAT_NEAR =
  / (boy|girl|kid|child|pupil|student|lad|person|man|woman|colleague|teacher|somebody|someone) (in|from|at) (\w+ ){1,3}(has|had|have|with|diagnosed|tested|is|was)( \w+){0,2} $/;

/** A word that shows that the patient is meant after all ("son had to carry him", "wife found her"). */
const PATIENT_MEANT = / (him|her|patient|patient's|them) /;

/** "Her husband's stroke", "mom's seizure". */
const POSSESSED = new RegExp(` (${ADULT})'?s (recent |first |last |own )?(\\w+ )?$`);

/** "Mother with new facial droop, brought in by son": the patient, named by whoever brought her. */
const BROUGHT = / (brought|bib|biba|called 911|called ems|arrived|sent) /;
/** "Dad is having a heart attack" may be said by a son who brings him; "her dad" is no patient. */
const IS_HAVING = / (is|are) having (\w+ ){0,2}$/;
const THEIRS = / (his|her|patient's|their) /;
const WITH_NEW = / with (new|sudden|acute|worsening) (\w+ )?$/;

/** "Took box of mum's pills": theirs, and in the patient. */
const TAKEN =
  / (took|taken|takes|taking|ate|eaten|swallowed|drank|drunk|ingested|into|used|injected|overdosed|od|od'd|box|bottle|pack|packet|handful|all|some|of|on) (\S+ ){0,4}$/;

/** Those who are brought by the family that names them, in danger now ("dad has crushing chest pain"). */
const BROUGHT_KIN =
  /^ (husband|wife|mother|mom|mum|father|dad|grandmother|grandma|grandfather|grandpa|parent|partner|boyfriend|girlfriend) (just |now )?(has|is having|having) (?!(had|been) )/;
const SOMEBODY_IS_ASKED_OF =
  / (patient|pt|also|too|worried|anxious|upset|he|she|his|her|last|year|years|history|hx) /;
/** Whether a relative in danger, named alone, may be the patient. */
export const mayBeBrought = (before: string, own: string, after: string, next: string): boolean =>
  BROUGHT_KIN.test(`${before}${own}`.replaceAll("  ", " ")) &&
  !SOMEBODY_IS_ASKED_OF.test(`${before}${own}${after}${next}`);

export function isSomebodyElse(before: string, own: string, after: string, next = ""): boolean {
  if (POSSESSED.test(before) && !PATIENT_MEANT.test(after) && !TAKEN.test(before)) return true;
  if (EXPOSED.test(before) || WATCHED.test(before)) return true;
  if (CATCHING.test(own) && SAT_NEAR.test(before)) return true;
  if (PATIENT_MEANT.test(after)) return false;
  if (IS_HAVING.test(before) && !THEIRS.test(before)) return false;
  if (WITH_NEW.test(before) || BROUGHT.test(after) || BROUGHT.test(next)) return false;
  if (GOES_ON.test(before)) return true;
  return HAS_IT.test(before) || ((HAS_BEEN.test(before) || OPENS.test(before)) && DONE_OR_HAD.test(own));
}
