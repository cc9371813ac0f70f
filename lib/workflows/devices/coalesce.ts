import type { DeviceVital } from "@/lib/case/device-vitals";
import { vital } from "@/lib/case/features";
import { SECOND } from "@/lib/core/clock";
import { news2Points } from "@/lib/safety/rules-scores";

/**
 * A monitor measures every second; an EHR's chart is read by people. Of each vital sign of a patient one reading is written in
 * so many seconds, and one in between where it is a change that a clinician would want to see: another band of NEWS2 (Royal
 * College of Physicians, 2017) and at least one step of the catalogue away, or four steps. What is not written is dropped.
 */
const AT_LEAST_APART = 5 * SECOND;
const MANY_STEPS = 4;
const PRESSURE = "pressure";

/** What is written together: both pressures are one measurement. */
export const kindOf = ({ key }: DeviceVital): string =>
  key === "systolic" || key === "diastolic" ? PRESSURE : key;

export type LastReading = { readonly values: readonly DeviceVital[]; readonly measuredAt: Date };

export function isWorthWriting(
  values: readonly DeviceVital[],
  measuredAt: Date,
  last: LastReading | null,
  everyMs: number,
): boolean {
  if (!last) return true;
  const since = measuredAt.getTime() - last.measuredAt.getTime();
  if (since >= everyMs) return true;
  return since >= AT_LEAST_APART && values.some((v) => hasChanged(v, last.values));
}

function hasChanged({ key, value }: DeviceVital, before: readonly DeviceVital[]): boolean {
  const last = before.find((v) => v.key === key)?.value;
  if (last === undefined) return true;
  const { step } = vital(key);
  // A hair below a step is rounding.
  const steps = Math.abs(value - last) / step + 1e-9;
  return steps >= MANY_STEPS || (steps >= 1 && news2Points(key, value) !== news2Points(key, last));
}
