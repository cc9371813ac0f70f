import {
  type EncounterRow,
  ensureEncounters,
  findEncounter,
  findSnapshot,
  saveSnapshots,
} from "@/db/queries/encounter";
import type { GrantRow } from "@/db/queries/identity";
import type { Authorized } from "@/lib/auth/principal";
import { SECOND } from "@/lib/core/clock";
import { AppError, type ErrorCode, toAppError } from "@/lib/core/errors";
import type { PatientContext } from "@/lib/fhir/patient-context";
import { readPatientContext } from "@/lib/fhir/read-patient";
import { appendAudit } from "./audit";
import { preferSnapshot } from "./choose-context";
import { ehrClient, requireGrant } from "./ehr-access";
import { withinDeadline } from "./ehr-deadline";
import type { Runtime } from "./runtime";
import type { Freshness } from "./views";

export type VisitRef = { readonly encounterId: string; readonly launchId: string | null };
export type VisitAccess = { readonly encounter: EncounterRow; readonly grant: GrantRow };
export type VisitContext = { readonly context: PatientContext; readonly freshness: Freshness };

/** A sighting younger than this is not written down again. */
export const SIGHTING = 30 * SECOND;
const PARTS_MISSING = "The EHR gave only a part of the record. What it said last is shown.";

/**
 * Ownership, before anything about a visit is shown or done: it belongs to the person's EHR, and a launch for one patient
 * opens that patient only.
 * @throws AppError("not-found" | "wrong-patient" | "launch-refused" | "unauthenticated")
 */
export async function requireVisit(
  rt: Runtime,
  auth: Authorized,
  { encounterId, launchId }: VisitRef,
): Promise<VisitAccess> {
  const encounter = await findEncounter(rt.db, encounterId);
  if (!encounter || encounter.issuer !== auth.principal.issuer)
    throw new AppError("not-found", "no such visit at this EHR");
  const grant = await requireGrant(rt, auth.principal, launchId, encounter.patientKey);
  if (launchId && grant.patientKey !== null && grant.patientKey !== encounter.patientKey) {
    await auditWrongPatient(rt, auth, encounterId, "launch");
    throw new AppError("wrong-patient", "the launch is for another patient than the page");
  }
  return { encounter, grant };
}

/** An attempt that would have mixed two patients up is on record, whether a slip or not. */
async function auditWrongPatient(
  rt: Runtime,
  auth: Authorized,
  encounterId: string,
  where: "launch" | "ehr",
): Promise<void> {
  const { principal: actor, requestId } = auth;
  const subject = { type: "encounter", id: encounterId };
  const detail = { why: "wrong-patient", where };
  await rt.db.transaction((tx) =>
    appendAudit(tx, { event: "access.denied", actor, subject, requestId, detail }, rt.clock()),
  );
}

/**
 * What the EHR says now; when it does not answer within `deadlineMs`, what it said last, with its age.
 * @throws AppError("wrong-patient") when the EHR has moved the visit to another patient since.
 */
export async function readVisit(
  rt: Runtime,
  auth: Authorized,
  { encounter, grant }: VisitAccess,
  deadlineMs = rt.env.EHR_TIMEOUT_MS,
): Promise<VisitContext> {
  const now = rt.clock();
  const { encounterId, patientId } = encounter.refs;
  try {
    const client = ehrClient(rt, grant, { requestId: auth.requestId });
    const context = await withinDeadline(rt, encounter.issuer, deadlineMs, () =>
      readPatientContext(client, { encounterId, expectedPatientId: patientId }, now),
    );
    const last = (await findSnapshot(rt.db, encounter.id))?.context ?? null;
    if (last && preferSnapshot(context, last, now)) return snapshotOf(last, PARTS_MISSING);
    const sighted = new Date(now.getTime() - SIGHTING);
    await ensureEncounters(rt.db, [{ issuer: encounter.issuer, encounterId, patientId }], now, sighted);
    await saveSnapshots(rt.db, [{ encounterId: encounter.id, context }]);
    return { context, freshness: { fetchedAt: context.fetchedAt, source: "ehr", note: null } };
  } catch (error) {
    const failure = toAppError(error);
    if (failure.code === "wrong-patient") await auditWrongPatient(rt, auth, encounter.id, "ehr");
    if (!canShowSnapshot(failure.code)) throw error;
    const snapshot = await findSnapshot(rt.db, encounter.id);
    if (!snapshot) throw error;
    rt.logger.warn(
      { requestId: auth.requestId, code: failure.code, err: failure },
      "EHR not read; snapshot shown",
    );
    return snapshotOf(snapshot.context, failure.userMessage);
  }
}

const snapshotOf = (context: PatientContext, note: string): VisitContext => ({
  context,
  freshness: { fetchedAt: context.fetchedAt, source: "snapshot", note },
});

/** The EHR is away or talks nonsense: old data, marked as such, beats none. It refusing this person is another matter. */
export const canShowSnapshot = (code: ErrorCode): boolean =>
  code === "ehr-unavailable" || code === "ehr-malformed";
