import { sql } from "drizzle-orm";
import {
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
import type { Role } from "@/lib/auth/roles";
import type { Level } from "@/lib/case/level";
import type {
  DecisionKind,
  Exposure,
  OverrideReason,
  VisitReason,
  WriteBackState,
} from "@/lib/decision/decision";
import type { Ineligible } from "@/lib/feedback/eligibility";
import type { VisitDoubt } from "@/lib/fhir/visit-state";
import { sealedJson } from "../sealed";
import { assessment } from "./assessment";
import { encounter } from "./encounter";
import { appUser, ehrGrant } from "./identity";

const at = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });

/**
 * What a clinician chose. Decisions of one visit form a chain: each supersedes the one before. The two unique indexes
 * make a fork impossible, so of two people deciding at the same moment exactly one wins.
 */
export const decision = pgTable(
  "decision",
  {
    id: uuid("id").primaryKey(),
    requestId: uuid("request_id").notNull(),
    encounterId: uuid("encounter_id")
      .notNull()
      .references(() => encounter.id),
    assessmentId: uuid("assessment_id")
      .notNull()
      .references(() => assessment.id),
    /** undo: takes back the one it supersedes, and decides nothing; level and assessment are that one's. */
    kind: text("kind").$type<DecisionKind | "undo">().notNull(),
    level: smallint("level").$type<Level>().notNull(),
    shownLevel: smallint("shown_level").$type<Level>(),
    reason: text("reason").$type<OverrideReason>(),
    comment: sealedJson<string>("comment", "decision.comment"),
    decidedBy: uuid("decided_by")
      .notNull()
      .references(() => appUser.id),
    decidedByRole: text("decided_by_role").$type<Role>().notNull(),
    decidedAt: at("decided_at").notNull(),
    supersedes: uuid("supersedes"),
    /** What was out of the ordinary about the visit, and why it was triaged all the same. */
    visitDoubts: jsonb("visit_doubts").$type<readonly VisitDoubt[]>(),
    visitReason: text("visit_reason").$type<VisitReason>(),
    modelVersion: text("model_version"),
    /** Null: not known, or decided before it was kept. */
    exposure: jsonb("exposure").$type<Exposure>(),
    /** The rule that kept it from becoming a label when it was made. Null: none did, or decided before it was kept. */
    notLabel: text("not_label").$type<Ineligible>(),
    /** The launch whose tokens write it back. */
    grantId: uuid("grant_id")
      .notNull()
      .references(() => ehrGrant.id),
  },
  (t) => [
    uniqueIndex("decision_request").on(t.requestId),
    uniqueIndex("decision_supersedes").on(t.supersedes),
    uniqueIndex("decision_first").on(t.encounterId).where(sql`${t.supersedes} is null`),
    index("decision_encounter").on(t.encounterId, t.decidedAt),
    index("decision_time").on(t.decidedAt),
    index("decision_decider").on(t.decidedBy, t.decidedAt),
    index("decision_tally").on(t.kind, t.shownLevel, t.level),
  ],
);

/** The way of a decision back to the EHR. */
export const writeBack = pgTable(
  "write_back",
  {
    decisionId: uuid("decision_id")
      .primaryKey()
      .references(() => decision.id),
    state: text("state").$type<WriteBackState>().notNull(),
    attempts: integer("attempts").notNull().default(0),
    lastErrorCode: text("last_error_code"),
    lastAttemptAt: at("last_attempt_at"),
    /** The attempt under way and until when it counts; it is renewed while it works. Null: nobody is at it. */
    leaseId: uuid("lease_id"),
    leaseUntil: at("lease_until"),
    writtenAt: at("written_at"),
    /** References the EHR gave to what was written. */
    refs: sealedJson<readonly string[], "decisionId">("refs", "write_back.refs", "decisionId"),
  },
  (t) => [index("write_back_state").on(t.state)],
);
