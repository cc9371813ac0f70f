import { MINUTE } from "@/lib/core/clock";
import type { DataProblem } from "@/lib/fhir/patient-context";
import { hypotensionBelow, normalRange } from "./age-bands";
import {
  CONSCIOUSNESS_LABELS,
  type Consciousness,
  formatVital,
  VITALS,
  type VitalKey,
  vital,
} from "./features";
import type { ConsciousnessReading, UsableReading, UsableReadings } from "./readings";

/** Readings this close in time belong to one set of vital signs. */
const SAME_SET = MINUTE;
/** Consciousness and GCS are seldom written down in the same minute; further apart the newer one is simply newer. */
const SAME_EXAMINATION = 15 * MINUTE;
/** How far two readings of one vital at one time may differ before they contradict each other: 1 degree, else 3 steps. */
const tolerance = (key: VitalKey): number => (key === "temperature" ? 1 : 3 * vital(key).step);

export type Reconciled = {
  readonly vitals: Readonly<Partial<Record<VitalKey, UsableReading>>>;
  readonly consciousness: ConsciousnessReading | null;
  readonly problems: readonly DataProblem[];
};

/**
 * Picks the value of each vital that goes into the case: the newest. Where records contradict each other the choice is
 * the one that cannot hide a sick patient, and the screen is told what was chosen.
 */
export function reconcile(readings: UsableReadings, ageYears: number | null): Reconciled {
  const problems: DataProblem[] = [];
  const contradiction = (message: string) => problems.push({ code: "contradiction", message });

  const vitals: Partial<Record<VitalKey, UsableReading>> = {};
  for (const { key, label } of VITALS) {
    const list = readings.vitals[key];
    const rivals = rivalsOf(list);
    if (rivals.length === 0) continue;
    const chosen = furthestFromNormal(key, rivals, ageYears);
    const values = rivals.map((r) => r.value);
    // A hair above the tolerance is rounding: 38.1 - 37.1 is 1.0000000000000014 in binary.
    if (Math.max(...values) - Math.min(...values) > tolerance(key) + 1e-9)
      contradiction(
        `${label} was recorded ${rivals.some((r) => r.day) ? "on the same day, without a time," : "at the same time"} as ${listOf(rivals.map((r) => formatVital(key, r.value)))}. ` +
          `${formatVital(key, chosen.value)}, further from normal, is used; please measure again.`,
      );
    vitals[key] = chosen;
  }

  reconcilePressures(vitals, readings, ageYears, contradiction);
  const consciousness = reconcileConsciousness(vitals, readings.consciousness, contradiction);
  return { vitals, consciousness, problems };
}

const A_DAY = 24 * 60 * MINUTE;

/**
 * The readings that may be the newest: those of its set, and those of the last day that come without a time, which could be
 * newer still. Oldest first. Where all come without a time, all of them may be.
 */
function rivalsOf<T extends { readonly at: number; readonly day?: number }>(list: readonly T[]): T[] {
  const timed = list.findLast((r) => !r.day);
  const newest = list.at(-1);
  if (!newest) return [];
  if (!timed) return list.filter((r) => newest.at - r.at < A_DAY);
  return list.filter((r) => (r.day ? r.at >= timed.at : timed.at - r.at <= SAME_SET && r.at <= timed.at));
}

function furthestFromNormal(
  key: VitalKey,
  rivals: readonly UsableReading[],
  ageYears: number | null,
): UsableReading {
  const range = normalRange(key, ageYears);
  const distance = (r: UsableReading) => (range ? distanceFrom(range, r.value) : 0);
  return rivals.reduce((worst, r) => (distance(r) >= distance(worst) ? r : worst));
}

/** How far a value lies outside a range; 0 inside. */
export const distanceFrom = ([low, high]: readonly [number, number], value: number): number =>
  Math.max(low - value, value - high, 0);

/** A diastolic value belongs to a systolic one only when both come from one set; a lone older one would mislead. */
function reconcilePressures(
  vitals: Partial<Record<VitalKey, UsableReading>>,
  readings: UsableReadings,
  ageYears: number | null,
  contradiction: (message: string) => void,
): void {
  const { systolic } = vitals;
  if (!systolic) return;
  const sameSet = readings.vitals.diastolic.filter(
    (r) => r.reference === systolic.reference || Math.abs(r.at - systolic.at) <= SAME_SET,
  );
  const diastolic = sameSet.find((r) => r.reference === systolic.reference) ?? sameSet.at(-1);
  if (!diastolic) {
    delete vitals.diastolic;
    return;
  }
  if (systolic.value > diastolic.value) {
    vitals.diastolic = diastolic;
    return;
  }
  const written = `${systolic.value}/${diastolic.value} mmHg`;
  // Whichever way round it was meant, the systolic is at most the higher of the two.
  if (ageYears !== null && diastolic.value < hypotensionBelow(ageYears)) {
    vitals.systolic = { ...systolic, value: diastolic.value };
    vitals.diastolic = { ...diastolic, value: systolic.value };
    contradiction(
      `Blood pressure ${written}: the systolic value is not above the diastolic one. Both are low, so ${diastolic.value} ` +
        "is used as systolic; please measure again.",
    );
    return;
  }
  delete vitals.systolic;
  delete vitals.diastolic;
  contradiction(
    `Blood pressure ${written}: the systolic value is not above the diastolic one. Neither is used; please measure again.`,
  );
}

/** GCS ranges that fit each AVPU level, generously: only plain contradictions are called one. */
const FITTING_GCS: Readonly<Record<Consciousness, readonly [number, number]>> = {
  alert: [13, 15],
  voice: [9, 15],
  pain: [4, 12],
  unresponsive: [3, 8],
};

function reconcileConsciousness(
  vitals: Partial<Record<VitalKey, UsableReading>>,
  all: readonly ConsciousnessReading[],
  contradiction: (message: string) => void,
): ConsciousnessReading | null {
  const newest = all.at(-1) ?? null;
  if (!newest) return null;
  const worse = rivalsOf(all).reduce(
    (worst, r) => (severity(r.value) > severity(worst.value) ? r : worst),
    newest,
  );
  const gcs = vitals.gcs;
  if (!gcs) return worse;
  const [low, high] = FITTING_GCS[worse.value];
  if (gcs.value >= low && gcs.value <= high) return worse;

  const apart = gcs.at - worse.at;
  const label = `"${CONSCIOUSNESS_LABELS[worse.value]}" and Glasgow Coma Scale ${gcs.value}`;
  if (Math.abs(apart) > SAME_EXAMINATION) {
    if (apart > 0) return null;
    delete vitals.gcs;
    return worse;
  }
  if (gcs.value < low) {
    contradiction(`${label} do not fit together. The Glasgow Coma Scale, the worse of the two, is used.`);
    return null;
  }
  delete vitals.gcs;
  contradiction(`${label} do not fit together. The response level, the worse of the two, is used.`);
  return worse;
}

const severity = (c: Consciousness): number => ["alert", "voice", "pain", "unresponsive"].indexOf(c);

const listOf = (items: readonly string[]): string => [...new Set(items)].join(" and ");
