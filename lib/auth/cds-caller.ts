import { createRemoteJWKSet, decodeProtectedHeader, errors, type JWTVerifyGetKey, jwtVerify } from "jose";
import { AppError } from "@/lib/core/errors";
import type { SmartIssuer } from "./issuers";

/**
 * Who calls a CDS service (CDS Hooks 2.0, "Trusting CDS Clients"): the EHR signs each call with a key it publishes. Only EHRs
 * on the list of issuers with `cdsHooks` set are heard; the key set's address comes from that list, never from the token.
 */
const ALGORITHMS = ["ES256", "ES384", "ES512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512"];
/** The specification's longest life of a token. */
const MAX_AGE_SECONDS = 300;
const TOLERANCE_SECONDS = 30;

/** Tokens seen, by issuer and id, until they have run out: each is good for one call. */
export type SeenTokens = Map<string, number>;
/** A key set for each address, kept so that keys are not fetched at each call. */
export type KeySets = Map<string, JWTVerifyGetKey>;

export type CdsCall = {
  readonly authorization: string | null;
  /** The address that was called: what the token must be made out to. */
  readonly audience: string;
  readonly now: Date;
};

/** @throws AppError("unauthenticated") for anything that is not a fresh, single-use token of an EHR on the list. */
export async function verifyCdsCaller(
  issuers: readonly SmartIssuer[],
  call: CdsCall,
  seen: SeenTokens,
  keySets: KeySets,
): Promise<SmartIssuer> {
  const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(call.authorization ?? "")?.[1];
  if (!token) throw unknown("no token");
  const issuer = issuers.find((i) => i.cdsHooks && i.cdsHooks.issuer === claimedIssuer(token));
  if (!issuer?.cdsHooks) throw unknown("the token's issuer is not on the list");
  const { jwksUri } = issuer.cdsHooks;
  if ((headerOf(token).jku ?? jwksUri) !== jwksUri) throw unknown("the token names another key set");
  try {
    const { payload } = await jwtVerify(token, keysAt(keySets, jwksUri), {
      issuer: issuer.cdsHooks.issuer,
      audience: call.audience,
      algorithms: ALGORITHMS,
      maxTokenAge: MAX_AGE_SECONDS,
      clockTolerance: TOLERANCE_SECONDS,
      currentDate: call.now,
      requiredClaims: ["exp", "iat", "jti"],
    });
    assertFirstUse(seen, `${payload.iss} ${payload.jti}`, Number(payload.exp), call.now);
    return issuer;
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    // Keys that cannot be fetched say nothing about the caller.
    if (!(cause instanceof errors.JOSEError) || cause instanceof errors.JWKSTimeout)
      throw new AppError("ehr-unavailable", "the EHR's keys could not be fetched", { cause });
    throw unknown(`the token did not pass its checks: ${cause.code}`);
  }
}

const unknown = (why: string): AppError =>
  new AppError("unauthenticated", why, { userMessage: "This call was not signed by an EHR known here." });

const headerOf = (token: string): { jku?: unknown } => {
  try {
    return decodeProtectedHeader(token);
  } catch {
    throw unknown("the token has no header");
  }
};

/** Unchecked: it only says whose keys to check with. */
function claimedIssuer(token: string): unknown {
  try {
    const body = Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8");
    return (JSON.parse(body) as { iss?: unknown }).iss;
  } catch {
    throw unknown("the token has no content");
  }
}

function keysAt(keySets: KeySets, address: string): JWTVerifyGetKey {
  const known = keySets.get(address) ?? createRemoteJWKSet(new URL(address), { timeoutDuration: 5_000 });
  keySets.set(address, known);
  return known;
}

function assertFirstUse(seen: SeenTokens, token: string, expires: number, now: Date): void {
  const seconds = now.getTime() / 1000;
  for (const [key, until] of seen) if (until + TOLERANCE_SECONDS < seconds) seen.delete(key);
  if (seen.has(token)) throw unknown("the token was used before");
  seen.set(token, expires);
}
