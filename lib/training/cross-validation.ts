import type { Level } from "@/lib/case/level";
import { expectedSeverity, levelOf, predictionSet, probabilitiesOf } from "@/lib/model/calibration";
import { fitScale, type HeldOut } from "./calibrate";
import { type Answer, type LevelMetrics, levelMetrics } from "./metrics";
import type { SourceVisit } from "./sources/visit";

/** Figures of a scale too small to hold anything out for good: every visit answered by a model that never saw it. */
export type CrossValidation = {
  readonly heldOut: readonly HeldOut[];
  readonly metrics: {
    readonly folds: number;
    /** Calibrated for each fold on the other folds' answers, so that no label calibrates its own answer. */
    readonly balanced: LevelMetrics;
    readonly safetyFirst: LevelMetrics;
    /** The nurse at the door against the same experts. */
    readonly nurse: LevelMetrics;
  };
};

export function scoreFolds(
  folds: readonly { readonly visits: readonly SourceVisit[]; readonly heldOut: readonly HeldOut[] }[],
): CrossValidation {
  const balanced: Answer[] = [];
  const safetyFirst: Answer[] = [];
  const actual: Level[] = [];
  folds.forEach((fold, k) => {
    const others = folds.filter((_, i) => i !== k).flatMap((f) => f.heldOut);
    const c = fitScale(others, "");
    for (const { logits, level, ageYears } of fold.heldOut) {
      const probabilities = probabilitiesOf(logits, c);
      const severity = expectedSeverity(probabilities);
      const answer = (policy: "balanced" | "safety-first"): Answer => {
        const shown = levelOf(severity, c.policies[policy]?.thresholds ?? []);
        return {
          level: shown,
          probabilities,
          set: predictionSet(probabilities, shown, c.conformal, ageYears),
        };
      };
      balanced.push(answer("balanced"));
      safetyFirst.push(answer("safety-first"));
      actual.push(level);
    }
  });
  const nurses = folds.flatMap((f) => f.visits).map((v) => v.nurseLevel ?? 3);
  return {
    heldOut: folds.flatMap((f) => f.heldOut),
    metrics: {
      folds: folds.length,
      balanced: levelMetrics(balanced, actual),
      safetyFirst: levelMetrics(safetyFirst, actual),
      nurse: levelMetrics(
        nurses.map((n) => ({
          level: n,
          probabilities: [1, 2, 3, 4, 5].map((l) => (l === n ? 1 : 0)),
          set: [n],
        })),
        actual,
      ),
    },
  };
}
