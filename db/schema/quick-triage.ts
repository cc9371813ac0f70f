import { index, pgTable, smallint, text, timestamp, uuid } from "drizzle-orm/pg-core";
import type { Level } from "@/lib/case/level";
import type { OverrideReason } from "@/lib/decision/decision";
import type { QuickContent } from "@/lib/decision/quick";
import { sealedJson } from "../sealed";
import { encounter } from "./encounter";
import { appUser } from "./identity";

const at = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });

/**
 * A level given to somebody whom the EHR does not know yet. Never changed but to say, once, which visit it was about. It is no
 * decision about that visit: nothing of it is written to the EHR.
 */
export const quickTriage = pgTable(
  "quick_triage",
  {
    id: uuid("id").primaryKey(),
    requestId: uuid("request_id").notNull().unique(),
    issuer: text("issuer").notNull(),
    /** Who it was, as somebody would find them, what was known, and what was shown. */
    content: sealedJson<QuickContent>("content", "quick_triage.content").notNull(),
    level: smallint("level").$type<Level>().notNull(),
    shownLevel: smallint("shown_level").$type<Level>(),
    modelVersion: text("model_version"),
    reason: text("reason").$type<OverrideReason>(),
    decidedBy: uuid("decided_by")
      .notNull()
      .references(() => appUser.id),
    decidedAt: at("decided_at").notNull(),
    encounterId: uuid("encounter_id").references(() => encounter.id),
    matchedBy: uuid("matched_by").references(() => appUser.id),
    matchedAt: at("matched_at"),
  },
  (t) => [
    index("quick_triage_open").on(t.issuer, t.decidedAt),
    index("quick_triage_visit").on(t.encounterId),
  ],
);
