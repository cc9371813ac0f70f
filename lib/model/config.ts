import { z } from "zod";
import { AppError } from "@/lib/core/errors";

/**
 * The model's shape: `config.json` of the artifact. Names follow Hugging Face's where they exist. Everything that turns a
 * case into tensors is in here too (number edges, category values), so that an artifact explains itself.
 */
export const HEADS = [
  /** What nurses charted, and what experts charted on the Korean scale: five ordered levels. */
  "esi",
  "ktas",
  /** Admission to critical care, or death in the department. */
  "critical",
  /** A life-saving intervention or death in the department; with rescue drugs among the interventions, then without. */
  "lifeSaving",
  /** Admission, observation, or transfer to another hospital. */
  "admission",
  "psychiatric",
  /** Kinds of resources as the index counts them: none, one, two or more. */
  "resources",
  /** Time-critical diagnoses the visit ended with, one logit each, in the order of lib/training/sources/outcomes.ts. */
  "emergencies",
] as const;
export type HeadName = (typeof HEADS)[number];
/** The two five-level scales the heads speak; they are different scales and are never mixed. */
export const SCALES = ["esi", "ktas"] as const;
export type Scale = (typeof SCALES)[number];

/** The network's other output: what the heads read, (B, hidden_size). Absent from graphs exported before it had a name. */
export const EMBEDDING = "embedding";

/** Outputs of each head. */
export const HEAD_SIZES: Readonly<Record<HeadName, number>> = {
  esi: 5,
  ktas: 5,
  critical: 1,
  lifeSaving: 2,
  admission: 1,
  psychiatric: 1,
  resources: 3,
  emergencies: 10,
};
/** Heads of one class among several (softmax); the others answer a yes or no with each of their outputs (sigmoid). */
export const CLASS_HEADS = ["esi", "ktas", "resources"] as const satisfies readonly HeadName[];
export const isClassHead = (head: HeadName): boolean => (CLASS_HEADS as readonly HeadName[]).includes(head);

const numberInput = z.strictObject({
  key: z.string(),
  /** Ascending training quantiles: edges of the piecewise-linear bins. */
  edges: z.array(z.number()).min(2),
});
const categoryInput = z.strictObject({ key: z.string(), values: z.array(z.string()).min(1) });

/**
 * "triage": our own encoder, normalised before each block (pre-norm). "bert": one taken over from a checkpoint of that
 * family, normalised after each block and once after the embeddings (Devlin et al. 2019). Absent means "triage".
 */
const ENCODERS = ["triage", "bert"] as const;
/** Names as in Hugging Face's configs; quick_gelu is our own encoder's. */
const ACTIVATIONS = ["quick_gelu", "gelu", "gelu_new", "relu"] as const;
export type Activation = (typeof ACTIVATIONS)[number];

const modelConfigSchema = z
  .strictObject({
    model_type: z.literal("openacuity-encoder"),
    format_version: z.literal(1),
    architectures: z.tuple([z.literal("OpenAcuityTriageModel")]),
    encoder: z.enum(ENCODERS).optional(),
    /** Width of the embeddings where it is not hidden_size; a dense layer widens them (ELECTRA). */
    embedding_size: z.int().min(4).max(4096).optional(),
    hidden_size: z.int().min(8).max(4096),
    num_hidden_layers: z.int().min(1).max(48),
    num_attention_heads: z.int().min(1).max(64),
    /** Width of a head where it is not hidden_size / num_attention_heads: heads have been pruned. */
    head_dim: z.int().min(1).max(512).optional(),
    intermediate_size: z.int().min(8).max(16_384),
    vocab_size: z.int().min(8).max(300_000),
    max_text_length: z.int().min(8).max(512),
    hidden_act: z.enum(ACTIVATIONS),
    layer_norm_eps: z.number().positive(),
    /** Findings that complaint or note deny are left out before the words are read. Absent: all words are read. */
    denied_findings: z.literal("left-out").optional(),
    /** Names of people in complaint or note are left out before the words are read. Absent: all words are read. */
    names: z.literal("left-out").optional(),
    /** Piece that fills a batch up and is never attended to. */
    pad_token_id: z.int().min(0),
    heads: z.array(z.enum(HEADS)).min(1),
    /**
     * Heads that read the input itself beside the encoder's vector (Cheng et al. 2016, "Wide & Deep Learning"), and rows of
     * their table of neighbouring pieces. Absent: none does.
     */
    wide: z
      .strictObject({ heads: z.array(z.enum(SCALES)).min(1), bigram_rows: z.int().min(1).max(65_536) })
      .optional(),
    numbers: z.array(numberInput).min(1),
    categories: z.array(categoryInput).min(1),
  })
  .refine((c) => c.head_dim !== undefined || c.hidden_size % c.num_attention_heads === 0, {
    error: "hidden_size must be a multiple of num_attention_heads, or head_dim say how wide a head is",
  })
  .refine((c) => c.heads.includes("esi"), { error: "the esi head is required" })
  .refine((c) => c.encoder === "bert" || c.embedding_size === undefined, {
    error: "embedding_size belongs to the bert encoder",
  });

export type ModelConfig = z.infer<typeof modelConfigSchema>;

/** Kinds of text a word piece can come from; row of the segment embedding table. */
export const SEGMENTS = { complaint: 0, note: 1, history: 2 } as const;
export const SEGMENT_COUNT = 3;

/** Row of the table of neighbouring pieces for `a` followed by `b`; a few pairs share one. Exact in 32-bit integers. */
export const BIGRAM_FACTOR = 1009;
export const bigramRow = (a: number, b: number, rows: number): number => (a * BIGRAM_FACTOR + b) % rows;

/** Bins of the widest number plus one slot for "missing": the width of the number encoding. */
export const numberWidth = (config: ModelConfig): number =>
  Math.max(...config.numbers.map((n) => n.edges.length - 1)) + 1;

/** Rows of the category table: each category has its values and one more for "missing". */
export const categoryRows = (config: ModelConfig): number =>
  config.categories.reduce((sum, c) => sum + c.values.length + 1, 0);

/** Width of the embeddings, before the widening where there is one. */
export const embeddingSize = (config: ModelConfig): number => config.embedding_size ?? config.hidden_size;

/** Width of one attention head. */
export const headSize = (config: ModelConfig): number =>
  config.head_dim ?? config.hidden_size / config.num_attention_heads;

/** Width of all heads side by side: hidden_size unless heads have been pruned. */
export const attentionSize = (config: ModelConfig): number => config.num_attention_heads * headSize(config);

/** Tokens before the text: the summary token, the numbers, the categories. */
export const structuredTokens = (config: ModelConfig): number =>
  1 + config.numbers.length + config.categories.length;

export function parseModelConfig(json: unknown): ModelConfig {
  const parsed = modelConfigSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new AppError("artifact-invalid", `config.json: ${issue?.path.join(".")} ${issue?.message}`, {
    cause: parsed.error,
  });
}
