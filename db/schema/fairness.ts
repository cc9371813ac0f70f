import {
  date,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import type { CounterfactualAudit } from "@/lib/evaluation/counterfactual/audit";
import type { FairnessReport } from "@/lib/monitoring/fairness/report";
import { incident } from "./incident";

const at = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });

/**
 * How groups of patients fared with one version at one site, over the days before. Counts of at least ten patients each,
 * no patient; written once.
 */
export const fairnessReport = pgTable(
  "fairness_report",
  {
    id: uuid("id").primaryKey(),
    /** The EHR the visits come from, by its issuer. */
    unit: text("unit").notNull(),
    version: text("version").notNull(),
    /** Days (UTC) on which visits were first seen, both inclusive. */
    fromDay: date("from_day", { mode: "string" }).notNull(),
    toDay: date("to_day", { mode: "string" }).notNull(),
    visits: integer("visits").notNull(),
    report: jsonb("report").$type<FairnessReport>().notNull(),
    madeAt: at("made_at").notNull(),
    /** Opened for what this report is the first to find. */
    incidentId: uuid("incident_id").references(() => incident.id),
  },
  (t) => [
    uniqueIndex("fairness_report_once").on(t.unit, t.version, t.toDay),
    index("fairness_report_made").on(t.madeAt),
  ],
);

/** What moved in a version's answers when patients of late were told of as somebody else. Counts, no patient; written once. */
export const counterfactualAudit = pgTable(
  "counterfactual_audit",
  {
    id: uuid("id").primaryKey(),
    version: text("version").notNull(),
    policy: text("policy").notNull(),
    /** UTC. */
    day: date("day", { mode: "string" }).notNull(),
    audit: jsonb("audit").$type<CounterfactualAudit>().notNull(),
    madeAt: at("made_at").notNull(),
    incidentId: uuid("incident_id").references(() => incident.id),
  },
  (t) => [uniqueIndex("counterfactual_audit_once").on(t.version, t.day)],
);
