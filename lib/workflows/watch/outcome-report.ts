import { followedVisits } from "@/db/queries/outcome";
import type { Authorized } from "@/lib/auth/principal";
import type { Narrowed } from "@/lib/monitoring/listing";
import { type OutcomeReport, reportOutcomes } from "@/lib/monitoring/outcome-report";
import type { Runtime } from "../service/runtime";

/** More say no more about the levels, and take long to open. */
const MOST_VISITS = 10_000;

export type OutcomesView = OutcomeReport & {
  /** The newest so many alone were looked at; null: all. */
  readonly newestOnly: number | null;
  /** Whether any EHR knows the product as a client of its own: without, nobody can ask. */
  readonly canAsk: boolean;
};

/** What became of the visits decided in these days, and how well their levels had put them in order. Names nobody. */
export async function viewOutcomes(
  rt: Runtime,
  _auth: Authorized,
  days: Pick<Narrowed, "from" | "to">,
): Promise<OutcomesView> {
  const visits = await followedVisits(rt.db, days, MOST_VISITS);
  return {
    ...reportOutcomes(visits, rt.clock()),
    newestOnly: visits.length === MOST_VISITS ? MOST_VISITS : null,
    canAsk: rt.issuers.some((i) => i.backend),
  };
}
