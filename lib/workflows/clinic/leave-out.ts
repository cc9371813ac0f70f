import { deleteOptOut, findOptOut } from "@/db/queries/withdrawal";
import type { Authorized } from "@/lib/auth/principal";
import { AppError } from "@/lib/core/errors";
import { appendAudit } from "../govern/append-audit";
import { takePatientOut } from "../learning/withdraw-labels";
import type { Runtime } from "../service/runtime";
import type { LeftOut } from "../views";
import { requireVisit, type VisitRef } from "./visit-access";

export type LeaveOutInput = VisitRef & {
  /** True: nothing is learned from this patient from now on. False: that was a mistake, or the patient changed their mind. */
  readonly out: boolean;
  readonly reason: string;
};

/**
 * Records on a patient's page that they do not want to be learned from, whether anything was decided or not: labels of all their visits
 * are withdrawn, and later decisions become none. Taking it back lets later decisions be learned from; labels that were withdrawn stay so.
 * @throws AppError("conflict") when it was so before, and what requireVisit throws
 */
export async function leaveOutOfLearning(
  rt: Runtime,
  auth: Authorized,
  { out, reason, ...ref }: LeaveOutInput,
): Promise<{ readonly leftOut: LeftOut | null }> {
  const { encounter } = await requireVisit(rt, auth, ref);
  await rt.db.transaction(async (tx) => {
    if (out) {
      const { fresh } = await takePatientOut(rt, tx, auth, encounter.id, reason);
      if (!fresh) throw soBefore();
      return;
    }
    if (!(await deleteOptOut(tx, encounter.patientKey))) throw soBefore();
    await appendAudit(
      tx,
      {
        event: "patient.opted-in",
        actor: auth.principal,
        subject: { type: "encounter", id: encounter.id },
        requestId: auth.requestId,
        detail: { reason },
      },
      rt.clock(),
    );
  });
  return { leftOut: await viewLeftOut(rt, encounter.patientKey) };
}

export async function viewLeftOut(rt: Pick<Runtime, "db">, patientKey: string): Promise<LeftOut | null> {
  const row = await findOptOut(rt.db, patientKey);
  return row && { since: row.since.toISOString(), by: row.by };
}

const soBefore = () =>
  new AppError("conflict", "the patient's wish was recorded before", {
    userMessage: "A colleague has changed this in the meantime. Please look again.",
  });
