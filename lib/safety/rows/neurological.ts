import { glucoseSaid, isLowSugarSaid } from "@/lib/findings/measures";
import type { FindingRow } from "../finding-rule";
import { SOURCES } from "../rule";

/** Stroke, consciousness, seizure, headache, cord, sight. */
export const NEUROLOGICAL_ROWS: readonly FindingRow[] = [
  { id: "stroke-signs", level: 2, label: "Signs of stroke", source: SOURCES.stroke, any: ["stroke-sign"] },
  {
    id: "paralysis",
    level: 2,
    label: "Paralysis",
    source: SOURCES.ctas,
    any: ["paralysis", "ascending-weakness"],
    or: [
      {
        any: ["weakness", "both-legs-weak", "numbness"],
        with: [["climbing"], ["both-legs-weak", "weakness"]],
      },
    ],
  },
  {
    id: "stroke-of-the-back",
    level: 2,
    label: "Dizziness with signs of a stroke",
    source: SOURCES.stroke,
    any: ["dizzy"],
    with: [["double-vision", "unsteady-to-side", "speech-lost", "dysphagia"]],
  },
  {
    id: "shunt-trouble",
    level: 2,
    label: "Shunt that may have failed",
    source: `${SOURCES.esiPeds}`,
    any: ["shunt"],
    longStanding: true,
    with: [["headache", "vomiting", "sleepy", "lethargic", "altered-mental-status", "seizure", "fever"]],
  },
  {
    id: "acute-glaucoma",
    level: 2,
    label: "Possible acute glaucoma",
    source: `${SOURCES.esi}, chapter 4 (eye emergencies)`,
    any: ["eye-pressure-sign"],
    with: [["eye-pain", "headache", "vomiting", "red-eye"]],
  },
  {
    id: "altered-mental-status",
    level: 2,
    label: "Altered mental status",
    source: `${SOURCES.esi}, decision point B (confused, lethargic, disoriented)`,
    any: ["altered-mental-status"],
  },
  {
    id: "seizing",
    level: 1,
    label: "Active seizure",
    source: `${SOURCES.esi}, level 1 criteria`,
    any: ["seizing"],
    or: [{ any: ["seizure"], with: [["twitching-still"]] }],
    eased: ({ vitals, found }) =>
      vitals.consciousness === "alert" || found.now(["seizing"])?.assertion === "resolved" ? 2 : null,
  },
  {
    id: "seizure-high-risk",
    level: 2,
    label: "Seizure with danger signs",
    source: `${SOURCES.esi}, chapter 4 (postictal, first seizure)`,
    any: ["seizure"],
    with: [
      [
        "postictal",
        "seizure-first-or-many",
        "head-injury",
        "pregnant",
        "postpartum",
        "altered-mental-status",
        "alcohol-withdrawal",
        "stiff-neck",
        "sleepy",
      ],
    ],
    // A simple febrile seizure that is over (AAP, Pediatrics 2011;127:389).
    eased: ({ case: c, found }) =>
      c.ageYears >= 0.5 &&
      c.ageYears < 6 &&
      found.now(["fever-named"]) !== null &&
      found.now(["well-appearing", "awake-now"]) !== null
        ? 3
        : null,
  },
  { id: "seizure", level: 3, label: "Seizure", source: SOURCES.ctas, any: ["seizure"] },
  {
    id: "thunderclap-headache",
    level: 2,
    label: "Sudden or worst headache",
    source: "Subarachnoid hemorrhage: Ottawa rule, Perry et al., JAMA 2013;310:1248",
    any: ["headache-sudden-worst"],
    or: [{ any: ["headache"], with: [["worst-of-life"]] }],
  },
  {
    id: "meningitis-signs",
    level: 2,
    label: "Signs of meningitis",
    source: `${SOURCES.esiPeds}; ${SOURCES.esi}`,
    any: ["meningitis"],
    or: [
      { any: ["stiff-neck"], with: [["fever", "headache", "photophobia", "lethargic", "vomiting"]] },
      {
        any: ["exposure-to-meningitis"],
        with: [["fever", "headache", "stiff-neck", "new-rash", "vomiting", "lethargic", "photophobia"]],
      },
    ],
  },
  {
    id: "headache-danger",
    level: 2,
    label: "Headache with danger signs",
    source: SOURCES.ctas,
    any: ["headache"],
    with: [["altered-mental-status", "stiff-neck", "syncope", "seizure", "vision-change"]],
    // Blurred sight alone comes with migraine.
    only: ({ found }) =>
      found.now([
        "altered-mental-status",
        "stiff-neck",
        "syncope",
        "seizure",
        "vision-loss",
        "double-vision",
      ]) !== null,
    onlyWhen: "not with blurred sight alone",
  },
  {
    id: "cauda-equina",
    level: 2,
    label: "Back pain with signs of cord or cauda equina compression",
    source: SOURCES.ctas,
    any: ["back-or-neck-pain"],
    longStanding: true,
    with: [["incontinence", "urinary-retention", "saddle-numbness", "paralysis", "both-legs-weak"]],
    or: [
      { any: ["both-legs-weak"], with: [["incontinence", "urinary-retention"]] },
      { any: ["saddle-numbness"], with: [["incontinence", "urinary-retention", "both-legs-weak"]] },
    ],
  },
  {
    id: "diabetic-emergency",
    level: 2,
    label: "Low blood sugar or diabetic ketoacidosis",
    source: SOURCES.ctas,
    any: ["low-blood-sugar", "ketoacidosis", "ketones-told"],
    or: [
      {
        any: ["sugar-named"],
        onlyWhen: "said to be 54 mg/dl (3.0 mmol/l) or less",
        only: ({ found }) => found.sources.some(isLowSugarSaid),
      },
    ],
    eased: ({ vitals }) => (vitals.consciousness === "alert" && vitals.gcs === 15 ? 3 : null),
    gone: {
      of: ["low-blood-sugar", "sugar-named"],
      // A sulfonylurea or an insulin goes on lowering it for a day (Klein-Schwartz et al., Br J Clin Pharmacol 2016;81:496).
      unless: [
        "deadly-medicine",
        "insulin-named",
        "overdose",
        "altered-mental-status",
        "seizure",
        "unresponsive",
        "syncope",
        "weakness",
        "vomiting",
        "sleepy",
        "lethargic",
      ],
      level: () => 3,
      inWords: "level 3",
      why: "Sugar given and measured again, and awake: to be fed and watched (ADA Standards of Care in Diabetes 2024, section 6)",
    },
  },
  {
    id: "high-sugar-ill",
    level: 2,
    label: "High blood sugar in a patient who is ill",
    source: "ADA consensus report on hyperglycemic crises, Umpierrez et al., Diabetes Care 2024;47:1257",
    any: ["sugar-named"],
    with: [["vomiting", "deep-breathing", "altered-mental-status", "lethargic", "sleepy", "dyspnea"]],
    onlyWhen: "350 mg/dl (19 mmol/l) or more, or beyond the meter",
    only: ({ found }) =>
      found.all.some((f) => f.key === "sugar-named" && /hi\b|hyperglyc/i.test(f.quote)) ||
      found.sources.some((s) => (glucoseSaid(s) ?? 0) >= 350),
  },
  {
    id: "vision-loss-sudden",
    level: 2,
    label: "Sudden loss of vision",
    source: `${SOURCES.esi}, chapter 4 (eye emergencies)`,
    any: ["vision-loss"],
  },
];
