import type { Level } from "@/lib/case/level";
import type { Familiarity } from "./familiarity";

/** What the calibrated model says about one case, before the safety floor. */
export type Prediction = {
  /** Calibrated probabilities of level 1..5, summing to 1. */
  readonly probabilities: readonly [number, number, number, number, number];
  /** Sum of level x probability, 1 (most urgent) .. 5. What explanations explain. */
  readonly expectedSeverity: number;
  /** The level the decision policy picks from expectedSeverity. */
  readonly level: Level;
  /** Conformal prediction set at the coverage stated in calibration.json, ascending, never empty. */
  readonly set: readonly Level[];
  /** Probability of a critical-care admission, 0..1; null when the artifact has no such head. */
  readonly criticalRisk: number | null;
  /**
   * Where the encoder places the case: hidden_size numbers. Only when asked for; absent from artifacts exported before
   * their graph had this output. Places of different artifacts have nothing to do with each other.
   */
  readonly embedding?: Float32Array;
  /** How like the visits the model learned from the case is. Only when asked for, from artifacts that can say. */
  readonly familiarity?: Familiarity;
};

export type ModelIdentity = { readonly name: string; readonly version: string };
