/**
 * Whether the visit is about an injury, from the complaint's words; undefined when unsure. A small word table, because
 * EHRs seldom say it: mechanisms and lesions that speak for an injury by themselves, and complaints that do not.
 */
const INJURY =
  /\b(fell|fall|falls|fallen|slipped|tripped|mvc|mva|mvcs|car accident|motor vehicle|collision|crash(ed)?|rollover|ejected|struck|hit by|assault(ed)?|punched|kicked|lac|lacs|laceration|lacerations|cut|abrasions?|avulsion|amputat\w*|puncture|stab(bed)?|gsw|gunshot|shot|burn(s|ed|t)?|scald(ed)?|frostbite|fracture[ds]?|fx|dislocat\w*|sprain(ed)?|twisted|crush(ed)?|contusion|bruis\w*|bite|bitten|bit by|sting|stung|foreign body|fb|injur\w*|trauma|wound|electrocut\w*|drown\w*|concussion|head inj)\b/;
/** "heartburn", "burning on urination", "fallen arches", "short of breath": not injuries though they sound like it. */
const NOT_INJURY =
  /\b(heart ?burn|burn(ing|s)? (on|with|when|upon)? ?(urinat\w*|urin\w*|voiding|pee\w*)|fall(ing)? asleep|cut down|wound (check|vac|infection|care)|no (injury|trauma|fall|falls)|denies (any )?(injury|trauma|fall|falls)|without (injury|trauma)|non ?traumatic|atraumatic|(suture|stitch|staple)s? removal|vaccin\w*|(flu|tetanus|booster|needs?) shots?)\b/g;
const MEDICAL =
  /\b(chest pain|cp|sob|shortness of breath|dyspnea|fever|cough|abd(ominal)? pain|vomit\w*|n\/v|diarrhea|sore throat|rash|headache|ha|dizz\w*|uti|dysuria|palpitations?|seizure|med refill|refill|vag(inal)? bleed\w*|pregnan\w*|suicid\w*|si|depress\w*|cold symptoms|uri|earache|ear pain|toothache)\b/;

export function injuryFromComplaint(complaint: string | null): boolean | undefined {
  if (!complaint) return undefined;
  const denied = /\b(no|denies( any)?|without) (injury|trauma|falls?)\b|\b(non ?traumatic|atraumatic)\b/;
  const lower = complaint.toLowerCase();
  const rest = lower.replace(NOT_INJURY, " ");
  if (INJURY.test(rest)) return true;
  return denied.test(lower) || MEDICAL.test(lower) ? false : undefined;
}
