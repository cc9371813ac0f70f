import type { FindingRow } from "../finding";

/** What has been done already or is going on: a patient who needed it once this hour is not a level 3. */
export const TREATMENT = {
  cpr: {
    label: "Chest compressions",
    intervention: true,
    phrases: ["cpr", "chest compressions", "=compressions"],
    not: ["=cpr training|class|certification"],
  },
  "airway-secured": {
    label: "Intubated",
    intervention: true,
    snomed: "112798008",
    phrases: [
      "=tubed at|by|on|prior|in|for",
      "=ett|et in|placed|tube",
      "intubat*",
      "ett|supraglottic|igel|lma",
      "=king|endotracheal airway|tube",
      "cricothyr*|cric",
      "on ventilator|vent",
      "ventilated",
      "oral|nasal|nasopharyngeal airway in|placed|inserted",
    ],
    not: [
      "intubat* prior|previous|past|multiple|history|hx asthma|times",
      "=do not intubate",
      "vent* home|chronic",
      "vent cut|scrap*|hit|burn*|air|dryer",
      "=previously intubated",
      "never intubat*",
    ],
  },
  "assisted-ventilation": {
    label: "Breathing supported",
    intervention: true,
    phrases: [
      "=bagged by",
      "=being bagged",
      "bvm",
      "bag valve|mask",
      "assist* ventilation*",
      "bagging|bagged",
      "cpap|bipap|bi-pap ems|en|medics|crew|paramedic*|ambulance|placed|put|started|arrival|route|now|in|progress|via",
      "=on cpap|bipap",
      "niv|nippv",
    ],
    not: [
      "cpap|bipap home|night|nightly|machine|sleep|osa|supplies|broken|uses",
      "=cpap|bipap mask|strap|hose",
      "mask|strap|hose new|needs|broke|broken cpap|bipap",
    ],
  },
  pacing: {
    label: "Paced from outside",
    intervention: true,
    phrases: [
      "external|transcutaneous pacer",
      "pacer external|pads",
      "transcutaneous|externally|external|transvenous pac*",
      "paced|pacing ems|medics|crew|paramedic*|capture|en",
      "capturing|capture pads|ma|milliamps|mechanical|electrical",
      "=capturing at",
      "tcp pacing",
    ],
    not: ["pacing room|hallway|halls|around|floor|back"],
  },
  shocked: {
    label: "Shocked",
    intervention: true,
    phrases: [
      "defibrillat*",
      "cardioverted|cardioversion",
      "aed shock*|shocked|fired|delivered",
      "shocked|shock by|with|x1|x2|x3|once|twice|times aed|ems|medics",
      "shocked ems|medics|x1|x2|x3",
      "shocked once|twice|times crew|paramedic*|hems|ambulance",
      "vt|vf|vfib|vtach|ventricular|torsades|fibrillation shocked",
    ],
    not: [
      "defibrillator check|implant*|interrogat*|placement|battery",
      "shocked|shock outlet|electric*|wire|socket|fence|icd|aicd|defibrillator|pacemaker",
      "cardioversion scheduled|elective|tomorrow|appointment",
      // A device of their own does not wait for anybody: a dangerous rhythm, treated.
      "defibrillat* his|her|own|internal|implanted",
      "=defibrillator fired|firing|went|goes|going|shocked",
    ],
  },
  cardioverted: {
    label: "Cardioverted",
    intervention: true,
    phrases: ["cardioverted|cardioversion", "adenosine"],
    not: ["cardioversion scheduled|elective|tomorrow|appointment"],
  },
  vasopressor: {
    label: "On a vasopressor",
    intervention: true,
    phrases: [
      "levophed|norepinephrine|norepi|norad|noradrenaline|metaraminol|dobutamine|dopamine|vasopressor*|pressor|pressors|phenylephrine|vasopressin",
      "epi|epinephrine|adrenaline|push|dose|levophed drip|gtt|infusion|pressor",
    ],
  },
  "chest-decompressed": {
    label: "Chest decompressed",
    intervention: true,
    phrases: [
      "needle|finger|chest decompress*|thoracostomy",
      "chest tube placed|inserted",
      "tension pneumo*",
    ],
  },
  transfusing: {
    label: "Blood being given",
    intervention: true,
    phrases: [
      "unit|units|running|given|x2 o-group-blood",
      "units|unit whole|o blood|neg|negative|pos en|running|given|arrival|ems|medics",
      "=units whole blood",
      "=unit of blood",
      "blood|prbc|units|plasma transfusing|transfused|running|infusing|hung|hanging|given",
      "unit|units prbc|blood|plasma|ffp going|hanging|infusing|started",
      "massive transfusion",
      "transfusion ems|medics|progress|route|started|running|ongoing",
    ],
    not: [
      "transfus* scheduled|outpatient|appointment|need*|for",
      "blood pressure|sugar|thinner*|work|test|draw* given",
      "blood culture*|stool|urine|vomit*|sputum",
    ],
  },
  "epinephrine-given": {
    label: "Epinephrine given",
    intervention: true,
    phrases: ["epipen|epi|epinephrine|adrenaline given|used|gave|administered|injected|im"],
    not: ["epipen refill|prescription|rx|expired"],
  },
  "on-oxygen-high": {
    label: "On much oxygen",
    intervention: true,
    phrases: ["nonrebreather|nrb|non-rebreather", "=15 l|liters|lpm", "=15l", "=high flow"],
    not: ["nrb removed"],
  },
  "rescue-medicine": {
    label: "Rescue medicine given",
    intervention: true,
    phrases: ["adenosine|amiodarone|atropine given|x1|x2|ems|pushed", "d50|glucagon given|ems|amp"],
  },
} as const satisfies Readonly<Record<string, FindingRow>>;
