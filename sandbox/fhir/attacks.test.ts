import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Sandbox } from "../server";
import { type Answer, ehrLaunch, fhirClient, type Json, testSandbox } from "../testing";

/**
 * Ways in which a token bound to one patient might reach another patient's record. Whatever comes back is searched for
 * any trace of the other patient, and the store for any change to their record.
 */
const MINE = "pat-010";
const OTHER = "pat-020";
const mine = { reference: `Patient/${MINE}` };
const other = { reference: `Patient/${OTHER}` };
const JSON_PATCH = { "content-type": "application/json-patch+json" };
const FORM = { "content-type": "application/x-www-form-urlencoded" };

let sandbox: Sandbox;
let attacker: ReturnType<typeof fhirClient>;
let own = "";
let theirs = "";

const observation = (subject: object, extra: object = {}) => ({
  resourceType: "Observation",
  status: "final",
  code: { coding: [{ system: "http://loinc.org", code: "75636-1" }] },
  subject,
  ...extra,
});

beforeAll(async () => {
  sandbox = await testSandbox();
  const nurse = fhirClient(
    sandbox,
    (await ehrLaunch(sandbox, "nurse1", "enc-020", "openid launch user/*.cruds")).access_token,
  );
  theirs = (
    await nurse(
      "POST",
      "Observation",
      observation(other, {
        identifier: [{ system: "urn:t", value: "theirs" }],
        encounter: { reference: "Encounter/enc-020" },
      }),
    )
  ).body.id;
  await nurse("PUT", `Observation/${theirs}`, observation(other, { id: theirs, status: "amended" }));
  await nurse("POST", "Provenance", {
    resourceType: "Provenance",
    target: [{ reference: `Observation/${theirs}` }],
    recorded: new Date().toISOString(),
    agent: [{ who: { reference: "Practitioner/prac-nurse1" } }],
  });
  // A resource that was once filed under the attacker's patient by the server itself and then corrected.
  const moved = sandbox.store.put(
    observation(other, { id: "moved", note: [{ text: "secret of the other" }] }) as never,
    "POST",
  );
  sandbox.store.put({ ...moved, ...observation(mine, { id: "moved" }), note: undefined } as never, "PUT");

  const tokens = await ehrLaunch(sandbox, "nurse1", "enc-010", "openid launch patient/*.cruds");
  expect(tokens.patient).toBe(MINE);
  attacker = fhirClient(sandbox, tokens.access_token);
  own = (await attacker("POST", "Observation", observation(mine))).body.id;
});
afterAll(() => sandbox.close());

/** Everything in the store that is about the other patient, as one text. */
const theirRecord = (): string =>
  JSON.stringify([
    sandbox.store.get("Patient", OTHER),
    ...sandbox.store.types().flatMap((t) => [...sandbox.store.about([`Patient/${OTHER}`], t)]),
  ]);

function expectNoTrace(answer: Answer): void {
  const text = JSON.stringify(answer.body?.entry ?? answer.body ?? "");
  const name = (sandbox.store.get("Patient", OTHER) as Json).name[0].family;
  for (const trace of [
    `"id":"${OTHER}"`,
    `"reference":"Patient/${OTHER}"`,
    `"id":"${theirs}"`,
    name,
    "secret of the other",
  ])
    expect(text).not.toContain(trace);
}

