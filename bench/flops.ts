// What the network costs in arithmetic: its matrix products alone, 2 m k n each. Norms, softmax and look-ups are left out,
// so a share of a machine's product rate computed from this is a little too low rather than too high.
import { attentionSize, type ModelConfig, numberWidth, structuredTokens } from "@/lib/model/config";

/** Products of one layer for `size` cases of `tokens` tokens, `queries` of which are answered. */
function layerFlops(config: ModelConfig, size: number, tokens: number, queries: number): number {
  const { hidden_size: D, intermediate_size: F } = config;
  const A = attentionSize(config);
  const keysAndValues = 2 * tokens * D * A;
  const queriesAndOutput = 2 * queries * D * A;
  const scoresAndMixing = 2 * queries * tokens * A;
  return 2 * size * (keysAndValues + queriesAndOutput + scoresAndMixing + 2 * queries * D * F);
}

/** The layers of a pass forward over `size` cases padded to `tokens` tokens each; only one is read after the last layer. */
function layersFlops(config: ModelConfig, size: number, tokens: number): number {
  const inner = config.num_hidden_layers - 1;
  return inner * layerFlops(config, size, tokens, tokens) + layerFlops(config, size, tokens, 1);
}

const numbersFlops = (config: ModelConfig, size: number): number =>
  2 * size * config.numbers.length * numberWidth(config) * config.hidden_size;

/** A pass forward over a batch of `size` cases whose text is padded to `textLength`. */
export const forwardFlops = (config: ModelConfig, size: number, textLength: number): number =>
  layersFlops(config, size, structuredTokens(config) + textLength) + numbersFlops(config, size);

/** A training step; backward needs two products for each forward one, one where the input is no weight's. */
export const stepFlops = (config: ModelConfig, size: number, textLength: number): number =>
  3 * layersFlops(config, size, structuredTokens(config) + textLength) + 2 * numbersFlops(config, size);

/** A whole BERT of the same size, every token of which is answered in every layer. */
export const bertFlops = (config: ModelConfig, size: number, tokens: number): number =>
  config.num_hidden_layers * layerFlops(config, size, tokens, tokens);
