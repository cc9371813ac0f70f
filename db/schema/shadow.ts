import { sql } from "drizzle-orm";
import {
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import type { Level } from "@/lib/case/level";
import type { PolicyName } from "@/lib/model/calibration";
import type { ShadowEnd } from "@/lib/registry/shadow";
import { assessment } from "./assessment";

const at = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });

/**
 * A candidate that answers what patients bring, unseen by everybody at the bedside, from a moment until another. One at a
 * time; nothing it answers reaches a screen of the clinic, a decision or the EHR.
 */
export const shadow = pgTable(
  "shadow",
  {
    id: uuid("id").primaryKey(),
    version: text("version").notNull(),
    digest: text("digest").notNull(),
    startedAt: at("started_at").notNull(),
    startedBy: text("started_by").notNull(),
    until: at("until").notNull(),
    /** Null: it is on. */
    endedAt: at("ended_at"),
    ended: text("ended").$type<ShadowEnd>(),
    endedBy: text("ended_by"),
    /** Tries in a row without an answer, and what the last one said. */
    failures: integer("failures").notNull().default(0),
    error: text("error"),
    /** The worker at it and when it last said so. */
    owner: text("owner"),
    heartbeatAt: at("heartbeat_at"),
  },
  (t) => [
    uniqueIndex("shadow_one_on").on(sql`(${t.endedAt} is null)`).where(sql`${t.endedAt} is null`),
    index("shadow_version").on(t.version, t.startedAt),
  ],
);

/** What the candidate would have answered where the version in use gave an assessment. */
export const shadowAnswer = pgTable(
  "shadow_answer",
  {
    shadowId: uuid("shadow_id")
      .notNull()
      .references(() => shadow.id),
    assessmentId: uuid("assessment_id")
      .notNull()
      .references(() => assessment.id),
    policy: text("policy").$type<PolicyName>().notNull(),
    /** With the same safety rules under it as the level that was shown. Null: it held its answer back. */
    level: smallint("level").$type<Level>(),
    modelLevel: smallint("model_level").$type<Level>(),
    probabilities: jsonb("probabilities").$type<readonly number[]>(),
    expectedSeverity: doublePrecision("expected_severity"),
    criticalRisk: doublePrecision("critical_risk"),
    /** Of a language model: findings it and the product's reader both name, it alone, the reader alone. Numbers, no findings. */
    findingsBoth: smallint("findings_both"),
    findingsOwn: smallint("findings_own"),
    findingsMissed: smallint("findings_missed"),
    answeredAt: at("answered_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.shadowId, t.assessmentId] }),
    index("shadow_answer_assessment").on(t.assessmentId),
  ],
);
