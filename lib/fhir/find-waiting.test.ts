import { afterEach, describe, expect, it } from "vitest";
import { newServerMemory } from "./ask-ways";
import type { Foreign } from "./client";
import { listWaiting } from "./read-patient";
import type { SiteSettings } from "./site";
import { bundle, closeServers, encounter, type Handler, json, now, patient, serve } from "./testing/ehr";

afterEach(closeServers);

/** A department of an EHR that answers no search over all patients. */
const visit = (n: number, over: object = {}): Foreign => ({
  ...encounter,
  id: `e${n}`,
  status: "in-progress",
  subject: { reference: `Patient/p${n}` },
  location: [{ location: { reference: "Location/front" } }],
  ...over,
});
const people = [1, 2, 3, 4].map((n) => ({ ...patient, id: `p${n}` }) as Foreign);
const resus = { location: [{ location: { reference: "Location/resus" } }] };
const list = (entry: object[], over: object = {}): Foreign => ({
  resourceType: "List",
  id: "board",
  status: "current",
  mode: "snapshot",
  entry,
  ...over,
});
const item = (reference: string, over: object = {}) => ({ item: { reference }, ...over });

type Rules = {
  /** The status of a refusal. */
  readonly wide?: number;
  /** Whether a search by place is answered, with these parameters beside it. */
  readonly place?: (q: URLSearchParams) => number | null;
  readonly read?: (type: string, id: string) => number | null;
  readonly searchParam?: readonly string[];
};

function ehr(store: readonly Foreign[], { wide = 403, place, read, searchParam }: Rules = {}): Handler {
  return (req, res, base) => {
    const url = new URL(req.url ?? "", base);
    const [type = "", id] = url.pathname.replace("/r4/", "").split("/");
    const q = url.searchParams;
    if (type === "metadata") {
      const resource = [{ type: "Encounter", searchParam: searchParam?.map((name) => ({ name })) }];
      const statement = { resourceType: "CapabilityStatement", rest: [{ mode: "server", resource }] };
      return searchParam ? json(res, statement) : json(res, {}, 404);
    }
    if (id) {
      const one = store.find((r) => r.resourceType === type && r.id === id);
      const status = read?.(type, id) ?? (one ? 200 : 404);
      return json(res, status === 200 ? one : {}, status);
    }
    const at = q.get("location");
    if (type === "Encounter" && !q.has("patient")) {
      const status = at ? (place ? place(q) : 400) : wide;
      if (status) return json(res, {}, status);
    }
    const of = q.get("patient")?.split(",");
    const found = store.filter(
      (r) =>
        r.resourceType === type &&
        (!of || of.includes(String((r.subject as { reference: string }).reference).split("/")[1] ?? "")) &&
        (!at || JSON.stringify(r.location ?? "").includes(at)) &&
        (!q.has("status") || r.status === q.get("status")) &&
        (!q.has("_id") || q.get("_id")?.split(",").includes(String(r.id))),
    );
    json(res, bundle(found));
  };
}

const known = (...numbers: number[]) => {
  const visits = numbers.map((n) => ({ encounterId: `e${n}`, patientId: `p${n}` }));
  return async () => visits;
};
async function board(store: readonly Foreign[], rules: Rules, site: SiteSettings, opened: number[] = []) {
  const server = newServerMemory();
  const { client, seen } = await serve(ehr([...people, ...store], rules), { site, server });
  const ask = async () => {
    const { contexts, ...how } = await listWaiting(client, now, known(...opened));
    return { ...how, ids: contexts.map((c) => c.encounter.id).sort() };
  };
  return { ...(await ask()), ask, seen, way: server.ways.get("Waiting patients")?.name };
}

