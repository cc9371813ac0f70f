import { sql } from "drizzle-orm";
import {
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import type { TriggerName } from "@/lib/monitoring/triggers/policy";
import type { Finding } from "@/lib/registry/gates/check-gates";
import type { MetricSet } from "@/lib/registry/metric-set";
import { label } from "./feedback";

const at = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });
/** A trigger and why it started the run, in words. */
export type StartedBy = { readonly trigger: TriggerName; readonly words: string };
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
/** What a run's candidate learned from. Which labels: run_label. */
export type Learned = {
  readonly labels: number;
  /** sha256 over the labels' ids, cases, levels, weights and outcomes, in order of their ids. */
  readonly digest: string;
  /** Of how many of these it was known what became of the patient, and of how many learned before; absent: of none. */
  readonly outcomes?: { readonly labels: number; readonly late: number };
  /** Of the labels so many were kept from learning to say when to stop, and where that was; absent: all steps were made. */
  readonly stopped?: {
    readonly apart: number;
    readonly at: number;
    readonly planned: number;
    readonly best: number;
  };
  /** By reader, under a name that says nothing, in the order of that name. */
  readonly readers: readonly {
    readonly reader: string;
    readonly labels: number;
    /** Readings of the same case, or of like ones, that the weight rests on. */
    readonly readings: number;
    /** Null: nothing is known of the reader, and the weight is 1. */
    readonly kappa: number | null;
    readonly weight: number;
  }[];
};
export type RunFinding = Omit<Finding, "gate"> & { readonly gate?: string };

/** One retraining: its labels are fixed when it is queued, so that a restart does the same work. */
export const trainingRun = pgTable(
  "training_run",
  {
    id: uuid("id").primaryKey(),
    status: text("status").$type<RunStatus>().notNull(),
    trigger: text("trigger").$type<TriggerName>().notNull(),
    /** All that started it, with what each said then; null: a run from before this was kept. */
    triggers: jsonb("triggers").$type<readonly StartedBy[]>(),
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
    /** Null: it has no candidate, or is from before this was kept. */
    learned: jsonb("learned").$type<Learned>(),
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

/** The labels that a run's candidate learned from, and how much each counted. Runs from before this was kept have none. */
export const runLabel = pgTable(
  "run_label",
  {
    runId: uuid("run_id")
      .notNull()
      .references(() => trainingRun.id),
    labelId: uuid("label_id")
      .notNull()
      .references(() => label.id),
    weight: doublePrecision("weight").notNull(),
  },
  (t) => [primaryKey({ columns: [t.runId, t.labelId] }), index("run_label_label").on(t.labelId)],
);
