import type { ComplaintRow } from "../complaint-rule";
import { pattern } from "../pattern";
import { SOURCES } from "../rule";

const FEVER = [pattern("fever")];
const AT_BASELINE = [pattern("baseline|consolable|playful|alert")];

/** Stroke, consciousness, seizure, headache, cord, sight. */
export const NEUROLOGICAL_ROWS: readonly ComplaintRow[] = [
  {
    id: "stroke-signs",
    level: 2,
    label: "Signs of stroke",
    source: SOURCES.stroke,
    any: [
      "stroke",
      "=fast positive",
      "facial|face|mouth|smile droop*|asymmetr*|crooked",
      "aphasia",
      "hemiparesis",
      "paralysis arm|leg|side|sided|left|right|face",
      "left|right side|sided|arm|leg|face|hand|upper|lower weak*",
      "=left|right motor weakness",
      "=left|right weakness",
      "=weak|weakness on left|right",
      "one|unilateral side|sided weak*|numb*",
      "left|right side|sided|face|facial numb*",
      "=arm|pronator drift",
      "tia",
    ],
    unless: ["=heat stroke"],
  },
  {
    id: "paralysis",
    level: 2,
    label: "Paralysis",
    source: SOURCES.ctas,
    any: ["paralysis leg|legs|arm|arms|body|limbs|extremities", "=motor weakness"],
    unless: ["=chronic paralysis"],
  },
  {
    id: "altered-mental-status",
    level: 2,
    label: "Altered mental status",
    source: `${SOURCES.esi}, decision point B (confused, lethargic, disoriented)`,
    any: [
      "=altered mental",
      "confus*",
      "disorient*",
      "lethargic",
      "delirium|delirious",
      "hard-to-wake",
      "drowsy|somnolent|stupor*",
      "=altered",
    ],
    unless: [
      "confus* baseline|chronic",
      "dementia baseline",
      "altered taste|smell|sensation|gait|bowel|vision|hearing|voice|mole",
    ],
  },
  {
    id: "seizing",
    level: 1,
    label: "Active seizure",
    source: `${SOURCES.esi}, level 1 criteria`,
    any: ["seizing", "seizure ongoing|continuous|nonstop|continues"],
    eased: (input) => (input.vitals.consciousness === "alert" ? 2 : null),
  },
  {
    id: "seizure-high-risk",
    level: 2,
    label: "Seizure with danger signs",
    source: `${SOURCES.esi}, chapter 4 (postictal, first seizure)`,
    any: ["seizure", "postictal"],
    and: [
      "postictal",
      "first|1st seizure|time",
      "new onset|seizure",
      "multiple|several|cluster|repeated|recurrent|two|three|2|3 seizure",
      "=head injury",
      "pregnant|postpartum",
      "confus*|altered|lethargic|drowsy|disorient*",
      "alcohol withdraw*|detox",
      "stiff-neck",
    ],
    // A simple febrile seizure that is over (AAP, Pediatrics 2011;127:389).
    eased: (input) =>
      input.case.ageYears >= 0.5 &&
      input.case.ageYears < 6 &&
      input.says(FEVER) !== null &&
      input.says(AT_BASELINE) !== null
        ? 3
        : null,
  },
  {
    id: "seizure",
    level: 3,
    label: "Seizure",
    source: SOURCES.ctas,
    any: ["seizure"],
  },
  {
    id: "thunderclap-headache",
    level: 2,
    label: "Sudden or worst headache",
    source: "Subarachnoid hemorrhage: Ottawa rule, Perry et al., JAMA 2013;310:1248",
    any: ["worst headache", "thunderclap", "sudden|suddenly|abrupt headache"],
  },
  {
    id: "meningitis-signs",
    level: 2,
    label: "Signs of meningitis",
    source: `${SOURCES.esiPeds}; ${SOURCES.esi}`,
    any: [
      "mening*",
      "stiff-neck fever|headache|photophobia|lethargic|vomiting",
      "bulging fontanel*",
      "exposure-to-meningitis fever|headache|stiff-neck|rash|vomiting|lethargic|photophobia",
    ],
  },
  {
    id: "headache-danger",
    level: 2,
    label: "Headache with danger signs",
    source: SOURCES.ctas,
    any: ["headache"],
    and: [
      "confus*|altered|lethargic|drowsy",
      "stiff-neck",
      "syncope",
      "seizure",
      "vision-loss|diplopia",
      "double vision",
    ],
  },
  {
    id: "cauda-equina",
    level: 2,
    label: "Back pain with signs of cord or cauda equina compression",
    source: SOURCES.ctas,
    any: ["back pain|injury", "sciatica"],
    and: [
      "incontinence",
      "retention",
      "=saddle",
      "paralysis",
      "both|bilateral leg|legs weak*|numb*",
      "numb* groin|genital*|perineal|buttock*",
    ],
  },
  {
    id: "diabetic-emergency",
    level: 2,
    label: "Low blood sugar or diabetic ketoacidosis",
    source: SOURCES.ctas,
    any: ["hypoglycemia", "dka", "=diabetic ketoacidosis|coma"],
    eased: ({ vitals }) => (vitals.consciousness === "alert" && vitals.gcs === 15 ? 3 : null),
  },
  {
    id: "vision-loss-sudden",
    level: 2,
    label: "Sudden loss of vision",
    source: `${SOURCES.esi}, chapter 4 (eye emergencies)`,
    any: [
      "vision-loss",
      "curtain vision|eye",
      "sudden|suddenly vision|visual change*|blurr*",
      "sudden blindness|blind",
    ],
    unless: ["vision-loss gradual|chronic|months|years"],
  },
];
