import { and, desc, eq, inArray } from "drizzle-orm";
import type { ExceptionStatus } from "@/lib/registry/gates/exception";
import type { DbOrTx, Tx } from "../client";
import { gateException } from "../schema";

export type ExceptionRow = typeof gateException.$inferSelect;
const OPEN: ExceptionStatus[] = ["asked", "agreed", "used"];

/** Newest first. */
export const listExceptions = (db: DbOrTx): Promise<ExceptionRow[]> =>
  db.select().from(gateException).orderBy(desc(gateException.askedAt), desc(gateException.id));

export const exceptionsOf = (db: DbOrTx, version: string): Promise<ExceptionRow[]> =>
  db.select().from(gateException).where(eq(gateException.version, version));

/** Null: one is open for this version. */
export async function insertException(
  tx: Tx,
  row: typeof gateException.$inferInsert,
): Promise<ExceptionRow | null> {
  const [added] = await tx.insert(gateException).values(row).onConflictDoNothing().returning();
  return added ?? null;
}

/** Nobody else changes it until this transaction ends. */
export async function lockException(tx: Tx, id: string): Promise<ExceptionRow | null> {
  const [row] = await tx.select().from(gateException).where(eq(gateException.id, id)).for("update");
  return row ?? null;
}

/** The one that is asked for, agreed to or in use, and nobody else changes it until this transaction ends. */
export async function lockOpenException(tx: Tx, version: string): Promise<ExceptionRow | null> {
  const [row] = await tx
    .select()
    .from(gateException)
    .where(and(eq(gateException.version, version), inArray(gateException.status, OPEN)))
    .for("update");
  return row ?? null;
}

/** The one by which a version is in use. */
export async function usedException(db: DbOrTx, version: string): Promise<ExceptionRow | null> {
  const [row] = await db
    .select()
    .from(gateException)
    .where(and(eq(gateException.version, version), eq(gateException.status, "used")));
  return row ?? null;
}

export async function updateException(
  tx: Tx,
  id: string,
  set: Partial<
    Pick<
      ExceptionRow,
      "status" | "answeredBy" | "answeredByName" | "answeredAt" | "comment" | "usedAt" | "endedAt"
    >
  >,
): Promise<void> {
  await tx.update(gateException).set(set).where(eq(gateException.id, id));
}
