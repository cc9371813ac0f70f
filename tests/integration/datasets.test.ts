import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listAuditEvents } from "@/db/queries/audit";
import { dataset, label, runLabel, trainingRun } from "@/db/schema";
import type { Authorized } from "@/lib/auth/principal";
import {
  compareDatasets,
  datasetsAsCsv,
  exportDataset,
  keepDatasets,
  listDatasets,
  viewDataset,
  viewDatasetCase,
} from "@/lib/workflows/learning/datasets";
import { considerRetraining } from "@/lib/workflows/learning/retrain";
import { runRetraining } from "@/lib/workflows/learning/retrain-runner";
import { withdrawLabel } from "@/lib/workflows/learning/withdraw-labels";
import type { Runtime } from "@/lib/workflows/service/runtime";
import { insertLabels, insertPolicyWithoutPause } from "./support/rows";
import { openTestRuntime, signedIn, type TestRuntime } from "./support/runtime";
import { makeTinyModel } from "./support/tiny-model";

let folder: string;
let test: TestRuntime;
let rt: Runtime;
let admin: Authorized;
let digest: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "openacuity-datasets-"));
  await makeTinyModel(join(folder, "model"), "0.1.0");
  test = await openTestRuntime({ MODEL_DIR: join(folder, "model"), RETRAIN_AFTER: "40" });
  await insertPolicyWithoutPause(test.rt);
  ({ rt } = test);
  admin = await signedIn(rt, "admin", "dataset:cases");
  await learn();
  [{ digest } = { digest: "" }] = await listDatasets(rt, admin);
});
afterAll(async () => {
  await test.close();
  await rm(folder, { recursive: true, force: true });
});

/** Forty more labels, and a run that learns from them. */
async function learn(): Promise<void> {
  await insertLabels(rt.db, 40, rt.clock());
  await considerRetraining(rt);
  const [run] = await rt.db.select().from(trainingRun).where(eq(trainingRun.status, "queued"));
  await runRetraining(rt, run?.id ?? "", new AbortController().signal, {
    command: ["--import", "tsx", "tests/integration/support/train-child.ts", "ok", join(folder, "log")],
    timing: { heartbeatMs: 500, staleMs: 3_000 },
  });
}
const all = { filter: {}, page: 1 };
const lines = async () =>
  new TextDecoder()
    .decode((await exportDataset(rt, admin, { digest, format: "jsonl" })).body)
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { id: string; level: number; chief_complaint: string });

describe("a dataset", () => {
  it("is what a run learned from, described, named by its content and held against that name", async () => {
    const [run] = await rt.db.select().from(trainingRun);
    expect(run?.learned?.digest).toBe(digest);
    const view = await viewDataset(rt, admin, { digest, ...all });
    const taught = (await rt.db.select().from(label)).filter((l) => !l.heldOut).length;
    expect(view).toMatchObject({
      verified: true,
      fallen: 0,
      matching: taught,
      runs: [{ version: "0.1.0+r1" }],
      rules: { parent: "0.1.0", given: 40, keptApart: 40 - taught, leftOut: 0 },
      counts: { cases: taught, outcomesOnly: 0 },
      mayExport: true,
    });
    const auditor = await signedIn(rt, "auditor", "console:read");
    expect((await viewDataset(rt, auditor, { digest, ...all })).mayExport).toBe(false);
    const two = await viewDataset(rt, admin, { digest, filter: { level: 2 }, page: 9 });
    expect(two).toMatchObject({ page: 1, matching: view.counts.byLevel[2] });
    expect(await datasetsAsCsv(rt, admin)).toContain(digest);
  });

  it("is shown case by case and saved as files, on record", async () => {
    const [first] = await lines();
    expect(first).toMatchObject({ chief_complaint: "chest pain" });
    const one = await viewDatasetCase(rt, admin, { digest, labelId: first?.id ?? "" });
    expect(one).toMatchObject({ case: { complaint: "chest pain" }, datasets: [digest], outcomes: [] });
    expect(one.label.versions).toEqual([{ version: "0.1.0+r1", status: "candidate", directly: true }]);
    for (const format of ["parquet", "huggingface"] as const)
      expect((await exportDataset(rt, admin, { digest, format })).body.length).toBeGreaterThan(500);
    const events = await listAuditEvents(rt.db, { event: "dataset.exported", limit: 9 });
    expect(events.map((e) => (e.detail as { format: string }).format)).toEqual([
      "huggingface",
      "parquet",
      "jsonl",
    ]);
    expect(await listAuditEvents(rt.db, { event: "dataset.case-viewed", limit: 9 })).toHaveLength(1);
  });

  it("stays as it was described when a case is withdrawn, and gives that case to nobody", async () => {
    const [first] = await lines();
    const before = await viewDataset(rt, admin, { digest, ...all });
    await withdrawLabel(rt, admin, { labelId: first?.id ?? "", reason: "It was another patient's." });
    const after = await viewDataset(rt, admin, { digest, ...all });
    expect(after).toMatchObject({ fallen: 1, matching: before.matching - 1, counts: before.counts });
    expect((await listDatasets(rt, admin))[0]).toMatchObject({ digest, fallen: 1 });
    expect((await lines()).map((l) => l.id)).not.toContain(first?.id);
    const { name } = await exportDataset(rt, admin, { digest, format: "parquet" });
    expect(name).toBe(`openacuity-dataset-${digest.slice(0, 12)}-without-1-withdrawn.parquet`);
    await expect(viewDatasetCase(rt, admin, { digest, labelId: first?.id ?? "" })).rejects.toMatchObject({
      code: "not-found",
    });
  });

  it("is compared with the next, and one that was tampered with is given to nobody", async () => {
    await learn();
    const [second] = await listDatasets(rt, admin);
    const other = second?.digest ?? "";
    expect(other).not.toBe(digest);
    const { diff } = await compareDatasets(rt, admin, { first: digest, second: other });
    // The candidate is not in use: its labels are learned again, with forty more.
    expect(diff.onlyFirst).toEqual([]);
    expect(diff.onlySecond.length).toBeGreaterThan(20);
    expect(diff.same + diff.changed.length).toBe((await lines()).length);
    // Described once more where a release before this one had not.
    const [kept] = await rt.db.select().from(dataset).where(eq(dataset.digest, other));
    await rt.db.delete(dataset).where(eq(dataset.digest, other));
    await keepDatasets(rt);
    const [again] = await rt.db.select().from(dataset).where(eq(dataset.digest, other));
    expect(again).toMatchObject({ counts: kept?.counts, runId: kept?.runId, rules: kept?.rules });
    await rt.db
      .update(runLabel)
      .set({ weight: 0.123 })
      .where(eq(runLabel.labelId, diff.onlySecond[0] ?? ""));
    await expect(viewDataset(rt, admin, { digest: other, ...all })).rejects.toMatchObject({
      code: "artifact-invalid",
    });
    await expect(exportDataset(rt, admin, { digest: other, format: "jsonl" })).rejects.toMatchObject({
      code: "artifact-invalid",
    });
  });
});
