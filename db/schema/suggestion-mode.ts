import {
  index,
  integer,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import type { Role } from "@/lib/auth/roles";
import type { Level } from "@/lib/case/level";
import type { SuggestionMode } from "@/lib/decision/decision";
import type { FirstChoiceWhy } from "@/lib/decision/suggestion-mode";
import { assessment } from "./assessment";
import { encounter } from "./encounter";
import { appUser } from "./identity";

const at = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });

/** When the people of a role at an EHR see suggestions. Rows are added, never changed: the newest is in force. */
export const suggestionMode = pgTable(
  "suggestion_mode",
  {
    id: uuid("id").primaryKey(),
    issuer: text("issuer").notNull(),
    role: text("role").$type<Role>().notNull(),
    /** Counts up for each role of an EHR: of two who change it at once one wins, and clocks play no part. */
    version: integer("version").notNull(),
    mode: text("mode").$type<SuggestionMode>().notNull(),
    sharePercent: smallint("share_percent").notNull(),
    /** Null: without limit. */
    alertsPerShift: smallint("alerts_per_shift"),
    reason: text("reason").notNull(),
    setBy: uuid("set_by")
      .notNull()
      .references(() => appUser.id),
    setByName: text("set_by_name").notNull(),
    setAt: at("set_at").notNull(),
  },
  (t) => [uniqueIndex("suggestion_mode_version").on(t.issuer, t.role, t.version)],
);

/** The level somebody gave before the suggestion was shown to them; the first one stays. */
export const firstChoice = pgTable(
  "first_choice",
  {
    encounterId: uuid("encounter_id")
      .notNull()
      .references(() => encounter.id),
    userId: uuid("user_id")
      .notNull()
      .references(() => appUser.id),
    assessmentId: uuid("assessment_id")
      .notNull()
      .references(() => assessment.id),
    level: smallint("level").$type<Level>().notNull(),
    why: text("why").$type<FirstChoiceWhy>().notNull(),
    /** For how long the patient had been in sight, ms; null: the page could not tell. */
    seenMs: integer("seen_ms"),
    chosenAt: at("chosen_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.encounterId, t.userId] }),
    index("first_choice_alerts").on(t.userId, t.chosenAt),
  ],
);
