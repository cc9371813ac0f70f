import { mkdtemp, rm } from "node:fs/promises";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decision, trainingRun, writeBack } from "@/db/schema";
import { METRICS } from "@/lib/monitoring/definitions";
import type { MetricDefinition } from "@/lib/monitoring/instruments";
import { createMetrics } from "@/lib/monitoring/metrics";
import { collectMetrics } from "@/lib/workflows/service/collect-metrics";
import type { Runtime } from "@/lib/workflows/service/runtime";
import { serveMetrics } from "@/lib/workflows/service/serve-metrics";
import { aDecision, insertNurse, insertVisit } from "./support/rows";
import { openTestRuntime, type TestRuntime } from "./support/runtime";
import { makeTinyModel } from "./support/tiny-model";

const TOKEN = "a-token-for-tests-0123456789";
let folder: string;
let test: TestRuntime;
let rt: Runtime;
/** Another process on the same database: figures of its own, everything else shared. */
let other: Runtime;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "openacuity-metrics-"));
  await makeTinyModel(join(folder, "model"), "0.1.0");
  test = await openTestRuntime({ MODEL_DIR: join(folder, "model"), METRICS_TOKEN: TOKEN });
  rt = test.rt;
  other = { ...rt, metrics: createMetrics() };
});
afterAll(async () => {
  await test?.close();
  await rm(folder, { recursive: true, force: true });
});

const scrape = async (of: Runtime = rt) => (await collectMetrics(of)).body;
const readSeries = (body: string, series: string): number | null => {
  const line = body.split("\n").find((l) => l.startsWith(`${series} `));
  return line ? Number(line.slice(series.length + 1)) : null;
};

