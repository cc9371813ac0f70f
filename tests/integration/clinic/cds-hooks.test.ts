import { randomUUID } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { POST as tell } from "@/app/api/cds-services/[service]/feedback/route";
import { POST as call, OPTIONS as preflight } from "@/app/api/cds-services/[service]/route";
import { GET as discover } from "@/app/api/cds-services/route";
import { listAuditEvents } from "@/db/queries/audit";
import { countCards } from "@/db/queries/cds-card";
import { cdsCard } from "@/db/schema";
import { recordDecision } from "@/lib/workflows/clinic/record-decision";
import { APP_ORIGIN, freePort } from "@/sandbox/testing";
import { type Clinic, gesture, levelsInEhr, measure, open, startClinic } from "./support";

const EHR = "https://ehr.test/cds-client";
/** A page elsewhere that may call from a browser. */
const PAGE = "https://sandbox.cds-hooks.test";
const SERVICE = "triage-patient-view";
const RUNTIME = Symbol.for("openacuity.runtime");

let clinic: Clinic;
let keys: Server;
let sign: (claims?: JWTPayload, header?: object) => Promise<string>;
let forge: (claims?: JWTPayload) => Promise<string>;

beforeAll(async () => {
  const [own, foreign] = [await generateKeyPair("ES384"), await generateKeyPair("ES384")];
  const jwk = { ...(await exportJWK(own.publicKey)), kid: "one", alg: "ES384", use: "sig" };
  keys = createServer((_request, response) =>
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ keys: [jwk] })),
  );
  await new Promise<void>((resolve) => keys.listen(0, "127.0.0.1", resolve));
  const jwksUri = `http://localhost:${(keys.address() as AddressInfo).port}/jwks`;
  const signedBy =
    (key: CryptoKey) =>
    (claims: JWTPayload = {}, header: object = {}) =>
      new SignJWT({ jti: randomUUID(), ...claims })
        .setProtectedHeader({ alg: "ES384", typ: "JWT", kid: "one", jku: jwksUri, ...header })
        .setIssuer(claims.iss ?? EHR)
        .setAudience(claims.aud ?? `${APP_ORIGIN}/api/cds-services/${SERVICE}`)
        .setIssuedAt(claims.iat)
        .setExpirationTime(claims.exp ?? "3 minutes")
        .sign(key);
  sign = signedBy(own.privateKey);
  forge = signedBy(foreign.privateKey);
  const port = await freePort();
  const issuer = {
    name: "Sandbox",
    issuer: `http://localhost:${port}/fhir/r4`,
    clientId: "openacuity",
    allowHttp: true,
    cdsHooks: { issuer: EHR, jwksUri, origins: [PAGE] },
  };
  clinic = await startClinic({ sandbox: { port }, env: { SMART_ISSUERS: JSON.stringify([issuer]) } });
  (globalThis as Record<symbol, unknown>)[RUNTIME] = Promise.resolve(clinic.rt);
});
afterAll(async () => {
  delete (globalThis as Record<symbol, unknown>)[RUNTIME];
  await clinic.close();
  keys.close();
});

type Resource = { readonly resourceType: string; readonly id?: string; readonly [key: string]: unknown };

const patientOf = (encounter: string): string => {
  const visit = clinic.sandbox.store.get("Encounter", encounter) as unknown as {
    subject: { reference: string };
  };
  return visit.subject.reference.replace("Patient/", "");
};
const bundle = (resources: readonly unknown[]) => ({
  resourceType: "Bundle",
  type: "searchset",
  entry: resources.map((resource) => ({ resource })),
});

/** A hook as an EHR fires it, with the chart sent along. */
function fired(encounter: string, change: object = {}) {
  const { store } = clinic.sandbox;
  const patientId = patientOf(encounter);
  const about = (type: string) => bundle([...store.about([`Patient/${patientId}`], type)]);
  return {
    hook: "patient-view",
    hookInstance: randomUUID(),
    fhirServer: clinic.sandbox.fhirBaseUrl,
    context: { userId: "Practitioner/prac-nurse1", patientId, encounterId: encounter },
    prefetch: {
      patient: store.get("Patient", patientId),
      encounter: store.get("Encounter", encounter),
      vitals: about("Observation"),
      complaints: bundle([]),
      conditions: about("Condition"),
      medications: about("MedicationStatement"),
      prescriptions: bundle([]),
      allergies: about("AllergyIntolerance"),
      notes: about("DocumentReference"),
    } as Record<string, Resource | null | undefined>,
    ...change,
  };
}

type Answer = {
  status: number;
  code?: string;
  cards?: {
    uuid: string;
    summary: string;
    detail: string;
    indicator: string;
    links: object[];
    overrideReasons: { code: string; system: string }[];
  }[];
};
const params = (service: string) => ({ params: Promise.resolve({ service }) });

