import type { DbOrTx } from "@/db/client";
import { basesOf } from "@/db/queries/assessment";
import { decisionsOf } from "@/db/queries/decision";
import type { Decided } from "./board-row";
import { inForceByVisit } from "./decision-view";

/** The decision in force of each of these visits, with what was known when it was made; by our encounter id. */
export async function decidedOf(db: DbOrTx, encounterIds: readonly string[]): Promise<Map<string, Decided>> {
  const inForce = inForceByVisit(await decisionsOf(db, encounterIds));
  const bases = new Map(
    (
      await basesOf(
        db,
        [...inForce.values()].map((d) => d.decision.assessmentId),
      )
    ).map((a) => [a.id, a]),
  );
  return new Map(
    [...inForce].map(([id, d]) => [id, { ...d, basis: bases.get(d.decision.assessmentId) ?? null }]),
  );
}
