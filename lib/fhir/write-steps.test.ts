import type { IncomingMessage } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import type { Foreign } from "./client";
import type { SiteFacts } from "./site-facts";
import { bundle, closeServers, json, serve } from "./testing/ehr";
import type { WriteBackInput } from "./write-back";
import { type WriteOptions, writeDecision } from "./write-steps";

afterEach(closeServers);

const input: WriteBackInput = {
  decisionId: "0b54c9b2-6f0e-4a53-8d4e-1f2a3b4c5d6e",
  patientId: "p1",
  encounterId: "e1",
  practitioner: "Practitioner/n1",
  practitionerName: "Nurse One",
  level: 2,
  kind: "override",
  reasonText: "Looks sicker than the numbers",
  decidedAt: "2026-01-01T10:00:00.000Z",
  suggestion: {
    level: 3,
    probabilities: [0.02, 0.3, 0.5, 0.15, 0.03],
    model: { name: "triage", version: "0.1.0" },
    madeAt: "2026-01-01T09:59:00.000Z",
    floorReasons: [],
  },
  basis: ["Observation/hr-1"],
};
const EARLIER = "1b54c9b2-6f0e-4a53-8d4e-1f2a3b4c5d6e";
const now = new Date("2026-01-01T10:01:00Z");
const options = (over: Partial<WriteOptions> = {}): WriteOptions => ({
  learned: null,
  mayBeThere: false,
  superseded: null,
  assertHeld: async () => {},
  now,
  ...over,
});

type Body = Foreign & { entry?: { resource: Foreign; request: { ifNoneExist: string } }[] };
type Oddities = {
  /** The status a transaction is answered with; null: it is carried out. */
  transaction?: (body: Body) => number | null;
  /** The status a single write is answered with. */
  write?: (resource: Foreign, method: string) => number | null;
  /** The status a search is refused with. */
  search?: (type: string, q: URLSearchParams) => number | null;
  /** A search is answered in part, with an error among what was found. */
  broken?: () => boolean;
  /** Heeds If-None-Exist, as most do. */
  conditional?: boolean;
  /** Which search parameters it heeds besides patient, and how many it lists on a page; absent: identifier and tag, all at once. */
  lists?: { readonly heeds: readonly string[]; readonly page: number };
  /** Answers a create with nothing but its place. */
  minimal?: boolean;
  statement?: object;
  store?: readonly Foreign[];
};

