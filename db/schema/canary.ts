import { sql } from "drizzle-orm";
import { index, integer, pgTable, smallint, text, timestamp, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import type { AnswerOutcome } from "@/lib/monitoring/canary/guard";
import type { Arm, CanaryEnd } from "@/lib/registry/canary";

const at = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });

/** A candidate that answers a share of the new visits, until it is ended. One at a time. */
export const canary = pgTable(
  "canary",
  {
    id: uuid("id").primaryKey(),
    version: text("version").notNull(),
    digest: text("digest").notNull(),
    /** The version in use, which answers the others. */
    champion: text("champion").notNull(),
    percent: smallint("percent").notNull(),
    startedAt: at("started_at").notNull(),
    startedBy: text("started_by").notNull(),
    until: at("until").notNull(),
    /** Null: it is on. */
    endedAt: at("ended_at"),
    ended: text("ended").$type<CanaryEnd>(),
    /** Null: it ended by itself. */
    endedBy: text("ended_by"),
    /** What was said against it when it ended by itself, or by who ended it. */
    words: text("words"),
    incidentId: uuid("incident_id"),
  },
  (t) => [
    uniqueIndex("canary_one_on").on(sql`(${t.endedAt} is null)`).where(sql`${t.endedAt} is null`),
    index("canary_version").on(t.version, t.startedAt),
  ],
);

/** Requests for an answer while a canary was on: for how many patients, of which arm, and what came of it. No patient. */
export const canaryAnswer = pgTable(
  "canary_answer",
  {
    id: integer("id").primaryKey().generatedAlwaysAsIdentity(),
    canaryId: uuid("canary_id")
      .notNull()
      .references(() => canary.id),
    arm: text("arm").$type<Arm>().notNull(),
    patients: integer("patients").notNull(),
    outcome: text("outcome").$type<AnswerOutcome>().notNull(),
    at: at("at").notNull(),
  },
  (t) => [index("canary_answer_canary").on(t.canaryId, t.id)],
);
