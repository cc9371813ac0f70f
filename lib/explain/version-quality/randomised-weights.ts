import { type LikenessEstimate, likeness, meanLikeness } from "./compare";
import type { ExplainedCase, Explainer, Model, Tick } from "./explained";

/**
 * The sanity check by randomised weights (Adebayo et al. 2018, "Sanity Checks for Saliency Maps"): an explanation that stays
 * the same when the model's weights are drawn anew does not explain the model. Weights are re-drawn from the head down.
 */
export type RedrawnStage = {
  /** What was drawn anew, in words: "heads", "heads and layer 3". */
  readonly name: string;
  readonly draws: number;
  /** The model with its weights drawn anew, one of `draws` ways; closed after use. */
  open(draw: number): Promise<Model & { close(): Promise<void> }>;
};

export type RandomisedWeights = {
  readonly cases: number;
  readonly stages: readonly {
    readonly name: string;
    readonly draws: number;
    /** Likeness to the real model's explanations, the mean over cases and draws. */
    readonly likeness: LikenessEstimate;
  }[];
};

export async function randomisedWeights(
  explained: readonly ExplainedCase[],
  stages: readonly RedrawnStage[],
  explain: Explainer,
  { seed, tick }: { readonly seed: number; readonly tick?: Tick },
): Promise<RandomisedWeights> {
  const out: RandomisedWeights["stages"][number][] = [];
  for (const stage of stages) {
    const all = [];
    for (let draw = 0; draw < stage.draws; draw++) {
      const model = await stage.open(draw);
      try {
        for (const { case: c, explanation } of explained) {
          all.push(likeness(explanation, await explain(c, model, seed)));
          tick?.();
        }
      } finally {
        await model.close();
      }
    }
    out.push({ name: stage.name, draws: stage.draws, likeness: meanLikeness(all, seed) });
  }
  return { cases: explained.length, stages: out };
}
