import { desc, eq, sql } from "drizzle-orm";
import type { PolicyName } from "@/lib/model/calibration";
import type { DbOrTx, Tx } from "../client";
import { modelAlias, modelVersion } from "../schema";
import { signed, versionStatement } from "../signing";

export type ModelVersionRow = typeof modelVersion.$inferSelect;
export const CHAMPION = "champion";

export type Champion = {
  readonly version: string;
  readonly previousVersion: string | null;
  /** null: the version's own. */
  readonly policy: PolicyName | null;
};

export async function championVersion(db: DbOrTx): Promise<Champion | null> {
  const [row] = await db.select().from(modelAlias).where(eq(modelAlias.alias, CHAMPION));
  return row ?? null;
}

/** Any number will do that nothing else locks. */
const CHAMPION_LOCK = 0x0a_c1_17_02;

/** The same, and nobody else changes it until this transaction ends, nor puts a first one there. */
export async function lockChampion(tx: Tx): Promise<Champion | null> {
  await tx.execute(sql`select pg_advisory_xact_lock(${CHAMPION_LOCK})`);
  const [row] = await tx.select().from(modelAlias).where(eq(modelAlias.alias, CHAMPION)).for("update");
  return row ?? null;
}

export async function findVersion(db: DbOrTx, version: string): Promise<ModelVersionRow | null> {
  const [row] = await db.select().from(modelVersion).where(eq(modelVersion.version, version));
  return row ?? null;
}

export const listVersions = (db: DbOrTx): Promise<ModelVersionRow[]> =>
  db.select().from(modelVersion).orderBy(desc(modelVersion.createdAt));

/** Adds it, signed. False: a version of this name is there already, and stays as it is. */
export async function insertVersion(tx: DbOrTx, row: typeof modelVersion.$inferInsert): Promise<boolean> {
  const added = await tx
    .insert(modelVersion)
    .values({ ...row, ...(await signed(tx, versionStatement(row))) })
    .onConflictDoNothing()
    .returning({ version: modelVersion.version });
  return added.length > 0;
}

/** Signs it as it stands. */
export async function signVersion(tx: Tx, row: Pick<ModelVersionRow, "version" | "digest">): Promise<void> {
  await tx
    .update(modelVersion)
    .set((await signed(tx, versionStatement(row))) ?? { signature: null, signedWith: null })
    .where(eq(modelVersion.version, row.version));
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

/** The site's decision policy. It outlives a promotion: which mistakes are dearer is the site's choice, not the version's. */
export async function setPolicy(tx: Tx, policy: PolicyName, by: string, now: Date): Promise<void> {
  await tx
    .update(modelAlias)
    .set({ policy, updatedAt: now, updatedBy: by })
    .where(eq(modelAlias.alias, CHAMPION));
}
