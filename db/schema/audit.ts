import { isNotNull } from "drizzle-orm";
import { bigint, index, integer, jsonb, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";
import type { AuditKeyMaterial } from "@/lib/audit/keys";
import { sealedJson } from "../sealed";

const at = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });

/** Append-only (triggers refuse anything else) and chained: each row's hash covers the one before. No PHI. */
export const auditEvent = pgTable(
  "audit_event",
  {
    seq: bigint("seq", { mode: "number" }).primaryKey(),
    at: at("at").notNull(),
    actorId: uuid("actor_id"),
    actorName: text("actor_name").notNull(),
    role: text("role").notNull(),
    event: text("event").notNull(),
    subjectType: text("subject_type"),
    subjectId: text("subject_id"),
    requestId: text("request_id"),
    detail: jsonb("detail").$type<Readonly<Record<string, unknown>>>().notNull(),
    prevHash: text("prev_hash").notNull(),
    hash: text("hash").notNull(),
    /** Of the key the hash is made with; null only in rows from before there was one, and no new row may lack it. */
    keyId: text("key_id"),
    /** The newest anchor outside the database when the row was written. */
    anchor: text("anchor"),
    /** Keyed digests of the records the row is about. */
    digests: jsonb("digests").$type<Readonly<Record<string, string | null>>>(),
  },
  (t) => [
    index("audit_event_event").on(t.event, t.seq),
    index("audit_event_subject").on(t.subjectType, t.subjectId),
    index("audit_event_actor").on(t.actorName, t.seq),
    index("audit_event_time").on(t.at, t.seq),
    // An entry a day at most: where there are few or none, the whole log would be walked for the newest.
    index("audit_event_anchored").on(t.seq).where(isNotNull(t.anchor)),
  ],
);

/**
 * Refusals that repeat: the first is an entry at once, the rest are counted here and become one entry when the time is
 * over. A row per person and thing refused, so that asking often fills no table.
 */
export const auditTally = pgTable("audit_tally", {
  key: text("key").primaryKey(),
  event: text("event").notNull(),
  actorId: uuid("actor_id"),
  actorName: text("actor_name").notNull(),
  role: text("role").notNull(),
  detail: jsonb("detail").$type<Readonly<Record<string, unknown>>>().notNull(),
  /** How many came after the first. */
  more: integer("more").notNull(),
  firstAt: timestamp("first_at", { withTimezone: true, mode: "date" }).notNull(),
  lastAt: timestamp("last_at", { withTimezone: true, mode: "date" }).notNull(),
});

/** The keys the log is written with, sealed under DATA_KEYS. Never removed: what they signed must stay verifiable. */
export const auditKey = pgTable("audit_key", {
  id: text("id").primaryKey(),
  material: sealedJson<AuditKeyMaterial>("material", "audit_key.material").notNull(),
  createdAt: at("created_at").notNull(),
});
