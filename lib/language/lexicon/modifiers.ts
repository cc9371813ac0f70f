/**
 * What nurses add around a reason: who says it, how long, from where, what is denied, what is suspected. None of it changes
 * the level of the visit, so none of it may say anything a case does not hold: an ambulance, a parent or a history is only
 * written where the case has one.
 */

/**
 * What is often written down as absent, with the reasons (beginnings of their codes) it must not contradict. A negated
 * finding carries no information about the level.
 */
export type Deniable = {
  readonly contradicts: string;
  readonly says: readonly string[];
  /** Asked of nearly everybody; the others of few. */
  readonly common?: boolean;
  /** Also asked of children too young to tell. */
  readonly anyAge?: boolean;
  /** Only of women and girls of these ages. */
  readonly femaleAges?: readonly [from: number, to: number];
};
export const DENIABLE: readonly Deniable[] = [
  {
    common: true,
    contradicts: "1050 1265 2515 2520 5520",
    says: ["chest pain", "CP", "chest pressure", "chest tightness", "chest discomfort", "chest px"],
  },
  {
    common: true,
    anyAge: true,
    contradicts: "1415 1420 1425 1430 1485 2620 2625 2630 2640 5836",
    says: [
      "SOB",
      "shortness of breath",
      "trouble breathing",
      "diff breathing",
      "dyspnea",
      "wheezing",
      "resp distress",
    ],
  },
  {
    common: true,
    anyAge: true,
    contradicts: "1010 1005 1012 2010 2500 5930",
    says: ["fever", "fevers", "f/c", "fever/chills", "chills", "fever or chills"],
  },
  {
    common: true,
    anyAge: true,
    contradicts: "1530 1525 1580 1595 5900 2005 1540",
    says: ["vomiting", "n/v", "nausea", "n/v/d", "emesis", "N/V", "nausea or vomiting"],
  },
  { anyAge: true, contradicts: "1595 1590 1600 2005 1540", says: ["diarrhea", "n/v/d", "constipation"] },
  { common: true, contradicts: "1210 1207 2365 1410", says: ["headache", "HA", "h/a"] },
  {
    common: true,
    anyAge: true,
    contradicts: "1030 1205 584 5837 5839 1240 1225",
    says: ["LOC", "syncope", "loss of consciousness", "passing out", "blacking out"],
  },
  {
    common: true,
    contradicts: "1545 1565 1775 1790 1745 2650 2655 2665 5520",
    says: ["abd pain", "abdominal pain", "stomach pain", "belly pain"],
  },
  {
    common: true,
    contradicts: "1225 1030",
    says: ["dizziness", "lightheadedness", "dizzy spells", "vertigo"],
  },
  {
    common: true,
    contradicts: "1165 5820 5818 1110 1130 3130 2305 2310 1155",
    says: [
      "SI",
      "SI/HI",
      "suicidal ideation",
      "suicidal thoughts",
      "thoughts of self harm",
      "HI",
      "suicidal",
    ],
  },
  {
    common: true,
    contradicts: "1220 1230 1020 19 2525 1240 1505 2370 2350",
    says: [
      "numbness",
      "tingling",
      "numbness/tingling",
      "focal weakness",
      "n/t",
      "weakness",
      "unilateral weakness",
    ],
  },
  { contradicts: "1235 2525 1240 1046", says: ["slurred speech", "facial droop", "speech changes"] },
  { contradicts: "1640 2705", says: ["hematuria", "blood in urine"] },
  {
    contradicts: "1580 1605 1070",
    says: ["blood in stool", "melena", "rectal bleeding", "black stools", "BRBPR", "hematemesis"],
  },
  {
    common: true,
    anyAge: true,
    contradicts: "5505 5205 5210 5405 5410 5005 5305 5705 5810 5805 5815 5575",
    says: ["head injury", "hitting head", "head strike", "head trauma"],
  },
  {
    contradicts: "1305 1310 1320 1325 1330 1335 2400 2415 2420 5510",
    says: ["vision changes", "blurred vision", "visual changes"],
  },
  { contradicts: "1900 5105", says: ["neck pain", "stiff neck", "neck stiffness", "nuchal rigidity"] },
  {
    anyAge: true,
    contradicts: "1440 1445 1470 1475 2600 2610 2630",
    says: ["cough", "productive cough", "hemoptysis"],
  },
  {
    contradicts: "1650 1645 1675 1665 1670 1680 1660",
    says: ["dysuria", "urinary sx", "burning with urination", "urinary symptoms"],
  },
  { contradicts: "1905 1910 1790 5110 5515", says: ["back pain"] },
  { anyAge: true, contradicts: "5", says: ["trauma", "recent trauma", "falls", "known injury"] },
  {
    contradicts: "1755 1760 1765 1770 1790 1740 1735",
    says: ["vaginal bleeding", "vag bleeding", "vaginal discharge"],
    femaleAges: [12, 60],
  },
  {
    contradicts: "1790 3200 3205 3215 1755 1730 2735 1791 1745 3515 3520 3535",
    says: ["pregnancy", "being pregnant", "chance of pregnancy"],
    femaleAges: [12, 50],
  },
  {
    contradicts: "1145 1150 2320 2321 591 4518 1140",
    says: ["drug use", "ETOH", "drugs/ETOH", "drug or etoh use"],
  },
  {
    anyAge: true,
    contradicts: "1860 1090 1870 2825 2025 1320 1340 1365 1605 1715 1765 1770 1890 2810 2820 2815",
    says: ["rash", "itching", "hives"],
  },
  {
    anyAge: true,
    contradicts: "1520 1455 2605",
    says: ["trouble swallowing", "drooling", "throat swelling"],
  },
  { contradicts: "1260 2520", says: ["palpitations"] },
  { contradicts: "1035 1920 1925 1930 1935 2640 1900 2520", says: ["leg swelling", "edema", "calf pain"] },
  { contradicts: "1155 2305 1165", says: ["AH/VH", "hallucinations", "hearing voices"] },
  { anyAge: true, contradicts: "1205 2360", says: ["seizure", "seizure activity", "sz"] },
  {
    contradicts: "1655 1600 1910",
    says: ["incontinence", "bowel/bladder incontinence", "saddle anesthesia"],
  },
];

