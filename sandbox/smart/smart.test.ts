import { createLocalJWKSet, decodeJwt, type JSONWebKeySet, jwtVerify } from "jose";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type Sandbox, startSandbox } from "../server";
import {
  authorize,
  ehrLaunch,
  fhirClient,
  freePort,
  type Json,
  TestBrowser,
  testSandbox,
  tokenRequest,
} from "../testing";

const SCOPE = "openid fhirUser profile launch offline_access user/Patient.rs user/Observation.crus";
let sandbox: Sandbox;
let clock = Date.now();

beforeAll(async () => {
  sandbox = await testSandbox({ now: () => new Date(clock) });
});
afterAll(() => sandbox.close());

const patientOf = (encounter: string): string =>
  (sandbox.store.get("Encounter", encounter) as Json).subject.reference.slice("Patient/".length);

describe("discovery", () => {
  it("names itself https in all its documents behind a proxy that speaks it, and never on the word of a request alone", async () => {
    const documentOf = async (publicOrigin?: string) => {
      const port = await freePort();
      const behind = await startSandbox({
        port,
        dataDir: null,
        seed: 1,
        arrivalsPerHour: 0,
        appOrigin: "https://localhost:8443",
        ...(publicOrigin ? { publicOrigin } : {}),
      });
      const headers = { "x-forwarded-proto": "https", "x-forwarded-host": "localhost:8444" };
      const response = await fetch(`http://127.0.0.1:${port}/auth/.well-known/openid-configuration`, {
        headers,
      });
      const text = await response.text();
      await behind.close();
      return text;
    };
    expect(await documentOf("https://localhost:8444")).not.toContain("http://");
    expect(await documentOf()).not.toContain("https://");
  });

  it("publishes the SMART configuration and points at real endpoints", async () => {
    const config = (await (
      await fetch(`${sandbox.fhirBaseUrl}/.well-known/smart-configuration`)
    ).json()) as Json;
    expect(config.issuer).toBe(sandbox.issuer);
    expect(config.code_challenge_methods_supported).toEqual(["S256"]);
    expect(config.capabilities).toEqual(
      expect.arrayContaining([
        "launch-ehr",
        "launch-standalone",
        "client-public",
        "permission-v2",
        "permission-user",
      ]),
    );
    const jwks = (await (await fetch(config.jwks_uri)).json()) as JSONWebKeySet;
    expect(jwks.keys[0]).not.toHaveProperty("d");
    const openid = (await (await fetch(`${sandbox.issuer}/.well-known/openid-configuration`)).json()) as Json;
    for (const [key, ours] of [
      ["authorization_endpoint", config.authorization_endpoint],
      ["token_endpoint", config.token_endpoint],
      ["revocation_endpoint", config.revocation_endpoint],
      ["end_session_endpoint", config.end_session_endpoint],
      ["introspection_endpoint", config.introspection_endpoint],
      ["jwks_uri", config.jwks_uri],
    ])
      expect(openid[key as string]).toBe(ours);
  });
});

