import { ensureEncounters, findEncounter, findSnapshot, refsOf, saveSnapshots } from "@/db/queries/encounter";
import { isConfirmedWithin, isRefusal } from "@/lib/auth/patient-access";
import type { Authorized } from "@/lib/auth/principal";
import { MINUTE, SECOND } from "@/lib/core/clock";
import { AppError, type ErrorCode, toAppError } from "@/lib/core/errors";
import type { PatientContext } from "@/lib/fhir/patient-context";
import { readPatientContext, readVisitHead } from "@/lib/fhir/read-patient";
import { withheldParts } from "@/lib/fhir/sections";
import { appendSummedAudit } from "../govern/audit-summed";
import { processState, singleFlight } from "../service/process-state";
import type { Runtime } from "../service/runtime";
import type { Freshness } from "../views";
import { hidesKnownParts, preferSnapshot, standIn } from "./choose-context";
import { ehrClient, requireGrant } from "./ehr-access";
import { withinDeadline } from "./ehr-deadline";
import { noteVersions } from "./note-versions";
import {
  assertMayBeShown,
  noteRefusal,
  noteShown,
  refusedError,
  standing,
  type VisitAccess,
} from "./patient-access";

export type { VisitAccess } from "./patient-access";
export type VisitRef = { readonly encounterId: string; readonly launchId: string | null };
export type VisitContext = { readonly context: PatientContext; readonly freshness: Freshness };

/** A sighting younger than this is not written down again. */
export const SIGHTING = 30 * SECOND;
/** The EHR's word that somebody may see a visit is good for this long while it could be asked again. */
export const TRUSTED = 2 * MINUTE;
/** Of which parts the EHR would show is not known before the chart was read: then no stored one is shown by it. */
const CHART_NOT_READ = ["chart not read"];
const PARTS_MISSING = "The EHR gave only a part of the record. What it said last is shown.";

/**
 * Before anything stored about a visit is shown or done: it belongs to the person's EHR, a launch for one patient opens
 * that patient only, and the EHR itself lets this person see it. It is asked when it has not said so just now; while it
 * is away, what it said last holds, for as long as the settings allow.
 * @throws AppError("not-found" | "wrong-patient" | "launch-refused" | "unauthenticated" | "ehr-refused" | "ehr-unavailable")
 */
export async function requireVisit(rt: Runtime, auth: Authorized, ref: VisitRef): Promise<VisitAccess> {
  const access = await requireOwn(rt, auth, ref);
  const known = await standing(rt, auth, access.encounter);
  if (isConfirmedWithin(known, TRUSTED, rt.clock())) return access;
  const underWay = processState(rt, "access-questions", () => new Map<string, Promise<void>>());
  // A page asks for its reasons in several requests at once.
  const key = `${auth.principal.userId} ${access.grant.id} ${access.encounter.id}`;
  await singleFlight(underWay, key, () => askEhr(rt, auth, access));
  return access;
}

/** Whether the EHR shows the visit to this person, without reading the chart. */
export async function askEhr(rt: Runtime, auth: Authorized, access: VisitAccess): Promise<void> {
  const { encounter, refs, grant } = access;
  const askedAt = rt.clock();
  try {
    const client = ehrClient(rt, grant, { requestId: auth.requestId });
    const { encounterId, patientId } = refs;
    await withinDeadline(rt, encounter.issuer, rt.env.EHR_TIMEOUT_MS, () =>
      rt.tracing.span("ehr.read", {}, () =>
        readVisitHead(client, { encounterId, expectedPatientId: patientId }, askedAt),
      ),
    );
    const before = await standing(rt, auth, encounter);
    const withheld = before.state === "confirmed" ? before.withheld : CHART_NOT_READ;
    await noteShown(rt, auth, access, askedAt, withheld);
  } catch (error) {
    const failure = await refusal(rt, auth, access, error);
    if (!canShowSnapshot(failure.code)) throw failure;
    const stored = await findSnapshot(rt.db, encounter.id);
    assertMayBeShown(
      rt,
      await standing(rt, auth, encounter),
      withheldParts(stored?.context.problems ?? []),
      failure,
    );
  }
}

