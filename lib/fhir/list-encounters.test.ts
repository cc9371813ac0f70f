import { afterEach, describe, expect, it } from "vitest";
import type { Foreign } from "./client";
import { listEmergencyEncounters } from "./read-patient";
import { bundle, closeServers, type Handler, json, loinc, now, serve } from "./testing/ehr";

afterEach(closeServers);

const pad = (n: number) => String(n).padStart(3, "0");

/** A department of `size` patients as a searchable store. */
function department(size: number): Foreign[] {
  return Array.from({ length: size }, (_, i) => {
    const id = pad(i);
    const subject = { reference: `Patient/p${id}` };
    const visit = {
      subject,
      encounter: { reference: `Encounter/e${id}` },
      effectiveDateTime: "2026-01-01T11:30:00Z",
    };
    return [
      { resourceType: "Patient", id: `p${id}`, birthDate: "1980-01-01", name: [{ family: `Fam${id}` }] },
      {
        resourceType: "Encounter",
        id: `e${id}`,
        status: ["arrived", "triaged", "in-progress"][i % 3],
        class: { code: "EMER" },
        period: { start: "2026-01-01T11:00:00Z" },
        subject,
      },
      {
        resourceType: "Observation",
        id: `hr${id}`,
        code: loinc("8867-4"),
        valueQuantity: { value: 60 + (i % 90), code: "/min" },
        ...visit,
      },
      {
        resourceType: "Observation",
        id: `rr${id}`,
        code: loinc("9279-1"),
        valueQuantity: { value: 16, code: "/min" },
        ...visit,
      },
      {
        resourceType: "Observation",
        id: `cc${id}`,
        code: loinc("8661-1"),
        valueString: `complaint ${id}`,
        ...visit,
      },
      { resourceType: "Condition", id: `c${id}`, code: { text: `history ${id}` }, subject },
    ];
  }).flat();
}

type Quirks = {
  /** How a comma in a parameter is read. */
  lists?: "together" | "first" | "literal" | "refused" | "ignored";
  include?: "given" | "left out" | "refused";
  pageSize?: number;
  status?: (url: URL) => number | null;
};

/** A FHIR server over the store: patient, _id, status, code, paging, _include, with the oddities of real ones. */
function fhirServer(store: readonly Foreign[], quirks: Quirks = {}): Handler {
  const { lists = "together", include = "given", pageSize = 200 } = quirks;
  const subjectId = (r: Foreign) => (r.subject as { reference: string } | undefined)?.reference.split("/")[1];
  return (req, res, base) => {
    const url = new URL(req.url ?? "", base);
    const [type = "", id] = url.pathname.replace("/r4/", "").split("/");
    const failure = quirks.status?.(url);
    if (failure) return json(res, {}, failure);
    if (id) {
      const one = store.find((r) => r.resourceType === type && r.id === id);
      return one ? json(res, one) : json(res, {}, 404);
    }
    const q = url.searchParams;
    const listed = ["patient", "_id", "status"].some((name) => q.get(name)?.includes(","));
    if (listed && lists === "refused") return json(res, {}, 400);
    if (q.has("_include") && include === "refused") return json(res, {}, 400);
    const matches = (name: string, value: string | undefined) => {
      const wanted = q.get(name);
      if (wanted === null || (lists === "ignored" && wanted.includes(","))) return true;
      const values = lists === "literal" ? [wanted] : wanted.split(",");
      return (lists === "first" ? values.slice(0, 1) : values).includes(value ?? "");
    };
    const codes = q
      .get("code")
      ?.split(",")
      .map((c) => c.split("|")[1]);
    const found = store.filter(
      (r) =>
        r.resourceType === type &&
        matches("_id", String(r.id)) &&
        matches("patient", subjectId(r)) &&
        matches("status", r.status as string | undefined) &&
        (!codes || codes.includes((r.code as { coding: { code: string }[] }).coding[0]?.code)),
    );
    const offset = Number(q.get("_offset") ?? 0);
    const count = Math.min(Number(q.get("_count") ?? pageSize), pageSize);
    const page = found.slice(offset, offset + count);
    const included =
      q.has("_include") && include === "given"
        ? store.filter((r) => r.resourceType === "Patient" && page.some((e) => subjectId(e) === r.id))
        : [];
    q.set("_offset", String(offset + count));
    json(res, bundle([...page, ...included], offset + count < found.length ? url.href : undefined));
  };
}

const summary = (contexts: Awaited<ReturnType<typeof listEmergencyEncounters>>) =>
  contexts
    .map((c) => [c.encounter.id, c.patient.name, c.chiefComplaint, c.readings.length, c.conditions.length])
    .sort((a, b) => String(a[0]).localeCompare(String(b[0])));
const whole = (size: number) =>
  Array.from({ length: size }, (_, i) => [`e${pad(i)}`, `Fam${pad(i)}`, `complaint ${pad(i)}`, 2, 1]);

