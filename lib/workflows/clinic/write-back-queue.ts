import type { Tx } from "@/db/client";
import { pendingWriteBacksOf } from "@/db/queries/decision";
import { withoutTrace } from "@/lib/core/trace-context";
import type { Runtime } from "../service/runtime";

/**
 * A decision is written with the tokens of the person who decided. Where those have run out it waits, and is taken up
 * again when that person next launches.
 */
export async function requeueWriteBacksOf(rt: Runtime, tx: Tx, userId: string): Promise<void> {
  // What is sent again belongs to the launch it was decided in, not to this one.
  for (const decisionId of await pendingWriteBacksOf(tx, userId))
    await withoutTrace(() => rt.queue.sendWriteBack(tx, decisionId));
}