/** A small FHIR server that stores what it takes. */
async function ehr(o: Oddities = {}) {
  const store = new Map<string, Foreign>(
    [
      { resourceType: "Practitioner", id: "n1" } as Foreign,
      { resourceType: "Observation", id: "hr-1" } as Foreign,
      ...(o.store ?? []),
    ].map((r) => [`${r.resourceType}/${r.id}`, r]),
  );
  let next = 0;
  const ours = (r: Foreign) => [
    ...((r.identifier ?? []) as { system: string; value: string }[]).map((i) => `${i.system}|${i.value}`),
    ...((r.meta as { tag?: { system: string; code: string }[] } | undefined)?.tag ?? []).map(
      (t) => `${t.system}|${t.code}`,
    ),
  ];
  const find = (type: string, condition: string) => {
    const [value] = [...new URLSearchParams(condition).values()];
    return [...store.values()].filter((r) => r.resourceType === type && ours(r).includes(value ?? ""));
  };
  const listed = ({ heeds, page }: NonNullable<Oddities["lists"]>, type: string, url: URL, base: string) => {
    const q = url.searchParams;
    const told = (name: string) => (heeds.includes(name) ? q.get(name) : null);
    const codeOf = (r: Foreign) =>
      (r.code as { coding?: { system: string; code: string }[] } | undefined)?.coding?.[0];
    const [code, date] = [told("code"), told("date")];
    const found = [...store.values()].filter(
      (r) =>
        r.resourceType === type &&
        (!code || `${codeOf(r)?.system}|${codeOf(r)?.code}` === code) &&
        (!date || String(r.effectiveDateTime ?? r.occurrenceDateTime) >= date.slice(2)),
    );
    const from = Number(q.get("from") ?? 0);
    q.set("from", String(from + page));
    return bundle(
      found.slice(from, from + page),
      from + page < found.length ? `${base}/${type}?${q}` : undefined,
    );
  };
  const put = (resource: Foreign): Foreign => {
    const stored = { ...resource, id: `w${++next}`, meta: { ...(resource.meta as object), versionId: "1" } };
    store.set(`${resource.resourceType}/${stored.id}`, stored);
    return stored;
  };
  const bodyOf = async (req: IncomingMessage): Promise<Body> => {
    let text = "";
    for await (const chunk of req) text += chunk;
    return text ? JSON.parse(text) : {};
  };
  const { client, seen } = await serve((req, res, base) => {
    void (async () => {
      const url = new URL(req.url ?? "", base);
      const [type = "", id] = url.pathname.replace(/^\/r4\/?/, "").split("/");
      const body = await bodyOf(req);
      const no = (status: number) => json(res, { resourceType: "OperationOutcome" }, status);
      if (type === "metadata") return o.statement ? json(res, o.statement) : no(404);
      if (type === "") {
        const status = o.transaction?.(body);
        if (status) return no(status);
        const entry = (body.entry ?? []).map(({ resource, request }) => {
          const [there] = find(String(resource.resourceType), request.ifNoneExist);
          const stored = there ?? put(resource);
          return {
            response: { status: there ? "200" : "201", location: `${stored.resourceType}/${stored.id}` },
          };
        });
        return json(res, { resourceType: "Bundle", type: "transaction-response", entry });
      }
      if (req.method === "GET" && id) {
        const one = store.get(`${type}/${id}`);
        return one ? json(res, one) : no(404);
      }
      if (req.method === "GET") {
        const status = o.search?.(type, url.searchParams);
        if (status) return no(status);
        if (o.broken?.())
          return json(
            res,
            bundle([{ resourceType: "OperationOutcome", issue: [{ severity: "error", code: "exception" }] }]),
          );
        if (o.lists) return json(res, listed(o.lists, type, url, base));
        const question = url.searchParams.get("identifier") ?? url.searchParams.get("_tag");
        const all = [...store.values()].filter((r) => r.resourceType === type);
        return json(res, bundle(question ? all.filter((r) => ours(r).includes(question)) : all));
      }
      const refusal = o.write?.(body, req.method ?? "");
      if (refusal) return no(refusal);
      if (req.method === "PUT") {
        store.set(`${type}/${id}`, body);
        return json(res, body);
      }
      const there = o.conditional === false ? [] : find(type, String(req.headers["if-none-exist"] ?? ""));
      if (there.length > 1) return no(412);
      const stored = there[0] ?? put(body);
      res.setHeader("location", `${base}/${type}/${stored.id}/_history/1`);
      if (!o.minimal) return json(res, stored, there[0] ? 200 : 201);
      res.writeHead(201);
      return res.end();
    })();
  });
  const stored = (type: string) =>
    [...store.values()].filter((r) => r.resourceType === type && /^w\d+$/.test(String(r.id)));
  return { client, seen, store, stored, put };
}

const LEVEL = { status: "final", valueCodeableConcept: { text: "ESI level 2" } };

