import { bigint, index, jsonb, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";

/** Append-only (triggers refuse anything else) and chained: each row's hash covers the one before. No PHI. */
export const auditEvent = pgTable(
  "audit_event",
  {
    seq: bigint("seq", { mode: "number" }).primaryKey(),
    at: timestamp("at", { withTimezone: true, mode: "date" }).notNull(),
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
  },
  (t) => [index("audit_event_event").on(t.event, t.seq)],
);
