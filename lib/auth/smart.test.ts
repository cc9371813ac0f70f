import { decodeJwt, decodeProtectedHeader, exportJWK, generateKeyPair } from "jose";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findIssuer, type SmartIssuer, smartIssuersSchema } from "./issuers";
import { assertScopes, beginLaunch, discover, finishLaunch, refreshTokens, revokeTokens } from "./smart";
import { startAuthorizationServer, type TestServer } from "./testing/authorization-server";

/** Not the machine's time: what has expired is decided by the product's clock alone. */
const now = new Date("2026-03-01T08:00:00Z");
const redirectUri = "https://app.test/api/smart/callback";
let ehr: TestServer;
beforeEach(async () => {
  ehr = await startAuthorizationServer(() => now);
});
afterEach(() => ehr.close());

const begin = (launch: string | null = "l1", issuer: SmartIssuer = ehr.issuer) =>
  beginLaunch({ issuer, launch, redirectUri });

async function launch(over: Record<string, string | null> = {}, issuer: SmartIssuer = ehr.issuer) {
  const { authorizationUrl, pending } = await begin("l1", issuer);
  return finishLaunch(issuer, pending, ehr.authorize(authorizationUrl, over), now);
}

describe("the allow-list", () => {
  const issuers = smartIssuersSchema.parse([
    { name: "EHR", issuer: "https://ehr.test/fhir/r4/", clientId: "c" },
  ]);

  it.each(["https://ehr.test/fhir/r4", "https://ehr.test/fhir/r4/"])("knows %s", (iss) => {
    expect(findIssuer(issuers, iss)?.name).toBe("EHR");
  });

  it.each([
    null,
    "",
    "http://ehr.test/fhir/r4",
    "https://ehr.test/fhir/r4/../../admin",
    "https://ehr.test/fhir/r4?x=1",
    "https://ehr.test/fhir/r4#x",
    "https://ehr.test:8443/fhir/r4",
    "https://ehr.test@evil.test/fhir/r4",
    "https://user:pw@ehr.test/fhir/r4",
    "https://ehr.test.evil.test/fhir/r4",
    "https://EHR.test/fhir/r4",
    "https://ehr.test\\@evil.test/fhir/r4",
    "//ehr.test/fhir/r4",
    "http://169.254.169.254/latest/meta-data",
    "http://localhost:3000/fhir/r4",
    "http://[::ffff:127.0.0.1]/fhir/r4",
    "file:///etc/passwd",
  ])("does not know %s", (iss) => {
    expect(findIssuer(issuers, iss)).toBeNull();
  });

  it.each([
    ["plain http", { issuer: "http://ehr.test/r4" }],
    ["plain http to another machine", { issuer: "http://ehr.test/r4", allowHttp: true }],
    ["a user before the host", { issuer: "http://localhost@evil.test/r4", allowHttp: true }],
    [
      "a host that only begins like this machine",
      { issuer: "http://localhost.evil.test/r4", allowHttp: true },
    ],
    ["no URL", { issuer: "ehr.test" }],
    ["no client id", { clientId: "" }],
    ["a setting nobody knows", { clientID: "c" }],
    ["a key of no use", { privateKeyJwk: { kty: "oct", alg: "HS256", kid: "1" } }],
  ])("does not take an entry with %s", (_what, over) => {
    const entry = { name: "EHR", issuer: "https://ehr.test/r4", clientId: "c", ...over };
    expect(smartIssuersSchema.safeParse([entry]).success).toBe(false);
  });

  it("does not take the same issuer twice", () => {
    const entry = { name: "EHR", issuer: "https://ehr.test/r4", clientId: "c" };
    expect(smartIssuersSchema.safeParse([entry, { ...entry, issuer: "https://ehr.test/r4/" }]).success).toBe(
      false,
    );
  });
});

