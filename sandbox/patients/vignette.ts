import type { Problem } from "./catalogue";

/**
 * One way in which people come to an emergency department, as a template. All texts are made up for this sandbox and
 * written as triage nurses write: short, abbreviated, with denials and the odd misspelling.
 */
export type Vignette = {
  readonly id: string;
  /** The ESI level an experienced nurse would give; kept out of the chart. */
  readonly level: 1 | 2 | 3 | 4 | 5;
  /** Years; fractions for infants. */
  readonly ages: readonly [min: number, max: number];
  readonly sex?: "female" | "male";
  /** Probability of arriving by ambulance. */
  readonly ems: number;
  /** Chief complaint, in several wordings. */
  readonly say: readonly string[];
  /** Triage note. {age}, {sex} and {hx} are filled in. */
  readonly note: readonly string[];
  readonly vitals: VitalsAim;
  readonly course: "stable" | "worse" | "better";
  readonly hx?: readonly Problem[];
};

/** Where the vitals are at their worst. Rates and pressures as multiples of what is normal for the age. */
export type VitalsAim = {
  readonly hr?: number;
  readonly rr?: number;
  readonly sbp?: number;
  /** Degrees Celsius. */
  readonly temp?: number;
  /** Percent. */
  readonly spo2?: number;
  readonly pain?: number;
  readonly gcs?: number;
  readonly avpu?: "alert" | "voice" | "pain" | "unresponsive";
  /** Litres of oxygen a minute. */
  readonly o2?: number;
};
