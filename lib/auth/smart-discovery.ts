import type { AuthorizationServer } from "oauth4webapi";
import { z } from "zod";
import { isLoopback } from "@/lib/core/address";
import { describeError } from "@/lib/core/describe-error";
import { AppError } from "@/lib/core/errors";
import type { SmartIssuer } from "./issuers";
import { refused } from "./launch-refusals";

/**
 * Where an EHR authorizes: `.well-known/smart-configuration`; on older servers the oauth-uris of the CapabilityStatement
 * (SMART App Launch 1.0). Keys for its id_token that neither names are looked for by OpenID Connect Discovery.
 */
const TIMEOUT_MS = 8_000;
/** id_tokens signed otherwise (above all "none" and shared secrets) are refused. */
const SIGNATURES = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];
const OAUTH_URIS = "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris";

const configurationSchema = z.looseObject({
  issuer: z.string().optional(),
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
  jwks_uri: z.url().optional(),
  revocation_endpoint: z.url().optional(),
  code_challenge_methods_supported: z.array(z.string()).optional(),
  id_token_signing_alg_values_supported: z.array(z.string()).optional(),
  token_endpoint_auth_methods_supported: z.array(z.string()).optional(),
  scopes_supported: z.array(z.string()).optional(),
  capabilities: z.array(z.string()).optional(),
});
type Configuration = z.infer<typeof configurationSchema>;

/**
 * No redirect is followed, PKCE with S256 is required, and every endpoint must be https unless the issuer is on this machine.
 * @throws AppError("ehr-unavailable" | "launch-refused")
 */
export async function discover(issuer: SmartIssuer): Promise<AuthorizationServer> {
  const body = await getJson(`${issuer.issuer}/.well-known/smart-configuration`);
  const older = body === null;
  const parsed = configurationSchema.safeParse(older ? await oauthUris(issuer) : body);
  if (!parsed.success)
    throw refused(`SMART configuration lacks ${parsed.error.issues[0]?.path.join(".")}`, {
      why: "discovery",
    });
  const found = parsed.data;
  assertPkce(found, older, issuer);
  const server = { ...found, ...(found.jwks_uri ? {} : await keysOf(found, issuer)) };
  for (const endpoint of [
    server.authorization_endpoint,
    server.token_endpoint,
    server.jwks_uri,
    server.revocation_endpoint,
  ])
    if (endpoint && !isSafeEndpoint(endpoint, issuer))
      throw refused("the EHR names an endpoint without https", { why: "discovery" });
  return {
    ...server,
    issuer: server.issuer ?? issuer.issuer,
    // Where the EHR does not say how it signs, OpenID Connect assumes RS256; many sign otherwise and as well.
    id_token_signing_alg_values_supported: server.id_token_signing_alg_values_supported
      ? server.id_token_signing_alg_values_supported.filter((alg) => SIGNATURES.includes(alg))
      : SIGNATURES,
  } as AuthorizationServer;
}

/**
 * The older way cannot say that PKCE is understood. It is sent all the same; without an answer to it only a client that also
 * proves itself by a secret or key may go on.
 */
function assertPkce(found: Configuration, older: boolean, issuer: SmartIssuer): void {
  if (found.code_challenge_methods_supported?.includes("S256")) return;
  if (older && (issuer.clientSecret || issuer.privateKeyJwk)) return;
  throw refused("the EHR does not offer PKCE with S256", { why: "no-pkce" });
}

/** null where there is no such document. */
async function getJson(url: string): Promise<unknown> {
  try {
    const response = await fetch(url, {
      headers: { accept: "application/json" },
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (response.status === 404 || response.status === 410) {
      await response.body?.cancel();
      return null;
    }
    if (!response.ok) throw new Error(`status ${response.status}`);
    return await response.json();
  } catch (cause) {
    const { type } = describeError(cause);
    throw new AppError("ehr-unavailable", "SMART configuration could not be read", {
      cause: Object.assign(new Error(type), { name: type }),
    });
  }
}

const statementSchema = z.looseObject({
  rest: z.array(
    z.looseObject({
      mode: z.string().optional(),
      security: z
        .looseObject({
          extension: z.array(
            z.looseObject({
              url: z.string(),
              extension: z
                .array(z.looseObject({ url: z.string(), valueUri: z.string().optional() }))
                .optional(),
            }),
          ),
        })
        .optional(),
    }),
  ),
});

async function oauthUris(issuer: SmartIssuer): Promise<unknown> {
  const parsed = statementSchema.safeParse(await getJson(`${issuer.issuer}/metadata`));
  const rest = parsed.success ? parsed.data.rest.find((r) => r.mode !== "client") : undefined;
  const uris = rest?.security?.extension.find((e) => e.url === OAUTH_URIS)?.extension ?? [];
  const uri = (name: string) => uris.find((u) => u.url === name)?.valueUri;
  const [authorize, token, revoke] = [uri("authorize"), uri("token"), uri("revoke")];
  if (!authorize || !token)
    throw refused("the EHR says nowhere how to sign in with SMART", { why: "discovery" });
  return {
    authorization_endpoint: authorize,
    token_endpoint: token,
    ...(revoke ? { revocation_endpoint: revoke } : {}),
    capabilities: ["permission-v1"],
  };
}

const openidSchema = z.looseObject({ issuer: z.string(), jwks_uri: z.url() });

/** By OpenID Connect Discovery, at the issuer that the EHR names and at its FHIR base; never where an unchecked token says. */
async function keysOf(
  found: Configuration,
  issuer: SmartIssuer,
): Promise<{ issuer: string; jwks_uri: string } | Record<string, never>> {
  for (const base of new Set([found.issuer ?? issuer.issuer, issuer.issuer])) {
    if (!isSafeEndpoint(base, issuer)) continue;
    const body = await getJson(`${base.replace(/\/+$/, "")}/.well-known/openid-configuration`).catch(
      () => null,
    );
    const parsed = openidSchema.safeParse(body);
    if (parsed.success && isSafeEndpoint(parsed.data.jwks_uri, issuer))
      return { issuer: parsed.data.issuer, jwks_uri: parsed.data.jwks_uri };
  }
  return {};
}

/** Plain http only to this machine, and only where the issuer itself is on it. */
const isSafeEndpoint = (endpoint: string, issuer: SmartIssuer): boolean =>
  endpoint.startsWith("https://") || (issuer.allowHttp && isLoopback(endpoint));
