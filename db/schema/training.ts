import { sql } from "drizzle-orm";
import { index, integer, jsonb, pgTable, text, timestamp, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import type { Finding } from "@/lib/registry/gates/check-gates";
import type { MetricSet } from "@/lib/registry/metric-set";

const at = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });
export type RunStatus = "queued" | "running" | "evaluating" | "succeeded" | "failed" | "cancelled";
/** Training loss of a step; `validation`: cross-entropy of the held-out labels, where it was measured then. */
export type LossPoint = { readonly step: number; readonly loss: number; readonly validation?: number };

export type RunProgress = {
  readonly phase: string;
  readonly fraction: number;
  readonly etaSeconds: number | null;
  readonly loss: number | null;
};
/** `gate`: absent in runs of earlier versions. */
export type RunFinding = Omit<Finding, "gate"> & { readonly gate?: string };

/** One retraining: its labels are fixed when it is queued, so that a restart does the same work. */
export const trainingRun = pgTable(
  "training_run",
  {
    id: uuid("id").primaryKey(),
    status: text("status").$type<RunStatus>().notNull(),
    trigger: text("trigger").$type<"label-count" | "manual">().notNull(),
    requestedBy: text("requested_by").notNull(),
    parentVersion: text("parent_version").notNull(),
    candidateVersion: text("candidate_version"),
    labelIds: jsonb("label_ids").$type<readonly string[]>().notNull(),
    labelCount: integer("label_count").notNull(),
    attempt: integer("attempt").notNull().default(0),
    progress: jsonb("progress").$type<RunProgress>(),
    lossCurve: jsonb("loss_curve").$type<readonly LossPoint[]>().notNull(),
    championMetrics: jsonb("champion_metrics").$type<readonly MetricSet[]>(),
    candidateMetrics: jsonb("candidate_metrics").$type<readonly MetricSet[]>(),
    findings: jsonb("findings").$type<readonly RunFinding[]>(),
    error: text("error"),
    /** The worker at it and when it last said so: two workers never run the same one. */
    owner: text("owner"),
    heartbeatAt: at("heartbeat_at"),
    requestedAt: at("requested_at").notNull(),
    startedAt: at("started_at"),
    finishedAt: at("finished_at"),
  },
  (t) => [
    index("training_run_time").on(t.requestedAt),
    // At most one run is under way at any time, whoever asks for it.
    uniqueIndex("training_run_one_open")
      .on(sql`(true)`)
      .where(sql`${t.status} in ('queued', 'running', 'evaluating')`),
  ],
);
