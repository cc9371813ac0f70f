import { grantsWithPendingWriteBacks } from "@/db/queries/decision";
import { ensureEncounters, patientKey } from "@/db/queries/encounter";
import {
  emptyGrant,
  findSession,
  insertGrant,
  insertSession,
  revokeSession,
  savePendingLaunch,
  sessionGrants,
  takePendingLaunch,
  touchSession,
} from "@/db/queries/identity";
import { upsertPerson } from "@/db/queries/people";
import type { GrantContext } from "@/db/schema";
import { findIssuer } from "@/lib/auth/issuers";
import { can } from "@/lib/auth/permissions";
import type { Principal } from "@/lib/auth/principal";
import { isRole } from "@/lib/auth/roles";
import { sessionState, shouldTouch } from "@/lib/auth/session";
import * as smart from "@/lib/auth/smart";
import { MINUTE, SECOND } from "@/lib/core/clock";
import { sha256 } from "@/lib/core/crypto";
import { AppError, toAppError } from "@/lib/core/errors";
import { newSecret } from "@/lib/core/ids";
import { createFhirClient } from "@/lib/fhir/client";
import { findOpenEmergencyVisit } from "@/lib/fhir/find-visit";
import { appendAudit } from "./audit";
import { issuerOf } from "./ehr-access";
import { processState } from "./process-state";
import type { Runtime } from "./runtime";
import { requeueWriteBacksOf } from "./write-back-queue";

const PENDING_FOR = 10 * MINUTE;
const CALLBACK = "/api/smart/callback";
/** Signing out does not wait longer than this for the EHR to take its tokens back. */
const REVOCATION_TIMEOUT = 3 * SECOND;
/** Launches are begun by anybody who can reach the server: past this many a minute they are logged, not audited. */
const ANONYMOUS_EVENTS_A_MINUTE = 120;

/** First half of a launch: who may launch us, where to send the browser, and what the browser must show when it returns. */
export async function startLaunch(
  rt: Runtime,
  request: { readonly iss: string | null; readonly launch: string | null; readonly requestId: string },
): Promise<{ redirectUrl: string; binding: string }> {
  // Somebody who opens /launch by hand means the only EHR there is.
  const iss = request.iss ?? (rt.issuers.length === 1 ? (rt.issuers[0]?.issuer ?? null) : null);
  const issuer = findIssuer(rt.issuers, iss);
  if (!issuer) {
    await refuse(rt, "issuer not on the list", request.requestId);
    throw new AppError("launch-refused", "the issuer is not on the list", {
      userMessage: "This EHR is not set up to launch OpenAcuity.",
    });
  }
  const { authorizationUrl, pending } = await smart.beginLaunch({
    issuer,
    launch: request.launch,
    redirectUri: `${rt.env.APP_ORIGIN}${CALLBACK}`,
  });
  const binding = newSecret();
  await savePendingLaunch(rt.db, {
    stateHash: sha256(pending.state),
    bindingHash: sha256(binding),
    payload: pending,
    expiresAt: new Date(rt.clock().getTime() + PENDING_FOR),
  });
  await auditAnonymous(rt, "launch.started", request.requestId, { withLaunch: request.launch !== null });
  return { redirectUrl: authorizationUrl, binding };
}

type FinishedLaunch = {
  readonly sessionId: string;
  readonly launchId: string;
  readonly displayName: string;
  readonly redirectTo: string;
};

/**
 * Second half: the same browser, a state used once, code for tokens, and a person with a role. The launch becomes a row
 * of its own under the session, with its own patient.
 */
export async function finishLaunch(
  rt: Runtime,
  request: {
    readonly callbackUrl: string;
    readonly binding: string | null;
    readonly currentSessionId: string | null;
    readonly requestId: string;
  },
): Promise<FinishedLaunch> {
  try {
    return await completeLaunch(rt, request);
  } catch (error) {
    await refuse(rt, toAppError(error).code, request.requestId);
    rt.metrics.signIns.inc({ outcome: toAppError(error).code });
    throw error;
  }
}

