import type { DbOrTx, Tx } from "@/db/client";
import { lastRecordedAt } from "@/db/queries/audit";
import {
  type ExceptionRow,
  exceptionsOf,
  lockOpenException,
  updateException,
} from "@/db/queries/gate-exception";
import { type CheckRow, checksOf } from "@/db/queries/model-check";
import type { ModelVersionRow } from "@/db/queries/registry";
import { fallenByRun } from "@/db/queries/standing";
import { can } from "@/lib/auth/permissions";
import type { Principal } from "@/lib/auth/principal";
import { AppError } from "@/lib/core/errors";
import { isOver, whyLapsed } from "@/lib/registry/gates/exception";
import {
  assertNoObjection,
  checkInQuestion,
  type Objection,
  objectionToLabels,
  objectionToPromoting,
  objectionToReturning,
  type Situation,
} from "@/lib/registry/gates/standing";
import type { ExceptionView } from "../views";
import { situationNow } from "./check-material";

/** What an exception is held against: everything that must be as it was. */
export type Standing = {
  readonly row: ModelVersionRow;
  readonly checks: readonly CheckRow[];
  /** It was in use by an exception before. */
  readonly byException: boolean;
  readonly situation: Situation;
  /** Labels it learned from that may not be learned from any more. */
  readonly fallen: number;
  readonly now: Date;
};

/** How a version stands at this moment. */
export async function standingOf(tx: DbOrTx, row: ModelVersionRow, clock: Date): Promise<Standing> {
  const now = await notBefore(tx, clock);
  return standing(
    row,
    await checksOf(tx, row.version),
    await exceptionsOf(tx, row.version),
    await situationNow(tx),
    (await fallenByRun(tx)).get(row.runId ?? "") ?? 0,
    now,
  );
}

/** A clock that was set back makes no exception hold longer: it is never earlier than the last thing that was recorded. */
export async function notBefore(db: DbOrTx, clock: Date): Promise<Date> {
  const last = await lastRecordedAt(db);
  return last && last > clock ? last : clock;
}

export const standing = (
  row: ModelVersionRow,
  checks: readonly CheckRow[],
  exceptions: readonly ExceptionRow[],
  situation: Situation,
  fallen: number,
  now: Date,
): Standing => ({
  row,
  checks,
  byException: exceptions.some((e) => e.usedAt !== null && e.digest === row.digest),
  situation,
  fallen,
  now,
});

/** Why a version may not come into use, from where it is. */
export const objectionTo = ({ row, checks, situation, byException, fallen }: Standing): Objection =>
  row.status === "archived"
    ? objectionToReturning(row, checks, byException)
    : (objectionToLabels(row, fallen) ?? objectionToPromoting(row, checks, situation));

/** The measurement an exception is about. */
export const checkOf = ({ row, checks, situation, byException }: Standing): CheckRow | null =>
  checkInQuestion(row, checks, situation, byException);

/** Why an exception that is asked for or agreed to does not hold any more; null: it does. */
export const lapsed = (e: ExceptionRow, s: Standing): string | null =>
  whyLapsed(e, s.row, checkOf(s), s.situation, s.now);

/**
 * Lets a version pass that failed a gate, where two people said so; null: nothing stood against it.
 * @returns the exception, marked as used
 * @throws AppError("gates-failed" | "not-measured" | "labels-fallen") in words for the person who asked
 */
export async function passOrExcept(tx: Tx, standing: Standing): Promise<ExceptionRow | null> {
  const objection = objectionTo(standing);
  const open = await lockOpenException(tx, standing.row.version);
  if (!objection) {
    // It passes by itself: what was asked for meanwhile is not needed.
    if (open) await updateException(tx, open.id, { status: "lapsed" });
    return null;
  }
  if (open?.status !== "agreed") {
    assertNoObjection(objection);
    return null;
  }
  const why = lapsed(open, standing);
  if (why)
    throw new AppError(objection.code, `exception lapsed: ${why}`, {
      userMessage: `The exception agreed for ${standing.row.version} no longer holds: ${why}. ${objection.words}`,
    });
  if (objection.code !== "gates-failed") assertNoObjection(objection);
  await updateException(tx, open.id, { status: "used", usedAt: standing.now });
  return open;
}

/** The version has left use, or was rejected: its exception is over. Returns its id. */
export async function closeException(
  tx: Tx,
  version: string,
  status: "ended" | "lapsed",
  now: Date,
): Promise<string | null> {
  const open = await lockOpenException(tx, version);
  if (!open) return null;
  await updateException(tx, open.id, { status, endedAt: now });
  return open.id;
}

/** @param standing what the version is held against; null for one that is in use by it already */
export function viewException(
  e: ExceptionRow,
  standing: Standing | null,
  viewer: Principal,
  now: Date,
): ExceptionView {
  const waits = e.status === "asked" || e.status === "agreed";
  const why = waits && standing ? lapsed(e, standing) : null;
  const mine = e.askedBy === viewer.userId;
  const mayAct = can(viewer.role, "model:promote") && waits && why === null;
  return {
    id: e.id,
    version: e.version,
    status: why ? "lapsed" : e.status,
    reason: e.reason,
    until: e.until,
    askedBy: e.askedByName,
    askedAt: e.askedAt.toISOString(),
    answeredBy: e.answeredByName,
    answeredAt: e.answeredAt?.toISOString() ?? null,
    comment: e.comment,
    failed: e.findings.map((f) => f.text),
    lapsed: why,
    over: e.status === "used" && isOver(e.until, now),
    mine: mayAct && mine,
    canAnswer: mayAct && !mine && e.status === "asked",
  };
}
