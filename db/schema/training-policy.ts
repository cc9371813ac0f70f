import { integer, jsonb, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";
import type { TriggerState } from "@/lib/monitoring/triggers/evaluate";
import type { TrainingPolicy, TriggerName } from "@/lib/monitoring/triggers/policy";

const at = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });

/** When retraining starts. Rows are only ever added: the newest is in force; none: the release's own. */
export const trainingPolicy = pgTable("training_policy", {
  /** Counts up without a gap: of two people who change it at once one wins. */
  version: integer("version").primaryKey(),
  content: jsonb("content").$type<TrainingPolicy>().notNull(),
  changes: jsonb("changes").$type<readonly string[]>().notNull(),
  reason: text("reason").notNull(),
  setBy: uuid("set_by").notNull(),
  setByName: text("set_by_name").notNull(),
  setAt: at("set_at").notNull(),
});

/** What came of asking each trigger last, and the last run that it started. */
export const trainingTrigger = pgTable("training_trigger", {
  trigger: text("trigger").$type<TriggerName>().primaryKey(),
  evaluatedAt: at("evaluated_at").notNull(),
  state: text("state").$type<TriggerState>().notNull(),
  words: text("words").notNull(),
  until: at("until"),
});
