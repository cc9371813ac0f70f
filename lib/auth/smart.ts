import * as oauth from "oauth4webapi";
import { AppError } from "@/lib/core/errors";
import type { SmartIssuer } from "./issuers";
import { bare, type LaunchRefusal, OAUTH_CODE, refused } from "./launch-refusals";
import { clientAuthentication, clientOf, httpOptions, type Tokens, toTokens } from "./smart-client";
import { discover } from "./smart-discovery";
import { assertScopes, scopesToAsk } from "./smart-scopes";

export type { Tokens } from "./smart-client";
export { discover } from "./smart-discovery";
export { assertScopes } from "./smart-scopes";

/**
 * SMART App Launch 2.2 (hl7.org/fhir/smart-app-launch), the client's half: discovery, authorization request, code
 * exchange, refresh, revocation. OAuth 2.0 with PKCE (RFC 7636), id_token per OpenID Connect, issuer check (RFC 9207).
 */

export type PendingLaunch = {
  readonly issuer: string;
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
  readonly redirectUri: string;
  /** null: standalone. */
  readonly launch: string | null;
  /** What was asked for: what is granted where the EHR does not say otherwise (RFC 6749 §5.1). */
  readonly scope?: string;
  /** Where the launch's trace began (W3C traceparent); absent when nothing is traced. */
  readonly trace?: string;
  /** The authorization server as discovered: the callback must come from the very same one. */
  readonly server: oauth.AuthorizationServer;
};

export type CompletedLaunch = {
  readonly tokens: Tokens;
  readonly patientId: string | null;
  readonly encounterId: string | null;
  readonly subject: string;
  readonly name: string | null;
  /** "Practitioner/123". */
  readonly fhirUser: string | null;
  /** SMART's `need_patient_banner`: false only where the EHR says in so many words that it shows one around us. */
  readonly needBanner: boolean;
};

