import type { Db } from "@/db/client";
import { countTally, oldTallies, restartTally, type TallyRow, takeTally } from "@/db/queries/audit-tally";
import type { AuditEventName } from "@/lib/audit/events";
import type { Role } from "@/lib/auth/roles";
import { MINUTE } from "@/lib/core/clock";
import { canonicalJson } from "@/lib/core/json";
import { withoutTrace } from "@/lib/core/trace-context";
import { type AuditInput, appendAudit } from "./append-audit";

/** For so long the same is counted instead of entered. */
export const SUMMED_FOR = 5 * MINUTE;

/**
 * Appends what anybody can cause as often as they like: the first of its kind (same event, person, subject and detail) is
 * an entry at once, the rest of the next minutes are one more entry with their number. Each is counted in the database
 * in the moment it happens, so a killed process loses none.
 */
export async function appendSummedAudit(db: Db, input: AuditInput, now: Date): Promise<void> {
  await db.transaction(async (tx) => {
    const { actor, event, subject } = input;
    const detail = { ...input.detail, ...(subject ? { subject: `${subject.type} ${subject.id}` } : {}) };
    const who =
      actor === "system"
        ? { actorId: null, actorName: "OpenAcuity", role: "system" }
        : { actorId: actor.userId, actorName: actor.displayName, role: actor.role };
    const key = canonicalJson([event, who.actorId, who.role, detail]);
    const tally = await countTally(tx, { key, event, ...who, detail }, now);
    const isOver = now.getTime() - tally.firstAt.getTime() >= SUMMED_FOR;
    if (tally.more > 0 && !isOver) return;
    if (tally.more > 0) {
      // The one that is being entered now was counted with the old ones.
      await appendSum(tx, { ...tally, more: tally.more - 1, lastAt: now }, now);
      await restartTally(tx, key, now);
    }
    await appendAudit(tx, input, now);
  });
}

/** Enters what was counted and is over; housekeeping calls it. */
export async function enterSums(db: Db, now: Date): Promise<void> {
  const before = new Date(now.getTime() - SUMMED_FOR);
  for (const key of await oldTallies(db, before))
    await db.transaction(async (tx) => {
      const tally = await takeTally(tx, key, before);
      if (tally) await appendSum(tx, tally, now);
    });
}

async function appendSum(tx: Parameters<typeof appendAudit>[0], tally: TallyRow, now: Date): Promise<void> {
  if (tally.more === 0) return;
  const input: AuditInput = {
    event: tally.event as AuditEventName,
    actor: tally.actorId
      ? {
          userId: tally.actorId,
          displayName: tally.actorName,
          role: tally.role as Role,
          sessionId: "",
          issuer: "",
          fhirUser: null,
        }
      : "system",
    detail: {
      ...tally.detail,
      more: tally.more,
      from: tally.firstAt.toISOString(),
      until: tally.lastAt.toISOString(),
    },
  };
  // Of many requests, and not of the one that enters it.
  await withoutTrace(() => appendAudit(tx, input, now));
}
