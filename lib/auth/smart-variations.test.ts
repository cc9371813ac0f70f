import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SmartIssuer } from "./issuers";
import { readRefusal } from "./launch-refusals";
import { beginLaunch, finishLaunch } from "./smart";
import { scopesToAsk } from "./smart-scopes";
import { startAuthorizationServer, type TestServer } from "./testing/authorization-server";

const now = new Date("2026-03-01T08:00:00Z");
const redirectUri = "https://app.test/api/smart/callback";
let ehr: TestServer;
beforeEach(async () => {
  ehr = await startAuthorizationServer(() => now);
});
afterEach(() => ehr.close());

const begin = (issuer: SmartIssuer = ehr.issuer) => beginLaunch({ issuer, launch: "l1", redirectUri });
async function launch(over: Record<string, string | null> = {}, issuer: SmartIssuer = ehr.issuer) {
  const { authorizationUrl, pending } = await begin(issuer);
  return finishLaunch(issuer, pending, ehr.authorize(authorizationUrl, over), now);
}
const askedBy = async () =>
  (new URL((await begin()).authorizationUrl).searchParams.get("scope") ?? "").split(" ");
const refusalOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (e: { code: string; detail: { refusal: unknown }; userMessage: string }) => ({
      code: e.code,
      refusal: e.detail.refusal,
      words: e.userMessage,
    }),
  );

describe("scopes as an EHR spells them", () => {
  it.each([
    ["says it knows the older ones alone", { capabilities: ["launch-ehr", "permission-v1"] }],
    ["lists the older ones alone", { scopes_supported: ["openid", "user/*.read", "user/Observation.write"] }],
  ])("are words where it %s", async (_what, over) => {
    ehr.bends.configuration = (normal) => ({ ...normal, ...over });
    const asked = await askedBy();
    expect(asked).toEqual(
      expect.arrayContaining(["openid", "fhirUser", "user/Patient.read", "user/Observation.write"]),
    );
    expect(asked.filter((s) => /\.[cruds]+$/.test(s))).toEqual([]);
  });

  it.each([
    ["knows both", { capabilities: ["permission-v1", "permission-v2"] }],
    ["does not say", {}],
  ])("are letters where it %s", async (_what, over) => {
    ehr.bends.configuration = (normal) => ({ ...normal, ...over });
    expect(await askedBy()).toEqual(expect.arrayContaining(["user/Patient.rs", "user/Observation.crus"]));
  });

  it("leave out what it lists nowhere, but never what triage needs", () => {
    const asked = scopesToAsk({ scopes_supported: ["openid", "user/Condition.rs"] }, true);
    expect(asked).toMatch(/user\/Condition\.rs/);
    expect(asked).toMatch(/user\/Patient\.rs/);
    expect(asked).not.toMatch(/RiskAssessment|Provenance/);
  });

  it("count as granted where it does not repeat them", async () => {
    ehr.bends.tokenBody = (normal) => ({ ...normal, scope: undefined });
    expect((await launch()).tokens.scope).toContain("user/Observation.crus");
  });
});

describe("a client's secret", () => {
  it.each([
    [["client_secret_post"], true],
    [["client_secret_post", "client_secret_basic"], false],
    [undefined, false],
  ])("with %j goes into the form: %s", async (methods, inForm) => {
    ehr.bends.configuration = (normal) => ({ ...normal, token_endpoint_auth_methods_supported: methods });
    await launch({}, { ...ehr.issuer, clientSecret: "s3cret-of-ours" });
    expect(ehr.forms[0]?.get("client_secret")).toBe(inForm ? "s3cret-of-ours" : null);
    expect(ehr.authorizations[0] === undefined).toBe(inForm);
  });
});