/** Where to send the browser, and what must be remembered until it comes back. */
export async function beginLaunch(input: {
  readonly issuer: SmartIssuer;
  readonly launch: string | null;
  readonly redirectUri: string;
  /** Kinds of resource in which this EHR keeps the department's patients. */
  readonly lists?: readonly string[];
}): Promise<{ authorizationUrl: string; pending: PendingLaunch }> {
  const { issuer, launch, redirectUri, lists } = input;
  const server = await discover(issuer);
  const scope = scopesToAsk(server, launch !== null, lists);
  const pending: PendingLaunch = {
    issuer: issuer.issuer,
    state: oauth.generateRandomState(),
    nonce: oauth.generateRandomNonce(),
    codeVerifier: oauth.generateRandomCodeVerifier(),
    redirectUri,
    launch,
    scope,
    server,
  };
  const url = new URL(server.authorization_endpoint ?? "");
  const parameters: Record<string, string> = {
    response_type: "code",
    client_id: issuer.clientId,
    redirect_uri: redirectUri,
    scope,
    state: pending.state,
    nonce: pending.nonce,
    // Tells the EHR which FHIR server the token is for; keeps a counterfeit one from collecting it.
    aud: issuer.issuer,
    code_challenge: await oauth.calculatePKCECodeChallenge(pending.codeVerifier),
    code_challenge_method: "S256",
    ...(launch ? { launch } : {}),
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return { authorizationUrl: url.href, pending };
}

/**
 * Exchanges the code, checks the id_token (signature, issuer, audience, nonce, expiry) and the granted scopes. The state
 * is compared here; that it is used once is for whoever keeps the pending launch.
 * @throws AppError("launch-refused") with what did not fit; AppError("ehr-unavailable") when the EHR does not answer.
 */
export async function finishLaunch(
  issuer: SmartIssuer,
  pending: PendingLaunch,
  callbackUrl: string,
  now: Date,
): Promise<CompletedLaunch> {
  if (pending.issuer !== issuer.issuer) throw refused("the launch was begun at another EHR", { why: "used" });
  const { server } = pending;
  // Without keys an id_token proves nothing: who the user is would hang on the connection alone.
  if (!server.jwks_uri)
    throw refused("the EHR publishes no keys to check its id_token with", { why: "no-keys" });
  const client = clientOf(issuer, now);
  const response = await exchangeCode(issuer, pending, client, callbackUrl);
  let result: oauth.TokenEndpointResponse;
  try {
    result = await oauth.processAuthorizationCodeResponse(server, client, response, {
      expectedNonce: pending.nonce,
      requireIdToken: true,
    });
    await oauth.validateApplicationLevelSignature(server, response, httpOptions(issuer));
  } catch (cause) {
    throw refusedBecause(cause, "identity");
  }
  const claims = oauth.getValidatedIdTokenClaims(result);
  if (!claims) throw refused("the EHR sent no id_token", { why: "identity" });
  const tokens = toTokens(result, { scope: pending.scope ?? "" }, now);
  assertScopes(tokens.scope);
  return {
    tokens,
    patientId: resourceId(result.patient, "patient"),
    encounterId: resourceId(result.encounter, "encounter"),
    subject: claims.sub,
    name: text(claims.name),
    fhirUser: relativeReference(text(claims.fhirUser), issuer.issuer),
    needBanner: result.need_patient_banner !== false,
  };
}

async function exchangeCode(
  issuer: SmartIssuer,
  pending: PendingLaunch,
  client: oauth.Client,
  callbackUrl: string,
): Promise<Response> {
  let parameters: URLSearchParams;
  try {
    parameters = oauth.validateAuthResponse(pending.server, client, new URL(callbackUrl), pending.state);
  } catch (cause) {
    throw refusedBecause(cause, "used");
  }
  if (!parameters.get("code")) throw refused("the callback carries no code", { why: "ehr-said-no" });
  const authentication = await clientAuthentication(issuer, pending.server);
  let response: Response;
  try {
    response = await oauth.authorizationCodeGrantRequest(
      pending.server,
      client,
      authentication,
      parameters,
      pending.redirectUri,
      pending.codeVerifier,
      httpOptions(issuer),
    );
  } catch (cause) {
    throw new AppError("ehr-unavailable", "the token endpoint does not answer", { cause: bare(cause) });
  }
  if (response.status >= 500) throw new AppError("ehr-unavailable", `token endpoint: ${response.status}`);
  return response;
}

/** New tokens for old. A rotated refresh token replaces the old one; where none is sent the old one stays good (RFC 6749 §6). */
export async function refreshTokens(issuer: SmartIssuer, tokens: Tokens, now: Date): Promise<Tokens> {
  if (!tokens.refreshToken) throw new AppError("unauthenticated", "the EHR gave no refresh token");
  const server = await discover(issuer);
  const client = clientOf(issuer, now);
  const authentication = await clientAuthentication(issuer, server);
  let response: Response;
  try {
    response = await oauth.refreshTokenGrantRequest(
      server,
      client,
      authentication,
      tokens.refreshToken,
      httpOptions(issuer),
    );
  } catch (cause) {
    throw new AppError("ehr-unavailable", "the token endpoint does not answer", { cause: bare(cause) });
  }
  if (response.status >= 500 || response.status === 429)
    throw new AppError("ehr-unavailable", `token endpoint: ${response.status}`);
  try {
    return toTokens(await oauth.processRefreshTokenResponse(server, client, response), tokens, now);
  } catch (cause) {
    throw new AppError("unauthenticated", "the EHR no longer accepts this session", { cause: bare(cause) });
  }
}

/** Tells the EHR that the tokens are not needed any more (RFC 7009). Best effort: they expire by themselves. */
export async function revokeTokens(issuer: SmartIssuer, tokens: Tokens): Promise<void> {
  const server = await discover(issuer);
  if (!server.revocation_endpoint) return;
  const authentication = await clientAuthentication(issuer, server);
  const token = tokens.refreshToken ?? tokens.accessToken;
  const response = await oauth.revocationRequest(
    server,
    { client_id: issuer.clientId },
    authentication,
    token,
    httpOptions(issuer),
  );
  await oauth.processRevocationResponse(response);
}

/** Launch context is an id; anything else would have to be guessed at, and a wrong patient is worse than no launch. */
function resourceId(value: unknown, what: string): string | null {
  if (value === undefined || value === null || value === "") return null;
  if (typeof value === "string" && /^[A-Za-z0-9\-.]{1,64}$/.test(value)) return value;
  throw refused(`the launch context's ${what} is no id`, { why: "context" });
}

const text = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);

/** An absolute fhirUser of this EHR becomes relative; one of another server is not a user of this one. */
function relativeReference(reference: string | null, issuer: string): string | null {
  if (!reference) return null;
  const relative = reference.startsWith(`${issuer}/`) ? reference.slice(issuer.length + 1) : reference;
  return /^(Practitioner|PractitionerRole|Person|Patient|RelatedPerson)\/[A-Za-z0-9.-]{1,64}$/.test(relative)
    ? relative
    : null;
}

function refusedBecause(cause: unknown, otherwise: LaunchRefusal["why"]): AppError {
  if (cause instanceof oauth.AuthorizationResponseError || cause instanceof oauth.ResponseBodyError) {
    const known = OAUTH_CODE.test(cause.error) ? cause.error : undefined;
    return refused(
      `the EHR refused: ${known ?? "for a reason of its own"}`,
      { why: known === "access_denied" ? "denied" : "ehr-said-no", ...(known ? { oauth: known } : {}) },
      cause,
    );
  }
  return refused("the EHR's answer did not pass its checks", { why: otherwise }, cause);
}
