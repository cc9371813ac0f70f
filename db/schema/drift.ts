import {
  boolean,
  date,
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
import type { Cause } from "@/lib/monitoring/drift/causes";
import type { DriftMemory } from "@/lib/monitoring/drift/memory";
import type { Reference, Tally } from "@/lib/monitoring/drift/reference";
import { sealedJson } from "../sealed";
import { decision } from "./decision";
import { trainingRun } from "./training";

const at = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });

/** What patients are held against; the newest is in force. Counts of at least ten patients each, no patient. */
export const driftReference = pgTable("drift_reference", {
  id: uuid("id").primaryKey(),
  /** "2026-10"; null: the release's own. */
  month: text("month"),
  /** sha256 of the release's file; null: a month of this site. */
  digest: text("digest"),
  summary: jsonb("summary").$type<Reference>().notNull(),
  setByName: text("set_by_name").notNull(),
  setAt: at("set_at").notNull(),
  /** Patients decided on from here on are held against it. */
  watchesFrom: at("watches_from").notNull(),
  /** What the watch remembers of them, so that a worker that dies goes on where it was; null: nobody came yet. */
  memory: sealedJson<DriftMemory>("memory", "drift_reference.memory"),
  updatedAt: at("updated_at"),
});

/** Decisions that the watch has seen: each is counted once, whatever the clock does. */
export const driftSeen = pgTable(
  "drift_seen",
  {
    referenceId: uuid("reference_id")
      .notNull()
      .references(() => driftReference.id),
    decisionId: uuid("decision_id")
      .notNull()
      .references(() => decision.id),
  },
  (t) => [primaryKey({ columns: [t.referenceId, t.decisionId] })],
);

/** A day's patients (UTC) in counts over the reference's cells. A day of one patient tells of them, so it is sealed. */
export const driftDay = pgTable(
  "drift_day",
  {
    id: uuid("id").primaryKey(),
    referenceId: uuid("reference_id")
      .notNull()
      .references(() => driftReference.id),
    day: date("day", { mode: "string" }).notNull(),
    tally: sealedJson<Tally>("tally", "drift_day.tally").notNull(),
  },
  (t) => [uniqueIndex("drift_day_of_reference").on(t.referenceId, t.day)],
);

/** A confirmed drift. One that goes on while nobody has taken note of it stays the same alert. */
export const driftAlert = pgTable(
  "drift_alert",
  {
    id: uuid("id").primaryKey(),
    referenceId: uuid("reference_id")
      .notNull()
      .references(() => driftReference.id),
    /** When the patient came who made it certain, and the last one who made it so again. */
    at: at("at").notNull(),
    lastAt: at("last_at").notNull(),
    times: integer("times").notNull(),
    /** Patients since the reference came into force. */
    patients: integer("patients").notNull(),
    causes: jsonb("causes").$type<readonly Cause[]>().notNull(),
    /** False: over the budget of alerts; it stands on the page and nobody is called. */
    told: boolean("told").notNull(),
    acknowledgedAt: at("acknowledged_at"),
    acknowledgedByName: text("acknowledged_by_name"),
    note: text("note"),
    runId: uuid("run_id").references(() => trainingRun.id),
    incidentId: uuid("incident_id"),
  },
  (t) => [index("drift_alert_reference").on(t.referenceId, t.at)],
);

/** What is done about a confirmed drift; the newest row is in force, none: nothing but the alert. */
export const driftPolicy = pgTable("drift_policy", {
  id: uuid("id").primaryKey(),
  retrain: boolean("retrain").notNull(),
  setByName: text("set_by_name").notNull(),
  setAt: at("set_at").notNull(),
});
