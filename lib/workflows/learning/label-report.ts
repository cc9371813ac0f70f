import { countDecisions } from "@/db/queries/labels";
import { drawnPairs } from "@/db/queries/second-reading";
import type { Authorized } from "@/lib/auth/principal";
import { type LabelTally, tallyLabels } from "@/lib/feedback/label-tally";
import { type Agreement, agreementOf } from "@/lib/measures/agreement";
import type { Narrowed } from "@/lib/monitoring/listing";
import type { Runtime } from "../service/runtime";

/** What became of the decisions of these days: labels, or kept out and by which rule. Names nobody. */
export async function reportLabels(
  rt: Runtime,
  _auth: Authorized,
  days: Pick<Narrowed, "from" | "to">,
): Promise<LabelTally> {
  return tallyLabels(await countDecisions(rt.db, days));
}

/** How far second readings of decisions of these days came to the same level. Of the site: no reader stands out in it. */
export const reportAgreement = async (
  rt: Runtime,
  _auth: Authorized,
  days: Pick<Narrowed, "from" | "to">,
): Promise<Agreement> => agreementOf(await drawnPairs(rt.db, days));
