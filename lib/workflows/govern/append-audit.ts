import type { Tx } from "@/db/client";
import { auditHead, insertAuditEvent } from "@/db/queries/audit";
import { type ChainedEntry, GENESIS, hashEntry } from "@/lib/audit/chain";
import type { AuditEventName } from "@/lib/audit/events";
import { digestsOf, type RecordContent } from "@/lib/audit/records";
import type { Principal } from "@/lib/auth/principal";
import { keptTraceId } from "@/lib/core/trace-context";
import { anchoring } from "./anchoring";
import { currentAuditKey, lockAudit } from "./audit-keys";

export type AuditInput = {
  readonly event: AuditEventName;
  readonly actor: Principal | "system";
  readonly subject?: { readonly type: string; readonly id: string };
  readonly requestId?: string;
  /** Codes, levels and ids of ours. Never PHI. */
  readonly detail?: Readonly<Record<string, unknown>>;
  /** Decisions, assessments and explanations written (or, with a null row, removed) in this transaction. */
  readonly records?: readonly RecordContent[];
};

/**
 * Appends to the audit chain inside the caller's transaction: the change and its record commit together or not at all.
 * Call it last in the transaction; other writers wait until it ends. The new head is anchored outside the database soon after.
 */
export async function appendAudit(tx: Tx, input: AuditInput, now: Date): Promise<void> {
  await lockAudit(tx);
  const { key, log } = await currentAuditKey(tx, now);
  const last = await auditHead(tx);
  const anchors = anchoring(log);
  const { actor } = input;
  const entry: ChainedEntry = {
    seq: (last?.seq ?? 0) + 1,
    at: now.toISOString(),
    actorId: actor === "system" ? null : actor.userId,
    actorName: actor === "system" ? "OpenAcuity" : actor.displayName,
    role: actor === "system" ? "system" : actor.role,
    event: input.event,
    subjectType: input.subject?.type ?? null,
    subjectId: input.subject?.id ?? null,
    requestId: input.requestId ?? null,
    detail: asStored({ ...input.detail, ...traceOf() }),
    prevHash: last?.hash ?? GENESIS,
    keyId: key.id,
    anchor: anchors?.newest() ?? null,
    digests: digestsOf(key, input.records ?? []),
  };
  await insertAuditEvent(tx, { ...entry, hash: hashEntry(entry, key) });
  anchors?.wake(entry.seq, input.event);
}

/** The trace in which it was done, to look it up there; nothing where none is kept. */
const traceOf = (): { trace?: string } => {
  const trace = keptTraceId();
  return trace ? { trace } : {};
};

/** Through JSON once, so that what is hashed is exactly what jsonb gives back; it refuses NUL and lone surrogates. */
const asStored = (detail: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  JSON.parse(
    JSON.stringify(detail, (_key, value: unknown) =>
      typeof value === "string" ? value.replaceAll("\0", "").toWellFormed() : value,
    ),
  ) as Record<string, unknown>;