/** Ownership alone: never enough to show anything. */
async function requireOwn(
  rt: Runtime,
  auth: Authorized,
  { encounterId, launchId }: VisitRef,
): Promise<VisitAccess> {
  const encounter = await findEncounter(rt.db, encounterId);
  if (!encounter || encounter.issuer !== auth.principal.issuer)
    throw new AppError("not-found", "no such visit at this EHR");
  const grant = await requireGrant(rt, auth.principal, launchId, encounter.patientKey);
  if (launchId && grant.patientKey !== null && grant.patientKey !== encounter.patientKey) {
    await auditWrongPatient(rt, auth, encounterId);
    throw new AppError("wrong-patient", "the launch is for another patient than the page");
  }
  return { encounter, refs: await refsOf(rt.db, encounter), grant };
}

/** An attempt that would have mixed two patients up is on record, whether a slip or not. */
async function auditWrongPatient(rt: Runtime, auth: Authorized, encounterId: string): Promise<void> {
  const { principal: actor, requestId } = auth;
  const subject = { type: "encounter", id: encounterId };
  const detail = { why: "wrong-patient", where: "launch" };
  await appendSummedAudit(rt.db, { event: "access.denied", actor, subject, requestId, detail }, rt.clock());
}

/**
 * What the EHR says now; when it does not answer within `deadlineMs`, what it said last, with its age, to those it has
 * shown it to lately.
 * @throws as {@link requireVisit}; "wrong-patient" also when the EHR has moved the visit to another patient since.
 */
export async function readVisit(
  rt: Runtime,
  auth: Authorized,
  ref: VisitRef,
  deadlineMs = rt.env.EHR_TIMEOUT_MS,
): Promise<VisitAccess & VisitContext> {
  const access = await requireOwn(rt, auth, ref);
  const { encounter, refs, grant } = access;
  const now = rt.clock();
  const { encounterId, patientId } = refs;
  try {
    const client = ehrClient(rt, grant, { requestId: auth.requestId });
    const context = await withinDeadline(rt, encounter.issuer, deadlineMs, () =>
      rt.tracing.span("ehr.read", {}, () =>
        readPatientContext(client, { encounterId, expectedPatientId: patientId }, now),
      ),
    );
    await noteShown(rt, auth, access, now, withheldParts(context.problems));
    const last = (await findSnapshot(rt.db, encounter.id))?.context ?? null;
    if (last && preferSnapshot(context, last, now))
      return { ...access, ...snapshotOf(standIn(context, last), PARTS_MISSING) };
    const sighted = new Date(now.getTime() - SIGHTING);
    await ensureEncounters(rt.db, [{ issuer: encounter.issuer, encounterId, patientId }], now, sighted);
    if (!last || !hidesKnownParts(context, last, now))
      await saveSnapshots(rt.db, [{ encounterId: encounter.id, context }]);
    await noteVersions(rt, encounter.issuer, [{ encounter, context }]);
    return { ...access, context, freshness: { fetchedAt: context.fetchedAt, source: "ehr", note: null } };
  } catch (error) {
    const failure = await refusal(rt, auth, access, error);
    if (!canShowSnapshot(failure.code)) throw failure;
    const snapshot = await findSnapshot(rt.db, encounter.id);
    assertMayBeShown(
      rt,
      await standing(rt, auth, encounter),
      withheldParts(snapshot?.context.problems ?? []),
      failure,
    );
    if (!snapshot) throw failure;
    rt.logger.warn(
      { requestId: auth.requestId, code: failure.code, err: failure },
      "EHR not read; snapshot shown",
    );
    return { ...access, ...snapshotOf(snapshot.context, failure.userMessage) };
  }
}

/** What a call to the EHR about this visit ended in; a refusal is remembered before it is passed on. */
async function refusal(
  rt: Runtime,
  auth: Authorized,
  access: VisitAccess,
  error: unknown,
): Promise<AppError> {
  const failure = toAppError(error);
  await noteRefusal(rt, auth, access, failure);
  return isRefusal(failure.code) && failure.code !== "wrong-patient" ? refusedError(failure.code) : failure;
}

const snapshotOf = (context: PatientContext, note: string): VisitContext => ({
  context,
  freshness: { fetchedAt: context.fetchedAt, source: "snapshot", note },
});

/** The EHR is away or talks nonsense: old data, marked as such, beats none. It refusing this person is another matter. */
export const canShowSnapshot = (code: ErrorCode): boolean =>
  code === "ehr-unavailable" || code === "ehr-malformed";
