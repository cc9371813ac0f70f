import type { FindingRow } from "../finding";

/** What a patient has or takes, that makes another finding graver; and how bad pain is. */
export const BACKGROUND = {
  "heart-disease": {
    label: "Heart disease",
    snomed: "56265001",
    phrases: [
      "cad|stemi|stent*|cabg|angina|pci",
      "=heart attack",
      "coronary",
      "=cardiac hx|history|disease",
      "=heart disease",
      "ischemic heart|cardiomyopathy",
      "chf",
      "=heart failure",
    ],
  },
  diabetes: { label: "Diabetes", snomed: "73211009", phrases: ["diabet*|dm|dm2|t2dm|iddm|niddm|dm1|t1dm"] },
  anticoagulant: { label: "Blood thinner", phrases: ["anticoagulant"] },
  "bleeding-disorder": {
    label: "Bleeding disorder",
    phrases: ["hemophilia*|haemophilia*", "von willebrand", "thrombocytopeni*"],
  },
  hemophilia: {
    label: "Hemophilia",
    snomed: "90935002",
    phrases: ["hemophilia|hemophiliac|haemophilia|haemophiliac", "=factor viii|ix|8|9 deficient|deficiency"],
  },
  "hemophilia-bleed": {
    label: "Bleeding or injury in hemophilia",
    phrases: ["hemophilia* bleed*|injury|fall|fell|swelling|hit"],
  },
  "atrial-fibrillation": {
    label: "Atrial fibrillation",
    snomed: "49436004",
    phrases: ["afib|af", "atrial fib*"],
  },
  antiplatelet: { label: "Antiplatelet drug", phrases: ["plavix|clopidogrel|brilinta|ticagrelor"] },
  dementia: { label: "Dementia", snomed: "52448006", phrases: ["dementia|alzheimer*"] },
  "severe-pain": {
    label: "Severe pain",
    snomed: "76948002",
    phrases: [
      "=in agony|agonies",
      "agony belly|chest|abdomen|back|testicular|leg|head",
      "severe|excruciating|unbearable|intense|worst|agonizing|intolerable pain",
      "pain 10/10|9/10|8/10",
      "pain uncontrolled|intractable|unrelieved",
      "=pain not controlled",
      "pain meds|medicine|medication not working|helping",
      "writhing|doubled over|pain",
    ],
  },
  "pain-crisis-of-kidney": {
    label: "Kidney stone",
    phrases: ["=loin to groin", "loin pain", "kidney stone*", "renal colic", "flank pain"],
  },
} as const satisfies Readonly<Record<string, FindingRow>>;
