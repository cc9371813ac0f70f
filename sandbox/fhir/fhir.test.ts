import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Sandbox } from "../server";
import { ehrLaunch, fhirClient, type Json, testSandbox } from "../testing";

const LOINC = "http://loinc.org";
const UCUM = "http://unitsofmeasure.org";
let sandbox: Sandbox;
let fhir: ReturnType<typeof fhirClient>;

beforeAll(async () => {
  sandbox = await testSandbox();
  const { access_token } = await ehrLaunch(sandbox, "nurse1", "enc-001", "openid launch user/*.cruds");
  fhir = fhirClient(sandbox, access_token);
});
afterAll(() => sandbox.close());

const subjectOf = (encounter: string): string =>
  (sandbox.store.get("Encounter", encounter) as Json).subject.reference;
const esi = (encounter: string, decision: string, extra: object = {}) => ({
  resourceType: "Observation",
  identifier: [{ system: "urn:test:decision", value: decision }],
  status: "final",
  category: [
    { coding: [{ system: "http://terminology.hl7.org/CodeSystem/observation-category", code: "survey" }] },
  ],
  code: { coding: [{ system: LOINC, code: "75636-1" }] },
  subject: { reference: subjectOf(encounter) },
  encounter: { reference: `Encounter/${encounter}` },
  effectiveDateTime: new Date().toISOString(),
  valueCodeableConcept: { coding: [{ system: LOINC, code: "LA21752-3" }], text: "ESI-2" },
  ...extra,
});
const ids = (answer: { body: Json }): string[] => (answer.body.entry ?? []).map((e: Json) => e.resource.id);

