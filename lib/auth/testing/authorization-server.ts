import { createHash } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type CryptoKey, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";
import { type SmartIssuer, smartIssuerSchema } from "../issuers";

/** What a test may bend. Everything else is what a well-behaved SMART authorization server does. */
export type Bends = {
  configuration?: (normal: Record<string, unknown>) => unknown;
  configurationStatus?: number;
  configurationLocation?: string;
  /** GET /r4/metadata, and OpenID Connect Discovery by path. */
  metadata?: (base: string) => unknown;
  openid?: Readonly<Record<string, (base: string) => unknown>>;
  idToken?: (claims: JWTPayload) => JWTPayload;
  idTokenHeader?: { alg: string; kid?: string };
  signWith?: CryptoKey | Uint8Array;
  rawIdToken?: string | null;
  tokenBody?: (normal: Record<string, unknown>) => Record<string, unknown>;
  tokenStatus?: number;
};

export type TestServer = {
  readonly issuer: SmartIssuer;
  readonly base: string;
  bends: Bends;
  /** Every request as "METHOD path", and the token endpoint's forms. */
  readonly seen: string[];
  readonly forms: URLSearchParams[];
  readonly authorizations: (string | undefined)[];
  /** What the EHR does with the browser: an authorization request becomes the callback. */
  authorize(authorizationUrl: string, over?: Record<string, string | null>): string;
  close(): void;
};

const GRANTED =
  "openid fhirUser profile offline_access launch user/Patient.rs user/Encounter.rs user/Observation.crs";

/** Made once: RSA keys take their time. */
const keys = generateKeyPair("RS256");

/** A SMART authorization server on a port of its own, in memory: PKCE and redirect URI are really checked. */
export async function startAuthorizationServer(now: () => Date): Promise<TestServer> {
  const { privateKey, publicKey } = await keys;
  const jwk = { ...(await exportJWK(publicKey)), kid: "k1", alg: "RS256", use: "sig" };
  const codes = new Map<string, URLSearchParams>();
  const refreshTokens = new Set<string>();
  let counter = 0;
  let server: Server;

  const idToken = async (request: URLSearchParams): Promise<string | null> => {
    const { bends } = test;
    if (bends.rawIdToken !== undefined) return bends.rawIdToken;
    const seconds = Math.floor(now().getTime() / 1000);
    const claims: JWTPayload = {
      iss: `${test.base}/auth`,
      aud: request.get("client_id") ?? "",
      sub: "user-1",
      nonce: request.get("nonce") ?? "",
      iat: seconds,
      exp: seconds + 300,
      name: "Nurse One",
      fhirUser: `${test.base}/r4/Practitioner/p1`,
    };
    return new SignJWT(bends.idToken?.(claims) ?? claims)
      .setProtectedHeader(bends.idTokenHeader ?? { alg: "RS256", kid: "k1" })
      .sign(bends.signWith ?? privateKey);
  };

  const token = async (form: URLSearchParams): Promise<[number, Record<string, unknown>]> => {
    const { bends } = test;
    if (bends.tokenStatus) return [bends.tokenStatus, { error: "temporarily_unavailable" }];
    counter += 1;
    const tokens = {
      access_token: `at-${counter}`,
      refresh_token: `rt-${counter}`,
      token_type: "Bearer",
      expires_in: 600,
      scope: GRANTED,
    };
    if (form.get("grant_type") === "refresh_token") {
      if (!refreshTokens.delete(form.get("refresh_token") ?? "")) return [400, { error: "invalid_grant" }];
      refreshTokens.add(tokens.refresh_token);
      return [200, bends.tokenBody?.(tokens) ?? tokens];
    }
    const request = codes.get(form.get("code") ?? "");
    codes.delete(form.get("code") ?? "");
    const challenge = createHash("sha256")
      .update(form.get("code_verifier") ?? "")
      .digest("base64url");
    if (
      !request ||
      challenge !== request.get("code_challenge") ||
      form.get("redirect_uri") !== request.get("redirect_uri")
    )
      return [400, { error: "invalid_grant" }];
    refreshTokens.add(tokens.refresh_token);
    const body = { ...tokens, patient: "pat-1", encounter: "enc-1", id_token: await idToken(request) };
    if (body.id_token === null) delete (body as { id_token?: unknown }).id_token;
    return [200, bends.tokenBody?.(body) ?? body];
  };

  server = createServer(async (req, res) => {
    const path = (req.url ?? "").split("?")[0] ?? "";
    test.seen.push(`${req.method} ${path}`);
    const send = (status: number, body: unknown, headers = {}) => {
      res.writeHead(status, { "content-type": "application/json", ...headers });
      res.end(JSON.stringify(body));
    };
    const { bends } = test;
    if (path === "/r4/.well-known/smart-configuration") {
      const normal = {
        issuer: `${test.base}/auth`,
        authorization_endpoint: `${test.base}/auth/authorize`,
        token_endpoint: `${test.base}/auth/token`,
        revocation_endpoint: `${test.base}/auth/revoke`,
        jwks_uri: `${test.base}/auth/jwks`,
        code_challenge_methods_supported: ["S256"],
        authorization_response_iss_parameter_supported: true,
      };
      return send(
        bends.configurationStatus ?? 200,
        bends.configuration ? bends.configuration(normal) : normal,
        bends.configurationLocation ? { location: bends.configurationLocation } : {},
      );
    }
    if (path === "/r4/metadata" && bends.metadata) return send(200, bends.metadata(test.base));
    const openid = bends.openid?.[path];
    if (openid) return send(200, openid(test.base));
    if (path === "/auth/jwks") return send(200, { keys: [jwk] });
    let text = "";
    for await (const chunk of req) text += chunk;
    const form = new URLSearchParams(text);
    test.forms.push(form);
    test.authorizations.push(req.headers.authorization);
    if (path === "/auth/token") {
      const [status, body] = await token(form);
      return send(status, body);
    }
    if (path === "/auth/revoke") {
      refreshTokens.delete(form.get("token") ?? "");
      return send(200, {});
    }
    return send(404, {});
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const test: TestServer = {
    base,
    issuer: smartIssuerSchema.parse({
      name: "Test EHR",
      issuer: `${base}/r4`,
      clientId: "openacuity",
      allowHttp: true,
    }),
    bends: {},
    seen: [],
    forms: [],
    authorizations: [],
    authorize(authorizationUrl, over = {}) {
      const request = new URL(authorizationUrl).searchParams;
      const code = `code-${codes.size}-${counter}`;
      codes.set(code, request);
      const callback = new URL(request.get("redirect_uri") ?? "");
      const answer = { code, state: request.get("state") ?? "", iss: `${base}/auth`, ...over };
      for (const [name, value] of Object.entries(answer))
        if (value !== null) callback.searchParams.set(name, value);
      return callback.href;
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
  return test;
}
