import { index, integer, jsonb, pgTable, text, timestamp, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import type { GlobalExplanation } from "@/lib/explain/global/result";
import { sealedJson } from "../sealed";

const at = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });
export type ModelExplanationStatus = "queued" | "running" | "succeeded" | "failed" | "cancelled";
/** site: the site's own assessed cases. reference: visits made up from the artifact's summary of its training data. */
export type ExplanationSource = "site" | "reference";
export type ExplanationParameters = {
  readonly mostCases: number;
  readonly maxEvaluations: number;
  readonly seed: number;
};
export type ExplanationProgress = {
  readonly done: number;
  readonly total: number;
  readonly etaSeconds: number | null;
};
/** What a result was measured on. */
export type ExplanationDataset = {
  readonly source: ExplanationSource;
  readonly cases: number;
  /** When the oldest and the newest of the site's cases were assessed, ISO; null for made-up ones. */
  readonly from: string | null;
  readonly to: string | null;
};

/**
 * What one model version does over many cases, worked out by a job: one row for an artifact, the data it was measured on
 * and the parameters. Asking again queues the same row; its last result stays until the new one replaces it.
 */
export const modelExplanation = pgTable(
  "model_explanation",
  {
    id: uuid("id").primaryKey(),
    version: text("version").notNull(),
    /** sha256 of the artifact's manifest. */
    artifactDigest: text("artifact_digest").notNull(),
    source: text("source").$type<ExplanationSource>().notNull(),
    parameters: jsonb("parameters").$type<ExplanationParameters>().notNull(),
    /** The parameters as canonical JSON. */
    parametersKey: text("parameters_key").notNull(),
    status: text("status").$type<ModelExplanationStatus>().notNull(),
    requestedBy: text("requested_by").notNull(),
    requestedAt: at("requested_at").notNull(),
    startedAt: at("started_at"),
    finishedAt: at("finished_at"),
    attempt: integer("attempt").notNull().default(0),
    progress: jsonb("progress").$type<ExplanationProgress>(),
    error: text("error"),
    /** The worker at it and when it last said so: two workers never work at the same one. */
    owner: text("owner"),
    heartbeatAt: at("heartbeat_at"),
    /** Sealed because frequent words of free text are among it. */
    result: sealedJson<GlobalExplanation>("result", "model_explanation.result"),
    dataset: jsonb("dataset").$type<ExplanationDataset>(),
    /** The runtime that answered: "onnx cpu fp32". */
    engine: text("engine"),
    computedAt: at("computed_at"),
    /** How long the attempt that made the result took. */
    tookMs: integer("took_ms"),
  },
  (t) => [
    uniqueIndex("model_explanation_once").on(t.artifactDigest, t.source, t.parametersKey),
    index("model_explanation_status").on(t.status),
  ],
);
