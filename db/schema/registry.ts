import { jsonb, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";
import type { PolicyName } from "@/lib/model/calibration";
import type { MetricSet } from "@/lib/registry/metric-set";
import type { VersionStatus } from "@/lib/registry/versions";

const at = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });

/** A model version: where its artifact lies, what it came from, what was measured on it. */
export const modelVersion = pgTable("model_version", {
  version: text("version").primaryKey(),
  name: text("name").notNull(),
  status: text("status").$type<VersionStatus>().notNull(),
  parent: text("parent"),
  artifactDir: text("artifact_dir").notNull(),
  /** sha256 of the artifact's manifest. */
  digest: text("digest").notNull(),
  metrics: jsonb("metrics").$type<readonly MetricSet[]>().notNull(),
  trainedOn: text("trained_on").notNull(),
  lineage: jsonb("lineage").$type<Readonly<Record<string, unknown>>>().notNull(),
  runId: uuid("run_id"),
  createdAt: at("created_at").notNull(),
  createdBy: text("created_by").notNull(),
  /** By the installation's key over name and digest (db/signing.ts), and the key's id. Without one it is not loaded. */
  signature: text("signature"),
  signedWith: text("signed_with"),
});

/** "champion" -> the version in use, and how its answers become levels. */
export const modelAlias = pgTable("model_alias", {
  alias: text("alias").primaryKey(),
  version: text("version")
    .notNull()
    .references(() => modelVersion.version),
  previousVersion: text("previous_version"),
  /** Decision policy chosen for this site; null: the version's own. */
  policy: text("policy").$type<PolicyName>(),
  updatedAt: at("updated_at").notNull(),
  updatedBy: text("updated_by").notNull(),
});
