import type { Level } from "@/lib/case/level";
import type { Engine } from "@/lib/engine/engine";
import type { Prediction } from "@/lib/model/prediction";
import { applyFloor, assessFloor } from "@/lib/safety/rules";
import { predictAll } from "../evaluate";
import { type PracticeCase, questionOf } from "./practice-case";

/** A practice case with what a clinician would have been shown, and what stood behind it. */
export type AnsweredPractice = {
  readonly case: PracticeCase;
  /** The level shown: the model's with the safety floor under it. */
  readonly shown: Level;
  readonly prediction: Pick<Prediction, "level" | "probabilities" | "set">;
  readonly floor: { readonly level: Level; readonly rules: readonly string[] } | null;
};

/** The model's answer and the floor's, as the batch output and the patient's page put them together. */
export async function answerPractice(
  engine: Pick<Engine, "predict">,
  cases: readonly PracticeCase[],
): Promise<AnsweredPractice[]> {
  const asked = cases.map(questionOf);
  const predictions = await predictAll(engine, asked);
  return cases.map((c, i) => {
    const prediction = predictions[i] as Prediction;
    const floor = assessFloor(asked[i] as (typeof asked)[number]);
    return {
      case: c,
      shown: applyFloor(prediction.level, floor),
      prediction,
      floor: floor && { level: floor.level, rules: floor.rules.map((r) => r.id) },
    };
  });
}
