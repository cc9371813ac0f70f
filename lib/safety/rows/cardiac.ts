import type { ComplaintRow } from "../complaint-rule";
import { ADULT } from "../limits";
import { pattern } from "../pattern";
import { type SafetyInput, SOURCES } from "../rule";

const HEART_DISEASE = [
  "cad|stemi|stent*|cabg|angina|pci",
  "=heart attack",
  "coronary",
  "ischemic heart|cardiomyopathy",
].map(pattern);
const DIABETES = [pattern("diabet*|dm|dm2|t2dm|iddm|niddm")];
const CHEST_PAIN = [
  "chest pain|pressure|tight*|heaviness|heavy|discomfort|squeezing|crushing|hurts|hurting|ache",
  "angina",
];
const CARDIAC_SIGNS = [
  "diaphoretic",
  "dyspnea",
  "syncope",
  "radiat*|rad",
  "jaw|arm pain|numb*|tingling",
  "chest pressure|crushing|squeezing|heaviness|heavy|tight*",
].map(pattern);

function highRiskChestPain(input: SafetyInput): boolean {
  const { ageYears, arrivalMode } = input.case;
  if (ageYears < ADULT) return false;
  if (input.hasHistory(HEART_DISEASE)) return true;
  if (ageYears < 30) return false;
  return (
    arrivalMode === "ambulance" ||
    input.hasHistory(DIABETES) ||
    input.says(CARDIAC_SIGNS)?.standing === "affirmed"
  );
}

/** Chest pain, rhythm, syncope, great vessels. */
export const CARDIAC_ROWS: readonly ComplaintRow[] = [
  {
    id: "chest-pain-high-risk",
    level: 2,
    label: "Chest pain with danger signs",
    source: SOURCES.chestPain,
    any: CHEST_PAIN,
    unless: ["pleuritic|reproducible", "=chest wall", "rib", "=chest congestion"],
    onlyWhen:
      "from 30 years with sweating, shortness of breath, syncope, spread to arm or jaw, pressure, ambulance or diabetes; " +
      "from 16 years with known heart disease",
    only: highRiskChestPain,
  },
  {
    id: "chest-pain",
    level: 3,
    label: "Chest pain",
    source: SOURCES.chestPain,
    any: CHEST_PAIN,
    unless: ["=chest congestion"],
    onlyWhen: "from 35 years",
    only: ({ case: c }) => c.ageYears >= 35,
  },
  {
    id: "heart-attack",
    level: 2,
    label: "Heart attack",
    source: SOURCES.chestPain,
    any: ["=heart attack", "stemi", "=acute coronary", "=cath alert|lab"],
  },
  {
    id: "arrhythmia",
    level: 2,
    label: "Dangerous heart rhythm",
    source: `${SOURCES.esi}, chapter 4`,
    any: [
      "=ventricular tachycardia",
      "=supraventricular tachycardia",
      "rvr",
      "icd|defibrillator|aicd fired|firing|shock|shocked|discharged",
      "=heart block",
      "torsades",
    ],
  },
  {
    id: "syncope-high-risk",
    level: 2,
    label: "Syncope with danger signs",
    source:
      "Canadian Syncope Risk Score, Thiruganasambandamoorthy et al., CMAJ 2016;188:E289; ESC syncope guideline 2018",
    any: ["syncope"],
    and: [
      "chest pain|pressure|tight*",
      "dyspnea",
      "palpitation*",
      "exert*|exercise|exercising|running",
      "pregnant",
      "headache",
      "abdominal|back pain",
      "melena|hematemesis",
    ],
  },
  {
    id: "syncope",
    level: 3,
    label: "Loss of consciousness",
    source: SOURCES.ctas,
    any: ["syncope"],
  },
  {
    id: "aortic-catastrophe",
    level: 2,
    label: "Possible aortic dissection or rupture",
    source: SOURCES.chestPain,
    any: [
      "tearing|ripping chest|back|abdominal pain",
      "aortic dissect*|aneurysm|rupture*",
      "aaa",
      "pulsatile|pulsating mass",
    ],
    unless: ["aneurysm|aaa stable|surveillance|screening"],
  },
  {
    id: "pulmonary-embolism",
    level: 2,
    label: "Pulmonary embolism",
    source: SOURCES.chestPain,
    any: ["=pulmonary embolism|embolus|emboli", "=saddle embolus", "=bilateral|acute pe"],
  },
  {
    id: "pulmonary-embolism-complaint",
    level: 2,
    label: "Pulmonary embolism as the complaint",
    source: SOURCES.chestPain,
    any: ["pe"],
    onlyWhen: "the complaint is this word alone (elsewhere it may mean a physical examination)",
    only: ({ texts }) =>
      texts.some((t) => /^\W*((r\/o|rule out|possible|poss|acute|new)\W+)?PE\W*$/i.test(t.source)),
  },
  {
    id: "hemoptysis",
    level: 3,
    label: "Coughing up blood",
    source: SOURCES.ctas,
    any: ["hemoptysis"],
  },
];
