import { random } from "@/lib/core/random";
import type { ModelConfig } from "@/lib/model/config";
import type { CaseEncoder } from "@/lib/model/inputs";
import type { Weights } from "@/lib/model/network";
import type { NamedTensors } from "@/lib/model/safetensors";
import type { Tf } from "@/lib/model/tf";
import type { HeldOut } from "../calibrate";
import { logitsAndEmbeddingsOf } from "../fitting/logits";
import type { Recipe } from "../recipe";
import { ktasFolds } from "../sources/splits";
import type { SourceVisit } from "../sources/visit";
import { augment } from "../text/augment";
import { type AnsweredFold, type CrossValidation, scoreFolds } from "./cross-validation";
import { fitKtasHead, type HeadOptions, type KtasHead, type LabelledReading } from "./ktas-head";

/** The second stage: the KTAS head, cross-validated, then fitted on every expert-labelled visit. */
export type KtasStage = { readonly head: NamedTensors; readonly crossValidation: CrossValidation };

type Body = {
  readonly tf: Tf;
  readonly config: ModelConfig;
  readonly encode: CaseEncoder;
  readonly weights: Weights;
};

/** A visit as it was written, then told anew with words and facts missing. */
type Tellings = { readonly visit: SourceVisit; readonly readings: readonly LabelledReading[] };

/** @param ktas visits with the experts' level */
export async function ktasStage(
  body: Body,
  ktas: readonly SourceVisit[],
  recipe: Recipe,
  onNote: (line: string) => void = () => {},
): Promise<KtasStage> {
  const labelled = ktas.filter((v) => v.level);
  const told = await readAll(body, labelled, recipe);
  const fitHead = (tellings: readonly Tellings[]) =>
    fitKtasHead(
      body.config,
      tellings.flatMap((t) => t.readings),
      headOptions(recipe, tellings.length),
    );
  const { folds, repeats } = recipe.ktas;
  const answered: AnsweredFold[][] = [];
  for (let repeat = 0; repeat < repeats; repeat++) {
    onNote(`ktas: cross-validation ${repeat + 1} of ${repeats}, ${folds} folds of ${labelled.length} visits`);
    answered.push(ktasFolds(labelled, folds, repeat).map((fold) => answerFold(fold, told, fitHead)));
    // Lets signals be heard.
    await new Promise((resolve) => setImmediate(resolve));
  }
  onNote(`ktas: fitting on all ${labelled.length} visits`);
  return { head: fitHead([...told.values()]).tensors, crossValidation: scoreFolds(answered) };
}

const headOptions = ({ ktas }: Recipe, visits: number): HeadOptions => ({
  penalty: ktas.penalty,
  visits,
  ordinalWeight: ktas.ordinalWeight,
  underTriageCost: ktas.underTriageCost,
});

/** Each visit of a fold is answered by a head that never saw it. */
function answerFold(
  fold: readonly SourceVisit[],
  told: ReadonlyMap<string, Tellings>,
  fitHead: (tellings: readonly Tellings[]) => KtasHead,
): AnsweredFold {
  const own = new Set(fold.map((v) => v.key));
  const head = fitHead([...told.values()].filter((t) => !own.has(t.visit.key)));
  const heldOut = fold.map((visit): HeldOut => {
    const asWritten = told.get(visit.key)?.readings[0] as LabelledReading;
    return { logits: head.logitsOf(asWritten), level: levelOf(visit), ageYears: visit.case.ageYears };
  });
  return { visits: fold, heldOut };
}

const levelOf = (visit: SourceVisit) => visit.level?.value as HeldOut["level"];

async function readAll(
  { tf, config, encode, weights }: Body,
  visits: readonly SourceVisit[],
  { seed, ktas }: Recipe,
): Promise<Map<string, Tellings>> {
  const cases = visits.flatMap((visit) => [
    visit.case,
    ...Array.from({ length: ktas.tellings }, (_, i) => augment(visit, random(seed, "ktas", visit.key, i))),
  ]);
  const { logits, embeddings } = await logitsAndEmbeddingsOf(tf, config, encode, weights, cases);
  const each = 1 + ktas.tellings;
  return new Map(
    visits.map((visit, v) => [
      visit.key,
      {
        visit,
        readings: cases.slice(v * each, (v + 1) * each).map((c, i) => ({
          embedding: embeddings[v * each + i] as Float32Array,
          esi: logits.esi?.[v * each + i] as readonly number[],
          encoded: encode(c),
          level: levelOf(visit),
        })),
      },
    ]),
  );
}
