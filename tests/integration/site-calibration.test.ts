import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { checksOf } from "@/db/queries/model-check";
import { auditEvent, encounter, label, siteCalibration } from "@/db/schema";
import { calibrationDigest } from "@/lib/policy/site-calibration";
import { runModelCheck } from "@/lib/workflows/learning/check-runner";
import { askCalibration, viewCalibrations } from "@/lib/workflows/learning/site-calibrations";
import { insertLabels } from "./support/rows";
import { openTestRuntime, signedIn, type TestRuntime } from "./support/runtime";
import { makeTinyModel } from "./support/tiny-model";

let folder: string;
let test: TestRuntime;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "openacuity-calibration-"));
  await makeTinyModel(join(folder, "0.1.0"), "0.1.0");
});
afterAll(() => rm(folder, { recursive: true, force: true }));
beforeEach(async () => {
  test = await openTestRuntime({ MODEL_DIR: join(folder, "0.1.0") });
});
afterEach(() => test.close());

const steward = () => signedIn(test.rt, "admin", "model:promote");
const work = async (version: string) => {
  const [check] = await checksOf(test.rt.db, version);
  await runModelCheck(test.rt, check?.id ?? "", new AbortController().signal);
};

describe("making a site's calibration", () => {
  it("fits on a part, judges by other patients under the checks in force, and keeps it signed, once", async () => {
    const { rt } = test;
    await insertLabels(rt.db, 260, rt.clock());
    const asked = await askCalibration(rt, await steward());
    expect(asked.all[0]).toMatchObject({ version: "site-calibration-1", state: "measuring", canLay: false });
    await expect(askCalibration(rt, await steward())).rejects.toMatchObject({ code: "conflict" });
    await work("site-calibration-1");
    await work("site-calibration-1");
    expect((await checksOf(rt.db, "site-calibration-1"))[0]).toMatchObject({
      status: "succeeded",
      error: null,
    });
    const [row] = await rt.db.select().from(siteCalibration);
    if (!row?.content || !row.report || !row.fittedOn) throw new Error("it was not made");
    expect(row.digest).toBe(calibrationDigest(row.content));
    expect(row.signature).not.toBeNull();
    expect(row.report.fitted + row.report.judged).toBe(260);
    expect(row.report.fitted).toBe(row.fittedOn.length);
    // Nobody who is only ever measured on was fitted on.
    const heldOut = await rt.db.select({ id: label.id }).from(label).where(eq(label.heldOut, true));
    expect(row.fittedOn.filter((id) => heldOut.some((h) => h.id === id))).toEqual([]);
    const [check] = await checksOf(rt.db, row.version);
    expect(check).toMatchObject({
      status: "succeeded",
      verdict: "failed",
      against: "0.1.0",
      digest: row.digest,
    });
    // An untrained model ranks nobody, with numbers over it or without; and 100-odd labels tell nothing.
    expect(check?.findings?.map((f) => f.gate)).toEqual(
      expect.arrayContaining(["site-labels", "urgent-ranking"]),
    );
    expect(check?.championMetrics?.map((m) => m.cases)).toEqual(check?.candidateMetrics?.map((m) => m.cases));
    const view = (await viewCalibrations(rt, await steward())).all[0];
    expect(view).toMatchObject({ state: "made", verdict: "failed", canLay: false });
    expect(view?.objection).toContain("too few to tell");
    const events = (await rt.db.select().from(auditEvent)).map((e) => e.event);
    expect(events.filter((e) => e === "calibration.made")).toHaveLength(1);
  });

  it("has all labels of a patient on one side", async () => {
    const { rt } = test;
    await insertLabels(rt.db, 200, rt.clock());
    // Everybody came twice.
    const visits = await rt.db.select({ id: encounter.id }).from(encounter);
    for (const [i, { id }] of visits.entries())
      await rt.db
        .update(encounter)
        .set({ patientKey: `patient-${i % 100}` })
        .where(eq(encounter.id, id));
    const said = await askCalibration(rt, await steward()).catch((error) => error.userMessage as string);
    expect(said).toMatchObject({ labels: 200 });
    await work("site-calibration-1");
    const [check] = await checksOf(rt.db, "site-calibration-1");
    // Four fifths of the patients have a label of somebody who is only measured on, so too few are left to fit on: nothing is made.
    expect(check).toMatchObject({ status: "failed", error: expect.stringContaining("to fit on") });
    expect((await viewCalibrations(rt, await steward())).all[0]).toMatchObject({ state: "failed" });
  });

  it("is refused in words with too few labels", async () => {
    await insertLabels(test.rt.db, 99, test.rt.clock());
    await expect(askCalibration(test.rt, await steward())).rejects.toMatchObject({
      userMessage: expect.stringContaining("99 labels"),
    });
  });
});