describe("a server that takes transactions", () => {
  it("gets the decision all at once", async () => {
    const { client, stored, seen } = await ehr();
    const { refs, learned } = await writeDecision(client, input, options());
    expect(refs).toHaveLength(4);
    expect(stored("Observation")).toMatchObject([LEVEL]);
    expect(learned).toEqual({
      way: "transaction",
      parts: { Device: "taken", RiskAssessment: "taken", Observation: "taken", Provenance: "taken" },
      at: now.toISOString(),
    });
    expect(seen.filter((s) => s.startsWith("POST"))).toHaveLength(1);
  });

  it.each<[string, Partial<WriteBackInput>, string]>([
    [
      "an author it does not have",
      { practitioner: "Practitioner/nobody" },
      '"performer":[{"display":"Nurse One"}]',
    ],
    [
      "a measurement that was deleted",
      { basis: ["Observation/gone", "Observation/hr-1"] },
      '"derivedFrom":[{"reference":"Observation/hr-1"}]',
    ],
  ])("gets it without %s, still all at once", async (_what, over, expected) => {
    const missing = /Practitioner\/nobody|Observation\/gone/;
    const transaction = (body: Body) => (missing.test(JSON.stringify(body)) ? 400 : null);
    const { client, stored } = await ehr({ transaction });
    const { learned } = await writeDecision(client, { ...input, ...over }, options());
    expect(JSON.stringify(stored("Observation"))).toContain(expected);
    expect(stored("Provenance")).toHaveLength(1);
    expect(learned.way).toBe("transaction");
  });

  it("with our Device in it twice gets the level all the same, and with the first of the two", async () => {
    const twin = (id: string) =>
      ({
        resourceType: "Device",
        id,
        identifier: [{ system: "urn:openacuity:device", value: "triage@0.1.0" }],
      }) as Foreign;
    const { client, stored } = await ehr({ store: [twin("d1"), twin("d2")], transaction: () => 412 });
    const { refs, learned } = await writeDecision(client, input, options());
    expect(stored("Observation")).toMatchObject([LEVEL]);
    expect(refs).toContain("Device/d1");
    expect(stored("RiskAssessment")).toMatchObject([{ performer: { reference: "Device/d1" } }]);
    // The next decision tries all at once again.
    expect(learned.way).toBe("transaction");
  });

  it.each([500, 503])("in trouble (%i) is asked later, not one by one", async (status) => {
    const { client, stored, seen } = await ehr({ transaction: () => status });
    await expect(writeDecision(client, input, options())).rejects.toMatchObject({ code: "ehr-unavailable" });
    expect(stored("Observation")).toEqual([]);
    expect(seen.filter((s) => s.startsWith("POST"))).toHaveLength(1);
  });
});

