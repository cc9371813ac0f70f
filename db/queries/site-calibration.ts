import { and, count, desc, eq, inArray, isNull, max, sql } from "drizzle-orm";
import { calibrationDigest, type SiteCalibrationContent } from "@/lib/policy/site-calibration";
import type { DbOrTx, Tx } from "../client";
import { decision, encounter, label, siteCalibration, siteCalibrationSwitch } from "../schema";
import type { CalibrationReport } from "../schema/site-calibration";
import { calibrationStatement, signed } from "../signing";
import { labelStands } from "./standing";

export type CalibrationRow = typeof siteCalibration.$inferSelect;
export type CalibrationSwitchRow = typeof siteCalibrationSwitch.$inferSelect;

export async function findCalibration(db: DbOrTx, version: string): Promise<CalibrationRow | null> {
  const [row] = await db.select().from(siteCalibration).where(eq(siteCalibration.version, version));
  return row ?? null;
}

/** The one that an assessment names. */
export async function calibrationByDigest(db: DbOrTx, digest: string): Promise<CalibrationRow | null> {
  const [row] = await db
    .select()
    .from(siteCalibration)
    .where(eq(siteCalibration.digest, digest))
    .orderBy(siteCalibration.number)
    .limit(1);
  return row ?? null;
}

/** Newest first. */
export const listCalibrations = (db: DbOrTx, most: number): Promise<CalibrationRow[]> =>
  db.select().from(siteCalibration).orderBy(desc(siteCalibration.number)).limit(most);

/** One that has still to be made. The caller holds the lock. */
export async function insertCalibration(
  tx: Tx,
  row: Pick<CalibrationRow, "modelVersion" | "modelDigest" | "labelIds" | "requestedAt" | "requestedBy">,
): Promise<CalibrationRow> {
  const [last] = await tx.select({ n: max(siteCalibration.number) }).from(siteCalibration);
  const number = (last?.n ?? 0) + 1;
  const [added] = await tx
    .insert(siteCalibration)
    .values({ ...row, number, version: `site-calibration-${number}` })
    .returning();
  return added as CalibrationRow;
}

/** Fills it, signed, once. False: it was made already. */
export async function closeCalibration(
  tx: Tx,
  version: string,
  made: {
    readonly content: SiteCalibrationContent;
    readonly fittedOn: readonly string[];
    readonly report: CalibrationReport;
    readonly madeAt: Date;
  },
): Promise<boolean> {
  const digest = calibrationDigest(made.content);
  const rows = await tx
    .update(siteCalibration)
    .set({ ...made, digest, ...(await signed(tx, calibrationStatement({ version, digest }))) })
    .where(and(eq(siteCalibration.version, version), isNull(siteCalibration.digest)))
    .returning({ version: siteCalibration.version });
  return rows.length > 0;
}

/** Signs it as it stands. */
export async function signCalibration(tx: Tx, { version, digest }: CalibrationRow): Promise<void> {
  if (digest === null) return;
  await tx
    .update(siteCalibration)
    .set(
      (await signed(tx, calibrationStatement({ version, digest }))) ?? { signature: null, signedWith: null },
    )
    .where(eq(siteCalibration.version, version));
}

/** Any number will do that nothing else locks. */
const LOCK = 0x0a_c1_17_09;

/** Nobody else makes or switches a calibration until this transaction ends. */
export const lockCalibration = (tx: Tx): Promise<unknown> =>
  tx.execute(sql`select pg_advisory_xact_lock(${LOCK})`);

/** What was switched last; null: nobody ever laid one over the model. */
export async function lastCalibrationSwitch(db: DbOrTx): Promise<CalibrationSwitchRow | null> {
  const [row] = await db
    .select()
    .from(siteCalibrationSwitch)
    .orderBy(desc(siteCalibrationSwitch.seq))
    .limit(1);
  return row ?? null;
}

export async function insertCalibrationSwitch(tx: Tx, row: CalibrationSwitchRow): Promise<void> {
  await tx.insert(siteCalibrationSwitch).values(row);
}

/** Newest first. */
export const listCalibrationSwitches = (db: DbOrTx, most: number): Promise<CalibrationSwitchRow[]> =>
  db.select().from(siteCalibrationSwitch).orderBy(desc(siteCalibrationSwitch.seq)).limit(most);

/** Whose each label is, under pseudonyms: the patient and the EHR. */
export async function patientsOfLabels(
  db: DbOrTx,
  ids: readonly string[],
): Promise<Map<string, { readonly patient: string; readonly unit: string }>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .select({ id: label.id, patient: encounter.patientKey, unit: encounter.issuer })
    .from(label)
    .innerJoin(decision, eq(decision.id, label.decisionId))
    .innerJoin(encounter, eq(encounter.id, decision.encounterId))
    .where(inArray(label.id, [...ids]));
  return new Map(rows.map(({ id, ...whose }) => [id, whose]));
}

/** How many of these labels may not be learned from any more. */
export async function countFallen(db: DbOrTx, ids: readonly string[]): Promise<number> {
  if (ids.length === 0) return 0;
  const [row] = await db
    .select({ n: count() })
    .from(label)
    .innerJoin(decision, eq(decision.id, label.decisionId))
    .where(and(inArray(label.id, [...ids]), labelStands(db)));
  return ids.length - (row?.n ?? 0);
}
