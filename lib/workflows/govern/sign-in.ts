import type { Tx } from "@/db/client";
import { settledKeys } from "@/db/keys";
import { ensureEncounters, patientKey } from "@/db/queries/encounter";
import {
  insertGrant,
  insertSession,
  lockSession,
  renewSession,
  savePendingLaunch,
  takePendingLaunch,
} from "@/db/queries/identity";
import { lockPerson, upsertPerson } from "@/db/queries/people";
import type { GrantContext } from "@/db/schema";
import { findIssuer } from "@/lib/auth/issuers";
import { type LaunchRefusal, refusalWords, refused } from "@/lib/auth/launch-refusals";
import { can } from "@/lib/auth/permissions";
import type { Principal } from "@/lib/auth/principal";
import { isRole } from "@/lib/auth/roles";
import { idleTimes, sessionState } from "@/lib/auth/session";
import * as smart from "@/lib/auth/smart";
import { MINUTE } from "@/lib/core/clock";
import { sha256 } from "@/lib/core/crypto";
import { AppError, toAppError } from "@/lib/core/errors";
import { newSecret } from "@/lib/core/ids";
import { currentTraceparent } from "@/lib/core/trace-context";
import { createFhirClient } from "@/lib/fhir/client";
import { findOpenEmergencyVisit } from "@/lib/fhir/find-visit";
import { kindsOfLists } from "@/lib/fhir/site";
import { readUserName } from "@/lib/fhir/user-name";
import { ehrPeculiarities, issuerOf, noteEhrRequest } from "../clinic/ehr-access";
import { requeueWriteBacksOf } from "../clinic/write-back-queue";
import { processState } from "../service/process-state";
import type { Runtime } from "../service/runtime";
import { appendAudit } from "./append-audit";
import { appendSummedAudit } from "./audit-summed";
import { releaseTokens } from "./release-tokens";
import { auditEnds, type Ended, revokeBeyond, revokeThem } from "./sessions";

const PENDING_FOR = 10 * MINUTE;
const MOST_PENDING = 5_000;
const CALLBACK = "/api/smart/callback";
/** Launches are begun by anybody who can reach the server: past this many a minute they are summed up. */
const ANONYMOUS_EVENTS_A_MINUTE = 120;

type LaunchRequest = {
  readonly iss: string | null;
  readonly launch: string | null;
  readonly requestId: string;
};
type BegunLaunch = { redirectUrl: string; binding: string };

/**
 * First half of a launch: who may launch us, where to send the browser, and what the browser must show when it returns. The
 * trace of all that is done in the launch begins here.
 */
export const startLaunch = (rt: Runtime, request: LaunchRequest): Promise<BegunLaunch> =>
  rt.tracing.span("launch.begin", {}, () => beginLaunch(rt, request));

