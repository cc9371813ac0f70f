import {
  boolean,
  index,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import type { Refusal } from "@/lib/auth/patient-access";
import type { PatientContext } from "@/lib/fhir/patient-context";
import { sealedJson } from "../sealed";
import { appUser, ehrGrant } from "./identity";

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
    /** null: expired. */
    refs: sealedJson<EncounterRefs>("refs", "encounter.refs"),
    firstSeenAt: at("first_seen_at").notNull(),
    lastSeenAt: at("last_seen_at").notNull(),
    /** Still on the EHR's list of waiting ED visits when last asked. */
    active: boolean("active").notNull(),
    /** When all that is of the patient was taken out of it, because it was too old. */
    expiredAt: at("expired_at"),
  },
  (t) => [
    uniqueIndex("encounter_key").on(t.encounterKey),
    index("encounter_active").on(t.issuer, t.active),
    index("encounter_patient").on(t.patientKey),
    index("encounter_seen").on(t.lastSeenAt),
    index("encounter_first_seen").on(t.firstSeenAt),
  ],
);

/** The last thing the EHR said about a visit: what is shown, with its age, when the EHR does not answer. */
export const encounterSnapshot = pgTable("encounter_snapshot", {
  encounterId: uuid("encounter_id")
    .primaryKey()
    .references(() => encounter.id),
  version: text("version").notNull(),
  context: sealedJson<PatientContext, "encounterId">(
    "context",
    "encounter_snapshot.context",
    "encounterId",
  ).notNull(),
  fetchedAt: at("fetched_at").notNull(),
});

/**
 * What the EHR last said to one person about one visit: shown, or refused. It outlives the process and the EHR's outage;
 * stored copies are shown by it (lib/auth/patient-access.ts).
 */
export const patientAccess = pgTable(
  "patient_access",
  {
    userId: uuid("user_id")
      .notNull()
      .references(() => appUser.id, { onDelete: "cascade" }),
    encounterId: uuid("encounter_id")
      .notNull()
      .references(() => encounter.id, { onDelete: "cascade" }),
    /** The launch by which it was shown last; when the EHR ends that launch, what it showed counts no more. */
    grantId: uuid("grant_id").references(() => ehrGrant.id, { onDelete: "set null" }),
    /** Shown, in a list or by itself, to a request that began then. */
    confirmedAt: at("confirmed_at"),
    /** Visit and patient read by themselves: a list may show what the record itself refuses. */
    readAt: at("read_at"),
    refusedAt: at("refused_at"),
    refusal: text("refusal").$type<Refusal>(),
    /** Parts of the record that were refused when it was shown. */
    withheld: jsonb("withheld").$type<readonly string[]>().notNull(),
  },
  (t) => [primaryKey({ columns: [t.userId, t.encounterId] }), index("patient_access_grant").on(t.grantId)],
);
