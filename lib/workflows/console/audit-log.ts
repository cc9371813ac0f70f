import { listAuditEvents } from "@/db/queries/audit";
import { AUDIT_EVENT_NAMES, type AuditEventName } from "@/lib/audit/events";
import type { Authorized } from "@/lib/auth/principal";
import type { Role } from "@/lib/auth/roles";
import { appendAudit } from "../audit";
import type { Runtime } from "../runtime";
import { verifyAuditChain } from "../verify-audit";
import type { AuditRowView, AuditVerification, Page } from "../views";

const PAGE = 50;

export type AuditFilter = { readonly cursor?: string | undefined; readonly event?: string | undefined };

export async function listAudit(
  rt: Runtime,
  _auth: Authorized,
  filter: AuditFilter,
): Promise<Page<AuditRowView>> {
  const before = filter.cursor ? Number(filter.cursor) : undefined;
  const event = AUDIT_EVENT_NAMES.includes(filter.event as AuditEventName) ? filter.event : undefined;
  const rows = await listAuditEvents(rt.db, { before, event, limit: PAGE + 1 });
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

/** Checks every link of the chain; that it was checked, and how it came out, is an event itself. */
export async function verifyAudit(rt: Runtime, auth: Authorized): Promise<AuditVerification> {
  const verdict = await verifyAuditChain(rt.db);
  const now = rt.clock();
  const detail = verdict.ok
    ? { ok: true, checked: verdict.checked }
    : { ok: false, brokenAt: verdict.brokenAt };
  await rt.db.transaction((tx) =>
    appendAudit(
      tx,
      { event: "audit.verified", actor: auth.principal, requestId: auth.requestId, detail },
      now,
    ),
  );
  return { ...verdict, at: now.toISOString() };
}
