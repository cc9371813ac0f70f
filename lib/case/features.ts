/**
 * The feature catalogue: everything about a feature in one row. The case schema, the FHIR reader, the model's number
 * encoder, the safety rules' inputs, the explanation's players and the screens all read this table.
 *
 * LOINC codes and UCUM units follow the HL7 FHIR vital-signs profiles (hl7.org/fhir/R4/observation-vitalsigns.html).
 * `range` is what a living patient can have; a value outside it is an input error, never clipped.
 */
export type VitalKey =
  | "heartRate"
  | "respiratoryRate"
  | "systolic"
  | "diastolic"
  | "temperature"
  | "spo2"
  | "pain"
  | "gcs";

export type NumericFeature = {
  readonly key: VitalKey;
  /** What a nurse calls it. */
  readonly label: string;
  readonly shortLabel: string;
  /** Unit as shown. */
  readonly unit: string;
  /** LOINC codes that mean this, preferred first. */
  readonly loinc: readonly string[];
  /** UCUM unit -> the catalogue's unit; NaN where it cannot be meant. A reading in another unit is not used and is reported. */
  readonly ucum: Readonly<Record<string, (value: number) => number>>;
  readonly range: readonly [min: number, max: number];
  readonly decimals: number;
  /** The smallest change a clinician would call a change; trend arrows use it. */
  readonly step: number;
  /** In which direction the value alone speaks for more urgency; `both` = away from normal. */
  readonly worse: "up" | "down" | "both";
};

const same = (v: number) => v;
export const fahrenheitToCelsius = (v: number) => ((v - 32) * 5) / 9;
export const celsiusToFahrenheit = (v: number) => (v * 9) / 5 + 32;
/** Rates are counted by the minute, with a unit or without. */
const perMinute = {
  "/min": same,
  Hz: (v: number) => v * 60,
  "{beats}/min": same,
  "{breaths}/min": same,
  bpm: same,
  "": same,
};
const kPaToMmHg = (v: number) => v * 7.500_62;
/** Without a unit a pressure this high cannot be kPa. */
const surelyMmHg = (v: number) => (v >= 45 ? v : Number.NaN);
const pressure = {
  "mm[Hg]": same,
  mmHg: same,
  "cm[Hg]": (v: number) => v * 10,
  kPa: kPaToMmHg,
  "": surelyMmHg,
};
/** A saturation of up to one is a share of one. */
const shareOrPercent = (v: number) => (v <= 1 ? v * 100 : v);
/** Without a unit: no body is as cold as a fever in Celsius would be in Fahrenheit, nor the other way round. */
const eitherScale = (v: number) =>
  v >= 20 && v <= 45 ? v : v >= 68 && v <= 113 ? fahrenheitToCelsius(v) : Number.NaN;
const score = { "{score}": same, "1": same, "": same };

export const VITALS: readonly NumericFeature[] = [
  {
    key: "heartRate",
    label: "Heart rate",
    shortLabel: "HR",
    unit: "/min",
    loinc: ["8867-4"],
    // "lpm" is latidos por minuto in Spanish; a heart rate in litres there is none.
    ucum: { ...perMinute, "L/min": same },
    range: [10, 350],
    decimals: 0,
    step: 5,
    worse: "both",
  },
  {
    key: "respiratoryRate",
    label: "Breathing rate",
    shortLabel: "RR",
    unit: "/min",
    loinc: ["9279-1"],
    ucum: perMinute,
    range: [0, 120],
    decimals: 0,
    step: 2,
    worse: "both",
  },
  {
    key: "systolic",
    label: "Systolic blood pressure",
    shortLabel: "SBP",
    unit: "mmHg",
    loinc: ["8480-6"],
    ucum: pressure,
    range: [20, 320],
    decimals: 0,
    step: 5,
    worse: "both",
  },
  {
    key: "diastolic",
    label: "Diastolic blood pressure",
    shortLabel: "DBP",
    unit: "mmHg",
    loinc: ["8462-4"],
    ucum: pressure,
    range: [5, 220],
    decimals: 0,
    step: 5,
    worse: "both",
  },
  {
    key: "temperature",
    label: "Temperature",
    shortLabel: "Temp",
    unit: "°C",
    loinc: ["8310-5", "8331-1", "8332-9", "8333-7"],
    ucum: { Cel: same, K: (v) => v - 273.15, "[degF]": fahrenheitToCelsius, "": eitherScale },
    range: [20, 45],
    decimals: 1,
    step: 0.3,
    worse: "both",
  },
  {
    key: "spo2",
    label: "Oxygen saturation",
    shortLabel: "SpO₂",
    unit: "%",
    loinc: ["59408-5", "2708-6"],
    // Less than 1 % is a share, too, under a wrong unit: no probe shows that.
    ucum: { "%": (v) => (v < 1 ? v * 100 : v), "1": shareOrPercent, "": shareOrPercent },
    range: [30, 100],
    decimals: 0,
    step: 1,
    worse: "down",
  },
  {
    key: "pain",
    label: "Pain score",
    shortLabel: "Pain",
    unit: "/10",
    loinc: ["72514-3"],
    // Along a line of ten centimetres.
    ucum: { ...score, mm: (v) => v / 10, cm: same },
    range: [0, 10],
    decimals: 0,
    step: 1,
    worse: "up",
  },
  {
    key: "gcs",
    label: "Glasgow Coma Scale",
    shortLabel: "GCS",
    unit: "/15",
    loinc: ["9269-2"],
    ucum: score,
    range: [3, 15],
    decimals: 0,
    step: 1,
    worse: "down",
  },
] as const;

export const VITAL_KEYS: readonly VitalKey[] = VITALS.map((f) => f.key);
const byKey = new Map(VITALS.map((f) => [f.key, f]));

export function vital(key: VitalKey): NumericFeature {
  const feature = byKey.get(key);
  if (!feature) throw new Error(`no vital sign "${key}" in the catalogue`);
  return feature;
}

/** Age limits of what a living patient can have, in years. */
export const AGE_RANGE: readonly [number, number] = [0, 125];

export const CONSCIOUSNESS = ["alert", "voice", "pain", "unresponsive"] as const;
export type Consciousness = (typeof CONSCIOUSNESS)[number];
export const CONSCIOUSNESS_LABELS: Readonly<Record<Consciousness, string>> = {
  alert: "Alert",
  voice: "Responds to voice",
  pain: "Responds to pain",
  unresponsive: "Unresponsive",
};

export const ARRIVAL_MODES = ["ambulance", "walk-in", "other", "unknown"] as const;
export type ArrivalMode = (typeof ARRIVAL_MODES)[number];
export const SEXES = ["female", "male", "other", "unknown"] as const;
export type Sex = (typeof SEXES)[number];

/** "28 /min", "37.2 °C", "96 %": how a value is written everywhere. */
export function formatVital(key: VitalKey, value: number): string {
  const f = vital(key);
  const number = value.toFixed(f.decimals);
  return f.unit.startsWith("/1") ? `${number}${f.unit}` : `${number} ${f.unit}`;
}
