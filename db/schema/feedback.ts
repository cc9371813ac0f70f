import { isNull } from "drizzle-orm";
import {
  boolean,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  smallint,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import type { Level } from "@/lib/case/level";
import type { TriageCase } from "@/lib/case/triage-case";
import type { Exposure } from "@/lib/decision/decision";
import type { SitePhrase } from "@/lib/feedback/deidentification/site-phrases";
import type { Inconsistency } from "@/lib/feedback/reader-consistency";
import { sealedJson } from "../sealed";
import { decision } from "./decision";
import { appUser } from "./identity";

/** A decision fit to learn from, with its case scrubbed of direct identifiers. */
export const label = pgTable(
  "label",
  {
    id: uuid("id").primaryKey(),
    decisionId: uuid("decision_id")
      .notNull()
      .references(() => decision.id),
    case: sealedJson<TriageCase>("case", "label.case").notNull(),
    level: smallint("level").$type<Level>().notNull(),
    source: text("source").$type<"accept" | "override" | "assign">().notNull(),
    assessedLevel: smallint("assessed_level").$type<Level>(),
    modelVersion: text("model_version"),
    /** What stood before whoever decided: by it a level that was only taken over can count less. Null: not known. */
    exposure: jsonb("exposure").$type<Exposure>(),
    weight: doublePrecision("weight").notNull(),
    /** In the fixed share that is only ever measured on, never trained on. */
    heldOut: boolean("held_out").notNull(),
    createdAt: timestamp("created_at", { withTimezone: true, mode: "date" }).notNull(),
    /** When a phrase of the site's was taken out of a case that was stored with it: what was learned from it before was another text. */
    scrubbedAt: timestamp("scrubbed_at", { withTimezone: true, mode: "date" }),
  },
  (t) => [
    uniqueIndex("label_decision").on(t.decisionId),
    index("label_time").on(t.createdAt),
    index("label_apart").on(t.createdAt, t.heldOut),
  ],
);

/** A label that may not be learned from any more, and why. It is never taken back: what was learned without it stays without it. */
export const labelWithdrawal = pgTable(
  "label_withdrawal",
  {
    labelId: uuid("label_id")
      .primaryKey()
      .references(() => label.id),
    /** withdrawn: this label. opted-out: all of a patient who does not want to be learned from. */
    why: text("why").$type<"withdrawn" | "opted-out">().notNull(),
    reason: text("reason").notNull(),
    withdrawnBy: uuid("withdrawn_by")
      .notNull()
      .references(() => appUser.id),
    withdrawnAt: timestamp("withdrawn_at", { withTimezone: true, mode: "date" }).notNull(),
  },
  (t) => [index("label_withdrawal_time").on(t.withdrawnAt)],
);

/** A patient, of one EHR. */
export type PatientRef = { readonly issuer: string; readonly patientId: string };

/**
 * A patient who does not want to be learned from. Kept beyond the retention time, as it would be forgotten with it; the EHR's id is
 * sealed, and a keyed pseudonym finds the row again.
 */
export const learningOptOut = pgTable("learning_opt_out", {
  id: uuid("id").primaryKey(),
  patientKey: text("patient_key").notNull().unique(),
  patient: sealedJson<PatientRef>("patient", "learning_opt_out.patient").notNull(),
  optedOutAt: timestamp("opted_out_at", { withTimezone: true, mode: "date" }).notNull(),
  /** Who recorded it, and why in their words; null in rows from before that was kept. */
  optedOutBy: uuid("opted_out_by").references(() => appUser.id),
  reason: text("reason"),
});

/** What a steward found left in stored texts: taken out of every text from then on. It may name somebody, so it is sealed. */
export const sitePhrase = pgTable("site_phrase", {
  id: uuid("id").primaryKey(),
  entry: sealedJson<SitePhrase>("entry", "site_phrase.entry").notNull(),
  addedBy: uuid("added_by")
    .notNull()
    .references(() => appUser.id),
  addedAt: timestamp("added_at", { withTimezone: true, mode: "date" }).notNull(),
});

const at = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });

/** A reader whose labels do not go with the cases: while it is open nothing is learned from them, nor measured on them. */
export const readerHold = pgTable(
  "reader_hold",
  {
    id: uuid("id").primaryKey(),
    readerId: uuid("reader_id")
      .notNull()
      .references(() => appUser.id),
    why: text("why").$type<Inconsistency>().notNull(),
    /** So many answers it rests on, and the natural logarithm of the evidence. */
    answers: integer("answers").notNull(),
    evidence: doublePrecision("evidence").notNull(),
    heldAt: at("held_at").notNull(),
    /** Let in again; answers from before say nothing any more. Null: held back. */
    releasedAt: at("released_at"),
    releasedBy: uuid("released_by").references(() => appUser.id),
    reason: text("reason"),
  },
  (t) => [
    uniqueIndex("reader_hold_one_open").on(t.readerId).where(isNull(t.releasedAt)),
    index("reader_hold_time").on(t.heldAt),
  ],
);
