import { HOUR, MINUTE } from "@/lib/core/clock";
import type { AlsoRecorded, DataProblem, Reading, Unknown } from "@/lib/fhir/patient-context";
import { ProblemList } from "@/lib/fhir/problems";
import { spanOf } from "@/lib/fhir/reshape/times";
import { mayBeMapped } from "@/lib/fhir/reshape/units";
import { normalRange } from "./age-bands";
import { CONSCIOUSNESS_LOINC, readConsciousness } from "./consciousness";
import {
  CONSCIOUSNESS_LABELS,
  type Consciousness,
  formatVital,
  type NumericFeature,
  VITALS,
  type VitalKey,
} from "./features";
import { OXYGEN_CODES, type OxygenReading, readOxygen } from "./oxygen";

/** A reading older than this says nothing about the patient at the door. */
export const MAX_READING_AGE = 24 * HOUR;
/** Clocks of monitors and servers differ; beyond this a time is wrong. */
export const CLOCK_TOLERANCE = 5 * MINUTE;
/** Which way normal lies does not hang on the age, though the limits do. */
const ADULT_YEARS = 40;

export type UsableReading = {
  /** Of a mere day, the latest that it may have been. */
  readonly at: number;
  readonly value: number;
  readonly reference: string;
  /** It may have been at any time of its day, which begins here. */
  readonly day?: number;
};
export type ConsciousnessReading = {
  readonly at: number;
  readonly value: Consciousness;
  readonly reference: string;
  readonly day?: number;
};
export type UsableReadings = {
  /** By vital sign, oldest first, in catalogue units, within the catalogue's range. */
  readonly vitals: Readonly<Record<VitalKey, readonly UsableReading[]>>;
  readonly consciousness: readonly ConsciousnessReading[];
  readonly oxygen: readonly OxygenReading[];
  readonly problems: readonly DataProblem[];
  readonly alsoRecorded: readonly AlsoRecorded[];
};

/** Decimals kept after a unit conversion: enough for every threshold, few enough to hide binary noise (38 from 100.4 F). */
const PRECISION = 100;
const DAY_MS = 24 * HOUR;

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
  const oxygen: OxygenReading[] = [];
  const problems = new ProblemList();

  for (const reading of readings) {
    const feature = reading.loinc.map((code) => byLoinc.get(code)).find((f) => f !== undefined);
    const isConsciousness = reading.loinc.some((code) => CONSCIOUSNESS_LOINC.includes(code));
    const isOxygen = reading.loinc.some((code) => OXYGEN_CODES.includes(code));
    if (!feature && !isConsciousness && !isOxygen) continue;
    const label = feature?.label ?? (isOxygen ? "Oxygen" : "Level of consciousness");
    const report: Report = (code, why, unknown) =>
      problems.add(code, `${label} ${why}.`, { about: reading.loinc[0], reading: true, unknown });

    const at = timeOf(reading, now);
    if (at === null) {
      report("unreadable-resource", "has no readable time and is not used");
      continue;
    }
    if (at.earliest > now.getTime() + CLOCK_TOLERANCE) {
      report("future-timestamp", "is dated in the future and is not used");
      continue;
    }
    if (at.latest < now.getTime() - MAX_READING_AGE) {
      problems.leaveOut(label, "more than 24 hours old");
      continue;
    }
    const head = {
      at: at.latest,
      reference: reading.reference,
      ...(reading.day ? { day: Date.parse(reading.at) } : {}),
    };
    if (feature) {
      const value = inCatalogueUnit(reading, feature, report, problems);
      if (value !== null) vitals[feature.key].push({ ...head, value });
    } else if (isOxygen) {
      const given = readOxygen(reading);
      if (given) oxygen.push({ ...head, ...given });
      else
        report(
          "unreadable-resource",
          reading.valueText === null
            ? "was sent in a way that is not known and is not used"
            : `was sent in a way that is not known (${quoted(reading)}) and is not used`,
        );
    } else {
      const read = reading.valueText === null ? null : readConsciousness(reading.valueText, reading.codes);
      if (read === null)
        report(
          "unreadable-resource",
          reading.valueText === null
            ? `was sent as a number (${reading.value}), of which the scale is not known, and is not used`
            : `was sent in words that are not known (${quoted(reading)}) and is not used`,
        );
      else consciousness.push({ ...head, value: read.level });
      if (read?.against)
        problems.add(
          "contradiction",
          `${label} was sent as "${read.against}" and as ${quoted(reading)}. "${CONSCIOUSNESS_LABELS[read.level]}", the worse of the two, is used. Please check the response.`,
        );
      else if (read?.atLeast)
        problems.add(
          "contradiction",
          `${label}: ${quoted(reading)} is read as "${CONSCIOUSNESS_LABELS[read.level]}". Please check the response.`,
        );
    }
  }

  const oldestFirst = (a: { at: number }, b: { at: number }) => a.at - b.at;
  for (const f of VITALS) vitals[f.key].sort(oldestFirst);
  consciousness.sort(oldestFirst);
  oxygen.sort(oldestFirst);
  return { vitals, consciousness, oxygen, problems: problems.list(), alsoRecorded: problems.alsoRecorded() };
}

