import type { TriageCase } from "@/lib/case/triage-case";
import { type LikenessEstimate, likeness, meanLikeness } from "./compare";
import { type DeletionInsertion, deletionInsertion } from "./deletion";
import type { ExplainedCase, Explainer, Model } from "./explained";
import { findPlant, type Plant, type PlantResult } from "./planted";
import { type RandomisedWeights, type RedrawnStage, randomisedWeights } from "./randomised-weights";
import { type Stability, stability } from "./stability";

/** How far the explanations of one model version can be believed, measured on a sample of held-out cases. */
export type ExplanationQuality = {
  readonly cases: number;
  readonly seed: number;
  /** Most model answers spent on one explanation. */
  readonly maxEvaluations: number;
  /** The same model and case explained with another seed: what sampling alone takes from every likeness below. */
  readonly repeated: LikenessEstimate;
  readonly deletionInsertion: DeletionInsertion;
  readonly randomisedWeights: RandomisedWeights;
  readonly stability: readonly Stability[];
  readonly planted: readonly PlantResult[];
};

export type QualityInput = {
  readonly cases: readonly TriageCase[];
  readonly model: Model;
  readonly explain: Explainer;
  readonly maxEvaluations: number;
  readonly seed: number;
  readonly stages: readonly RedrawnStage[];
  /** Cases the randomised-weights check is made on: the first so many, since each is explained once a stage and draw. */
  readonly redrawnCases: number;
  /** The cases again, changed in what should not matter, in the same order. */
  readonly variants: readonly { readonly name: string; readonly cases: readonly TriageCase[] }[];
  readonly plants: readonly Plant[];
  /** Cases a plant is looked for in: the first so many. */
  readonly plantedCases: number;
  readonly onProgress?: (done: number, total: number) => void;
};

export async function explanationQuality(i: QualityInput): Promise<ExplanationQuality> {
  const { cases, model, explain, seed } = i;
  const redrawn = Math.min(i.redrawnCases, cases.length);
  const planted = Math.min(i.plantedCases, cases.length);
  const draws = i.stages.reduce((sum, s) => sum + s.draws, 0);
  const total = cases.length * (3 + i.variants.length) + redrawn * draws + planted * i.plants.length;
  let done = 0;
  const tick = () => i.onProgress?.(++done, total);

  const explained: ExplainedCase[] = [];
  for (const c of cases) {
    explained.push({ case: c, explanation: await explain(c, model, seed) });
    tick();
  }
  const repeats = [];
  for (const e of explained) {
    repeats.push(likeness(e.explanation, await explain(e.case, model, seed + 1)));
    tick();
  }
  const curves = await deletionInsertion(explained, model, { seed, tick });
  const stable: Stability[] = [];
  for (const v of i.variants)
    stable.push(await stability(v.name, explained, v.cases, model, explain, { seed, tick }));
  const plants: PlantResult[] = [];
  for (const plant of i.plants)
    plants.push(await findPlant(cases.slice(0, planted), plant, model, explain, { seed, tick }));
  return {
    cases: cases.length,
    seed,
    maxEvaluations: i.maxEvaluations,
    repeated: meanLikeness(repeats, seed),
    deletionInsertion: curves,
    randomisedWeights: await randomisedWeights(explained.slice(0, redrawn), i.stages, explain, {
      seed,
      tick,
    }),
    stability: stable,
    planted: plants,
  };
}
