import type { Tx } from "@/db/client";
import {
  entriesOf,
  entryKindsOf,
  findIncident,
  focusOf,
  type IncidentRow,
  insertEntry,
  insertLink,
  isThere,
  levelsOf,
  linksOf,
  listIncidents,
  lockIncident,
  setFocus,
  updateIncident,
} from "@/db/queries/incident";
import type { AuditEventName } from "@/lib/audit/events";
import { can } from "@/lib/auth/permissions";
import type { Authorized } from "@/lib/auth/principal";
import { AppError } from "@/lib/core/errors";
import {
  assertStep,
  type EntryKind,
  type IncidentLink,
  isReviewed,
  type Severity,
  type Step,
} from "@/lib/monitoring/incidents/incident";
import { appendAudit } from "../govern/append-audit";
import type { Runtime } from "../service/runtime";
import type { IncidentListView, IncidentRowView, IncidentView, Page } from "../views";
import { type NewIncident, openIncident } from "./open-incident";

const PAGE = 50;

/** Newest first. */
export async function viewIncidents(
  rt: Runtime,
  { principal }: Authorized,
  {
    status,
    cursor,
  }: { readonly status?: IncidentRow["status"] | undefined; readonly cursor?: string | undefined },
): Promise<IncidentListView> {
  const before = Number(cursor);
  const rows = await listIncidents(rt.db, {
    status,
    before: Number.isSafeInteger(before) && before > 0 ? before : undefined,
    limit: PAGE + 1,
  });
  const items = rows.slice(0, PAGE).map(toRowView);
  const page: Page<IncidentRowView> = {
    items,
    nextCursor: rows.length > PAGE ? String(items.at(-1)?.number) : null,
  };
  return { page, mayOpen: can(principal.role, "incident:write") };
}

const toRowView = (row: IncidentRow): IncidentRowView => ({
  id: row.id,
  number: row.number,
  kind: row.kind,
  severity: row.severity,
  status: row.status,
  title: row.title,
  openedAt: row.openedAt.toISOString(),
  openedBy: row.openedBy,
  closedAt: row.closedAt?.toISOString() ?? null,
});

/** @throws AppError("not-found") */
export async function viewIncident(
  rt: Runtime,
  { principal }: Authorized,
  id: string,
): Promise<IncidentView> {
  const row = await findIncident(rt.db, id);
  if (!row) throw notFound(id);
  const [entries, links, focus] = [
    await entriesOf(rt.db, id),
    await linksOf(rt.db, id),
    await focusOf(rt.db, principal.userId),
  ];
  const known = await levelsOf(rt.db, links);
  return {
    ...toRowView(row),
    entries: entries.map(({ id: entryId, kind, at, by, words, detail }) => ({
      id: entryId,
      kind,
      at: at.toISOString(),
      by,
      words,
      detail,
    })),
    links: links.map((link) => {
      const about = known.get(link.ref);
      return {
        ...link,
        level: about?.level ?? null,
        modelVersion: about?.modelVersion ?? null,
        at: about?.at.toISOString() ?? null,
      };
    }),
    reviewed: isReviewed({ status: row.status, entries: entries.map((e) => e.kind) }),
    mayWrite: can(principal.role, "incident:write"),
    isFocus: focus?.id === id,
  };
}

const notFound = (id: string) => new AppError("not-found", `no incident ${id}`);

/** What somebody is at work on, for the pages where something can be done about it. */
export async function currentFocus(
  rt: Runtime,
  { principal }: Authorized,
): Promise<Pick<IncidentRowView, "id" | "number" | "title"> | null> {
  const focus = await focusOf(rt.db, principal.userId);
  return focus && { id: focus.id, number: focus.number, title: focus.title };
}

/** Of one gesture; the same twice does it once. */
type Gesture = { readonly requestId: string };

/** Opens one by hand; who opens it is at work on it. */
export async function startIncident(
  rt: Runtime,
  auth: Authorized,
  {
    requestId,
    ...asked
  }: Gesture & Pick<NewIncident, "kind" | "severity" | "title"> & { readonly words: string },
): Promise<{ readonly id: string }> {
  const id = await rt.db.transaction(async (tx) => {
    const source = `person:${requestId}`;
    const { incident, opened } = await openIncident(tx, auth, { ...asked, source }, rt.clock());
    if (opened) await setFocus(tx, auth.principal.userId, incident.id);
    return incident.id;
  });
  return { id };
}

type Addition = Gesture & { readonly incidentId: string };

/** A note is taken at any time, also on a closed incident: it is never lost. */
export const addNote = (
  rt: Runtime,
  auth: Authorized,
  { words, ...to }: Addition & { readonly words: string },
): Promise<IncidentView> => add(rt, auth, to, { kind: "note", event: "incident.noted", words });

export const judgeSeverity = (
  rt: Runtime,
  auth: Authorized,
  { severity, ...to }: Addition & { readonly severity: Severity },
): Promise<IncidentView> =>
  add(rt, auth, to, {
    kind: "judged",
    step: "judged",
    event: "incident.noted",
    detail: { severity },
    change: (tx, row) => updateIncident(tx, row.id, { severity }),
  });

