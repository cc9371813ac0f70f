import type { IncomingMessage } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import type { Foreign } from "./client";
import { findOpenEmergencyVisit } from "./find-visit";
import { listWaiting, readPatientContext } from "./read-patient";
import type { SiteSettings } from "./site";
import { about, atVisit, bundle, closeServers, encounter, json, now, patient, serve } from "./testing/ehr";
import { writeDecision } from "./write-steps";

afterEach(closeServers);

/**
 * The whole way, from a launched patient to the level in the record, against servers that take and refuse what two products' public
 * documents say that they do. Imitations: whoever connects one of them finds out what the site adds.
 */
type Rules = {
  /** Why a search is refused; null: it is answered. */
  readonly search: (type: string, q: URLSearchParams) => number | null;
  /** Why something is not created. */
  readonly create: (type: string) => number | null;
  /** What stands in a list beside what was found. */
  readonly remarks: readonly Foreign[];
  readonly page: number;
  /** An update must name the version it is of. */
  readonly ifMatch: boolean;
};

/** Neither carries out transactions of what is written here, nor heeds If-None-Exist; a create is answered by its place alone. */
async function product(rules: Rules, records: readonly Foreign[], site: SiteSettings = {}) {
  const store = new Map(records.map((r) => [`${r.resourceType}/${r.id}`, r]));
  const refused: string[] = [];
  let next = 0;
  const bodyOf = async (req: IncomingMessage): Promise<Foreign> => {
    let text = "";
    for await (const chunk of req) text += chunk;
    return text ? JSON.parse(text) : {};
  };
  const { client } = await serve(
    (req, res, base) => {
      void (async () => {
        const url = new URL(req.url ?? "", base);
        const [type = "", id] = url.pathname.replace(/^\/r4\/?/, "").split("/");
        const no = (status: number) => {
          refused.push(`${req.method} ${type}`);
          const issue = [{ severity: "error", code: status === 404 ? "not-found" : "processing" }];
          json(res, { resourceType: "OperationOutcome", issue }, status);
        };
        const body = await bodyOf(req);
        if (type === "metadata" || (type === "" && req.method === "POST")) return no(400);
        if (req.method === "POST") {
          const status = rules.create(type);
          if (status) return no(status);
          const made = { ...body, id: `n${++next}` };
          store.set(`${type}/${made.id}`, made);
          res.writeHead(201, { location: `${base}/${type}/${made.id}` });
          return res.end();
        }
        const there = store.get(`${type}/${id}`);
        if (id && !there) return no(404);
        if (req.method === "PUT") {
          if (rules.ifMatch && req.headers["if-match"] !== 'W/"1"') return no(412);
          store.set(`${type}/${id}`, body);
          return json(res, body);
        }
        if (there) return json(res, there, 200, { etag: 'W/"1"' });
        const q = url.searchParams;
        const status = rules.search(type, q);
        if (status) return no(status);
        const of = q.get("patient") ?? q.get("subject") ?? "";
        const wanted = (list: unknown, values: string | null) =>
          !values ||
          values
            .split(",")
            .some((v) => (list as { code: string }[]).some((c) => c.code === v.split("|").at(-1)));
        const codings = (r: Foreign) => (r.code as { coding?: object[] } | undefined)?.coding ?? [];
        const categories = (r: Foreign) =>
          ((r.category ?? []) as { coding: object[] }[]).flatMap((c) => c.coding);
        const found = [...store.values()].filter(
          (r) =>
            r.resourceType === type &&
            (r.subject as { reference?: string } | undefined)?.reference === `Patient/${of}` &&
            wanted(codings(r), q.get("code")) &&
            wanted(categories(r), q.get("category")),
        );
        const from = Number(q.get("from") ?? 0);
        q.set("from", String(from + rules.page));
        const more = from + rules.page < found.length ? `${base}/${type}?${q}` : undefined;
        json(res, bundle([...found.slice(from, from + rules.page), ...rules.remarks], more));
      })();
    },
    { site },
  );
  const stored = (type: string) =>
    [...store.values()].filter((r) => r.resourceType === type && /^n/.test(String(r.id)));
  return { client, store, stored, refused };
}

const vital = (id: string, codings: object[], value: number, unit: string, over: object = {}): Foreign => ({
  resourceType: "Observation",
  id,
  status: "final",
  category: [
    {
      coding: [{ system: "http://terminology.hl7.org/CodeSystem/observation-category", code: "vital-signs" }],
    },
  ],
  code: { coding: codings },
  ...about,
  ...atVisit,
  effectiveDateTime: "2026-01-01T11:10:00Z",
  valueQuantity: { value, unit },
  ...over,
});
const loinc = (code: string) => ({ system: "http://loinc.org", code });
const input = (decisionId: string, supersedes: string | null) => ({
  decisionId,
  patientId: "p1",
  encounterId: "e1",
  practitioner: "Practitioner/n-unknown",
  practitionerName: "Nurse One",
  level: 2 as const,
  kind: "assign" as const,
  reasonText: null,
  supersedes,
  decidedAt: "2026-01-01T12:00:00.000Z",
  suggestion: null,
  basis: ["Observation/o1"],
});