/** Ways to deny a list of findings; "{}" stands for it. */
export const DENIALS: readonly string[] = [
  "denies {}",
  "denies {}",
  "denies {}",
  "denies any {}",
  "pt denies {}",
  "no {}",
  "no {}",
  "neg for {}",
  "negative for {}",
  "-{}",
  "(-) {}",
  "without {}",
  "w/o {}",
  "denied {}",
  "states no {}",
  "no c/o {}",
  "{} denied",
  "{}: denies",
  "{} (-)",
];

/** How long a symptom goes on; "{n}" is a small number. */
export const DURATIONS: readonly string[] = [
  "x{n}d",
  "x {n} days",
  "x{n} days",
  "x{n}h",
  "x {n} hrs",
  "for {n} days",
  "x{n} wks",
  "x1wk",
  "x 1 month",
  "since AM",
  "since this am",
  "since yesterday",
  "since last night",
  "since {n}am",
  "today",
  "started today",
  "started last night",
  "started {n} days ago",
  "onset this am",
  "on and off",
  "off and on x{n}d",
  "intermittent",
  "constant",
  "worse today",
  "getting worse",
  "worse at night",
  "for a few days",
  "ongoing",
];

/** When something happened. */
export const MOMENTS: readonly string[] = [
  "today",
  "this am",
  "yesterday",
  "last night",
  "PTA",
  "{n}h ago",
  "{n} hrs ago",
  "just PTA",
  "tonight",
  "earlier today",
];

/** Who tells, for a symptom or an event. "{}" stands for the complaint. */
export const TOLD_BY: readonly string[] = [
  "c/o {}",
  "pt c/o {}",
  "pt states {}",
  "complains of {}",
  "presents with {}",
  "here with {}",
  "reports {}",
  "pt reports {}",
  "{} per pt",
  "here for {}",
  "p/w {}",
  "states {}",
];
/** Of a child. */
export const TOLD_BY_PARENT: readonly string[] = [
  "mom states {}",
  "{} per mom",
  "mother reports {}",
  "parents report {}",
  "per mom {}",
  "dad states {}",
  "{} per parent",
];
/** For an examination, a procedure, a refill, a form. */
export const COMES_FOR: readonly string[] = [
  "here for {}",
  "presents for {}",
  "requesting {}",
  "needs {}",
  "wants {}",
  "pt here for {}",
];
/** By ambulance. */
export const BY_AMBULANCE: readonly string[] = [
  "BIBA, {}",
  "{}, BIBA",
  "per EMS {}",
  "{} per EMS",
  "BIBA from home, {}",
  "via EMS, {}",
  "{}, arrives via EMS",
  "medics report {}",
  "EMS: {}",
];
/** On foot or by car. */
export const WALKED_IN: readonly string[] = [
  "{}, walked in",
  "{}, ambulatory",
  "ambulatory to triage, {}",
  "{}, arrives POV",
];
/** Sent by somebody; the survey does not say by whom, and it carries no level. */
export const SENT_BY: readonly string[] = [
  "sent by PCP for {}",
  "{}, sent by PCP",
  "sent from urgent care, {}",
  "{}, sent from clinic",
  "referred by PCP, {}",
  "{}, told to come to ED",
  "sent from urgent care for {}",
];

