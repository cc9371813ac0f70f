import { random, shuffled } from "@/lib/core/random";
import { createOnnxEngine } from "@/lib/engine/onnx";
import { DEFAULT_MAX_EVALUATIONS } from "@/lib/explain/budget";
import { explainCase } from "@/lib/explain/explain-case";
import { seededRandom } from "@/lib/explain/random";
import type { Explainer } from "@/lib/explain/version-quality/explained";
import { measuredAgain } from "@/lib/explain/version-quality/measured-again";
import { plantedVital, plantedWord } from "@/lib/explain/version-quality/planted";
import { type ExplanationQuality, explanationQuality } from "@/lib/explain/version-quality/version-quality";
import type { Figure, FigureSet } from "@/lib/measures/figures";
import type { Artifact } from "@/lib/model/artifact";
import type { SourceVisit } from "@/lib/training/sources/visit";
import { retold } from "@/lib/training/text/augment";
import { redrawnStages } from "./redrawn-weights";

/** Measures a version's explanations on visits it never learned from, through the engine and explainer that are in use. */
export type ExplanationOptions = {
  readonly dataset: string;
  /** Visits drawn from those given. */
  readonly sample?: number;
  readonly seed?: number;
  readonly maxEvaluations?: number;
  readonly onProgress?: (done: number, total: number) => void;
};

export type MeasuredExplanations = ExplanationQuality & { readonly dataset: string };

export const DEFAULT_SAMPLE = 200;
/** Of the sample; each is explained once for every stage and draw. */
const REDRAWN_SHARE = 0.15;
const REDRAWN_DRAWS = 3;
const PLANTED_SHARE = 0.5;
/** Levels a plant moves the answer by. */
const PLANTED_EFFECT = 0.75;

export async function measureExplanations(
  artifact: Artifact,
  visits: readonly SourceVisit[],
  o: ExplanationOptions,
): Promise<MeasuredExplanations> {
  const { sample = DEFAULT_SAMPLE, seed = 1, maxEvaluations } = o;
  const chosen = shuffled(visits, random(seed, "explained visits")).slice(0, sample);
  const explain: Explainer = (c, model, s) =>
    explainCase(c, model, {
      seed: s,
      secondOpinion: false,
      ...(maxEvaluations === undefined ? {} : { maxEvaluations }),
    });
  const engine = await createOnnxEngine(artifact.dir);
  try {
    const quality = await explanationQuality({
      cases: chosen.map((v) => v.case),
      model: engine,
      explain,
      maxEvaluations: maxEvaluations ?? DEFAULT_MAX_EVALUATIONS,
      seed,
      stages: await redrawnStages(artifact, { seed, draws: REDRAWN_DRAWS }),
      redrawnCases: Math.ceil(REDRAWN_SHARE * chosen.length),
      variants: [
        { name: "Told in other words", cases: chosen.map((v) => retold(v, random(seed, "retold", v.key))) },
        {
          name: "Measured a second time",
          cases: chosen.map((v, i) => measuredAgain(v.case, seededRandom(seed * 100_003 + i))),
        },
      ],
      plants: [
        plantedWord(-PLANTED_EFFECT),
        // Against all medicine, so that the model cannot have learned it.
        plantedVital(
          "heartRate",
          "a heart rate of 90 /min or more is less urgent",
          (v) => v >= 90,
          PLANTED_EFFECT,
        ),
      ],
      plantedCases: Math.ceil(PLANTED_SHARE * chosen.length),
      ...(o.onProgress ? { onProgress: o.onProgress } : {}),
    });
    return { ...quality, dataset: o.dataset };
  } finally {
    await engine.close();
  }
}

/** The figures the registry and the console show of it. */
export function explanationFigures(q: MeasuredExplanations): FigureSet {
  const last = q.randomisedWeights.stages.at(-1)?.likeness;
  const named: readonly (readonly [string, Omit<Figure, "name"> | null | undefined])[] = [
    ["Deletion, better than random order (levels)", q.deletionInsertion.deletion.gain],
    ["Insertion, better than random order (levels)", q.deletionInsertion.insertion.gain],
    ["Rank correlation, explained twice", q.repeated.signed],
    ["Rank correlation, all weights redrawn", last?.signed],
    ...q.stability.flatMap((s) => [
      [`Top three kept, ${s.name.toLowerCase()}`, s.likeness.topThree] as const,
    ]),
    ...q.planted.map((p) => [`Found: ${p.name}`, p.inTopThree] as const),
  ];
  return {
    dataset: `Explanations, ${q.cases} visits of ${q.dataset}`,
    cases: q.cases,
    figures: named.map(([name, e]) => ({
      name,
      value: e?.value ?? null,
      ...(e?.low === undefined ? {} : { low: e.low }),
      ...(e?.high === undefined ? {} : { high: e.high }),
    })),
  };
}