describe("discovery", () => {
  const without = (name: string) => (normal: Record<string, unknown>) => ({ ...normal, [name]: undefined });

  it.each([
    ["no PKCE", without("code_challenge_methods_supported")],
    ["plain PKCE only", (c: object) => ({ ...c, code_challenge_methods_supported: ["plain"] })],
    ["no token endpoint", without("token_endpoint")],
    [
      "a token endpoint on another machine without https",
      (c: object) => ({ ...c, token_endpoint: "http://evil.test/token" }),
    ],
    [
      "an authorization endpoint that is a script",
      (c: object) => ({ ...c, authorization_endpoint: "javascript:alert(1)" }),
    ],
    ["keys from another machine without https", (c: object) => ({ ...c, jwks_uri: "http://10.0.0.1/jwks" })],
    ["a list", () => []],
    ["text", () => "hello"],
  ])("refuses %s", async (_what, configuration) => {
    ehr.bends.configuration = configuration;
    await expect(discover(ehr.issuer)).rejects.toMatchObject({ code: "launch-refused" });
  });

  it("follows no redirect", async () => {
    const other = await startAuthorizationServer(() => now);
    ehr.bends = {
      configurationStatus: 302,
      configurationLocation: `${other.base}/r4/.well-known/smart-configuration`,
    };
    await expect(discover(ehr.issuer)).rejects.toMatchObject({ code: "ehr-unavailable" });
    expect(other.seen).toEqual([]);
    other.close();
  });

  it("calls an EHR that is down unavailable", async () => {
    ehr.bends.configurationStatus = 503;
    await expect(discover(ehr.issuer)).rejects.toMatchObject({ code: "ehr-unavailable" });
  });
});

describe("the authorization request", () => {
  it("asks for what is needed, bound to this EHR and this launch", async () => {
    const { authorizationUrl, pending } = await begin("xyz");
    const asked = Object.fromEntries(new URL(authorizationUrl).searchParams);
    expect(asked).toMatchObject({
      response_type: "code",
      client_id: "openacuity",
      redirect_uri: redirectUri,
      launch: "xyz",
      aud: ehr.issuer.issuer,
      code_challenge_method: "S256",
      state: pending.state,
      nonce: pending.nonce,
    });
    expect(asked.scope?.split(" ")).toEqual(
      expect.arrayContaining(["openid", "fhirUser", "launch", "user/Patient.rs"]),
    );
    expect(authorizationUrl).not.toContain(pending.codeVerifier);
  });

  it("standalone asks for no launch", async () => {
    const asked = new URL((await begin(null)).authorizationUrl).searchParams;
    expect(asked.has("launch")).toBe(false);
    expect(asked.get("scope")?.split(" ")).not.toContain("launch");
  });

  it("is never the same twice", async () => {
    const [a, b] = [await begin(), await begin()];
    for (const key of ["state", "nonce", "codeVerifier"] as const)
      expect(a.pending[key]).not.toBe(b.pending[key]);
  });
});