describe("a server without transactions", () => {
  const single = { transaction: () => 405 };

  it.each([403, 404, 405, 422, 501])(
    "that says %i gets one resource after another, the level first",
    async (status) => {
      const { client, stored, seen } = await ehr({ transaction: () => status });
      const { refs, learned } = await writeDecision(client, input, options());
      expect(refs.map((r) => r.split("/")[0])).toEqual([
        "Observation",
        "Device",
        "RiskAssessment",
        "Provenance",
      ]);
      expect(learned.way).toBe("single");
      const [level] = stored("Observation");
      expect(stored("Provenance")).toMatchObject([
        { target: [{ reference: `Observation/${level?.id}` }], entity: [{ what: { reference: refs[2] } }] },
      ]);
      expect(JSON.stringify([...stored("Provenance"), ...stored("RiskAssessment")])).not.toContain(
        "urn:uuid",
      );
      expect(seen.filter((s) => s.startsWith("POST"))[1]).toContain("/Observation");
    },
  );

  it("is not asked for one again while that is known, nor where it says so itself", async () => {
    const learned: SiteFacts["writeBack"] = { way: "single", parts: {}, at: now.toISOString() };
    const known = await ehr(single);
    await writeDecision(known.client, input, options({ learned }));
    expect(known.seen.filter((s) => /POST \/r4\/? /.test(s))).toEqual([]);
    const statement = {
      resourceType: "CapabilityStatement",
      rest: [{ mode: "server", interaction: [{ code: "batch" }], resource: [] }],
    };
    const says = await ehr({ ...single, statement });
    await writeDecision(says.client, input, options());
    expect(says.seen.filter((s) => /POST \/r4\/? /.test(s))).toEqual([]);
  });

  it("that takes nothing but an Observation gets the clinician's level alone, and is not asked again", async () => {
    const write = (r: Foreign) => (r.resourceType === "Observation" ? null : 403);
    const server = await ehr({ ...single, write });
    const { refs, learned } = await writeDecision(server.client, input, options());
    expect(refs).toHaveLength(1);
    expect(learned.parts).toEqual({
      Observation: "taken",
      Device: 403,
      RiskAssessment: 403,
      Provenance: 403,
    });
    const before = server.seen.length;
    const next = { ...input, decisionId: "2b54c9b2-6f0e-4a53-8d4e-1f2a3b4c5d6e" };
    await writeDecision(server.client, next, options({ learned }));
    expect(server.seen.slice(before).filter((s) => s.startsWith("POST"))).toHaveLength(1);
  });

  it("that refuses what the level points to, whatever it is, gets the bare level", async () => {
    const write = (r: Foreign) =>
      r.resourceType === "Observation" && (r.derivedFrom || JSON.stringify(r.performer).includes("reference"))
        ? 422
        : null;
    const { client, stored } = await ehr({ ...single, write });
    await writeDecision(client, input, options());
    expect(stored("Observation")).toMatchObject([{ ...LEVEL, performer: [{ display: "Nurse One" }] }]);
  });

  it("that refuses the level itself is a refusal", async () => {
    const write = (r: Foreign) => (r.resourceType === "Observation" ? 403 : null);
    const { client, stored } = await ehr({ ...single, write });
    await expect(writeDecision(client, input, options())).rejects.toMatchObject({ code: "ehr-refused" });
    expect(stored("Device")).toEqual([]);
  });

  it.each<[string, Oddities]>([
    ["ignores conditions", { conditional: false }],
    [
      "ignores conditions and cannot search by identifier",
      { conditional: false, search: (_t, q) => (q.has("identifier") || q.has("_tag") ? 400 : null) },
    ],
    ["answers a create with its place alone", { minimal: true }],
  ])("that %s gets everything once, however often it is tried", async (_what, oddities) => {
    const { client, stored } = await ehr({ ...single, ...oddities });
    const first = await writeDecision(client, input, options());
    const again = await writeDecision(client, input, options({ mayBeThere: true }));
    expect(stored("Observation")).toHaveLength(1);
    expect(stored("RiskAssessment")).toHaveLength(1);
    expect(again.refs[0]).toBe(first.refs[0]);
  });

  it("that answers a transaction with nothing, and will not say what it has, is not written to on a guess", async () => {
    const { client, seen } = await ehr({ transaction: () => 204, search: () => 403 });
    await expect(writeDecision(client, input, options())).rejects.toMatchObject({ code: "ehr-refused" });
    expect(seen.filter((s) => s.startsWith("POST"))).toHaveLength(1);
  });

  it("that cannot be asked what it has is not written to twice on a guess", async () => {
    const { client, stored } = await ehr({ ...single, conditional: false, search: () => 403 });
    await writeDecision(client, input, options());
    await expect(writeDecision(client, input, options({ mayBeThere: true }))).rejects.toMatchObject({
      code: "ehr-refused",
    });
    expect(stored("Observation")).toHaveLength(1);
  });

  it("that says for a while in part only what it has is asked again, and its refusal is not made up", async () => {
    let broken = false;
    const { client, stored } = await ehr({ ...single, conditional: false, broken: () => broken });
    const first = await writeDecision(client, input, options());
    broken = true;
    await expect(writeDecision(client, input, options({ mayBeThere: true }))).rejects.toMatchObject({
      code: "ehr-malformed",
    });
    broken = false;
    const again = await writeDecision(client, input, options({ mayBeThere: true }));
    expect(again.refs[0]).toBe(first.refs[0]);
    expect(stored("Observation")).toHaveLength(1);
  });

  /** So many of a patient's as four pages of a look-up do not hold. */
  const MANY = Array.from(
    { length: 30 },
    (_, i): Foreign => ({
      resourceType: "Observation",
      id: `old-${i}`,
      subject: { reference: "Patient/p1" },
      code: { coding: [{ system: "http://loinc.org", code: "8867-4" }] },
      effectiveDateTime: "2020-05-05T05:05:05Z",
    }),
  );
  const LEVELS = MANY.map((o) => ({
    ...o,
    code: { coding: [{ system: "http://loinc.org", code: "75636-1" }] },
  }));
  it.each([
    ["by kind", MANY, ["code"]],
    ["by kind and day", LEVELS, ["code", "date"]],
  ])("that lists more of a patient than can be looked through is asked %s", async (_how, store, heeds) => {
    const { client, stored } = await ehr({
      ...single,
      conditional: false,
      lists: { heeds, page: 5 },
      store,
    });
    const first = await writeDecision(client, input, options());
    const again = await writeDecision(client, input, options({ mayBeThere: true }));
    expect(again.refs[0]).toBe(first.refs[0]);
    expect(stored("Observation")).toHaveLength(1);
  });

  it("and that heeds nothing of it is not written to twice, and is no server that refuses anything for that", async () => {
    const { client, stored } = await ehr({
      ...single,
      conditional: false,
      lists: { heeds: [], page: 5 },
      store: [
        ...MANY,
        ...MANY.map((o) => ({
          ...o,
          resourceType: "RiskAssessment",
          occurrenceDateTime: "2020-05-05T05:05:05Z",
        })),
      ],
    });
    const first = await writeDecision(client, input, options());
    expect(first.learned.parts).toMatchObject({ Observation: "taken", RiskAssessment: "taken" });
    await expect(writeDecision(client, input, options({ mayBeThere: true }))).rejects.toMatchObject({
      code: "ehr-refused",
      detail: { unsaid: "cut" },
    });
    expect(stored("Observation")).toHaveLength(1);
  });

  it("that stored it for somebody else is cried out about", async () => {
    const { client } = await ehr({
      ...single,
      store: [
        {
          resourceType: "Observation",
          id: "x",
          subject: { reference: "Patient/p2" },
          identifier: [{ system: "urn:openacuity:decision", value: input.decisionId }],
        } as Foreign,
      ],
    });
    await expect(writeDecision(client, input, options())).rejects.toMatchObject({ code: "wrong-patient" });
  });
});

