import { boolean, index, pgTable, text, timestamp, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import type { PatientContext } from "@/lib/fhir/patient-context";
import { sealedJson } from "../sealed";

const at = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });

export type EncounterRefs = { readonly encounterId: string; readonly patientId: string };

/** An EHR visit under an id of ours. The EHR's ids are sealed; keyed pseudonyms find the row again. */
export const encounter = pgTable(
  "encounter",
  {
    id: uuid("id").primaryKey(),
    issuer: text("issuer").notNull(),
    encounterKey: text("encounter_key").notNull(),
    patientKey: text("patient_key").notNull(),
    refs: sealedJson<EncounterRefs>("refs", "encounter.refs").notNull(),
    firstSeenAt: at("first_seen_at").notNull(),
    lastSeenAt: at("last_seen_at").notNull(),
    /** Still on the EHR's list of waiting ED visits when last asked. */
    active: boolean("active").notNull(),
  },
  (t) => [uniqueIndex("encounter_key").on(t.encounterKey), index("encounter_active").on(t.issuer, t.active)],
);

/** The last thing the EHR said about a visit: what is shown, with its age, when the EHR does not answer. */
export const encounterSnapshot = pgTable("encounter_snapshot", {
  encounterId: uuid("encounter_id")
    .primaryKey()
    .references(() => encounter.id),
  version: text("version").notNull(),
  context: sealedJson<PatientContext>("context", "encounter_snapshot.context").notNull(),
  fetchedAt: at("fetched_at").notNull(),
});
