import type { Prediction } from "@/lib/model/prediction";
import {
  adjustPrediction,
  calibrationDigest,
  type SiteCalibrationContent,
  softeningOf,
} from "@/lib/policy/site-calibration";
import type { Engine } from "./engine";
import { askBothWays } from "./heed-no-judgement";

/**
 * The engine with a site's calibration laid over its answers. Whatever is asked of it (levels, reasons, what would change a level)
 * is answered by what is served, so reasons explain the served value.
 * @returns null: the calibration is another model's, or this engine cannot say how its probabilities become levels
 */
export function adjustForSite(
  engine: Engine,
  content: SiteCalibrationContent,
  unit: string | null = null,
): Engine | null {
  const rule = engine.decision;
  if (!rule || content.model.digest !== engine.artifactDigest) return null;
  const softening = softeningOf(content, unit);
  const units = new Map<string, Engine>();
  return Object.create(engine, {
    calibration: { value: calibrationDigest(content) },
    forUnit: {
      value: (of: string): Engine => {
        // Kept, so that whoever asks twice is given the same engine.
        const own = units.get(of) ?? (adjustForSite(engine, content, of) as Engine);
        units.set(of, own);
        return own;
      },
    },
    predict: {
      value: async (...[cases, asked]: Parameters<Engine["predict"]>): Promise<Prediction[]> => {
        // Of an answer with and one without judging words the engine gives the more urgent; that has to hold after the adjustment, too.
        const asking = askBothWays(cases);
        const answers = await engine.predict(asking.cases, asked);
        return asking.answers(
          answers.map((p, i) => adjustPrediction(p, softening, rule, asking.cases[i]?.ageYears ?? 0)),
        );
      },
    },
  }) as Engine;
}