describe("create, read, update, delete", () => {
  it("keeps versions, sends ETag, and follows If-Match", async () => {
    const created = await fhir("POST", "Observation", { ...esi("enc-001", "v"), id: "chosen-by-client" });
    expect(created.status).toBe(201);
    expect(created.body.id).not.toBe("chosen-by-client");
    expect(created.headers.get("etag")).toBe('W/"1"');
    expect(created.headers.get("location")).toBe(
      `${sandbox.fhirBaseUrl}/Observation/${created.body.id}/_history/1`,
    );

    const path = `Observation/${created.body.id}`;
    const changed = { ...created.body, status: "amended" };
    expect((await fhir("PUT", path, changed, { "if-match": 'W/"1"' })).headers.get("etag")).toBe('W/"2"');
    expect((await fhir("PUT", path, changed, { "if-match": 'W/"1"' })).status).toBe(412);
    expect((await fhir("GET", path, undefined, { "if-none-match": 'W/"2"' })).status).toBe(304);

    const patch = [{ op: "replace", path: "/status", value: "entered-in-error" }];
    const patched = await fhir("PATCH", path, patch, { "content-type": "application/json-patch+json" });
    expect(patched.body).toMatchObject({ status: "entered-in-error", meta: { versionId: "3" } });

    expect((await fhir("DELETE", path)).status).toBe(204);
    expect((await fhir("DELETE", path)).status).toBe(204);
    expect((await fhir("GET", path)).status).toBe(410);
    for (const _ of [1, 2]) {
      const history = await fhir("GET", `${path}/_history`);
      expect(history.body.entry.map((e: Json) => [e.request.method, e.resource?.status ?? null])).toEqual([
        ["DELETE", null],
        ["PUT", "entered-in-error"],
        ["PUT", "amended"],
        ["POST", "final"],
      ]);
    }
    expect((await fhir("GET", `${path}/_history/2`)).body.status).toBe("amended");
    expect((await fhir("GET", `${path}/_history/4`)).status).toBe(410);
    expect((await fhir("GET", `${path}/_history/9`)).status).toBe(404);
  });

  it.each([
    ["an unknown element", { ...esiAny(), foo: 1 }, 400],
    ["a missing element", { ...esiAny(), status: undefined }, 400],
    ["a code that is not allowed", { ...esiAny(), status: "bogus" }, 400],
    ["a wrong date", { ...esiAny(), effectiveDateTime: "24.11.2026" }, 400],
    ["another type than the URL says", { resourceType: "Patient" }, 400],
    ["a reference to nobody", { ...esiAny(), encounter: { reference: "Encounter/none" } }, 422],
    ["another patient's visit", { ...esiAny(), encounter: { reference: "Encounter/enc-002" } }, 422],
    ["text", "not json", 400],
    ["a list", [1], 400],
  ])("refuses %s", async (_what, body, status) => {
    const complete =
      typeof body === "object" && "placeholder" in body
        ? { ...esi("enc-001", "x"), ...body, placeholder: undefined }
        : body;
    const answer = await fhir("POST", "Observation", complete);
    expect(answer.status).toBe(status);
    expect(answer.body.resourceType).toBe("OperationOutcome");
  });

  it("creates by PUT with 201 and refuses ids that differ", async () => {
    const resource = { ...esi("enc-001", "put"), id: "put-1" };
    expect((await fhir("PUT", "Observation/put-1", resource)).status).toBe(201);
    expect((await fhir("PUT", "Observation/put-1", resource)).status).toBe(200);
    expect((await fhir("PUT", "Observation/put-2", resource)).status).toBe(400);
  });

  it("keeps what others refer to", async () => {
    const observation = (await fhir("POST", "Observation", esi("enc-001", "target"))).body;
    const provenance = await fhir("POST", "Provenance", {
      resourceType: "Provenance",
      target: [{ reference: `Observation/${observation.id}` }],
      recorded: new Date().toISOString(),
      agent: [{ who: { reference: "Practitioner/prac-nurse1" } }],
    });
    expect(provenance.status).toBe(201);
    expect((await fhir("DELETE", `Observation/${observation.id}`)).status).toBe(409);
    expect((await fhir("GET", `Observation/${observation.id}`)).status).toBe(200);
  });

  it("does not move a record to another patient", async () => {
    const created = (await fhir("POST", "Observation", esi("enc-001", "move"))).body;
    const moved = { ...created, subject: { reference: subjectOf("enc-002") }, encounter: undefined };
    expect((await fhir("PUT", `Observation/${created.id}`, moved)).status).toBe(422);
    const patch = [{ op: "replace", path: "/subject/reference", value: subjectOf("enc-002") }];
    expect(
      (
        await fhir("PATCH", `Observation/${created.id}`, patch, {
          "content-type": "application/json-patch+json",
        })
      ).status,
    ).toBe(422);
  });
});

function esiAny() {
  return { placeholder: true };
}

describe("conditional requests", () => {
  it("creates once, answers 200 with the first one after that, and 412 for several", async () => {
    const criteria = { "if-none-exist": "identifier=urn:test:decision|once" };
    const first = await fhir("POST", "Observation", esi("enc-003", "once"), criteria);
    const second = await fhir("POST", "Observation", esi("enc-003", "once"), criteria);
    expect([first.status, second.status]).toEqual([201, 200]);
    expect(second.body.id).toBe(first.body.id);
    await fhir("POST", "Observation", esi("enc-003", "once"));
    expect((await fhir("POST", "Observation", esi("enc-003", "once"), criteria)).status).toBe(412);
  });

  it.each(["nonsense=1", "", "identifier:above=x"])("refuses the criteria %j", async (criteria) => {
    const answer = await fhir("POST", "Observation", esi("enc-003", "bad"), {
      "if-none-exist": criteria || "_count=1",
    });
    expect(answer.status).toBe(400);
  });

  it("updates by criteria", async () => {
    const url = "Observation?identifier=urn:test:decision|upsert";
    const created = await fhir("PUT", url, esi("enc-003", "upsert"));
    expect(created.status).toBe(201);
    const updated = await fhir("PUT", url, esi("enc-003", "upsert", { status: "amended" }));
    expect(updated.status).toBe(200);
    expect(updated.body).toMatchObject({ id: created.body.id, status: "amended", meta: { versionId: "2" } });
    expect((await fhir("PUT", "Observation?nonsense=1", esi("enc-003", "upsert"))).status).toBe(400);
    expect((await fhir("DELETE", "Observation?nonsense=1")).status).toBe(400);
  });
});

