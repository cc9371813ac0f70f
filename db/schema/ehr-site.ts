import { index, integer, jsonb, pgTable, primaryKey, text, timestamp, uuid } from "drizzle-orm/pg-core";
import type { SiteFacts } from "@/lib/fhir/site-facts";
import { encounter } from "./encounter";

const at = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });

/**
 * Codes and units that an EHR sent and nobody here understands, once a visit, so that they can be counted. What was measured,
 * and of whom, is not in it: only the code, as far as it looks like one.
 */
export const notUnderstood = pgTable(
  "not_understood",
  {
    issuer: text("issuer").notNull(),
    kind: text("kind").$type<"code" | "unit" | "class">().notNull(),
    /** The code's system; of a unit the LOINC code of the measure it was sent for. */
    system: text("system").notNull(),
    code: text("code").notNull(),
    encounterId: uuid("encounter_id")
      .notNull()
      .references(() => encounter.id, { onDelete: "cascade" }),
    readings: integer("readings").notNull(),
    lastAt: at("last_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.issuer, t.kind, t.system, t.code, t.encounterId] }),
    index("not_understood_time").on(t.lastAt),
  ],
);

/** What has been learned of an EHR's server by asking it: which searches and writes it takes. */
export const ehrSite = pgTable("ehr_site", {
  issuer: text("issuer").primaryKey(),
  facts: jsonb("facts").$type<SiteFacts>().notNull(),
  updatedAt: at("updated_at").notNull(),
});