/** @throws AppError("not-found") where there is no such thing */
export const addLink = (
  rt: Runtime,
  auth: Authorized,
  { what, ref, ...to }: Addition & IncidentLink,
): Promise<IncidentView> =>
  add(rt, auth, to, {
    kind: "linked",
    step: "linked",
    event: "incident.noted",
    detail: { what, ref },
    change: async (tx, row) => {
      if (!(await isThere(tx, { what, ref })))
        throw new AppError("not-found", `no ${what} ${ref}`, {
          userMessage: "There is nothing of this kind by this name. Check it, then try again.",
        });
      await insertLink(tx, row.id, { what, ref });
    },
  });

type Ending = Addition & { readonly words: string; readonly seenEntries: number };

export const reviewIncident = (
  rt: Runtime,
  auth: Authorized,
  { words, seenEntries, ...to }: Ending,
): Promise<IncidentView> =>
  add(rt, auth, to, { kind: "reviewed", step: "reviewed", event: "incident.reviewed", words, seenEntries });

/** @throws AppError("conflict") where it was not reviewed, or the page lacks what others added */
export const closeIncident = (
  rt: Runtime,
  auth: Authorized,
  { words, seenEntries, ...to }: Ending,
): Promise<IncidentView> =>
  add(rt, auth, to, {
    kind: "closed",
    step: "closed",
    event: "incident.closed",
    words,
    seenEntries,
    change: (tx, row, now) => updateIncident(tx, row.id, { status: "closed", closedAt: now }),
  });

export const reopenIncident = (
  rt: Runtime,
  auth: Authorized,
  { words, ...to }: Addition & { readonly words: string },
): Promise<IncidentView> =>
  add(rt, auth, to, {
    kind: "reopened",
    step: "reopened",
    event: "incident.reopened",
    words,
    change: (tx, row) => updateIncident(tx, row.id, { status: "open", closedAt: null }),
  });

type Entry = {
  readonly kind: EntryKind;
  readonly step?: Step;
  readonly event: AuditEventName;
  readonly words?: string;
  readonly detail?: Readonly<Record<string, string>>;
  readonly seenEntries?: number;
  readonly change?: (tx: Tx, row: IncidentRow, now: Date) => Promise<void>;
};

async function add(
  rt: Runtime,
  auth: Authorized,
  { incidentId, requestId }: Addition,
  entry: Entry,
): Promise<IncidentView> {
  const now = rt.clock();
  await rt.db.transaction(async (tx) => {
    const row = await lockIncident(tx, incidentId);
    if (!row) throw notFound(incidentId);
    const made = await insertEntry(tx, {
      id: requestId,
      incidentId,
      kind: entry.kind,
      at: now,
      by: auth.principal.displayName,
      words: entry.words ?? null,
      detail: entry.detail ?? null,
    });
    if (!made) return;
    if (entry.step) {
      const entries = (await entryKindsOf(tx, incidentId)).slice(0, -1);
      assertStep({ status: row.status, entries }, entry.step, entry.seenEntries ?? entries.length);
    }
    await entry.change?.(tx, row, now);
    await appendAudit(
      tx,
      {
        event: entry.event,
        actor: auth.principal,
        subject: { type: "incident", id: incidentId },
        requestId: auth.requestId,
        detail: { number: row.number, entry: entry.kind, ...entry.detail },
      },
      now,
    );
  });
  return viewIncident(rt, auth, incidentId);
}

/** From now on, what this person does to the model, its policy or the switch is noted on this incident; null: on none. */
export async function workOn(
  rt: Runtime,
  auth: Authorized,
  { incidentId, on }: { readonly incidentId: string; readonly on: boolean },
): Promise<IncidentView> {
  await rt.db.transaction(async (tx) => {
    const row = await lockIncident(tx, incidentId);
    if (!row) throw notFound(incidentId);
    if (on && row.status === "closed")
      throw new AppError("conflict", "closed", {
        userMessage: "This incident is closed. Open it again first.",
      });
    await setFocus(tx, auth.principal.userId, on ? incidentId : null);
  });
  return viewIncident(rt, auth, incidentId);
}

/** All of it as one file; that it was taken is on record. */
export async function exportIncident(rt: Runtime, auth: Authorized, id: string): Promise<string> {
  const { mayWrite: _, isFocus: __, ...incident } = await viewIncident(rt, auth, id);
  const now = rt.clock();
  await rt.db.transaction((tx) =>
    appendAudit(
      tx,
      {
        event: "incident.exported",
        actor: auth.principal,
        subject: { type: "incident", id },
        requestId: auth.requestId,
        detail: { number: incident.number, entries: incident.entries.length },
      },
      now,
    ),
  );
  const head = { format: "openacuity-incident/1", exportedAt: now.toISOString() };
  return `${JSON.stringify({ ...head, incident }, null, 2)}\n`;
}
