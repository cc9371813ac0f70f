import type { IncomingMessage, ServerResponse } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { findOpenEmergencyVisit } from "./find-visit";
import { readPatientContext, readVisitHead } from "./read-patient";
import {
  atVisit,
  bundle,
  closeServers,
  encounter,
  json,
  loinc,
  now,
  observation,
  patient,
  quantity,
  serve,
} from "./testing/ehr";

afterEach(closeServers);

const ehr = (req: IncomingMessage, res: ServerResponse) => {
  const url = req.url ?? "";
  if (url.startsWith("/r4/Encounter/e1")) return json(res, encounter);
  if (url.startsWith("/r4/Patient/p1")) return json(res, patient);
  if (url.startsWith("/r4/Observation")) return json(res, bundle([quantity("8867-4", 90, "/min")]));
  return json(res, bundle([]));
};
const read = (client: Parameters<typeof readPatientContext>[0], expectedPatientId?: string) =>
  readPatientContext(client, { encounterId: "e1", ...(expectedPatientId ? { expectedPatientId } : {}) }, now);

describe("reading one visit", () => {
  it("reads the encounter first, then the rest about its patient alone", async () => {
    const { client, seen } = await serve(ehr);
    const context = await read(client, "p1");
    expect(context.readings).toHaveLength(1);
    expect(seen[0]).toMatch(/Encounter\/e1/);
    const about = seen.slice(1).filter((request) => !request.includes("/metadata"));
    expect(about).toHaveLength(10);
    for (const request of about) expect(request).toMatch(/Patient\/p1|patient=p1&/);
  });

  it("asks for measurements since the day before the visit, and for its words whenever they were written", async () => {
    const { client, seen } = await serve(ehr);
    await read(client);
    const asked = seen.filter((s) => s.includes("/Observation")).map((s) => decodeURIComponent(s));
    expect(asked.find((s) => s.includes("date="))).toMatch(/date=ge2025-12-31/);
    expect(asked.find((s) => s.includes("code="))).toMatch(/code=http:\/\/loinc.org\|8661-1,.*54094-8/);
  });

  it("asks without a date where the EHR does not search by it", async () => {
    const { client } = await serve((req, res) =>
      req.url?.includes("date=") ? json(res, {}, 400) : ehr(req, res),
    );
    const context = await read(client);
    expect(context.readings).toHaveLength(1);
    expect(context.problems.map((p) => p.code)).toEqual(["missing-complaint"]);
  });

  it("counts what two searches find once", async () => {
    const complaint = observation({ code: loinc("8661-1"), valueString: "chest pain", ...atVisit });
    const { client } = await serve((req, res) =>
      req.url?.startsWith("/r4/Observation")
        ? json(res, bundle([quantity("8867-4", 90, "/min", { id: "hr" }), complaint]))
        : ehr(req, res),
    );
    const context = await read(client);
    expect([context.readings.length, context.chiefComplaint]).toEqual([1, "chest pain"]);
  });

  it("refuses a visit of another patient before reading anything else", async () => {
    const { client, seen } = await serve(ehr);
    await expect(read(client, "p2")).rejects.toMatchObject({ code: "wrong-patient" });
    expect(seen).toHaveLength(1);
  });

  it.each([
    ["another visit", { ...encounter, id: "e2" }],
    ["another patient's, told apart by a path", { ...encounter, subject: { reference: "Patient/p1/../p2" } }],
    ["nobody's", { ...encounter, subject: undefined }],
    ["a group's", { ...encounter, subject: { reference: "Group/p1" } }],
  ])("refuses an answer that is %s", async (_what, answer) => {
    const { client } = await serve((req, res) =>
      req.url?.startsWith("/r4/Encounter") ? json(res, answer) : ehr(req, res),
    );
    await expect(read(client)).rejects.toMatchObject({ code: "ehr-malformed" });
    await expect(readVisitHead(client, { encounterId: "e1" }, now)).rejects.toMatchObject({
      code: "ehr-malformed",
    });
  });

  it.each([403, 500, 404])("turns a section that fails with %i into a problem", async (status) => {
    const { client } = await serve((req, res) =>
      req.url?.startsWith("/r4/Condition") ? json(res, {}, status) : ehr(req, res),
    );
    const context = await read(client);
    expect(context.readings).toHaveLength(1);
    expect(context.problems.map((p) => p.message)).toContain(
      {
        500: "Medical history could not be read from the EHR.",
        403: "Medical history: the EHR does not show this to you.",
        404: "Medical history: this EHR has no such list to ask for.",
      }[status],
    );
  });

  it.each(["Encounter", "Patient"])("fails when the %s cannot be read", async (type) => {
    const { client } = await serve((req, res) =>
      req.url?.startsWith(`/r4/${type}/`) ? json(res, {}, 403) : ehr(req, res),
    );
    await expect(read(client)).rejects.toMatchObject({ code: "ehr-refused" });
  });

  it("fails when the token ends half-way, rather than show half a patient", async () => {
    const { client } = await serve((req, res) =>
      req.url?.startsWith("/r4/Allergy") ? json(res, {}, 401) : ehr(req, res),
    );
    await expect(read(client)).rejects.toMatchObject({ code: "unauthenticated" });
  });

  it("says whose visit it is now", async () => {
    const { client, seen } = await serve(ehr);
    const head = await readVisitHead(client, { encounterId: "e1" }, now);
    expect(head).toMatchObject({ patient: { id: "p1" }, encounter: { id: "e1", status: "arrived" } });
    expect(seen).toHaveLength(2);
    await expect(
      readVisitHead(client, { encounterId: "e1", expectedPatientId: "p2" }, now),
    ).rejects.toMatchObject({ code: "wrong-patient" });
  });
});

describe("the visit that a patient's launch means", () => {
  const visit = (id: string, over: object = {}) => ({ ...encounter, id, ...over });
  it.each([
    ["the one under way", [visit("a"), visit("b", { status: "finished" })], "a"],
    ["none of two", [visit("a"), visit("b")], null],
    ["none", [], null],
    ["no clinic visit", [visit("a", { class: { code: "AMB" } })], null],
    ["nobody else's", [visit("a", { subject: { reference: "Patient/p2" } })], null],
  ])("is %s", async (_what, visits, expected) => {
    const { client } = await serve((_req, res) => json(res, bundle(visits)));
    await expect(findOpenEmergencyVisit(client, "p1")).resolves.toBe(expected);
  });
});