describe("an EHR that answers no search over all patients", () => {
  const store = [visit(1), visit(2, resus), visit(3, { location: [] })];
  const places = { waitingPlaces: ["Location/front", "Location/resus"] };

  it.each([400, 403, 404, 405, 501])("(%i) is asked by the places of its department", async (wide) => {
    const { ids, from, missing, way } = await board(store, { wide, place: () => null }, places);
    expect([ids, from, missing, way]).toEqual([["e1", "e2"], "places", [], "by place and status"]);
  });

  it("keeps to what worked", async () => {
    const { ask, seen } = await board(store, { place: () => null }, places);
    const before = seen.length;
    await ask();
    expect(seen.slice(before).filter((s) => /Encounter\?(class|date)=/.test(s))).toEqual([]);
    expect(seen.slice(before).some((s) => s.includes("location="))).toBe(true);
  });

  it("is asked by place alone where it takes nothing beside it", async () => {
    const place = (q: URLSearchParams) => (q.has("status") || q.has("date") ? 400 : null);
    const over = [visit(4, { status: "finished" })];
    const { ids, way } = await board([...store, ...over], { place }, places);
    expect([ids, way]).toEqual([["e1", "e2"], "by place"]);
  });

  it("is asked by place first where it says that it knows no kind of visit", async () => {
    const rules = { wide: 403, place: () => null, searchParam: ["patient", "location", "date"] };
    const { ids, way, seen } = await board(store, rules, places);
    expect([ids, way]).toEqual([["e1", "e2"], "by place and date"]);
    expect(seen.filter((s) => s.includes("class="))).toEqual([]);
  });

  it("keeps the board when it refuses one place, and names it", async () => {
    const place = (q: URLSearchParams) => (q.get("location") === "Location/resus" ? 403 : null);
    const { ids, missing } = await board(store, { place }, places);
    expect([ids, missing]).toEqual([["e1"], ["Location/resus"]]);
  });

  it("has those on the board who were opened from it, wherever they lie", async () => {
    const { ids } = await board(store, { place: () => null }, places, [1, 3]);
    expect(ids).toEqual(["e1", "e2", "e3"]);
  });

  it("counts the visits there that it calls no emergency visits", async () => {
    const ward = visit(4, { class: { code: "IMP" } });
    const { ids, otherKinds } = await board([...store, ward], { place: () => null }, places);
    expect([ids, otherKinds]).toEqual([["e1", "e2"], 1]);
  });

  it("is asked for its list of visits where it takes no place", async () => {
    const entry = [item("Encounter/e1"), item("Encounter/e2", { deleted: true }), item("Encounter/e3")];
    const site = { ...places, waitingLists: ["List/board"] };
    const { ids, from, way } = await board([...store, list(entry)], {}, site);
    expect([ids, from, way]).toEqual([["e1", "e3"], "lists", "from a list of patients or visits"]);
  });

  it("is asked for the open visits of the patients on its list, one at a time", async () => {
    const over = visit(9, { subject: { reference: "Patient/p1" }, status: "finished" });
    const entry = [item("Patient/p1"), item("Patient/p2"), item("Patient/p4")];
    const { ids, seen } = await board([...store, over, list(entry)], {}, { waitingLists: ["List/board"] });
    expect(ids).toEqual(["e1", "e2"]);
    expect(seen.filter((s) => /Encounter\?.*patient=p1&/.test(`${s}&`)).length).toBeGreaterThan(0);
  });

  it("says so where it gives a part of what one on its list came for", async () => {
    const normal = ehr([...people, ...store, list([item("Patient/p1"), item("Patient/p2")])]);
    const cut: Handler = (req, res, base) => {
      const url = new URL(req.url ?? "", base);
      if (url.pathname.endsWith("/lost")) return json(res, {}, 404);
      return url.pathname.endsWith("/Encounter") && url.searchParams.get("patient") === "p2"
        ? json(res, { ...bundle([]), link: [{ relation: "next", url: `${base}/lost` }] })
        : normal(req, res, base);
    };
    const site = { waitingLists: ["List/board"] };
    const { client } = await serve(cut, { site, server: newServerMemory() });
    const { contexts, more } = await listWaiting(client, now, known());
    expect([contexts.map((c) => c.encounter.id), more]).toEqual([["e1"], true]);
  });

  it("is asked for a Group of its patients, by the visit that somebody is on it for", async () => {
    const url = "http://www.fhir.org/guides/argonaut/patient-list/StructureDefinition/patientlist-encounter";
    const group: Foreign = {
      resourceType: "Group",
      id: "ed",
      type: "person",
      actual: true,
      member: [
        { entity: { reference: "Patient/p1" } },
        { entity: { reference: "Patient/p2" }, inactive: true },
        {
          entity: { reference: "Patient/p3" },
          extension: [{ url, valueReference: { reference: "Encounter/e3" } }],
        },
      ],
    };
    const { ids } = await board([...store, group], {}, { waitingLists: ["Group/ed"] });
    expect(ids).toEqual(["e1", "e3"]);
  });

  it("loses one of its list and not the board where that record is refused", async () => {
    const read = (type: string, id: string) => (type === "Encounter" && id === "e2" ? 403 : null);
    const entry = [item("Encounter/e1"), item("Encounter/e2")];
    const { ids, from } = await board([...store, list(entry)], { read }, { waitingLists: ["List/board"] });
    expect([ids, from]).toEqual([["e1"], "lists"]);
  });

  it.each<[string, Foreign[], Rules]>([
    ["is refused", [list([])], { read: (type) => (type === "List" ? 403 : null) }],
    ["is gone", [], {}],
    ["is no longer in use", [list([item("Encounter/e1")], { status: "retired" })], {}],
    ["names people of another EHR", [list([item("https://other.example/r4/Patient/p1")])], {}],
  ])("falls back to the visits opened here where its list %s", async (_what, lists, rules) => {
    const site = { waitingLists: ["List/board"] };
    const { ids, from, way } = await board([...store, ...lists], rules, site, [3]);
    expect([ids, from, way]).toEqual([["e3"], "opened", "one visit at a time"]);
  });

  it("has an empty board where its list is empty, and not the way of last resort", async () => {
    const { ids, from } = await board([...store, list([])], {}, { waitingLists: ["List/board"] });
    expect([ids, from]).toEqual([[], "lists"]);
  });

  it("answers a search under 200 with an error and nothing else: no empty board", async () => {
    const outcome = { resourceType: "OperationOutcome", issue: [{ severity: "error", code: "forbidden" }] };
    const normal = ehr([...people, ...store], { place: () => null });
    const { client } = await serve(
      (req, res, base) =>
        /\/Encounter\?(class|status)/.test(req.url ?? "")
          ? json(res, bundle([outcome]))
          : normal(req, res, base),
      { site: places },
    );
    expect((await listWaiting(client, now)).from).toBe("places");
  });
});

it("an EHR that answers for all patients is not asked for places and lists", async () => {
  const normal = ehr([...people, visit(1), visit(2, resus)], { wide: 0 });
  const { client, seen } = await serve(normal, {
    site: { waitingPlaces: ["Location/front"], waitingLists: ["List/board"] },
  });
  const { from, contexts } = await listWaiting(client, now, known());
  expect([from, contexts.length]).toEqual(["department", 2]);
  expect(seen.filter((s) => /location=|\/List\//.test(s))).toEqual([]);
});

it("an EHR that counts more visits than it gives, and no way to them, has those on the board, and it is said", async () => {
  const normal = ehr([...people, visit(1)], { wide: 0 });
  const { client } = await serve((req, res, base) =>
    req.url?.startsWith("/r4/Encounter?class")
      ? json(res, { ...bundle([visit(1)]), total: 7 })
      : normal(req, res, base),
  );
  const { contexts, more, from } = await listWaiting(client, now, known());
  expect([contexts.map((c) => c.encounter.id), more, from]).toEqual([["e1"], true, "department"]);
});
