import type { FindingRow } from "../finding";

/** Heart, vessels, shock, bleeding. */
export const CIRCULATION = {
  "chest-pain": {
    label: "Chest pain",
    snomed: "29857009",
    phrases: [
      "chest stabbing|sharp|tearing|ripping",
      "chest pain|pressure|tight*|heaviness|heavy|discomfort|squeezing|crushing|hurts|hurting|ache|elephant|indigestion",
      "angina",
      "elephant sitting chest",
    ],
    not: ["=chest congestion"],
  },
  "chest-pressure": {
    label: "Pressure on the chest",
    phrases: ["chest pressure|crushing|squeezing|heaviness|heavy|tight*|elephant", "pressure radiat*"],
  },
  "pain-radiating": {
    label: "Pain spreading to arm, jaw or back",
    untold: true,
    phrases: [
      "radiat*|rad",
      "jaw|arm pain|numb*|tingling",
      "goes|going|spreads|spreading|shoots to|into|down jaw|arm|neck|back",
    ],
    not: ["radiat* leg|legs|buttock*|foot|groin|hip|thigh|calf|knee|toe*"],
  },
  diaphoretic: {
    label: "Sweating or clammy",
    snomed: "52613005",
    phrases: [
      "diaphoretic",
      "clammy",
      "=cool|cold and clammy",
      "drenched|soaked|pouring|dripping sweat*",
      "=is|was drenched",
      "drenched white|pale|gray|grey|cold",
    ],
  },
  "heart-attack": {
    label: "Heart attack",
    snomed: "22298006",
    phrases: ["=heart attack", "stemi", "=acute coronary", "=cath alert|lab"],
  },
  arrhythmia: {
    label: "Dangerous heart rhythm",
    phrases: [
      "=ventricular tachycardia",
      "=supraventricular tachycardia",
      "rvr",
      "icd|defibrillator|aicd|defib fired|firing|shock|shocked|discharged|off|zapped|kicked",
      "=heart block",
      "torsades",
      "wide complex tachycardia",
      "heart racing 180|190|200|210|220",
    ],
  },
  "heart-racing": {
    label: "Heart racing",
    untold: true,
    phrases: ["palpitation*", "heart racing|pounding|beating", "pulse racing|fast", "svt"],
  },
  "heart-device": {
    label: "Pacemaker or defibrillator",
    phrases: ["pacemaker", "icd|aicd|defibrillator", "lvad"],
  },
  lvad: { label: "Heart pump", phrases: ["lvad", "=ventricular assist device"] },
  "pump-alarm": {
    label: "Alarm or fault of a heart pump",
    untold: true,
    phrases: [
      "alarm|alarms|alarming|beeping",
      "=low|no flow",
      "flow|flows low|lower|dropping|down",
      "driveline red|pus|broken|pulled|damaged|torn|infect*|oozing|discharge",
      "power|controller|pump fail*|fault|stopped|off|loss|lost",
    ],
    not: ["alarm clock|test"],
  },
  stimulant: {
    label: "Cocaine or another stimulant",
    phrases: [
      "cocaine|methamphetamine|meth|amphetamine*",
      "=smoked crack",
      "mdma|ecstasy|mephedrone",
      "pill|pills|tablet|molly|mandy festival|rave|club|party|gig",
    ],
  },
  "acs-equivalent": {
    label: "Pain that may be the heart's",
    untold: true,
    phrases: [
      "=both arms ache|heavy|aching|pain",
      "jaw arms ache|heavy|aching|pain",
      "heartburn|indigestion",
      "epigastric pain|pressure|discomfort|burning",
      "jaw pain|ache|aching|tight*|hurts",
      "left arm heavy|heaviness|ache|aching|pain",
    ],
    not: ["jaw punched|fell|fall|tooth|dental|fracture|hit|tmj"],
  },
  palpitations: {
    label: "Palpitations",
    snomed: "80313002",
    phrases: ["fluttering|flutters", "palpitation*", "heart racing|fluttering|pounding|skipping"],
  },
  bradycardia: {
    label: "Slow heart",
    phrases: ["bradycardi*", "=slow heart rate|pulse", "low|slow heart rate|pulse"],
  },
  syncope: {
    label: "Loss of consciousness",
    snomed: "271594007",
    phrases: ["syncope", "collapsed|collapse"],
    not: ["collapse* lung"],
  },
  presyncope: { label: "Near fainting", phrases: ["presyncope"] },
  exertional: {
    label: "With exertion",
    untold: true,
    phrases: [
      "sprint|sprints",
      "exert*|exercise|exercising|running|sprinting|practice|basketball|soccer|football|treadmill|jogging|shovel*|upstairs|uphill",
    ],
    not: ["running nose|fever|water|late|out"],
  },
  "no-warning": {
    label: "Without warning, or sitting still",
    phrases: ["no-warning", "=while|when sitting|seated|lying|driving|resting", "=watching tv"],
  },
  "aortic-pain": {
    label: "Tearing pain",
    phrases: [
      "tearing|ripping between|shoulder|shoulders blades|blade",
      "tearing|ripping between|through|into",
      "tearing|ripping chest|back|abdominal|abdomen|belly|flank pain",
      "tearing|ripping pain",
      "aortic dissect*|aneurysm|rupture*",
      "dissecti*",
      "aaa",
      "pulsatile|pulsating|throbbing mass|lump|swelling belly|abdomen|stomach",
      "pulsatile|pulsating mass",
    ],
    not: ["carotid|vertebral dissecti*", "aneurysm|aaa stable|surveillance|screening|repair*"],
  },
  aneurysm: {
    label: "Aneurysm of the aorta",
    phrases: ["aaa", "=aortic aneurysm"],
    not: ["aaa|aneurysm repair*|fixed|screening|ruled"],
  },
  "long-journey": {
    label: "Long journey or bed rest",
    untold: true,
    phrases: ["flew|flight|flights|plane", "long haul", "=bed bound|rest"],
    not: ["flight stairs|steps"],
  },
  "pulmonary-embolism": {
    label: "Pulmonary embolism",
    snomed: "59282003",
    phrases: ["=pulmonary embolism|embolus|emboli", "=saddle embolus", "=bilateral|acute|a|prior pe"],
  },
  "clot-before": {
    label: "Blood clot",
    untold: true,
    phrases: [
      "=pulmonary embolism",
      "clot|clots lung|lungs|leg|legs",
      "dvt",
      "=a|bilateral|prior|previous pe|pes",
    ],
  },
  "calf-sign": {
    label: "Sign of a clot in the leg",
    untold: true,
    phrases: [
      "calf|calves swollen|swelling|sore|pain|painful|tender|tight|cramp*",
      "one|left|right leg swollen|swelling",
      "dvt",
    ],
  },
  pneumothorax: {
    label: "Collapsed lung",
    snomed: "36118008",
    phrases: ["collapsed|collapse lung", "pneumothorax|ptx"],
  },
  "pe-alone": { label: "PE", untold: true, phrases: ["pe"] },
  "leg-swelling": {
    label: "Swollen leg",
    phrases: ["leg|legs|calf|ankle|ankles|feet swelling|swollen|edema", "dvt"],
  },
  "low-pressure": {
    label: "Low blood pressure",
    snomed: "45007003",
    phrases: ["hypotensi*", "=low bp|pressure", "bp low|dropping|60|70|80", "pressure dropping|low blood"],
  },
  "skin-poor-perfusion": {
    label: "Mottled, pale or cold skin",
    phrases: [
      "mottled|mottling",
      "pale|pallor|ashen|gray|grey",
      "cool|cold skin|extremities|clammy",
      "delayed|slow|sluggish cap|capillary refill",
      "refill 4|5|6|7|8 sec|secs|seconds|second|s",
      "refill 4s|5s|6s|7s|8s|4sec|5sec|6sec",
      "white sheet|ghost|paper|chalk",
      "blotchy",
    ],
    not: ["gray|grey stool*|tongue|sputum"],
  },
  bleeding: {
    label: "Bleeding",
    snomed: "131148009",
    phrases: ["bleeding|bleed|bleeds|bled", "blood loss", "hemorrhag*"],
  },
  "bleeding-heavy": {
    label: "Heavy bleeding",
    phrases: [
      "large|copious|massive|profuse|lots|heavy|severe|soaking blood|bleeding|amount|stool|hemorrhage",
      "soaking|soaked|saturat* pad|pads|towel*|clothes|dressing*",
      "clots golf|orange*|fist|large|size|big|baseball|lemon|plum",
      "postpartum hemorrhage|uncontrolled",
      "pool blood",
    ],
  },
  "bleeding-uncontrolled": {
    label: "Bleeding that does not stop",
    phrases: ["=uncontrolled bleeding", "bleeding through dressing*|bandage*|towel*"],
  },
  "bleeding-life-threatening": {
    label: "Life-threatening bleeding",
    phrases: [
      "spurting",
      "exsanguinat*",
      "tourniquet",
      "massive bleeding|hemorrhage|hematemesis|transfusion",
      "squirting|pumping|jetting|shooting blood|red",
      "=pumping out",
    ],
    not: [
      "spurting|squirting|pumping nose|nostril*|breast|milk|iron|gas|heart",
      "hair tourniquet",
      "tourniquet draw|blood work",
    ],
  },
  "dizzy-or-weak": {
    label: "Dizzy, weak or lightheaded",
    untold: true,
    snomed: "404640003",
    phrases: ["dizz*|lighthead*", "presyncope", "weak*", "faint*", "woozy|giddy|swimmy"],
  },
  weakness: {
    label: "Weakness",
    snomed: "13791008",
    phrases: ["weak*", "=no strength", "=legs|arms like|are|feel lead|jelly", "=legs|arms buckling"],
  },
  edema: { label: "Swelling", phrases: ["swelling|edema|swollen"] },
  "missed-dialysis": {
    label: "Missed dialysis",
    phrases: ["dialysis missed|skipped", "=peaked|tented t waves", "missed-dialysis"],
  },
  "sickle-crisis": {
    label: "Sickle cell crisis",
    phrases: ["sickle crisis|pain|fever|chest|crises", "=vaso occlusive crisis", "=ss|sc crisis"],
    not: ["=sickle cell trait"],
  },
  "sickle-cell": {
    label: "Sickle cell disease",
    snomed: "417357006",
    phrases: ["sickle", "=hb|hgb ss|sc"],
    not: ["=sickle cell trait", "sickle trait"],
  },
  "hypertension-severe": {
    label: "Very high blood pressure",
    phrases: ["hypertensive emergency|crisis", "=malignant hypertension"],
  },
} as const satisfies Readonly<Record<string, FindingRow>>;