async function completeLaunch(
  rt: Runtime,
  request: Parameters<typeof finishLaunch>[1],
): Promise<FinishedLaunch> {
  const now = rt.clock();
  const state = new URL(request.callbackUrl).searchParams.get("state") ?? "";
  const stored = await takePendingLaunch(rt.db, sha256(state), now);
  if (!stored) throw new AppError("launch-refused", "no such launch under way: unknown, used or too old");
  if (!request.binding || sha256(request.binding) !== stored.bindingHash) {
    throw new AppError("launch-refused", "the launch was begun in another browser");
  }
  const pending = stored.payload as smart.PendingLaunch;
  const issuer = issuerOf(rt, pending.issuer);
  const launch = await smart.finishLaunch(issuer, pending, request.callbackUrl, now);

  // Also somebody without a role: an admin finds them on the list of people.
  const person = await upsertPerson(
    rt.db,
    {
      issuer: issuer.issuer,
      subject: launch.subject,
      displayName: launch.name ?? launch.fhirUser ?? launch.subject,
      fhirUser: launch.fhirUser,
    },
    now,
  );
  if (!isRole(person.role)) {
    await smart.revokeTokens(issuer, launch.tokens).catch(() => {});
    throw new AppError("forbidden", "the person has no role", {
      userMessage:
        "You are known to the EHR but have no role in OpenAcuity yet. Please ask an administrator to give you one.",
    });
  }
  const { role } = person;
  const current = request.currentSessionId ? await findSession(rt.db, request.currentSessionId) : null;
  const continues =
    current !== null && current.user.id === person.id && sessionState(current.session, now) === "active";
  const context = await completeContext(rt, launch, issuer.issuer, can(role, "encounter:read"));

  const finished = await rt.db.transaction(async (tx) => {
    if (current && !continues) await revokeSession(tx, current.session.id, now);
    const sessionId = continues ? current.session.id : await insertSession(tx, person.id, now);
    if (continues) await touchSession(tx, sessionId, now);
    const launchId = await insertGrant(
      tx,
      {
        sessionId,
        issuer: issuer.issuer,
        context,
        patientKey: context.patientId ? patientKey(issuer.issuer, context.patientId) : null,
        tokens: launch.tokens,
      },
      now,
    );
    let redirectTo = can(role, "board:read") ? "/board" : "/console";
    if (can(role, "encounter:read") && context.patientId && context.encounterId) {
      const visit = {
        issuer: issuer.issuer,
        encounterId: context.encounterId,
        patientId: context.patientId,
      };
      const [row] = await ensureEncounters(tx, [visit], now);
      if (row) redirectTo = `/encounters/${row.id}?launch=${launchId}`;
    }
    await requeueWriteBacksOf(rt, tx, person.id);
    const actor: Principal = {
      userId: person.id,
      sessionId,
      displayName: person.displayName,
      role,
      issuer: issuer.issuer,
      fhirUser: person.fhirUser,
    };
    await appendAudit(
      tx,
      {
        event: "session.started",
        actor,
        subject: { type: "launch", id: launchId },
        requestId: request.requestId,
        detail: { withPatient: context.patientId !== null, continued: continues },
      },
      now,
    );
    return { sessionId, launchId, displayName: person.displayName, redirectTo };
  });
  if (current && !continues) await releaseTokens(rt, current.session.id);
  rt.metrics.signIns.inc({ outcome: "ok" });
  return finished;
}

/** An EHR may launch with a patient and no visit; their one open ED visit is meant then. */
async function completeContext(
  rt: Runtime,
  launch: smart.CompletedLaunch,
  issuer: string,
  clinical: boolean,
): Promise<GrantContext> {
  const { patientId, encounterId } = launch;
  if (!clinical || !patientId || encounterId) return { patientId, encounterId };
  const client = createFhirClient({
    issuer,
    timeoutMs: rt.env.EHR_TIMEOUT_MS,
    accessToken: async () => launch.tokens.accessToken,
  });
  const found = await findOpenEmergencyVisit(client, patientId).catch((error: unknown) => {
    rt.logger.warn({ err: error, issuer }, "the launch's visit could not be looked up");
    return null;
  });
  return { patientId, encounterId: found };
}

async function refuse(rt: Runtime, why: string, requestId: string): Promise<void> {
  await auditAnonymous(rt, "launch.refused", requestId, { why });
}

async function auditAnonymous(
  rt: Runtime,
  event: "launch.started" | "launch.refused",
  requestId: string,
  detail: Readonly<Record<string, unknown>>,
): Promise<void> {
  const now = rt.clock();
  const minute = processState(rt, "anonymous-audit", () => ({ from: 0, count: 0 }));
  if (now.getTime() - minute.from >= MINUTE) Object.assign(minute, { from: now.getTime(), count: 0 });
  if (++minute.count > ANONYMOUS_EVENTS_A_MINUTE) {
    rt.logger.warn({ requestId, reason: event, detail }, "too many launches to audit each");
    return;
  }
  await rt.db.transaction((tx) => appendAudit(tx, { event, actor: "system", requestId, detail }, now));
}

/** Who a session belongs to, if it still counts: not revoked, not too old, not idle, and its owner's role known. */
export async function getPrincipal(rt: Runtime, sessionId: string | null): Promise<Principal | null> {
  if (!sessionId || !/^[0-9a-f-]{36}$/.test(sessionId)) return null;
  const found = await findSession(rt.db, sessionId);
  const now = rt.clock();
  if (!found || sessionState(found.session, now) !== "active" || !isRole(found.user.role)) return null;
  if (shouldTouch(found.session, now)) await touchSession(rt.db, sessionId, now);
  const { user } = found;
  return {
    userId: user.id,
    sessionId,
    displayName: user.displayName,
    role: found.user.role,
    issuer: user.issuer,
    fhirUser: user.fhirUser,
  };
}

/** Ends the session at once. The EHR's tokens go too, unless a decision still waits to be written with them. */
export async function signOut(rt: Runtime, principal: Principal, requestId: string): Promise<void> {
  const now = rt.clock();
  await rt.db.transaction(async (tx) => {
    await revokeSession(tx, principal.sessionId, now);
    await appendAudit(tx, { event: "session.ended", actor: principal, requestId }, now);
  });
  await releaseTokens(rt, principal.sessionId);
}

/**
 * Gives a finished session's tokens back to the EHR, but for launches whose decisions still wait to be written with them:
 * those go when the last one is written. Best effort: they expire by themselves.
 */
export async function releaseTokens(rt: Runtime, sessionId: string): Promise<void> {
  const grants = await sessionGrants(rt.db, sessionId);
  const needed = new Set(
    await grantsWithPendingWriteBacks(
      rt.db,
      grants.map((g) => g.id),
    ),
  );
  const free = grants.filter((g) => !needed.has(g.id));
  for (const grant of free) await emptyGrant(rt.db, grant.id, rt.clock());
  const revoked = Promise.allSettled(
    free.map((grant) =>
      smart.revokeTokens(issuerOf(rt, grant.issuer), grant.tokens).catch((error: unknown) => {
        rt.logger.warn({ err: error, issuer: grant.issuer }, "tokens could not be revoked at the EHR");
      }),
    ),
  );
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, REVOCATION_TIMEOUT);
  });
  await Promise.race([revoked, late]);
  clearTimeout(timer);
}
