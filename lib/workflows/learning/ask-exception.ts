import type { Tx } from "@/db/client";
import {
  type ExceptionRow,
  insertException,
  lockException,
  lockOpenException,
  updateException,
} from "@/db/queries/gate-exception";
import { findPerson } from "@/db/queries/people";
import { lockChampion } from "@/db/queries/registry";
import type { AuditEventName } from "@/lib/audit/events";
import { can } from "@/lib/auth/permissions";
import type { Authorized } from "@/lib/auth/principal";
import { AppError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { assertEndDate, isSamePerson } from "@/lib/registry/gates/exception";
import { canPromote, canRollBackTo } from "@/lib/registry/versions";
import { appendAudit } from "../govern/append-audit";
import type { Runtime } from "../service/runtime";
import type { ModelVersionView } from "../views";
import { listModelVersions, requireVersion } from "./change-model";
import {
  checkOf,
  closeException,
  lapsed,
  notBefore,
  objectionTo,
  type Standing,
  standingOf,
} from "./exceptions";

const refused = (userMessage: string, message = userMessage) =>
  new AppError("conflict", message, { userMessage });

/**
 * Asks that a version that failed a check may come into use all the same, until a day. Nothing comes of it before somebody
 * else agrees.
 * @throws AppError("invalid-input" | "conflict" | "not-found")
 */
export async function askException(
  rt: Runtime,
  auth: Authorized,
  asked: { readonly version: string; readonly reason: string; readonly until: string },
): Promise<ModelVersionView[]> {
  assertEndDate(asked.until, await notBefore(rt.db, rt.clock()));
  await rt.db.transaction(async (tx) => {
    await lockChampion(tx);
    const standing = await standingOf(tx, await requireVersion(tx, asked.version), rt.clock());
    const check = failedCheck(standing);
    const failed = (check.findings ?? []).filter((f) => f.severity === "fail");
    await closeLapsed(tx, standing);
    const { row, situation, now } = standing;
    if (situation.policy === null) throw new AppError("gates-unverified");
    const added = await insertException(tx, {
      id: newId(),
      version: row.version,
      digest: row.digest,
      against: situation.champion,
      policy: situation.policy,
      checkId: check.id,
      findings: failed,
      reason: asked.reason,
      until: asked.until,
      status: "asked",
      askedBy: auth.principal.userId,
      askedByName: auth.principal.displayName,
      askedAt: now,
    });
    if (!added) throw refused(`An exception for ${row.version} is open already. Please look again.`);
    await note(rt, tx, auth, "model.exception-asked", added, {
      reason: asked.reason,
      until: asked.until,
      failed: failed.map((f) => f.gate),
    });
  });
  return listModelVersions(rt, auth);
}

/** The check that it failed. @throws where an exception is not what it needs */
function failedCheck(standing: Standing) {
  const { row } = standing;
  if (!canPromote(row) && !canRollBackTo(row))
    throw refused(`Version ${row.version} is ${row.status}; it cannot be put into use from there.`);
  const [objection, check] = [objectionTo(standing), checkOf(standing)];
  if (!objection || !check) throw refused(objection?.words ?? `Version ${row.version} needs no exception.`);
  if (objection.code !== "gates-failed") throw refused(objection.words);
  return check;
}

/** One that no longer holds makes room for another; one that does stays. */
async function closeLapsed(tx: Tx, standing: Standing): Promise<void> {
  const { version } = standing.row;
  const open = await lockOpenException(tx, version);
  if (open && lapsed(open, standing)) await closeException(tx, version, "lapsed", standing.now);
}

/**
 * A second, different person agrees or declines.
 * @throws AppError("forbidden") for whoever asked, under whichever account; AppError("conflict") when it was answered
 * already, or anything it was asked for has changed
 */
export async function answerException(
  rt: Runtime,
  auth: Authorized,
  answer: { readonly id: string; readonly agree: boolean; readonly comment?: string | undefined },
): Promise<ModelVersionView[]> {
  await rt.db.transaction(async (tx) => {
    const { exception, standing } = await lockOpen(rt, tx, answer.id);
    await assertSecondPerson(tx, auth, exception, answer.agree);
    if (exception.status !== "asked")
      throw refused(
        `${exception.answeredByName ?? "Somebody"} has agreed to this already. Please look again.`,
      );
    await updateException(tx, exception.id, {
      status: answer.agree ? "agreed" : "declined",
      answeredBy: auth.principal.userId,
      answeredByName: auth.principal.displayName,
      answeredAt: standing.now,
      comment: answer.comment || null,
    });
    await note(rt, tx, auth, `model.exception-${answer.agree ? "agreed" : "declined"}`, exception, {
      ...(answer.comment ? { comment: answer.comment } : {}),
    });
  });
  return listModelVersions(rt, auth);
}

/** Whoever asked thinks better of it, until the version is in use by it. */
export async function withdrawException(
  rt: Runtime,
  auth: Authorized,
  { id }: { readonly id: string },
): Promise<ModelVersionView[]> {
  await rt.db.transaction(async (tx) => {
    const { exception, standing } = await lockOpen(rt, tx, id);
    if (exception.askedBy !== auth.principal.userId)
      throw new AppError("forbidden", "somebody else's exception", {
        userMessage: `Only ${exception.askedByName} can withdraw this.`,
      });
    await updateException(tx, id, { status: "withdrawn", endedAt: standing.now });
    await note(rt, tx, auth, "model.exception-withdrawn", exception, {});
  });
  return listModelVersions(rt, auth);
}

/** An exception that waits for something, under the same lock as promotions. */
async function lockOpen(
  rt: Runtime,
  tx: Tx,
  id: string,
): Promise<{ exception: ExceptionRow; standing: Standing }> {
  await lockChampion(tx);
  const exception = await lockException(tx, id);
  if (!exception) throw new AppError("not-found", `no exception ${id}`);
  const standing = await standingOf(tx, await requireVersion(tx, exception.version), rt.clock());
  if (exception.status !== "asked" && exception.status !== "agreed")
    throw refused("This exception is closed already. Please look again.", `it is ${exception.status}`);
  const why = lapsed(exception, standing);
  if (why) throw refused(`This exception no longer holds: ${why}. Ask for a new one if it is still needed.`);
  return { exception, standing };
}

async function assertSecondPerson(
  tx: Tx,
  { principal }: Authorized,
  exception: ExceptionRow,
  agree: boolean,
): Promise<void> {
  const [first, second] = [await findPerson(tx, exception.askedBy), await findPerson(tx, principal.userId)];
  if (!first || !second || isSamePerson(first, second))
    throw new AppError("forbidden", "the same person", {
      userMessage: "You asked for this exception yourself. Somebody else has to answer.",
    });
  if (agree && !can(first.role, "model:promote"))
    throw refused(
      `${exception.askedByName} may no longer promote versions. Ask for a new exception if it is still needed.`,
    );
}

const note = (
  rt: Runtime,
  tx: Tx,
  auth: Authorized,
  event: AuditEventName,
  e: ExceptionRow,
  detail: Readonly<Record<string, unknown>>,
) =>
  appendAudit(
    tx,
    {
      event,
      actor: auth.principal,
      subject: { type: "model", id: e.version },
      requestId: auth.requestId,
      detail: { exception: e.id, digest: e.digest, against: e.against, check: e.checkId, ...detail },
    },
    rt.clock(),
  );
