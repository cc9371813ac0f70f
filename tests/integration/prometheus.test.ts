import { mkdtemp, rename, rm } from "node:fs/promises";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findVersion } from "@/db/queries/registry";
import { trainingRun } from "@/db/schema";
import { newId } from "@/lib/core/ids";
import { declareRoute } from "@/lib/monitoring/labels";
import { createMetrics, type Metrics } from "@/lib/monitoring/metrics";
import { answerMetrics } from "@/lib/workflows/service/collect-metrics";
import type { Runtime } from "@/lib/workflows/service/runtime";
import { serveMetrics } from "@/lib/workflows/service/serve-metrics";
import { stateAlerts } from "@/scripts/monitoring/alerts";
import { DASHBOARDS } from "@/scripts/monitoring/panels";
import { sloAlerts, sloRecording } from "@/scripts/monitoring/slo";
import { findProgram } from "@/scripts/test/prometheus";
import { type Prometheus, startPrometheus } from "./support/prometheus";
import { openTestRuntime, type TestRuntime, until } from "./support/runtime";
import { makeTinyModel } from "./support/tiny-model";

const TOKEN = "a-token-for-tests-0123456789";
const why = !findProgram("prometheus")
  ? "no Prometheus on this machine"
  : process.env.TEST_DATABASE_URL
    ? "done once, on the embedded database"
    : null;

/** A busy second: something of everything that the panels and the promises ask for. */
function play(m: Metrics): void {
  for (const kind of ["read", "action", "probe"]) m.httpDuration.observe({ kind, status: "2xx" }, 0.05);
  m.httpDuration.observe({ kind: "read", status: "5xx" }, 0.05);
  for (const status of ["ok", "conflict", "internal"])
    m.requestDuration.observe({ route: "decide", status }, 0.3);
  m.signIns.inc({ outcome: "ok" });
  m.assessments.inc({ answered_by: "model" });
  m.inferenceDuration.observe({ engine: "onnx", model_version: "0.1.0", outcome: "ok" }, 0.01);
  m.explanationDuration.observe({ stage: "first", method: "owen" }, 0.4);
  m.explanationFailures.inc({ stage: "refined" });
  m.textsWithheld.inc({ place: "page", kind: "order" });
  m.decisions.inc({ kind: "accept", level: "3", direction: "none" });
  m.ehrRequestDuration.observe({ resource: "Patient", outcome: "ok" }, 0.1);
  m.writeBacks.inc({ outcome: "written" });
  m.writeBackDelay.observe({}, 2);
  m.outcomeReadings.inc({ outcome: "ok" });
  m.deviceMessages.inc({ outcome: "stored" });
  m.deviceReadings.inc({ outcome: "written" });
  m.deviceDelay.observe({}, 30);
  m.brokerConnected.set({}, 1);
  m.llmDuration.observe({ outcome: "ok" }, 1);
  for (const direction of ["asked", "answered"]) m.llmTokens.inc({ direction }, 100);
  m.llmCost.inc({}, 0.01);
  m.jobDuration.observe({ queue: "write-back", outcome: "ok" }, 0.2);
  // What only PostgreSQL and only a GPU would say.
  m.databaseTransactions.set({}, 1);
  m.databaseAcquire.observe({ how: "transaction" }, 0.001);
}

const PANELS = DASHBOARDS.flatMap((d) =>
  d.rows.flatMap((r) =>
    r.panels.flatMap((p) => p.queries.map(([expr]) => [d.title, p.title, expr] as const)),
  ),
)
  // The cards of a machine that has none.
  .filter(([, , expr]) => !expr.includes("openacuity_gpu_"));

describe("what the panels ask for", () => {
  it("is played in full, so that a machine without Prometheus finds out too", async () => {
    const folder = await mkdtemp(join(tmpdir(), "openacuity-panels-"));
    await makeTinyModel(join(folder, "model"), "0.1.0");
    const test = await openTestRuntime({ MODEL_DIR: join(folder, "model"), METRICS_TOKEN: TOKEN });
    try {
      play(test.rt.metrics);
      await haveTrained(test.rt);
      const { body } = await answerMetrics(test.rt, `Bearer ${TOKEN}`);
      const said = new Set(body.match(/^openacuity_\w+/gm));
      const asked = PANELS.flatMap(([, , expr]) => expr.match(/\bopenacuity_\w+/g) ?? []);
      expect([...new Set(asked)].filter((name) => !said.has(name))).toEqual([]);
    } finally {
      await test.close();
      await rm(folder, { recursive: true, force: true });
    }
  });
});