describe("the waiting patients", () => {
  it("200 of them are read whole, in few requests", async () => {
    const { client, seen } = await serve(fhirServer(department(200)));
    const contexts = await listEmergencyEncounters(client, now);
    expect(summary(contexts)).toEqual(whole(200));
    // What the server says of itself, visits of three statuses with their patients, then nine sections for eight groups of 25.
    expect(seen).toHaveLength(1 + 3 + 9 * 8);
  });

  it.each<[string, Quirks]>([
    ["reads only the first of a list", { lists: "first" }],
    ["reads a list as one word", { lists: "literal" }],
    ["refuses a list", { lists: "refused" }],
    ["answers a list with everybody", { lists: "ignored" }],
    ["includes no patients", { include: "left out" }],
    ["refuses to include", { include: "refused" }],
    ["includes no patients and refuses lists", { include: "left out", lists: "refused" }],
    ["gives small pages", { pageSize: 20 }],
  ])("are read whole from a server that %s", async (_what, quirks) => {
    const { client } = await serve(fhirServer(department(60), quirks));
    expect(summary(await listEmergencyEncounters(client, now))).toEqual(whole(60));
  });

  it("are those in the emergency department now", async () => {
    const store = department(5).map((r) => {
      if (r.id === "e000") return { ...r, status: "finished" };
      if (r.id === "e001") return { ...r, class: { code: "AMB" } };
      if (r.id === "e002") return { ...r, class: null };
      return r;
    });
    const { client } = await serve(fhirServer(store, { lists: "ignored" }));
    expect((await listEmergencyEncounters(client, now)).map((c) => c.encounter.id)).toEqual(["e003", "e004"]);
  });

  it("may be none", async () => {
    const { client, seen } = await serve(fhirServer([]));
    expect(await listEmergencyEncounters(client, now)).toEqual([]);
    expect(seen.length).toBeLessThan(6);
  });

  it("are shown even when who they are cannot be read", async () => {
    const store = department(3).filter((r) => r.id !== "p001");
    const { client } = await serve(fhirServer(store));
    const contexts = await listEmergencyEncounters(client, now);
    expect(contexts.map((c) => c.encounter.id)).toEqual(["e000", "e001", "e002"]);
    expect(contexts[1]?.patient.name).toMatch(/^Unnamed patient/);
    expect(contexts[1]?.problems.map((p) => p.message)).toContain(
      "Who this patient is: the EHR does not show this to you.",
    );
  });

  it("keep their own measurements when a server mixes them up", async () => {
    const store = department(3).map((r) =>
      r.id === "hr001" ? { ...r, subject: { reference: "Patient/p000" } } : r,
    );
    const { client } = await serve(fhirServer(store));
    // p000 gets the one that claims to be theirs only if it names their visit, and it does not.
    expect((await listEmergencyEncounters(client, now)).map((c) => c.readings.length)).toEqual([2, 1, 2]);
  });

  it("two visits of one patient stay two", async () => {
    const store = department(1);
    const second = { ...store.find((r) => r.id === "e000"), id: "e999" } as Foreign;
    const { client } = await serve(fhirServer([...store, second]));
    const contexts = await listEmergencyEncounters(client, now);
    expect(contexts.map((c) => [c.encounter.id, c.readings.length])).toEqual([
      ["e000", 2],
      ["e999", 0],
    ]);
  });

  it.each([403, 500])(
    "a section that fails with %i costs that section alone, and is said",
    async (status) => {
      const fail = (url: URL) => (url.pathname.endsWith("Condition") ? status : null);
      const { client } = await serve(fhirServer(department(60), { status: fail }));
      const contexts = await listEmergencyEncounters(client, now);
      expect(contexts.map((c) => c.readings.length)).toEqual(Array(60).fill(2));
      for (const c of contexts)
        expect(c.problems.map((p) => p.message)).toContain(
          status === 500
            ? "Medical history could not be read from the EHR."
            : "Medical history: the EHR does not show this to you.",
        );
    },
  );

  it("a section that does not answer is not waited for again and again", async () => {
    const normal = fhirServer(department(200));
    const { client, seen } = await serve(
      (req, res, base) => (req.url?.includes("/Condition") ? undefined : normal(req, res, base)),
      { timeoutMs: 300 },
    );
    const contexts = await listEmergencyEncounters(client, now);
    expect(contexts).toHaveLength(200);
    expect(seen.filter((s) => s.includes("/Condition")).length).toBeLessThanOrEqual(4);
  });

  it.each([
    [401, "unauthenticated"],
    [403, "ehr-refused"],
    [503, "ehr-unavailable"],
  ])("visits that cannot be read (%i) are an error, not an empty board", async (status, code) => {
    const fail = (url: URL) => (url.pathname.endsWith("Encounter") ? status : null);
    const { client } = await serve(fhirServer(department(2), { status: fail }));
    await expect(listEmergencyEncounters(client, now)).rejects.toMatchObject({ code });
  });
});
