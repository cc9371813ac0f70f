import { saveSiteFacts } from "@/db/queries/ehr-site";
import { findGrant, type GrantRow, lockGrant, saveGrantTokens, sessionGrants } from "@/db/queries/identity";
import type { GrantTokens } from "@/db/schema";
import { findIssuer, type SmartIssuer } from "@/lib/auth/issuers";
import type { Principal } from "@/lib/auth/principal";
import { refreshTokens, type Tokens } from "@/lib/auth/smart";
import { type BackendUse, backendTokens } from "@/lib/auth/smart-backend";
import { MINUTE } from "@/lib/core/clock";
import { AppError, toAppError } from "@/lib/core/errors";
import { currentTraceparent } from "@/lib/core/trace-context";
import { newServerMemory, type ServerMemory } from "@/lib/fhir/ask-ways";
import type { Capabilities } from "@/lib/fhir/capabilities";
import { createFhirClient, type FhirClient } from "@/lib/fhir/client";
import type { SiteSettings } from "@/lib/fhir/site";
import { processState, singleFlight } from "../service/process-state";
import type { Runtime } from "../service/runtime";

/** A token is renewed this long before it expires, so that it does not expire on its way. */
const RENEW_BEFORE = 1 * MINUTE;

/** Whether the EHR let this launch see more than its own patient. */
const isUserLevel = (grant: GrantRow): boolean => /(^| )(user|system)\//.test(grant.tokens.scope);

/**
 * The launch a call hangs on. A page that names one gets that one and no other, and only in the session it belongs to.
 * Without one: the session's newest launch at this EHR that may see more than its own patient, or, of `patientKey`, the
 * newest launch for that very patient.
 */
export async function requireGrant(
  rt: Runtime,
  principal: Principal,
  launchId: string | null,
  patientKey: string | null = null,
): Promise<GrantRow> {
  const grants = (await sessionGrants(rt.db, principal.sessionId)).filter(
    (g) => g.issuer === principal.issuer,
  );
  if (launchId) {
    const named = grants.find((g) => g.id === launchId);
    if (named) return named;
    throw new AppError("launch-refused", "the launch is not one of this session", {
      userMessage:
        "This page belongs to an earlier EHR launch. Please launch again, or open the patient from the board.",
    });
  }
  const grant =
    grants.find(isUserLevel) ?? grants.find((g) => patientKey !== null && g.patientKey === patientKey);
  if (grant) return grant;
  if (grants.length > 0)
    throw new AppError("ehr-refused", "the session's launches are for single patients", {
      userMessage: "The EHR allowed OpenAcuity to see only the patient it was launched for.",
    });
  throw new AppError("unauthenticated", "the session has no launch at this EHR");
}

export function issuerOf(rt: Runtime, issuer: string): SmartIssuer {
  const found = findIssuer(rt.issuers, issuer);
  if (!found) throw new AppError("launch-refused", "the EHR is no longer on the list of issuers");
  return found;
}

/** What is written down of this EHR, and what this process has learned of its server. */
export function ehrPeculiarities(
  rt: Runtime,
  issuer: string,
): { readonly site: SiteSettings; readonly server: ServerMemory } {
  const memories = processState(rt, "ehr-servers", () => new Map<string, ServerMemory>());
  const server = memories.get(issuer) ?? newServerMemory();
  if (!memories.has(issuer)) {
    memories.set(issuer, server);
    server.onLearned = () => void keepFacts(rt, issuer, server);
  }
  return { site: rt.sites.get(issuer) ?? {}, server };
}

/** For the console. Nothing waits for it, and nothing is lost when it fails. */
async function keepFacts(rt: Runtime, issuer: string, { ways, capabilities }: ServerMemory): Promise<void> {
  try {
    const says = await capabilities;
    const { software, fhirVersion, transaction } = says ?? {};
    const now = rt.clock();
    await saveSiteFacts(
      rt.db,
      issuer,
      {
        ...(says
          ? {
              says: {
                software: software ?? null,
                fhirVersion: fhirVersion ?? null,
                transaction: transaction ?? null,
                news: newsOf(says),
                readAt: now.toISOString(),
              },
            }
          : {}),
        searches: Object.fromEntries([...ways].map(([question, way]) => [question, way.name])),
      },
      now,
    );
  } catch (error) {
    rt.logger.debug({ err: toAppError(error) }, "what was learned of the EHR could not be kept");
  }
}

const newsOf = ({ subscriptions }: Capabilities): "topic" | "criteria" | "none" =>
  !subscriptions?.create ? "none" : subscriptions.byTopic ? "topic" : "criteria";

/** One try at the EHR has ended. */
export function noteEhrRequest(rt: Runtime, resource: string, outcome: string, seconds: number): void {
  rt.metrics.ehrRequestDuration.observe({ resource, outcome }, seconds);
  rt.tracing.ended("ehr.request", { "ehr.resource": resource, "ehr.outcome": outcome }, seconds);
}

