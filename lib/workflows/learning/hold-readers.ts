import { answersOfReaders, insertHold, labelsMark, listHolds, releaseHold } from "@/db/queries/reader-hold";
import { lockChampion } from "@/db/queries/registry";
import type { Authorized } from "@/lib/auth/principal";
import { AppError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { type Inconsistency, readersConsistency } from "@/lib/feedback/reader-consistency";
import { appendAudit } from "../govern/append-audit";
import { processState } from "../service/process-state";
import type { Runtime } from "../service/runtime";
import { readerCode } from "./reader-code";

/**
 * Holds back every reader whose answers so far are evidence enough that they do not go with the cases. Looked at after every answer,
 * however seldom it is called (lib/feedback/reader-consistency.ts).
 * @returns how many were held back now
 */
export async function holdInconsistentReaders(rt: Pick<Runtime, "db" | "clock" | "logger">): Promise<number> {
  let held = 0;
  for (const [readerId, found] of readersConsistency(await answersOfReaders(rt.db))) {
    const { heldAt, why, evidence } = found;
    if (heldAt === null || why === null) continue;
    const now = rt.clock();
    const added = await rt.db.transaction(async (tx) => {
      // A promotion at the same moment goes first, or finds these labels held back.
      await lockChampion(tx);
      const row = { id: newId(), readerId, why, answers: heldAt, evidence, heldAt: now };
      if (!(await insertHold(tx, row))) return false;
      await appendAudit(
        tx,
        {
          event: "reader.held",
          actor: "system",
          subject: { type: "reader-hold", id: row.id },
          detail: { reader: readerCode(readerId), why, answers: heldAt },
        },
        now,
      );
      return true;
    });
    if (added) held += 1;
  }
  if (held > 0)
    rt.logger.warn({ count: held }, "labels of readers were held back: they do not go with the cases");
  return held;
}

/** The same, where labels have come in since this process last looked. */
export async function keepReaders(rt: Runtime): Promise<void> {
  const seen = processState(rt, "readers-seen", () => ({ mark: "" }));
  const mark = await labelsMark(rt.db);
  if (mark === seen.mark) return;
  await holdInconsistentReaders(rt);
  seen.mark = mark;
}

/** A reader held back, or who was: nobody is named, and nobody compared with anybody. */
export type HoldView = {
  readonly id: string;
  readonly reader: string;
  readonly why: Inconsistency;
  readonly answers: number;
  readonly labels: number;
  readonly heldAt: string;
  readonly released: { readonly at: string; readonly by: string; readonly reason: string } | null;
};

export async function listHeldReaders(rt: Runtime, _auth: Authorized): Promise<HoldView[]> {
  return (await listHolds(rt.db)).map((row) => ({
    id: row.id,
    reader: readerCode(row.readerId),
    why: row.why,
    answers: row.answers,
    labels: row.labels,
    heldAt: row.heldAt.toISOString(),
    released: row.releasedAt && {
      at: row.releasedAt.toISOString(),
      by: row.releasedByName ?? "",
      reason: row.reason ?? "",
    },
  }));
}

/**
 * Lets a reader's labels in again. What they answered up to now is not held against them any more.
 * @throws AppError("conflict") when somebody did so before
 */
export async function releaseReader(
  rt: Runtime,
  auth: Authorized,
  { holdId, reason }: { readonly holdId: string; readonly reason: string },
): Promise<HoldView[]> {
  const { principal: actor, requestId } = auth;
  const now = rt.clock();
  await rt.db.transaction(async (tx) => {
    const row = await releaseHold(tx, holdId, { releasedAt: now, releasedBy: actor.userId, reason });
    if (!row)
      throw new AppError("conflict", "no open hold of this id", {
        userMessage: "These labels are not held back any more. Please look again.",
      });
    await appendAudit(
      tx,
      {
        event: "reader.released",
        actor,
        subject: { type: "reader-hold", id: holdId },
        requestId,
        detail: { reader: readerCode(row.readerId), reason },
      },
      now,
    );
  });
  return listHeldReaders(rt, auth);
}
