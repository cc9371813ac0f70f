import { type DecisionWithState, decisionsOf, findByRequest, insertDecision } from "@/db/queries/decision";
import { replaceDecidedCase } from "@/db/queries/similar";
import { stopWriteBack, withdrawLeadReview } from "@/db/queries/undo";
import type { Authorized } from "@/lib/auth/principal";
import { SECOND } from "@/lib/core/clock";
import { AppError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { appendAudit } from "../govern/append-audit";
import { visitChanged } from "../service/changes";
import type { Runtime } from "../service/runtime";
import type { PatientView } from "../views";
import { chainOfVisit } from "./decision-view";
import { openEncounter } from "./open-encounter";
import { UNDO_GRACE } from "./undo-window";
import { requireVisit, type VisitRef } from "./visit-access";

export type UndoInput = VisitRef & { readonly decisionId: string; readonly requestId: string };

/**
 * Takes one's own decision back within the seconds in which it is not on its way to the EHR. It stays in the history, with the row that
 * takes it back; what was in force before it is in force again, and nothing is learned from it. Refused once somebody has decided
 * after it or a lead has looked at it, and once it is being written: it can then be changed, as always. What is in force again because a later one was taken back is not taken back as well.
 * @throws AppError("conflict" | "already-decided" | "not-found") and what requireVisit throws
 */
export async function undoDecision(rt: Runtime, auth: Authorized, input: UndoInput): Promise<PatientView> {
  const { encounterId, launchId, decisionId, requestId } = input;
  const ref = { encounterId, launchId };
  // A slow EHR takes nobody's seconds away, as long as the level is not on its way there.
  const askedAt = rt.clock();
  const { encounter } = await requireVisit(rt, auth, ref);
  const before = await findByRequest(rt.db, requestId);
  if (!before)
    await rt.db.transaction((tx) =>
      takeBack(rt, tx, auth, { encounterId: encounter.id, decisionId, requestId, askedAt }),
    );
  else if (before.decision.kind !== "undo" || before.decision.supersedes !== decisionId)
    throw new AppError("conflict", "the request id was used for something else");
  await visitChanged(rt, encounter.issuer, encounter.id);
  return openEncounter(rt, auth, ref);
}

type Tx = Parameters<Parameters<Runtime["db"]["transaction"]>[0]>[0];

async function takeBack(
  rt: Runtime,
  tx: Tx,
  auth: Authorized,
  { encounterId, decisionId, requestId, askedAt }: Omit<UndoInput, "launchId"> & { readonly askedAt: Date },
): Promise<void> {
  const { principal: actor } = auth;
  const now = rt.clock();
  const { inForce, head } = chainOfVisit(await decisionsOf(tx, [encounterId]));
  const own = inForce?.decision;
  if (own?.id !== decisionId) throw decidedSince(inForce, auth);
  if (own.decidedBy !== actor.userId)
    throw new AppError("forbidden", "somebody else's decision", {
      userMessage: "A colleague decided this. Only they can take it back.",
    });
  if (head !== decisionId) throw inForceAgain();
  const age = askedAt.getTime() - own.decidedAt.getTime();
  if (age > (rt.env.UNDO_SECONDS + UNDO_GRACE) * SECOND || rt.env.UNDO_SECONDS === 0) throw tooLate();
  if (!(await withdrawLeadReview(tx, decisionId)))
    throw new AppError("conflict", "a lead has looked at it", {
      userMessage: "A lead has looked at this decision already. It stands; you can change it.",
    });
  // Of this and a worker that takes it up at the same moment one comes first.
  if (!(await stopWriteBack(tx, decisionId))) throw tooLate();
  const undo = await insertDecision(tx, {
    id: newId(),
    requestId,
    encounterId,
    assessmentId: own.assessmentId,
    kind: "undo",
    level: own.level,
    shownLevel: null,
    reason: null,
    comment: null,
    decidedBy: actor.userId,
    decidedByRole: actor.role,
    decidedAt: now,
    supersedes: decisionId,
    visitDoubts: null,
    visitReason: null,
    modelVersion: null,
    exposure: null,
    notLabel: null,
    grantId: own.grantId,
  });
  // A colleague decided since the look above.
  if (!undo) throw decidedSince(null, auth);
  await replaceDecidedCase(tx, encounterId, null);
  await appendAudit(
    tx,
    {
      event: "decision.undone",
      actor,
      subject: { type: "decision", id: decisionId },
      requestId: auth.requestId,
      detail: { encounter: encounterId, level: own.level, afterMs: Math.max(0, age) },
      records: [{ type: "decision", id: undo.id, row: undo }],
    },
    now,
  );
}

const inForceAgain = () =>
  new AppError("conflict", "the decision is in force again because a later one was taken back", {
    userMessage: "You took one decision back already, and this one is in force again. You can change it.",
  });

const tooLate = () =>
  new AppError("conflict", "the decision is on its way to the EHR", {
    userMessage: "It is on its way to the EHR already. The level stands; you can change it.",
  });

const decidedSince = (inForce: DecisionWithState | null, { principal }: Authorized) =>
  new AppError("already-decided", "another decision is in force by now", {
    detail: inForce
      ? {
          level: inForce.decision.level,
          by: inForce.decidedBy,
          own: inForce.decision.decidedBy === principal.userId,
        }
      : {},
  });
