import type { FindingKey } from "@/lib/findings/catalogue";
import type { FindingRow, Gone } from "../finding-rule";
import { rateLimits } from "../limits";
import { type SafetyInput, SOURCES } from "../rule";

const awakeNow = ({ vitals: { consciousness, gcs }, found }: SafetyInput): boolean =>
  consciousness === "alert" ||
  (consciousness === undefined &&
    (gcs !== undefined ? gcs >= 14 : found.now(["awake-now"])?.assertion === "present"));

const hypoxicOrTachypneic = ({ case: c, vitals: { spo2, respiratoryRate } }: SafetyInput): boolean =>
  (spo2 !== undefined && spo2 < 94) ||
  (respiratoryRate !== undefined && respiratoryRate > rateLimits(c.ageYears).marked.breathing);

/** A pause that a parent saw, or a patient found still, and breathing now: high risk, not resuscitation. */
const breathesNow = ({ case: c, vitals: { respiratoryRate: rate } }: SafetyInput): boolean =>
  rate !== undefined && rate > rateLimits(c.ageYears).slow.breathing;

/** Croup that is loud only when the child cries (Westley et al., Am J Dis Child 1978;132:484: no stridor at rest). */
const isLoudOnlyCrying = ({ found }: SafetyInput): boolean =>
  found.now(["stridor-crying-only"]) !== null && found.now(["at-rest", "drooling"]) === null;

/** By itself each of these threatens the airway. */
const AIRWAY_SIGNS = [
  "choking",
  "stridor",
  "epiglottitis",
  "foreign-body-airway",
  "saliva-not-swallowed",
  "neck-swelling-fast",
] as const;

/** A jaw that opens badly in a patient who swallows saliva and breathes freely: to be drained, not to be lost. */
const swallowsAndBreathes = ({ found }: SafetyInput): boolean =>
  found.now(["saliva-swallowed"]) !== null &&
  found.now([
    ...AIRWAY_SIGNS,
    "gurgling",
    "mouth-floor-swelling",
    "drooling",
    "voice-change",
    "dyspnea",
    "respiratory-distress",
  ]) === null;

/** What says that something of it is left in the airway or the gullet. */
const STILL_FROM_CHOKING: readonly FindingKey[] = [
  ...AIRWAY_SIGNS.filter((key) => key !== "choking"),
  "dyspnea",
  "respiratory-distress",
  "blue-or-cyanotic",
  "drooling",
  "dysphagia",
  "voice-change",
  "cough",
  "gurgling",
  "chest-pain",
  "swallowed-object",
  "unresponsive",
  "syncope",
  "altered-mental-status",
  "not-breathing",
  "magnet-or-battery",
  "swallowed-battery",
];

/** Treated or spent, it may come a second time within hours: to be watched, no longer to be resuscitated. */
const ALLERGY_GONE: Gone = {
  level: () => 2,
  inWords: "level 2",
  why: "A second wave within hours is possible: to be watched (World Allergy Organization anaphylaxis guidance 2020, Cardona et al.)",
};

