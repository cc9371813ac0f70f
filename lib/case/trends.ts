import { normalRange } from "./age-bands";
import type { VitalTrend } from "./case-view";
import { VITALS, type VitalKey, vital } from "./features";
import type { UsableReading } from "./readings";
import { distanceFrom } from "./reconcile";

/**
 * Where a vital is going, over its last two readings. A change smaller than the catalogue's step is "flat". It is "worse"
 * when it leads away from the age's normal band, "better" when it leads towards it, "neutral" within the band.
 */
export function vitalTrend(
  key: VitalKey,
  readings: readonly UsableReading[],
  ageYears: number | null,
): VitalTrend | null {
  const last = readings.at(-1);
  const before = last && readings.findLast((r) => r.at < last.at);
  if (!last || !before) return null;
  const change = last.value - before.value;
  if (Math.abs(change) < vital(key).step - 1e-9) return { key, direction: "flat", concern: "neutral" };
  const direction = change > 0 ? "up" : "down";
  const range = normalRange(key, ageYears);
  if (!range) return { key, direction, concern: "neutral" };
  const further = distanceFrom(range, last.value) - distanceFrom(range, before.value);
  return { key, direction, concern: further > 0 ? "worse" : further < 0 ? "better" : "neutral" };
}

export const allTrends = (
  vitals: Readonly<Record<VitalKey, readonly UsableReading[]>>,
  ageYears: number | null,
): VitalTrend[] =>
  VITALS.flatMap((f) => {
    // A reading of some time that day has no place in a course.
    const timed = vitals[f.key].filter((r) => r.day === undefined);
    return vitalTrend(f.key, timed, ageYears) ?? [];
  });