describe("metrics of a process", () => {
  it("name version and policy in use, and that nothing is wrong", async () => {
    const body = await scrape();
    expect(body).toContain(
      'openacuity_model_info{version="0.1.0",engine="onnx",device="cpu",precision="fp32"} 1',
    );
    expect(body).toMatch(/^openacuity_policy_info\{policy="(balanced|safety-first)"\} 1$/m);
    expect(readSeries(body, "openacuity_model_ready")).toBe(1);
    expect(readSeries(body, "openacuity_audit_anchored")).toBe(1);
    for (const reason of ["database", "model", "ehr", "queue", "audit"])
      expect(readSeries(body, `openacuity_degraded{reason="${reason}"}`)).toBe(0);
    expect(readSeries(body, "openacuity_retraining_running")).toBe(0);
    expect(body).not.toMatch(/^openacuity_retraining_last/m);
    expect(readSeries(body, 'openacuity_database_acquire_seconds_count{how="probe"}')).toBeGreaterThan(0);
    expect(readSeries(body, "openacuity_event_loop_utilization_ratio")).toBeLessThanOrEqual(1);
    expect(readSeries(body, "openacuity_database_connections_max")).toBe(rt.handle.connections);
  });

  it("say how much waits, how long, and how the last retraining ended, alike from each process", async () => {
    const at = new Date(Date.now() - 25 * 60_000);
    const row = aDecision(await insertNurse(rt.db, at), await insertVisit(rt.db, at), 2, at);
    await rt.db.insert(decision).values(row);
    await rt.db.insert(writeBack).values({ decisionId: row.id, state: "pending" });
    await rt.queue.sendWriteBack(rt.db, row.id);
    await rt.db.insert(trainingRun).values({
      id: row.id,
      status: "failed",
      trigger: "manual",
      requestedBy: "system",
      parentVersion: "0.1.0",
      labelIds: [],
      labelCount: 0,
      lossCurve: [],
      requestedAt: at,
      startedAt: at,
      finishedAt: new Date(at.getTime() + 90_000),
    });
    const bodies = await Promise.all([scrape(), scrape(other)]);
    for (const body of bodies) {
      expect(readSeries(body, 'openacuity_queue_depth{queue="write-back"}')).toBe(1);
      expect(readSeries(body, 'openacuity_queue_depth{queue="retrain"}')).toBe(0);
      const age = readSeries(body, "openacuity_write_back_oldest_seconds");
      expect(age).toBeGreaterThan(1_499);
      expect(age).toBeLessThan(1_700);
      expect(readSeries(body, 'openacuity_write_backs_waiting{state="pending"}')).toBe(1);
      expect(readSeries(body, 'openacuity_retraining_last_outcome{outcome="failed"}')).toBe(1);
      expect(readSeries(body, 'openacuity_retraining_last_outcome{outcome="succeeded"}')).toBe(0);
      expect(readSeries(body, "openacuity_retraining_last_duration_seconds")).toBe(90);
      // Waiting for 25 minutes is a reason to say degraded, without a word of whose decision it is.
      expect(readSeries(body, 'openacuity_degraded{reason="queue"}')).toBe(1);
      expect(body).not.toContain(row.id);
    }
  });

  it("count for each process what it did itself, so that sums are right", async () => {
    for (const of of [rt, rt, other])
      of.metrics.decisions.inc({ kind: "accept", level: "3", direction: "none" });
    const series = 'openacuity_decisions_total{kind="accept",level="3",direction="none"}';
    expect(readSeries(await scrape(), series)).toBe(2);
    expect(readSeries(await scrape(other), series)).toBe(1);
    const all: readonly MetricDefinition[] = Object.values(METRICS);
    // A gauge that is added up, or a counter of which the largest is taken, would be wrong with two processes.
    expect(all.filter((m) => (m.across === "sum") === (m.type === "gauge"))).toEqual([]);
  });

  it("time how long a transaction waits for its connection, where there are several", async () => {
    const before = readSeries(await scrape(), 'openacuity_database_acquire_seconds_count{how="transaction"}');
    await rt.db.transaction(async (tx) => void (await tx.select().from(trainingRun)));
    const body = await scrape();
    const after = readSeries(body, 'openacuity_database_acquire_seconds_count{how="transaction"}');
    if (rt.handle.kind === "pglite") expect([before, after]).toEqual([null, null]);
    else {
      expect(after).toBeGreaterThan(before ?? 0);
      expect(readSeries(body, "openacuity_database_transactions_open")).toBe(0);
    }
  });

  it("leave out what cannot be read instead of repeating an old number", async () => {
    await scrape();
    const gone = () => Promise.reject(new Error("connection refused"));
    const body = await scrape({ ...rt, queue: { ...rt.queue, tally: gone, depth: gone } });
    expect(body).not.toMatch(/^openacuity_queue_depth\{/m);
    expect(readSeries(body, 'openacuity_degraded{reason="queue"}')).toBe(1);
    expect(readSeries(await scrape(), 'openacuity_queue_depth{queue="write-back"}')).toBe(1);
  });
});

describe("a worker's figures", () => {
  it("are given on this machine alone, for the token alone", async () => {
    const server = (await serveMetrics(rt, 0)) as Server;
    const { address, port } = server.address() as AddressInfo;
    expect(address).toBe("127.0.0.1");
    const ask = (path: string, token?: string) =>
      fetch(`http://127.0.0.1:${port}${path}`, {
        headers: token ? { authorization: `Bearer ${token}` } : {},
      });
    try {
      expect((await ask("/api/metrics")).status).toBe(401);
      expect((await ask("/api/metrics", `${TOKEN}x`)).status).toBe(401);
      expect((await ask("/", TOKEN)).status).toBe(404);
      for (const probe of ["live", "ready"]) {
        const said = await ask(`/api/health/${probe}`);
        expect([said.status, await said.json()]).toEqual([200, { ok: true, why: null }]);
      }
      const answer = await ask("/api/metrics", TOKEN);
      expect(answer.status).toBe(200);
      expect(await answer.text()).toContain("openacuity_model_ready 1");
    } finally {
      server.close();
    }
  });

  it("are not to be had without a token", async () => {
    const env = { ...rt.env, METRICS_TOKEN: undefined };
    await expect(serveMetrics({ ...rt, env }, 0)).rejects.toThrow(/needs METRICS_TOKEN/);
    expect(await serveMetrics(rt)).toBeNull();
  });
});
