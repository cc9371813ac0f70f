import { afterEach, describe, expect, it } from "vitest";
import { askWays, type Way } from "./ask-ways";
import { chartFromPrefetch } from "./cds-hooks";
import type { Found } from "./client";
import { markReplaced } from "./mark-replaced";
import { pageAddress } from "./search-bundle";
import { failed, readSection, SECTIONS, toChart, withheldParts } from "./sections";
import {
  about,
  bundle,
  closeServers,
  encounter,
  type Handler,
  json,
  now,
  patient,
  quantity,
  serve,
} from "./testing/ehr";

afterEach(closeServers);

/** Servers that answer, and answer oddly: where the next page is, how they refuse, what they leave out. */
const [one, two] = [
  quantity("8867-4", 80, "/min", { id: "o1" }),
  quantity("9279-1", 20, "/min", { id: "o2" }),
];
const outcome = (severity: string) => ({
  resourceType: "OperationOutcome",
  issue: [{ severity, code: "invalid" }],
});
const ids = (found: Found) => found.resources.map((r) => r.id);

describe("the next page", () => {
  it.each<[string, (base: string) => string]>([
    ["by address", (base) => `${base}/Observation?page=2`],
    ["by an opaque address of the base", (base) => `${base}?_getpages=abc&page=2`],
    ["of the search", () => "?page=2"],
    ["of the host", () => "/r4/Observation?page=2"],
    ["of the base", () => "Observation?page=2"],
    ["of the base, with a slash before it", () => "/Observation?page=2"],
  ])("is found where it is named %s", async (_what, link) => {
    const handler: Handler = (req, res, base) => {
      const url = new URL(req.url ?? "", base);
      if (!["/r4/Observation", "/r4"].includes(url.pathname)) return json(res, {}, 404);
      json(res, url.searchParams.has("page") ? bundle([two]) : bundle([one], link(base)));
    };
    const { client } = await serve(handler);
    const found = await client.search("Observation", { patient: "p1" });
    expect([ids(found), found.incomplete]).toEqual([["o1", "o2"], null]);
  });

  it("is asked by https where a server behind a proxy names it by http, and of no other host", () => {
    const base = "https://ehr.test/fhir";
    expect(pageAddress(base, "Observation", "http://ehr.test/fhir?page=2")).toBe(
      "https://ehr.test/fhir?page=2",
    );
    for (const link of [
      "http://ehr.test:8080/fhir?page=2",
      "http://other.test/fhir?page=2",
      "//other.test/fhir?page=2",
    ])
      expect(() => pageAddress(base, "Observation", link)).toThrow(/another server/);
    expect(() =>
      pageAddress("http://ehr.test/fhir", "Observation", "https://ehr.test/fhir?page=2"),
    ).toThrow();
  });

  it("that is not there though there must be one is missed aloud", async () => {
    const total =
      (n: number): Handler =>
      (_req, res) =>
        json(res, { ...bundle([one]), total: n });
    const short = await serve(total(812));
    expect((await short.client.search("Observation", { patient: "p1" })).incomplete).toBe(
      "the EHR says that there are more",
    );
    const whole = await serve(total(1));
    expect((await whole.client.search("Observation", { patient: "p1" })).incomplete).toBeNull();
  });

  it("is not missed for what came along with the matches", async () => {
    const entry = [
      { resource: one, search: { mode: "match" } },
      { resource: patient, search: { mode: "include" } },
      { resource: outcome("information"), search: { mode: "outcome" } },
    ];
    const { client } = await serve((_req, res) => json(res, { ...bundle([]), total: 2, entry }));
    expect((await client.search("Observation", { patient: "p1" })).incomplete).toBe(
      "the EHR says that there are more",
    );
  });
});

describe("a question that is refused", () => {
  const ways = [
    { name: "at once", searches: [{}] },
    { name: "in parts", searches: [{ category: "vital-signs" }] },
  ];
  const refusing =
    (how: (res: Parameters<Handler>[1]) => void): Handler =>
    (req, res) => {
      const q = new URL(req.url ?? "", "http://x").searchParams;
      if (req.url?.includes("metadata")) return json(res, {}, 404);
      if (q.has("category")) return json(res, bundle([one]));
      how(res);
    };
  it.each<[string, Parameters<typeof refusing>[0]]>([
    ["with 400", (res) => json(res, outcome("error"), 400)],
    ["with 422", (res) => json(res, outcome("error"), 422)],
    ["with 501, not implemented", (res) => json(res, outcome("error"), 501)],
    ["under 200, by a remark alone", (res) => json(res, outcome("error"))],
    ["under 200, by a remark in a list of nothing", (res) => json(res, bundle([outcome("fatal")]))],
  ])("%s is put another way", async (_what, how) => {
    const { client } = await serve(refusing(how));
    const found = await askWays(client, "Observation", "Vital signs", ways, { patient: "p1" });
    expect([ids(found), found.incomplete]).toEqual([["o1"], null]);
  });

  it("for its length is posted", async () => {
    const { client, seen } = await serve((req, res) =>
      req.method === "POST" ? json(res, bundle([one])) : json(res, {}, 414),
    );
    expect(ids(await client.search("Observation", { code: "a,b" }))).toEqual(["o1"]);
    expect(seen[1]).toMatch(/^POST \/r4\/Observation\/_search /);
  });

  it("in its part by code leaves the answer a part", async () => {
    const both: Way[] = [{ name: "both", searches: [{ category: "vital-signs" }, { code: "x" }] }];
    const { client } = await serve((req, res) =>
      req.url?.includes("code=") ? json(res, outcome("error"), 400) : json(res, bundle([one])),
    );
    const found = await askWays(client, "Observation", "Vital signs", both, { patient: "p1" });
    expect([ids(found), found.incomplete]).toEqual([["o1"], "the EHR refused a part of the question"]);
  });
});

