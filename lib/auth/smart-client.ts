import * as oauth from "oauth4webapi";
import { AppError } from "@/lib/core/errors";
import type { SmartIssuer } from "./issuers";
import { bare } from "./launch-refusals";

/** What the product is to an EHR's authorization server, for a person's launch and for itself: an OAuth 2.0 client. */

export type Tokens = {
  readonly accessToken: string;
  readonly refreshToken: string | null;
  readonly idToken: string | null;
  /** ISO instant. */
  readonly expiresAt: string;
  readonly scope: string;
};

const TIMEOUT_MS = 8_000;

/** Clocks of EHR and app may differ by this much. */
const CLOCK_TOLERANCE_SECONDS = 30;

export const httpOptions = (issuer: SmartIssuer) => ({
  [oauth.allowInsecureRequests]: issuer.allowHttp,
  signal: () => AbortSignal.timeout(TIMEOUT_MS),
});

/** `now` decides what has expired, so that one clock rules the whole product. */
export const clientOf = (issuer: SmartIssuer, now: Date): oauth.Client => ({
  client_id: issuer.clientId,
  [oauth.clockSkew]: Math.round((now.getTime() - Date.now()) / 1000),
  [oauth.clockTolerance]: CLOCK_TOLERANCE_SECONDS,
});

/** How the client proves who it is, as the EHR registered it. @throws AppError("config-invalid") for a key that cannot be used */
export async function clientAuthentication(
  issuer: SmartIssuer,
  server: oauth.AuthorizationServer,
): Promise<oauth.ClientAuth> {
  if (!issuer.privateKeyJwk) {
    if (!issuer.clientSecret) return oauth.None();
    const methods = server.token_endpoint_auth_methods_supported;
    // In the form only where the EHR takes it no other way (RFC 6749 §2.3.1 prefers the header).
    const inForm = methods?.includes("client_secret_post") && !methods.includes("client_secret_basic");
    return inForm
      ? oauth.ClientSecretPost(issuer.clientSecret)
      : oauth.ClientSecretBasic(issuer.clientSecret);
  }
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

export function toTokens(
  result: oauth.TokenEndpointResponse,
  previous: Pick<Tokens, "scope"> & Partial<Tokens>,
  now: Date,
): Tokens {
  // Five minutes where the EHR does not say: short enough to be safe, long enough to work.
  const seconds = result.expires_in ?? 300;
  return {
    accessToken: result.access_token,
    refreshToken: result.refresh_token ?? previous.refreshToken ?? null,
    idToken: result.id_token ?? previous.idToken ?? null,
    expiresAt: new Date(now.getTime() + seconds * 1000).toISOString(),
    scope: result.scope ?? previous.scope,
  };
}
