import type { FindingKey } from "../catalogue";
import type { CueRow } from "./scope";
import { ADULT } from "./somebody-else";

/**
 * Cues beyond NegEx: temporality, experiencer and condition after ConText (the lists of FastContext, medspaCy and pyConTextNLP,
 * Apache 2.0 and MIT, were gone through), and the errands of an emergency department. A row that would turn off a danger
 * that may be there has words that call it back (`unless`), and is narrow.
 */
const set = (...keys: FindingKey[]): ReadonlySet<FindingKey> => new Set(keys);

/** What a patient may bring as an errand without being in danger of it. */
const ORDINARY = set(
  "headache",
  "back-or-neck-pain",
  "neck-pain",
  "long-standing-back-pain",
  "abdominal-pain",
  "fever",
  "fever-named",
  "cough",
  "vomiting",
  "diarrhea",
  "nausea",
  "sore-throat",
  "numbness",
  "palpitations",
  "heart-racing",
  "seizure",
  "fracture",
  "dislocation",
  "crash",
  "dizzy",
  "dizzy-or-weak",
  "limb-swollen",
  "leg-swelling",
  "cramps",
  "dysuria",
  "bruise",
  "infection",
  "skin-infection",
  "struck-or-assaulted",
  "syncope",
  "head-injury",
  "fall",
);
const PASSING = set(
  "fever",
  "fever-named",
  "cough",
  "vomiting",
  "diarrhea",
  "nausea",
  "sore-throat",
  "headache",
);
/** What goes on when it is dated: devices, states, operations, backgrounds. */
const STATES = set(
  "postpartum",
  "pregnant",
  "missed-period",
  "tracheostomy",
  "tonsillectomy",
  "neck-operation",
  "heart-device",
  "lvad",
  "shunt",
  "central-line",
  "cast",
  "cancer",
  "blood-cancer",
  "immunocompromised",
  "diabetes",
  "anticoagulant",
  "antiplatelet",
  "heart-disease",
  "atrial-fibrillation",
  "airway-disease",
  "dementia",
  "hemophilia",
  "bleeding-disorder",
  "sickle-cell",
  "aneurysm",
  "adrenal-failure",
  "new-diabetes",
  "well-appearing",
  "awake-now",
);

const MONTH =
  "(january|february|march|april|june|july|august|september|october|november|december|jan|feb|aug|sept|sep|oct|nov|dec)";
const SPECIALTY =
  "(cardiology|cardiologist|neurology|neurologist|ortho|orthopedics|orthopedist|gi|gastroenterology|allergist|allergy|pulmonology|pulmonologist|urology|urologist|surgeon|surgery|ent|ophthalmology|podiatry|podiatrist|dermatology|rheumatology|oncology|specialist|physical therapy|pain clinic)";
const TEST =
  "(mri|ct|cat scan|scan|eeg|emg|ultrasound|echo|xray|x-ray|stress test|holter|holter monitor|tilt table test|colonoscopy|endoscopy|egd|biopsy|surgery|procedure|mammogram|sleep study|labs|blood work)";

/** It is there: any of these calls an earlier event or an errand back. */
const THERE =
  / (now|today|tonight|currently|again|still|worse|worsening|new|newly|persist\w*|continu\w*|ongoing|since (?!(then|19|20))|just|severe|sudden|suddenly|acute|same as|returned|recur\w*|not better|no better|never (went|resolved|recovered)|(this|all) (am|morning|afternoon|evening|week|day|night)|yesterday|last night|(minutes?|mins?|hours?|hrs?) ago|x ?\d+ ?(d|days?|h|hrs?|hours?)) /;
const DONE_NOW =
  / (took|taken|taking|gave|given|used|using|administered|had to|tried|without relief|no relief|not helping|x\d+|now|today|tonight|currently|yesterday|last night|this (am|morning|afternoon|evening)|again|still|since|worse|ago|active|started|began|has) /;
/** A remedy was used: what it is kept for has happened. */
const DONE =
  / (took|taken|gave|given|used|using|administered|injected|had to|tried|needed|x\d+|now|today|tonight|yesterday|last night|this (am|morning|afternoon|evening)|again|still|since|ago|started|began) /;
/** Never calls it back. */
const NEVER = /(?!)/;
const NOT_AN_ERRAND =
  / (now|today|tonight|currently|again|still|worse|worsening|new|newly|persist\w*|continu\w*|ongoing|since|just|severe|sudden|suddenly|acute|this (am|morning)|yesterday|last night|from|sent|sends|referred|missed|left|during|told|here|(minutes?|mins?|hours?|hrs?) ago) /;
