import { sql } from "drizzle-orm";
import {
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
import type { AgelessCase, TriageCase } from "@/lib/case/triage-case";
import type { Explanation } from "@/lib/explain/explanation";
import type { PolicyName } from "@/lib/model/calibration";
import type { Familiarity } from "@/lib/model/familiarity";
import type { Outlook } from "@/lib/model/prediction";
import type { Floor } from "@/lib/safety/floor";
import { sealedJson } from "../sealed";
import { encounter } from "./encounter";

const at = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });

/** One answer for one case: everything needed to replay it, and what the clinician saw. Never changed but to add the explanation and to refine it. */
export const assessment = pgTable(
  "assessment",
  {
    id: uuid("id").primaryKey(),
    encounterId: uuid("encounter_id")
      .notNull()
      .references(() => encounter.id),
    contextVersion: text("context_version").notNull(),
    caseHash: text("case_hash").notNull(),
    /** null: no case could be built (age unknown). */
    case: sealedJson<TriageCase>("case", "assessment.case"),
    /** What was known of a patient of unknown age, for the rules that hold at any age; null: there is a case. */
    ageless: sealedJson<AgelessCase>("ageless", "assessment.ageless"),
    /** Observation references the case was built from. Null: expired. */
    basis: sealedJson<readonly string[]>("basis", "assessment.basis"),
    missing: jsonb("missing").$type<readonly string[]>().notNull(),
    modelName: text("model_name"),
    modelVersion: text("model_version"),
    artifactDigest: text("artifact_digest"),
    engine: text("engine"),
    device: text("device"),
    precision: text("precision"),
    /** Decision policy that turned the answer into a level. */
    policy: text("policy").$type<PolicyName>(),
    /** Digest of the site calibration that was laid over the answer; null: the model's own is given. */
    calibration: text("calibration"),
    /** Why there is no model's answer: none came, or the one that came (by modelVersion) is withheld. Null: there is one. */
    degradedReason: text("degraded_reason"),
    shownLevel: smallint("shown_level").$type<Level>(),
    modelLevel: smallint("model_level").$type<Level>(),
    floor: sealedJson<Floor>("floor", "assessment.floor"),
    probabilities: jsonb("probabilities").$type<readonly number[]>(),
    expectedSeverity: doublePrecision("expected_severity"),
    predictionSet: jsonb("prediction_set").$type<readonly Level[]>(),
    criticalRisk: doublePrecision("critical_risk"),
    /** Risks and resources the model expects; null when it does not say. */
    outlook: jsonb("outlook").$type<Outlook>(),
    /** How like the visits the model learned from the case is; null when the model cannot say. */
    familiarity: jsonb("familiarity").$type<Familiarity>(),
    explanation: sealedJson<Explanation>("explanation", "assessment.explanation"),
    createdAt: at("created_at").notNull(),
  },
  (t) => [
    uniqueIndex("assessment_once").on(
      t.encounterId,
      t.caseHash,
      sql`coalesce(${t.modelVersion}, '')`,
      sql`coalesce(${t.policy}, '')`,
      sql`coalesce(${t.calibration}, '')`,
    ),
    index("assessment_encounter").on(t.encounterId, t.createdAt),
  ],
);
