import { and, desc, eq, gte, isNull, lt } from "drizzle-orm";
import type { DbOrTx, Tx } from "../client";
import { appUser, quickTriage } from "../schema";
import { openRows, sealRow, tryOpen, type Unsealed } from "../sealed";

type New = Unsealed<typeof quickTriage.$inferInsert>;

/** Null: this gesture was recorded before. */
export async function insertQuick(tx: Tx, row: New): Promise<string | null> {
  const [made] = await tx
    .insert(quickTriage)
    .values(sealRow(quickTriage, row))
    .onConflictDoNothing({ target: quickTriage.requestId })
    .returning({ id: quickTriage.id });
  return made?.id ?? null;
}

const withAuthor = (db: DbOrTx) =>
  db
    .select({ row: quickTriage, by: appUser.displayName })
    .from(quickTriage)
    .innerJoin(appUser, eq(appUser.id, quickTriage.decidedBy));
const opened = (rows: Awaited<ReturnType<typeof withAuthor>>) =>
  openRows(rows.map(({ row, by }) => ({ ...row, by }))).rows;

/** Not matched with a visit yet, newest first. */
export async function openQuick(db: DbOrTx, issuer: string, since: Date, limit: number) {
  return opened(
    await withAuthor(db)
      .where(
        and(
          eq(quickTriage.issuer, issuer),
          isNull(quickTriage.encounterId),
          gte(quickTriage.decidedAt, since),
        ),
      )
      .orderBy(desc(quickTriage.decidedAt), desc(quickTriage.id))
      .limit(limit),
  );
}

export async function quickOfVisit(db: DbOrTx, encounterId: string) {
  return opened(await withAuthor(db).where(eq(quickTriage.encounterId, encounterId)));
}

export async function findQuick(db: DbOrTx, where: { readonly id: string } | { readonly requestId: string }) {
  const [found] = await withAuthor(db).where(
    "id" in where ? eq(quickTriage.id, where.id) : eq(quickTriage.requestId, where.requestId),
  );
  return found ? (tryOpen({ ...found.row, by: found.by }) ?? null) : null;
}

/** Says once which visit it was about. @returns whether this was the first to say so */
export async function matchQuickRow(
  tx: Tx,
  id: string,
  match: { readonly encounterId: string; readonly matchedBy: string; readonly matchedAt: Date },
): Promise<boolean> {
  const rows = await tx
    .update(quickTriage)
    .set(match)
    .where(and(eq(quickTriage.id, id), isNull(quickTriage.encounterId)))
    .returning({ id: quickTriage.id });
  return rows.length > 0;
}

/** @returns how many */
export async function expireQuick(tx: Tx, before: Date): Promise<number> {
  const rows = await tx
    .delete(quickTriage)
    .where(lt(quickTriage.decidedAt, before))
    .returning({ id: quickTriage.id });
  return rows.length;
}
