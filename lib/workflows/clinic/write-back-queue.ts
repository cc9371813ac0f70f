import type { Tx } from "@/db/client";
import { pendingWriteBacksOf } from "@/db/queries/decision";
import type { Runtime } from "../service/runtime";

/**
 * A decision is written with the tokens of the person who decided. Where those have run out it waits, and is taken up
 * again when that person next launches.
 */
export async function requeueWriteBacksOf(rt: Runtime, tx: Tx, userId: string): Promise<void> {
  for (const decisionId of await pendingWriteBacksOf(tx, userId))
    await rt.queue.sendWriteBack(tx, decisionId);
}
