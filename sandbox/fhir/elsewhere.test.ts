import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Sandbox } from "../server";
import { ehrLaunch, testSandbox } from "../testing";

describe("another server's records behind the sandbox's sign-in", () => {
  const seen: { url: string; headers: IncomingHttpHeaders }[] = [];
  const records = createServer((req, res) => {
    seen.push({ url: req.url ?? "", headers: req.headers });
    res.writeHead(200, { "content-type": "application/fhir+json", etag: 'W/"7"', "set-cookie": "a=b" });
    res.end(JSON.stringify({ resourceType: "Patient", id: "theirs" }));
  });
  let sandbox: Sandbox;
  beforeAll(async () => {
    await new Promise<void>((resolve) => records.listen(0, "127.0.0.1", resolve));
    const { port } = records.address() as AddressInfo;
    sandbox = await testSandbox({ records: `http://127.0.0.1:${port}/fhir` });
  });
  afterAll(async () => {
    await sandbox.close();
    await new Promise((resolve) => records.close(resolve));
  });

  it("lets nobody ask without a token", async () => {
    const answer = await fetch(`${sandbox.fhirBaseUrl}/Patient/theirs`);
    expect(answer.status).toBe(401);
    expect(seen).toEqual([]);
  });

  it("passes on what is asked and how, but no token, and back no cookie", async () => {
    const tokens = await ehrLaunch(sandbox, "nurse1", "enc-001", "openid launch user/Patient.read");
    const answer = await fetch(`${sandbox.fhirBaseUrl}/Patient/theirs?_elements=id`, {
      headers: { authorization: `Bearer ${tokens.access_token}`, "cache-control": "no-cache" },
    });
    expect(await answer.json()).toMatchObject({ id: "theirs" });
    expect(answer.headers.get("etag")).toBe('W/"7"');
    expect(answer.headers.get("set-cookie")).toBeNull();
    const [asked] = seen;
    expect(asked?.url).toBe("/fhir/Patient/theirs?_elements=id");
    expect(asked?.headers).toMatchObject({ "cache-control": "no-cache", "x-forwarded-prefix": "/fhir/r4" });
    expect(asked?.headers.authorization).toBeUndefined();
  });
});
