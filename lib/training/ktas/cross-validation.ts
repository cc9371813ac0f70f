import type { Level } from "@/lib/case/level";
import {
  type Answer,
  type LevelMetrics,
  type LevelShares,
  levelMetrics,
  meanMetrics,
  spreadOf,
} from "@/lib/measures/metrics";
import { type AnsweredSet, type SetQuality, setQualities } from "@/lib/measures/prediction-sets";
import { type Policy, probabilitiesOf } from "@/lib/model/calibration";
import { predictionSet } from "@/lib/policy/prediction-set";
import { shownLevel } from "@/lib/policy/shown-level";
import { CHILD_BELOW_YEARS, fitScale, type HeldOut, KTAS_SAFE_SENSITIVITY } from "../calibrate";
import type { SourceVisit } from "../sources/visit";

/** Figures of a scale too small to hold anything out for good: every visit answered by a model that never saw it. */
export type CrossValidation = {
  /** Every visit as often as the validation was repeated. */
  readonly heldOut: readonly HeldOut[];
  readonly metrics: {
    readonly folds: number;
    /** Absent in artifacts made before there were repeats: once. */
    readonly repeats?: number;
    /**
     * Means over the repeats. Calibrated for each fold on the other folds' answers of the same repeat, so that no label
     * calibrates its own answer.
     */
    readonly balanced: LevelMetrics;
    readonly safetyFirst: LevelMetrics;
    /** Standard deviations over the repeats, where there were several: what other folds would have changed. */
    readonly spread?: { readonly balanced: LevelShares; readonly safetyFirst: LevelShares };
    /** Prediction sets under the balanced policy, over all repeats; absent in artifacts made before they were kept. */
    readonly sets?: readonly SetQuality[];
    /** The nurse at the door against the same experts. */
    readonly nurse: LevelMetrics;
  };
};

/** A fold's visits and what the model that never saw them answered. */
export type AnsweredFold = { readonly visits: readonly SourceVisit[]; readonly heldOut: readonly HeldOut[] };

/** @param repeats the folds of each repeat: all visits each time, dealt otherwise */
export function scoreFolds(repeats: readonly (readonly AnsweredFold[])[]): CrossValidation {
  const measured = repeats.map(scoreRepeat);
  const [balanced, safetyFirst] = [measured.map((m) => m.balanced), measured.map((m) => m.safetyFirst)];
  const folds = repeats[0] ?? [];
  return {
    heldOut: repeats.flat().flatMap((f) => f.heldOut),
    metrics: {
      folds: folds.length,
      repeats: repeats.length,
      balanced: meanMetrics(balanced),
      safetyFirst: meanMetrics(safetyFirst),
      ...(repeats.length > 1
        ? { spread: { balanced: spreadOf(balanced), safetyFirst: spreadOf(safetyFirst) } }
        : {}),
      sets: setQualities(
        measured.flatMap((m) => m.sets),
        CHILD_BELOW_YEARS,
        repeats.length,
      ),
      nurse: nurseMetrics(folds.flatMap((f) => f.visits)),
    },
  };
}

type Repeat = {
  readonly balanced: LevelMetrics;
  readonly safetyFirst: LevelMetrics;
  readonly sets: readonly AnsweredSet[];
};

function scoreRepeat(folds: readonly AnsweredFold[]): Repeat {
  const balanced: Answer[] = [];
  const safetyFirst: Answer[] = [];
  const sets: AnsweredSet[] = [];
  const actual: Level[] = [];
  folds.forEach((fold, k) => {
    const others = folds.filter((_, i) => i !== k).flatMap((f) => f.heldOut);
    const c = fitScale(others, "", { safe: KTAS_SAFE_SENSITIVITY });
    for (const { logits, level, ageYears } of fold.heldOut) {
      const probabilities = probabilitiesOf(logits, c);
      const answer = (policy: "balanced" | "safety-first"): Answer => {
        const shown = shownLevel(probabilities, c.policies[policy] as Policy);
        return {
          level: shown,
          probabilities,
          set: predictionSet(probabilities, shown, c.conformal, ageYears),
        };
      };
      const shown = answer("balanced");
      balanced.push(shown);
      sets.push({ set: shown.set, level, ageYears });
      safetyFirst.push(answer("safety-first"));
      actual.push(level);
    }
  });
  return {
    balanced: levelMetrics(balanced, actual),
    safetyFirst: levelMetrics(safetyFirst, actual),
    sets,
  };
}

function nurseMetrics(visits: readonly SourceVisit[]): LevelMetrics {
  const nurses = visits.map((v) => v.nurseLevel ?? 3);
  return levelMetrics(
    nurses.map((n) => ({
      level: n,
      probabilities: [1, 2, 3, 4, 5].map((l) => (l === n ? 1 : 0)),
      set: [n],
    })),
    visits.map((v) => v.level?.value ?? Number.NaN),
  );
}

/** "5-fold cross-validation, done 3 times" */
export const crossValidationName = ({
  folds,
  repeats = 1,
}: {
  folds: number;
  repeats?: number | undefined;
}) => `${folds}-fold cross-validation${repeats > 1 ? `, done ${repeats} times` : ""}`;
