import { isNull } from "drizzle-orm";
import { index, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";
import type { LeadVerdict } from "@/lib/decision/concerns";
import { sealedJson } from "../sealed";
import { decision } from "./decision";
import { encounter } from "./encounter";
import { appUser } from "./identity";

const at = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });

/**
 * A decision a lead is asked to look at. Why follows from the decision and the assessment it rests on. It outlives the decision
 * being changed: only a lead's answer, with a note, closes it.
 */
export const leadReview = pgTable(
  "lead_review",
  {
    decisionId: uuid("decision_id")
      .primaryKey()
      .references(() => decision.id),
    encounterId: uuid("encounter_id")
      .notNull()
      .references(() => encounter.id),
    askedAt: at("asked_at").notNull(),
    answeredBy: uuid("answered_by").references(() => appUser.id),
    answeredAt: at("answered_at"),
    /** Null: answered before verdicts were asked for. */
    verdict: text("verdict").$type<LeadVerdict>(),
    note: sealedJson<string, "decisionId">("note", "lead_review.note", "decisionId"),
  },
  (t) => [
    index("lead_review_encounter").on(t.encounterId),
    index("lead_review_open").on(t.encounterId).where(isNull(t.answeredAt)),
  ],
);
