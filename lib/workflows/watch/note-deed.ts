import type { Tx } from "@/db/client";
import { focusOf, insertEntry, insertLink, lockIncident } from "@/db/queries/incident";
import type { AuditEventName } from "@/lib/audit/events";
import type { Authorized } from "@/lib/auth/principal";
import { newId } from "@/lib/core/ids";

/**
 * Notes on the incident somebody is at work on, if any, that they changed what answers patients; in the transaction that
 * changes it.
 */
export async function noteDeed(
  tx: Tx,
  { principal }: Authorized,
  event: AuditEventName,
  done: {
    readonly detail: Readonly<Record<string, string | null>>;
    readonly versions: readonly (string | null)[];
  },
  now: Date,
): Promise<void> {
  const focus = await focusOf(tx, principal.userId);
  const held = focus && (await lockIncident(tx, focus.id));
  if (held?.status !== "open") return;
  await insertEntry(tx, {
    id: newId(),
    incidentId: held.id,
    kind: "deed",
    at: now,
    by: principal.displayName,
    words: null,
    detail: { event, ...done.detail },
  });
  for (const ref of done.versions) if (ref) await insertLink(tx, held.id, { what: "model-version", ref });
}