const EPIC_CLASS = { system: "urn:oid:1.2.840.114350.1.72.1.7.7.10.696784.13260", code: "3" };
/** fhir.epic.com: Observation by category or code, Encounter by patient, remarks (4101, 4119) among what was found. */
const epic: Rules = {
  search: (type, q) => {
    if (!q.has("patient")) return 400;
    if (type === "Observation") return q.has("category") || q.has("code") ? null : 400;
    if (type === "Encounter") return q.has("class") ? 400 : null;
    return ["Condition", "MedicationRequest", "AllergyIntolerance", "DocumentReference"].includes(type)
      ? null
      : 403;
  },
  create: (type) => (type === "Observation" ? null : 403),
  remarks: [
    {
      resourceType: "OperationOutcome",
      issue: [{ severity: "warning", code: "suppressed", details: { coding: [{ code: "4119" }] } }],
    },
  ],
  page: 1,
  ifMatch: false,
};
/** docs.oracle.com/…/millennium-platform-apis: Encounter by patient without class, If-Match on every update, no RiskAssessment or Device. */
const oracle: Rules = {
  search: (type, q) => {
    if (["RiskAssessment", "Device", "MedicationStatement"].includes(type)) return 404;
    if (!q.has("patient") && !q.has("subject")) return 400;
    return type === "Encounter" && (q.has("class") || q.has("_include")) ? 400 : null;
  },
  create: (type) => (type === "Observation" ? null : 404),
  remarks: [],
  page: 2,
  ifMatch: true,
};

describe.each<[string, Rules, Foreign[], SiteSettings]>([
  [
    "Epic",
    epic,
    [
      { ...encounter, class: { ...EPIC_CLASS, display: "Emergency" } },
      vital(
        "o1",
        [
          { system: "urn:oid:1.2.840.114350.1.13.0.1.7.2.707679", code: "8" },
          loinc("8867-4"),
          loinc("8716-3"),
        ],
        128,
        "",
      ),
      vital("o2", [loinc("59408-5"), loinc("2708-6")], 88, "%"),
    ],
    { emergencyClasses: [EPIC_CLASS] },
  ],
  [
    "Oracle Health",
    oracle,
    [
      encounter,
      vital(
        "o1",
        [{ system: "https://fhir.cerner.com/ec/codeSet/72", code: "703511" }, loinc("8867-4")],
        128,
        "bpm",
      ),
      vital(
        "o2",
        [{ system: "https://fhir.cerner.com/ec/codeSet/72", code: "3623994" }, loinc("59408-5")],
        88,
        "%",
      ),
      vital(
        "o3",
        [{ system: "https://fhir.cerner.com/ec/codeSet/72", code: "1" }, loinc("9279-1")],
        30,
        "br/min",
      ),
    ],
    {},
  ],
])("a server as %s describes its own", (name, rules, records, site) => {
  const all = [patient, ...records] as Foreign[];

  it("has its patient's open visit found and its chart read whole, over all pages", async () => {
    const { client } = await product(rules, all, site);
    expect(await findOpenEmergencyVisit(client, "p1")).toBe("e1");
    const context = await readPatientContext(client, { encounterId: "e1", expectedPatientId: "p1" }, now);
    expect(context.encounter.classCode).toBe("EMER");
    expect(context.readings.map((r) => [r.loinc[0], r.value]).sort()).toEqual(
      [["59408-5", 88], ["8867-4", 128], ...(name === "Epic" ? [] : [["9279-1", 30]])].sort(),
    );
    expect(context.problems.filter((p) => p.code === "partial")).toEqual([]);
  });

  it("has a board of the visits opened here", async () => {
    const { client } = await product(rules, all, site);
    const known = async () => [{ encounterId: "e1", patientId: "p1" }];
    const { contexts, from } = await listWaiting(client, now, known);
    expect([from, contexts.map((c) => c.encounter.id)]).toEqual(["opened", ["e1"]]);
  });

  it("has a board of its department's list of patients, where it answers no search by place either", async () => {
    const list = {
      resourceType: "List",
      id: "ed",
      status: "current",
      mode: "snapshot",
      entry: [{ item: { reference: "Patient/p1" } }],
    };
    const settings = { ...site, waitingPlaces: ["Location/ed"], waitingLists: ["List/ed"] };
    const { client } = await product(rules, [...all, list], settings);
    const { contexts, from, missing } = await listWaiting(client, now, async () => []);
    expect([from, missing, contexts.map((c) => c.encounter.id)]).toEqual(["lists", [], ["e1"]]);
    expect(client.server.ways.get("Waiting patients")?.name).toBe("from a list of patients or visits");
  });

  it("takes a level, once, and another in its place", async () => {
    const { client, store, stored } = await product(rules, all, site);
    const options = { learned: null, mayBeThere: false, superseded: null, assertHeld: async () => {}, now };
    const first = await writeDecision(client, input("d-1", null), options);
    const level = first.refs[0] ?? "";
    expect(first.refs).toEqual([level]);
    // Asked for again after an attempt that nobody noted: not written twice.
    expect((await writeDecision(client, input("d-1", null), { ...options, mayBeThere: true })).refs).toEqual([
      level,
    ]);
    const superseded = { reference: level, decisionId: "d-1" };
    const { learned } = await writeDecision(client, input("d-2", "d-1"), { ...options, superseded });
    expect(stored("Observation").map((r) => r.status)).toEqual(["amended", "final"]);
    expect(store.get(level)?.status).toBe("amended");
    expect(learned).toMatchObject({ replaced: "taken", parts: { Observation: "taken" } });
  });
});
