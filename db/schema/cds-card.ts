import { index, pgTable, smallint, text, timestamp, uuid } from "drizzle-orm/pg-core";
import type { Level } from "@/lib/case/level";
import { assessment } from "./assessment";
import { encounter } from "./encounter";

const at = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });

/** A suggestion that an EHR was given to show (CDS Hooks), and what it says became of it. Codes, levels and ids of ours alone. */
export const cdsCard = pgTable(
  "cds_card",
  {
    /** What the EHR calls the card by. */
    id: uuid("id").primaryKey(),
    issuer: text("issuer").notNull(),
    service: text("service").notNull(),
    hookInstance: uuid("hook_instance").notNull(),
    encounterId: uuid("encounter_id")
      .notNull()
      .references(() => encounter.id),
    assessmentId: uuid("assessment_id")
      .notNull()
      .references(() => assessment.id),
    shownLevel: smallint("shown_level").$type<Level>(),
    shownAt: at("shown_at").notNull(),
    /** Null: the EHR has not said. */
    outcome: text("outcome").$type<"accepted" | "overridden">(),
    /** The level that was named instead, if any. */
    level: smallint("level").$type<Level>(),
    outcomeAt: at("outcome_at"),
  },
  (t) => [index("cds_card_time").on(t.issuer, t.shownAt), index("cds_card_encounter").on(t.encounterId)],
);