describe("EHR launch", () => {
  it("gives patient, encounter, banner, granted scopes and a signed id_token", async () => {
    const tokens = await ehrLaunch(sandbox, "nurse2", "enc-001", SCOPE);
    expect(tokens).toMatchObject({
      patient: patientOf("enc-001"),
      encounter: "enc-001",
      need_patient_banner: false,
      token_type: "Bearer",
    });
    expect(tokens.refresh_token).toBeTruthy();
    expect(new Set(tokens.scope.split(" "))).toEqual(new Set(SCOPE.split(" ")));
    const jwks = (await (await fetch(`${sandbox.issuer}/jwks`)).json()) as JSONWebKeySet;
    const { payload } = await jwtVerify(tokens.id_token ?? "", createLocalJWKSet(jwks), {
      issuer: sandbox.issuer,
      audience: "openacuity",
    });
    expect(payload).toMatchObject({
      sub: "nurse2",
      name: "Nurse Two (demo)",
      fhirUser: `${sandbox.fhirBaseUrl}/Practitioner/prac-nurse2`,
    });
    expect(payload.nonce).toBeTruthy();
  });

  it("accepts a launch token once", async () => {
    const { launch } = sandbox.createLaunch({ user: "nurse1", encounter: "enc-002" });
    expect((await authorize(sandbox, new TestBrowser(), { scope: SCOPE, launch })).ok).toBe(true);
    const again = await authorize(sandbox, new TestBrowser(), { scope: SCOPE, launch });
    expect(again).toMatchObject({ ok: false, error: "invalid_request" });
  });

  it("lets a launch token expire", async () => {
    const { launch } = sandbox.createLaunch({ user: "nurse1", encounter: "enc-002" });
    clock += 6 * 60_000;
    expect(await authorize(sandbox, new TestBrowser(), { scope: SCOPE, launch })).toMatchObject({
      ok: false,
      error: "invalid_request",
    });
  });

  it.each([
    ["another audience", { aud: "https://elsewhere.example/fhir" }],
    ["no audience", { aud: null }],
    ["no PKCE", { code_challenge: null, code_challenge_method: null }],
    ["plain PKCE", { code_challenge_method: "plain" }],
    ["another redirect address", { redirect_uri: "http://localhost:39999/elsewhere" }],
    ["an unknown client", { client_id: "stranger" }],
    ["the implicit flow", { response_type: "token" }],
    ["an unknown launch token", { launch: "made-up" }],
    ["no launch token", { launch: null }],
  ])("refuses %s", async (_what, extra) => {
    const { launch } = sandbox.createLaunch({ user: "nurse1", encounter: "enc-002" });
    const outcome = await authorize(sandbox, new TestBrowser(), { scope: SCOPE, launch, extra });
    expect(outcome.ok).toBe(false);
  });

  it("redeems a code only with its own verifier, and once", async () => {
    const { launch } = sandbox.createLaunch({ user: "nurse1", encounter: "enc-002" });
    const outcome = await authorize(sandbox, new TestBrowser(), { scope: SCOPE, launch });
    if (!outcome.ok) throw new Error(outcome.error);
    expect(await tokenRequest(sandbox, { grant_type: "authorization_code", code: "made-up" })).toMatchObject({
      error: expect.stringMatching(/invalid/),
    });
  });
});

describe("two launches in one browser stay apart", () => {
  it.each(["GET", "POST"] as const)("via %s", async (via) => {
    const browser = new TestBrowser();
    for (const [user, encounter] of [
      ["nurse1", "enc-003"],
      ["nurse1", "enc-004"],
      ["nurse2", "enc-005"],
      ["nurse1", "enc-003"],
    ] as const) {
      const { launch } = sandbox.createLaunch({ user, encounter });
      const outcome = await authorize(sandbox, browser, { scope: SCOPE, launch, via });
      if (!outcome.ok) throw new Error(outcome.error);
      expect(outcome.tokens).toMatchObject({ patient: patientOf(encounter), encounter });
      expect(decodeJwt(outcome.tokens.id_token ?? "").sub).toBe(user);
    }
  });

  it("prompt=none never answers with an earlier launch's patient", async () => {
    const browser = new TestBrowser();
    await ehrLaunch(sandbox, "nurse1", "enc-003", SCOPE, browser);
    const { launch } = sandbox.createLaunch({ user: "nurse1", encounter: "enc-004" });
    for (const via of ["GET", "POST"] as const) {
      const outcome = await authorize(sandbox, browser, {
        scope: SCOPE,
        launch,
        via,
        extra: { prompt: "none" },
      });
      expect(outcome).toMatchObject({ ok: false, error: "login_required" });
    }
  });

  it("stays apart when the two are under way at the same time", async () => {
    const browser = new TestBrowser();
    const outcomes = await Promise.all(
      (["enc-006", "enc-007", "enc-008"] as const).map(async (encounter, i) => {
        const { launch } = sandbox.createLaunch({ user: i === 1 ? "nurse2" : "nurse1", encounter });
        return [encounter, await authorize(sandbox, browser, { scope: SCOPE, launch })] as const;
      }),
    );
    for (const [encounter, outcome] of outcomes) {
      if (!outcome.ok) throw new Error(outcome.error);
      expect(outcome.tokens.encounter).toBe(encounter);
      expect(outcome.tokens.patient).toBe(patientOf(encounter));
    }
  });

  it("refreshing one launch's tokens keeps its patient", async () => {
    const browser = new TestBrowser();
    const first = await ehrLaunch(sandbox, "nurse1", "enc-003", SCOPE, browser);
    await ehrLaunch(sandbox, "nurse1", "enc-004", SCOPE, browser);
    const refreshed = await tokenRequest(sandbox, {
      grant_type: "refresh_token",
      refresh_token: first.refresh_token ?? "",
    });
    expect(refreshed).toMatchObject({ patient: patientOf("enc-003"), encounter: "enc-003" });
  });
});

