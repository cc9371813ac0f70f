import { systemOf } from "./codes";
import type { Concept } from "./schemas";

/**
 * The commonest reasons for an emergency visit that EHRs send as a bare code, in words. A short reviewed table: without a
 * terminology server everything else is named on the screen by its code.
 */
const ICD10: Readonly<Record<string, string>> = {
  "R07.9": "Chest pain",
  "R07.4": "Chest pain",
  "R07.89": "Chest pain",
  "R06.02": "Shortness of breath",
  "R06.00": "Shortness of breath",
  "R06.0": "Shortness of breath",
  R55: "Syncope",
  "R10.9": "Abdominal pain",
  "R10.4": "Abdominal pain",
  R51: "Headache",
  "R51.9": "Headache",
  R42: "Dizziness",
  "R50.9": "Fever",
  "R11.10": "Vomiting",
  "R11.2": "Nausea with vomiting",
  "R56.9": "Seizure",
  "R45.851": "Suicidal ideation",
  "R41.82": "Altered mental status",
  "R00.2": "Palpitations",
  R05: "Cough",
  "R05.9": "Cough",
  "R53.1": "Weakness",
  "M54.5": "Low back pain",
  "M54.50": "Low back pain",
  "T78.2": "Anaphylactic shock",
  "T78.2XXA": "Anaphylactic shock",
  "T78.40XA": "Allergic reaction",
};
const SNOMED: Readonly<Record<string, string>> = {
  "29857009": "Chest pain",
  "267036007": "Shortness of breath",
  "21522001": "Abdominal pain",
  "25064002": "Headache",
  "386661006": "Fever",
  "404640003": "Dizziness",
  "422400008": "Vomiting",
  "422587007": "Nausea",
  "91175000": "Seizure",
  "271594007": "Syncope",
  "80313002": "Palpitations",
  "49727002": "Cough",
  "6471006": "Suicidal thoughts",
  "419284004": "Altered mental status",
  "161891005": "Back pain",
};

const ICD_SYSTEM = /icd-?10/i;

export function reasonInWords(concept: Concept | undefined): string | null {
  for (const { system, code } of concept?.coding ?? []) {
    if (!code) continue;
    const isIcd =
      ICD_SYSTEM.test(system ?? "") || /^(urn:oid:)?2\.16\.840\.1\.113883\.6\.(3|90)$/.test(system ?? "");
    const table = isIcd ? ICD10 : systemOf(system) === "snomed" ? SNOMED : null;
    const words = table && Object.hasOwn(table, code) ? table[code] : undefined;
    if (words) return words;
  }
  return null;
}
