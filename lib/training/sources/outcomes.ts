import { code, type Row } from "./visit";

/**
 * What happened to a patient after triage, read from the columns of the NHAMCS emergency department micro-data 2016-2019
 * (CDC/NCHS; code books: ftp.cdc.gov/pub/Health_Statistics/NCHS/Dataset_Documentation/NHAMCS). null where a visit ended
 * before it could happen or the survey does not say: nothing may be learned from it, and nothing measured on it.
 */
export type Outcomes = {
  /** CPR, intubation, BiPAP/CPAP, central line, or death in the department (or dead on arrival). */
  readonly lifeSavingStrict: boolean;
  /** The same, or a rescue drug given in the department (RESCUE_DRUGS). */
  readonly lifeSaving: boolean;
  /** Admission to critical care, or death in the department. */
  readonly criticalCareOrDeath: boolean | null;
  /** Admission, observation, or transfer to another (not psychiatric) hospital. */
  readonly admission: boolean | null;
  readonly psychiatricTransfer: boolean | null;
  /** Kinds of resources as the Emergency Severity Index counts them: 0, 1, 2 stands for two or more. */
  readonly resources: 0 | 1 | 2 | null;
  /** Time-critical diagnoses the visit ended with. */
  readonly emergencies: readonly Emergency[];
};

/** Drug ids of the survey (Multum), drugs nobody gives but to save a life now, when given in the department. */
const RESCUE_DRUGS: Readonly<Record<string, string>> = {
  d00002: "amiodarone",
  d00164: "adenosine",
  d00215: "dobutamine",
  d00216: "dopamine",
  d00311: "naloxone",
  d00323: "norepinephrine",
  d00399: "vecuronium",
  d00521: "alteplase",
  d00699: "epinephrine",
  d00931: "etomidate",
  d03766: "rocuronium",
  d05869: "prothrombin complex",
};
/**
 * Drugs that an emergency department gives by needle or by nebuliser and hardly otherwise: the survey does not record the
 * route. Drugs as often given by mouth (ondansetron, dexamethasone, diphenhydramine) are left out: counting them would give a
 * resource to visits that had none.
 */
const PARENTERAL_DRUGS: ReadonlySet<string> = new Set(
  (
    "d00003 d00007 d00014 d00016 d00017 d00027 d00045 d00052 d00057 d00067 d00070 d00090 d00125 d00132 d00233 d00252 d00255 " +
    "d00262 d00273 d00293 d00308 d00355 d00370 d00468 d00747 d00752 d00787 d00839 d03041 d03165 d03882 d04027 d04369 d04499 " +
    "d04747 d04783 d05649 d07727"
  ).split(" "),
);

/** ICD-10-CM categories, by the beginning of the code without its point. */
export const EMERGENCIES = {
  sepsis: ["A40", "A41", "R652"],
  stroke: ["I60", "I61", "I62", "I63", "I64"],
  "acute-coronary-syndrome": ["I200", "I21", "I22", "I24"],
  "pulmonary-embolism": ["I26"],
  "ectopic-pregnancy": ["O00"],
  appendicitis: ["K35", "K36", "K37"],
  ketoacidosis: ["E101", "E111", "E131"],
  meningitis: ["A39", "A87", "G00", "G01", "G02", "G03"],
  "testicular-torsion": ["N440"],
} as const satisfies Readonly<Record<string, readonly string[]>>;
export type Emergency = keyof typeof EMERGENCIES | "trauma-with-operation";
/** In the order of the network's outputs. */
export const EMERGENCY_NAMES: readonly Emergency[] = [
  ...(Object.keys(EMERGENCIES) as (keyof typeof EMERGENCIES)[]),
  "trauma-with-operation",
];

const LABORATORY =
  "ABG BAC BMP BNP BUNCREAT CARDENZ CBC CMP BLOODCX TRTCX URINECX WOUNDCX OTHCX DDIMER ELECTROL GLUCOSE LACTATE LFT PTTINR OTHERBLD HIVTEST FLUTEST PREGTEST TOXSCREN URINE".split(
    " ",
  );