describe("transactions", () => {
  const uuid = (n: number) => `urn:uuid:7f2d0a35-0000-4000-8000-00000000000${n}`;
  const writeBack = (encounter: string, decision: string) => ({
    resourceType: "Bundle",
    type: "transaction",
    entry: [
      {
        fullUrl: uuid(4),
        resource: {
          resourceType: "Provenance",
          target: [{ reference: uuid(3) }],
          recorded: new Date().toISOString(),
          agent: [{ who: { reference: "Practitioner/prac-nurse1" } }, { who: { reference: uuid(1) } }],
          entity: [{ role: "source", what: { reference: uuid(2) } }],
        },
        request: { method: "POST", url: "Provenance" },
      },
      {
        fullUrl: uuid(1),
        resource: {
          resourceType: "Device",
          status: "active",
          identifier: [{ system: "urn:test:device", value: "model-1" }],
          deviceName: [{ name: "Triage model", type: "user-friendly-name" }],
        },
        request: { method: "POST", url: "Device", ifNoneExist: "identifier=urn:test:device|model-1" },
      },
      {
        fullUrl: uuid(2),
        resource: {
          resourceType: "RiskAssessment",
          identifier: [{ system: "urn:test:decision", value: decision }],
          status: "final",
          subject: { reference: subjectOf(encounter) },
          encounter: { reference: `Encounter/${encounter}` },
          performer: { reference: uuid(1) },
          prediction: [{ outcome: { text: "ESI 2" }, probabilityDecimal: 0.7 }],
        },
        request: {
          method: "POST",
          url: "RiskAssessment",
          ifNoneExist: `identifier=urn:test:decision|${decision}`,
        },
      },
      {
        fullUrl: uuid(3),
        resource: esi(encounter, decision),
        request: {
          method: "POST",
          url: "Observation",
          ifNoneExist: `identifier=urn:test:decision|${decision}`,
        },
      },
    ],
  });

  it("writes a decision back whole, whatever the order of entries, and only once on retry", async () => {
    const first = await fhir("POST", "", writeBack("enc-004", "tx-1"));
    expect(first.status).toBe(200);
    expect(first.body.type).toBe("transaction-response");
    expect(first.body.entry.map((e: Json) => e.response.status)).toEqual(["201", "201", "201", "201"]);
    const provenance = first.body.entry[0].resource;
    expect(provenance.target[0].reference).toBe(`Observation/${first.body.entry[3].resource.id}`);
    const second = await fhir("POST", "", writeBack("enc-004", "tx-1"));
    expect(second.body.entry.slice(1).map((e: Json) => e.response.status)).toEqual(["200", "200", "200"]);
    expect((await fhir("GET", "Observation?identifier=urn:test:decision|tx-1")).body.total).toBe(1);
    expect((await fhir("GET", "Device?identifier=urn:test:device|model-1")).body.total).toBe(1);
    const found = await fhir("GET", `Provenance?target=Observation/${first.body.entry[3].resource.id}`);
    expect(found.body.total).toBe(2);
  });

  it.each([
    ["an invalid resource", { status: "bogus" }],
    ["a reference to nobody", { derivedFrom: [{ reference: "Observation/none" }] }],
    ["another patient's visit", { encounter: { reference: "Encounter/enc-001" } }],
  ])("undoes everything for %s", async (_what, extra) => {
    const count = () =>
      ["Device", "RiskAssessment", "Observation", "Provenance"].map((t) => sandbox.store.count(t));
    const before = count();
    const bundle = writeBack("enc-005", "tx-undone");
    Object.assign(bundle.entry[3]?.resource as object, extra);
    const answer = await fhir("POST", "", bundle);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.body.resourceType).toBe("OperationOutcome");
    expect(count()).toEqual(before);
    expect((await fhir("GET", `Observation?encounter=enc-005&code=75636-1`)).body.total).toBe(0);
  });

  it("takes batch entries one by one", async () => {
    const answer = await fhir("POST", "", {
      resourceType: "Bundle",
      type: "batch",
      entry: [
        { request: { method: "GET", url: "Encounter/enc-001" } },
        { request: { method: "GET", url: "Encounter/none" } },
        {
          request: {
            method: "GET",
            url: `${sandbox.fhirBaseUrl}/Observation?patient=${subjectOf("enc-001")}&_count=1`,
          },
        },
      ],
    });
    expect(answer.body.entry.map((e: Json) => e.response.status)).toEqual(["200", "404", "200"]);
    const wrong = {
      resourceType: "Bundle",
      type: "batch",
      entry: [{ request: { method: "GET", url: "Observation?nonsense=1" } }],
    };
    expect((await fhir("POST", "", wrong)).status).toBe(400);
  });
});

