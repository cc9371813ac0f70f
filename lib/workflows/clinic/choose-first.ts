import { findAssessment } from "@/db/queries/assessment";
import type { Authorized } from "@/lib/auth/principal";
import { AppError } from "@/lib/core/errors";
import type { Runtime } from "../service/runtime";
import type { FirstChoiceInput, PatientView } from "../views";
import { openEncounter } from "./open-encounter";
import { keepFirstChoice, showingAt } from "./suggestion";
import { requireVisit } from "./visit-access";

/**
 * Keeps the level somebody gives before they are shown the suggestion, and answers with the page that shows it. No decision: that
 * is made in sight of it. Where nothing was held back (any more) nothing is kept, as the level was not given blind.
 * @throws AppError("not-found") and what requireVisit throws
 */
export async function chooseFirst(
  rt: Runtime,
  auth: Authorized,
  { encounterId, launchId, assessmentId, level, seenMs, settingId }: FirstChoiceInput,
): Promise<PatientView> {
  const ref = { encounterId, launchId };
  const { encounter } = await requireVisit(rt, auth, ref);
  const row = await findAssessment(rt.db, assessmentId);
  if (!row || row.encounterId !== encounter.id)
    throw new AppError("not-found", "no such assessment of this visit");
  const { heldBackBy } = await showingAt(rt.db, auth, row, settingId);
  if (heldBackBy === "blind-first") {
    const chosen = { encounterId, assessmentId, level, why: "blind-first", seenMs } as const;
    await rt.db.transaction((tx) => keepFirstChoice(rt, tx, auth, chosen, row.shownLevel));
  }
  return openEncounter(rt, auth, ref);
}
