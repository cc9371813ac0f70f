import type { FindingKey } from "../../catalogue";

/** The words and the sets of findings that rows of cues share. */
export const set = (...keys: FindingKey[]): ReadonlySet<FindingKey> => new Set(keys);

/** What a patient may bring as an errand without being in danger of it. */
export const ORDINARY = set(
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
export const PASSING = set(
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
export const STATES = set(
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

export const MONTH =
  "(january|february|march|april|june|july|august|september|october|november|december|jan|feb|aug|sept|sep|oct|nov|dec)";
export const SPECIALTY =
  "(cardiology|cardiologist|neurology|neurologist|ortho|orthopedics|orthopedist|gi|gastroenterology|allergist|allergy|pulmonology|pulmonologist|urology|urologist|surgeon|surgery|ent|ophthalmology|podiatry|podiatrist|dermatology|rheumatology|oncology|specialist|physical therapy|pain clinic)";
export const TEST =
  "(mri|ct|cat scan|scan|eeg|emg|ultrasound|echo|xray|x-ray|stress test|holter|holter monitor|tilt table test|colonoscopy|endoscopy|egd|biopsy|surgery|procedure|mammogram|sleep study|labs|blood work)";

/** It is there: any of these calls an earlier event or an errand back. */
export const THERE =
  / (now|today|tonight|currently|again|still|worse|worsening|new|newly|persist\w*|continu\w*|ongoing|since (?!(then|19|20))|just|severe|sudden|suddenly|acute|same as|returned|recur\w*|not better|no better|never (went|resolved|recovered)|(this|all) (am|morning|afternoon|evening|week|day|night)|yesterday|last night|(minutes?|mins?|hours?|hrs?) ago|x ?\d+ ?(d|days?|h|hrs?|hours?)) /;
export const DONE_NOW =
  / (took|taken|taking|gave|given|used|using|administered|had to|tried|without relief|no relief|not helping|x\d+|now|today|tonight|currently|yesterday|last night|this (am|morning|afternoon|evening)|again|still|since|worse|ago|active|started|began|has) /;
/** A remedy was used: what it is kept for has happened. */
export const DONE =
  / (took|taken|gave|given|used|using|administered|injected|had to|tried|needed|x\d+|now|today|tonight|yesterday|last night|this (am|morning|afternoon|evening)|again|still|since|ago|started|began) /;
/** Never calls it back. */
export const NEVER = /(?!)/;
export const NOT_AN_ERRAND =
  / (now|today|tonight|currently|again|still|worse|worsening|new|newly|persist\w*|continu\w*|ongoing|since|just|severe|sudden|suddenly|acute|this (am|morning)|yesterday|last night|from|sent|sends|referred|missed|left|during|told|here|(minutes?|mins?|hours?|hrs?) ago) /;
export const CHANGED =
  / (new|newly|now|today|tonight|worse|worsening|worst|sudden\w*|acute\w*|more|increas\w*|since|severe|different|not|became|this (am|morning|week)) /;
/** The patient is ill of it too. */
export const PATIENT_TOO = / (patient|pt|patient's|also has|too|as well|similar|same|both) /;
/** What may befall another and bring the patient here in grief; never what is a matter of minutes. */
export const AN_EVENT = set(
  "heart-attack",
  "stroke-sign",
  "overdose",
  "crash",
  "suicidal",
  "cancer",
  "blood-cancer",
  "aneurysm",
);
export const REACTED =
  "(anxious|anxiety|upset|shaken|shaky|grieving|grief|distraught|panic*|stressed|tearful|crying|sad|depressed|traumatized|insomnia|nightmares|mourning|bereaved|not sleeping|trouble sleeping|worried|in shock)";
