import { isNull } from "drizzle-orm";
import {
  index,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import type { Level } from "@/lib/case/level";
import type { TriageCase } from "@/lib/case/triage-case";
import type { ReadingWhy, SkipReason } from "@/lib/feedback/second-reading";
import { sealedJson } from "../sealed";
import { decision } from "./decision";
import { encounter } from "./encounter";
import { appUser } from "./identity";

const at = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });

/** A decision whose case somebody else reads again, without seeing what was suggested or decided. Changes no decision. */
export const secondReading = pgTable(
  "second_reading",
  {
    /** Its own: the decision's is not told to whoever reads blind. */
    id: uuid("id").primaryKey(),
    decisionId: uuid("decision_id")
      .notNull()
      .references(() => decision.id),
    encounterId: uuid("encounter_id")
      .notNull()
      .references(() => encounter.id),
    why: text("why").$type<ReadingWhy>().notNull(),
    /** The case as it was decided, without direct identifiers. Null: expired. */
    case: sealedJson<TriageCase>("case", "second_reading.case"),
    askedAt: at("asked_at").notNull(),
    readBy: uuid("read_by").references(() => appUser.id),
    readAt: at("read_at"),
    level: smallint("level").$type<Level>(),
  },
  (t) => [
    uniqueIndex("second_reading_decision").on(t.decisionId),
    index("second_reading_open").on(t.askedAt).where(isNull(t.readAt)),
    index("second_reading_encounter").on(t.encounterId),
    index("second_reading_reader").on(t.readBy),
  ],
);

/** Somebody passed a reading on: another lead may take it. */
export const readingSkip = pgTable(
  "reading_skip",
  {
    readingId: uuid("reading_id")
      .notNull()
      .references(() => secondReading.id),
    skippedBy: uuid("skipped_by")
      .notNull()
      .references(() => appUser.id),
    reason: text("reason").$type<SkipReason>().notNull(),
    skippedAt: at("skipped_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.readingId, t.skippedBy] })],
);
