import type { Authorized } from "@/lib/auth/principal";
import { SECOND } from "@/lib/core/clock";
import { toAppError } from "@/lib/core/errors";
import type { Runtime } from "../service/runtime";
import { firstWithin } from "./recently";
import { waitingFor } from "./waiting-list";

/** A visit that is on no list is asked for by its own page, at news of anybody: so often at most. */
const OWN_LOOK = 10 * SECOND;

/**
 * An EHR has called to say that there is something new, and of whom nobody knows before it is asked. An open board asks it for the whole
 * list, once for all who see the same, and tells whose it was; a patient's page has the same asked, since no board need be open
 * while a nurse decides. Where the list does not say anything of the visit, its page looks for itself.
 * @param look has the page ask
 */
export async function lookForNews(
  rt: Runtime,
  auth: Authorized,
  visit: string,
  look: () => void,
): Promise<void> {
  try {
    const { visits, freshness } = await waitingFor(rt, auth);
    // An EHR that has gone away since has nothing new to show.
    if (freshness.source !== "ehr" || visits.some((v) => v.encounter.id === visit)) return;
  } catch (error) {
    const err = toAppError(error);
    rt.logger.debug({ requestId: auth.requestId, code: err.code }, "news were told, and no list was given");
  }
  if (firstWithin(rt, "looks-for-news", `${auth.principal.sessionId} ${visit}`, OWN_LOOK)) look();
}