describe("standalone launch", () => {
  it("asks who the user is and gives no patient for user-level scopes", async () => {
    const browser = new TestBrowser();
    const scope = "openid fhirUser offline_access user/Encounter.rs";
    const asked = await authorize(sandbox, browser, { scope });
    expect(asked).toMatchObject({ ok: false, page: { status: 200 } });
    const outcome = await authorize(sandbox, new TestBrowser(), { scope, form: { user: "lead" } });
    if (!outcome.ok) throw new Error(outcome.error);
    expect(outcome.tokens.patient).toBeUndefined();
    expect(decodeJwt(outcome.tokens.id_token ?? "").sub).toBe("lead");
  });

  it.each(["openid launch/patient user/Patient.rs", "openid patient/*.rs"])(
    "has the user pick a patient for %s",
    async (scope) => {
      const without = await authorize(sandbox, new TestBrowser(), { scope, form: { user: "nurse1" } });
      expect(without).toMatchObject({ ok: false, page: { status: 400 } });
      const outcome = await authorize(sandbox, new TestBrowser(), {
        scope,
        form: { user: "nurse1", visit: "enc-009" },
      });
      if (!outcome.ok) throw new Error(outcome.error);
      expect(outcome.tokens).toMatchObject({ patient: patientOf("enc-009"), need_patient_banner: true });
    },
  );

  it("lets the user cancel", async () => {
    const outcome = await authorize(sandbox, new TestBrowser(), {
      scope: "openid user/Patient.rs",
      form: { cancel: "1" },
    });
    expect(outcome).toMatchObject({ ok: false, error: "access_denied" });
  });
});

