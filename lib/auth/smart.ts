import * as oauth from "oauth4webapi";
import { z } from "zod";
import { AppError } from "@/lib/core/errors";
import { isLoopback, type SmartIssuer } from "./issuers";

/**
 * SMART App Launch 2.2 (hl7.org/fhir/smart-app-launch), the client's half: discovery, authorization request, code
 * exchange, refresh, revocation. OAuth 2.0 with PKCE (RFC 7636), id_token per OpenID Connect, issuer check (RFC 9207).
 */

/** What the product reads and writes, no more. `user/` because the board shows every waiting patient the user may see. */
export const RESOURCE_SCOPES = [
  "user/Patient.rs",
  "user/Encounter.rs",
  "user/Observation.crs",
  "user/Condition.rs",
  "user/MedicationStatement.rs",
  "user/MedicationRequest.rs",
  "user/AllergyIntolerance.rs",
  "user/DocumentReference.rs",
  "user/RiskAssessment.crs",
  "user/Device.crs",
  "user/Provenance.crs",
] as const;
/** Without these the product cannot do its work; the rest only makes the picture fuller. */
const NEEDED = ["Patient", "Encounter", "Observation"] as const;
const SIGN_IN_SCOPES = ["openid", "fhirUser", "profile", "offline_access"];

export type PendingLaunch = {
  readonly issuer: string;
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
  readonly redirectUri: string;
  /** null: standalone. */
  readonly launch: string | null;
  /** The authorization server as discovered: the callback must come from the very same one. */
  readonly server: oauth.AuthorizationServer;
};

export type Tokens = {
  readonly accessToken: string;
  readonly refreshToken: string | null;
  readonly idToken: string | null;
  /** ISO instant. */
  readonly expiresAt: string;
  readonly scope: string;
};

export type CompletedLaunch = {
  readonly tokens: Tokens;
  readonly patientId: string | null;
  readonly encounterId: string | null;
  readonly subject: string;
  readonly name: string | null;
  /** "Practitioner/123". */
  readonly fhirUser: string | null;
};

const TIMEOUT_MS = 8_000;

const configurationSchema = z.looseObject({
  issuer: z.string().optional(),
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
  jwks_uri: z.url().optional(),
  revocation_endpoint: z.url().optional(),
  code_challenge_methods_supported: z.array(z.string()).optional(),
  id_token_signing_alg_values_supported: z.array(z.string()).optional(),
});

/** id_tokens signed otherwise (above all "none" and shared secrets) are refused. */
const SIGNATURES = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];
/** Clocks of EHR and app may differ by this much. */
const CLOCK_TOLERANCE_SECONDS = 30;

const refused = (message: string, cause?: unknown) =>
  new AppError("launch-refused", message, { cause: bare(cause) });

/** Foreign errors carry codes and tokens along; only their class and words go on. */
function bare(cause: unknown): Error | undefined {
  if (!(cause instanceof Error)) return undefined;
  const copy = new Error(cause.message);
  copy.name = cause.name;
  return copy;
}

const httpOptions = (issuer: SmartIssuer) => ({
  [oauth.allowInsecureRequests]: issuer.allowHttp,
  signal: () => AbortSignal.timeout(TIMEOUT_MS),
});

/** `now` decides what has expired, so that one clock rules the whole product. */
const clientOf = (issuer: SmartIssuer, now: Date): oauth.Client => ({
  client_id: issuer.clientId,
  [oauth.clockSkew]: Math.round((now.getTime() - Date.now()) / 1000),
  [oauth.clockTolerance]: CLOCK_TOLERANCE_SECONDS,
});

/**
 * Reads `.well-known/smart-configuration` under the FHIR base. No redirect is followed, PKCE with S256 is required, and
 * every endpoint must be https unless the issuer is the sandbox on this machine.
 */
