/** Words about appointments, classes, papers and prescriptions, before or after a mention. */
const AFTER =
  /^ ?(clinic|(prevention )?(kit|class|program)|class|course|appointment|appt|paperwork|clearance|training|certification|precautions|awareness|referral|support group|follow up|followup|f\/u|recheck|education|screening|pamphlet|research|study|season|alarm|drill|program|hotline|brochure|claim|card|form|forms|action plan|care plan|supplies|association|society|foundation|charity|trust|fundraiser|volunteer|documentary|podcast|leaflet) /;
/** A disease, not a complaint: with a word between as well ("asthma inhaler refill", "dementia day program"). */
const DISEASE = / (asthma|copd|diabet\w*|epilepsy|dementia|hypertension|cancer|anticoagulant|allergy) /;
const DISEASE_AFTER =
  /^ ?(?!(after|at|during|before|since|with|and|but|missed|in|from|no|has|had|while|on|until) )\w+ (refill|program|class|appointment|appt|form|paperwork|card) /;
const ASKED =
  / (needs|need|wants|want|requests|requesting|requested|asks|asking|looking|would like|here|signed up) (for )?(\w+ ){0,5}(note|letter|form|forms|paperwork|brochure|pamphlet|tour|directions|class|records|refill|refills|prescription|info|information|advice|number|results|equipment|supplies|appointment|appt|referral)( (for|of|about|after|from|regarding|that|to|on) (\w+ ){0,3}| )$/;
/** Seen or read of: "saw a documentary on carbon monoxide". */
const TOLD_OF =
  / (documentary|article|film|movie|show|video|leaflet|podcast|talk|lecture) (on|about|of|re|regarding) (\w+ ){0,2}$/;
const IT_IS_NOW = / (today|now|this|currently|still|since|x\d+\w*|last night) /;
/** An appointment that is still to come; one the patient is sent from is why they came. */
const APPOINTMENT_FOR =
  / (appointment|appt|appts|follow up|followup|referral) (for|of|about|regarding|re) (\w+ ){0,2}$/;
const SENT = / (from|sent|at|during|after|left|missed|today|by) /;
const TO_COME =
  / (tomorrow|monday|tuesday|wednesday|thursday|friday|saturday|sunday|next (week|month)|scheduled|rescheduled|upcoming) /;
const SEES_A_PERSON =
  /^ ?(him|her|them|me|us|patient|patients|anyone|anybody|\w*ologist|ortho\w*|cardiolog\w*|gyn|ob|specialist|surgeon|dentist|pcp|provider|pediatrician|therapist|psychiatrist|counselor|his|her|their|a|an|the|until|till|for (a )?(\d+|one|two|three|few|couple|several|another))\b/;

export function isErrand(before: string, own: string, after: string): boolean {
  if (/ vision-loss /.test(own) && SEES_A_PERSON.test(after.trimStart())) return true;
  if (/^ labor $/.test(own) && /^ (and|&) delivery (?!imminent)/.test(after)) return true;
  if (AFTER.test(after.trimStart()) || (ASKED.test(before) && !IT_IS_NOW.test(after))) return true;
  if (TOLD_OF.test(before)) return true;
  if (DISEASE.test(own) && DISEASE_AFTER.test(after)) return true;
  return APPOINTMENT_FOR.test(before) && !SENT.test(before) && TO_COME.test(before + after);
}
