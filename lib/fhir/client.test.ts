import { afterEach, describe, expect, it } from "vitest";
import { bundle, closeServers, json, patient, serve } from "./testing/ehr";

afterEach(closeServers);

const diagnostics = { issue: [{ diagnostics: "no record of Quill" }] };

describe("the FHIR client", () => {
  it("asks for a fresh token once when refused, then gives up", async () => {
    const { client, seen } = await serve((req, res) =>
      req.headers.authorization === "Bearer new" ? json(res, patient) : json(res, {}, 401),
    );
    await client.read("Patient", "p1");
    expect(seen.map((s) => s.split(" ").at(-1))).toEqual(["old", "new"]);
    const never = await serve((_req, res) => json(res, {}, 401));
    await expect(never.client.read("Patient", "p1")).rejects.toMatchObject({ code: "unauthenticated" });
    expect(never.seen).toHaveLength(2);
  });

  it("tells the EHR of no trace, unless it is to", async () => {
    const told: unknown[] = [];
    const answer: Parameters<typeof serve>[0] = (req, res) => {
      told.push(req.headers.traceparent);
      json(res, req.method === "GET" ? patient : { resourceType: "Bundle", type: "transaction-response" });
    };
    const plain = await serve(answer);
    await plain.client.read("Patient", "p1");
    const traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    const traced = await serve(answer, { traceparent: () => traceparent });
    await traced.client.read("Patient", "p1");
    await traced.client.transaction({ resourceType: "Bundle", type: "transaction" });
    const outside = await serve(answer, { traceparent: () => null });
    await outside.client.read("Patient", "p1");
    expect(told).toEqual([undefined, traceparent, traceparent, undefined]);
  });

  it.each([
    [503, "ehr-unavailable", 3],
    [502, "ehr-unavailable", 3],
    [429, "ehr-unavailable", 3],
    [500, "ehr-unavailable", 1],
    [404, "not-found", 1],
    [410, "not-found", 1],
    [400, "ehr-refused", 1],
    [403, "ehr-refused", 1],
  ])("status %i becomes %s after %i tries, without the EHR's words", async (status, code, tries) => {
    const { client, seen } = await serve((_req, res) => json(res, diagnostics, status));
    const error = await client.read("Patient", "p1").catch((e: unknown) => e);
    expect(error).toMatchObject({ code, detail: { resource: "Patient", status } });
    expect(seen).toHaveLength(tries);
    const told = JSON.stringify(error) + String((error as Error).message) + String((error as Error).cause);
    expect(told).not.toMatch(/Quill|127\.0\.0\.1/);
  });

  it("gives an answer that comes at the second try", async () => {
    let tries = 0;
    const { client } = await serve((_req, res) => {
      tries += 1;
      return tries === 1 ? json(res, {}, 503) : json(res, patient);
    });
    await expect(client.read("Patient", "p1")).resolves.toMatchObject({ id: "p1" });
  });

  it("waits as long as the EHR asks, unless that is longer than a page can wait", async () => {
    const waits: number[] = [];
    const sleep = async (ms: number) => void waits.push(ms);
    const soon = await serve((_req, res) => json(res, {}, 429, { "retry-after": "1" }), { sleep });
    await soon.client.read("Patient", "p1").catch(() => {});
    expect(waits).toEqual([1000, 1000]);
    const late = await serve((_req, res) => json(res, {}, 429, { "retry-after": "120" }), { sleep });
    await expect(late.client.read("Patient", "p1")).rejects.toMatchObject({ code: "ehr-unavailable" });
    expect(late.seen).toHaveLength(1);
  });

  it("gives up on an EHR that does not answer in time, and does not ask it again", async () => {
    const { client, seen } = await serve(() => {}, { timeoutMs: 60 });
    await expect(client.read("Patient", "p1")).rejects.toMatchObject({ code: "ehr-unavailable" });
    expect(seen).toHaveLength(1);
  });

  it("gives up on an answer that never ends", async () => {
    const { client } = await serve(
      (_req, res) => {
        res.writeHead(200, { "content-type": "application/json" });
        res.write('{"resourceType":');
      },
      { timeoutMs: 60 },
    );
    await expect(client.read("Patient", "p1")).rejects.toMatchObject({ code: "ehr-unavailable" });
  });

  it("tries again when the connection breaks", async () => {
    const { client, seen } = await serve((req) => req.socket.destroy());
    await expect(client.read("Patient", "p1")).rejects.toMatchObject({ code: "ehr-unavailable" });
    expect(seen).toHaveLength(3);
  });

  it("never sends a transaction twice by itself", async () => {
    const { client, seen } = await serve((_req, res) => json(res, {}, 503));
    await expect(client.transaction({ resourceType: "Bundle" })).rejects.toMatchObject({
      code: "ehr-unavailable",
    });
    expect(seen).toHaveLength(1);
  });

  it("follows pages on the same server", async () => {
    const { client, seen } = await serve((req, res, base) => {
      const second = req.url?.includes("p=2");
      json(res, bundle([{ ...patient, id: second ? "b" : "a" }], second ? undefined : `${base}/Patient?p=2`));
    });
    const found = await client.search("Patient", {});
    expect(found.resources.map((p) => p.id)).toEqual(["a", "b"]);
    expect(found.incomplete).toBeNull();
    expect(seen).toHaveLength(2);
  });

  it("never sends the token to another server", async () => {
    const thief = await serve((_req, res) => json(res, bundle([])));
    const port = new URL(thief.base).port;
    for (const next of [
      `${thief.base}/Patient?p=2`,
      `//127.0.0.1:${port}/r4/Patient`,
      `http://localhost:${port}/r4/Patient`,
      "https://evil.test/r4/Patient",
      "javascript:alert(1)",
      "http://[",
    ]) {
      const tricked = await serve((_req, res) => json(res, bundle([], next)));
      expect(await tricked.client.search("Patient", {})).toMatchObject({
        incomplete: "a later page could not be read",
      });
    }
    expect(thief.seen).toEqual([]);
  });

  it("stays below the FHIR base", async () => {
    const { client } = await serve((_req, res, base) => json(res, bundle([], `${base}evil/Patient`)));
    expect(await client.search("Patient", {})).toMatchObject({
      incomplete: "a later page could not be read",
    });
  });

  it("does not turn pages for ever", async () => {
    const circle = await serve((_req, res, base) => json(res, bundle([patient], `${base}/Patient?p=2`)));
    expect(await circle.client.search("Patient", {})).toMatchObject({
      incomplete: "a later page could not be read",
    });
    expect(circle.seen).toHaveLength(2);
    let page = 0;
    const endless = await serve((_req, res, base) => {
      page += 1;
      json(res, bundle([patient], `${base}/Patient?p=${page}`));
    });
    expect(await endless.client.search("Patient", {})).toMatchObject({
      incomplete: "a later page could not be read",
    });
    expect(endless.seen).toHaveLength(40);
  });

  it("follows no redirect", async () => {
    const thief = await serve((_req, res) => json(res, patient));
    const { client } = await serve((_req, res) =>
      json(res, {}, 302, { location: `${thief.base}/Patient/p1` }),
    );
    await expect(client.read("Patient", "p1")).rejects.toMatchObject({ code: "ehr-unavailable" });
    expect(thief.seen).toEqual([]);
  });

  it.each([
    ["not JSON", "<html>"],
    ["a list", "[]"],
    ["nothing", ""],
    ["null", "null"],
    ["another kind of resource", JSON.stringify({ resourceType: "OperationOutcome", id: "p1" })],
  ])("calls an answer that is %s malformed", async (_what, text) => {
    const { client } = await serve((_req, res) => {
      res.writeHead(200, { "content-type": "application/json" });
      res.end(text);
    });
    await expect(client.read("Patient", "p1")).rejects.toMatchObject({ code: "ehr-malformed" });
  });

  it("leaves the server's remarks out of what was found", async () => {
    const { client } = await serve((_req, res) =>
      json(res, bundle([patient, { resourceType: "OperationOutcome" }, null, 7])),
    );
    expect((await client.search("Patient", {})).resources).toHaveLength(1);
  });

  it.each([
    [1, ["a"], "there are more pages than were asked for"],
    [2, ["a", "b"], "there are more pages than were asked for"],
    [3, ["a", "b", "c"], null],
    [4, ["a", "b", "c"], null],
  ])("reads %i pages of three at most, and says whether that was all", async (pages, ids, incomplete) => {
    const { client } = await serve((req, res, base) => {
      const page = Number(/p=(\d)/.exec(req.url ?? "")?.[1] ?? 0);
      const next = page < 2 ? `${base}/Patient?p=${page + 1}` : undefined;
      json(res, bundle([{ ...patient, id: "abc"[page] }], next));
    });
    const found = await client.search("Patient", {}, { pages });
    expect(found.resources.map((p) => p.id)).toEqual(ids);
    expect(found.incomplete).toBe(incomplete);
  });

  it("keeps the first page when the second fails, and says that it is a part", async () => {
    const { client } = await serve((req, res, base) =>
      req.url?.includes("p=2") ? json(res, {}, 500) : json(res, bundle([patient], `${base}/Patient?p=2`)),
    );
    const found = await client.search("Patient", {});
    expect(found).toMatchObject({ resources: [{ id: "p1" }], incomplete: "a later page could not be read" });
  });

  it.each([
    ["error", "the EHR reported an error"],
    ["fatal", "the EHR reported an error"],
    ["warning", null],
  ])("takes a bundle with an outcome of severity %s for a part: %s", async (severity, incomplete) => {
    const outcome = { resourceType: "OperationOutcome", issue: [{ severity }] };
    const { client } = await serve((_req, res) => json(res, bundle([patient, outcome])));
    expect((await client.search("Patient", {})).incomplete).toBe(incomplete);
  });

  it("refuses the record that survived a merger under an id of its own, in words", async () => {
    const { client } = await serve((_req, res) => json(res, { ...patient, id: "p2" }));
    await expect(client.read("Patient", "p1")).rejects.toMatchObject({
      code: "wrong-patient",
      userMessage: expect.stringMatching(/merged/),
    });
  });

  it("passes the request id on and observes each try", async () => {
    const observed: string[] = [];
    const ids: unknown[] = [];
    const { client } = await serve(
      (req, res) => {
        ids.push(req.headers["x-request-id"]);
        json(res, {}, 503);
      },
      { requestId: "req-1", observe: (resource, outcome) => void observed.push(`${resource} ${outcome}`) },
    );
    await client.read("Patient", "p1").catch(() => {});
    expect(ids).toEqual(["req-1", "req-1", "req-1"]);
    expect(observed).toEqual(["Patient 503", "Patient 503", "Patient 503"]);
  });
});