describe("finishing a launch", () => {
  it("ends with tokens, who it is, and which patient", async () => {
    expect(await launch()).toEqual({
      needBanner: true,
      tokens: {
        accessToken: "at-1",
        refreshToken: "rt-1",
        idToken: expect.any(String),
        expiresAt: "2026-03-01T08:10:00.000Z",
        scope: expect.stringContaining("user/Patient.rs"),
      },
      patientId: "pat-1",
      encounterId: "enc-1",
      subject: "user-1",
      name: "Nurse One",
      fhirUser: "Practitioner/p1",
    });
  });

  it("survives being stored as JSON between its halves", async () => {
    const { authorizationUrl, pending } = await begin();
    const stored = JSON.parse(JSON.stringify(pending)) as typeof pending;
    await expect(
      finishLaunch(ehr.issuer, stored, ehr.authorize(authorizationUrl), now),
    ).resolves.toMatchObject({ subject: "user-1" });
  });

  it.each([
    ["another state", { state: "forged" }],
    ["no state", { state: null }],
    ["no code", { code: null }],
    ["a code of nobody", { code: "stolen" }],
    ["another authorization server's name (mix-up)", { iss: "https://evil.test" }],
    ["no authorization server's name where it is promised", { iss: null }],
    ["a refusal", { code: null, error: "access_denied" }],
  ])("refuses a callback with %s", async (_what, over) => {
    await expect(launch(over)).rejects.toMatchObject({ code: "launch-refused" });
  });

  it("sends no code to the token endpoint when the callback does not fit", async () => {
    await launch({ state: "forged" }).catch(() => {});
    expect(ehr.seen).not.toContain("POST /auth/token");
  });

  it("refuses a callback shown twice", async () => {
    const { authorizationUrl, pending } = await begin();
    const callback = ehr.authorize(authorizationUrl);
    await finishLaunch(ehr.issuer, pending, callback, now);
    await expect(finishLaunch(ehr.issuer, pending, callback, now)).rejects.toMatchObject({
      code: "launch-refused",
    });
  });

  it("refuses to finish at another EHR what began at this one", async () => {
    const other = await startAuthorizationServer(() => now);
    const { authorizationUrl, pending } = await begin();
    await expect(
      finishLaunch(other.issuer, pending, ehr.authorize(authorizationUrl), now),
    ).rejects.toMatchObject({ code: "launch-refused" });
    expect(other.seen).toEqual([]);
    other.close();
  });

  it("refuses a code that another launch began", async () => {
    const [mine, theirs] = [await begin(), await begin()];
    const callback = ehr.authorize(theirs.authorizationUrl, { state: mine.pending.state });
    await expect(finishLaunch(ehr.issuer, mine.pending, callback, now)).rejects.toMatchObject({
      code: "launch-refused",
    });
  });

  const seconds = Math.floor(now.getTime() / 1000);
  it.each([
    ["another nonce", { nonce: "old" }],
    ["no nonce", { nonce: undefined }],
    ["another issuer", { iss: "https://evil.test" }],
    ["another audience", { aud: "another-app" }],
    ["several audiences and another presenter", { aud: ["openacuity", "b"], azp: "b" }],
    ["no subject", { sub: undefined }],
    ["an expiry in the past", { exp: seconds - 60 }],
    ["no expiry", { exp: undefined }],
    ["a start in the future", { nbf: seconds + 3600 }],
  ])("refuses an id_token with %s", async (_what, claims) => {
    ehr.bends.idToken = (normal) => ({ ...normal, ...claims });
    await expect(launch()).rejects.toMatchObject({ code: "launch-refused" });
  });

  it("takes an id_token whose clock is a little off", async () => {
    ehr.bends.idToken = (normal) => ({ ...normal, nbf: seconds + 10 });
    await expect(launch()).resolves.toMatchObject({ subject: "user-1" });
  });

  it("refuses an id_token signed by another key", async () => {
    ehr.bends.signWith = (await generateKeyPair("RS256")).privateKey;
    await expect(launch()).rejects.toMatchObject({ code: "launch-refused" });
  });

  it("refuses an id_token signed with a shared secret", async () => {
    ehr.bends.idTokenHeader = { alg: "HS256" };
    ehr.bends.signWith = new TextEncoder().encode("openacuity-openacuity-openacuity-openacuity");
    await expect(launch()).rejects.toMatchObject({ code: "launch-refused" });
  });

  it.each([
    [
      "unsigned",
      `${Buffer.from('{"alg":"none"}').toString("base64url")}.${Buffer.from("{}").toString("base64url")}.`,
    ],
    ["that is none", "hello"],
    ["that is missing", null],
  ])("refuses an id_token %s", async (_what, raw) => {
    ehr.bends.rawIdToken = raw;
    await expect(launch()).rejects.toMatchObject({ code: "launch-refused" });
  });

  it("refuses an EHR without keys", async () => {
    ehr.bends.configuration = (normal) => ({ ...normal, jwks_uri: undefined });
    await expect(launch()).rejects.toMatchObject({ code: "launch-refused" });
  });

  it("says which data the EHR did not allow to be read", async () => {
    ehr.bends.tokenBody = (normal) => ({ ...normal, scope: "openid user/Patient.rs user/Encounter.r" });
    const refusal = await launch().catch((e: unknown) => e);
    expect(refusal).toMatchObject({
      code: "launch-refused",
      userMessage: expect.stringMatching(/Encounter, Observation/),
    });
  });

  it.each([["../../Patient/2"], ["Patient/2"], [{ reference: "Patient/2" }], [7]])(
    "refuses a launch context that is no id: %j",
    async (patient) => {
      ehr.bends.tokenBody = (normal) => ({ ...normal, patient });
      await expect(launch()).rejects.toMatchObject({ code: "launch-refused" });
    },
  );

  it.each([
    ["https://elsewhere.test/Practitioner/p1", null],
    ["Practitioner/../Patient/1", null],
    ["PractitionerRole/r1", "PractitionerRole/r1"],
    [undefined, null],
  ])("reads fhirUser %s as %s", async (fhirUser, expected) => {
    ehr.bends.idToken = (normal) => ({ ...normal, fhirUser });
    expect((await launch()).fhirUser).toBe(expected);
  });

  it.each([500, 503])("calls status %i of the token endpoint an unavailable EHR", async (status) => {
    ehr.bends.tokenStatus = status;
    await expect(launch()).rejects.toMatchObject({ code: "ehr-unavailable" });
  });

  it("lets no code or token into an error", async () => {
    ehr.bends.idToken = (normal) => ({ ...normal, nonce: "old" });
    const error = (await launch().catch((e: unknown) => e)) as Error;
    const told = JSON.stringify([error, error.cause, error.message, String(error.cause)]);
    expect(told).not.toMatch(/at-1|rt-1|code-0/);
  });
});