type Report = (code: DataProblem["code"], why: string, unknown?: Unknown | null) => void;

const quoted = (reading: Reading): string => `"${(reading.valueText ?? "").trim().slice(0, 60)}"`;

/** null when it is none. Of a mere day the whole day counts, as far as it is over. */
function timeOf(reading: Reading, now: Date): { earliest: number; latest: number } | null {
  const at = Date.parse(reading.at);
  if (Number.isNaN(at)) return null;
  if (!reading.day) return { earliest: at, latest: at };
  const [earliest] = spanOf({ at: reading.at, day: true });
  return { earliest, latest: Math.max(earliest, Math.min(at + DAY_MS - 1, now.getTime())) };
}

function inCatalogueUnit(
  reading: Reading,
  feature: NumericFeature,
  report: Report,
  problems: ProblemList,
): number | null {
  if (reading.value === null || !Number.isFinite(reading.value)) {
    report("unreadable-resource", "was sent without a number and is not used");
    return null;
  }
  const convert = Object.hasOwn(feature.ucum, reading.ucum) ? feature.ucum[reading.ucum] : undefined;
  const converted = convert?.(reading.value);
  if (converted === undefined || Number.isNaN(converted)) {
    const unit = reading.ucum === "" ? "without a unit" : `in an unknown unit (${reading.ucum.slice(0, 20)})`;
    const { ucum, loinc } = reading;
    report(
      "unknown-unit",
      `was sent ${unit} and is not used`,
      mayBeMapped(ucum) ? { kind: "unit", system: loinc[0] ?? "", code: ucum } : null,
    );
    return null;
  }
  const value = Math.round(converted * PRECISION) / PRECISION;
  const [low, high] = feature.range;
  if (value < low || value > high) {
    // Nought is what a slipped probe sends, and a dying patient.
    if (value === 0) report("implausible-value", "was sent as 0 and is not used: look at the patient");
    else report("implausible-value", `${value} ${feature.unit} is not possible and is not used`);
    return null;
  }
  return reading.comparator ? bounded(value, reading.comparator, feature, report, problems) : value;
}

/**
 * A bound, "below 90", counts where it leads away from normal: the nearest value that it allows, which can only be better
 * than the true one. Where it leads towards normal it says nothing.
 */
function bounded(
  value: number,
  comparator: NonNullable<Reading["comparator"]>,
  feature: NumericFeature,
  report: Report,
  problems: ProblemList,
): number | null {
  const range = normalRange(feature.key, ADULT_YEARS) ?? feature.range;
  const below = comparator.startsWith("<");
  const sent = `${comparator} ${formatVital(feature.key, value)}`;
  if (below ? value > range[0] : value < range[1]) {
    report("unreadable-resource", `was sent only as a bound (${sent}) and is not used`);
    return null;
  }
  const step = comparator.length > 1 ? 0 : 10 ** -feature.decimals;
  const nearest = Math.round((below ? value - step : value + step) * PRECISION) / PRECISION;
  const used = Math.min(Math.max(nearest, feature.range[0]), feature.range[1]);
  problems.add(
    "contradiction",
    `${feature.label} was sent only as a bound (${sent}). ${formatVital(feature.key, used)} is used; please measure again.`,
  );
  return used;
}
