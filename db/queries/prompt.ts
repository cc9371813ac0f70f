import { desc, eq, sql } from "drizzle-orm";
import type { DbOrTx, Tx } from "../client";
import { llmUsage, promptVersion } from "../schema";
import { promptStatement, signed } from "../signing";

export type PromptRow = typeof promptVersion.$inferSelect;
export type UsageRow = typeof llmUsage.$inferSelect;

export async function findPrompt(db: DbOrTx, version: string): Promise<PromptRow | null> {
  const [row] = await db.select().from(promptVersion).where(eq(promptVersion.version, version));
  return row ?? null;
}

/** Newest first. */
export const listPrompts = (db: DbOrTx): Promise<PromptRow[]> =>
  db.select().from(promptVersion).orderBy(desc(promptVersion.createdAt), promptVersion.version);

/** Adds it, signed. False: this very content is there already. */
export async function insertPrompt(
  tx: DbOrTx,
  row: Pick<PromptRow, "version" | "digest" | "content" | "createdAt" | "createdBy">,
): Promise<boolean> {
  const added = await tx
    .insert(promptVersion)
    .values({ ...row, status: "candidate", ...(await signed(tx, promptStatement(row))) })
    .onConflictDoNothing()
    .returning({ version: promptVersion.version });
  return added.length > 0;
}

/** Signs it as it stands. */
export async function signPrompt(tx: Tx, row: Pick<PromptRow, "version" | "digest">): Promise<void> {
  await tx
    .update(promptVersion)
    .set((await signed(tx, promptStatement(row))) ?? { signature: null, signedWith: null })
    .where(eq(promptVersion.version, row.version));
}

/** False: it was no candidate. */
export async function rejectPromptRow(tx: Tx, version: string): Promise<boolean> {
  const rows = await tx
    .update(promptVersion)
    .set({ status: "rejected" })
    .where(sql`${promptVersion.version} = ${version} and ${promptVersion.status} = 'candidate'`)
    .returning({ version: promptVersion.version });
  return rows.length > 0;
}

export type Used = Pick<UsageRow, "requests" | "failed" | "tokensAsked" | "tokensAnswered" | "seconds">;

/** Adds to what a day has used. */
export async function addUsage(db: DbOrTx, day: string, version: string, used: Used): Promise<void> {
  await db
    .insert(llmUsage)
    .values({ day, version, ...used })
    .onConflictDoUpdate({
      target: [llmUsage.day, llmUsage.version],
      set: {
        requests: sql`${llmUsage.requests} + excluded.requests`,
        failed: sql`${llmUsage.failed} + excluded.failed`,
        tokensAsked: sql`${llmUsage.tokensAsked} + excluded.tokens_asked`,
        tokensAnswered: sql`${llmUsage.tokensAnswered} + excluded.tokens_answered`,
        seconds: sql`${llmUsage.seconds} + excluded.seconds`,
      },
    });
}

/** Newest day first. */
export const listUsage = (db: DbOrTx, limit: number): Promise<UsageRow[]> =>
  db.select().from(llmUsage).orderBy(desc(llmUsage.day), llmUsage.version).limit(limit);

/** What a day has used so far, all versions together. */
export async function usedOn(db: DbOrTx, day: string): Promise<{ asked: number; answered: number }> {
  const rows = await db.select().from(llmUsage).where(eq(llmUsage.day, day));
  return {
    asked: rows.reduce((sum, r) => sum + r.tokensAsked, 0),
    answered: rows.reduce((sum, r) => sum + r.tokensAnswered, 0),
  };
}