describe("search", () => {
  it.each([
    "nonsense=1",
    "patient:Patient:x=1",
    "code:above=8867-4",
    "date=yesterday",
    "patient=",
    "_has:Provenance:target:agent=1",
    "_count=many",
    "_sort=nonsense",
    "_include=Observation:nonsense",
    "_revinclude=Provenance:nonsense",
    "_include=*",
    "_summary=text",
    "code-value-quantity=8867-4$gt100",
    "subject.name=x",
    "subject:Patient.nonsense=x",
    "_compartment=Patient/1",
    "_format=xml",
  ])("refuses %s instead of guessing", async (query) => {
    const answer = await fhir("GET", `Observation?${query}`);
    expect(answer.status).toBe(400);
  });

  it("finds the emergency department's waiting patients and nobody else", async () => {
    const answer = await fhir(
      "GET",
      "Encounter?class=EMER&status=arrived,triaged,in-progress&_include=Encounter:patient&_count=200",
    );
    const encounters = answer.body.entry.filter((e: Json) => e.search.mode === "match");
    const patients = answer.body.entry.filter((e: Json) => e.search.mode === "include");
    expect(encounters.length).toBe(66);
    expect(patients.length).toBe(66);
    expect(answer.body.total).toBe(66);
    const withSystem = await fhir(
      "GET",
      "Encounter?class=http://terminology.hl7.org/CodeSystem/v3-ActCode|EMER&status=finished",
    );
    expect(withSystem.body.total).toBe(3);
  });

  it.each([
    ["patient=pat-006", 1],
    ["patient=Patient/pat-006", 1],
    ["subject=Patient/pat-006", 1],
    ["subject:Patient=pat-006", 1],
    ["patient=pat-006,pat-007,pat-008", 3],
    ["patient=none", 0],
  ])("by %s", async (query, patients) => {
    const answer = await fhir("GET", `Observation?${query}&code=8867-4&_count=200`);
    const subjects = new Set((answer.body.entry ?? []).map((e: Json) => e.resource.subject.reference));
    expect(subjects.size).toBe(patients);
  });

  it("by date, code and value, with time zones and units", async () => {
    const base = { ...esi("enc-011", "q"), identifier: undefined, valueCodeableConcept: undefined };
    const at = (effectiveDateTime: string, value: number) => ({
      ...base,
      code: { coding: [{ system: LOINC, code: "8302-2" }] },
      effectiveDateTime,
      valueQuantity: { value, unit: "cm", system: UCUM, code: "cm" },
    });
    await fhir("POST", "Observation", at("2020-05-01T23:30:00-05:00", 170));
    await fhir("POST", "Observation", at("2020-05-02", 171.2));
    const total = async (query: string) =>
      (await fhir("GET", `Observation?code=${LOINC}|8302-2&${query}`)).body.total;
    expect(await total("date=2020-05-01")).toBe(0);
    expect(await total("date=2020-05-02")).toBe(2);
    expect(await total("date=2020-05")).toBe(2);
    expect(await total("date=ge2020-05-02T04:30:00Z")).toBe(2);
    expect(await total("date=gt2020-05-02T05:00:00Z")).toBe(1);
    expect(await total("date=lt2020-05-02")).toBe(0);
    expect(await total("date=ge2020-05-01&date=lt2020-05-03")).toBe(2);
    expect(await total("date=ne2020-05-02")).toBe(0);
    expect(await total("value-quantity=gt170.5")).toBe(1);
    expect(await total(`value-quantity=171|${UCUM}|cm`)).toBe(1);
    expect(await total(`value-quantity=171|${UCUM}|kg`)).toBe(0);
    expect(await total("status:not=final")).toBe(0);
    expect(await total("encounter:missing=true")).toBe(0);
    expect(await total("encounter=enc-011")).toBe(2);
    expect(await total("_lastUpdated=gt2020-01-01")).toBe(2);
    expect(await total("_tag=http://terminology.hl7.org/CodeSystem/v3-ActReason|HTEST")).toBe(0);
  });

  it("by names and chains", async () => {
    const patient = sandbox.store.get("Patient", "pat-012") as Json;
    const { family, given } = patient.name[0];
    expect(
      ids(await fhir("GET", `Patient?family=${family.slice(0, 4).toUpperCase()}&given=${given[0]}`)),
    ).toContain("pat-012");
    expect(ids(await fhir("GET", `Patient?family:exact=${family.slice(0, 4)}`))).toEqual([]);
    expect(ids(await fhir("GET", `Patient?name:contains=${family.slice(2, 6)}&_count=200`))).toContain(
      "pat-012",
    );
    const chained = await fhir("GET", `Encounter?subject:Patient.identifier=${patient.identifier[0].value}`);
    expect(ids(chained)).toEqual(["enc-012"]);
    expect(ids(await fhir("GET", `Encounter?patient.identifier=${patient.identifier[0].value}`))).toEqual([
      "enc-012",
    ]);
  });

  it("sorts by several keys and pages without losing or repeating anything", async () => {
    const seen: string[] = [];
    let url: string | undefined =
      "Observation?category=vital-signs&patient=pat-006,pat-007&_sort=code,-date&_count=7";
    let pages = 0;
    while (url) {
      const answer: Json = await fhir("GET", url.replace(sandbox.fhirBaseUrl, ""));
      expect(answer.status).toBe(200);
      seen.push(...ids(answer));
      const links: Json[] = answer.body.link;
      expect(links.some((l) => l.relation === "self")).toBe(true);
      url = links.find((l) => l.relation === "next")?.url;
      pages += 1;
    }
    expect(pages).toBeGreaterThan(2);
    const whole = await fhir(
      "GET",
      "Observation?category=vital-signs&patient=pat-006,pat-007&_sort=code,-date&_count=500",
    );
    expect(seen).toEqual(ids(whole));
    expect(new Set(seen).size).toBe(seen.length);
    const keys = whole.body.entry.map((e: Json) => [
      e.resource.code.coding[0].code,
      e.resource.effectiveDateTime,
    ]);
    const sorted = keys.toSorted(
      (a: string[], b: string[]) =>
        (a[0] as string).localeCompare(b[0] as string) || (b[1] as string).localeCompare(a[1] as string),
    );
    expect(keys).toEqual(sorted);
  });

  it("by POST, counting, elements and included resources", async () => {
    const form = await fhir("POST", "Observation/_search", "patient=pat-006&code=8867-4&_count=1", {
      "content-type": "application/x-www-form-urlencoded",
    });
    expect(form.body.entry.length).toBe(1);
    const count = await fhir("GET", "Observation?patient=pat-006&_summary=count");
    expect(count.body.entry).toBeUndefined();
    expect(count.body.total).toBeGreaterThan(5);
    const brief = await fhir("GET", "Patient?_id=pat-006&_elements=birthDate");
    expect(Object.keys(brief.body.entry[0].resource).sort()).toEqual([
      "birthDate",
      "id",
      "meta",
      "resourceType",
    ]);
    const included = await fhir(
      "GET",
      "Encounter?_id=enc-006&_revinclude=Observation:encounter&_include=Encounter:subject",
    );
    const types = new Set(included.body.entry.map((e: Json) => e.resource.resourceType));
    expect(types).toEqual(new Set(["Encounter", "Observation", "Patient"]));
  });

  it("answers for one of 200 patients with 50 observations each in milliseconds", async () => {
    const store = sandbox.store;
    for (let p = 0; p < 200; p++) {
      store.put({ resourceType: "Patient", id: `load-${p}` } as never, "POST");
      for (let i = 0; i < 50; i++)
        store.put(
          {
            resourceType: "Observation",
            id: `load-${p}-${i}`,
            status: "final",
            code: { coding: [{ system: LOINC, code: i % 2 ? "8867-4" : "9279-1" }] },
            subject: { reference: `Patient/load-${p}` },
            effectiveDateTime: new Date(1.79e12 + i * 1000).toISOString(),
          } as never,
          "POST",
        );
    }
    const times: number[] = [];
    for (let i = 0; i < 20; i++) {
      const start = performance.now();
      const answer = await fhir("GET", `Observation?patient=load-${i * 7}&code=8867-4&_sort=-date&_count=20`);
      times.push(performance.now() - start);
      expect(answer.body.total).toBe(25);
    }
    times.sort((a, b) => a - b);
    console.log(
      `search in 10,000 observations: median ${times[10]?.toFixed(1)} ms, worst ${times[19]?.toFixed(1)} ms`,
    );
    expect(times[10]).toBeLessThan(50);
    const many = Array.from({ length: 25 }, (_, i) => `load-${i}`).join(",");
    const start = performance.now();
    expect((await fhir("GET", `Observation?patient=${many}&_count=1000`)).body.entry.length).toBe(1000);
    console.log(
      `25 patients at once, 1,000 observations on the page: ${(performance.now() - start).toFixed(0)} ms`,
    );
  });
});

