import type { ArrivalMode, Consciousness, Sex } from "@/lib/case/features";
import { isLevel } from "@/lib/case/level";
import { code, plausibleVitals, type Row, type SourceVisit } from "./visit";

/**
 * Moon et al. 2019, PLOS ONE 14(9): e0216972 (CC BY 4.0): adult visits of two Korean EDs with the nurse's free-text
 * complaint and an expert panel's KTAS level. "??" and "#BOS!" mean missing.
 */
const SEX: Readonly<Record<number, Sex>> = { 1: "female", 2: "male" };
const MENTAL: Readonly<Record<number, Consciousness>> = {
  1: "alert",
  2: "voice",
  3: "pain",
  4: "unresponsive",
};
const ARRIVAL: Readonly<Record<number, ArrivalMode>> = {
  1: "walk-in",
  2: "ambulance",
  3: "walk-in",
  4: "ambulance",
  5: "other",
  6: "other",
  7: "other",
};

export function ktasVisit(row: Row, index: number): SourceVisit | null {
  const age = code(row, "Age");
  if (age === null) return null;
  const complaint = (row.Chief_complain ?? "").trim();
  const sex = SEX[code(row, "Sex") ?? -1];
  const arrivalMode = ARRIVAL[code(row, "Arrival mode") ?? -1];
  const consciousness = MENTAL[code(row, "Mental") ?? -1];
  const injury = code(row, "Injury");
  const expert = code(row, "KTAS_expert");
  const nurse = code(row, "KTAS_RN");
  const vitals = plausibleVitals({
    heartRate: code(row, "HR"),
    respiratoryRate: code(row, "RR"),
    systolic: code(row, "SBP"),
    diastolic: code(row, "DBP"),
    temperature: code(row, "BT"),
    spo2: code(row, "Saturation"),
    // Pain 0 = "no pain": a score of 0 was not written down for these.
    pain: code(row, "Pain") === 0 ? 0 : code(row, "NRS_pain"),
  });
  return {
    source: "ktas",
    key: String(index + 1),
    year: null,
    case: {
      id: `ktas-${index + 1}`,
      ageYears: age,
      ...(sex ? { sex } : {}),
      ...(arrivalMode ? { arrivalMode } : {}),
      // Complaints written in Korean arrive as question marks.
      ...(/[a-z]/i.test(complaint) ? { chiefComplaint: complaint } : {}),
      ...(injury === null ? {} : { injury: injury === 2 }),
      vitals: { ...vitals, ...(consciousness ? { consciousness } : {}) },
    },
    reasons: [],
    level: isLevel(expert) ? { scale: "ktas", value: expert } : null,
    critical: null,
    nurseLevel: isLevel(nurse) ? nurse : null,
    raceEthnicity: null,
  };
}
