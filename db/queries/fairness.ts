import { and, desc, eq, inArray, max } from "drizzle-orm";
import type { PatientSummary } from "@/lib/fhir/patient-context";
import type { DbOrTx, Tx } from "../client";
import { counterfactualAudit, encounterSnapshot, fairnessReport } from "../schema";
import { tryOpen } from "../sealed";

export type FairnessReportRow = typeof fairnessReport.$inferSelect;

/** What of a patient fairness is watched by, and when they came. */
export type WhoCame = Pick<PatientSummary, "raceEthnicity" | "language"> & {
  readonly arrivedAt: string | null;
};

/** Of these visits; one that is not known, has expired or does not open is not in it. */
export async function whoCame(db: DbOrTx, ids: readonly string[]): Promise<Map<string, WhoCame>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .select()
    .from(encounterSnapshot)
    .where(inArray(encounterSnapshot.encounterId, [...ids]));
  return new Map(
    rows.flatMap((row) => {
      const context = tryOpen<typeof row>(row)?.context;
      if (!context) return [];
      const { raceEthnicity, language } = context.patient;
      const { arrivedAt } = context.encounter;
      return [[row.encounterId, { raceEthnicity, ...(language ? { language } : {}), arrivedAt }] as const];
    }),
  );
}

/** When a report was last made, of any site and version. */
export async function fairnessMadeAt(db: DbOrTx): Promise<Date | null> {
  const [row] = await db.select({ at: max(fairnessReport.madeAt) }).from(fairnessReport);
  return row?.at ?? null;
}

/** Reports without what they say, newest first, of the most visits first where they are of one day. */
export const listFairnessReports = (db: DbOrTx, limit: number) =>
  db
    .select({
      id: fairnessReport.id,
      unit: fairnessReport.unit,
      version: fairnessReport.version,
      toDay: fairnessReport.toDay,
      visits: fairnessReport.visits,
    })
    .from(fairnessReport)
    .orderBy(desc(fairnessReport.toDay), desc(fairnessReport.visits), fairnessReport.id)
    .limit(limit);

export async function fairnessReportById(db: DbOrTx, id: string): Promise<FairnessReportRow | null> {
  const [row] = await db.select().from(fairnessReport).where(eq(fairnessReport.id, id));
  return row ?? null;
}

/** The newest of one site and version. */
export async function lastFairnessReport(
  db: DbOrTx,
  { unit, version }: Pick<FairnessReportRow, "unit" | "version">,
): Promise<FairnessReportRow | null> {
  const [row] = await db
    .select()
    .from(fairnessReport)
    .where(and(eq(fairnessReport.unit, unit), eq(fairnessReport.version, version)))
    .orderBy(desc(fairnessReport.toDay))
    .limit(1);
  return row ?? null;
}

/** False: there is one of that day already. */
export async function insertFairnessReport(
  tx: Tx,
  row: typeof fairnessReport.$inferInsert,
): Promise<boolean> {
  const rows = await tx
    .insert(fairnessReport)
    .values(row)
    .onConflictDoNothing()
    .returning({ id: fairnessReport.id });
  return rows.length > 0;
}

export async function setFairnessIncident(tx: Tx, id: string, incidentId: string): Promise<void> {
  await tx.update(fairnessReport).set({ incidentId }).where(eq(fairnessReport.id, id));
}

export type CounterfactualRow = typeof counterfactualAudit.$inferSelect;

/** The newest audits, of whatever version. */
export const listCounterfactual = (db: DbOrTx, limit: number): Promise<CounterfactualRow[]> =>
  db.select().from(counterfactualAudit).orderBy(desc(counterfactualAudit.madeAt)).limit(limit);

/** False: there is one of that version and day already. */
export async function insertCounterfactual(
  tx: Tx,
  row: typeof counterfactualAudit.$inferInsert,
): Promise<boolean> {
  const rows = await tx
    .insert(counterfactualAudit)
    .values(row)
    .onConflictDoNothing()
    .returning({ id: counterfactualAudit.id });
  return rows.length > 0;
}

export async function setCounterfactualIncident(tx: Tx, id: string, incidentId: string): Promise<void> {
  await tx.update(counterfactualAudit).set({ incidentId }).where(eq(counterfactualAudit.id, id));
}
