import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Sandbox } from "./server";
import { ehrLaunch, fhirClient, testSandbox, tokenRequest } from "./testing";

describe("injected faults", () => {
  let sandbox: Sandbox;
  let fhir: ReturnType<typeof fhirClient>;
  beforeAll(async () => {
    sandbox = await testSandbox();
    fhir = fhirClient(
      sandbox,
      (await ehrLaunch(sandbox, "nurse1", "enc-001", "openid launch user/*.rs")).access_token,
    );
  });
  afterAll(() => sandbox.close());

  const set = async (mode: string, ms?: number) =>
    (await fetch(`${sandbox.origin}/sandbox/faults`, { method: "POST", body: JSON.stringify({ mode, ms }) }))
      .status;
  const query = "Observation?patient=pat-001,pat-002&_count=100";

  it("down, error500, not-json and slow, and back again", async () => {
    await set("down");
    await expect(fhir("GET", query)).rejects.toThrow();
    await expect(
      tokenRequest(sandbox, { grant_type: "refresh_token", refresh_token: "x" }),
    ).rejects.toThrow();
    expect((await fetch(sandbox.origin)).status).toBe(200);
    await set("error500");
    expect((await fhir("GET", query)).status).toBe(500);
    await set("not-json");
    await expect(fhir("GET", query)).rejects.toThrow(/JSON/);
    await set("slow", 300);
    const start = performance.now();
    expect((await fhir("GET", query)).status).toBe(200);
    expect(performance.now() - start).toBeGreaterThan(290);
    expect(await set("none")).toBe(200);
    expect((await fhir("GET", query)).status).toBe(200);
    expect(await set("nonsense")).toBe(400);
  });

  it("malformed: some resources are broken, the records are not", async () => {
    const before = await fhir("GET", query);
    await set("malformed");
    const spoilt = await fhir("GET", query);
    await set("none");
    expect(spoilt.status).toBe(200);
    const changed = spoilt.body.entry.filter(
      (e: unknown, i: number) => JSON.stringify(e) !== JSON.stringify(before.body.entry[i]),
    );
    expect(changed.length).toBe(Math.floor(before.body.entry.length / 3));
    expect((await fhir("GET", query)).body).toEqual(before.body);
  });

  it("are off unless asked for", async () => {
    const plain = await testSandbox({ faults: false });
    try {
      for (const path of ["/sandbox/faults", "/sandbox/launch"])
        expect((await fetch(`${plain.origin}${path}`, { method: "POST", body: "{}" })).status).toBe(404);
    } finally {
      await plain.close();
    }
  });
});