const CHANGED =
  / (new|newly|now|today|tonight|worse|worsening|worst|sudden\w*|acute\w*|more|increas\w*|since|severe|different|not|became|this (am|morning|week)) /;
/** The patient is ill of it too. */
const PATIENT_TOO = / (patient|pt|patient's|also has|too|as well|similar|same|both) /;
/** What may befall another and bring the patient here in grief; never what is a matter of minutes. */
const AN_EVENT = set(
  "heart-attack",
  "stroke-sign",
  "overdose",
  "crash",
  "suicidal",
  "cancer",
  "blood-cancer",
  "aneurysm",
);
const REACTED =
  "(anxious|anxiety|upset|shaken|shaky|grieving|grief|distraught|panic*|stressed|tearful|crying|sad|depressed|traumatized|insomnia|nightmares|mourning|bereaved|not sleeping|trouble sleeping|worried|in shock)";

const PAST: readonly CueRow[] = [
  {
    says: "past",
    where: "before",
    gap: 2,
    cues: [
      "(previous|prior|past|earlier|old) (episode|episodes|bout|bouts|attack|admission|admissions|hospitalization) (of|for|with)",
      "used to (be|have|get)",
      "got over",
    ],
    notOf: STATES,
    unless: THERE,
  },
  {
    says: "past",
    where: "before",
    gap: 0,
    cues: ["previously", "previously (had|was|been)"],
    notOf: STATES,
    unless: THERE,
  },
  {
    says: "past",
    where: "before",
    gap: 2,
    cues: [
      `(admitted|seen|hospitalized|treated|evaluated|discharged|operated) (last month|last year|in (19|20)\\d\\d|in ${MONTH}|# (months|years|yrs) ago) (for|with|after)`,
    ],
    notOf: STATES,
    unless: THERE,
  },
  {
    says: "past",
    where: "after",
    gap: 1,
    cues: [
      "(in|during|back in) (high school|college|childhood|the military|(his|her|the|their) (teens|twenties|thirties|forties|fifties|youth|childhood|20s|30s|40s))",
      "(at|around) age (\\d+|of \\d+|one|two|three|four|five|six|seven|eight|nine|ten|twelve)",
      "when (he|she|they|patient) was ((a |in |very )?(child|kid|baby|young|little|younger|teenager|toddler|college|school)|# (years|yrs|yo))",
      "(with|during|in) (his|her|the|their) (last|previous|prior|earlier) (pregnancy|admission|hospitalization|hospital stay|delivery)",
      `(in|last|back in|this past) ${MONTH}`,
      "(last|once last|this past) (summer|winter|spring|fall|autumn)",
      "years ago",
      "as (a|an) (baby|newborn|infant|preemie|teen|young adult|young man|young woman|boy|girl|student)",
      "(back in the (spring|summer|fall|winter|autumn)|in the ((19)?[5-9]0s|early 2000s))",
      "(after|following|post|during|with) (_ |_ _ |_ _ _ )in (19|20)\\d\\d",
      "survivor( \\d+)?",
    ],
    notOf: STATES,
    unless: THERE,
  },
  {
    // "Pneumonia last month, was SOB then".
    says: "past",
    where: "before",
    lead: true,
    gap: 4,
    cues: ["(last month|last year|# (weeks|months|years|yrs) ago|in (19|20)\\d\\d)"],
    across: "^ (then|at the time|back then|at that time) ",
    notOf: STATES,
    unless: THERE,
  },
  {
    says: "past",
    where: "after",
    gap: 0,
    cues: ["free (for|x|since|over) (# |many |over # )?(months|years|yrs|(19|20)\\d\\d)"],
    of: set("seizure"),
    unless: THERE,
  },
  {
    says: "past",
    where: "before",
    gap: 0,
    cues: ["last"],
    across: `^ (was |episode |one |attack )?(in |on |during |back in )?((19|20)\\d\\d|${MONTH}|last year|years ago|over a year) `,
    notOf: STATES,
    unless: THERE,
  },
];

const RISKS_OF_KIN = set(
  "diabetes",
  "cancer",
  "blood-cancer",
  "bleeding-disorder",
  "hemophilia",
  "heart-disease",
  "sickle-cell",
);
const OTHER: readonly CueRow[] = [
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

const HYPOTHETICAL: readonly CueRow[] = [
  {
    says: "hypothetical",
    where: "before",
    gap: 2,
    cues: [
      "(prn|as needed)( for)?",
      "(told|advised|instructed|asked|knows|reminded|encouraged) to (return|call back|call 911|seek care|go to er|go to ed) (with|for|should|if)( any| signs of)?",
      "(told|advised|instructed|asked|knows|reminded|encouraged) to (report|watch for|monitor for|look out for|look for|notify)( of| about)?( any)?",
      "return (with|for|if|should) (any|new|worsening|signs of|increasing|persistent)",
      "come back (for|with|if) (any|new|persistent|worsening|increasing|signs of)",
      "(look|looking|looks|watch|watching)( out)? for (any|signs of|new|evidence of)",
      "(warned|cautioned|counseled|counselled) (of|about|on|regarding)( the| possible| risk of| signs of| any)?",
      "(in the event of|at (the )?first sign of|what to do (for|if|in|when|about)|emergency plan for|safety plan for)",
      "(instructed|educated|taught) (re|regarding|about|on)",
      "side effects? include",
      "^ (can|could|does) (_ |_ _ |_ _ _ )(cause|trigger|lead to|bring on)( a| an)?",
      "so (that )?(he|she|they) (does not|doesn't|won't|will not) (have|get|develop)",
    ],
    unless: DONE_NOW,
  },
  {
    says: "hypothetical",
    where: "before",
    gap: 1,
    cues: ["come back (for|with)"],
    of: set("fever", "fever-named", "vomiting", "infection", "poor-intake", "diarrhea"),
    unless:
      / (told|asked|advised|sent|called|had|has|now|today|since|again|still|here|yesterday|ago|x\d+|started|began|came|coming) /,
  },
  {
    says: "hypothetical",
    where: "after",
    gap: 0,
    cues: [
      "(develop|develops|occur|occurs|worsens|worsen|recurs|recur|return|returns|arise|arises|happens|start|starts|begin|begins)",
    ],
    across: " (should|if|unless|until|in case|were to) (any |the |your |his |her )?(\\S+ )?$",
    unless: NEVER,
  },
  {
    says: "hypothetical",
    where: "before",
    gap: 1,
    cues: [
      "(zofran|ondansetron|tylenol|acetaminophen|ibuprofen|motrin|albuterol|inhaler|nitro|nitroglycerin|imodium|meclizine|phenergan|reglan) (prn|as needed)( for)?",
    ],
    unless: DONE_NOW,
  },
  {
    says: "hypothetical",
    where: "after",
    gap: 0,
    cues: ["lasting (over|longer than|more than|greater than) #"],
    across:
      " (diastat|diazepam|midazolam|versed|ativan|lorazepam|valtoco|nayzilam|rescue|rectal|nasal|emergency) (\\S+ ){0,5}$",
    unless: DONE_NOW,
  },
  {
    says: "hypothetical",
    where: "before",
    gap: 1,
    cues: [
      "(diastat|valtoco|nayzilam|rescue (med|meds|medication|medicine)|epi pen|epipen|narcan|naloxone|glucagon) (kit |pen |at home |at school |on hand |with him |with her |for home )?(for|in case of|if|in the event of)( potential| possible| any)?",
    ],
    unless: DONE,
  },
  {
    says: "hypothetical",
    where: "before",
    gap: 1,
    cues: ["(when|once|until|before|for when|awaiting)"],
    across: "^ (starts|begins|comes|is due|is expected|is induced|kicks in) ",
    of: set("labor", "labor-active"),
    unless: DONE_NOW,
  },
  {
    says: "hypothetical",
    where: "after",
    gap: 0,
    cues: [
      "(is )?(expected|planned|due|scheduled|to be induced) (next|in|on|tomorrow|for|at|monday|tuesday|wednesday|thursday|friday)",
    ],
    of: set("labor", "labor-active"),
    unless: / (now|today|tonight|started|active|water|waters|contractions) /,
  },
  {
    says: "hypothetical",
    where: "before",
    gap: 2,
    cues: [
      "(return precautions|return instructions|reasons to return|when to return|precautions given)( for| include| with)?( any)?",
    ],
    unless: DONE_NOW,
  },
  {
    says: "hypothetical",
    where: "after",
    gap: 0,
    cues: [
      "(if needed|if necessary|if it (occurs|happens|comes|starts))",
      "(someday|some day|in the future)",
    ],
    unless: DONE_NOW,
  },
  {
    says: "hypothetical",
    where: "after",
    gap: 0,
    cues: ["rescue (med|meds|medication|medicine|plan|orders)", "(rescue|first aid|emergency plan|drill)"],
    of: set("seizure", "anaphylaxis", "allergic-reaction"),
    unless: DONE_NOW,
  },
  {
    says: "hypothetical",
    where: "after",
    gap: 0,
    cues: ["(risk|risks|risk factors?|risk score|risk reduction)"],
    of: set("stroke-sign", "heart-attack", "bleeding", "cancer", "fall", "diabetes"),
    unless: DONE_NOW,
  },
  {
    says: "hypothetical",
    where: "before",
    gap: 1,
    cues: ["^ return with( any)?"],
    unless: DONE_NOW,
  },
  {
    // A list that goes on: "return precautions: weakness, numbness".
    says: "hypothetical",
    where: "before",
    lead: true,
    gap: 4,
    cues: [
      "(return precautions|return instructions|reasons to return|when to return)( for| include| given)?",
    ],
    unless:
      / (now|today|since|still|has|again|currently|reports|c\/o|x\d+\S*|ago|yesterday|complains|here|\d+) /,
  },
];

const LOGISTICS: readonly CueRow[] = [
  {
    says: "logistics",
    where: "before",
    gap: 3,
    cues: [
      "(needs|need|wants|requests|requesting|requested|here for|asking for|asks for) (_ |_ _ |_ _ _ )?(note|letter|form|forms|paperwork|records|refill|refills|prescription|referral|documentation|copy|excuse)( of| from)?( filled out| completed| signed| faxed| sent| records)? (for|of|about|after|from|regarding|due to|re|because of)",
      "(dmv|fmla|disability|insurance|school|camp|work|employer|workers comp|sports|medical|police|legal) (form|forms|paperwork|papers|claim|report|letter|note|excuse|statement|clearance)( filled out| completed| signed)? (for|of|about|after|from|regarding|due to|re|because of)",
      "(lawyer|attorney|insurance|insurer|adjuster|employer) (wants|needs|requests|asks for|asked for|requires|wanted|requested) (_ |_ _ |_ _ _ )?(records|note|letter|proof|paperwork|copy|report|documentation)( of| for| from)?",
    ],
    unless: THERE,
  },
  {
    says: "logistics",
    where: "before",
    gap: 2,
    cues: [
      "^ (work|school|sick|doctor's|doctors|return to work|daycare) (note|excuse|letter|slip|clearance) (for|after|due to|because of|re|following)",
      `${TEST} (is |was )?(scheduled|booked|planned|ordered|pending|arranged|due|rescheduled|appointment|results?|follow up|return|pickup|drop off|on \\w+day) (for|to evaluate|to look for|re|because of)`,
      `${TEST} (return|pickup|drop off|follow up|results|appointment)( for)?`,
      `${SPECIALTY} (referral|appointment|appt|follow up|followup|f/u|consult|visit|clinic) (for|re|about|regarding)`,
      "(f/u|follow up|followup|recheck|reevaluation) (for|of|on|re|after)",
      "(physical therapy|rehab|counseling|support group) (referral |appointment |session )?for",
      "^ (discharge |hospital |medical |lab |test )?(paperwork|papers|records|results|bill|documentation) (of|for|regarding)",
      "(cast|splint|boot|suture|staple|stitch|drain|pin) removal (appointment |appt |visit )?(after|for)",
    ],
    of: ORDINARY,
    unless: NOT_AN_ERRAND,
  },
  {
    says: "logistics",
    where: "before",
    gap: 1,
    cues: [`${SPECIALTY} (appointment|appt|clinic visit) (for|re|about|regarding)`],
    of: set("anaphylaxis", "allergic-reaction", "cancer", "blood-cancer"),
    unless: NOT_AN_ERRAND,
  },
  {
    says: "logistics",
    where: "before",
    gap: 1,
    cues: ["(f/u|follow up|followup)( for| of| on| re)?"],
    across:
      " (monday|tuesday|wednesday|thursday|friday|next week|next month|tomorrow|scheduled|referral|appointment|appt) ",
    unless: NOT_AN_ERRAND,
  },
  {
    // "Needs note for school, had fever": it is over, and the note is why they came.
    says: "logistics",
    where: "before",
    lead: true,
    gap: 4,
    cues: [
      "(note|excuse|letter|slip|clearance|form) (for|to return to|to go back to) (school|work|daycare|class|camp|gym)",
    ],
    of: PASSING,
    unless: / (has|have|is|now|today|still|since|again|worse|severe|high|\d+|with|reports|c\/o|also|and) /,
  },
  {
    says: "logistics",
    where: "after",
    gap: 0,
    cues: [
      "(rehab|rehabilitation|placement|settlement|lawsuit|deposition|fundraiser|survivor group|work up|workup)( (appointment|results|paperwork|scheduled|pending|consult))?",
    ],
    of: set(
      "stroke-sign",
      "heart-attack",
      "dementia",
      "crash",
      "syncope",
      "fracture",
      "overdose",
      "palpitations",
    ),
    unless: NOT_AN_ERRAND,
  },
  {
    says: "logistics",
    where: "after",
    gap: 0,
    cues: [
      "(log|diary|journal|calendar|tracker)( sheet| app| review)?",
      "(medicine|medication|meds|med|drops|syrup|pills|tablets|ointment|cream) (refill|refills|prescription|ran out|run out|request|renewal)",
      "(boot|brace|splint|sling|crutch|crutches) (replacement|adjustment|fitting|removal|exchange|broke|refit)",
      "(_ )?(rescheduled|cancelled|canceled|postponed)",
    ],
    of: ORDINARY,
    unless: NOT_AN_ERRAND,
  },
  {
    says: "logistics",
    where: "before",
    gap: 1,
    cues: ["(bill|billing|invoice|copay) (for|from|about)( the| her| his| a| last)?"],
    unless: / (now|today|tonight|again|still|worse|new|since|severe|this (am|morning)|last night|ago) /,
  },
  {
    says: "logistics",
    where: "after",
    gap: 0,
    cues: ["(note|excuse|letter|slip) (so|to|for)"],
    of: PASSING,
    unless: NOT_AN_ERRAND,
  },
  {
    says: "logistics",
    where: "after",
    gap: 1,
    cues: ["(class|course|workshop|seminar)"],
    of: set("overdose", "stroke-sign", "seizure", "labor", "back-or-neck-pain", "headache"),
    unless: / (after|at|during|in|from|before|since|left|missed|while|now|today) /,
  },
  {
    says: "logistics",
    where: "before",
    gap: 1,
    cues: ["(copies|copy|records|films|disc|cd|pictures|photos|report) (from|of|for)"],
    across:
      " (attorney|lawyer|insurance|court|claim|employer|school|records|ortho|orthopedics|specialist|clinic) ",
    of: ORDINARY,
    unless: NEVER,
  },
  {
    says: "logistics",
    where: "after",
    gap: 0,
    cues: [
      "(survivors?|loss|victims?|caregivers?|families) (support )?group",
      "control (training|class|course|policy|officer|nurse)",
      "(awareness|prevention) (day|week|month|walk|event|flyer|poster)",
    ],
    unless: NOT_AN_ERRAND,
  },
  {
    says: "logistics",
    where: "after",
    gap: 0,
    cues: [
      "(prevention|awareness) (training|class|course|hotline|kit|program|materials|pamphlet|talk|number|line)",
    ],
    unless: NEVER,
  },
];

const BASELINE: readonly CueRow[] = [
  {
    says: "baseline",
    where: "before",
    gap: 1,
    cues: ["(long standing|long term|lifelong|life long|years of|known chronic)"],
    unless: CHANGED,
  },
  {
    says: "baseline",
    where: "after",
    gap: 1,
    cues: [
      "(for|x|over|many) (years|decades|ages)",
      "for as long as (he|she) can remember",
      "(all|most of) (his|her) life",
    ],
    notOf: set("suicidal", "headache-sudden-worst"),
    unless: CHANGED,
  },
  {
    says: "baseline",
    where: "before",
    lead: true,
    gap: 0,
    cues: ["(mental status|mentation|orientation) (is |are )?(at )?(his |her |their )?baseline"],
    of: set("altered-mental-status"),
    unless: CHANGED,
  },
  {
    says: "baseline",
    where: "before",
    lead: true,
    gap: 5,
    cues: ["(paraplegi*|quadriplegi*|tetraplegi*)"],
    of: set("paralysis", "both-legs-weak"),
    unless: CHANGED,
  },
];

const UNCERTAIN: readonly CueRow[] = [
  {
    says: "uncertain",
    where: "before",
    gap: 2,
    cues: [
      "(concerning|suspicious|worrisome|evaluate|evaluation|assess|checked|tested|workup|work up) for",
      "suggestive of",
      "(thinks|think|believes|feels like|wonders if) (he|she|it|they|this|that he|that she) (is|was|are|might be|may be|could be|has|had|is having|was having|might have)",
      "(vs|versus|question of)",
      "cannot (rule out|exclude)",
    ],
    unless: / (confirmed|definite|positive|known) /,
  },
  {
    says: "uncertain",
    where: "after",
    gap: 0,
    cues: ["(vs|versus) \\S+", "(suspected|not ruled out|cannot be excluded|not excluded)"],
    unless: / (confirmed|definite|positive|known) /,
  },
];

export const CUE_ROWS: readonly CueRow[] = [
  ...PAST,
  ...OTHER,
  ...HYPOTHETICAL,
  ...LOGISTICS,
  ...BASELINE,
  ...UNCERTAIN,
];
