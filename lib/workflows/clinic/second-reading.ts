import type { Tx } from "@/db/client";
import { derivedKey } from "@/db/keys";
import { insertReading, mayRead, nextReading, saveReading, skipReading } from "@/db/queries/second-reading";
import type { Authorized } from "@/lib/auth/principal";
import type { Level } from "@/lib/case/level";
import type { TriageCase } from "@/lib/case/triage-case";
import { AppError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import type { SitePhrase } from "@/lib/feedback/deidentification/site-phrases";
import { deidentifyCase } from "@/lib/feedback/label";
import { type ReadingCase, readingWhy, type SkipReason, toReadingCase } from "@/lib/feedback/second-reading";
import { appendAudit } from "../govern/append-audit";
import type { Runtime } from "../service/runtime";

type Decided = {
  readonly id: string;
  readonly encounterId: string;
  readonly level: Level;
  readonly shownLevel: Level | null;
  readonly decidedAt: Date;
};

/** What is taken out of a case's texts: what the EHR knows of the patient, and what the site takes out of every text. */
export type Identifying = { readonly texts: readonly string[]; readonly phrases: readonly SitePhrase[] };

/**
 * Puts a decision before a second reader, in the decision's own transaction: each that is two levels away, and a drawn share of the rest.
 * The case is kept without direct identifiers, so that whoever reads it sees nobody's record.
 */
export async function askSecondReading(
  rt: Pick<Runtime, "env">,
  tx: Tx,
  auth: Authorized,
  decided: Decided,
  c: TriageCase | null,
  known: Identifying,
): Promise<void> {
  const secret = derivedKey("second-reading").key;
  const why = readingWhy(c, decided, secret, rt.env.SECOND_READING_PERCENT);
  if (why === null || c === null) return;
  const id = newId();
  await insertReading(tx, {
    id,
    decisionId: decided.id,
    encounterId: decided.encounterId,
    why,
    case: deidentifyCase(c, id, known.texts, known.phrases),
    askedAt: decided.decidedAt,
  });
  await appendAudit(
    tx,
    {
      event: "reading.asked",
      actor: "system",
      subject: { type: "reading", id },
      requestId: auth.requestId,
      detail: { decision: decided.id, why },
    },
    decided.decidedAt,
  );
}

/** What a reader is given: the case, and nothing of what was suggested or decided. */
export type ReadingView = {
  readonly next: { readonly id: string; readonly case: ReadingCase } | null;
  /** Waiting for this reader, the next one included. */
  readonly waiting: number;
};
/** Told once the reading is saved, not before. */
export type ReadView = {
  readonly level: Level;
  readonly first: Level;
  readonly suggested: Level | null;
};

/** How many wait for this reader. */
export const countReadings = async (rt: Runtime, { principal }: Authorized): Promise<number> =>
  (await nextReading(rt.db, principal)).waiting;

/** The next case to read. That it was shown is on record. */
export async function openReading(rt: Runtime, auth: Authorized): Promise<ReadingView> {
  const { principal: actor, requestId } = auth;
  const { next, waiting } = await nextReading(rt.db, actor);
  if (!next) return { next: null, waiting };
  await rt.db.transaction((tx) =>
    appendAudit(
      tx,
      { event: "reading.viewed", actor, subject: { type: "reading", id: next.id }, requestId },
      rt.clock(),
    ),
  );
  return { next: { id: next.id, case: toReadingCase(next.case) }, waiting };
}

/**
 * Saves a reading and gives the next case at once. Touches neither the decision nor the EHR.
 * @throws AppError("conflict") when it does not wait for this reader (any more)
 */
export async function recordReading(
  rt: Runtime,
  auth: Authorized,
  { readingId, level }: { readonly readingId: string; readonly level: Level },
): Promise<ReadingView & { readonly read: ReadView }> {
  const { principal: actor, requestId } = auth;
  const now = rt.clock();
  const read = await rt.db.transaction(async (tx) => {
    if (!(await mayRead(tx, actor, readingId))) throw gone();
    const first = await saveReading(tx, readingId, { readBy: actor.userId, readAt: now, level });
    if (!first) throw gone();
    await appendAudit(
      tx,
      {
        event: "reading.saved",
        actor,
        subject: { type: "reading", id: readingId },
        requestId,
        detail: { decision: first.decisionId, level, first: first.level },
      },
      now,
    );
    return { level, first: first.level, suggested: first.shownLevel };
  });
  return { ...(await openReading(rt, auth)), read };
}

/**
 * Passes a reading on to another lead.
 * @throws AppError("conflict") when it does not wait for this reader (any more)
 */
export async function passReading(
  rt: Runtime,
  auth: Authorized,
  { readingId, reason }: { readonly readingId: string; readonly reason: SkipReason },
): Promise<ReadingView> {
  const { principal: actor, requestId } = auth;
  const now = rt.clock();
  await rt.db.transaction(async (tx) => {
    if (!(await mayRead(tx, actor, readingId))) throw gone();
    await skipReading(tx, { readingId, skippedBy: actor.userId, reason, skippedAt: now });
    await appendAudit(
      tx,
      {
        event: "reading.skipped",
        actor,
        subject: { type: "reading", id: readingId },
        requestId,
        detail: { reason },
      },
      now,
    );
  });
  return openReading(rt, auth);
}

const gone = () =>
  new AppError("conflict", "the reading does not wait for this reader", {
    userMessage:
      "This case does not wait for you any more: another lead has read it, or its level was changed.",
  });
