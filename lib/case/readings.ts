import { HOUR, MINUTE } from "@/lib/core/clock";
import type { DataProblem, Reading } from "@/lib/fhir/patient-context";
import { CONSCIOUSNESS_LOINC, readConsciousness } from "./consciousness";
import { type Consciousness, type NumericFeature, VITALS, type VitalKey } from "./features";

/** A reading older than this says nothing about the patient at the door. */
export const MAX_READING_AGE = 24 * HOUR;
/** Clocks of monitors and servers differ; beyond this a time is wrong. */
export const CLOCK_TOLERANCE = 5 * MINUTE;

export type UsableReading = { readonly at: number; readonly value: number; readonly reference: string };
export type ConsciousnessReading = {
  readonly at: number;
  readonly value: Consciousness;
  readonly reference: string;
};
export type UsableReadings = {
  /** By vital sign, oldest first, in catalogue units, within the catalogue's range. */
  readonly vitals: Readonly<Record<VitalKey, readonly UsableReading[]>>;
  readonly consciousness: readonly ConsciousnessReading[];
  readonly problems: readonly DataProblem[];
};

/** Decimals kept after a unit conversion: enough for every threshold, few enough to hide binary noise (38 from 100.4 F). */
const PRECISION = 100;

const byLoinc = new Map(VITALS.flatMap((f) => f.loinc.map((code) => [code, f] as const)));

/**
 * Sorts an EHR's readings into what can be used and what cannot. What cannot (wrong unit, implausible value, wrong
 * time, text where a number belongs) is left out and reported, never mended by guessing.
 */
export function usableReadings(readings: readonly Reading[], now: Date): UsableReadings {
  const vitals = Object.fromEntries(VITALS.map((f) => [f.key, [] as UsableReading[]])) as Record<
    VitalKey,
    UsableReading[]
  >;
  const consciousness: ConsciousnessReading[] = [];
  const problems = new ProblemList();

  for (const reading of readings) {
    const feature = reading.loinc.map((code) => byLoinc.get(code)).find((f) => f !== undefined);
    const isConsciousness = reading.loinc.some((code) => CONSCIOUSNESS_LOINC.includes(code));
    if (!feature && !isConsciousness) continue;
    const label = feature?.label ?? "Level of consciousness";

    const at = Date.parse(reading.at);
    if (Number.isNaN(at)) {
      problems.add("unreadable-resource", label, "has no readable time and is not used");
      continue;
    }
    if (at > now.getTime() + CLOCK_TOLERANCE) {
      problems.add("future-timestamp", label, "is dated in the future and is not used");
      continue;
    }
    if (at < now.getTime() - MAX_READING_AGE) continue;

    if (!feature) {
      const value = reading.valueText === null ? null : readConsciousness(reading.valueText);
      if (value === null)
        problems.add("unreadable-resource", label, "was sent in words that are not known and is not used");
      else consciousness.push({ at, value, reference: reading.reference });
      continue;
    }
    const value = inCatalogueUnit(reading, feature, problems);
    if (value !== null) vitals[feature.key].push({ at, value, reference: reading.reference });
  }

  const oldestFirst = (a: { at: number }, b: { at: number }) => a.at - b.at;
  for (const f of VITALS) vitals[f.key].sort(oldestFirst);
  consciousness.sort(oldestFirst);
  return { vitals, consciousness, problems: problems.list() };
}

function inCatalogueUnit(reading: Reading, feature: NumericFeature, problems: ProblemList): number | null {
  if (reading.value === null || !Number.isFinite(reading.value)) {
    problems.add("unreadable-resource", feature.label, "was sent without a number and is not used");
    return null;
  }
  const convert = Object.hasOwn(feature.ucum, reading.ucum) ? feature.ucum[reading.ucum] : undefined;
  if (!convert) {
    const unit = reading.ucum === "" ? "without a unit" : `in an unknown unit (${reading.ucum.slice(0, 20)})`;
    problems.add("unknown-unit", feature.label, `was sent ${unit} and is not used`);
    return null;
  }
  const value = Math.round(convert(reading.value) * PRECISION) / PRECISION;
  const [low, high] = feature.range;
  if (value < low || value > high) {
    problems.add(
      "implausible-value",
      feature.label,
      `${value} ${feature.unit} is not possible and is not used`,
    );
    return null;
  }
  return value;
}

/** Collects problems, saying the same thing about several readings once, with their number. */
class ProblemList {
  private readonly seen = new Map<string, { problem: DataProblem; count: number }>();

  add(code: DataProblem["code"], label: string, what: string): void {
    const message = `${label} ${what}.`;
    const earlier = this.seen.get(message);
    if (earlier) earlier.count += 1;
    else this.seen.set(message, { problem: { code, message }, count: 1 });
  }

  list(): DataProblem[] {
    return [...this.seen.values()].map(({ problem, count }) =>
      count === 1 ? problem : { ...problem, message: `${problem.message} (${count} readings)` },
    );
  }
}
