import type { Registry } from "prom-client";
import { describe, expect, it } from "vitest";
import { METRICS, PROCESS_METRICS } from "./definitions";
import { renderOpenMetrics } from "./exemplars";
import type { MetricDefinition } from "./instruments";
import { declareRoute, OTHER } from "./labels";
import { createMetrics, overrideDirection } from "./metrics";

const all: readonly (readonly [string, MetricDefinition])[] = Object.entries(METRICS);
type Loose = {
  inc?(l: object): void;
  observe?(l: object, v: number): void;
  set?(l: object, v: number): void;
};
const use = (instrument: Loose, labels: object) => {
  instrument.inc?.(labels);
  instrument.observe?.(labels, 0.2);
  instrument.set?.(labels, 1);
};
/** Every label value that a scrape shows, but for bucket bounds. */
async function valuesIn(registry: Registry, name: string): Promise<string[]> {
  const metric = await registry.getSingleMetric(name)?.get();
  return (metric?.values ?? []).flatMap(({ labels }) =>
    Object.entries(labels)
      .filter(([label]) => label !== "le")
      .map(([, value]) => String(value)),
  );
}

describe("metrics", () => {
  it("render in Prometheus' text format", async () => {
    const m = createMetrics();
    declareRoute("board");
    m.requestDuration.observe({ route: "board", status: "ok" }, 0.2);
    m.decisions.inc({ kind: "override", level: "2", direction: "more-urgent" });
    const text = await m.registry.metrics();
    expect(text).toContain(
      'openacuity_request_duration_seconds_bucket{le="0.25",route="board",status="ok"} 1',
    );
    expect(text).toContain('openacuity_decisions_total{kind="override",level="2",direction="more-urgent"} 1');
  });

  it("say nothing of a gauge that nobody has set", async () => {
    const m = createMetrics();
    expect(await m.registry.metrics()).not.toMatch(/^openacuity_model_ready /m);
    m.modelReady.set({}, 1);
    expect(await m.registry.metrics()).toMatch(/^openacuity_model_ready 1$/m);
    m.modelReady.clear();
    expect(await m.registry.metrics()).not.toMatch(/^openacuity_model_ready /m);
  });

  it("are named by Prometheus' rules, with unit and type", () => {
    for (const [, { name, type, help }] of all) {
      expect(name).toMatch(/^openacuity_[a-z_]+$/);
      expect(help.length).toBeGreaterThan(10);
      if (type === "counter") expect(name).toMatch(/_total$/);
      if (type === "histogram") expect(name).toMatch(/_seconds$/);
    }
  });

  it("say in a network whose they are, in both formats, and nothing of it elsewhere", async () => {
    for (const site of ["north", undefined]) {
      const { registry, decisions } = createMetrics({ site });
      use(decisions as Loose, { kind: "accept", level: "2", direction: "none" });
      const { body } = await renderOpenMetrics(registry, site);
      for (const text of [await registry.metrics(), body]) {
        const samples = text.split("\n").filter((line) => /^openacuity_/.test(line));
        expect(samples.length).toBeGreaterThan(10);
        expect(samples.filter((line) => line.includes('site="north"'))).toEqual(site ? samples : []);
      }
    }
  });

  it("come with those of the process that the docs name", async () => {
    const text = await createMetrics().registry.metrics();
    for (const name of Object.keys(PROCESS_METRICS)) expect(text).toContain(`# TYPE ${name} `);
  });

  it.each([
    [3, 2, "more-urgent"],
    [2, 3, "less-urgent"],
    [3, 3, "none"],
    [null, 3, "none"],
  ] as const)("shown %s, chosen %s: %s", (shown, chosen, direction) => {
    expect(overrideDirection(shown, chosen)).toBe(direction);
  });
});

describe("labels", () => {
  const hostile = [
    "Yolanda Nuñez-Prentiss",
    "/encounters/0b6f7a52-8a52-4d1c-8f7e-1c2d3e4f5a6b?mrn=883421",
    "https://ehr.example/Patient/883421",
    "__proto__",
    "constructor",
    'x"} 1\nopenacuity_fake 1',
    "",
    "Ä".repeat(5_000),
  ];

  it.each(all)("of %s take nothing up from outside", async (key, definition) => {
    const m = createMetrics();
    const instrument = m[key as keyof typeof METRICS] as Loose;
    const labels = Object.keys(definition.labels);
    for (const value of [...hostile, ...Array.from({ length: 300 }, (_, i) => `patient ${i} ☤`)])
      use(instrument, Object.fromEntries([...labels.map((l) => [l, value]), ["smuggled", value]]));
    const values = await valuesIn(m.registry, definition.name);
    expect(values.length).toBeGreaterThan(labels.length ? 0 : -1);
    const fromTheStart = (definition.from ?? []).flatMap((start) => Object.values(start));
    expect(values.filter((v) => v !== OTHER && !fromTheStart.includes(v))).toEqual([]);
  });

  it("cannot be multiplied by versions without end", async () => {
    const m = createMetrics();
    for (let i = 0; i < 500; i++)
      m.inferenceDuration.observe({ engine: "onnx", model_version: `1.0.${i}`, outcome: "ok" }, 0.01);
    const versions = new Set(await valuesIn(m.registry, METRICS.inferenceDuration.name));
    expect(versions.size).toBeLessThanOrEqual(53);
    expect(versions).toContain(OTHER);
  });

  it("show failures from before the first one, of what is promised", async () => {
    const text = await createMetrics().registry.metrics();
    expect(text).toContain('openacuity_http_request_duration_seconds_count{kind="read",status="5xx"} 0');
    expect(text).toContain('openacuity_request_duration_seconds_count{route="decide",status="internal"} 0');
  });

  it("keep a whole scrape below what one target may have", async () => {
    const m = createMetrics();
    const text = await m.registry.metrics();
    expect(text.split("\n").filter((l) => l && !l.startsWith("#")).length).toBeLessThan(500);
  });
});