type ClientOptions = { readonly requestId?: string; readonly timeoutMs?: number };

/** A client with this launch's tokens, which it keeps fresh. */
export const ehrClient = (
  rt: Runtime,
  grant: Pick<GrantRow, "id" | "issuer">,
  options: ClientOptions = {},
): FhirClient => clientWith(rt, grant.issuer, (refused) => accessToken(rt, grant.id, refused), options);

/** A client in the product's own name; null where this EHR has not registered it as one. */
export function backendClient(
  rt: Runtime,
  iss: string,
  options: ClientOptions & { readonly use?: BackendUse } = {},
): FhirClient | null {
  const issuer = issuerOf(rt, iss);
  const use = options.use ?? "records";
  return issuer.backend
    ? clientWith(rt, iss, (refused) => backendToken(rt, issuer, use, refused), options)
    : null;
}

/** @param tokenFor answers with a token other than the one the EHR has just turned down, if any. */
function clientWith(
  rt: Runtime,
  issuer: string,
  tokenFor: (refused: string | null) => Promise<string>,
  options: ClientOptions,
): FhirClient {
  let used: string | null = null;
  return createFhirClient({
    issuer,
    ...ehrPeculiarities(rt, issuer),
    timeoutMs: options.timeoutMs ?? rt.env.EHR_TIMEOUT_MS,
    accessToken: async (fresh) => {
      used = await tokenFor(fresh ? used : null);
      return used;
    },
    observe: (resource, outcome, seconds) => noteEhrRequest(rt, resource, outcome, seconds),
    ...(options.requestId ? { requestId: options.requestId } : {}),
    ...(rt.env.EHR_TRACE_HEADER ? { traceparent: currentTraceparent } : {}),
  });
}

/** Kept in memory alone: a new one is had for the asking. */
async function backendToken(
  rt: Runtime,
  issuer: SmartIssuer,
  use: BackendUse,
  refused: string | null,
): Promise<string> {
  const held = processState(rt, "backend-tokens", () => new Map<string, Tokens>());
  const key = `${use} ${issuer.issuer}`;
  const known = held.get(key);
  if (known && isUsable(known, refused, rt.clock())) return known.accessToken;
  const underWay = processState(rt, "backend-renewals", () => new Map<string, Promise<Tokens>>());
  const tokens = await singleFlight(underWay, key, () => backendTokens(issuer, rt.clock(), use));
  held.set(key, tokens);
  return tokens.accessToken;
}

/** @param refused a token the EHR has just turned down, whatever its expiry said; null when there is none. */
async function accessToken(rt: Runtime, grantId: string, refused: string | null): Promise<string> {
  const { tokens } = await liveGrant(await findGrant(rt.db, grantId));
  if (isUsable(tokens, refused, rt.clock())) return tokens.accessToken;
  // One refresh at a time a grant: a second one with the same refresh token would end the launch at a rotating EHR.
  const underWay = processState(rt, "token-renewals", () => new Map<string, Promise<GrantTokens>>());
  return (await singleFlight(underWay, grantId, () => renew(rt, grantId, refused))).accessToken;
}

function liveGrant(grant: GrantRow | null): GrantRow {
  if (!grant || grant.revokedAt) throw new AppError("unauthenticated", "the launch was ended");
  return grant;
}

function isUsable(
  tokens: Pick<Tokens, "accessToken" | "refreshToken" | "expiresAt">,
  refused: string | null,
  now: Date,
): boolean {
  if (tokens.accessToken === refused) return false;
  // What cannot be renewed by a refresh token is used to its last second.
  const margin = tokens.refreshToken ? RENEW_BEFORE : 0;
  return Date.parse(tokens.expiresAt) - now.getTime() > margin;
}

/** Reads the grant again once it is alone with it: somebody else may have renewed it meanwhile. */
async function renew(rt: Runtime, grantId: string, refused: string | null): Promise<GrantTokens> {
  const issuer = issuerOf(rt, liveGrant(await findGrant(rt.db, grantId)).issuer);
  const renewed = async (grant: GrantRow, save: (tokens: GrantTokens) => Promise<void>) => {
    if (isUsable(grant.tokens, refused, rt.clock())) return grant.tokens;
    const tokens = await refreshTokens(issuer, grant.tokens, rt.clock());
    // Saved before it is used: a rotated refresh token that is lost ends the launch.
    await save(tokens);
    return tokens;
  };
  // One process owns the embedded database, and a transaction would hold all of it up for as long as the EHR takes.
  if (rt.handle.kind === "pglite")
    return renewed(liveGrant(await findGrant(rt.db, grantId)), (tokens) =>
      saveGrantTokens(rt.db, grantId, tokens),
    );
  return rt.db.transaction(async (tx) =>
    renewed(liveGrant(await lockGrant(tx, grantId)), (tokens) => saveGrantTokens(tx, grantId, tokens)),
  );
}
