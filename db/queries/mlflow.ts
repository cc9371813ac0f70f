import { and, desc, eq, inArray, isNull, lt, or } from "drizzle-orm";
import type { DbOrTx } from "../client";
import { type MirrorKind, mlflowMirror, mlflowRequest } from "../schema";

export type MirrorRow = typeof mlflowMirror.$inferSelect;
export type MlflowRequestRow = typeof mlflowRequest.$inferSelect;
const SERVER = { kind: "server" as const, id: "server" };
const isServer = and(eq(mlflowMirror.kind, SERVER.kind), eq(mlflowMirror.id, SERVER.id));

/** Takes the connection for one process until `until`. False: another one has it. */
export async function holdMirror(db: DbOrTx, now: Date, until: Date): Promise<boolean> {
  await db
    .insert(mlflowMirror)
    .values({ ...SERVER, updatedAt: now })
    .onConflictDoNothing();
  const rows = await db
    .update(mlflowMirror)
    .set({ heldUntil: until })
    .where(and(isServer, or(isNull(mlflowMirror.heldUntil), lt(mlflowMirror.heldUntil, now))))
    .returning({ id: mlflowMirror.id });
  return rows.length > 0;
}

/** Gives it back with how it went; null: everything was told. */
export async function releaseMirror(db: DbOrTx, error: string | null, now: Date): Promise<void> {
  await db
    .update(mlflowMirror)
    .set({ heldUntil: null, error, updatedAt: now, ...(error === null ? { toldAt: now } : {}) })
    .where(isServer);
}

export async function mirrorServer(db: DbOrTx): Promise<MirrorRow | null> {
  const [row] = await db.select().from(mlflowMirror).where(isServer);
  return row ?? null;
}

export async function mirrored(db: DbOrTx, kind: MirrorKind): Promise<Map<string, MirrorRow>> {
  const rows = await db.select().from(mlflowMirror).where(eq(mlflowMirror.kind, kind));
  return new Map(rows.map((row) => [row.id, row]));
}

export async function noteMirrored(
  db: DbOrTx,
  row: Pick<MirrorRow, "kind" | "id" | "remoteId" | "digest" | "updatedAt">,
): Promise<void> {
  await db
    .insert(mlflowMirror)
    .values(row)
    .onConflictDoUpdate({ target: [mlflowMirror.kind, mlflowMirror.id], set: row });
}

/** The server was emptied or is another one: everything is told anew. */
export async function forgetMirrored(db: DbOrTx): Promise<void> {
  await db.delete(mlflowMirror).where(inArray(mlflowMirror.kind, ["run", "version", "alias"]));
}

/** Newest first. */
export const listMlflowRequests = (db: DbOrTx, limit: number): Promise<MlflowRequestRow[]> =>
  db.select().from(mlflowRequest).orderBy(desc(mlflowRequest.seenAt)).limit(limit);

export async function openMlflowRequest(db: DbOrTx): Promise<MlflowRequestRow | null> {
  const [row] = await db.select().from(mlflowRequest).where(eq(mlflowRequest.state, "open"));
  return row ?? null;
}

/** False: one is open already. */
export async function insertMlflowRequest(
  db: DbOrTx,
  row: Pick<MlflowRequestRow, "id" | "remoteVersion" | "version" | "seenAt">,
): Promise<boolean> {
  const rows = await db
    .insert(mlflowRequest)
    .values({ ...row, state: "open" })
    .onConflictDoNothing()
    .returning({ id: mlflowRequest.id });
  return rows.length > 0;
}

/** False: it was not open any more. */
export async function closeMlflowRequest(
  db: DbOrTx,
  id: string,
  set: Pick<MlflowRequestRow, "state" | "closedAt" | "closedBy">,
): Promise<boolean> {
  const rows = await db
    .update(mlflowRequest)
    .set(set)
    .where(and(eq(mlflowRequest.id, id), eq(mlflowRequest.state, "open")))
    .returning({ id: mlflowRequest.id });
  return rows.length > 0;
}
