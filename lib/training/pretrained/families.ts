/**
 * The BERT family as Hugging Face's `transformers` lays it out: per `model_type`, how config.json calls the sizes, how
 * model.safetensors calls the weights, and what the positions are counted from. Everything in which they differ is here;
 * beyond the door there is one encoder (lib/model/network.ts).
 */
export type Family = {
  /** Stands before every name in a checkpoint that carries a head; bare encoders go without. */
  readonly prefix: string;
  readonly sizes: Readonly<Record<"hidden" | "layers" | "heads" | "intermediate" | "activation", string>>;
  /** The first row of the position table that a text uses, given the padding piece. */
  readonly firstPosition: (padId: number) => number;
  readonly tokenTypes: string | null;
  /** Dense layer from the embeddings' width to the encoder's, in checkpoints where the two differ. */
  readonly projection: string | null;
  readonly layer: (index: number) => Readonly<Record<LayerPart, string>>;
};

export const DENSE_PARTS = [
  "attention.query",
  "attention.key",
  "attention.value",
  "attention.output",
  "feed_forward.up",
  "feed_forward.down",
] as const;
export const NORM_PARTS = ["attention.norm", "feed_forward.norm"] as const;
type LayerPart = (typeof DENSE_PARTS)[number] | (typeof NORM_PARTS)[number];

export const EMBEDDINGS = {
  words: "embeddings.word_embeddings.weight",
  positions: "embeddings.position_embeddings.weight",
  norm: "embeddings.LayerNorm",
} as const;

const bert: Family = {
  prefix: "bert.",
  sizes: {
    hidden: "hidden_size",
    layers: "num_hidden_layers",
    heads: "num_attention_heads",
    intermediate: "intermediate_size",
    activation: "hidden_act",
  },
  firstPosition: () => 0,
  tokenTypes: "embeddings.token_type_embeddings.weight",
  projection: null,
  layer: (l) => ({
    "attention.query": `encoder.layer.${l}.attention.self.query`,
    "attention.key": `encoder.layer.${l}.attention.self.key`,
    "attention.value": `encoder.layer.${l}.attention.self.value`,
    "attention.output": `encoder.layer.${l}.attention.output.dense`,
    "attention.norm": `encoder.layer.${l}.attention.output.LayerNorm`,
    "feed_forward.up": `encoder.layer.${l}.intermediate.dense`,
    "feed_forward.down": `encoder.layer.${l}.output.dense`,
    "feed_forward.norm": `encoder.layer.${l}.output.LayerNorm`,
  }),
};

const distilbert: Family = {
  prefix: "distilbert.",
  sizes: {
    hidden: "dim",
    layers: "n_layers",
    heads: "n_heads",
    intermediate: "hidden_dim",
    activation: "activation",
  },
  firstPosition: () => 0,
  tokenTypes: null,
  projection: null,
  layer: (l) => ({
    "attention.query": `transformer.layer.${l}.attention.q_lin`,
    "attention.key": `transformer.layer.${l}.attention.k_lin`,
    "attention.value": `transformer.layer.${l}.attention.v_lin`,
    "attention.output": `transformer.layer.${l}.attention.out_lin`,
    "attention.norm": `transformer.layer.${l}.sa_layer_norm`,
    "feed_forward.up": `transformer.layer.${l}.ffn.lin1`,
    "feed_forward.down": `transformer.layer.${l}.ffn.lin2`,
    "feed_forward.norm": `transformer.layer.${l}.output_layer_norm`,
  }),
};

export const FAMILIES: Readonly<Record<string, Family>> = {
  bert,
  // Clark et al. 2020: BERT's layout, the embeddings possibly narrower.
  electra: { ...bert, prefix: "electra.", projection: "embeddings_project" },
  // Liu et al. 2019: fairseq counted positions from behind the padding piece.
  roberta: { ...bert, prefix: "roberta.", firstPosition: (padId) => padId + 1 },
  // Sanh et al. 2019: no token types.
  distilbert,
};
