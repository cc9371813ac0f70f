import type { Reading } from "@/lib/fhir/patient-context";
import { VITALS, type VitalKey } from "./features";

/**
 * Readings that no living patient can have, newest of each, in catalogue units: they are never used for a level and say that
 * a device or an interface sends something else than it claims.
 */
export function impossibleReadings(readings: readonly Reading[]): Partial<Record<VitalKey, number>> {
  const found: Partial<Record<VitalKey, { at: string; value: number }>> = {};
  for (const { loinc, value, ucum, at } of readings) {
    const feature = VITALS.find((f) => loinc.some((code) => f.loinc.includes(code)));
    const convert = feature && Object.hasOwn(feature.ucum, ucum) ? feature.ucum[ucum] : undefined;
    const converted = value === null ? undefined : convert?.(value);
    if (!feature || converted === undefined || !Number.isFinite(converted)) continue;
    // Nought is what a slipped probe sends.
    if (converted === 0 || (converted >= feature.range[0] && converted <= feature.range[1])) continue;
    const before = found[feature.key];
    if (!before || at > before.at) found[feature.key] = { at, value: converted };
  }
  return Object.fromEntries(Object.entries(found).map(([key, f]) => [key, f.value]));
}
