import { type AccessRow, accessTo, isVisitOf, visitsOfPatient } from "@/db/queries/access";
import { AUDIT_EVENTS, type AuditEventName } from "@/lib/audit/events";
import type { Authorized } from "@/lib/auth/principal";
import { AppError } from "@/lib/core/errors";
import { type AuditedPatient, auditEventResource } from "@/lib/fhir/audit-event";
import { MOST_EXPORTED, type Narrowed, toCsv } from "@/lib/monitoring/listing";
import type { Runtime } from "../service/runtime";
import type { AccessReportView } from "../views";
import { appendAudit } from "./append-audit";

export type AccessAsked = Pick<Narrowed, "from" | "to"> &
  (
    | { readonly by: "patient" /** Patient.id in the EHR of who asks. */; readonly id: string }
    | { readonly by: "visit" /** Our id of a visit, as the audit log has it. */; readonly id: string }
  );

/**
 * Who looked at a patient: every entry of the audit log by a person about the patient's visits, their assessments and decisions.
 * Boards that had the patient among others are not in it. That it was asked for is an entry itself, without the patient's id.
 * @throws AppError("not-found")
 */
export async function accessReport(
  rt: Runtime,
  auth: Authorized,
  asked: AccessAsked,
): Promise<AccessReportView> {
  const { issuer } = auth.principal;
  const visits =
    asked.by === "patient"
      ? await visitsOfPatient(rt.db, issuer, asked.id)
      : (await isVisitOf(rt.db, issuer, asked.id))
        ? [asked.id]
        : [];
  const rows = await accessTo(rt.db, visits, { ...asked, limit: MOST_EXPORTED });
  await rt.db.transaction((tx) =>
    appendAudit(
      tx,
      {
        event: "audit.access-reported",
        actor: auth.principal,
        requestId: auth.requestId,
        detail: { by: asked.by, visits, entries: rows.length },
      },
      rt.clock(),
    ),
  );
  if (visits.length === 0)
    throw new AppError("not-found", "no visit of this patient", {
      userMessage:
        "Nothing is stored about this patient: never opened here, or removed when the time for patient data was over.",
    });
  const entries = rows.map((r) => ({
    seq: r.seq,
    at: r.at.toISOString(),
    by: r.actorName,
    role: r.role,
    what: wordsOf(r.event),
  }));
  return {
    visits: visits.length,
    entries,
    cut: rows.length === MOST_EXPORTED,
    csv: toCsv(
      ["no", "at", "by", "role", "what"],
      entries.map((e) => [e.seq, e.at, e.by, e.role, e.what]),
    ),
    ndjson:
      asked.by === "patient" ? asAuditEvents(rows, { issuer, patientId: asked.id }, rt.env.APP_ORIGIN) : null,
  };
}

/** For the hospital's own audit repository: what it takes in knows patients by their id. */
const asAuditEvents = (rows: readonly AccessRow[], patient: AuditedPatient, origin: string): string =>
  rows
    .map((r) => {
      const access = {
        seq: r.seq,
        at: r.at.toISOString(),
        actor: { id: r.actorId ?? "", name: r.actorName, role: r.role },
        event: r.event,
        words: wordsOf(r.event),
        subject: r.subjectType && r.subjectId ? { type: r.subjectType, id: r.subjectId } : null,
        requestId: r.requestId,
      };
      return `${JSON.stringify(auditEventResource(access, patient, origin))}\n`;
    })
    .join("");

const wordsOf = (event: string): string => AUDIT_EVENTS[event as AuditEventName] ?? event;
