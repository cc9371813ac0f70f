import { listAuditEvents } from "@/db/queries/audit";
import { AUDIT_EVENT_NAMES, type AuditEventName } from "@/lib/audit/events";
import type { Authorized } from "@/lib/auth/principal";
import type { Role } from "@/lib/auth/roles";
import { MOST_EXPORTED, type Narrowed, toCsv } from "@/lib/monitoring/listing";
import type { Runtime } from "../service/runtime";
import type { AuditRowView, AuditVerification, Page } from "../views";
import { appendAudit } from "./append-audit";
import { recordExport } from "./record-export";
import { verifyAuditLog } from "./verify-audit";

const PAGE = 50;

export type AuditFilter = Narrowed & {
  readonly cursor?: string | undefined;
  readonly event?: string | undefined;
};
const eventOf = (name: string | undefined) =>
  AUDIT_EVENT_NAMES.includes(name as AuditEventName) ? name : undefined;

export async function listAudit(
  rt: Runtime,
  _auth: Authorized,
  filter: AuditFilter,
): Promise<Page<AuditRowView>> {
  const before = filter.cursor ? Number(filter.cursor) : undefined;
  const { from, to, who } = filter;
  const event = eventOf(filter.event);
  const rows = await listAuditEvents(rt.db, { before, event, from, to, who, limit: PAGE + 1 });
  const items = rows.slice(0, PAGE).map((r) => ({
    seq: r.seq,
    at: r.at,
    actor: r.actorName,
    role: r.role as Role | "system",
    event: r.event,
    subject: r.subjectType ? `${r.subjectType} ${r.subjectId ?? ""}`.trim() : null,
    detail: r.detail,
    hash: r.hash,
  }));
  return { items, nextCursor: rows.length > PAGE ? String(items.at(-1)?.seq) : null };
}

/** The same as a file, newest first. That it was taken is on record. */
export async function auditAsCsv(
  rt: Runtime,
  auth: Authorized,
  { from, to, who, event }: Omit<AuditFilter, "cursor">,
): Promise<string> {
  const rows = await listAuditEvents(rt.db, { event: eventOf(event), from, to, who, limit: MOST_EXPORTED });
  await recordExport(rt, auth, "audit", rows.length);
  return toCsv(
    ["no", "at", "actor", "role", "event", "subject_type", "subject_id", "detail", "hash"],
    rows.map((r) => [
      r.seq,
      r.at,
      r.actorName,
      r.role,
      r.event,
      r.subjectType,
      r.subjectId,
      JSON.stringify(r.detail),
      r.hash,
    ]),
  );
}

/** Checks the whole log; that it was checked, and how it came out, is an event itself. */
export async function verifyAudit(rt: Runtime, auth: Authorized): Promise<AuditVerification> {
  // What has been written up to now is to be anchored, or the answer would have to leave it out.
  await rt.anchors.anchorNow();
  const { accepted, ...report } = await verifyAuditLog(rt.db, { anchorFile: rt.anchorFile });
  const now = rt.clock();
  const { ok, checked, total, findings } = report;
  const detail = ok
    ? { ok, checked, accepted: accepted.length }
    : { ok, checked, found: total, first: findings[0]?.code };
  await rt.db.transaction((tx) =>
    appendAudit(
      tx,
      { event: "audit.verified", actor: auth.principal, requestId: auth.requestId, detail },
      now,
    ),
  );
  return { ...report, accepted: accepted.length, anchoring: rt.anchors.state().why, at: now.toISOString() };
}
