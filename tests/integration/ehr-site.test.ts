import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { getBoard } from "@/lib/workflows/clinic/board";
import { readSiteFile } from "@/lib/workflows/service/read-site-file";
import { getEhrSite } from "@/lib/workflows/watch/ehr-site";
import { as, type Clinic, launch, open, startClinic } from "./clinic/support";
import { openTestRuntime } from "./support/runtime";

let clinic: Clinic;
const dir = mkdtempSync(join(tmpdir(), "site-file-"));
beforeAll(async () => {
  clinic = await startClinic();
});
afterAll(async () => {
  await clinic.close();
  rmSync(dir, { recursive: true, force: true });
});

let counter = 0;
function chart(
  encounter: string,
  code: object,
  value: object = { valueQuantity: { value: 88, code: "/min" } },
) {
  const visit = clinic.sandbox.store.get("Encounter", encounter) as unknown as { subject: object };
  clinic.sandbox.store.put(
    {
      resourceType: "Observation",
      id: `local-${++counter}`,
      status: "final",
      category: [{ coding: [{ code: "vital-signs" }] }],
      code: { coding: [code] },
      subject: visit.subject,
      encounter: { reference: `Encounter/${encounter}` },
      effectiveDateTime: new Date().toISOString(),
      ...value,
    } as never,
    "POST",
  );
}

describe("codes that nobody understands", () => {
  it("are counted by visit for the console, however often a chart is read, without a word of the patient", async () => {
    chart("enc-001", { system: "urn:site", code: "PLS", display: "Pulse of Ada" });
    chart("enc-001", { system: "urn:site", code: "PLS" });
    chart("enc-002", { system: "urn:site", code: "PLS" });
    chart(
      "enc-002",
      { system: "http://loinc.org", code: "8310-5" },
      { valueQuantity: { value: 38, code: "Grad" } },
    );
    // No code at all, but words.
    chart("enc-002", { system: "urn:site", code: "ask for Mrs Example in room 4, she is the one" });
    for (const id of ["enc-001", "enc-002", "enc-001"]) await open(clinic, "nurse1", id);
    const nurse = await launch(clinic, "nurse1");
    await getBoard(clinic.rt, await as(clinic.rt, nurse.sessionId, "board:read"));
    const steward = await launch(clinic, "steward");
    const view = await getEhrSite(clinic.rt, await as(clinic.rt, steward.sessionId, "console:read"));
    expect(view.unknown.map(({ lastAt, ...row }) => row)).toEqual([
      { kind: "code", system: "urn:site", code: "PLS", of: null, visits: 2, readings: 3, mapped: false },
      {
        kind: "unit",
        system: "8310-5",
        code: "Grad",
        of: "Temperature",
        visits: 1,
        readings: 1,
        mapped: false,
      },
    ]);
    expect(JSON.stringify(view)).not.toMatch(/Ada|Mrs/);
  });
});

describe("EHR_SITE_FILE", () => {
  const settings = (file: string) => ({
    SMART_ISSUERS: JSON.stringify([{ name: "E", issuer: "https://ehr.example/r4", clientId: "c" }]),
    EHR_SITE_FILE: file,
  });
  const write = (name: string, text: string) => {
    writeFileSync(join(dir, name), text);
    return join(dir, name);
  };

  it("keeps a start from going on with a file that is not there or not right, saying why", async () => {
    await expect(openTestRuntime(settings(join(dir, "none.json")))).rejects.toThrow(
      /none\.json cannot be read/,
    );
    const wrong = write("wrong.json", '{"https://ehr.example/r4":{"units":[{"unit":"Grad"}]}}');
    await expect(openTestRuntime(settings(wrong))).rejects.toThrow(/units > 0 > ucum/);
  });

  it("reaches the reader, so that a mapped code is read on the patient's page", async () => {
    const { issuer } = (await as(clinic.rt, (await launch(clinic, "nurse1")).sessionId)).principal;
    const path = write(
      "right.json",
      JSON.stringify({ [issuer]: { codes: [{ system: "urn:site", code: "TMP", loinc: "8310-5" }] } }),
    );
    chart("enc-003", { system: "urn:site", code: "TMP" }, { valueQuantity: { value: 40.1, code: "Cel" } });
    const temperature = ({ vitals }: { vitals: readonly { key: string; latest: unknown }[] }) =>
      vitals.find((v) => v.key === "temperature")?.latest;
    const before = await open(clinic, "nurse1", "enc-003");
    expect(temperature(before.view)).not.toMatchObject({ value: 40.1 });
    const sites = readSiteFile(path, [issuer]);
    const after = await open({ ...clinic, rt: { ...clinic.rt, sites } }, "nurse1", "enc-003");
    expect(temperature(after.view)).toMatchObject({ value: 40.1 });
  });
});

describe("a server that gives no list of waiting patients", () => {
  it("keeps a board of the visits opened here, says so, and the console says how it is asked", async () => {
    const nurse = await open(clinic, "nurse1", "enc-004");
    const { rt, sandbox } = clinic;
    const real = globalThis.fetch;
    globalThis.fetch = async (input, init) => {
      const url = new URL(input instanceof Request ? input.url : String(input));
      const wide = url.pathname.endsWith("/Encounter") && !url.searchParams.has("patient");
      return wide ? Response.json({ resourceType: "OperationOutcome" }, { status: 400 }) : real(input, init);
    };
    try {
      const board = await getBoard(rt, { ...nurse.auth, permission: "board:read" });
      const opened = board.rows.map((r) => r.encounterId);
      expect(opened).toContain(nurse.view.encounterId);
      expect(board.freshness).toMatchObject({ source: "ehr", note: expect.stringMatching(/gives no list/) });
    } finally {
      globalThis.fetch = real;
    }
    const steward = await as(rt, (await launch(clinic, "steward")).sessionId, "console:read");
    await expect
      .poll(async () => (await getEhrSite(rt, steward)).facts?.searches?.["Waiting patients"])
      .toBe("one visit at a time");
    expect((await getEhrSite(rt, steward)).facts?.says?.fhirVersion).toBe("4.0.1");
    expect(sandbox.fhirBaseUrl).toBe(steward.principal.issuer);
  });

  it("says on the board which place or list of the settings it refused", async () => {
    const nurse = await open(clinic, "nurse1", "enc-005");
    const { issuer } = nurse.auth.principal;
    const real = globalThis.fetch;
    globalThis.fetch = async (input, init) => {
      const url = new URL(input instanceof Request ? input.url : String(input));
      const of = url.searchParams.get("location");
      if (url.pathname.endsWith("/Encounter") && !url.searchParams.has("patient")) {
        if (of !== "Location/front")
          return Response.json({ resourceType: "OperationOutcome" }, { status: 403 });
        return Response.json({ resourceType: "Bundle", type: "searchset", entry: [] });
      }
      return real(input, init);
    };
    const sites = new Map([[issuer, { waitingPlaces: ["Location/front", "Location/back"] }]]);
    try {
      const board = await getBoard({ ...clinic.rt, sites }, { ...nurse.auth, permission: "board:read" });
      expect(board.rows.map((r) => r.encounterId)).toContain(nurse.view.encounterId);
      expect(board.freshness.note).toMatch(/set for this site.*did not give Location\/back\./);
    } finally {
      globalThis.fetch = real;
    }
  });
});