describe("a kind of entry that a server does not have", () => {
  const [statements, requests] = SECTIONS.filter((s) => s.key === "medications");
  const ask = { patientIds: ["p1"], encounterIds: ["e1"], since: now.toISOString() };
  const types = ["MedicationRequest", "Observation"].map((type) => ({
    type,
    searchParam: [{ name: "patient" }],
  }));
  const statement = { resourceType: "CapabilityStatement", rest: [{ mode: "server", resource: types }] };
  const chartOf = async (refused: readonly string[], status: number, says: object | null = statement) => {
    const { client, base } = await serve((req, res) => {
      const type = req.url?.split(/[/?]/)[2] ?? "";
      if (type === "metadata") return json(res, says ?? {}, says ? 200 : 404);
      if (refused.includes(type)) return json(res, outcome("error"), status);
      json(res, bundle([{ resourceType: type, id: "m", status: "active", ...about }]));
    });
    if (!statements || !requests) throw new Error("no medicines");
    const results = await Promise.all([statements, requests].map((s) => readSection(client, s, ask)));
    return toChart(base, patient, {}, results, "p1").problems;
  };
  const said = async (...asked: Parameters<typeof chartOf>) =>
    (await chartOf(...asked)).map((p) => p.message);
  it.each([404, 405, 501])("is not missed where another has the same (%i)", async (status) => {
    expect(await said(["MedicationStatement"], status)).toEqual([]);
  });
  it("is said to be missing where none has it, and not called a refusal", async () => {
    expect(await said(["MedicationStatement", "MedicationRequest"], 404)).toEqual([
      "Medicines: this EHR has no such list to ask for.",
      "Prescriptions: this EHR has no such list to ask for.",
    ]);
  });
  it("may be hidden from this person, where the server does not say that it has none", async () => {
    const problems = await chartOf(["MedicationStatement"], 404, null);
    expect(withheldParts(problems)).toEqual(["Medicines: this EHR has no such list to ask for."]);
  });
  it("is not what a refusal is, nor trouble", async () => {
    expect(await said(["MedicationStatement"], 403)).toEqual([
      "Medicines: the EHR does not show this to you.",
    ]);
    expect(await said(["MedicationStatement"], 500)).toEqual(["Medicines could not be read from the EHR."]);
    expect(statements && failed(statements, ["p1"]).failure).toBe("unavailable");
  });
});

describe("a chart sent along with a call (CDS Hooks)", () => {
  const prefetch = (vitals: object) =>
    ({ patient, encounter, vitals }) as Parameters<typeof chartFromPrefetch>[0];
  it.each<[string, object]>([
    ["an error among what was found", bundle([one, outcome("error")])],
    ["another page", bundle([one], "Observation?page=2")],
    ["fewer entries than there are", { ...bundle([one]), total: 9 }],
  ])("is a part of it with %s", (_what, vitals) => {
    const chart = chartFromPrefetch(prefetch(vitals));
    expect(chart?.observations).toEqual([one]);
    expect(chart?.problems.map((p) => p.message)).toContain("Vital signs: the EHR sent along only a part.");
  });
  it("is whole with a remark beside it", () => {
    const chart = chartFromPrefetch(prefetch({ ...bundle([one, outcome("warning")]), total: 1 }));
    expect(chart?.observations).toEqual([one]);
    expect(chart?.problems.filter((p) => p.code === "partial")).toEqual([]);
  });
});

describe("an update", () => {
  it("names the version also where it stands in the header alone", async () => {
    const level = {
      resourceType: "Observation",
      id: "l1",
      status: "final",
      ...about,
      identifier: [{ system: "urn:openacuity:decision", value: "d" }],
    };
    const versions: unknown[] = [];
    const { client } = await serve((req, res) => {
      if (req.method === "GET") return json(res, level, 200, { etag: 'W/"7"' });
      versions.push(req.headers["if-match"]);
      json(res, level, req.headers["if-match"] ? 200 : 428);
    });
    expect(await markReplaced(client, { reference: "Observation/l1", decisionId: "d" }, "p1")).toBe("taken");
    expect(versions).toEqual(['W/"7"']);
  });
});
