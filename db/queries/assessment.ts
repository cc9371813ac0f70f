import { and, eq, inArray, isNull } from "drizzle-orm";
import type { Explanation } from "@/lib/explain/explanation";
import type { PolicyName } from "@/lib/model/calibration";
import type { DbOrTx, Tx } from "../client";
import { assessment } from "../schema";

export type AssessmentRow = typeof assessment.$inferSelect;
export type NewAssessment = typeof assessment.$inferInsert;

export async function findAssessment(db: DbOrTx, id: string): Promise<AssessmentRow | null> {
  const [row] = await db.select().from(assessment).where(eq(assessment.id, id));
  return row ?? null;
}

export type CaseKey = {
  readonly encounterId: string;
  readonly caseHash: string;
  /** null: made without a model. */
  readonly modelVersion: string | null;
  /** Decision policy; null without a model. */
  readonly policy: PolicyName | null;
};

export const caseKeyText = (k: CaseKey): string =>
  `${k.encounterId} ${k.caseHash} ${k.modelVersion ?? ""} ${k.policy ?? ""}`;

/** The assessments that exist of exactly these cases by exactly these versions under exactly these policies. */
export async function findByCases(db: DbOrTx, keys: readonly CaseKey[]): Promise<AssessmentRow[]> {
  if (keys.length === 0) return [];
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
  return rows.filter((row) => wanted.has(caseKeyText(row)));
}

/** The cases and floors these assessments were shown with, for comparing with what is known now. */
export const basesOf = (
  db: DbOrTx,
  ids: readonly string[],
): Promise<Pick<AssessmentRow, "id" | "caseHash" | "modelLevel" | "floor">[]> =>
  ids.length === 0
    ? Promise.resolve([])
    : db
        .select({
          id: assessment.id,
          caseHash: assessment.caseHash,
          modelLevel: assessment.modelLevel,
          floor: assessment.floor,
        })
        .from(assessment)
        .where(inArray(assessment.id, [...ids]));

/** Inserts; where the same case of the visit was assessed by the same version meanwhile, that one stays. */
export async function insertAssessments(
  db: DbOrTx,
  rows: readonly NewAssessment[],
): Promise<AssessmentRow[]> {
  if (rows.length === 0) return [];
  return (
    db
      .insert(assessment)
      // In one order, so that two boards that store the same cases do not wait for each other in a ring.
      .values([...rows].sort((a, b) => (a.encounterId < b.encounterId ? -1 : 1)))
      .onConflictDoNothing()
      .returning()
  );
}

/** Adds the explanation once; the first one computed stays. */
export async function saveExplanation(db: DbOrTx, id: string, explanation: Explanation): Promise<boolean> {
  const rows = await db
    .update(assessment)
    .set({ explanation })
    .where(and(eq(assessment.id, id), isNull(assessment.explanation)))
    .returning({ id: assessment.id });
  return rows.length > 0;
}

/** Puts a finer explanation in the place of the one it refines; one that became finer meanwhile stays. */
export async function refineExplanation(tx: Tx, id: string, refined: Explanation): Promise<boolean> {
  const [row] = await tx
    .select({ explanation: assessment.explanation })
    .from(assessment)
    .where(eq(assessment.id, id))
    .for("update");
  if (!row?.explanation || row.explanation.evaluations >= refined.evaluations) return false;
  await tx.update(assessment).set({ explanation: refined }).where(eq(assessment.id, id));
  return true;
}
