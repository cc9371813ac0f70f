import type { Tx } from "@/db/client";
import { endOverdueSessions } from "@/db/queries/housekeeping";
import {
  findSession,
  isLaunchOfSession,
  liveSessions,
  newestLaunch,
  revokeSession,
  type SessionRow,
  touchSession,
} from "@/db/queries/identity";
import { lockPerson } from "@/db/queries/people";
import type { PageMark } from "@/lib/auth/page-mark";
import type { Authorized, Principal } from "@/lib/auth/principal";
import { isRole } from "@/lib/auth/roles";
import {
  type IdleTimes,
  idleTimes,
  SESSION_MAX_MS,
  type SessionEnd,
  sessionState,
  shouldTouch,
  timeLeft,
} from "@/lib/auth/session";
import { DAY } from "@/lib/core/clock";
import { AppError } from "@/lib/core/errors";
import type { Runtime } from "../service/runtime";
import type { FrameSession, OwnSessionView } from "../views";
import { appendAudit } from "./append-audit";
import { releaseTokens } from "./release-tokens";

const timesOf = (rt: Runtime): IdleTimes => idleTimes(rt.env.SESSION_IDLE_MINUTES);
const isId = (id: string): boolean => /^[0-9a-f-]{36}$/.test(id);

/** Sessions started or used after these moments still count. */
const countingSince = (rt: Runtime) => {
  const now = rt.clock().getTime();
  return { started: new Date(now - SESSION_MAX_MS), seen: new Date(now - timesOf(rt).idleMs) };
};

/** Somebody, or why there is nobody. "none": no session that we know of. */
export type Identity = {
  readonly principal: Principal | null;
  readonly ended: SessionEnd | "no-role" | "none" | null;
};

/**
 * Who a session belongs to, if it still counts: not revoked, not too old, not idle, and its owner's role known. Looking does
 * not prolong it: only what a person does, does (`noteUse`).
 */
export async function identify(rt: Runtime, sessionId: string | null): Promise<Identity> {
  const nobody = (ended: Identity["ended"]): Identity => ({ principal: null, ended });
  if (!sessionId || !isId(sessionId)) return nobody("none");
  const found = await findSession(rt.db, sessionId);
  if (!found) return nobody("none");
  const state = sessionState(found.session, rt.clock(), timesOf(rt));
  if (state === "revoked") return nobody(found.session.endedWhy ?? "none");
  if (state !== "active") return nobody(state);
  const { user } = found;
  if (!isRole(user.role)) return nobody("no-role");
  return {
    ended: null,
    principal: {
      userId: user.id,
      sessionId,
      displayName: user.displayName,
      role: user.role,
      issuer: user.issuer,
      fhirUser: user.fhirUser,
    },
  };
}

export const getPrincipal = async (rt: Runtime, sessionId: string | null): Promise<Principal | null> =>
  (await identify(rt, sessionId)).principal;

/** A person has done something: their session goes on. */
export async function noteUse(rt: Runtime, principal: Principal): Promise<void> {
  const now = rt.clock();
  const found = await findSession(rt.db, principal.sessionId);
  if (found && shouldTouch(found.session, now, timesOf(rt)))
    await touchSession(rt.db, principal.sessionId, now);
}

/** Whether a launch belongs to the session that asks. */
export const isOwnLaunch = (rt: Runtime, principal: Principal, launchId: string): Promise<boolean> =>
  isLaunchOfSession(rt.db, launchId, principal.sessionId);

/** What a page is drawn for. */
export const markOf = async (rt: Runtime, principal: Principal): Promise<PageMark> => ({
  person: principal.userId,
  launch: await newestLaunch(rt.db, principal.sessionId),
});

/** How long the session has got, for the page that watches over it. */
export async function watchSession(rt: Runtime, { principal }: Authorized): Promise<FrameSession> {
  const found = await findSession(rt.db, principal.sessionId);
  if (!found) throw new AppError("unauthenticated", "the session is gone");
  const { warnMs, reportMs } = timesOf(rt);
  return { ...timeLeft(found.session, rt.clock(), timesOf(rt)), warnMs, reportMs };
}

/** For this long after their first sign-in somebody is new here. */
const NEW_FOR = 14 * DAY;

/** Whether this person is new here: the guided tour is offered then. */
export async function isNewHere(rt: Runtime, { principal }: Authorized): Promise<boolean> {
  const found = await findSession(rt.db, principal.sessionId);
  return found !== null && rt.clock().getTime() - found.user.createdAt.getTime() < NEW_FOR;
}

