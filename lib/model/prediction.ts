import type { Level } from "@/lib/case/level";
import type { Familiarity } from "./familiarity";

/** 0..1 each. */
export type Risks = {
  /** A life-saving intervention, or death in the department. */
  readonly lifeSaving: number;
  readonly criticalCare: number;
  /** Admission, observation, or transfer to another hospital. */
  readonly admission: number;
  readonly psychiatricTransfer: number;
};

/** What the model expects to happen. */
export type Outlook = {
  readonly risks: Risks;
  /** Probabilities of none, one, two or more kinds of resources. */
  readonly resources: readonly [number, number, number];
};

/** What the calibrated model says about one case, before the safety floor. */
export type Prediction = {
  /** Calibrated probabilities of level 1..5, summing to 1: those that the decision is made from. */
  readonly probabilities: readonly [number, number, number, number, number];
  /** What the head of the charted level says by itself, where the probabilities above combine it with other heads. */
  readonly charted?: readonly [number, number, number, number, number];
  /** Sum of level x probability, 1 (most urgent) .. 5. What explanations explain. */
  readonly expectedSeverity: number;
  /** The level the decision policy picks. */
  readonly level: Level;
  /** Conformal prediction set at the coverage stated in calibration.json, ascending, never empty. */
  readonly set: readonly Level[];
  /** Probability of admission to critical care or death in the department, 0..1; null when the artifact has no such head. */
  readonly criticalRisk: number | null;
  /** What happens next, calibrated; absent from artifacts that say nothing of it. */
  readonly outlook?: Outlook;
  /**
   * Where the encoder places the case: hidden_size numbers. Only when asked for; absent from artifacts exported before
   * their graph had this output. Places of different artifacts have nothing to do with each other.
   */
  readonly embedding?: Float32Array;
  /** How like the visits the model learned from the case is. Only when asked for, from artifacts that can say. */
  readonly familiarity?: Familiarity;
};

export type ModelIdentity = { readonly name: string; readonly version: string };
