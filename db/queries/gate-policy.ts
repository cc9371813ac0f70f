import { desc } from "drizzle-orm";
import { type GatePolicy, policyDigest } from "@/lib/registry/gates/gate-policy";
import type { DbOrTx, Tx } from "../client";
import { gatePolicy } from "../schema";
import { policyStatement, signed } from "../signing";

export type GatePolicyRow = typeof gatePolicy.$inferSelect;

/** Newest first. */
export const listGatePolicies = (db: DbOrTx): Promise<GatePolicyRow[]> =>
  db.select().from(gatePolicy).orderBy(desc(gatePolicy.version));

export async function newestGatePolicy(db: DbOrTx): Promise<GatePolicyRow | null> {
  const [row] = await db.select().from(gatePolicy).orderBy(desc(gatePolicy.version)).limit(1);
  return row ?? null;
}

/** Adds it, signed. False: one of this number is there already. */
export async function insertGatePolicy(
  tx: Tx,
  content: GatePolicy,
  about: Pick<GatePolicyRow, "changes" | "reason" | "setBy" | "setByName" | "setAt">,
): Promise<boolean> {
  const { version } = content;
  const digest = policyDigest(content);
  const signature = await signed(tx, policyStatement({ version, digest }));
  const added = await tx
    .insert(gatePolicy)
    .values({ ...about, ...signature, version, content, digest })
    .onConflictDoNothing()
    .returning({ version: gatePolicy.version });
  return added.length > 0;
}
