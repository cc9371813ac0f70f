import { describe, expect, it } from "vitest";
import { logOfRun, logOfVersion, type MirroredRun, metricKey, statusOfRun } from "./mapping";

const at = new Date("2026-03-01T12:00:00Z");
const set = (cases: number) => ({
  dataset: "NHAMCS 2019 (critical care), balanced policy",
  cases,
  figures: [
    { name: "AUROC", value: 0.88, low: 0.86, high: 0.9 },
    { name: "kappa", value: null },
  ],
});
const run = (change: Partial<MirroredRun> = {}): MirroredRun => ({
  id: "r",
  status: "running",
  trigger: "manual",
  parentVersion: "0.3.0",
  candidateVersion: null,
  labelCount: 60,
  attempt: 1,
  lossCurve: [
    { step: 0, loss: 1.5 },
    { step: 20, loss: 1.1 },
  ],
  candidateMetrics: [],
  dataset: null,
  startedAt: at,
  finishedAt: null,
  ...change,
});

describe("what MLflow is told", () => {
  it("names a figure by its data set, policy and name, in characters that MLflow takes", () => {
    const { metrics } = logOfVersion({
      version: "0.3.0",
      name: "openacuity-triage",
      status: "champion",
      parent: null,
      digest: "d",
      trainedOn: "surveys",
      metrics: [set(5000)],
      createdAt: at,
    });
    expect(metrics.map((m) => [m.key, m.value])).toEqual([
      ["NHAMCS 2019 _critical care_/balanced/AUROC", 0.88],
      ["NHAMCS 2019 _critical care_/balanced/AUROC low", 0.86],
      ["NHAMCS 2019 _critical care_/balanced/AUROC high", 0.9],
    ]);
    expect(metricKey(["a".repeat(300), "b"])).toHaveLength(240);
  });

  it("has no figure of too few cases", () => {
    expect(logOfRun(run({ candidateMetrics: [set(11)] })).metrics.map((m) => m.key)).toEqual([
      "loss",
      "loss",
    ]);
  });

  it("dates a point by its step, so that it is the same point when it is told again", () => {
    const first = logOfRun(run()).metrics;
    const later = logOfRun(
      run({ attempt: 2, lossCurve: [...run().lossCurve, { step: 40, loss: 1 }] }),
    ).metrics;
    expect(later.slice(0, 2)).toEqual(first);
    expect(first[1]).toMatchObject({ step: 20, timestamp: at.getTime() + 20 });
  });

  it("says how a run ended", () => {
    expect(
      (["evaluating", "succeeded", "failed", "cancelled"] as const).map((status) =>
        statusOfRun(run({ status })),
      ),
    ).toEqual(["RUNNING", "FINISHED", "FAILED", "KILLED"]);
  });
});
