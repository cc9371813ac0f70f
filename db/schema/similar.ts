import { index, pgTable, smallint, text, timestamp, uuid } from "drizzle-orm/pg-core";
import type { Level } from "@/lib/case/level";
import type { TriageCase } from "@/lib/case/triage-case";
import { sealedJson } from "../sealed";
import { decision } from "./decision";
import { encounter } from "./encounter";

/**
 * A visit as it was when it was decided, for comparing later ones with it: what the model saw, without direct identifiers,
 * and the level in force. One a visit; a later decision takes the place of the one before. Its embeddings, one a model
 * version, stand beside it (db/vectors.ts).
 */
export const decidedCase = pgTable(
  "decided_case",
  {
    decisionId: uuid("decision_id")
      .primaryKey()
      .references(() => decision.id),
    encounterId: uuid("encounter_id")
      .notNull()
      .unique()
      .references(() => encounter.id),
    case: sealedJson<TriageCase, "decisionId">("case", "decided_case.case", "decisionId").notNull(),
    level: smallint("level").$type<Level>().notNull(),
    /** The model's own level at the time, before safety rules; null when none answered. */
    modelLevel: smallint("model_level").$type<Level>(),
    modelVersion: text("model_version"),
    decidedAt: timestamp("decided_at", { withTimezone: true, mode: "date" }).notNull(),
  },
  (t) => [index("decided_case_time").on(t.decidedAt)],
);