/** A past written into the text; "{}" stands for the conditions. */
export const HISTORY_CLAUSES: readonly string[] = [
  "hx {}",
  "hx of {}",
  "h/o {}",
  "PMH: {}",
  "PMH {}",
  "with hx of {}",
  "hx: {}",
  "pmhx {}",
];
/** Asked and none. */
export const NO_HISTORY: readonly string[] = [
  "no PMH",
  "denies PMH",
  "no sig hx",
  "denies any hx",
  "no pmhx",
  "healthy",
];

/** Several reasons of one visit said in one breath. */
export const JOINED: readonly { readonly codes: readonly string[]; readonly says: readonly string[] }[] = [
  {
    codes: ["15250", "15300", "15950"],
    says: ["n/v/d", "N/V/D", "nvd", "nausea, vomiting & diarrhea", "nausea/vomiting/diarrhea"],
  },
  { codes: ["15250", "15300"], says: ["n/v", "N/V", "nausea/vomiting", "nausea & vomiting", "n&v"] },
  { codes: ["15300", "15950"], says: ["v/d", "vomiting/diarrhea", "vomiting & diarrhea", "V/D"] },
  { codes: ["10100", "10050"], says: ["f/c", "fever/chills", "fevers and chills"] },
  { codes: ["10100", "14400"], says: ["fever/cough", "cough & fever", "cough/fever"] },
  { codes: ["14400", "14000"], says: ["cough/congestion", "cough & runny nose", "congestion/cough"] },
  { codes: ["10501", "14150"], says: ["CP/SOB", "CP & SOB", "chest pain w/ SOB", "SOB/CP"] },
  { codes: ["12201", "12203"], says: ["numbness/tingling", "numbness and tingling", "n/t"] },
  { codes: ["19001", "19051"], says: ["neck/back pain", "neck & back pain", "back/neck pain"] },
  { codes: ["16450", "16500"], says: ["dysuria/frequency", "freq & burning urination", "dysuria & freq"] },
  {
    codes: ["55050", "10300"],
    says: ["head injury +LOC", "hit head, +LOC", "head inj with LOC", "head trauma (+) LOC"],
  },
  {
    codes: ["58100", "55050"],
    says: ["s/p fall, hit head", "fell and hit head", "fall w/ head injury", "fell, head inj"],
  },
  { codes: ["10200", "12250"], says: ["weak and dizzy", "weakness/dizziness", "dizzy/weak"] },
  {
    codes: ["11100", "11650"],
    says: ["depressed w/ SI", "depression/SI", "depression with suicidal thoughts"],
  },
  { codes: ["11000", "11100"], says: ["anxiety/depression", "depression & anxiety"] },
  { codes: ["12100", "15300"], says: ["HA w/ vomiting", "headache/vomiting", "HA & emesis"] },
  { codes: ["15451", "15300"], says: ["abd pain w/ vomiting", "abd pain/vomiting", "abd pain & emesis"] },
  { codes: ["14551", "10100"], says: ["sore throat/fever", "ST & fever", "fever w/ sore throat"] },
  { codes: ["19201", "19205"], says: ["leg pain/swelling", "leg pain & swelling"] },
];

/** The accident of a visit, said before or after what it hurt. */
export const MECHANISMS: Readonly<Record<string, readonly string[]>> = {
  "58100": ["s/p fall", "s/p mech fall", "after fall", "from fall", "s/p GLF"],
  "58050": ["s/p MVC", "s/p MVA", "after MVC", "from MVA", "after car accident"],
  "58150": ["s/p assault", "after assault", "s/p altercation", "from fight"],
  "12050": ["s/p seizure", "after seizure", "post seizure"],
};

/** What somebody wonders about; means no more than the complaint does. */
export const SUSPECTED: Readonly<Record<string, readonly string[]>> = {
  "10552": ["stone", "kidney stone"],
  "14400": ["pneumonia", "PNA", "bronchitis"],
  "14551": ["strep"],
  "15452": ["appy", "appendicitis", "UTI"],
  "15453": ["gallstones", "gallbladder"],
  "16500": ["UTI"],
  "16450": ["UTI"],
  "19201": ["DVT"],
  "19205": ["DVT", "cellulitis"],
  "19301": ["fx"],
  "19351": ["gout", "fx"],
  "19551": ["fx"],
  "19601": ["fx"],
  "55400": ["fx", "sprain"],
  "55450": ["fx"],
  "55650": ["fx"],
  "55700": ["fx"],
  "55350": ["fx"],
  "10100": ["flu", "infection"],
  "10200": ["dehydration", "anemia"],
  "18350": ["cellulitis", "infection"],
  "17751": ["cyst", "UTI"],
};
export const SUSPICIONS: readonly string[] = [
  "{} r/o {x}",
  "{}, ?{x}",
  "{}, poss {x}",
  "{} eval for {x}",
  "{}, r/o {x}",
  "{} concern for {x}",
];

export const SIDES: readonly (readonly string[])[] = [
  ["L", "left", "lt", "Lt.", "(L)"],
  ["R", "right", "rt", "Rt.", "(R)"],
];
