import type { ComplaintRow } from "../complaint-rule";
import { rateLimits } from "../limits";
import { pattern } from "../pattern";
import { type SafetyInput, SOURCES } from "../rule";

const awakeNow = ({ vitals: { consciousness, gcs } }: SafetyInput): boolean =>
  consciousness === "alert" || (consciousness === undefined && gcs !== undefined && gcs >= 14);

const hypoxicOrTachypneic = ({ case: c, vitals: { spo2, respiratoryRate } }: SafetyInput): boolean =>
  (spo2 !== undefined && spo2 < 94) ||
  (respiratoryRate !== undefined && respiratoryRate > rateLimits(c.ageYears).marked.breathing);

const STRIDOR_CRYING = [pattern("stridor crying|cries|cry|agitated")];
const STRIDOR_REST = [pattern("stridor rest"), pattern("drooling")];

/** Arrest, airway, breathing, allergy. */
export const AIRWAY_ROWS: readonly ComplaintRow[] = [
  {
    id: "cardiac-arrest",
    level: 1,
    label: "Cardiac arrest",
    source: `${SOURCES.esi}, level 1 criteria`,
    any: [
      "=cardiac|cardiopulmonary|respiratory arrest",
      "=full|witnessed|unwitnessed arrest",
      "=in|post arrest",
      "=code blue",
      "=heart stopped",
      "=bagged by",
      "=being bagged",
      "pulseless",
      "cpr",
      "rosc",
      "asystole|asystolic",
      "=ventricular fibrillation",
    ],
    unless: ["pulseless arm|leg|foot|hand|extremity|limb", "=cpr training|class|certification"],
  },
  {
    id: "arrest-complaint",
    level: 1,
    label: "Arrest as the complaint",
    source: `${SOURCES.esi}, level 1 criteria`,
    any: ["arrest"],
    onlyWhen: "the complaint is this word alone",
    only: ({ texts }) => texts.some((t) => /^\W*arrest\W*$/i.test(t.source)),
  },
  {
    id: "not-breathing",
    level: 1,
    label: "Not breathing",
    source: `${SOURCES.esi}, level 1 criteria`,
    any: ["apnea", "agonal"],
    unless: ["=sleep apnea", "apnea cpap|monitor|machine"],
    // A parent who saw a pause and a child that breathes now: high risk, not resuscitation.
    eased: (input) => {
      const rate = input.vitals.respiratoryRate;
      return rate !== undefined && rate > rateLimits(input.case.ageYears).slow.breathing ? 2 : null;
    },
  },
  {
    id: "unresponsive-text",
    level: 1,
    label: "Unresponsive",
    source: `${SOURCES.esi}, level 1 criteria (AVPU)`,
    any: ["unresponsive|unconscious|comatose|coma|obtunded"],
    eased: (input) => (awakeNow(input) ? 2 : null),
  },
  {
    id: "airway-obstruction",
    level: 1,
    label: "Airway obstruction",
    source: `${SOURCES.esi}, level 1 criteria`,
    any: ["choking turned-blue|blue|aphasia", "airway obstruct*|occlu*"],
  },
  {
    id: "airway-threatened",
    level: 2,
    label: "Threatened airway",
    source: `${SOURCES.esi}, chapter 4 (high-risk situations)`,
    any: [
      "=choking on",
      "stridor|stridorous",
      "epiglottitis",
      "drooling throat|swallow*|dysphagia|fever|muffled",
      "voice muffled",
      "body airway|trachea|windpipe|lung|aspirat*|inhaled",
      "=down windpipe",
      "inhaled|aspirated peanut*|nut|nuts|coin|bead|toy|food|object|candy",
    ],
    // Croup that is loud only when the child cries (Westley et al., Am J Dis Child 1978;132:484: no stridor at rest).
    eased: (input) => (input.says(STRIDOR_CRYING) && !input.says(STRIDOR_REST) ? 3 : null),
  },
  {
    id: "respiratory-failure",
    level: 1,
    label: "Breathing is failing",
    source: `${SOURCES.esi}, level 1 criteria (severe respiratory distress)`,
    any: ["=respiratory distress", "broken-sentences", "severe dyspnea"],
    and: ["tiring|exhausted|drowsy|somnolent|lethargic", "confus*", "=altered mental", "turned-blue"],
  },
  {
    id: "respiratory-distress",
    level: 2,
    label: "Severe breathing difficulty",
    source: `${SOURCES.esi}, chapter 4; ${SOURCES.ctas}`,
    any: [
      "=respiratory distress",
      "broken-sentences",
      "severe|extreme dyspnea",
      "grunting|retractions|retracting",
      "turned-blue",
      "status asthmaticus",
    ],
    unless: ["=mild retractions"],
  },
  {
    id: "dyspnea-with-signs",
    level: 2,
    label: "Breathing difficulty with low oxygen or fast breathing",
    source: `${SOURCES.esi}, chapter 4`,
    any: ["dyspnea", "asthma|copd|chf|wheez* exacerb*|attack|flare|worse*"],
    onlyWhen: "oxygen saturation below 94 % or fast breathing for the age",
    only: hypoxicOrTachypneic,
  },
  {
    id: "dyspnea",
    level: 3,
    label: "Breathing difficulty",
    source: SOURCES.ctas,
    any: ["dyspnea", "hypoxia", "asthma|copd attack|exac|exacerb*|flare*", "wheez*"],
  },
  {
    id: "anaphylaxis",
    level: 1,
    label: "Anaphylaxis",
    source: SOURCES.anaphylaxis,
    any: ["anaphylaxis", "throat-closing hives|rash|allerg*|sting|stung|peanut*|bee|shellfish"],
  },
  {
    id: "allergic-reaction-severe",
    level: 1,
    label: "Allergic reaction with airway, breathing or circulation signs",
    source: SOURCES.anaphylaxis,
    any: ["=allergic reaction", "hives|urticaria", "bee|wasp|hornet sting|stung"],
    and: ["dyspnea", "throat-closing", "stridor", "wheez*", "syncope", "dysphagia", "vomiting"],
  },
  {
    id: "epinephrine-given",
    level: 2,
    label: "Epinephrine given for an allergic reaction",
    source: SOURCES.anaphylaxis,
    any: ["epipen|epi|epinephrine given|used|gave|administered"],
    unless: ["epipen refill|prescription|rx"],
  },
  {
    id: "angioedema",
    level: 2,
    label: "Swelling of face, lips, tongue or throat",
    source: SOURCES.anaphylaxis,
    any: ["angioedema", "throat-closing"],
    unless: ["angioedema dental|tooth|toothache|abscess", "throat-closing sore|strep"],
  },
];
