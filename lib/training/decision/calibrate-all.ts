import type { Level } from "@/lib/case/level";
import { AppError } from "@/lib/core/errors";
import type { Calibration, LogitCalibration, ScaleCalibration } from "@/lib/model/calibration";
import { probabilitiesOf } from "@/lib/model/calibration";
import type { HeadName } from "@/lib/model/config";
import { combine, type HeadAnswers } from "@/lib/policy/evidence";
import { outlookOf } from "@/lib/policy/to-prediction";
import {
  type AnsweredCase,
  fitConformal,
  fitLogistic,
  fitScale,
  fitSoftening,
  fitTemperature,
  type HeldOut,
  KTAS_SAFE_SENSITIVITY,
} from "../calibrate";
import type { CaseLogits } from "../fitting/logits";
import { type CrossValidation, crossValidationName } from "../ktas/cross-validation";
import type { Recipe } from "../recipe";
import type { SourceVisit } from "../sources/visit";
import { POLICIES_BY_COSTS } from "./cost-tables";
import { fitCombination, type Witnessed } from "./fit-combination";
import { referenceLevel } from "./reference-level";

export const FITTED_ON = "a sixth of NHAMCS ED 2016-2018 (by hash)";
/** Fewer would make a calibration of chance. */
const FEWEST = 200;

/**
 * The whole calibration from visits of which no weight learned: each head by itself, then the level from all of them, then
 * prediction sets for the level that was charted.
 * @param visits the calibrating visits @param logits the network's answers to them, in their order
 */
export function calibrateAll(
  visits: readonly SourceVisit[],
  logits: CaseLogits,
  crossValidation: CrossValidation | null,
  recipe: Pick<Recipe, "ktas">,
): Calibration {
  const charted = visits.flatMap((v, i) => (v.level?.scale === "esi" ? [i] : []));
  if (charted.length < FEWEST)
    throw new AppError("insufficient-data", "NHAMCS ED 2016-2018 is needed to calibrate; see the README");
  const rowOf = (head: keyof CaseLogits, i: number) => logits[head]?.[i] as readonly number[];
  const heldOut = charted.map((i): HeldOut => {
    const visit = visits[i] as SourceVisit;
    return { logits: rowOf("esi", i), level: visit.level?.value as Level, ageYears: visit.case.ageYears };
  });
  const outcomes = fitOutcomes(visits, logits);
  const softening = fitTemperature(heldOut);
  const said = charted.map((i): HeadAnswers => {
    const outlook = outlookOf(headsOf(logits, i), outcomes);
    if (!outlook) throw new AppError("insufficient-data", "the heads of what happens next are missing");
    return { charted: probabilitiesOf(rowOf("esi", i), softening), ...outlook };
  });
  const witnessed = charted.flatMap((i, row): Witnessed[] => {
    const visit = visits[i] as SourceVisit;
    const target = referenceLevel(visit);
    return target ? [{ answers: said[row] as HeadAnswers, target, ageYears: visit.case.ageYears }] : [];
  });
  const combination = fitCombination(
    witnessed,
    `${FITTED_ON}, ${witnessed.length} visits with a charted level and what happened`,
  );
  const answered = heldOut.map(
    ({ level, ageYears }, row): AnsweredCase => ({
      probabilities: combine(said[row] as HeadAnswers, combination, ageYears),
      level,
      ageYears,
    }),
  );
  const esi: ScaleCalibration = {
    ...softening,
    combination,
    policies: POLICIES_BY_COSTS,
    conformal: fitConformal(answered),
    fittedOn: `${FITTED_ON}, ${charted.length} visits`,
  };
  return {
    format_version: 1,
    policy: "balanced",
    scales: { esi, ...(crossValidation ? { ktas: ktasScale(crossValidation, recipe) } : {}) },
    ...outcomes,
  };
}

const ktasScale = (crossValidation: CrossValidation, { ktas }: Pick<Recipe, "ktas">): ScaleCalibration =>
  fitScale(crossValidation.heldOut, `KTAS dev, out-of-fold answers of ${crossValidationName(ktas)}`, {
    times: ktas.repeats,
    safe: KTAS_SAFE_SENSITIVITY,
  });

const headsOf = (logits: CaseLogits, i: number) =>
  Object.fromEntries(Object.entries(logits).map(([head, rows]) => [head, rows[i] as readonly number[]]));

/** Life-saving interventions are the rarest of all; what tells of other grave ends tells of them. */
const GRAVE_HEADS: readonly HeadName[] = ["critical", "admission"];

type OutcomeCalibration = Required<Pick<Calibration, "critical" | "outcomes">>;

/** Each outcome's head by itself, on the visits that say what became of them. */
function fitOutcomes(visits: readonly SourceVisit[], logits: CaseLogits): OutcomeCalibration {
  const yes = (
    head: HeadName,
    truth: (v: SourceVisit) => boolean | null,
    others: readonly HeadName[] = [],
  ): LogitCalibration => {
    const heads = [head, ...others];
    const known = visits.flatMap((v, i) => {
      const answer = v.outcomes ? truth(v) : null;
      return answer === null ? [] : [{ logits: heads.map((h) => logits[h]?.[i]?.[0] as number), answer }];
    });
    const positives = known.filter((k) => k.answer).length;
    const { slopes, intercept } = fitLogistic(
      known.map((k) => k.logits),
      known.map((k) => k.answer),
    );
    const rest = others.map((name, k) => [name, slopes[k + 1] as number] as const);
    return {
      slope: slopes[0] as number,
      intercept,
      ...(rest.length > 0 ? { with: Object.fromEntries(rest) } : {}),
      fittedOn: `${FITTED_ON}, ${positives} of ${known.length} visits`,
    };
  };
  const used = visits.flatMap((v, i) =>
    v.outcomes && v.outcomes.resources !== null
      ? [{ logits: logits.resources?.[i] as readonly number[], truth: v.outcomes.resources as number }]
      : [],
  );
  const resources = fitSoftening(used, 3);
  return {
    critical: yes("critical", (v) => v.outcomes?.criticalCareOrDeath ?? null),
    outcomes: {
      lifeSaving: yes("lifeSaving", (v) => v.outcomes?.lifeSaving ?? null, GRAVE_HEADS),
      admission: yes("admission", (v) => v.outcomes?.admission ?? null),
      psychiatric: yes("psychiatric", (v) => v.outcomes?.psychiatricTransfer ?? null),
      resources: {
        temperature: resources.temperature,
        bias: resources.bias as [number, number, number],
        fittedOn: `${FITTED_ON}, ${used.length} visits`,
      },
    },
  };
}
