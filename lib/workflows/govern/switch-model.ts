import { insertSwitch, listSwitches, lockSwitch, type SwitchRow } from "@/db/queries/model-switch";
import { can } from "@/lib/auth/permissions";
import type { Authorized } from "@/lib/auth/principal";
import { AppError } from "@/lib/core/errors";
import type { Runtime } from "../service/runtime";
import type { ModelSwitchView } from "../views";
import { noteDeed } from "../watch/note-deed";
import { appendAudit } from "./append-audit";

/** Shortest reasons, characters. To switch off is urgent; to switch on again is not. */
export const SHORTEST_STOP = 3;
export const SHORTEST_RESUME = 10;
const MOST_SHOWN = 20;

/** Whether the model is switched off for the whole installation, by whom and why, and what was switched before. */
export async function viewSwitch(rt: Runtime, { principal }: Authorized): Promise<ModelSwitchView> {
  const rows = await listSwitches(rt.db, MOST_SHOWN);
  return {
    off: rows[0]?.off ?? false,
    seq: rows[0]?.seq ?? 0,
    history: rows.map(({ seq, off, reason, byName, at }) => ({
      seq,
      off,
      reason,
      by: byName,
      at: at.toISOString(),
    })),
    mayStop: can(principal.role, "model:stop"),
    mayResume: can(principal.role, "model:resume"),
  };
}

/** What an open page asks again and again, to notice a switch between two of its refreshes. */
export const isSwitchedOff = async (rt: Runtime, _auth: Authorized): Promise<{ off: boolean }> => ({
  off: await rt.engines.switchedOff(),
});

/**
 * Switches the model off: within a second no process gives or shows an answer of it any more, and it stays so over restarts.
 * A page that is out of date may do it all the same: it is the safe side.
 * @throws AppError("conflict") where somebody else has done it meanwhile
 */
export const stopModel = (
  rt: Runtime,
  auth: Authorized,
  { reason }: { readonly reason: string },
): Promise<ModelSwitchView> => flip(rt, auth, { off: true, reason, expectedSeq: null });

/** Switches it on again. @throws AppError("conflict") where it was switched since the page was drawn */
export const resumeModel = (
  rt: Runtime,
  auth: Authorized,
  { reason, expectedSeq }: { readonly reason: string; readonly expectedSeq: number },
): Promise<ModelSwitchView> => flip(rt, auth, { off: false, reason, expectedSeq });

type Flip = { readonly off: boolean; readonly reason: string; readonly expectedSeq: number | null };

async function flip(rt: Runtime, auth: Authorized, wanted: Flip): Promise<ModelSwitchView> {
  await rt.db.transaction(async (tx) => {
    const last = await lockSwitch(tx);
    if (isSamePress(last, auth, wanted)) return;
    assertNotYet(last, wanted);
    const row: SwitchRow = {
      seq: (last?.seq ?? 0) + 1,
      off: wanted.off,
      reason: wanted.reason,
      by: auth.principal.userId,
      byName: auth.principal.displayName,
      at: rt.clock(),
    };
    await insertSwitch(tx, row);
    const event = wanted.off ? "model.switched-off" : "model.switched-on";
    await noteDeed(tx, auth, event, { detail: { reason: row.reason }, versions: [] }, row.at);
    await appendAudit(
      tx,
      {
        event,
        actor: auth.principal,
        subject: { type: "model-switch", id: String(row.seq) },
        requestId: auth.requestId,
        detail: { reason: wanted.reason },
      },
      row.at,
    );
  });
  rt.engines.invalidate();
  return viewSwitch(rt, auth);
}

/** The second half of a double press: done already. */
const isSamePress = (last: SwitchRow | null, { principal }: Authorized, { off, reason }: Flip): boolean =>
  last !== null && last.off === off && last.by === principal.userId && last.reason === reason;

function assertNotYet(last: SwitchRow | null, { off, expectedSeq }: Flip): void {
  const isOff = last?.off ?? false;
  if (isOff === off)
    throw new AppError("conflict", `the model is switched ${off ? "off" : "on"} already`, {
      userMessage: last
        ? `${last.byName} has already switched the model ${off ? "off" : "on"}: “${last.reason}”. Load the page again.`
        : "The model is on already.",
    });
  if (expectedSeq !== null && expectedSeq !== (last?.seq ?? 0))
    throw new AppError("conflict", "the model was switched since the page was drawn", {
      userMessage:
        "The model was switched since this page was shown. Nothing was changed. Load the page again.",
    });
}
