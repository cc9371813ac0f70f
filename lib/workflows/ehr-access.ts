import { findGrant, type GrantRow, lockGrant, saveGrantTokens, sessionGrants } from "@/db/queries/identity";
import type { GrantTokens } from "@/db/schema";
import { findIssuer, type SmartIssuer } from "@/lib/auth/issuers";
import type { Principal } from "@/lib/auth/principal";
import { refreshTokens } from "@/lib/auth/smart";
import { MINUTE } from "@/lib/core/clock";
import { AppError } from "@/lib/core/errors";
import { createFhirClient, type FhirClient } from "@/lib/fhir/client";
import { processState, singleFlight } from "./process-state";
import type { Runtime } from "./runtime";

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

/** A client with this launch's tokens, which it keeps fresh. */
export function ehrClient(
  rt: Runtime,
  grant: Pick<GrantRow, "id" | "issuer">,
  options: { readonly requestId?: string; readonly timeoutMs?: number } = {},
): FhirClient {
  let used: string | null = null;
  return createFhirClient({
    issuer: grant.issuer,
    timeoutMs: options.timeoutMs ?? rt.env.EHR_TIMEOUT_MS,
    accessToken: async (fresh) => {
      used = await accessToken(rt, grant.id, fresh ? used : null);
      return used;
    },
    observe: (resource, outcome, seconds) =>
      rt.metrics.ehrRequestDuration.observe({ resource, outcome }, seconds),
    ...(options.requestId ? { requestId: options.requestId } : {}),
  });
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

function isUsable(tokens: GrantTokens, refused: string | null, now: Date): boolean {
  if (tokens.accessToken === refused) return false;
  // What cannot be renewed is used to its last second.
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
