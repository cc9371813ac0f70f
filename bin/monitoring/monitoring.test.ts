import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { adaptConfig, writeConfig } from "./config";
import { findGrafana, findPrometheus, MISSING } from "./programs";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "openacuity-monitoring-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const shipped = readFileSync("deploy/monitoring/prometheus.yml", "utf8");

describe("what Prometheus is told on this machine", () => {
  it("is the app's port, and no worker or Alertmanager where there is none", () => {
    const config = adaptConfig(shipped, { app: 3143, worker: null });
    expect(config).toContain('targets: ["127.0.0.1:3143"]');
    expect(config).toContain("rules/alerts.yml");
    expect(config).not.toMatch(/3000|9093|9464|alerting|openacuity-worker/);
  });

  it("is the worker's port too where there is one", () => {
    const config = adaptConfig(shipped, { app: 3143, worker: 9999 });
    expect(config).toContain("openacuity-worker");
    expect(config).toContain('targets: ["127.0.0.1:9999"]');
  });

  it("comes with rules, dashboards and a token that nobody else can read", () => {
    const place = join(folder, "monitoring");
    for (const token of ["a-first-token-0123", "a-second-token-0123"]) {
      writeConfig(place, { app: 3143, worker: null }, token);
      expect(readFileSync(join(place, "openacuity-token"), "utf8")).toBe(token);
    }
    expect(statSync(join(place, "openacuity-token")).mode & 0o077).toBe(0);
    expect(readFileSync(join(place, "prometheus.yml"), "utf8")).toContain("127.0.0.1:3143");
    expect(readFileSync(join(place, "rules", "alerts.yml"), "utf8")).toContain("OpenAcuityDown");
    expect(readFileSync(join(place, "grafana/dashboards/openacuity-service.json"), "utf8")).toContain(
      "openacuity_model_ready",
    );
  });
});

describe("what is installed", () => {
  it("is looked for on the path, and what to do without it is said", () => {
    expect(findPrometheus(folder)).toBeNull();
    expect(findGrafana(folder)).toBeNull();
    const program = join(folder, "prometheus");
    writeFileSync(program, "#!/bin/sh\n");
    chmodSync(program, 0o755);
    expect(findPrometheus(`/nowhere:${folder}`)).toBe(program);
    for (const words of Object.values(MISSING)) expect(words.join(" ")).toMatch(/not installed.*again/s);
  });
});
