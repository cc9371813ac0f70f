import type { Tx } from "@/db/client";
import {
  type IncidentRow,
  incidentOfSource,
  insertEntry,
  insertIncident,
  insertLink,
} from "@/db/queries/incident";
import type { Authorized } from "@/lib/auth/principal";
import { newId } from "@/lib/core/ids";
import {
  type EntryKind,
  type IncidentKind,
  type IncidentLink,
  LONGEST_TITLE,
  LONGEST_WORDS,
  type Severity,
} from "@/lib/monitoring/incidents/incident";
import { appendAudit } from "../govern/append-audit";

export type NewIncident = {
  readonly kind: IncidentKind;
  readonly severity: Severity | null;
  /** One line that names no patient. */
  readonly title: string;
  readonly words?: string | null;
  readonly links?: readonly IncidentLink[];
  /** What in the world it is about, such as "drift:<test>:<window>": the same never opens a second one. */
  readonly source: string | null;
  readonly alert?: string;
  readonly encounterId?: string;
  readonly entry?: { readonly id: string; readonly kind: EntryKind };
};

/**
 * Opens an incident in the caller's transaction: for a person, or ("system") for a job that found something. What it was
 * opened for before is answered with the incident there is, open or closed.
 */
export async function openIncident(
  tx: Tx,
  by: Authorized | "system",
  asked: NewIncident,
  now: Date,
): Promise<{ readonly incident: IncidentRow; readonly opened: boolean }> {
  const known = asked.source === null ? null : await incidentOfSource(tx, asked.source);
  if (known) return { incident: known, opened: false };
  const name = by === "system" ? "OpenAcuity" : by.principal.displayName;
  const incident = await insertIncident(tx, {
    id: newId(),
    kind: asked.kind,
    severity: asked.severity,
    title: asked.title.slice(0, LONGEST_TITLE),
    openedAt: now,
    openedBy: name,
    source: asked.source,
    alert: asked.alert ?? null,
    encounterId: asked.encounterId ?? null,
  });
  if (!incident) {
    // Two at the same moment: the other one's is as good.
    const theirs = asked.source === null ? null : await incidentOfSource(tx, asked.source);
    if (theirs) return { incident: theirs, opened: false };
    throw new Error("an incident was neither opened nor found");
  }
  await insertEntry(tx, {
    id: asked.entry?.id ?? newId(),
    incidentId: incident.id,
    kind: asked.entry?.kind ?? "opened",
    at: now,
    by: name,
    words: asked.words?.trim().slice(0, LONGEST_WORDS) || null,
    detail: null,
  });
  for (const link of asked.links ?? []) await insertLink(tx, incident.id, link);
  await appendAudit(
    tx,
    {
      event: "incident.opened",
      actor: by === "system" ? "system" : by.principal,
      subject: { type: "incident", id: incident.id },
      ...(by === "system" ? {} : { requestId: by.requestId }),
      detail: {
        number: incident.number,
        kind: incident.kind,
        severity: incident.severity,
        links: (asked.links ?? []).map((l) => `${l.what} ${l.ref}`),
      },
    },
    now,
  );
  return { incident, opened: true };
}
