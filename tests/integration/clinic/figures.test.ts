import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AssessmentRow } from "@/db/queries/assessment";
import { insertVersion } from "@/db/queries/registry";
import { newId } from "@/lib/core/ids";
import type { MetricSet } from "@/lib/registry/metric-set";
import { viewAssessment } from "@/lib/workflows/clinic/assessment-view";
import { toRunView } from "@/lib/workflows/learning/list-runs";
import { openTestRuntime, type TestRuntime } from "../support/runtime";

/** Figures at the bedside: none from a handful of decisions; the release's own stand beside, with what they rest on. */
const perfect = (cases: number): MetricSet => ({
  dataset: "Held-out decisions of this site",
  cases,
  figures: [
    { name: "Accuracy", value: 1 },
    { name: "Quadratic-weighted kappa", value: 1 },
  ],
});
const SURVEY: MetricSet = {
  dataset: "A survey, half b, balanced policy",
  cases: 8517,
  figures: [{ name: "Accuracy", value: 0.61 }],
};

let test: TestRuntime;
beforeAll(async () => {
  test = await openTestRuntime();
  await version("1.0.0", [SURVEY], null);
  await version("1.0.1", [perfect(40)], "1.0.0");
  await version("1.0.2", [perfect(11)], "1.0.1");
  await version("1.0.3", [perfect(240)], "1.0.2");
});
afterAll(() => test.close());

const version = (name: string, metrics: MetricSet[], parent: string | null) =>
  insertVersion(test.rt.db, {
    version: name,
    name: "m",
    status: parent ? "archived" : "champion",
    artifactDir: name,
    digest: name,
    metrics,
    trainedOn: "visits of a survey",
    lineage: {},
    createdAt: test.rt.clock(),
    createdBy: "test",
    ...(parent ? { parent, runId: newId() } : {}),
  });

async function provenanceOf(modelVersion: string): Promise<string> {
  const row = {
    id: newId(),
    createdAt: test.rt.clock(),
    modelName: "m",
    modelVersion,
    policy: "balanced",
    familiarity: null,
    explanation: null,
    missing: [],
  } as unknown as AssessmentRow;
  return (await viewAssessment(test.rt, row)).provenance;
}

describe("what stands below the suggestion", () => {
  it("shows nothing measured on 11 decisions, and the release's figures with their name and number", async () => {
    const text = await provenanceOf("1.0.2");
    expect(text).toContain("Held-out decisions of this site: too few to tell (11 of 200)");
    expect(text).toContain(
      "The release it was retrained from, 1.0.0: measured on A survey, half b, balanced policy (8,517 cases): Accuracy 0.61",
    );
    expect(text).not.toMatch(/1\.00\b(?!\.)|kappa/i);
  });

  it("shows a site's own figures from 200 on, still beside the release's", async () => {
    const text = await provenanceOf("1.0.3");
    expect(text).toContain("Held-out decisions of this site (240 cases): Accuracy 1.00");
    expect(text).toContain("8,517 cases");
  });

  it("of the release itself names its figures once", async () => {
    const text = await provenanceOf("1.0.0");
    expect(text).toContain("Measured on A survey, half b, balanced policy (8,517 cases): Accuracy 0.61.");
    expect(text).not.toContain("retrained");
  });
});

describe("a run in the console", () => {
  it("keeps figures and the held-out curve of a handful of decisions to itself", () => {
    const run = (cases: number) =>
      toRunView({
        requestedAt: test.rt.clock(),
        startedAt: null,
        finishedAt: null,
        championMetrics: [perfect(cases)],
        candidateMetrics: [perfect(cases)],
        lossCurve: [{ step: 20, loss: 0.4, validation: 0.01 }],
      } as never);
    expect(JSON.stringify(run(11))).not.toMatch(/"value":1|validation/);
    expect(run(11).candidate).toEqual([{ ...perfect(11), figures: [] }]);
    expect(run(240).candidate).toEqual([perfect(240)]);
    expect(run(240).lossCurve).toEqual([{ step: 20, loss: 0.4, validation: 0.01 }]);
  });
});