describe("client authentication", () => {
  it("a public client sends its id, and its proof by PKCE", async () => {
    await launch();
    expect(ehr.forms[0]?.get("client_id")).toBe("openacuity");
    expect(ehr.authorizations[0]).toBeUndefined();
  });

  it("a confidential client sends its secret in the header", async () => {
    await launch({}, { ...ehr.issuer, clientSecret: "s3cret" });
    expect(ehr.authorizations[0]).toMatch(/^Basic /);
    expect(ehr.forms[0]?.toString()).not.toContain("s3cret");
  });

  it.each(["RS384", "ES384", "PS256"])(
    "private_key_jwt signs with %s for the token endpoint",
    async (alg) => {
      const { privateKey } = await generateKeyPair(alg, { extractable: true });
      const jwk = { ...(await exportJWK(privateKey)), kid: "mine", alg, use: "sig", key_ops: ["sign"] };
      await launch({}, { ...ehr.issuer, privateKeyJwk: jwk as never });
      const assertion = ehr.forms[0]?.get("client_assertion") ?? "";
      expect(decodeProtectedHeader(assertion)).toEqual({ alg, kid: "mine" });
      expect(decodeJwt(assertion)).toMatchObject({
        iss: "openacuity",
        sub: "openacuity",
        aud: `${ehr.base}/auth/token`,
      });
    },
  );

  it("a key that cannot be used is a wrong setting", async () => {
    const privateKeyJwk = { kty: "RSA" as const, alg: "RS384", kid: "1" };
    await expect(launch({}, { ...ehr.issuer, privateKeyJwk })).rejects.toMatchObject({
      code: "config-invalid",
    });
  });
});

describe("refreshing", () => {
  it("keeps a rotated refresh token, and what is not sent again", async () => {
    const { tokens } = await launch();
    ehr.bends.tokenBody = (normal) => ({ ...normal, scope: undefined });
    const renewed = await refreshTokens(ehr.issuer, tokens, now);
    expect(renewed).toMatchObject({
      accessToken: "at-2",
      refreshToken: "rt-2",
      scope: tokens.scope,
      idToken: tokens.idToken,
    });
    ehr.bends.tokenBody = (normal) => ({ ...normal, refresh_token: undefined });
    expect((await refreshTokens(ehr.issuer, renewed, now)).refreshToken).toBe("rt-2");
  });

  it("a refresh token used before is refused", async () => {
    const { tokens } = await launch();
    await refreshTokens(ehr.issuer, tokens, now);
    await expect(refreshTokens(ehr.issuer, tokens, now)).rejects.toMatchObject({ code: "unauthenticated" });
  });

  it("an EHR in trouble ends no session", async () => {
    const { tokens } = await launch();
    for (const status of [429, 502]) {
      ehr.bends.tokenStatus = status;
      await expect(refreshTokens(ehr.issuer, tokens, now)).rejects.toMatchObject({ code: "ehr-unavailable" });
    }
  });

  it("revoked tokens are good for nothing", async () => {
    const { tokens } = await launch();
    await revokeTokens(ehr.issuer, tokens);
    await expect(refreshTokens(ehr.issuer, tokens, now)).rejects.toMatchObject({ code: "unauthenticated" });
  });
});

describe("granted scopes", () => {
  const enough = "user/Patient.rs user/Encounter.rs user/Observation.crs";
  it.each([
    [enough, true],
    ["user/*.cruds", true],
    ["user/*.read", true],
    ["patient/Patient.read patient/Encounter.read patient/Observation.*", true],
    ["user/Patient.r user/Encounter.rs user/Observation.rs", false],
    ["user/Patient.rs user/Encounter.rs", false],
    ["system/*.rs", false],
    ["user/Patient.rsx user/Encounter.rs user/Observation.rs", false],
    ["user/Patient.rs user/Encounter.rs user/Observation.rs?category=laboratory", false],
    ["user/Patient.rs user/Encounter.rs user/Observation.rs?category=survey|vital-signs", true],
    ["", false],
  ])("%s: %s", (scope, sufficient) => {
    if (sufficient) expect(() => assertScopes(scope)).not.toThrow();
    else expect(() => assertScopes(scope)).toThrow(/do not cover/);
  });
});