describe("a level that takes the place of another", () => {
  const earlier = (over: object = {}) =>
    ({
      resourceType: "Observation",
      id: "old",
      status: "final",
      subject: { reference: "Patient/p1" },
      identifier: [{ system: "urn:openacuity:decision", value: EARLIER }],
      meta: { versionId: "3" },
      ...over,
    }) as Foreign;
  const superseded = { reference: "Observation/old", decisionId: EARLIER };
  const replace = async (o: Oddities, old = earlier()) => {
    const server = await ehr({ ...o, store: [old] });
    const work = writeDecision(server.client, { ...input, supersedes: EARLIER }, options({ superseded }));
    return { ...server, work, old: () => server.store.get("Observation/old") };
  };

  it("marks it as amended, of the version it has read", async () => {
    const { work, old } = await replace({});
    expect((await work).learned.replaced).toBe("taken");
    expect(old()).toMatchObject({ status: "amended", subject: { reference: "Patient/p1" } });
  });

  it("marks it as entered in error where amended is not taken", async () => {
    const { work, old } = await replace({
      write: (r, m) => (m === "PUT" && r.status === "amended" ? 422 : null),
    });
    expect((await work).learned.replaced).toBe("taken");
    expect(old()?.status).toBe("entered-in-error");
  });

  it("is written all the same where the server takes no updates, and that is known", async () => {
    const { work, old, stored } = await replace({ write: (_r, m) => (m === "PUT" ? 403 : null) });
    expect((await work).learned.replaced).toBe(403);
    expect(stored("Observation")).toMatchObject([LEVEL]);
    expect(old()?.status).toBe("final");
  });

  it("is tried again where somebody changed the earlier one meanwhile", async () => {
    const { work } = await replace({ write: (_r, m) => (m === "PUT" ? 412 : null) });
    await expect(work).rejects.toMatchObject({ code: "ehr-unavailable" });
  });

  it.each([
    ["is not ours", earlier({ identifier: [] }), undefined],
    ["is withdrawn already", earlier({ status: "entered-in-error" }), "taken"],
  ])("leaves alone what %s", async (_what, old, outcome) => {
    const { work, seen } = await replace({}, old);
    expect((await work).learned.replaced).toBe(outcome);
    expect(seen.filter((s) => s.startsWith("PUT"))).toEqual([]);
  });

  it("never touches another patient's", async () => {
    const { work } = await replace({}, earlier({ subject: { reference: "Patient/p2" } }));
    await expect(work).rejects.toMatchObject({ code: "wrong-patient" });
  });

  it("written late, after the newer one, never stands there as if it held", async () => {
    const { client, stored } = await ehr();
    // An earlier attempt wrote it before it was replaced.
    await writeDecision(client, input, options());
    await writeDecision(client, { ...input, replaced: true }, options({ mayBeThere: true }));
    expect(stored("Observation")).toMatchObject([{ status: "amended" }]);
    const fresh = await ehr();
    await writeDecision(fresh.client, { ...input, replaced: true }, options());
    expect(fresh.stored("Observation")).toMatchObject([{ status: "amended" }]);
  });
});
