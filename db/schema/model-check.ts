import { sql } from "drizzle-orm";
import { index, integer, jsonb, pgTable, text, timestamp, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import type { Finding, Verdict } from "@/lib/registry/gates/check-gates";
import type { MetricSet } from "@/lib/registry/metric-set";

const at = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });
export type CheckStatus = "queued" | "running" | "succeeded" | "failed";
/** release: the evaluation that came with it. run: at the end of the training that made it. check: asked for. */
export type CheckSource = "release" | "run" | "check";

/**
 * One version measured beside another and held against the gates. Rows are added and never changed once they are closed: what
 * was known when somebody promoted stays readable.
 */
export const modelCheck = pgTable(
  "model_check",
  {
    id: uuid("id").primaryKey(),
    version: text("version").notNull(),
    /** sha256 of the manifest of what was measured: what was measured is what may be promoted. */
    digest: text("digest").notNull(),
    /** The version in use then; null: there was none, or none was needed. */
    against: text("against"),
    source: text("source").$type<CheckSource>().notNull(),
    status: text("status").$type<CheckStatus>().notNull(),
    verdict: text("verdict").$type<Verdict>(),
    /** Digest of the site calibration that was laid over that version; null: none was. */
    servedWith: text("served_with"),
    /** Digest of the gate policy it was held against. */
    policy: text("policy"),
    championMetrics: jsonb("champion_metrics").$type<readonly MetricSet[]>(),
    candidateMetrics: jsonb("candidate_metrics").$type<readonly MetricSet[]>(),
    findings: jsonb("findings").$type<readonly Finding[]>(),
    runId: uuid("run_id"),
    requestedBy: text("requested_by").notNull(),
    requestedAt: at("requested_at").notNull(),
    startedAt: at("started_at"),
    finishedAt: at("finished_at"),
    attempt: integer("attempt").notNull().default(0),
    error: text("error"),
    /** The worker at it and when it last said so: two workers never work at the same one. */
    owner: text("owner"),
    heartbeatAt: at("heartbeat_at"),
  },
  (t) => [
    index("model_check_version").on(t.version, t.requestedAt),
    // A version is measured by one worker at a time, whoever asks for it.
    uniqueIndex("model_check_one_open").on(t.version).where(sql`${t.status} in ('queued', 'running')`),
  ],
);
