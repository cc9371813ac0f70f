import { boolean, integer, jsonb, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";
import type { ReliabilityBin } from "@/lib/measures/plots-data";
import type { SiteCalibrationContent } from "@/lib/policy/site-calibration";

const at = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });

/** What it was fitted and judged on, and how well stated certainty held before and after; for people, not signed. */
export type CalibrationReport = {
  readonly fitted: number;
  readonly judged: number;
  readonly judgedPatients: number;
  readonly judgedUrgent: number;
  /** Levels 1-2 by their summed probability, on the labels that judge. */
  readonly before: readonly ReliabilityBin[];
  readonly after: readonly ReliabilityBin[];
  /** Labels that could not be read and were left out. */
  readonly unreadable: number;
};

/** A calibration of the site's, laid over one model. Its row is filled once, when it was measured, and never changed again. */
export const siteCalibration = pgTable("site_calibration", {
  /** "site-calibration-3": what measurements and the audit log call it. */
  version: text("version").primaryKey(),
  number: integer("number").notNull().unique(),
  modelVersion: text("model_version").notNull(),
  modelDigest: text("model_digest").notNull(),
  /** The labels that were there, of which it was fitted on a part. */
  labelIds: jsonb("label_ids").$type<readonly string[]>().notNull(),
  /** Those it was fitted on. Null, like all that follows: not made yet. */
  fittedOn: jsonb("fitted_on").$type<readonly string[]>(),
  content: jsonb("content").$type<SiteCalibrationContent>(),
  digest: text("digest"),
  report: jsonb("report").$type<CalibrationReport>(),
  requestedAt: at("requested_at").notNull(),
  requestedBy: text("requested_by").notNull(),
  madeAt: at("made_at"),
  /** By the installation's key over name and digest (db/signing.ts), and the key's id. Without one it is not served. */
  signature: text("signature"),
  signedWith: text("signed_with"),
});

/**
 * Each time somebody laid a calibration over the model, or took it off: the newest row is what is in force, as long as its model is in
 * use; none: the model answers as it is. Rows are only ever added.
 */
export const siteCalibrationSwitch = pgTable("site_calibration_switch", {
  /** Counts up without a gap: two people at once cannot both follow the same row. */
  seq: integer("seq").primaryKey(),
  calibration: text("calibration").notNull(),
  on: boolean("on").notNull(),
  reason: text("reason").notNull(),
  by: uuid("by").notNull(),
  byName: text("by_name").notNull(),
  at: at("at").notNull(),
});
