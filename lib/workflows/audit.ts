import { desc, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { auditEvent } from "@/db/schema";
import { type ChainedEntry, GENESIS, hashEntry } from "@/lib/audit/chain";
import type { AuditEventName } from "@/lib/audit/events";
import type { Principal } from "@/lib/auth/principal";

export type AuditInput = {
  readonly event: AuditEventName;
  readonly actor: Principal | "system";
  readonly subject?: { readonly type: string; readonly id: string };
  readonly requestId?: string;
  /** Codes, levels and ids of ours. Never PHI. */
  readonly detail?: Readonly<Record<string, unknown>>;
};

/** Any number: audit writers queue here, so that numbers have no gaps and the chain no forks. */
const AUDIT_LOCK = 727_275;

/**
 * Appends to the audit chain inside the caller's transaction: the change and its record commit together or not at all.
 * Call it last in the transaction; other writers wait until it ends.
 */
export async function appendAudit(tx: Tx, input: AuditInput, now: Date): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${AUDIT_LOCK})`);
  const [last] = await tx
    .select({ seq: auditEvent.seq, hash: auditEvent.hash })
    .from(auditEvent)
    .orderBy(desc(auditEvent.seq))
    .limit(1);
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
    detail: asStored(input.detail ?? {}),
    prevHash: last?.hash ?? GENESIS,
  };
  await tx.insert(auditEvent).values({ ...entry, at: now, hash: hashEntry(entry) });
}

/** Through JSON once, so that what is hashed is exactly what jsonb gives back; it refuses NUL and lone surrogates. */
const asStored = (detail: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  JSON.parse(
    JSON.stringify(detail, (_key, value: unknown) =>
      typeof value === "string" ? value.replaceAll("\0", "").toWellFormed() : value,
    ),
  ) as Record<string, unknown>;
