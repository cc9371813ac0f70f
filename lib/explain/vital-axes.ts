import { normalRange } from "@/lib/case/age-bands";
import { CLINICAL_STEPS, CONSCIOUSNESS_STEP, plausibleValues } from "@/lib/case/clinical-steps";
import { CONSCIOUSNESS, type Consciousness, VITAL_KEYS, type VitalKey, vital } from "@/lib/case/features";
import type { TriageCase, Vitals } from "@/lib/case/triage-case";
import { fromGcs } from "@/lib/model/features";

export type AxisKey = VitalKey | "consciousness";
export type AxisValue = number | Consciousness;

/** One vital sign and the values it is asked about, in clinical steps within what is plausible for the age. */
export type Axis = {
  readonly key: AxisKey;
  /** How much going from one value to the next counts (see clinical-steps.ts). */
  readonly size: number;
  /** Rank among equally small changes, 1 first. */
  readonly importance: number;
  /** null: not measured. */
  readonly measured: AxisValue | null;
  /** Values below (for AVPU: more awake), nearest first; of what was not measured, below the middle of the normal band. */
  readonly down: readonly Point[];
  readonly up: readonly Point[];
};
export type Point = {
  readonly value: AxisValue;
  /** How far outside the normal band, in the vital's unit or AVPU letters; 0 within it. */
  readonly abnormal: number;
  /** The vital signs that differ from the case's: this one, and what goes along with it. */
  readonly changed: Vitals;
};

/** AVPU and every vital sign of the catalogue, for one case. Who has either AVPU or GCS does not lack the other. */
export function axesOf({ ageYears, vitals = {} }: TriageCase): Axis[] {
  const axes = [consciousnessAxis(vitals), ...VITAL_KEYS.map((key) => vitalAxis(key, ageYears, vitals))];
  const either = vitals.consciousness !== undefined || vitals.gcs !== undefined;
  return axes.filter(
    (a) => !(either && a.measured === null && (a.key === "gcs" || a.key === "consciousness")),
  );
}

/** Which way a change leads: by how far each value is from normal for the age, then by which way the vital sign is bad. */
export function towards(
  key: AxisKey,
  from: AxisValue,
  to: AxisValue,
  ageYears: number,
): "abnormal" | "normal" | "neither" {
  const further = abnormality(key, to, ageYears) - abnormality(key, from, ageYears);
  if (further !== 0) return further > 0 ? "abnormal" : "normal";
  const worse = key === "consciousness" ? "both" : vital(key).worse;
  return worse === "both" || from === to ? "neither" : to > from === (worse === "up") ? "abnormal" : "normal";
}

/** How far a value lies outside what is normal for the age. */
function abnormality(key: AxisKey, value: AxisValue, ageYears: number): number {
  if (key === "consciousness") return CONSCIOUSNESS.indexOf(value as Consciousness);
  const [low, high] = normalRange(key, ageYears) ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  return Math.max(0, low - (value as number), (value as number) - high);
}

function vitalAxis(key: VitalKey, ageYears: number, vitals: Vitals): Axis {
  const measured = vitals[key] ?? null;
  const [low, high] = normalRange(key, ageYears) ?? [0, 0];
  const from = measured ?? (low + high) / 2;
  const most = key === "diastolic" ? mostDiastolic(vitals) : Number.POSITIVE_INFINITY;
  const points = plausibleValues(key, ageYears)
    .filter((value) => value !== measured && value <= most)
    .map((value) => ({
      value,
      abnormal: abnormality(key, value, ageYears),
      changed: { [key]: value, ...alongWith(key, { ...vitals, [key]: value }) },
    }));
  return {
    key,
    size: CLINICAL_STEPS[key].size,
    importance: CLINICAL_STEPS[key].importance,
    measured,
    down: points.filter(({ value }) => value < from).reverse(),
    up: points.filter(({ value }) => value >= from),
  };
}

function consciousnessAxis(vitals: Vitals): Axis {
  const measured = vitals.consciousness ?? null;
  const at = measured === null ? -1 : CONSCIOUSNESS.indexOf(measured);
  const point = (consciousness: Consciousness): Point => ({
    value: consciousness,
    abnormal: CONSCIOUSNESS.indexOf(consciousness),
    changed: { consciousness, ...alongWith("consciousness", { ...vitals, consciousness }) },
  });
  return {
    key: "consciousness",
    ...CONSCIOUSNESS_STEP,
    measured,
    down: CONSCIOUSNESS.slice(0, Math.max(0, at)).reverse().map(point),
    up: CONSCIOUSNESS.slice(at + 1).map(point),
  };
}

/** Least difference between the pressures that is still a pulse, mmHg. */
const LEAST_PULSE_PRESSURE = 10;
const mostDiastolic = ({ systolic }: Vitals): number =>
  systolic === undefined ? Number.POSITIVE_INFINITY : systolic - LEAST_PULSE_PRESSURE;

/** GCS scores that fit an AVPU letter, and the median among patients given it (McNarry & Goldhill, Anaesthesia 2004;59:34). */
const GCS_OF: Readonly<
  Record<Consciousness, { readonly fits: readonly [number, number]; readonly median: number }>
> = {
  alert: { fits: [13, 15], median: 15 },
  voice: { fits: [9, 14], median: 13 },
  pain: { fits: [5, 10], median: 8 },
  unresponsive: { fits: [3, 7], median: 6 },
};

/** What was recorded beside the changed vital sign, moved as far as the two would otherwise contradict each other. */
function alongWith(key: AxisKey, vitals: Vitals): Vitals {
  const { systolic, diastolic, gcs, consciousness } = vitals;
  if (key === "systolic") {
    const most = mostDiastolic({ systolic });
    return diastolic !== undefined && diastolic > most ? { diastolic: most } : {};
  }
  if (gcs === undefined || consciousness === undefined) return {};
  const { fits, median } = GCS_OF[consciousness];
  if (gcs >= fits[0] && gcs <= fits[1]) return {};
  return key === "consciousness" ? { gcs: median } : key === "gcs" ? { consciousness: fromGcs(gcs) } : {};
}