/** One resource each: kinds of imaging, the electrocardiogram, fluids, nebulisers, simple procedures. */
const ONE_EACH = "EKG XRAY CATSCAN MRI ULTRASND OTHIMAGE IVFLUIDS BLADCATH INCDRAIN".split(" ");
/** Two resources each: what takes a physician and an assistant away from everything else. */
const COMPLEX = "LUMBAR CENTLINE ENDOINT".split(" ");
/** ADMIT: where somebody admitted to this hospital went first. */
const CRITICAL_CARE = 1;
const OPERATING_ROOM = 3;
/** GPMEDn: given in the department, prescribed at discharge, or both. */
const GIVEN = new Set([1, 3]);
const DRUGS = Array.from({ length: 12 }, (_, i) => i + 1);

const ticked = (row: Row, column: string): boolean => code(row, column) === 1;
const anyTicked = (row: Row, columns: readonly string[]): boolean => columns.some((c) => ticked(row, c));

export function outcomesOf(row: Row): Outcomes {
  const died = anyTicked(row, ["DIEDED", "DOA"]);
  const given = DRUGS.filter((n) => GIVEN.has(code(row, `GPMED${n}`) ?? -1)).map(
    (n) => row[`DRUGID${n}`] ?? "",
  );
  const lifeSavingStrict = died || anyTicked(row, ["CPR", "ENDOINT", "BPAP", "CENTLINE"]);
  // Somebody who left was not treated to the end: what would have happened is not known.
  const left = anyTicked(row, ["LWBS", "LBTC", "LEFTAMA"]);
  return {
    lifeSavingStrict,
    lifeSaving: lifeSavingStrict || given.some((id) => Object.hasOwn(RESCUE_DRUGS, id)),
    criticalCareOrDeath: left ? null : died || criticalCare(row),
    admission: left || died ? null : anyTicked(row, ["ADMITHOS", "OBSHOS", "OBSDIS", "TRANOTH"]),
    psychiatricTransfer: left || died ? null : ticked(row, "TRANPSYC"),
    resources: left ? null : countResources(row, given),
    emergencies: emergenciesOf(row),
  };
}

/** null where somebody was admitted and the survey does not say where to. */
function criticalCare(row: Row): boolean | null {
  if (!ticked(row, "ADMITHOS")) return false;
  const unit = code(row, "ADMIT");
  return unit === null ? null : unit === CRITICAL_CARE;
}

/** ESI handbook, decision point C: kinds, not single tests; blood and urine tests together are one. */
function countResources(row: Row, given: readonly string[]): 0 | 1 | 2 {
  const count =
    Number(anyTicked(row, LABORATORY)) +
    ONE_EACH.filter((column) => ticked(row, column)).length +
    2 * COMPLEX.filter((column) => ticked(row, column)).length +
    Number(anyTicked(row, ["SUTURE", "SKINADH"])) +
    Number(ticked(row, "NEBUTHER")) +
    Number(given.some((id) => PARENTERAL_DRUGS.has(id))) +
    Number(anyTicked(row, ["CONSULT", "MHPROV"]));
  return count >= 2 ? 2 : count === 1 ? 1 : 0;
}

function emergenciesOf(row: Row): Emergency[] {
  const codes = [1, 2, 3, 4, 5]
    // A diagnosis that was only considered ("probable, questionable, rule out") did not happen. Asked of the first three.
    .filter((n) => n > 3 || code(row, `PRDIAG${n}`) !== 1)
    .map((n) => row[`DIAG${n}`] ?? "");
  const found = (Object.keys(EMERGENCIES) as (keyof typeof EMERGENCIES)[]).filter((name) =>
    EMERGENCIES[name].some((beginning) => codes.some((c) => c.startsWith(beginning))),
  );
  const injured = codes.some((c) => /^[ST]\d/.test(c));
  const operated = ticked(row, "ADMITHOS") && code(row, "ADMIT") === OPERATING_ROOM;
  return injured && operated ? [...found, "trauma-with-operation"] : found;
}