describe("a token bound to one patient", () => {
  it("does what it is for", async () => {
    expect((await attacker("GET", `Patient/${MINE}`)).status).toBe(200);
    expect((await attacker("GET", `Observation?patient=${MINE}`)).body.total).toBeGreaterThan(0);
    expect((await attacker("GET", "Practitioner/prac-nurse1")).status).toBe(200);
    expect((await attacker("GET", `Patient/${MINE}/$everything`)).body.entry.length).toBeGreaterThan(5);
    const all = await attacker("GET", "Observation?_count=1000");
    expect(new Set(all.body.entry.map((e: Json) => e.resource.subject.reference))).toEqual(
      new Set([`Patient/${MINE}`]),
    );
  });

  const reads: readonly (readonly [string, () => string, number])[] = [
    ["reads the patient", () => `Patient/${OTHER}`, 404],
    ["reads an observation", () => `Observation/${theirs}`, 404],
    ["reads the visit", () => "Encounter/enc-020", 404],
    ["reads a history", () => `Observation/${theirs}/_history`, 404],
    ["reads a version", () => `Observation/${theirs}/_history/1`, 404],
    ["reads an early version of a moved resource", () => "Observation/moved/_history/1", 404],
    ["reads the history of a moved resource", () => "Observation/moved/_history", 200],
    ["asks for everything", () => `Patient/${OTHER}/$everything`, 404],
    ["searches by patient", () => `Observation?patient=${OTHER}`, 403],
    ["searches by subject", () => `Observation?subject=Patient/${OTHER}`, 403],
    ["searches by typed subject", () => `Observation?subject:Patient=${OTHER}`, 403],
    ["searches with two patients", () => `Observation?patient=${MINE},${OTHER}`, 403],
    ["searches with both parameters", () => `Observation?patient=${MINE}&subject=Patient/${OTHER}`, 403],
    [
      "searches by absolute URL",
      () => `Observation?subject=${encodeURIComponent(`${sandbox.fhirBaseUrl}/Patient/${OTHER}`)}`,
      403,
    ],
    ["searches by identifier of the patient", () => `Patient?_id=${OTHER}`, 403],
    ["lists patients", () => "Patient?_count=1000", 200],
    ["searches by visit", () => "Observation?encounter=enc-020", 200],
    ["searches by id", () => `Observation?_id=${theirs}`, 200],
    ["searches by business identifier", () => "Observation?identifier=urn:t|theirs", 200],
    ["chains to the patient", () => `Observation?subject:Patient._id=${OTHER}`, 403],
    ["chains by birth date", () => "Encounter?subject:Patient.birthdate=lt2100-01-01", 200],
    [
      "chains from the patient's visit",
      () => "Observation?encounter:Encounter.status=arrived,triaged,in-progress&_count=1000",
      200,
    ],
    ["searches provenance by target", () => `Provenance?target=Observation/${theirs}`, 200],
    ["lists provenance", () => "Provenance?_count=1000", 200],
    [
      "reverse-includes through a practitioner",
      () => "Practitioner?_revinclude=Observation:performer&_revinclude=Encounter:participant&_count=100",
      200,
    ],
    ["reverse-includes through a location", () => "Location?_revinclude=Encounter:location", 200],
    [
      "includes step by step",
      () =>
        "Location?_revinclude=Encounter:location&_include:iterate=Encounter:subject&_revinclude:iterate=Observation:encounter",
      200,
    ],
    ["negates", () => `Observation?status:not=bogus&_count=1000`, 200],
    ["asks what is missing", () => "Observation?device:missing=true&_count=1000", 200],
    ["goes up the path", () => `Patient/${MINE}/../${OTHER}`, 404],
    ["encodes the path", () => `Patient/${encodeURIComponent(`../Patient/${OTHER}`)}`, 404],
  ];
  it.each(reads)("%s", async (_what, path, status) => {
    const answer = await attacker("GET", path());
    expect(answer.status).toBe(status);
    expectNoTrace(answer);
  });

  it("searches by form", async () => {
    const answer = await attacker("POST", "Observation/_search", `patient=${OTHER}`, FORM);
    expect(answer.status).toBe(403);
    const mixed = await attacker(
      "POST",
      `Observation/_search?patient=${MINE}`,
      `subject=Patient/${OTHER}`,
      FORM,
    );
    expectNoTrace(mixed);
  });

  const patch = (path: string, value: unknown) => [{ op: "replace", path, value }];
  const writes: readonly (readonly [
    string,
    () => [string, string, unknown?, Record<string, string>?],
    number[],
  ])[] = [
    ["creates about the other", () => ["POST", "Observation", observation(other)], [403]],
    [
      "creates about nobody",
      () => ["POST", "Observation", { ...observation(mine), subject: undefined }],
      [403],
    ],
    [
      "creates in the other's visit",
      () => ["POST", "Observation", observation(mine, { encounter: { reference: "Encounter/enc-020" } })],
      [422],
    ],
    [
      "derives from the other's data",
      () => [
        "POST",
        "Observation",
        observation(mine, { derivedFrom: [{ reference: `Observation/${theirs}` }] }),
      ],
      [422],
    ],
    [
      "updates the other's observation",
      () => ["PUT", `Observation/${theirs}`, observation(other, { id: theirs, status: "entered-in-error" })],
      [404],
    ],
    ["takes it over", () => ["PUT", `Observation/${theirs}`, observation(mine, { id: theirs })], [404]],
    ["gives its own away", () => ["PUT", `Observation/${own}`, observation(other, { id: own })], [403, 422]],
    [
      "patches the other's observation",
      () => ["PATCH", `Observation/${theirs}`, patch("/status", "entered-in-error"), JSON_PATCH],
      [404],
    ],
    [
      "patches its own to the other",
      () => ["PATCH", `Observation/${own}`, patch("/subject/reference", `Patient/${OTHER}`), JSON_PATCH],
      [403, 422],
    ],
    ["patches the id", () => ["PATCH", `Observation/${own}`, patch("/id", theirs), JSON_PATCH], [400]],
    [
      "patches the type",
      () => ["PATCH", `Observation/${own}`, patch("/resourceType", "Patient"), JSON_PATCH],
      [400],
    ],
    [
      "patches by criteria",
      () => [
        "PATCH",
        "Observation?identifier=urn:t|theirs",
        patch("/status", "entered-in-error"),
        JSON_PATCH,
      ],
      [404],
    ],
    ["deletes the other's observation", () => ["DELETE", `Observation/${theirs}`], [404]],
    ["deletes by criteria", () => ["DELETE", "Observation?identifier=urn:t|theirs"], [204]],
    ["deletes by patient", () => ["DELETE", `Observation?patient=${OTHER}&identifier=urn:t|theirs`], [403]],
    [
      "creates conditionally to see what exists",
      () => [
        "POST",
        "Observation",
        observation(mine, { identifier: [{ system: "urn:t", value: "probe" }] }),
        { "if-none-exist": "identifier=urn:t|theirs" },
      ],
      [201],
    ],
    [
      "creates conditionally by patient",
      () => ["POST", "Observation", observation(mine), { "if-none-exist": `patient=${OTHER}` }],
      [403],
    ],
    ["updates by criteria", () => ["PUT", "Observation?identifier=urn:t|theirs", observation(mine)], [201]],
    [
      "updates by criteria of the other",
      () => ["PUT", `Observation?subject=Patient/${OTHER}&identifier=urn:t|theirs`, observation(other)],
      [403],
    ],
    [
      "changes the patient's registration",
      () => ["PUT", `Patient/${MINE}`, { resourceType: "Patient", id: MINE }],
      [403],
    ],
    ["registers a patient", () => ["POST", "Patient", { resourceType: "Patient" }], [403]],
    ["makes a device", () => ["POST", "Device", { resourceType: "Device" }], [403]],
    [
      "claims authorship of the other's data",
      () => [
        "POST",
        "Provenance",
        {
          resourceType: "Provenance",
          target: [{ reference: `Observation/${theirs}` }],
          recorded: new Date().toISOString(),
          agent: [{ who: { reference: "Practitioner/prac-nurse1" } }],
        },
      ],
      [403],
    ],
    [
      "mixes targets",
      () => [
        "POST",
        "Provenance",
        {
          resourceType: "Provenance",
          target: [{ reference: `Observation/${own}` }, { reference: `Observation/${theirs}` }],
          recorded: new Date().toISOString(),
          agent: [{ who: { reference: "Practitioner/prac-nurse1" } }],
        },
      ],
      [403],
    ],
  ];
  it.each(writes)("%s", async (_what, request, allowed) => {
    const before = theirRecord();
    const answer = await attacker(...request());
    expect(allowed).toContain(answer.status);
    expectNoTrace(answer);
    expect(theirRecord()).toBe(before);
  });

  const entries: readonly (readonly [string, () => { request: object; resource?: object }])[] = [
    ["read", () => ({ request: { method: "GET", url: `Patient/${OTHER}` } })],
    [
      "absolute read",
      () => ({ request: { method: "GET", url: `${sandbox.fhirBaseUrl}/Observation/${theirs}` } }),
    ],
    ["search", () => ({ request: { method: "GET", url: `Observation?patient=${OTHER}` } })],
    ["history", () => ({ request: { method: "GET", url: `Observation/${theirs}/_history` } })],
    ["everything", () => ({ request: { method: "GET", url: `Patient/${OTHER}/$everything` } })],
    ["create", () => ({ request: { method: "POST", url: "Observation" }, resource: observation(other) })],
    [
      "update",
      () => ({
        request: { method: "PUT", url: `Observation/${theirs}` },
        resource: observation(other, { id: theirs }),
      }),
    ],
    [
      "conditional update",
      () => ({
        request: { method: "PUT", url: "Observation?identifier=urn:t|theirs" },
        resource: observation(other),
      }),
    ],
    ["delete", () => ({ request: { method: "DELETE", url: `Observation/${theirs}` } })],
    [
      "patch",
      () => ({
        request: { method: "PATCH", url: `Observation/${own}` },
        resource: {
          resourceType: "Binary",
          contentType: "application/json-patch+json",
          data: btoa(JSON.stringify(patch("/subject/reference", `Patient/${OTHER}`))),
        },
      }),
    ],
    [
      "nested bundle",
      () => ({
        request: { method: "POST", url: "/" },
        resource: {
          resourceType: "Bundle",
          type: "batch",
          entry: [{ request: { method: "GET", url: `Patient/${OTHER}` } }],
        },
      }),
    ],
    [
      "graphql",
      () => ({ request: { method: "POST", url: "$graphql" }, resource: { resourceType: "Parameters" } }),
    ],
  ];
  it.each(entries)("in a Bundle: %s", async (_what, entry) => {
    for (const type of ["batch", "transaction"]) {
      const before = theirRecord();
      const answer = await attacker("POST", "", { resourceType: "Bundle", type, entry: [entry()] });
      expectNoTrace(answer);
      expect(theirRecord()).toBe(before);
      if (
        type === "transaction" &&
        !("resource" in entry() && (entry().resource as Json).resourceType === "Bundle")
      )
        expect(answer.status).toBeGreaterThanOrEqual(400);
    }
  });

  it("cannot tell a stranger's record from none at all", async () => {
    const [real, made] = [
      await attacker("GET", `Observation/${theirs}`),
      await attacker("GET", "Observation/made-up"),
    ];
    expect(real).toMatchObject({ status: made.status, body: made.body });
    const refer = (reference: string) =>
      attacker("POST", "Observation", observation(mine, { derivedFrom: [{ reference }] }));
    const [a, b] = [await refer(`Observation/${theirs}`), await refer("Observation/made-up")];
    expect(a.status).toBe(b.status);
    expect(JSON.stringify(a.body).replace(theirs, "made-up")).toBe(JSON.stringify(b.body));
  });
});

