import { sql } from "drizzle-orm";
import {
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
import type { EntryKind, IncidentKind, Linked, Severity } from "@/lib/monitoring/incidents/incident";
import { sealedJson } from "../sealed";
import { encounter } from "./encounter";
import { appUser } from "./identity";

const at = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });

/** Something about the product that somebody has to look into. */
export const incident = pgTable(
  "incident",
  {
    id: uuid("id").primaryKey(),
    /** What people call it by. */
    number: integer("number").notNull(),
    kind: text("kind").$type<IncidentKind>().notNull(),
    severity: text("severity").$type<Severity>(),
    status: text("status").$type<"open" | "closed">().notNull(),
    title: text("title").notNull(),
    openedAt: at("opened_at").notNull(),
    openedBy: text("opened_by").notNull(),
    closedAt: at("closed_at"),
    /** The one thing in the world that opened it, so that it opens it once; null: a steward did. */
    source: text("source"),
    /** Alertmanager's name of the alert, the same at each firing. */
    alert: text("alert"),
    /** Of a report from a patient's page: what was typed there goes with the visit. */
    encounterId: uuid("encounter_id").references(() => encounter.id),
  },
  (t) => [
    uniqueIndex("incident_number").on(t.number),
    uniqueIndex("incident_source").on(t.source),
    index("incident_alert").on(t.alert).where(sql`${t.status} = 'open'`),
    index("incident_encounter").on(t.encounterId),
  ],
);

/** What was said and done, in order. Entries are added, never changed; what a clinician typed is emptied with the visit. */
export const incidentEntry = pgTable(
  "incident_entry",
  {
    /** Of the gesture that made it: the same gesture twice makes one. */
    id: uuid("id").primaryKey(),
    incidentId: uuid("incident_id")
      .notNull()
      .references(() => incident.id),
    /** Counts up within the incident: a clock that is set back changes no order. */
    seq: integer("seq").notNull(),
    kind: text("kind").$type<EntryKind>().notNull(),
    at: at("at").notNull(),
    by: text("by").notNull(),
    words: sealedJson<string>("words", "incident_entry.words"),
    /** Codes, versions and ids of ours. */
    detail: jsonb("detail").$type<Readonly<Record<string, string | number | null>>>(),
  },
  (t) => [uniqueIndex("incident_entry_seq").on(t.incidentId, t.seq)],
);

/** What it is about. */
export const incidentLink = pgTable(
  "incident_link",
  {
    incidentId: uuid("incident_id")
      .notNull()
      .references(() => incident.id),
    what: text("what").$type<Linked>().notNull(),
    ref: text("ref").notNull(),
  },
  (t) => [primaryKey({ columns: [t.incidentId, t.what, t.ref] })],
);

/** Which incident a steward is at work on: what they do to the model meanwhile is noted there. */
export const incidentFocus = pgTable("incident_focus", {
  userId: uuid("user_id")
    .primaryKey()
    .references(() => appUser.id),
  incidentId: uuid("incident_id")
    .notNull()
    .references(() => incident.id),
});