describe("the protocol", () => {
  it("describes itself without a token and nothing else", async () => {
    const anonymous = fhirClient(sandbox);
    const metadata = await anonymous("GET", "metadata");
    expect(metadata.body).toMatchObject({ resourceType: "CapabilityStatement", fhirVersion: "4.0.1" });
    for (const [method, path] of [
      ["GET", "Patient"],
      ["GET", "Patient/pat-001"],
      ["GET", "metadata/../Patient"],
      ["POST", "Observation"],
      ["POST", "$graphql"],
    ] as const)
      expect((await anonymous(method, path, method === "POST" ? {} : undefined)).status).toBe(401);
    expect((await fhirClient(sandbox, "made-up")("GET", "Patient")).status).toBe(401);
  });

  it.each([
    ["GET", "Nonsense", 404],
    ["GET", "Patient/none", 404],
    ["GET", "Patient/pat-001/Observation", 404],
    ["POST", "$graphql", 404],
    ["GET", "?_type=Patient,Observation", 400],
  ] as const)("%s %s -> %i", async (method, path, status) => {
    expect(
      (await fhir(method, path, method === "POST" ? { query: "{ PatientList { id } }" } : undefined)).status,
    ).toBe(status);
  });

  it("minds media types", async () => {
    expect(
      (await fhir("POST", "Observation", "<x/>", { "content-type": "application/fhir+xml" })).status,
    ).toBe(415);
    expect((await fhir("GET", "Patient/pat-001", undefined, { accept: "application/fhir+xml" })).status).toBe(
      406,
    );
    const minimal = await fhir("POST", "Observation", esi("enc-001", "min"), { prefer: "return=minimal" });
    expect([minimal.status, minimal.body]).toEqual([201, null]);
  });

  it("serves no other host name", async () => {
    const { port } = new URL(sandbox.origin);
    const http = await import("node:http");
    const status = await new Promise((resolve) =>
      http.get(
        { host: "127.0.0.1", port, path: "/fhir/r4/metadata", headers: { host: "evil.example" } },
        (res) => resolve(res.statusCode),
      ),
    );
    expect(status).toBe(421);
  });
});
