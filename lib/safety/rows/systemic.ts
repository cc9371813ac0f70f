import type { FindingRow } from "../finding-rule";
import { ADULT, DAYS_90, hasCalmCirculation } from "../limits";
import { type SafetyInput, SOURCES } from "../rule";

const isIllOrChild = ({ case: c, vitals, found }: SafetyInput): boolean =>
  c.ageYears < ADULT ||
  (vitals.temperature ?? 0) >= 38 ||
  found.now(["worse-or-ill", "sleepy", "vomiting"]) !== null;

/** Infection, weak defences, perfusion, temperature, pain, and children's danger signs. */
export const SYSTEMIC_ROWS: readonly FindingRow[] = [
  { id: "sepsis-named", level: 2, label: "Sepsis", source: SOURCES.sepsis, any: ["sepsis"] },
  {
    id: "immunocompromised-fever",
    level: 2,
    label: "Fever with a weak immune system",
    source: `${SOURCES.esi}, chapter 4 (immunocompromised with fever)`,
    any: ["fever"],
    onlyWhen: "chemotherapy, transplant, neutropenia, leukemia or no spleen, now or in the history",
    only: ({ found }) => found.ever(["immunocompromised", "blood-cancer"]),
  },
  {
    id: "immunocompromised-temperature",
    level: 2,
    label: "Weak immune system with a temperature of 38 °C or more",
    source: `${SOURCES.esi}, chapter 4 (immunocompromised with fever)`,
    any: ["immunocompromised"],
    onlyWhen: "temperature 38 °C or more",
    only: ({ vitals: { temperature } }) => temperature !== undefined && temperature >= 38,
  },
  {
    id: "central-line-fever",
    level: 2,
    label: "Fever with a central line",
    source: SOURCES.sepsis,
    any: ["central-line"],
    longStanding: true,
    onlyWhen: "feverish or 38 °C or more",
    only: ({ vitals, found }) => (vitals.temperature ?? 0) >= 38 || found.now(["fever"]) !== null,
  },
  {
    id: "necrotizing-infection",
    level: 2,
    label: "Infection that may be destroying tissue",
    source: `${SOURCES.sepsis}; WSES/SIS-E skin and soft-tissue infections 2018`,
    any: ["necrotizing-sign"],
    with: [["skin-infection", "infection", "fever", "wound-bad"]],
  },
  {
    id: "sickle-crisis",
    level: 2,
    label: "Sickle cell crisis",
    source: `${SOURCES.esi}, chapter 4 (sickle cell crisis)`,
    any: ["sickle-crisis"],
    or: [
      {
        any: ["fever", "dyspnea", "chest-pain", "severe-pain", "sickle-cell"],
        onlyWhen: "sickle cell disease; feverish, short of breath, chest pain, or pain 7 or more",
        only: ({ vitals: { temperature, pain }, found }) =>
          found.ever(["sickle-cell"]) &&
          ((temperature ?? 0) >= 38 ||
            (pain ?? 0) >= 7 ||
            found.now(["fever", "dyspnea", "chest-pain", "severe-pain"]) !== null),
      },
    ],
  },
  {
    id: "cancer-pain",
    level: 2,
    label: "Severe pain in a patient with cancer",
    source: `${SOURCES.esi}, decision point B (severe pain)`,
    any: ["severe-pain", "cancer"],
    onlyWhen: "cancer now or in the history, pain severe or 7 or more",
    only: ({ vitals: { pain }, found }) =>
      found.ever(["cancer", "blood-cancer"]) &&
      ((pain !== undefined && pain >= 7) || found.now(["severe-pain"]) !== null),
  },
  {
    id: "missed-dialysis",
    level: 2,
    label: "Missed dialysis with symptoms",
    source: `${SOURCES.esi}, chapter 4`,
    any: ["missed-dialysis"],
    with: [["dyspnea", "weakness", "chest-pain", "edema", "palpitations", "altered-mental-status"]],
  },
  {
    id: "adrenal-crisis",
    level: 2,
    label: "Adrenal insufficiency in a patient who is ill",
    source: "Society for Endocrinology guidance on adrenal crisis, Arlt et al., Endocr Connect 2016;5:G1",
    any: [
      "vomiting",
      "diarrhea",
      "fever",
      "weakness",
      "dizzy-or-weak",
      "syncope",
      "low-pressure",
      "altered-mental-status",
      "abdominal-pain",
      "lethargic",
      "floppy",
    ],
    onlyWhen: "adrenal insufficiency, now or in the history",
    only: ({ found }) => found.ever(["adrenal-failure"]),
  },
  {
    id: "high-potassium",
    level: 2,
    label: "High potassium",
    source: "UK Kidney Association, hyperkalaemia guideline 2023",
    any: ["high-potassium"],
    or: [
      {
        any: ["hyperkalemia"],
        with: [
          ["weakness", "palpitations", "missed-dialysis", "chest-pain", "dyspnea", "syncope", "bradycardia"],
        ],
      },
    ],
  },
  {
    id: "critical-result-told",
    level: 2,
    label: "Critical laboratory result told",
    source:
      "Lactate: Surviving Sepsis Campaign 2021; hemoglobin: AABB, Carson et al., JAMA 2023;330:1892; sodium: Spasovski et al., Eur J Endocrinol 2014;170:G1; troponin: AHA/ACC chest pain guideline 2021",
    any: ["critical-result-told"],
  },
  {
    id: "poor-perfusion",
    level: 2,
    label: "Poor perfusion",
    source: `${SOURCES.esi}, level 1 and 2 criteria (signs of poor perfusion); ${SOURCES.pals}`,
    any: ["capillary-refill-slow", "mottled"],
    or: [{ any: ["diaphoretic"], with: [["skin-poor-perfusion"]] }],
    eased: (input) => (hasCalmCirculation(input) ? 3 : null),
  },
  {
    id: "joint-or-limp-with-fever",
    level: 3,
    label: "Fever with a hot joint or a limp",
    source: "Kocher et al., J Bone Joint Surg Am 1999;81:1662",
    any: ["joint-hot", "limping"],
    onlyWhen: "feverish or 37.8 °C or more",
    only: ({ vitals, found }) => (vitals.temperature ?? 0) >= 37.8 || found.now(["fever"]) !== null,
  },
  {
    id: "limb-ischemia",
    level: 2,
    label: "Limb without blood flow",
    source: SOURCES.ctas,
    any: ["limb-without-blood"],
  },
  {
    id: "heat-cold-emergency",
    level: 2,
    label: "Heat stroke or hypothermia",
    source: SOURCES.manchester,
    any: ["heat-or-cold"],
  },
  {
    id: "flaccid-baby",
    level: 1,
    label: "Limp baby",
    source: `${SOURCES.esi}, level 1 criteria (flaccid baby)`,
    any: ["floppy"],
    onlyWhen: "under 1 year",
    only: ({ case: c }) => c.ageYears < 1,
  },
  {
    id: "infant-danger-signs",
    level: 2,
    label: "Danger sign in a young child",
    source: `${SOURCES.esiPeds}; ${SOURCES.niceFever}`,
    any: [
      "floppy",
      "lethargic",
      "blue-or-cyanotic",
      "inconsolable",
      "vomiting-bile",
      "not-breathing",
      "mottled-or-pale",
      "feeding-badly",
      "sunken-fontanel",
    ],
    onlyWhen: "under 1 year",
    only: ({ case: c }) => c.ageYears < 1,
    or: [
      {
        any: ["floppy", "lethargic", "blue-or-cyanotic", "vomiting-bile", "not-breathing", "mottled"],
        onlyWhen: "under 3 years",
        only: ({ case: c }) => c.ageYears < 3,
      },
    ],
  },
  {
    id: "dehydrated-child",
    level: 2,
    label: "Young child dry and drowsy",
    source: `${SOURCES.esiPeds}; WHO Integrated Management of Childhood Illness`,
    any: ["no-wet-diaper", "sunken-fontanel"],
    with: [["lethargic", "sleepy", "skin-poor-perfusion", "floppy", "altered-mental-status"]],
    onlyWhen: "under 5 years",
    only: ({ case: c }) => c.ageYears < 5,
    or: [
      {
        any: ["fever", "vomiting", "diarrhea"],
        with: [["lethargic"]],
        onlyWhen: "under 5 years",
        only: ({ case: c }) => c.ageYears < 5,
      },
    ],
  },
  {
    id: "newborn-unwell",
    level: 2,
    label: "Young infant reported feverish or feeding badly",
    source: SOURCES.niceFever,
    any: ["fever-named", "feeding-badly", "vomiting-bile"],
    onlyWhen: "under 90 days",
    only: ({ case: c }) => c.ageYears < DAYS_90,
  },
  {
    id: "non-blanching-rash-failing",
    level: 1,
    label: "Non-blanching rash in a patient who is failing",
    source: `${SOURCES.niceFever}; ${SOURCES.esi}, level 1 criteria`,
    any: ["non-blanching-rash"],
    with: [["floppy", "unresponsive", "mottled", "capillary-refill-slow", "not-breathing"]],
    onlyWhen: "feverish, ill, or under 16 years",
    only: isIllOrChild,
  },
  {
    id: "non-blanching-rash",
    level: 2,
    label: "Non-blanching rash",
    source: SOURCES.niceFever,
    any: ["non-blanching-rash"],
    onlyWhen: "feverish, ill, or under 16 years",
    only: isIllOrChild,
  },
];
