import { sql } from "drizzle-orm";
import { date, index, jsonb, pgTable, text, timestamp, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import type { Finding } from "@/lib/registry/gates/check-gates";
import type { ExceptionStatus } from "@/lib/registry/gates/exception";
import { appUser } from "./identity";

const at = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });

/**
 * A version that failed a gate and may come into use all the same: asked for by one person, agreed to by another, for these
 * files beside this version under these gates as measured then, until a day. What was asked is never changed; what became of
 * it is added.
 */
export const gateException = pgTable(
  "gate_exception",
  {
    id: uuid("id").primaryKey(),
    version: text("version").notNull(),
    digest: text("digest").notNull(),
    /** The version in use then; null: none. */
    against: text("against"),
    /** Digest of the gate policy then. */
    policy: text("policy").notNull(),
    /** The measurement that found it wanting, and what that found. */
    checkId: uuid("check_id").notNull(),
    findings: jsonb("findings").$type<readonly Finding[]>().notNull(),
    reason: text("reason").notNull(),
    /** The last day (UTC) on which it holds. */
    until: date("until", { mode: "string" }).notNull(),
    status: text("status").$type<ExceptionStatus>().notNull(),
    askedBy: uuid("asked_by")
      .notNull()
      .references(() => appUser.id),
    askedByName: text("asked_by_name").notNull(),
    askedAt: at("asked_at").notNull(),
    /** Who agreed or declined. */
    answeredBy: uuid("answered_by").references(() => appUser.id),
    answeredByName: text("answered_by_name"),
    answeredAt: at("answered_at"),
    comment: text("comment"),
    /** When the version came into use by it, and when it left. */
    usedAt: at("used_at"),
    endedAt: at("ended_at"),
  },
  (t) => [
    index("gate_exception_version").on(t.version, t.askedAt),
    uniqueIndex("gate_exception_one_open")
      .on(t.version)
      .where(sql`${t.status} in ('asked', 'agreed', 'used')`),
  ],
);
