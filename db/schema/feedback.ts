import {
  boolean,
  doublePrecision,
  index,
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
import { sealedJson } from "../sealed";
import { decision } from "./decision";

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
  },
  (t) => [uniqueIndex("label_decision").on(t.decisionId), index("label_time").on(t.createdAt)],
);
