import { and, desc, eq, inArray, isNotNull, isNull } from "drizzle-orm";
import type { Explanation } from "@/lib/explain/explanation";
import type { PolicyName } from "@/lib/model/calibration";
import type { DbOrTx, Tx } from "../client";
import { assessment } from "../schema";
import { type Opened, openRow, openRows, sealRow, sealSet, tryOpen, type Unsealed } from "../sealed";

type Stored = typeof assessment.$inferSelect;
export type AssessmentRow = Opened<Stored>;
export type NewAssessment = Unsealed<typeof assessment.$inferInsert>;

export async function findAssessment(db: DbOrTx, id: string): Promise<AssessmentRow | null> {
  const [row] = await db.select().from(assessment).where(eq(assessment.id, id));
  return row ? openRow<Stored>(row) : null;
}

export type CaseKey = {
  readonly encounterId: string;
  readonly caseHash: string;
  /** null: made without a model. */
  readonly modelVersion: string | null;
  /** Decision policy; null without a model. */
  readonly policy: PolicyName | null;
  /** Digest of the site calibration laid over the answer; null: none. */
  readonly calibration: string | null;
};

export const caseKeyText = (k: CaseKey): string =>
  `${k.encounterId} ${k.caseHash} ${k.modelVersion ?? ""} ${k.policy ?? ""} ${k.calibration ?? ""}`;

export type FoundByCases = {
  readonly rows: readonly AssessmentRow[];
  /** Of the stored ones that do not open. */
  readonly unreadable: readonly CaseKey[];
};

/** The assessments that exist of exactly these cases by exactly these versions under exactly these policies and calibrations. */
export async function findByCases(db: DbOrTx, keys: readonly CaseKey[]): Promise<FoundByCases> {
  if (keys.length === 0) return { rows: [], unreadable: [] };
  const rows = await db
    .select()
    .from(assessment)
    .where(
      and(
        inArray(assessment.encounterId, [...new Set(keys.map((k) => k.encounterId))]),
        inArray(assessment.caseHash, [...new Set(keys.map((k) => k.caseHash))]),
      ),
    );
  const wanted = new Set(keys.map(caseKeyText));
  return openRows(rows.filter((row) => wanted.has(caseKeyText(row))));
}

/** The cases and floors these assessments were shown with, for comparing with what is known now. */
export async function basesOf(
  db: DbOrTx,
  ids: readonly string[],
): Promise<Pick<AssessmentRow, "id" | "caseHash" | "modelLevel" | "floor">[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .select({
      id: assessment.id,
      caseHash: assessment.caseHash,
      modelLevel: assessment.modelLevel,
      floor: assessment.floor,
    })
    .from(assessment)
    .where(inArray(assessment.id, [...ids]));
  return openRows(rows).rows;
}

/** A patient's last assessment by a version, newest first: at most so many patients. What does not open is left out. */
export async function latestByVersion(
  db: DbOrTx,
  modelVersion: string,
  most: number,
): Promise<readonly Pick<AssessmentRow, "probabilities" | "floor">[]> {
  const latest = db
    .selectDistinctOn([assessment.encounterId], { id: assessment.id, createdAt: assessment.createdAt })
    .from(assessment)
    .where(and(eq(assessment.modelVersion, modelVersion), isNotNull(assessment.probabilities)))
    .orderBy(assessment.encounterId, desc(assessment.createdAt))
    .as("latest");
  const ids = await db.select({ id: latest.id }).from(latest).orderBy(desc(latest.createdAt)).limit(most);
  if (ids.length === 0) return [];
  const rows = await db
    .select({ id: assessment.id, probabilities: assessment.probabilities, floor: assessment.floor })
    .from(assessment)
    .where(
      inArray(
        assessment.id,
        ids.map((r) => r.id),
      ),
    );
  return openRows(rows).rows;
}

/** Inserts; where the same case of the visit was assessed by the same version meanwhile, that one stays. */
export async function insertAssessments(
  db: DbOrTx,
  rows: readonly NewAssessment[],
): Promise<AssessmentRow[]> {
  if (rows.length === 0) return [];
  // In one order, so that two boards that store the same cases do not wait for each other in a ring.
  const ordered = [...rows].sort((a, b) => (a.encounterId < b.encounterId ? -1 : 1));
  const stored = await db
    .insert(assessment)
    .values(ordered.map((row) => sealRow(assessment, row)))
    .onConflictDoNothing()
    .returning();
  return stored.map((row) => openRow<Stored>(row));
}

/** Adds the explanation once; the first one computed stays. */
export async function saveExplanation(db: DbOrTx, id: string, explanation: Explanation): Promise<boolean> {
  const rows = await db
    .update(assessment)
    .set(sealSet(assessment, id, { explanation }))
    .where(and(eq(assessment.id, id), isNull(assessment.explanation)))
    .returning({ id: assessment.id });
  return rows.length > 0;
}

/** Puts a finer explanation in the place of the one it refines; one that became finer meanwhile stays. */
export async function refineExplanation(tx: Tx, id: string, refined: Explanation): Promise<boolean> {
  const [row] = await tx
    .select({ id: assessment.id, explanation: assessment.explanation })
    .from(assessment)
    .where(eq(assessment.id, id))
    .for("update");
  const current = row && tryOpen(row)?.explanation;
  if (!current || current.evaluations >= refined.evaluations) return false;
  await tx
    .update(assessment)
    .set(sealSet(assessment, id, { explanation: refined }))
    .where(eq(assessment.id, id));
  return true;
}
