/** Codes used by the vignettes. SNOMED CT for problems, RxNorm ingredients for medicines. */
type Coded = readonly [code: string, text: string];

export const SNOMED = "http://snomed.info/sct";
export const RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm";
export const LOINC = "http://loinc.org";
export const UCUM = "http://unitsofmeasure.org";

export const PROBLEMS = {
  htn: ["38341003", "Hypertension"],
  dm2: ["44054006", "Type 2 diabetes mellitus"],
  dm1: ["46635009", "Type 1 diabetes mellitus"],
  hld: ["55822004", "Hyperlipidemia"],
  cad: ["53741008", "Coronary artery disease"],
  chf: ["42343007", "Congestive heart failure"],
  afib: ["49436004", "Atrial fibrillation"],
  copd: ["13645005", "Chronic obstructive pulmonary disease"],
  asthma: ["195967001", "Asthma"],
  ckd: ["709044004", "Chronic kidney disease"],
  esrd: ["46177005", "End-stage renal disease on hemodialysis"],
  cva: ["230690007", "History of stroke"],
  epilepsy: ["84757009", "Epilepsy"],
  dementia: ["52448006", "Dementia"],
  parkinson: ["49049000", "Parkinson's disease"],
  depression: ["35489007", "Depression"],
  anxiety: ["197480006", "Anxiety disorder"],
  bipolar: ["13746004", "Bipolar disorder"],
  schizophrenia: ["58214004", "Schizophrenia"],
  alcohol: ["7200002", "Alcohol use disorder"],
  opioid: ["75544000", "Opioid use disorder"],
  gerd: ["235595009", "Gastroesophageal reflux disease"],
  migraine: ["37796009", "Migraine"],
  stones: ["95570007", "Kidney stones"],
  cirrhosis: ["19943007", "Cirrhosis of liver"],
  breastca: ["254837009", "Breast cancer on chemotherapy"],
  sickle: ["417357006", "Sickle cell disease"],
  pregnant: ["77386006", "Pregnancy"],
  premature: ["395507008", "Born premature"],
  hypothyroid: ["40930008", "Hypothyroidism"],
  gout: ["90560007", "Gout"],
  oa: ["396275006", "Osteoarthritis"],
  bph: ["266569009", "Benign prostatic hyperplasia"],
  obesity: ["414916001", "Obesity"],
  dvt: ["128053003", "Deep vein thrombosis"],
  eczema: ["43116000", "Eczema"],
} as const satisfies Record<string, Coded>;
export type Problem = keyof typeof PROBLEMS;

export const MEDICINES = {
  aspirin: ["1191", "Aspirin 81 mg daily"],
  lisinopril: ["29046", "Lisinopril 10 mg daily"],
  amlodipine: ["17767", "Amlodipine 5 mg daily"],
  metoprolol: ["6918", "Metoprolol 50 mg twice daily"],
  furosemide: ["4603", "Furosemide 40 mg daily"],
  atorvastatin: ["83367", "Atorvastatin 40 mg nightly"],
  warfarin: ["11289", "Warfarin 5 mg daily"],
  apixaban: ["1364430", "Apixaban 5 mg twice daily"],
  clopidogrel: ["32968", "Clopidogrel 75 mg daily"],
  metformin: ["6809", "Metformin 1000 mg twice daily"],
  glargine: ["274783", "Insulin glargine 24 units nightly"],
  albuterol: ["435", "Albuterol inhaler as needed"],
  prednisone: ["8640", "Prednisone 10 mg daily"],
  levothyroxine: ["10582", "Levothyroxine 75 mcg daily"],
  omeprazole: ["7646", "Omeprazole 20 mg daily"],
  sertraline: ["36437", "Sertraline 50 mg daily"],
  quetiapine: ["51272", "Quetiapine 100 mg nightly"],
  lithium: ["6448", "Lithium 300 mg three times daily"],
  levetiracetam: ["114477", "Levetiracetam 500 mg twice daily"],
  gabapentin: ["25480", "Gabapentin 300 mg three times daily"],
  ibuprofen: ["5640", "Ibuprofen 400 mg as needed"],
  acetaminophen: ["161", "Acetaminophen 500 mg as needed"],
  tamsulosin: ["77492", "Tamsulosin 0.4 mg daily"],
  amoxicillin: ["723", "Amoxicillin 500 mg three times daily"],
  hctz: ["5487", "Hydrochlorothiazide 25 mg daily"],
} as const satisfies Record<string, Coded>;
export type Medicine = keyof typeof MEDICINES;

export const ALLERGIES: readonly {
  readonly text: string;
  readonly coding?: { system: string; code: string };
  readonly category: "medication" | "food" | "environment";
  readonly reaction?: string;
}[] = [
  { text: "Penicillin", coding: { system: RXNORM, code: "7980" }, category: "medication", reaction: "Hives" },
  { text: "Sulfa drugs", category: "medication", reaction: "Rash" },
  { text: "Codeine", coding: { system: RXNORM, code: "2670" }, category: "medication", reaction: "Nausea" },
  {
    text: "Peanut",
    coding: { system: SNOMED, code: "762952008" },
    category: "food",
    reaction: "Anaphylaxis",
  },
  { text: "Latex", coding: { system: SNOMED, code: "111088007" }, category: "environment", reaction: "Rash" },
  { text: "Iodinated contrast", category: "medication", reaction: "Wheezing" },
];

/** Which medicines go with which problem; the generator takes some of them. */
export const USUAL_MEDICINES: Readonly<Partial<Record<Problem, readonly Medicine[]>>> = {
  htn: ["lisinopril", "amlodipine", "hctz"],
  dm2: ["metformin"],
  dm1: ["glargine"],
  hld: ["atorvastatin"],
  cad: ["aspirin", "metoprolol", "clopidogrel"],
  chf: ["furosemide", "metoprolol"],
  afib: ["apixaban", "warfarin"],
  copd: ["albuterol", "prednisone"],
  asthma: ["albuterol"],
  cva: ["clopidogrel", "atorvastatin"],
  epilepsy: ["levetiracetam"],
  depression: ["sertraline"],
  anxiety: ["sertraline"],
  bipolar: ["lithium"],
  schizophrenia: ["quetiapine"],
  gerd: ["omeprazole"],
  hypothyroid: ["levothyroxine"],
  oa: ["ibuprofen", "acetaminophen"],
  bph: ["tamsulosin"],
  dvt: ["apixaban"],
  dementia: ["quetiapine"],
};