export async function discover(issuer: SmartIssuer): Promise<oauth.AuthorizationServer> {
  let body: unknown;
  try {
    const response = await fetch(`${issuer.issuer}/.well-known/smart-configuration`, {
      headers: { accept: "application/json" },
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!response.ok) throw new Error(`status ${response.status}`);
    body = await response.json();
  } catch (cause) {
    throw new AppError("ehr-unavailable", "SMART configuration could not be read", { cause: bare(cause) });
  }
  const parsed = configurationSchema.safeParse(body);
  if (!parsed.success) throw refused(`SMART configuration lacks ${parsed.error.issues[0]?.path.join(".")}`);
  const server = parsed.data;
  if (!server.code_challenge_methods_supported?.includes("S256"))
    throw refused("the EHR does not offer PKCE with S256");
  for (const endpoint of [
    server.authorization_endpoint,
    server.token_endpoint,
    server.jwks_uri,
    server.revocation_endpoint,
  ]) {
    if (endpoint && !isSafeEndpoint(endpoint, issuer))
      throw refused("the EHR names an endpoint without https");
  }
  return {
    ...server,
    issuer: server.issuer ?? issuer.issuer,
    // Where the EHR does not say how it signs, OpenID Connect assumes RS256; many sign otherwise and as well.
    id_token_signing_alg_values_supported: server.id_token_signing_alg_values_supported
      ? server.id_token_signing_alg_values_supported.filter((alg) => SIGNATURES.includes(alg))
      : SIGNATURES,
  } as oauth.AuthorizationServer;
}

/** Plain http only to this machine, and only where the issuer itself is the sandbox on it. */
const isSafeEndpoint = (endpoint: string, issuer: SmartIssuer): boolean =>
  endpoint.startsWith("https://") || (issuer.allowHttp && isLoopback(endpoint));

/** Where to send the browser, and what must be remembered until it comes back. */
export async function beginLaunch(input: {
  readonly issuer: SmartIssuer;
  readonly launch: string | null;
  readonly redirectUri: string;
}): Promise<{ authorizationUrl: string; pending: PendingLaunch }> {
  const { issuer, launch, redirectUri } = input;
  const server = await discover(issuer);
  const pending: PendingLaunch = {
    issuer: issuer.issuer,
    state: oauth.generateRandomState(),
    nonce: oauth.generateRandomNonce(),
    codeVerifier: oauth.generateRandomCodeVerifier(),
    redirectUri,
    launch,
    server,
  };
  const url = new URL(server.authorization_endpoint ?? "");
  const parameters: Record<string, string> = {
    response_type: "code",
    client_id: issuer.clientId,
    redirect_uri: redirectUri,
    scope: [...SIGN_IN_SCOPES, ...(launch ? ["launch"] : []), ...RESOURCE_SCOPES].join(" "),
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
  if (pending.issuer !== issuer.issuer) throw refused("the launch was begun at another EHR");
  const { server } = pending;
  // Without keys an id_token proves nothing: who the user is would hang on the connection alone.
  if (!server.jwks_uri) throw refused("the EHR publishes no keys to check its id_token with");
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
    throw refused(describeFailure(cause), cause);
  }
  const claims = oauth.getValidatedIdTokenClaims(result);
  if (!claims) throw refused("the EHR sent no id_token");
  const tokens = toTokens(result, null, now);
  assertScopes(tokens.scope);
  return {
    tokens,
    patientId: resourceId(result.patient, "patient"),
    encounterId: resourceId(result.encounter, "encounter"),
    subject: claims.sub,
    name: text(claims.name),
    fhirUser: relativeReference(text(claims.fhirUser), issuer.issuer),
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
    throw refused(describeFailure(cause), cause);
  }
  if (!parameters.get("code")) throw refused("the callback carries no code");
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

async function clientAuthentication(
  issuer: SmartIssuer,
  server: oauth.AuthorizationServer,
): Promise<oauth.ClientAuth> {
  if (!issuer.privateKeyJwk)
    return issuer.clientSecret ? oauth.ClientSecretBasic(issuer.clientSecret) : oauth.None();
  const { kid, alg, key_ops: _ops, use: _use, ...jwk } = issuer.privateKeyJwk;
  const key = await crypto.subtle
    .importKey("jwk", { ...jwk, alg } as JsonWebKey, keyParameters(alg), false, ["sign"])
    .catch((cause) => {
      throw new AppError("config-invalid", `the private key for ${issuer.name} cannot be used`, {
        cause: bare(cause),
      });
    });
  // SMART wants the token endpoint's address as audience where OpenID Connect names the issuer.
  return oauth.PrivateKeyJwt(
    { key, kid },
    {
      [oauth.modifyAssertion]: (_header, payload) => {
        payload.aud = server.token_endpoint;
      },
    },
  );
}

function keyParameters(alg: string): RsaHashedImportParams | EcKeyImportParams {
  const bits = alg.slice(2);
  if (alg.startsWith("ES")) return { name: "ECDSA", namedCurve: `P-${bits === "512" ? "521" : bits}` };
  return { name: alg.startsWith("PS") ? "RSA-PSS" : "RSASSA-PKCS1-v1_5", hash: `SHA-${bits}` };
}

function toTokens(result: oauth.TokenEndpointResponse, previous: Tokens | null, now: Date): Tokens {
  // Five minutes where the EHR does not say: short enough to be safe, long enough to work.
  const seconds = result.expires_in ?? 300;
  return {
    accessToken: result.access_token,
    refreshToken: result.refresh_token ?? previous?.refreshToken ?? null,
    idToken: result.id_token ?? previous?.idToken ?? null,
    expiresAt: new Date(now.getTime() + seconds * 1000).toISOString(),
    scope: result.scope ?? previous?.scope ?? "",
  };
}

/** An EHR may grant less than was asked. What the product cannot work without must be among it. */
export function assertScopes(granted: string): void {
  const scopes = granted.split(" ");
  // SMART 2 may narrow a scope by a query; Observations narrowed to vital signs are still enough to work with.
  const readable = (type: string) =>
    scopes.some((s) =>
      new RegExp(`^(user|patient)/(${type}|\\*)\\.(read|\\*|c?ru?d?s)(\\?.*\\bvital-signs\\b.*)?$`).test(s),
    );
  const missing = NEEDED.filter((type) => !readable(type));
  if (missing.length > 0) {
    throw new AppError("launch-refused", `granted scopes do not cover ${missing.join(", ")}`, {
      userMessage: `The EHR did not allow OpenAcuity to read ${missing.join(", ")}. Please ask the EHR's administrator.`,
    });
  }
}

/** Launch context is an id; anything else would have to be guessed at, and a wrong patient is worse than no launch. */
function resourceId(value: unknown, what: string): string | null {
  if (value === undefined || value === null || value === "") return null;
  if (typeof value === "string" && /^[A-Za-z0-9\-.]{1,64}$/.test(value)) return value;
  throw refused(`the launch context's ${what} is no id`);
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

function describeFailure(cause: unknown): string {
  if (cause instanceof oauth.AuthorizationResponseError) return `the EHR refused: ${cause.error}`;
  if (cause instanceof oauth.ResponseBodyError) return `the EHR refused the code: ${cause.error}`;
  return cause instanceof Error ? cause.message : "the launch failed";
}