describe("an EHR without a smart-configuration", () => {
  const older = (base: string) => ({
    resourceType: "CapabilityStatement",
    rest: [
      {
        mode: "server",
        security: {
          extension: [
            {
              url: "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris",
              extension: [
                { url: "authorize", valueUri: `${base}/auth/authorize` },
                { url: "token", valueUri: `${base}/auth/token` },
              ],
            },
          ],
        },
      },
    ],
  });
  const openid = (base: string) => ({ issuer: `${base}/auth`, jwks_uri: `${base}/auth/jwks` });
  const secret = () => ({ ...ehr.issuer, clientSecret: "s3cret-of-ours" });
  beforeEach(() => {
    ehr.bends = {
      configurationStatus: 404,
      metadata: older,
      openid: { "/r4/.well-known/openid-configuration": openid },
    };
  });

  it("is found by its CapabilityStatement, and its keys by OpenID Connect", async () => {
    expect(await launch({}, secret())).toMatchObject({ subject: "user-1", patientId: "pat-1" });
    const asked = new URL((await begin(secret())).authorizationUrl).searchParams;
    expect(asked.get("code_challenge_method")).toBe("S256");
    expect(asked.get("scope")).toContain("user/Patient.read");
  });

  it("is refused where the client has no secret, since it cannot say that it protects the code", async () => {
    expect(await refusalOf(begin())).toMatchObject({ refusal: { why: "no-pkce" } });
  });

  it("is refused where nobody says how to check who somebody is", async () => {
    ehr.bends.openid = {};
    expect(await refusalOf(launch({}, secret()))).toMatchObject({ refusal: { why: "no-keys" } });
  });

  it("is refused where the CapabilityStatement names no endpoints either", async () => {
    ehr.bends.metadata = () => ({ resourceType: "CapabilityStatement", rest: [{ mode: "server" }] });
    expect(await refusalOf(begin(secret()))).toMatchObject({
      code: "launch-refused",
      refusal: { why: "discovery" },
      words: expect.stringMatching(/does not say how to sign in/),
    });
  });
});

describe("what an EHR may leave out or add", () => {
  it.each([
    [true, true],
    [false, false],
    ["false", true],
    [undefined, true],
  ])("need_patient_banner %j: our banner is whole, %j", async (banner, needBanner) => {
    ehr.bends.tokenBody = (normal) => ({ ...normal, need_patient_banner: banner });
    expect(await launch()).toMatchObject({ patientId: "pat-1", needBanner });
  });

  it("a name and fhirUser", async () => {
    ehr.bends.idToken = ({ name: _n, fhirUser: _f, ...claims }) => claims;
    expect(await launch()).toMatchObject({ subject: "user-1", name: null, fhirUser: null });
  });
});

describe("why a launch was refused", () => {
  it("is said with what was not granted", async () => {
    ehr.bends.tokenBody = (normal) => ({ ...normal, scope: "openid user/Patient.rs user/Encounter.rs" });
    expect(await refusalOf(launch())).toEqual({
      code: "launch-refused",
      refusal: { why: "scopes", missing: ["Observation"] },
      words: "The EHR did not allow OpenAcuity to read Observation. Please ask the EHR's administrator.",
    });
  });

  it.each([
    ["access_denied", { why: "denied", oauth: "access_denied" }, /did not let you in/],
    ["invalid_scope", { why: "ehr-said-no", oauth: "invalid_scope" }, /\(invalid_scope\)/],
    ["Ada Quill is not allowed", { why: "ehr-said-no" }, /refused the sign-in\./],
  ])("is said with the EHR's code %s, never with its text", async (error, refusal, words) => {
    expect(await refusalOf(launch({ code: null, error }))).toMatchObject({
      refusal,
      words: expect.stringMatching(words),
    });
  });

  it.each([
    ["", null],
    ["{", null],
    ['{"why":"constructor"}', null],
    ['{"why":"<b>"}', null],
    [
      '{"why":"scopes","missing":["Observation","call 555-0100 now"]}',
      { why: "scopes", missing: ["Observation"] },
    ],
    ['{"why":"ehr-said-no","oauth":"Call us!"}', { why: "ehr-said-no" }],
  ])("comes back through the browser only as one of ours: %s", (text, expected) => {
    expect(readRefusal(text)).toEqual(expected);
  });
});
