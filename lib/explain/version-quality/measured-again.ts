import { type VitalKey, vital } from "@/lib/case/features";
import type { TriageCase, Vitals } from "@/lib/case/triage-case";

/**
 * Half-widths of what a second measurement of the same patient may differ by, well within what the device standards allow:
 * heart rate IEC 60601-2-27 (5 /min or 10 %), pressure ISO 81060-2 (mean 5, SD 8 mmHg), temperature ISO 80601-2-56 (0.2 to
 * 0.3 degrees), saturation ISO 80601-2-61 (4 % root mean square); breathing counted for half a minute errs by 2 /min. Pain
 * and the Glasgow Coma Scale are judged, not measured, and stay.
 */
export const MEASUREMENT_ERROR: Readonly<Partial<Record<VitalKey, number>>> = {
  heartRate: 2,
  respiratoryRate: 1,
  systolic: 3,
  diastolic: 3,
  temperature: 0.1,
  spo2: 1,
};

/** The same patient measured a second time: each vital moved evenly within its error, rounded as it is written down. */
export function measuredAgain(c: TriageCase, random: () => number): TriageCase {
  if (!c.vitals) return c;
  const vitals: Vitals = { ...c.vitals };
  for (const [name, error] of Object.entries(MEASUREMENT_ERROR)) {
    const key = name as VitalKey;
    const value = vitals[key];
    if (value === undefined) continue;
    const { decimals, range } = vital(key);
    // Steps of the last digit written, so that a whole-number vital moves by whole numbers.
    const unit = 10 ** -decimals;
    const steps = Math.round(error / unit);
    const moved = value + (Math.floor(random() * (2 * steps + 1)) - steps) * unit;
    vitals[key] = Math.min(range[1], Math.max(range[0], Math.round(moved * 1000) / 1000));
  }
  return { ...c, vitals };
}
