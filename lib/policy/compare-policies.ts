import { LEVELS, type Level, moreUrgent } from "@/lib/case/level";
import type { Policy } from "@/lib/model/calibration";
import { shownLevel } from "./shown-level";

/** A patient as the decision sees them: the model's probabilities, and the level that the safety rules demand. */
export type Judged = { readonly probabilities: readonly number[]; readonly floor: Level | null };

export type PolicyOnPatients = {
  readonly patients: number;
  /** How many would have been shown each level, 1 first, safety rules counted. */
  readonly byLevel: readonly number[];
  /** Against the policy in force. */
  readonly moreUrgent: number;
  readonly lessUrgent: number;
};

/** What a policy would have shown to these patients, beside the one in force. */
export function onPatients(patients: readonly Judged[], policy: Policy, inForce: Policy): PolicyOnPatients {
  const shown = patients.map((p) => underFloor(p, policy));
  const now = patients.map((p) => underFloor(p, inForce));
  return {
    patients: patients.length,
    byLevel: LEVELS.map((l) => shown.filter((s) => s === l).length),
    moreUrgent: shown.filter((s, i) => s < (now[i] as Level)).length,
    lessUrgent: shown.filter((s, i) => s > (now[i] as Level)).length,
  };
}

const underFloor = ({ probabilities, floor }: Judged, policy: Policy): Level => {
  const level = shownLevel(probabilities, policy);
  return floor === null ? level : moreUrgent(level, floor);
};
