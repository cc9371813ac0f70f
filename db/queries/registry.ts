import { desc, eq } from "drizzle-orm";
import type { DbOrTx, Tx } from "../client";
import { modelAlias, modelVersion } from "../schema";

export type ModelVersionRow = typeof modelVersion.$inferSelect;
export const CHAMPION = "champion";

export async function championVersion(
  db: DbOrTx,
): Promise<{ version: string; previousVersion: string | null } | null> {
  const [row] = await db.select().from(modelAlias).where(eq(modelAlias.alias, CHAMPION));
  return row ?? null;
}

/** The same, and nobody else changes it until this transaction ends. */
export async function lockChampion(
  tx: Tx,
): Promise<{ version: string; previousVersion: string | null } | null> {
  const [row] = await tx.select().from(modelAlias).where(eq(modelAlias.alias, CHAMPION)).for("update");
  return row ?? null;
}

export async function findVersion(db: DbOrTx, version: string): Promise<ModelVersionRow | null> {
  const [row] = await db.select().from(modelVersion).where(eq(modelVersion.version, version));
  return row ?? null;
}

export const listVersions = (db: DbOrTx): Promise<ModelVersionRow[]> =>
  db.select().from(modelVersion).orderBy(desc(modelVersion.createdAt));

/** False: a version of this name is there already, and stays as it is. */
export async function insertVersion(tx: DbOrTx, row: typeof modelVersion.$inferInsert): Promise<boolean> {
  const added = await tx
    .insert(modelVersion)
    .values(row)
    .onConflictDoNothing()
    .returning({ version: modelVersion.version });
  return added.length > 0;
}

export async function setVersionStatus(
  tx: Tx,
  version: string,
  status: ModelVersionRow["status"],
): Promise<void> {
  await tx.update(modelVersion).set({ status }).where(eq(modelVersion.version, version));
}

export async function setChampion(
  tx: DbOrTx,
  version: string,
  previousVersion: string | null,
  by: string,
  now: Date,
): Promise<void> {
  const values = { alias: CHAMPION, version, previousVersion, updatedAt: now, updatedBy: by };
  await tx.insert(modelAlias).values(values).onConflictDoUpdate({ target: modelAlias.alias, set: values });
}
