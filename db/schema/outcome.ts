import { isNull } from "drizzle-orm";
import {
  date,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import type { FollowState } from "@/lib/feedback/follow-up";
import type { ToldOfVisit } from "@/lib/fhir/outcomes/visit-outcomes";
import { sealedJson } from "../sealed";
import { encounter } from "./encounter";

const at = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });

/** A decided visit whose outcomes are asked for, again and again, until it is closed. */
export const visitFollowUp = pgTable(
  "visit_follow_up",
  {
    encounterId: uuid("encounter_id")
      .primaryKey()
      .references(() => encounter.id),
    state: text("state").$type<FollowState>().notNull(),
    /** When the patient came; hours count from then. */
    arrivedAt: at("arrived_at").notNull(),
    /** When to ask next, or until when a worker that asks keeps others off. Null: closed. */
    nextAt: at("next_at"),
    /** Tries since the EHR answered last, and how the last one failed. */
    failures: integer("failures").notNull().default(0),
    lastErrorCode: text("last_error_code"),
    /** When the EHR answered last. */
    readAt: at("read_at"),
    closedAt: at("closed_at"),
    createdAt: at("created_at").notNull(),
  },
  (t) => [index("visit_follow_up_due").on(t.nextAt), index("visit_follow_up_state").on(t.state)],
);

/** What the EHR said of a visit, each time it said something else than before. One of a visit's rows is in force. */
export const visitOutcome = pgTable(
  "visit_outcome",
  {
    id: uuid("id").primaryKey(),
    encounterId: uuid("encounter_id")
      .notNull()
      .references(() => encounter.id),
    outcomes: sealedJson<ToldOfVisit>("outcomes", "visit_outcome.outcomes").notNull(),
    readAt: at("read_at").notNull(),
    supersededAt: at("superseded_at"),
  },
  (t) => [
    uniqueIndex("visit_outcome_in_force").on(t.encounterId).where(isNull(t.supersededAt)),
    index("visit_outcome_visit").on(t.encounterId, t.readAt),
  ],
);

const day = () => date("day", { mode: "string" });

/**
 * What became of the visits whose level in force was decided on a day (UTC), counted by name (lib/monitoring/outcome-tally.ts): the
 * answers are sealed, so that no statement can add them up, and opening all of them each time a page is read takes long.
 */
export const outcomeDay = pgTable(
  "outcome_day",
  { day: day().notNull(), name: text("name").notNull(), n: integer("n").notNull() },
  (t) => [primaryKey({ columns: [t.day, t.name] })],
);

/** A day that has been counted. */
export const outcomeDayMade = pgTable("outcome_day_made", {
  day: day().primaryKey(),
  /** Raised when something is counted otherwise: the day is then counted anew. */
  definition: integer("definition").notNull(),
  visits: integer("visits").notNull(),
  /** Of visits that are still asked about: when the first patient came. */
  firstOpenAt: at("first_open_at"),
  /** Answers that did not open: tried again later. */
  unreadable: integer("unreadable").notNull(),
  madeAt: at("made_at").notNull(),
});

/**
 * A day that is to be counted anew. A trigger writes one in the transaction of whatever changes the day (migration 0056), whichever version
 * of the app does; rows are only added and taken away, so that nobody waits for anybody.
 */
export const outcomeDayDue = pgTable(
  "outcome_day_due",
  { day: day().notNull(), since: at("since").notNull().defaultNow() },
  (t) => [index("outcome_day_due_day").on(t.day)],
);
