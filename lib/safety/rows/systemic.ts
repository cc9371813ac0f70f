import type { ComplaintRow } from "../complaint-rule";
import { ADULT, DAYS_90 } from "../limits";
import { pattern } from "../pattern";
import { SOURCES } from "../rule";

const GRAVE_IN_TODDLERS = ["floppy|limp", "lethargic|hard-to-wake", "turned-blue", "bilious", "apnea"].map(
  pattern,
);
const ILL = ["fever", "lethargic", "confus*", "stiff-neck", "headache"].map(pattern);

/** Infection, weak defences, perfusion, temperature, and children's danger signs. */
export const SYSTEMIC_ROWS: readonly ComplaintRow[] = [
  {
    id: "sepsis-named",
    level: 2,
    label: "Sepsis",
    source: SOURCES.sepsis,
    any: ["sepsis|septic", "necrotizing", "bacteremia|bacteremic"],
    unless: ["=septic tank"],
  },
  {
    id: "immunocompromised-fever",
    level: 2,
    label: "Fever with a weak immune system",
    source: `${SOURCES.esi}, chapter 4 (immunocompromised with fever)`,
    any: ["fever|chills|rigors"],
    onlyWhen: "chemotherapy, transplant, neutropenia, leukemia or no spleen, now or in the history",
    only: (input) => input.hasHistory(["immunocompromised", "leukemia|lymphoma"].map(pattern)),
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
    id: "sickle-crisis",
    level: 2,
    label: "Sickle cell crisis",
    source: `${SOURCES.esi}, chapter 4 (sickle cell crisis)`,
    any: ["sickle crisis|pain|fever|chest", "=vaso occlusive crisis", "=ss|sc crisis"],
    unless: ["=sickle cell trait"],
  },
  {
    id: "missed-dialysis",
    level: 2,
    label: "Missed dialysis with symptoms",
    source: `${SOURCES.esi}, chapter 4`,
    any: ["missed-dialysis"],
    and: ["dyspnea", "weak*", "chest pain", "swelling|edema", "palpitation*", "confus*|altered"],
  },
  {
    id: "limb-ischemia",
    level: 2,
    label: "Limb without blood flow",
    source: SOURCES.ctas,
    any: [
      "=cold leg|arm|foot|hand|limb|extremity",
      "=leg|arm|foot|hand|limb cold",
      "pulseless|mottled|dusky|ischemic leg|arm|foot|hand|limb|extremity",
      "=blue leg|arm|foot|hand",
      "=compartment syndrome",
    ],
  },
  {
    id: "heat-cold-emergency",
    level: 2,
    label: "Heat stroke or hypothermia",
    source: SOURCES.manchester,
    any: ["=heat stroke", "heatstroke", "hypothermia|hypothermic"],
  },
  {
    id: "flaccid-baby",
    level: 1,
    label: "Limp baby",
    source: `${SOURCES.esi}, level 1 criteria (flaccid baby)`,
    any: ["floppy|limp|flaccid"],
    onlyWhen: "under 1 year",
    only: ({ case: c }) => c.ageYears < 1,
  },
  {
    id: "infant-danger-signs",
    level: 2,
    label: "Danger sign in a young child",
    source: `${SOURCES.esiPeds}; ${SOURCES.niceFever}`,
    any: [
      "floppy|limp",
      "lethargic|hard-to-wake",
      "turned-blue",
      "inconsolable",
      "bilious|green vomiting|vomit",
      "apnea",
      "mottled|pale",
      "=poor feeding",
      "sunken fontanel*|eyes",
    ],
    onlyWhen: "under 1 year; under 3 years when floppy, lethargic, blue, not breathing or vomiting bile",
    only: (input) =>
      input.case.ageYears < 1 || (input.case.ageYears < 3 && input.says(GRAVE_IN_TODDLERS) !== null),
  },
  {
    id: "newborn-unwell",
    level: 2,
    label: "Young infant reported feverish or feeding badly",
    source: SOURCES.niceFever,
    any: ["fever", "=poor feeding", "vomiting projectile|bilious|green"],
    onlyWhen: "under 90 days",
    only: ({ case: c }) => c.ageYears < DAYS_90,
  },
  {
    id: "non-blanching-rash",
    level: 2,
    label: "Non-blanching rash",
    source: SOURCES.niceFever,
    any: ["non-blanching"],
    onlyWhen: "feverish, ill, or under 16 years",
    only: (input) =>
      input.case.ageYears < ADULT || (input.vitals.temperature ?? 0) >= 38 || input.says(ILL) !== null,
  },
];
