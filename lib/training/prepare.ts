import { random } from "@/lib/core/random";
import { allPhrases } from "@/lib/language/lexicon";
import { CONDITION_WORDS, OTHER_CONDITIONS } from "@/lib/language/lexicon/words";
import { HEADS, type ModelConfig } from "@/lib/model/config";
import { CATEGORY_KEYS, CATEGORY_VALUES, NUMBER_KEYS, numberOf, quantileEdges } from "@/lib/model/features";
import type { Pretrained } from "./pretrained/read-pretrained";
import { configFrom } from "./pretrained/start-from";
import type { Recipe } from "./recipe";
import type { Sources } from "./sources/load";
import { surveyVisits } from "./sources/splits";
import type { SourceVisit } from "./sources/visit";
import { augment } from "./text/augment";
import { tokenizerJson, trainVocabulary } from "./text/vocabulary";

/**
 * What is learned from the training visits before any weight: number edges and the vocabulary. A checkpoint brings its
 * own vocabulary, and its sizes go before the recipe's.
 */
export function prepareModel(
  sources: Sources,
  recipe: Recipe,
  pretrained: Pretrained | null = null,
): { config: ModelConfig; tokenizer: Record<string, unknown> } {
  const visits = [...surveyVisits(sources, recipe.learnsFrom), ...sources.ktas];
  const rest: Pick<
    ModelConfig,
    "max_text_length" | "heads" | "denied_findings" | "names" | "wide" | "numbers" | "categories"
  > = {
    max_text_length: recipe.model.maxTextLength,
    heads: [...HEADS],
    denied_findings: "left-out",
    names: "left-out",
    wide: { heads: ["ktas"], bigram_rows: recipe.ktas.bigramRows },
    numbers: NUMBER_KEYS.map((key) => ({
      key,
      edges: quantileEdges(
        visits.map((v) => numberOf(key, v.case)).filter((n): n is number => n !== null),
        recipe.model.numberBins,
      ),
    })),
    categories: CATEGORY_KEYS.map((key) => ({ key, values: [...CATEGORY_VALUES[key]] })),
  };
  if (pretrained) return { config: configFrom(pretrained, rest), tokenizer: pretrained.tokenizerJson };
  const pieces = trainVocabulary(corpus(sources, visits, recipe), recipe.model.vocabularySize);
  const config: ModelConfig = {
    model_type: "openacuity-encoder",
    format_version: 1,
    architectures: ["OpenAcuityTriageModel"],
    hidden_size: recipe.model.hiddenSize,
    num_hidden_layers: recipe.model.layers,
    num_attention_heads: recipe.model.heads,
    intermediate_size: recipe.model.intermediateSize,
    vocab_size: pieces.length,
    hidden_act: "quick_gelu",
    layer_norm_eps: 1e-5,
    pad_token_id: 0,
    ...rest,
  };
  return { config, tokenizer: tokenizerJson(pieces) };
}

/** Labels, their retellings, the lexicon and the nurses' own complaints. */
function* corpus(sources: Sources, visits: readonly SourceVisit[], recipe: Recipe): Iterable<string> {
  const r = random(recipe.seed, "vocabulary");
  for (const visit of visits) {
    const c = augment(visit, r);
    if (c.chiefComplaint) yield c.chiefComplaint;
    if (c.note) yield c.note;
    yield* c.history ?? [];
  }
  // Rare words of the trade deserve whole pieces; the survey's own frequencies would not give them any.
  const conditions = [...OTHER_CONDITIONS, ...Object.values(CONDITION_WORDS).flat()];
  for (let i = 0; i < 60; i++) {
    yield* allPhrases();
    yield* conditions;
    for (const visit of sources.ktas)
      if (visit.case.chiefComplaint && i % 6 === 0) yield visit.case.chiefComplaint;
  }
  for (let i = 0; i < 20; i++)
    for (const label of sources.reasonLabels.values()) yield label.replace(/\.\.\.$/, "");
}