/** One's own sessions that still count, this one first. */
export async function listOwnSessions(rt: Runtime, { principal }: Authorized): Promise<OwnSessionView[]> {
  const rows = await liveSessions(rt.db, principal.userId, countingSince(rt));
  return rows
    .map((row) => ({
      id: row.id,
      device: row.device,
      startedAt: row.createdAt.toISOString(),
      lastUsedAt: row.lastSeenAt.toISOString(),
      here: row.id === principal.sessionId,
    }))
    .sort((a, b) => Number(b.here) - Number(a.here));
}

/** Ends one of one's own sessions on another workstation. */
export async function endOwnSession(
  rt: Runtime,
  auth: Authorized,
  { sessionId }: { sessionId: string },
): Promise<OwnSessionView[]> {
  const found = await findSession(rt.db, sessionId);
  if (found?.user.id !== auth.principal.userId)
    throw new AppError("not-found", "no such session of this person");
  await endAll(rt, auth.principal, async () => [{ ...found.session, why: "by-owner" }], auth.requestId);
  return listOwnSessions(rt, auth);
}

/** Ends all of one's own sessions, this one too. */
export async function endOwnSessions(rt: Runtime, { principal, requestId }: Authorized): Promise<void> {
  const whyOf = (id: string): SessionEnd => (id === principal.sessionId ? "signed-out" : "by-owner");
  const all = async (tx: Tx) => {
    // A launch under way on another workstation goes first, and its session ends here; or it begins anew.
    await lockPerson(tx, principal.userId);
    const rows = await liveSessions(tx, principal.userId, countingSince(rt));
    return rows.map((row) => ({ ...row, why: whyOf(row.id) }));
  };
  await endAll(rt, principal, all, requestId);
}

/** Ends the session at once. The EHR's tokens go too, unless a decision still waits to be written with them. */
export const signOut = (rt: Runtime, principal: Principal, requestId: string): Promise<void> =>
  endAll(
    rt,
    principal,
    async () => [{ id: principal.sessionId, userId: principal.userId, why: "signed-out" }],
    requestId,
  );

async function endAll(
  rt: Runtime,
  actor: Principal,
  sessions: (tx: Tx) => Promise<readonly Ended[]>,
  requestId: string,
): Promise<void> {
  const ended = await rt.db.transaction(async (tx) => {
    const done = await revokeThem(rt, tx, await sessions(tx));
    await auditEnds(rt, tx, actor, done, requestId);
    return done;
  });
  for (const { id } of ended) await releaseTokens(rt, id);
}

/** Makes room for one more: the sessions used least end, until with `keep` there are as many as allowed. */
export async function revokeBeyond(rt: Runtime, tx: Tx, userId: string, keep: string): Promise<Ended[]> {
  const others = (await liveSessions(tx, userId, countingSince(rt))).filter((row) => row.id !== keep);
  const over = others.slice(rt.env.SESSIONS_PER_PERSON - 1);
  return revokeThem(
    rt,
    tx,
    over.map((row) => ({ ...row, why: "limit" })),
  );
}

/** A session left alone or at the end of its shift is over already; this writes it down. */
export async function endOverdue(rt: Runtime): Promise<void> {
  const since = countingSince(rt);
  await rt.db.transaction(async (tx) => {
    const overdue = await endOverdueSessions(tx, since, rt.clock());
    await auditEnds(
      rt,
      tx,
      "system",
      overdue.map((row) => ({ ...row, why: row.why ?? "expired" })),
    );
  });
}

export type Ended = Pick<SessionRow, "id" | "userId"> & { readonly why: SessionEnd };

/** Ends sessions that have not ended yet; says which. Audit them with `auditEnds`, last in the transaction. */
export async function revokeThem(rt: Runtime, tx: Tx, sessions: readonly Ended[]): Promise<Ended[]> {
  const ended: Ended[] = [];
  for (const session of sessions)
    if (await revokeSession(tx, session.id, session.why, rt.clock())) ended.push(session);
  return ended;
}

export async function auditEnds(
  rt: Runtime,
  tx: Tx,
  actor: Principal | "system",
  ended: readonly Ended[],
  requestId?: string,
): Promise<void> {
  for (const { userId, why } of ended) {
    const subject = { type: "person", id: userId };
    await appendAudit(
      tx,
      { event: "session.ended", actor, subject, detail: { why }, ...(requestId ? { requestId } : {}) },
      rt.clock(),
    );
  }
}
