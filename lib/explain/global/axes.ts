import { AGE_BANDS } from "@/lib/case/age-bands";
import { AGE_RANGE, VITALS } from "@/lib/case/features";
import type { TriageCase } from "@/lib/case/triage-case";

/** A number whose effect is followed along its values, in steps a clinician would call a change. */
export type Axis = {
  readonly feature: string;
  readonly label: string;
  readonly unit: string;
  /** Ascending; neighbours are one clinical step apart. */
  readonly edges: readonly number[];
  valueOf(c: TriageCase): number | undefined;
  withValue(c: TriageCase, value: number): TriageCase;
};

const AGE_STEP = 5;
const tidy = (x: number): number => Math.round(x * 1e6) / 1e6;

/** The vitals of the catalogue, and age. */
export const AXES: readonly Axis[] = [
  ...VITALS.map(({ key, label, unit, step, range: [low, high] }): Axis => {
    const first = Math.ceil(low / step - 1e-9);
    const last = Math.floor(high / step + 1e-9);
    return {
      feature: `vitals.${key}`,
      label,
      unit,
      edges: Array.from({ length: last - first + 1 }, (_, i) => tidy((first + i) * step)),
      valueOf: (c) => c.vitals?.[key],
      withValue: (c, value) => ({ ...c, vitals: { ...c.vitals, [key]: value } }),
    };
  }),
  {
    feature: "ageYears",
    label: "Age",
    unit: "years",
    // Children change faster: the bands of the vital signs' normal ranges, then five years at a time.
    edges: [AGE_RANGE[0], ...childhood(), ...adulthood()],
    valueOf: (c) => c.ageYears,
    withValue: (c, value) => ({ ...c, ageYears: value }),
  },
];

function childhood(): number[] {
  return AGE_BANDS.map((b) => b.below).filter(Number.isFinite);
}

function adulthood(): number[] {
  const from = Math.ceil((Math.max(...childhood()) + 1) / AGE_STEP) * AGE_STEP;
  return Array.from({ length: (AGE_RANGE[1] - from) / AGE_STEP + 1 }, (_, i) => from + i * AGE_STEP);
}

/** The step (edges[i], edges[i + 1]] that a value lies in; what lies outside belongs to the outermost. */
export function stepOf(edges: readonly number[], value: number): number {
  let low = 0;
  let high = edges.length - 2;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value <= (edges[middle + 1] as number)) high = middle;
    else low = middle + 1;
  }
  return low;
}
