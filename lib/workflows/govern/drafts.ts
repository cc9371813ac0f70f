import { countDraftRows, deleteDraftRow, findDraftRow, saveDraftRow } from "@/db/queries/drafts";
import type { Authorized } from "@/lib/auth/principal";
import { AppError } from "@/lib/core/errors";
import type { Runtime } from "../service/runtime";
import type { DraftView } from "../views";

/** Nobody has more half-typed fields than this in a day; a script might. */
const MOST_DRAFTS = 200;

/**
 * Keeps what somebody has begun to type, so that a session's end costs nobody a sentence. It is theirs alone, whatever
 * machine they come back at: it never lies in the browser, where the next person would find it. Null: it is done with. Not
 * audited: nothing has been said yet.
 */
export async function saveDraft(
  rt: Runtime,
  { principal }: Authorized,
  { place, content }: { place: string; content: string | null },
): Promise<void> {
  const where = { personId: principal.userId, place };
  if (content === null) return deleteDraftRow(rt.db, where);
  if ((await countDraftRows(rt.db, principal.userId)) >= MOST_DRAFTS)
    throw new AppError("conflict", "too many drafts", {
      userMessage: "What you type is not being kept at the moment. Save it before you leave.",
    });
  await saveDraftRow(rt.db, where, { content, savedAt: rt.clock() });
}

export async function readDraft(
  rt: Runtime,
  { principal }: Authorized,
  { place }: { place: string },
): Promise<DraftView | null> {
  const row = await findDraftRow(rt.db, { personId: principal.userId, place });
  return row && { content: row.content, savedAt: row.savedAt.toISOString() };
}