describe("the life of tokens", () => {
  it("rotates refresh tokens and ends the grant when an old one is used again", async () => {
    const tokens = await ehrLaunch(sandbox, "nurse1", "enc-010", SCOPE);
    const refresh = (refresh_token: string) =>
      tokenRequest(sandbox, { grant_type: "refresh_token", refresh_token });
    const second = await refresh(tokens.refresh_token ?? "");
    expect(second.refresh_token).not.toBe(tokens.refresh_token);
    expect(second.id_token).toBeTruthy();
    expect((await refresh(tokens.refresh_token ?? "")).error).toBe("invalid_grant");
    expect((await refresh(second.refresh_token ?? "")).error).toBe("invalid_grant");
    expect((await fhirClient(sandbox, second.access_token)("GET", "Patient")).status).toBe(401);
  });

  it("live as long as the sandbox was told", async () => {
    const brief = await testSandbox({ accessTokenTtlSeconds: 7 });
    try {
      expect((await ehrLaunch(brief, "nurse1", "enc-001", SCOPE)).expires_in).toBe(7);
    } finally {
      await brief.close();
    }
  });

  it("gives no refresh token without offline_access", async () => {
    const tokens = await ehrLaunch(sandbox, "nurse1", "enc-010", "openid launch user/Patient.rs");
    expect(tokens.refresh_token).toBeUndefined();
  });

  it("revokes at once", async () => {
    const tokens = await ehrLaunch(sandbox, "nurse1", "enc-010", SCOPE);
    const client = fhirClient(sandbox, tokens.access_token);
    expect((await client("GET", "Patient")).status).toBe(200);
    await fetch(`${sandbox.issuer}/token/revocation`, {
      method: "POST",
      body: new URLSearchParams({ token: tokens.refresh_token ?? "", client_id: "openacuity" }),
    });
    expect((await client("GET", "Patient")).status).toBe(401);
  });

  it("expires access tokens", async () => {
    const tokens = await ehrLaunch(sandbox, "nurse1", "enc-010", SCOPE);
    const client = fhirClient(sandbox, tokens.access_token);
    expect((await client("GET", "Patient")).status).toBe(200);
    // The provider reads the system's clock, so that is what moves; timers go on.
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + (tokens.expires_in + 1) * 1000 });
    try {
      const late = await client("GET", "Patient");
      expect(late.status).toBe(401);
      expect(late.headers.get("www-authenticate")).toContain("invalid_token");
    } finally {
      vi.useRealTimers();
    }
  });

  it("expires them on demand, leaving refresh tokens alone", async () => {
    const tokens = await ehrLaunch(sandbox, "nurse1", "enc-010", SCOPE);
    await fetch(`${sandbox.origin}/sandbox/faults`, {
      method: "POST",
      body: JSON.stringify({ mode: "expire-tokens" }),
    });
    expect((await fhirClient(sandbox, tokens.access_token)("GET", "Patient")).status).toBe(401);
    const again = await tokenRequest(sandbox, {
      grant_type: "refresh_token",
      refresh_token: tokens.refresh_token ?? "",
    });
    expect((await fhirClient(sandbox, again.access_token)("GET", "Patient")).status).toBe(200);
  });

  it("signs out and comes back to the app", async () => {
    const browser = new TestBrowser();
    const tokens = await ehrLaunch(sandbox, "nurse1", "enc-010", SCOPE, browser);
    const url = `${sandbox.issuer}/session/end?${new URLSearchParams({
      id_token_hint: tokens.id_token ?? "",
      post_logout_redirect_uri: "http://localhost:39999/signed-out",
    })}`;
    const page = await browser.go(url);
    expect(page.status).toBe(200);
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(page.text)?.[1] ?? "";
    const done = await browser.go(`${sandbox.issuer}/session/end/confirm`, {
      method: "POST",
      body: new URLSearchParams({ xsrf, logout: "yes" }),
    });
    expect(done.url).toMatch(/^http:\/\/localhost:39999\/signed-out/);
  });
});

describe("the confidential client", () => {
  const backend = () => ({ clientId: "openacuity-confidential", clientSecret: sandbox.clientSecret });

  it("must prove its secret", async () => {
    const { launch } = sandbox.createLaunch({ user: "nurse1", encounter: "enc-002" });
    expect(
      (await authorize(sandbox, new TestBrowser(), { scope: SCOPE, launch, clientId: backend().clientId }))
        .ok,
    ).toBe(false);
    const second = sandbox.createLaunch({ user: "nurse1", encounter: "enc-002" });
    const outcome = await authorize(sandbox, new TestBrowser(), {
      scope: SCOPE,
      launch: second.launch,
      ...backend(),
    });
    expect(outcome).toMatchObject({ ok: true, tokens: { encounter: "enc-002" } });
  });

  it("gets system scopes for itself, and only those", async () => {
    const { clientId, clientSecret } = backend();
    const ask = (scope: string) =>
      tokenRequest(sandbox, { grant_type: "client_credentials", scope }, clientId, clientSecret);
    const tokens = await ask("system/Encounter.rs");
    const client = fhirClient(sandbox, tokens.access_token);
    expect((await client("GET", "Encounter?class=EMER")).status).toBe(200);
    expect((await client("GET", "Observation")).status).toBe(403);
    const user = await ask("user/Encounter.rs");
    expect(
      user.access_token ? (await fhirClient(sandbox, user.access_token)("GET", "Encounter")).status : 403,
    ).toBe(403);
  });

  it("system scopes are not given to a person", async () => {
    const tokens = await ehrLaunch(
      sandbox,
      "nurse1",
      "enc-002",
      "openid launch system/Observation.rs user/Patient.rs",
    );
    expect(tokens.scope).not.toContain("system/");
    expect((await fhirClient(sandbox, tokens.access_token)("GET", "Observation")).status).toBe(403);
  });
});
