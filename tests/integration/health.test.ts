import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { decision, writeBack } from "@/db/schema";
import { collectMetrics } from "@/lib/workflows/service/collect-metrics";
import { answerProbe, getHealth } from "@/lib/workflows/service/health";
import { aDecision, insertNurse, insertVisit } from "./support/rows";
import { openTestRuntime, type TestRuntime } from "./support/runtime";
import { makeTinyModel } from "./support/tiny-model";

let folder: string;
let test: TestRuntime | undefined;
const servers: Server[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "openacuity-health-"));
  await makeTinyModel(join(folder, "model"), "0.1.0");
});
afterAll(() => rm(folder, { recursive: true, force: true }));
afterEach(async () => {
  for (const server of servers.splice(0)) server.close();
  await test?.close();
  test = undefined;
});

/** An EHR that answers its metadata with this status; null: it refuses connections. Counts what it was asked. */
async function anEhr(
  status: number | null,
): Promise<{ settings: Record<string, string>; asked: () => number }> {
  let count = 0;
  const server = createServer((_request, response) => {
    count++;
    response.writeHead(status ?? 500).end("{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  if (status === null) await new Promise((resolve) => server.close(resolve));
  else servers.push(server);
  const issuer = {
    name: "Test EHR",
    issuer: `http://127.0.0.1:${port}/fhir`,
    clientId: "c",
    allowHttp: true,
  };
  return { settings: { SMART_ISSUERS: JSON.stringify([issuer]) }, asked: () => count };
}

describe("health", () => {
  it("is ready when database, EHR, model and queue are, and names what serves", async () => {
    const ehr = await anEhr(200);
    test = await openTestRuntime({ ...ehr.settings, MODEL_DIR: join(folder, "model") });
    const health = await getHealth(test.rt);
    expect(health).toMatchObject({
      status: "ready",
      checks: {
        database: { ok: true, kind: test.rt.handle.kind },
        ehr: [{ name: "Test EHR", ok: true, why: null }],
        model: { ok: true, state: { version: "0.1.0", engine: "onnx" } },
        queue: { ok: true, waiting: { writeBack: 0, retrain: 0, explainModel: 0 } },
      },
    });
    await Promise.all(Array.from({ length: 20 }, () => getHealth((test as TestRuntime).rt)));
    expect(ehr.asked()).toBe(1);
  });

  it.each([
    ["an error", 500, /answers with an error \(500\)/],
    ["nothing", null, /cannot be reached/],
  ])("is degraded when the EHR answers with %s", async (_what, status, why) => {
    test = await openTestRuntime({ ...(await anEhr(status)).settings, MODEL_DIR: join(folder, "model") });
    const health = await getHealth(test.rt);
    expect(health.status).toBe("degraded");
    expect(health.checks.ehr[0]?.why).toMatch(why);
  });

  it("is degraded without a model, and the figures say so", async () => {
    test = await openTestRuntime();
    const health = await getHealth(test.rt);
    expect(health).toMatchObject({
      status: "degraded",
      checks: { model: { ok: false, state: { state: "rules-only" } } },
    });
    expect(health.checks.model.why).toMatch(/not available/);
  });

  it("is degraded when a decision waits for the EHR for long", async () => {
    test = await openTestRuntime({ MODEL_DIR: join(folder, "model") });
    const { db } = test.rt;
    const at = new Date(Date.now() - 25 * 60_000);
    const row = aDecision(await insertNurse(db, at), await insertVisit(db, at), 2, at);
    await db.insert(decision).values(row);
    await db.insert(writeBack).values({ decisionId: row.id, state: "pending" });
    const health = await getHealth(test.rt);
    expect(health.checks.queue.why).toBe("A decision has been waiting for the EHR for 25 minutes.");
    expect(health.status).toBe("degraded");
  });

  it("is degraded when the audit log is not anchored, and triage goes on", async () => {
    test = await openTestRuntime({ MODEL_DIR: join(folder, "model"), AUDIT_ANCHOR_FILE: "/dev/full" });
    const health = await getHealth(test.rt);
    expect(health).toMatchObject({ status: "degraded", checks: { audit: { ok: false, anchored: null } } });
    expect(health.checks.audit.why).toMatch(/^The audit log is not anchored at the moment: the disk is full/);
    expect((await collectMetrics(test.rt)).body).toContain("openacuity_audit_anchored 0");
  });

  it("is down when the database is", async () => {
    test = await openTestRuntime({ MODEL_DIR: join(folder, "model") });
    const { rt } = test;
    const gone = () => Promise.reject(new Error("connection refused"));
    const health = await getHealth({ ...rt, handle: { ...rt.handle, tryWrite: gone } });
    expect(health).toMatchObject({ status: "down", checks: { database: { ok: false } } });
    expect(JSON.stringify(health)).not.toContain("connection refused");
  });
});

describe("what an orchestrator asks", () => {
  it("is answered by whether this process lives, and whether it may be sent people", async () => {
    test = await openTestRuntime({ MODEL_DIR: join(folder, "model") });
    const { rt } = test;
    expect(await answerProbe(rt, "/api/health/live")).toEqual({ ok: true, why: null });
    expect(await answerProbe(rt, "/api/health/ready")).toEqual({ ok: true, why: null });
    expect(await answerProbe(rt, "/api/health/other")).toBeNull();
    const stopping = { ...rt, queue: { ...rt.queue, stopping: AbortSignal.abort() } };
    expect(await answerProbe(stopping, "/api/health/ready")).toMatchObject({ ok: false });
    expect(await answerProbe(stopping, "/api/health/live")).toMatchObject({ ok: true });
  });

  it("takes a process out of service, and starts it anew for nothing, while the database takes no writes", async () => {
    test = await openTestRuntime({ MODEL_DIR: join(folder, "model") });
    const tryWrite = () => Promise.reject(Object.assign(new Error("no"), { code: "25006" }));
    const rt = { ...test.rt, handle: { ...test.rt.handle, tryWrite } };
    expect(await answerProbe(rt, "/api/health/ready")).toMatchObject({
      ok: false,
      why: expect.stringContaining("only be read"),
    });
    expect(await answerProbe(rt, "/api/health/live")).toMatchObject({ ok: true });
  });
});
