import { afterEach, describe, expect, it } from "vitest";
import { newServerMemory } from "./ask-ways";
import type { Foreign } from "./client";
import { findOpenEmergencyVisit } from "./find-visit";
import { listWaiting, readPatientContext } from "./read-patient";
import {
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

/** Servers as other hospitals have them, each after public documentation; what they refuse they refuse in their own way. */
type Server = {
  readonly store: readonly Foreign[];
  readonly statement?: object | null;
  /** The HTTP status a search is refused with; null: it is answered. */
  readonly refuses: (type: string, q: URLSearchParams) => number | null;
};

const server =
  ({ store, statement = null, refuses }: Server): Handler =>
  (req, res, base) => {
    const url = new URL(req.url ?? "", base);
    const [type = "", id] = url.pathname.replace("/r4/", "").split("/");
    const q = url.searchParams;
    if (type === "metadata") return statement ? json(res, statement) : json(res, {}, 404);
    if (id) {
      const one = store.find((r) => r.resourceType === type && r.id === id);
      return one ? json(res, one) : json(res, {}, 404);
    }
    const status = refuses(type, q);
    if (status) return json(res, { resourceType: "OperationOutcome" }, status);
    const has = (name: string, value: string | undefined) =>
      !q.has(name) || (q.get(name) ?? "").split(",").some((v) => v.split("|").at(-1) === value);
    const category = (r: Foreign) =>
      (r.category as { coding: { code: string }[] }[] | undefined)?.[0]?.coding[0]?.code;
    const code = (r: Foreign) => (r.code as { coding?: { code: string }[] } | undefined)?.coding?.[0]?.code;
    const found = store.filter(
      (r) =>
        r.resourceType === type &&
        has("patient", (r.subject as { reference: string } | undefined)?.reference.split("/")[1]) &&
        has("status", String(r.status)) &&
        has("class", (r.class as { code: string } | undefined)?.code) &&
        has("category", category(r)) &&
        has("code", code(r)) &&
        has("intent", r.intent as string | undefined) &&
        has("_id", String(r.id)),
    );
    json(res, bundle(found));
  };

const vital = (id: string, code: string, value: number, unit: string, over: object = {}) =>
  quantity(code, value, unit, {
    id,
    category: [{ coding: [{ code: "vital-signs" }] }],
    encounter: { reference: "Encounter/e1" },
    ...over,
  }) as Foreign;
const chart: Foreign[] = [
  patient,
  encounter,
  vital("o1", "8867-4", 128, "/min"),
  // Pain is filed under no category at all.
  vital("o2", "72514-3", 8, "{score}", { category: [] }),
  {
    resourceType: "Condition",
    id: "c1",
    category: [{ coding: [{ code: "problem-list-item" }] }],
    code: { text: "Heart failure" },
    subject: { reference: "Patient/p1" },
  },
  {
    resourceType: "MedicationRequest",
    id: "m1",
    intent: "order",
    medicationCodeableConcept: { text: "Furosemide" },
    subject: { reference: "Patient/p1" },
  },
];
const read = (client: Parameters<typeof readPatientContext>[0]) =>
  readPatientContext(client, { encounterId: "e1", expectedPatientId: "p1" }, now);

/** Only what US Core obliges a server to answer. */
const usCore = (type: string, q: URLSearchParams): number | null => {
  if (type === "Observation") return q.has("category") || q.has("code") ? null : 400;
  if (type === "Condition") return q.has("category") ? null : 400;
  if (type === "MedicationRequest") return q.has("intent") ? null : 400;
  return null;
};

describe("a server that answers only what US Core obliges it to", () => {
  it("is asked in the ways it takes, and the chart is whole", async () => {
    const { client } = await serve(server({ store: chart, refuses: usCore }));
    const context = await read(client);
    expect(context.readings.map((r) => [r.loinc[0], r.value]).sort()).toEqual([
      ["72514-3", 8],
      ["8867-4", 128],
    ]);
    expect(context.conditions.map((c) => c.text)).toEqual(["Heart failure"]);
    expect(context.medications.map((m) => m.text)).toEqual(["Furosemide"]);
    expect(context.problems.filter((p) => p.code === "unreadable-resource" || p.code === "partial")).toEqual(
      [],
    );
  });

  it("is asked the right way at once after the first time", async () => {
    const memory = newServerMemory();
    const learned: string[] = [];
    memory.onLearned = () => void learned.push("news");
    const { client, seen } = await serve(server({ store: chart, refuses: usCore }), { server: memory });
    await read(client);
    expect(Object.fromEntries([...memory.ways].map(([q, w]) => [q, w.name]))).toMatchObject({
      "Vital signs": "by category and date, and by code",
      "Medical history": "by category",
      Prescriptions: "by intent",
    });
    expect(learned.length).toBeGreaterThan(0);
    const before = seen.length;
    await read(client);
    const again = seen.slice(before);
    expect(again.filter((s) => /Observation\?patient=p1&_count=500(&date=[^&]*)? /.test(s))).toEqual([]);
    expect(again.some((s) => s.includes("/metadata"))).toBe(false);
  });

  it("is asked what its CapabilityStatement lists before anything else", async () => {
    const searchParam = (...names: string[]) => names.map((name) => ({ name }));
    const statement = {
      resourceType: "CapabilityStatement",
      fhirVersion: "4.0.1",
      rest: [
        {
          mode: "server",
          resource: [
            { type: "Observation", searchParam: searchParam("patient", "category", "code") },
            { type: "Encounter", searchParam: searchParam("patient", "_id") },
          ],
        },
      ],
    };
    const { client, seen } = await serve(server({ store: chart, statement, refuses: usCore }));
    expect((await read(client)).readings).toHaveLength(2);
    expect(seen.filter((s) => s.includes("/Observation?") && s.includes("date="))).toEqual([]);
  });

  it("is not asked again and again what it refuses to this person", async () => {
    const refuses = (type: string) => (type === "Observation" ? 403 : null);
    const { client, seen } = await serve(server({ store: chart, refuses }));
    const context = await read(client);
    expect(context.problems.map((p) => p.message)).toContain(
      "Vital signs: the EHR does not show this to you.",
    );
    expect(seen.filter((s) => s.includes("/Observation?")).length).toBeLessThanOrEqual(3);
  });
});

describe("the board of an EHR", () => {
  const visit = (id: string, over: object = {}): Foreign => ({
    ...encounter,
    id,
    status: "in-progress",
    subject: { reference: `Patient/${id.replace("e", "p")}` },
    ...over,
  });
  const people = [1, 2, 3].map((n) => ({ ...patient, id: `p${n}` }) as Foreign);
  const ids = (w: { contexts: readonly { encounter: { id: string } }[] }) =>
    w.contexts.map((c) => c.encounter.id).sort();

  it("that knows one status only is whole all the same", async () => {
    const store = [...people, visit("e1"), visit("e2")];
    const refuses = (type: string, q: URLSearchParams) =>
      type === "Encounter" && !q.has("patient") && q.get("status") !== "in-progress" ? 400 : null;
    const { client } = await serve(server({ store, refuses }));
    expect(ids(await listWaiting(client, now))).toEqual(["e1", "e2"]);
  });

  it("that cannot search by kind of visit is searched by status and date, and told apart here", async () => {
    const store = [...people, visit("e1"), visit("e2", { class: { code: "IMP" } })];
    const refuses = (type: string, q: URLSearchParams) =>
      type === "Encounter" && q.has("class") ? 400 : null;
    const { client, seen } = await serve(server({ store, refuses }));
    expect(ids(await listWaiting(client, now))).toEqual(["e1"]);
    expect(seen.some((s) => /Encounter\?status=in-progress&date=ge2025-12-29/.test(s))).toBe(true);
  });

  it.each([400, 403])(
    "that answers no search over all patients (%i) holds the visits known here",
    async (status) => {
      const store = [
        ...people,
        visit("e1"),
        visit("e2", { status: "finished" }),
        // Moved to another patient since.
        visit("e3", { subject: { reference: "Patient/p1" } }),
      ];
      const refuses = (type: string, q: URLSearchParams) =>
        type === "Encounter" && !q.has("patient") ? status : null;
      const memory = newServerMemory();
      const { client, seen } = await serve(server({ store, refuses }), { server: memory });
      const known = async () =>
        ["1", "2", "3", "9"].map((n) => ({ encounterId: `e${n}`, patientId: `p${n}` }));
      const first = await listWaiting(client, now, known);
      expect([first.from, ids(first)]).toEqual(["opened", ["e1"]]);
      const before = seen.length;
      await listWaiting(client, now, known);
      expect(seen.slice(before).filter((s) => /Encounter\?(class|status)/.test(s))).toEqual([]);
      await expect(listWaiting(client, now)).rejects.toMatchObject({ code: "ehr-refused" });
    },
  );

  it("is never made of known visits because the EHR is away", async () => {
    const { client } = await serve(
      server({ store: [], refuses: (type) => (type === "Encounter" ? 503 : null) }),
    );
    await expect(listWaiting(client, now, async () => [])).rejects.toMatchObject({ code: "ehr-unavailable" });
  });

  it("with a code of its own for emergency visits is searched by that code too", async () => {
    const own = { system: "urn:oid:1.2.840.114350.1.72.1.7.7.10.696784.13260", code: "3" };
    const store = [...people, visit("e1", { class: own }), visit("e2")];
    const { client } = await serve(server({ store, refuses: () => null }), {
      site: { emergencyClasses: [own] },
    });
    expect(ids(await listWaiting(client, now))).toEqual(["e1", "e2"]);
    const { client: unmapped } = await serve(server({ store, refuses: () => null }));
    expect(ids(await listWaiting(unmapped, now))).toEqual(["e2"]);
    expect(await findOpenEmergencyVisit(client, "p1")).toBe("e1");
  });

  it("finds a launched patient's open visit where it cannot search by kind of visit", async () => {
    const store = [visit("e1"), visit("e5", { subject: { reference: "Patient/p1" }, status: "finished" })];
    const refuses = (type: string, q: URLSearchParams) =>
      type === "Encounter" && q.has("class") ? 400 : null;
    const { client } = await serve(server({ store, refuses }));
    expect(await findOpenEmergencyVisit(client, "p1")).toBe("e1");
  });
});
