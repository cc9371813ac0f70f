import { createServer } from "node:http";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Sandbox } from "../server";
import { freePort, testSandbox } from "../testing";

let sandbox: Sandbox;
afterEach(() => sandbox.close());

const topic = () => `${sandbox.fhirBaseUrl}/SubscriptionTopic/vital-signs`;
const subscribe = (endpoint: string) =>
  sandbox.store.put(
    {
      resourceType: "Subscription",
      id: "s1",
      status: "requested",
      reason: "test",
      criteria: topic(),
      channel: { type: "rest-hook", endpoint, payload: "application/fhir+json" },
    } as never,
    "PUT",
  );
const state = () => sandbox.store.get("Subscription", "s1") as unknown as { status: string; error?: string };

describe("whoever asks to be told", () => {
  it("is told also when they listen a moment later than they ask", async () => {
    sandbox = await testSandbox();
    const port = await freePort();
    subscribe(`http://localhost:${port}/hook`);
    await new Promise((resolve) => setTimeout(resolve, 800));
    expect(state().status).toBe("requested");
    const calls: string[] = [];
    const server = createServer((req, res) => {
      calls.push(req.url ?? "");
      res.end();
    });
    await new Promise<void>((resolve) => server.listen(port, resolve));
    await vi.waitFor(() => expect(state().status).toBe("active"), { timeout: 20_000, interval: 50 });
    expect(calls).toEqual(["/hook"]);
    await new Promise((resolve) => server.close(resolve));
  });

  it("is not asked again where somebody answers that it is not to be", async () => {
    sandbox = await testSandbox();
    const port = await freePort();
    let calls = 0;
    const server = createServer((_req, res) => {
      calls++;
      res.writeHead(401).end();
    });
    await new Promise<void>((resolve) => server.listen(port, resolve));
    subscribe(`http://localhost:${port}/hook`);
    await vi.waitFor(
      () => expect(state()).toMatchObject({ status: "error", error: expect.stringContaining("401") }),
      {
        timeout: 20_000,
        interval: 50,
      },
    );
    expect(calls).toBe(1);
    await new Promise((resolve) => server.close(resolve));
  });
});
