import { AppError } from "@/lib/core/errors";
import {
  type Calibration,
  expectedSeverity,
  type Five,
  type LogitCalibration,
  type PolicyName,
  probabilitiesOf,
  type ScaleCalibration,
  softened,
} from "@/lib/model/calibration";
import type { HeadName, Scale } from "@/lib/model/config";
import type { Outlook, Prediction } from "@/lib/model/prediction";
import { sigmoid } from "@/lib/model/softmax";
import { combine } from "./evidence";
import { predictionSet } from "./prediction-set";
import { shownLevel } from "./shown-level";

/** One case's logits by head. */
export type HeadLogits = Readonly<Partial<Record<HeadName, ArrayLike<number>>>>;

/** Calibrated probability of a head's outcome: of its first logit, and of other heads' where the calibration asks for them. */
function riskOf(head: HeadName, logits: HeadLogits, c: LogitCalibration): number {
  const logitOf = (name: HeadName) => logits[name]?.[0] ?? 0;
  const others = Object.entries(c.with ?? {}) as [HeadName, number][];
  const z = others.reduce((sum, [name, slope]) => sum + slope * logitOf(name), c.slope * logitOf(head));
  return sigmoid(z + c.intercept);
}

/** What the heads of outcomes say, calibrated; null where the artifact has none. */
export function outlookOf(
  logits: HeadLogits,
  calibration: Pick<Calibration, "critical" | "outcomes">,
): Outlook | null {
  const { critical, outcomes: o } = calibration;
  const { lifeSaving, admission, psychiatric, resources } = logits;
  if (!o || !critical || !lifeSaving || !admission || !psychiatric || !resources || !logits.critical)
    return null;
  return {
    risks: {
      lifeSaving: riskOf("lifeSaving", logits, o.lifeSaving),
      criticalCare: riskOf("critical", logits, critical),
      admission: riskOf("admission", logits, o.admission),
      psychiatricTransfer: riskOf("psychiatric", logits, o.psychiatric),
    },
    resources: softened(resources, o.resources) as [number, number, number],
  };
}

/** The level's probabilities: by the scale's head alone, or by all heads where the scale combines them. */
export function levelProbabilities(
  charted: Five,
  outlook: Outlook | null,
  scale: Pick<ScaleCalibration, "combination">,
  ageYears: number,
): Five {
  if (!scale.combination) return charted;
  if (!outlook) throw new AppError("artifact-invalid", "the heads that the decision combines are missing");
  return combine({ charted, ...outlook }, scale.combination, ageYears);
}

/** One case's answer. @throws AppError("artifact-invalid") when the artifact has not what the scale or policy needs */
export function toPrediction(
  logits: HeadLogits,
  ageYears: number,
  calibration: Calibration,
  scale: Scale = "esi",
  policy: PolicyName = calibration.policy,
): Prediction {
  const c = calibration.scales[scale];
  const own = logits[scale];
  if (!c || !own)
    throw new AppError("artifact-invalid", `the artifact has no calibration for the ${scale} scale`);
  const chosen = c.policies[policy];
  if (!chosen) throw new AppError("artifact-invalid", `the artifact has no ${policy} policy`);
  const charted = probabilitiesOf(own, c);
  const outlook = outlookOf(logits, calibration);
  const probabilities = levelProbabilities(charted, outlook, c, ageYears);
  const level = shownLevel(probabilities, chosen);
  const { critical } = calibration;
  return {
    probabilities,
    ...(c.combination ? { charted } : {}),
    expectedSeverity: expectedSeverity(probabilities),
    level,
    set: predictionSet(probabilities, level, c.conformal, ageYears),
    criticalRisk: logits.critical && critical ? riskOf("critical", logits, critical) : null,
    ...(outlook ? { outlook } : {}),
  };
}