describe("scopes", () => {
  const client = async (user: string, scope: string) =>
    fhirClient(sandbox, (await ehrLaunch(sandbox, user, "enc-010", `openid launch ${scope}`)).access_token);

  it.each([
    ["user/Observation.rs", "GET", "Observation?patient=pat-010", 200],
    ["user/Observation.rs", "GET", `Observation?patient=${OTHER}`, 200],
    ["user/Observation.rs", "POST", "Observation", 403],
    ["user/Observation.r", "GET", "Observation?patient=pat-010", 403],
    ["user/Observation.s", "GET", "Observation/obs-010-01-hr", 403],
    ["user/Observation.c", "POST", "Observation", 201],
    ["user/Observation.read", "GET", "Observation?patient=pat-010", 200],
    ["user/Observation.write", "POST", "Observation", 201],
    ["user/Observation.write", "GET", "Observation?patient=pat-010", 403],
    ["user/*.rs", "GET", "Encounter", 200],
    ["user/Patient.rs", "GET", "Encounter", 403],
    ["user/*.cruds", "POST", "Practitioner", 403],
    ["user/*.cruds", "PUT", "Patient/pat-010", 403],
    ["fhirUser", "GET", "Patient", 403],
    ["user/Observation.xyz", "GET", "Observation", 403],
    ["user/Observation.sr", "GET", "Observation", 403],
    [
      "patient/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|survey",
      "GET",
      "Observation/obs-010-01-hr",
      404,
    ],
    [
      "patient/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|vital-signs",
      "GET",
      "Observation/obs-010-01-hr",
      200,
    ],
    ["patient/Observation.rs?nonsense=1", "GET", "Observation/obs-010-01-hr", 403],
  ])("%s: %s %s -> %i", async (scope, method, path, status) => {
    const fhir = await client("nurse1", scope);
    const type = path.split(/[/?]/)[0] ?? "";
    const body =
      method === "GET"
        ? undefined
        : type === "Observation"
          ? observation(mine)
          : { resourceType: type, id: path.split("/")[1] };
    expect((await fhir(method, path, body)).status).toBe(status);
  });

  it("includes only what the token may see", async () => {
    const fhir = await client("nurse1", "user/Encounter.rs");
    const answer = await fhir(
      "GET",
      "Encounter?_id=enc-010&_include=Encounter:subject&_revinclude=Observation:encounter",
    );
    expect(answer.body.entry.map((e: Json) => e.resource.resourceType)).toEqual(["Encounter"]);
  });

  it("a conditional create needs search as well", async () => {
    const criteria = { "if-none-exist": "identifier=urn:t|new" };
    expect(
      (
        await (
          await client("nurse1", "user/Observation.c")
        )("POST", "Observation", observation(mine), criteria)
      ).status,
    ).toBe(403);
    expect(
      (
        await (
          await client("nurse1", "user/Observation.cs")
        )("POST", "Observation", observation(mine), criteria)
      ).status,
    ).toBe(201);
  });

  it.each([
    ["nurse1", 201],
    ["lead", 201],
    ["steward", 403],
    ["auditor", 403],
  ])("%s charting an observation -> %i, whatever the token says", async (user, status) => {
    for (const scope of ["user/*.cruds", "patient/*.cruds user/*.write"]) {
      const fhir = await client(user, scope);
      expect((await fhir("POST", "Observation", observation(mine))).status).toBe(status);
      expect((await fhir("GET", "Observation?patient=pat-010")).status).toBe(200);
      const bundle = {
        resourceType: "Bundle",
        type: "transaction",
        entry: [{ request: { method: "POST", url: "Observation" }, resource: observation(mine) }],
      };
      expect((await fhir("POST", "", bundle)).status).toBe(status === 201 ? 200 : 403);
      expect((await fhir("DELETE", "Observation?identifier=urn:none|none")).status).toBe(
        status === 201 ? 204 : 403,
      );
    }
  });
});