/** Arrest, airway, breathing, allergy. */
export const AIRWAY_ROWS: readonly FindingRow[] = [
  {
    id: "cardiac-arrest",
    level: 1,
    label: "Cardiac arrest",
    source: `${SOURCES.esi}, level 1 criteria`,
    any: ["cardiac-arrest", "cpr"],
  },
  {
    id: "arrest-complaint",
    level: 1,
    label: "Arrest as the complaint",
    source: `${SOURCES.esi}, level 1 criteria`,
    any: ["arrest-alone"],
    onlyWhen: "the complaint is this word alone",
    only: ({ found }) => found.sources.some((s) => /^\W*arrest\W*$/i.test(s)),
  },
  {
    id: "life-saving-intervention",
    level: 1,
    label: "Life-saving intervention under way or just done",
    source: `${SOURCES.esi}, level 1 criteria (immediate life-saving interventions)`,
    any: [
      "airway-secured",
      "assisted-ventilation",
      "pacing",
      "shocked",
      "vasopressor",
      "chest-decompressed",
      "transfusing",
    ],
    eased: ({ found }) =>
      found.now([
        "airway-secured",
        "assisted-ventilation",
        "pacing",
        "vasopressor",
        "chest-decompressed",
        "transfusing",
      ])
        ? null
        : found.now(["cardioverted"])
          ? 2
          : null,
  },
  {
    id: "cardioverted",
    level: 2,
    label: "Rhythm treated before arrival",
    source: `${SOURCES.esi}, level 1 and high-risk criteria`,
    any: ["cardioverted", "rescue-medicine"],
  },
  {
    id: "not-breathing",
    level: 1,
    label: "Not breathing",
    source: `${SOURCES.esi}, level 1 criteria`,
    any: ["not-breathing"],
    eased: (input) => (breathesNow(input) ? 2 : null),
  },
  {
    id: "unresponsive-text",
    level: 1,
    label: "Unresponsive",
    source: `${SOURCES.esi}, level 1 criteria (AVPU)`,
    any: ["unresponsive"],
    eased: (input) => (awakeNow(input) ? 2 : null),
    gone: {
      level: () => 2,
      inWords: "level 2",
      why: "Awake again: no resuscitation, but a lapse of consciousness to be explained (ESI handbook v4, high-risk situations)",
    },
  },
  {
    id: "airway-obstruction",
    level: 1,
    label: "Airway obstruction",
    source: `${SOURCES.esi}, level 1 criteria`,
    any: ["airway-obstruction"],
    or: [
      {
        any: ["choking"],
        with: [["cannot-cough", "speech-lost", "respiratory-distress", "blue-or-cyanotic", "unresponsive"]],
      },
      {
        any: ["tracheostomy"],
        longStanding: true,
        with: [["tube-out-or-blocked"], ["dyspnea", "respiratory-distress", "blue-or-cyanotic"]],
      },
      {
        any: ["neck-swelling-fast"],
        with: [["gurgling", "stridor", "dyspnea", "respiratory-distress", "voice-change"]],
      },
    ],
  },
  {
    id: "airway-threatened",
    level: 2,
    label: "Threatened airway",
    source: `${SOURCES.esi}, chapter 4 (high-risk situations)`,
    any: AIRWAY_SIGNS,
    or: [
      {
        any: ["mouth-floor-swelling"],
        with: [["dysphagia", "voice-change", "drooling", "trismus", "dyspnea", "speech-lost", "fever-named"]],
      },
      {
        any: ["neck-operation"],
        with: [["neck-swollen", "neck-swelling-fast", "voice-change", "dyspnea", "bleeding"]],
      },
      { any: ["swallowed-object"], with: [["drooling", "dysphagia", "dyspnea", "stridor", "vomiting"]] },
      {
        any: ["tracheostomy"],
        with: [["tube-out-or-blocked", "dyspnea", "respiratory-distress", "bleeding"]],
      },
      {
        any: ["drooling"],
        with: [
          ["sore-throat", "dysphagia", "voice-change", "trismus", "dyspnea", "fever-named", "airway-disease"],
        ],
      },
      {
        any: ["voice-change", "trismus", "throat-swelling-one-side"],
        with: [["sore-throat", "throat-swelling-one-side"]],
        // A hoarse voice with a sore throat is a cold.
        onlyWhen:
          "with a jaw that does not open, swelling on one side, trouble breathing, or both swallowing and voice changed",
        only: ({ found }) =>
          found.now(["trismus", "throat-swelling-one-side", "dyspnea"]) !== null ||
          (found.now(["dysphagia"]) !== null && found.now(["voice-change"]) !== null),
      },
    ],
    eased: (input) => (isLoudOnlyCrying(input) || swallowsAndBreathes(input) ? 3 : null),
    gone: {
      of: ["choking"],
      unless: STILL_FROM_CHOKING,
      level: ({ case: c }) => (c.ageYears < 16 ? 3 : null),
      inWords: "level 3 under 16 years, none later",
      why:
        "What was coughed up, with no sign left, blocks nothing. A child may have breathed some of it in and be quiet for days: " +
        "to be examined (Salih et al., World J Emerg Med 2016;7:5)",
    },
  },
  {
    id: "respiratory-failure",
    level: 1,
    label: "Breathing is failing",
    source: `${SOURCES.esi}, level 1 criteria (severe respiratory distress)`,
    any: ["respiratory-distress"],
    with: [["tiring", "altered-mental-status", "blue-or-cyanotic", "unresponsive", "silent-chest"]],
    or: [
      {
        any: ["silent-chest"],
        with: [
          ["airway-disease", "dyspnea", "tiring", "blue-or-cyanotic", "altered-mental-status", "speech-lost"],
        ],
      },
      { any: ["tiring"], with: [["blue-or-cyanotic"]] },
      {
        any: ["gurgling"],
        with: [
          [
            "unresponsive",
            "altered-mental-status",
            "crash",
            "head-injury",
            "hanging-or-drowning",
            "overdose",
          ],
        ],
      },
    ],
  },
  {
    id: "respiratory-distress",
    level: 2,
    label: "Severe breathing difficulty",
    source: `${SOURCES.esi}, chapter 4; ${SOURCES.ctas}`,
    any: ["respiratory-distress", "blue-or-cyanotic", "silent-chest"],
    or: [
      {
        any: ["dyspnea", "airway-disease"],
        with: [["tiring", "diaphoretic", "skin-poor-perfusion", "altered-mental-status"]],
      },
    ],
  },
  {
    id: "dyspnea-with-signs",
    level: 2,
    label: "Breathing difficulty with low oxygen or fast breathing",
    source: `${SOURCES.esi}, chapter 4`,
    any: ["dyspnea", "airway-disease-worse"],
    onlyWhen: "oxygen saturation below 94 % or fast breathing for the age",
    only: hypoxicOrTachypneic,
  },
  {
    id: "hypoxia-critical",
    level: 1,
    label: "Low oxygen in a patient short of breath or drowsy",
    source: `${SOURCES.esi}, level 1 criteria (severe respiratory distress, SpO2 below 90 %)`,
    any: ["dyspnea", "respiratory-distress", "altered-mental-status", "unresponsive", "lethargic"],
    onlyWhen: "oxygen saturation 85 % or less; below 90 % when not fully awake",
    only: ({ vitals: { spo2 }, found }) =>
      spo2 !== undefined &&
      (spo2 <= 85 ||
        (spo2 < 90 && found.now(["altered-mental-status", "unresponsive", "lethargic"]) !== null)),
  },
  {
    id: "dyspnea",
    level: 3,
    label: "Breathing difficulty",
    source: SOURCES.ctas,
    any: ["dyspnea"],
  },
  {
    id: "anaphylaxis",
    level: 1,
    label: "Anaphylaxis",
    source: SOURCES.anaphylaxis,
    any: ["anaphylaxis"],
    or: [
      { any: ["throat-closing"], with: [["allergen-contact"]] },
      { any: ["angioedema"], with: [["allergen-contact"], ["dyspnea", "respiratory-distress", "stridor"]] },
    ],
    gone: ALLERGY_GONE,
  },
  {
    id: "allergic-reaction-severe",
    level: 1,
    label: "Allergic reaction with airway, breathing or circulation signs",
    source: SOURCES.anaphylaxis,
    any: ["allergic-reaction"],
    with: [["dyspnea", "throat-closing", "stridor", "syncope", "dysphagia", "vomiting", "low-pressure"]],
    gone: ALLERGY_GONE,
  },
  {
    id: "allergy-two-systems",
    level: 2,
    label: "Skin and another system at once, as in anaphylaxis",
    source: SOURCES.anaphylaxis,
    any: ["skin-allergy"],
    with: [["dyspnea", "throat-closing", "syncope", "presyncope", "low-pressure", "stridor", "voice-change"]],
    or: [
      {
        any: ["skin-allergy"],
        with: [["allergen-contact"], ["vomiting", "dizzy-or-weak", "abdominal-pain"]],
      },
    ],
  },
  {
    id: "tonsil-bleeding",
    level: 2,
    label: "Bleeding after tonsils were taken out",
    source: `${SOURCES.esiPeds}; ${SOURCES.ctas}`,
    any: ["tonsillectomy"],
    longStanding: true,
    with: [["throat-bleeding"]],
  },
  {
    id: "epinephrine-given",
    level: 2,
    label: "Epinephrine given for an allergic reaction",
    source: SOURCES.anaphylaxis,
    any: ["epinephrine-given"],
  },
  {
    id: "angioedema",
    level: 2,
    label: "Swelling of face, lips, tongue or throat",
    source: SOURCES.anaphylaxis,
    any: ["angioedema"],
  },
];
