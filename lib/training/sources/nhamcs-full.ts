import { isLevel } from "@/lib/case/level";
import { canonicalReason } from "@/lib/language/lexicon";
import { ageYears, CIRCUMSTANCES, type Circumstance, circumstances, common, RACE_ETHNICITY } from "./nhamcs";
import { outcomesOf } from "./outcomes";
import { code, type Row, type SourceVisit } from "./visit";

/** The twenty chronic conditions these years ask for by name. */
const CONDITIONS: Readonly<Record<string, string>> = {
  ETOHAB: "alcohol misuse",
  ALZHD: "dementia",
  ASTHMA: "asthma",
  CANCER: "cancer",
  CEBVD: "stroke",
  CKD: "chronic kidney disease",
  COPD: "COPD",
  CHF: "congestive heart failure",
  CAD: "coronary artery disease",
  DEPRN: "depression",
  DIABTYP1: "type 1 diabetes",
  DIABTYP2: "type 2 diabetes",
  DIABTYP0: "diabetes",
  ESRD: "end-stage renal disease",
  HPE: "pulmonary embolism or deep vein thrombosis",
  EDHIV: "HIV",
  HYPLIPID: "hyperlipidemia",
  HTN: "hypertension",
  OBESITY: "obesity",
  OSA: "obstructive sleep apnea",
  OSTPRSIS: "osteoporosis",
  SUBSTAB: "substance abuse",
};
/** External causes of injury, ICD-10-CM: intentional self-harm X71-X83, assault X92-Y09. */
const SELF_HARM = /^X(7[1-9]|8[0-3])/;
const ASSAULT = /^(X9[2-9]|Y0\d)/;
const REASONS = [1, 2, 3, 4, 5];
/** The Census Bureau's regions, as the survey codes them. */
export const REGIONS: Readonly<Record<number, string>> = {
  1: "Northeast",
  2: "Midwest",
  3: "South",
  4: "West",
};

/**
 * One row of the NHAMCS emergency department micro-data of 2016-2019 (numbers written "26.0"), with what happened to the patient.
 * null when it has no age. `index`: the row's place in its year's file, which names the visit.
 */
export function nhamcsFullVisit(
  row: Row,
  index: number,
  labels: ReadonlyMap<string, string>,
): SourceVisit | null {
  const key = `${row.YEAR}-full-${index + 1}`;
  const age = ageYears(row);
  if (age === null) return null;
  const visit = common(`nhamcs-${key}`, row, age, conditionsOf(row));
  const reasons = REASONS.map((n) => code(row, `RFV${n}`)).flatMap((reason) => {
    const name = reason === null || reason <= 0 ? undefined : String(reason);
    const label = name && labels.get(name);
    return name && label ? [{ code: name, label }] : [];
  });
  const complaint = reasons.map((r) => canonicalReason(r.code, r.label)).join("; ");
  const ticked = circumstancesOf(row);
  const injured = code(row, "INJPOISAD");
  const level = code(row, "IMMEDR");
  const outcomes = outcomesOf(row);
  const region = "REGION" in row ? REGIONS[code(row, "REGION") ?? -1] : undefined;
  return {
    source: "nhamcs-ed-full",
    key,
    year: Number(row.YEAR),
    case: {
      ...visit,
      ...(complaint ? { chiefComplaint: complaint } : {}),
      ...(ticked.length > 0 ? { note: ticked.map((t) => CIRCUMSTANCES[t]).join(", ") } : {}),
      ...(injured === null || injured === 5 ? {} : { injury: injured === 1 }),
    },
    reasons: reasons.map((r) => r.code),
    level: isLevel(level) ? { scale: "esi", value: level } : null,
    critical: outcomes.criticalCareOrDeath,
    nurseLevel: null,
    raceEthnicity: RACE_ETHNICITY[code(row, "RACERETH") ?? -1] ?? null,
    ...(region ? { region } : {}),
    outcomes,
  };
}

function circumstancesOf(row: Row): Circumstance[] {
  const causes = [1, 2, 3].map((n) => row[`CAUSE${n}`] ?? "");
  return [
    ...circumstances(row),
    ...(causes.some((c) => SELF_HARM.test(c)) ? (["selfInflicted"] as const) : []),
    ...(causes.some((c) => ASSAULT.test(c)) ? (["assault"] as const) : []),
  ];
}

/** Undefined where the survey was not told: no condition ticked, and "none of the above" neither. */
function conditionsOf(row: Row): string[] | undefined {
  const named = Object.keys(CONDITIONS)
    .filter((column) => code(row, column) === 1)
    .map((column) => CONDITIONS[column] as string);
  return named.length > 0 || code(row, "NOCHRON") === 1 ? named : undefined;
}