async function ask(body: unknown, token?: string | null, service = SERVICE): Promise<Answer> {
  const bearer = token === undefined ? await sign() : token;
  const request = new Request(`${APP_ORIGIN}/api/cds-services/${service}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...(bearer ? { authorization: `Bearer ${bearer}` } : {}) },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  const response = await call(request, params(service));
  return { status: response.status, ...((await response.json()) as object) };
}

async function report(feedback: object[], token?: string): Promise<{ status: number; kept?: number }> {
  const audience = `${APP_ORIGIN}/api/cds-services/${SERVICE}/feedback`;
  const request = new Request(audience, {
    method: "POST",
    headers: { authorization: `Bearer ${token ?? (await sign({ aud: audience }))}` },
    body: JSON.stringify({ feedback }),
  });
  const response = await tell(request, params(SERVICE));
  return { status: response.status, ...((await response.json()) as object) };
}

const cardsStored = () => clinic.rt.db.select().from(cdsCard);

describe("discovery", () => {
  it("names each service with its hook and what to send along", async () => {
    const { services } = (await (await discover(new Request(`${APP_ORIGIN}/api/cds-services`))).json()) as {
      services: Record<string, unknown>[];
    };
    expect(services.map((s) => [s.id, s.hook])).toEqual([
      ["triage-patient-view", "patient-view"],
      ["triage-encounter-start", "encounter-start"],
    ]);
    for (const { title, description, prefetch } of services) {
      expect([typeof title, typeof description]).toEqual(["string", "string"]);
      for (const query of Object.values(prefetch as object))
        expect(query).toMatch(/^[A-Z][A-Za-z]+[/?].*\{\{context\.(patientId|encounterId)\}\}/);
    }
  });
});

describe("a hook fired in the EHR", () => {
  it("gets temperatures in both units where the site reads Fahrenheit", async () => {
    const asked = fired("enc-003");
    const hot = {
      resourceType: "Observation",
      id: "hot",
      status: "final",
      code: { coding: [{ system: "http://loinc.org", code: "8310-5" }] },
      subject: { reference: `Patient/${patientOf("enc-003")}` },
      encounter: { reference: "Encounter/enc-003" },
      effectiveDateTime: new Date().toISOString(),
      valueQuantity: { value: 41.2, unit: "Cel", system: "http://unitsofmeasure.org", code: "Cel" },
    };
    asked.prefetch.vitals = bundle([hot]);
    expect((await ask(asked)).cards?.[0]?.detail).toContain("41.2 °C (41 or more)");
    const env = clinic.rt.env as { TEMPERATURE_UNIT: "C" | "F" };
    env.TEMPERATURE_UNIT = "F";
    const { cards } = await ask({ ...asked, hookInstance: randomUUID() });
    env.TEMPERATURE_UNIT = "C";
    expect(cards?.[0]?.detail).toContain("41.2 °C (106.2 °F) (41 °C / 105.8 °F or more)");
  });

  it("gets the level that the patient's own page shows, with what speaks for it, and writes nothing", async () => {
    const { view } = await open(clinic, "nurse1", "enc-001");
    const { status, cards = [] } = await ask(fired("enc-001"));
    expect(status).toBe(200);
    const [card] = cards;
    expect(cards).toHaveLength(1);
    const { level } = view.assessment;
    expect(card?.summary).toMatch(new RegExp(`^Suggested triage level ${level}: `));
    expect(card?.summary.length).toBeLessThanOrEqual(140);
    expect(card?.indicator).toBe(level === 1 ? "critical" : level === 2 ? "warning" : "info");
    expect(card?.detail).toContain("A, life-saving intervention now:");
    expect(card?.detail).toContain("not a decision");
    expect(card?.links).toEqual([
      { label: "Open in OpenAcuity to decide", url: `${APP_ORIGIN}/launch`, type: "smart" },
    ]);
    expect(card?.overrideReasons.map((r) => r.code)).toEqual(
      [1, 2, 3, 4, 5].filter((l) => l !== level).map((l) => `level-${l}`),
    );
    expect(levelsInEhr(clinic, "enc-001")).toEqual([]);
    expect((await cardsStored()).find((c) => c.id === card?.uuid)).toMatchObject({
      service: SERVICE,
      shownLevel: level,
      outcome: null,
    });
  });

  it("gets no card once a clinician has decided", async () => {
    const { auth, view } = await open(clinic, "nurse1", "enc-002");
    await recordDecision(clinic.rt, auth, gesture(view));
    expect(await ask(fired("enc-002"))).toEqual({ status: 200, cards: [] });
  });

  it("gets no card outside an open emergency visit", async () => {
    const ended = fired("enc-003");
    const visit = { ...ended.prefetch.encounter, status: "finished" } as Resource;
    expect(await ask({ ...ended, prefetch: { ...ended.prefetch, encounter: visit } })).toMatchObject({
      cards: [],
    });
    const { encounterId: _, ...context } = fired("enc-003").context;
    expect(await ask(fired("enc-003", { context }))).toMatchObject({ status: 200, cards: [] });
  });

  it("is told what was not sent along, never that it was not measured", async () => {
    const whole = fired("enc-005");
    const { vitals: _, ...prefetch } = whole.prefetch;
    const { cards } = await ask({ ...whole, prefetch });
    expect(cards?.[0]?.detail).toContain("Vital signs were not sent along by the EHR.");
    const part = {
      ...(whole.prefetch.vitals as Resource),
      link: [{ relation: "next", url: "https://x.test" }],
    };
    const partial = await ask({ ...whole, prefetch: { ...whole.prefetch, vitals: part } });
    expect(partial.cards?.[0]?.detail).toContain("only a part");
  });

  it("is read with the token it brings where nothing was sent along, and refused without either", async () => {
    const launched = await open(clinic, "nurse1", "enc-006");
    const { tokens } = await import("@/db/queries/identity").then(async ({ sessionGrants }) => {
      const [grant] = await sessionGrants(clinic.rt.db, launched.auth.principal.sessionId);
      if (!grant) throw new Error("no launch");
      return grant;
    });
    const bare = fired("enc-006", { prefetch: null });
    const fhirAuthorization = { access_token: tokens.accessToken, token_type: "Bearer", expires_in: 300 };
    expect((await ask({ ...bare, fhirAuthorization })).cards).toHaveLength(1);
    expect(await ask(bare)).toMatchObject({ status: 412, code: "prefetch-missing" });
    const bad = { ...fhirAuthorization, access_token: "not-a-token" };
    expect(await ask({ ...bare, fhirAuthorization: bad })).toMatchObject({
      status: 502,
      code: "ehr-refused",
    });
  });

  it("never mixes two patients up", async () => {
    const [one, other] = [fired("enc-007"), fired("enc-008")];
    const swapped = { ...one.prefetch, patient: other.prefetch.patient };
    expect((await ask({ ...one, prefetch: swapped })).cards).toBeUndefined();
    expect(await ask({ ...one, prefetch: other.prefetch })).toMatchObject({ code: "wrong-patient" });
    expect(await ask({ ...one, context: { ...one.context, encounterId: "enc-008" } })).toMatchObject({
      code: "wrong-patient",
    });
  });

  it("follows what is measured meanwhile", async () => {
    const before = (await ask(fired("enc-009"))).cards?.[0];
    measure(clinic, "enc-009", "59408-5", 70, "%");
    const after = (await ask(fired("enc-009"))).cards?.[0];
    expect(after?.detail).not.toBe(before?.detail);
    expect(after?.detail).toContain("70 %");
    expect(["critical", "warning"]).toContain(after?.indicator);
  });

  it("is answered by the rules alone, and says so, when the model does not answer", async () => {
    clinic.model.broken = new Error("away");
    measure(clinic, "enc-010", "59408-5", 71, "%");
    const { cards } = await ask(fired("enc-010"));
    clinic.model.broken = null;
    expect(cards?.[0]?.detail).toContain("**Degraded:**");
  });
});

describe("who may call", () => {
  const refused = { status: 401, code: "unauthenticated" };

  it.each<[string, () => Promise<string | null>]>([
    ["without a token", async () => null],
    ["with something else for one", async () => "abc.def.ghi"],
    ["with a key that the EHR has not published", () => forge()],
    ["in the name of an EHR nobody has listed", () => sign({ iss: "https://other.test" })],
    [
      "with a token for another service",
      () => sign({ aud: `${APP_ORIGIN}/api/cds-services/triage-encounter-start` }),
    ],
    ["with a token that has run out", () => sign({ iat: now() - 600, exp: now() - 300 })],
    ["with a token that is good for too long", () => sign({ iat: now() - 400, exp: now() + 600 })],
    ["with a token from the future", () => sign({ iat: now() + 400, exp: now() + 600 })],
    ["with keys of its own choosing", () => sign({}, { jku: "https://evil.test/jwks" })],
    ["with a token that has no id", () => sign({ jti: undefined })],
  ])("is refused %s", async (_how, token) => {
    expect(await ask(fired("enc-001"), await token())).toMatchObject(refused);
  });

  it("is refused with a token used before", async () => {
    const token = await sign();
    expect((await ask(fired("enc-011"), token)).status).toBe(200);
    expect(await ask(fired("enc-011"), token)).toMatchObject(refused);
  });

  it("is refused for records of another server", async () => {
    expect(await ask(fired("enc-001", { fhirServer: "https://other.test/fhir" }))).toMatchObject({
      code: "invalid-input",
    });
  });

  it.each([
    ["no JSON", "{"],
    ["no hook", {}],
    ["an instance that is none", { hookInstance: "1" }],
    ["a patient's id that is a path", { context: { patientId: "../Patient/1" } }],
  ])("is told of a call with %s", async (_what, change) => {
    const body =
      typeof change === "string" ? change : Object.keys(change).length ? fired("enc-001", change) : {};
    expect(await ask(body)).toMatchObject({ status: 400, code: "invalid-input" });
  });

  it("is told of a service that there is not", async () => {
    const token = await sign({ aud: `${APP_ORIGIN}/api/cds-services/other` });
    expect(await ask(fired("enc-001"), token, "other")).toMatchObject({ status: 404 });
  });
});

describe("what became of a card", () => {
  it("is kept once, with the level named instead, and on record; another's card is not known", async () => {
    const [accepted, overridden] = [
      (await ask(fired("enc-012"))).cards?.[0],
      (await ask(fired("enc-013"))).cards?.[0],
    ];
    const outcomeTimestamp = new Date().toISOString();
    const [reason] = overridden?.overrideReasons ?? [];
    const feedback = [
      { card: accepted?.uuid, outcome: "accepted", outcomeTimestamp },
      { card: overridden?.uuid, outcome: "overridden", overrideReason: { reason }, outcomeTimestamp },
      { card: randomUUID(), outcome: "accepted", outcomeTimestamp },
    ];
    expect(await report(feedback)).toEqual({ status: 200, kept: 2 });
    // Sent again after a lost answer: what was said first stands.
    expect(await report([{ ...feedback[0], outcome: "overridden" }])).toEqual({ status: 200, kept: 0 });
    const rows = new Map((await cardsStored()).map((c) => [c.id, c]));
    expect(rows.get(accepted?.uuid ?? "")).toMatchObject({ outcome: "accepted", level: null });
    expect(rows.get(overridden?.uuid ?? "")).toMatchObject({
      outcome: "overridden",
      level: Number(reason?.code.replace("level-", "")),
    });
    const [event] = await listAuditEvents(clinic.rt.db, { event: "cds.feedback", limit: 1 });
    expect(event?.detail).toMatchObject({ service: SERVICE, cards: [accepted?.uuid, overridden?.uuid] });
    expect(await countCards(clinic.rt.db, new Date(0))).toMatchObject([{ accepted: 1, overridden: 1 }]);
  });

  it("is refused with a token for the hook itself", async () => {
    expect(
      await report([{ card: randomUUID(), outcome: "accepted", outcomeTimestamp: "x" }], await sign()),
    ).toMatchObject({
      status: 401,
    });
  });
});

const now = (): number => Math.floor(Date.now() / 1000);

describe("a call from a page in a browser", () => {
  const from = (origin: string, method: string, authorization?: string) =>
    new Request(`${APP_ORIGIN}/api/cds-services/${SERVICE}`, {
      method,
      headers: { origin, ...(authorization ? { authorization } : {}) },
      ...(method === "POST" ? { body: "{}" } : {}),
    });
  const params = { params: Promise.resolve({ service: SERVICE }) };
  const letIn = ({ headers }: Response) => [
    headers.get("access-control-allow-origin"),
    headers.get("access-control-allow-credentials"),
    headers.get("vary"),
  ];

  it("may be made, and its answers and refusals read, from a page the settings name, without cookies", async () => {
    const asked = await preflight(from(PAGE, "OPTIONS"));
    expect([asked.status, ...letIn(asked)]).toEqual([204, PAGE, null, "Origin"]);
    expect(asked.headers.get("access-control-allow-headers")).toContain("authorization");
    expect(letIn(await discover(from(PAGE, "GET")))).toEqual([PAGE, null, "Origin"]);
    const refused = await call(from(PAGE, "POST"), params);
    expect([refused.status, ...letIn(refused)]).toEqual([401, PAGE, null, "Origin"]);
    const heard = await call(from(PAGE, "POST", `Bearer ${await sign()}`), params);
    expect([heard.status, ...letIn(heard)]).toEqual([400, PAGE, null, "Origin"]);
  });

  it.each(["https://evil.test", "null", `${PAGE}.evil.test`])("may not from %s", async (origin) => {
    const asked = await preflight(from(origin, "OPTIONS"));
    expect([asked.status, ...letIn(asked)]).toEqual([403, null, null, "Origin"]);
    expect(letIn(await discover(from(origin, "GET")))).toEqual([null, null, "Origin"]);
    expect(letIn(await call(from(origin, "POST"), params))).toEqual([null, null, "Origin"]);
  });
});
