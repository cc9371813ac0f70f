import { index, jsonb, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";
import type { DatasetCounts, DatasetRules } from "@/lib/feedback/dataset";
import { trainingRun } from "./training";

/**
 * A dataset as it is described; its cases are its run's labels (run_label) with what was known of them at the run's instant. It tells of
 * nobody, and stays when cases are withdrawn.
 */
export const dataset = pgTable(
  "dataset",
  {
    /** sha256 of its content (lib/feedback/dataset.ts). */
    digest: text("digest").primaryKey(),
    /** The run that learned from it first. */
    runId: uuid("run_id")
      .notNull()
      .references(() => trainingRun.id),
    madeAt: timestamp("made_at", { withTimezone: true, mode: "date" }).notNull(),
    madeBy: text("made_by").notNull(),
    rules: jsonb("rules").$type<DatasetRules>().notNull(),
    counts: jsonb("counts").$type<DatasetCounts>().notNull(),
  },
  (t) => [index("dataset_time").on(t.madeAt)],
);