async function haveTrained({ db }: Runtime): Promise<void> {
  const at = new Date(Date.now() - 60_000);
  await db.insert(trainingRun).values({
    id: newId(),
    status: "succeeded",
    trigger: "manual",
    requestedBy: "system",
    parentVersion: "0.1.0",
    labelIds: [],
    labelCount: 0,
    lossCurve: [],
    requestedAt: at,
    startedAt: at,
    finishedAt: new Date(),
  });
}

describe.skipIf(why)(`with a real Prometheus${why ? ` (${why})` : ""}`, () => {
  let folder: string;
  let test: TestRuntime;
  let servers: Server[] = [];
  let prometheus: Prometheus;
  let playing: NodeJS.Timeout;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "openacuity-prometheus-"));
    await makeTinyModel(join(folder, "model"), "0.1.0");
    test = await openTestRuntime({ MODEL_DIR: join(folder, "model"), METRICS_TOKEN: TOKEN });
    const app = test.rt;
    const worker: Runtime = { ...app, metrics: createMetrics() };
    declareRoute("decide");
    await haveTrained(app);
    servers = (await Promise.all([serveMetrics(app, 0), serveMetrics(worker, 0)])) as Server[];
    const [a, w] = servers.map((s) => (s.address() as AddressInfo).port);
    prometheus = await startPrometheus(
      join(folder, "prometheus"),
      { app: a as number, worker: w as number },
      TOKEN,
    );
    playing = setInterval(() => {
      for (const { metrics } of [app, worker]) play(metrics);
    }, 200);
    await until(async () => {
      const scrapes = await prometheus
        .query('min(count_over_time(up{job=~"openacuity-.*"}[1m]))')
        .catch(() => []);
      return Number(scrapes[0]?.value[1] ?? 0) >= 6;
    }, 40_000);
  });
  afterAll(async () => {
    clearInterval(playing);
    await prometheus?.stop();
    for (const server of servers) server.close();
    await test?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it("is scraped by it, app and worker", async () => {
    // One scrape of a busy machine may come too late.
    const up = await prometheus.query("max_over_time(up[30s])");
    expect(up.map(({ metric, value }) => `${metric.job} ${value[1]}`).sort()).toEqual([
      "openacuity-app 1",
      "openacuity-worker 1",
    ]);
  });

  it("has every rule loaded and evaluated without an error", async () => {
    type Rule = { name: string; health: string; lastError?: string };
    const { groups } = await prometheus.get<{ groups: { name: string; rules: Rule[] }[] }>("/api/v1/rules");
    const rules = groups.flatMap((g) => g.rules);
    const ours = [sloRecording(), sloAlerts(), stateAlerts()].flatMap((g) => g.rules);
    expect(rules).toHaveLength(ours.length);
    expect(rules.filter((r) => r.health !== "ok")).toEqual([]);
  });

  it.each(PANELS)("%s, %s: has data", async (_board, _panel, expr) => {
    const samples = await prometheus.query(expr.replaceAll("$__rate_interval", "15s"));
    expect(samples.length).toBeGreaterThan(0);
    expect(samples.some(({ value }) => Number.isFinite(Number(value[1])))).toBe(true);
  });

  it("adds up what each process counted, and takes what both say of the database once", async () => {
    const number = async (expr: string) => Number((await prometheus.query(expr))[0]?.value[1]);
    const [all, app] = await Promise.all([
      number("sum(openacuity_assessments_total)"),
      number('sum(openacuity_assessments_total{job="openacuity-app"})'),
    ]);
    expect(all).toBeGreaterThan(app);
    expect(await number("max(openacuity_retraining_last_duration_seconds)")).toBeGreaterThan(59);
    expect(await number("count(openacuity_queue_depth{queue='write-back'})")).toBe(2);
  });

  it("raises an alert when the model's files are gone, and lowers it when they are back", async () => {
    const raised = async () =>
      (await prometheus.query('ALERTS{alertname="OpenAcuityModelNotReady",alertstate="firing"}')).length > 0;
    expect(await raised()).toBe(false);
    const row = await findVersion(test.rt.db, "0.1.0");
    const model = resolve(test.dataDir, row?.artifactDir ?? "");
    await rename(model, `${model}-away`);
    await until(raised);
    await rename(`${model}-away`, model);
    await until(async () => !(await raised()));
  });
});