async function beginLaunch(rt: Runtime, request: LaunchRequest): Promise<BegunLaunch> {
  // Somebody who opens /launch by hand means the only EHR there is.
  const iss = request.iss ?? (rt.issuers.length === 1 ? (rt.issuers[0]?.issuer ?? null) : null);
  const issuer = findIssuer(rt.issuers, iss);
  if (!issuer) {
    await refuse(rt, "issuer not on the list", request.requestId);
    throw refused("the issuer is not on the list", { why: "issuer" });
  }
  const { authorizationUrl, pending } = await smart.beginLaunch({
    issuer,
    launch: request.launch,
    redirectUri: `${rt.env.APP_ORIGIN}${CALLBACK}`,
    lists: kindsOfLists(rt.sites.get(issuer.issuer)),
  });
  const binding = newSecret();
  const trace = currentTraceparent();
  await savePendingLaunch(
    rt.db,
    {
      stateHash: sha256(pending.state),
      bindingHash: sha256(binding),
      payload: { ...pending, ...(trace ? { trace } : {}) } satisfies smart.PendingLaunch,
      expiresAt: new Date(rt.clock().getTime() + PENDING_FOR),
    },
    MOST_PENDING,
  );
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
    /** What the browser calls itself, for the list of one's own sessions. */
    readonly device?: string | null;
    readonly requestId: string;
  },
): Promise<FinishedLaunch> {
  try {
    return await completeLaunch(rt, request);
  } catch (error) {
    const { code, detail } = toAppError(error);
    await refuse(rt, (detail.refusal as LaunchRefusal | undefined)?.why ?? code, request.requestId);
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
  if (!stored) throw refused("no such launch under way: unknown, used or too old", { why: "used" });
  if (!request.binding || sha256(request.binding) !== stored.bindingHash) {
    throw refused("the launch was begun in another browser", { why: "other-browser" });
  }
  const pending = stored.payload as smart.PendingLaunch;
  return rt.tracing.span("launch.finish", {}, () => finishPending(rt, request, pending, now), {
    parent: pending.trace,
  });
}

async function finishPending(
  rt: Runtime,
  request: Parameters<typeof finishLaunch>[1],
  pending: smart.PendingLaunch,
  now: Date,
): Promise<FinishedLaunch> {
  const issuer = issuerOf(rt, pending.issuer);
  const launch = await smart.finishLaunch(issuer, pending, request.callbackUrl, now);

  // Also somebody without a role: an admin finds them on the list of people.
  const person = await upsertPerson(
    rt.db,
    {
      issuer: issuer.issuer,
      subject: launch.subject,
      displayName:
        launch.name ?? (await nameInEhr(rt, launch, issuer.issuer)) ?? launch.fhirUser ?? launch.subject,
      fhirUser: launch.fhirUser,
    },
    now,
  );
  if (!isRole(person.role)) {
    await smart.revokeTokens(issuer, launch.tokens).catch(() => {});
    const refusal: LaunchRefusal = {
      why: "no-role",
      person: { issuer: issuer.issuer, subject: launch.subject },
    };
    throw new AppError("forbidden", "the person has no role", {
      userMessage: refusalWords(refusal),
      detail: { refusal },
    });
  }
  const { role } = person;
  const context = await completeContext(rt, launch, issuer.issuer, can(role, "encounter:read"));

  const finished = await rt.db.transaction(async (tx) => {
    await settledKeys(tx);
    // Of one person's sign-ins and "end all my sessions" at the same moment one goes first: nothing begins unseen by the other.
    await lockPerson(tx, person.id);
    // Always a new id: one that somebody planted or saw before this sign-in is worth nothing after it.
    const sessionId = await insertSession(tx, person.id, now, request.device);
    const { continues, ended } = await takeOver(rt, tx, request.currentSessionId, person.id, sessionId);
    ended.push(...(await revokeBeyond(rt, tx, person.id, sessionId)));
    const launchId = await insertGrant(
      tx,
      {
        sessionId,
        issuer: issuer.issuer,
        context: {
          ...context,
          ...(pending.trace ? { trace: pending.trace } : {}),
          ...(launch.needBanner ? {} : { needBanner: false as const }),
        },
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
    await auditEnds(rt, tx, "system", ended, request.requestId);
    return { launched: { sessionId, launchId, displayName: person.displayName, redirectTo }, ended };
  });
  for (const { id } of finished.ended) await releaseTokens(rt, id);
  rt.metrics.signIns.inc({ outcome: "ok" });
  return finished.launched;
}

/**
 * What becomes of the session the browser had. The same person's launches go on under the new one, so that two tabs with two
 * patients stay open; anybody else's session, and one that was over, ends.
 */
async function takeOver(
  rt: Runtime,
  tx: Tx,
  currentSessionId: string | null,
  personId: string,
  newSessionId: string,
): Promise<{ continues: boolean; ended: Ended[] }> {
  const before = currentSessionId ? await lockSession(tx, currentSessionId) : null;
  if (!before) return { continues: false, ended: [] };
  const now = rt.clock();
  const state = sessionState(before.session, now, idleTimes(rt.env.SESSION_IDLE_MINUTES));
  if (before.user.id === personId && state === "active") {
    await renewSession(tx, before.session.id, newSessionId, now);
    return { continues: true, ended: [] };
  }
  const why = state === "idle" || state === "expired" ? state : "other-person";
  const { id, userId } = before.session;
  return { continues: false, ended: await revokeThem(rt, tx, [{ id, userId, why }]) };
}

/** Not every EHR puts the name into its id_token: SMART asks for `fhirUser` alone. */
async function nameInEhr(rt: Runtime, launch: smart.CompletedLaunch, issuer: string): Promise<string | null> {
  if (!launch.fhirUser) return null;
  try {
    return await readUserName(launchClient(rt, launch, issuer), launch.fhirUser);
  } catch (error) {
    rt.logger.warn({ err: error, issuer }, "the name of the person who launched could not be read");
    return null;
  }
}

const launchClient = (rt: Runtime, launch: smart.CompletedLaunch, issuer: string) =>
  createFhirClient({
    issuer,
    ...ehrPeculiarities(rt, issuer),
    timeoutMs: rt.env.EHR_TIMEOUT_MS,
    accessToken: async () => launch.tokens.accessToken,
    observe: (resource, outcome, seconds) => noteEhrRequest(rt, resource, outcome, seconds),
  });

/** An EHR may launch with a patient and no visit; their one open ED visit is meant then. */
async function completeContext(
  rt: Runtime,
  launch: smart.CompletedLaunch,
  issuer: string,
  clinical: boolean,
): Promise<GrantContext> {
  const { patientId, encounterId } = launch;
  if (!clinical || !patientId || encounterId) return { patientId, encounterId };
  const client = launchClient(rt, launch, issuer);
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
  const input = { event, actor: "system", requestId, detail } as const;
  if (++minute.count > ANONYMOUS_EVENTS_A_MINUTE) await appendSummedAudit(rt.db, input, now);
  else await rt.db.transaction((tx) => appendAudit(tx, input, now));
}
