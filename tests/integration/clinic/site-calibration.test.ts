import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { findAssessment } from "@/db/queries/assessment";
import { closeCalibration, insertCalibration } from "@/db/queries/site-calibration";
import { auditEvent, modelCheck, siteCalibration } from "@/db/schema";
import { calibrateForSite, type SiteCalibrationContent } from "@/lib/policy/site-calibration";
import { whoAnswers } from "@/lib/workflows/clinic/board-shared";
import { explainAssessment } from "@/lib/workflows/clinic/explain-assessment";
import { openEncounter } from "@/lib/workflows/clinic/open-encounter";
import {
  layCalibration,
  takeCalibrationOff,
  viewCalibrations,
} from "@/lib/workflows/learning/site-calibrations";
import { insertPassedCheck } from "../support/rows";
import { signedIn } from "../support/runtime";
import { type Clinic, MODEL, open, startClinic, type TestModel, testEngine } from "./support";

const model: TestModel = { broken: null, asked: 0 };
const RULE = {
  policy: { thresholds: [1.5, 2.5, 3.5, 4.5] as [number, number, number, number] },
  conformal: { coverage: 0.9, childBelowYears: 16, adult: 0.1, child: 0.1 },
};
let clinic: Clinic;
beforeAll(async () => {
  clinic = await startClinic({
    env: { EHR_TIMEOUT_MS: "30000" },
    loadEngine: async (_dir, policy) => ({ ...testEngine(model, policy), decision: RULE }),
  });
});
afterAll(() => clinic.close());
afterEach(async () => {
  const steward = await signedIn(clinic.rt, "admin", "model:promote");
  if ((await viewCalibrations(clinic.rt, steward)).inForce)
    await takeCalibrationOff(clinic.rt, steward, { reason: "between two tests" });
});

const digest = testEngine(model).artifactDigest;
const SITE = { temperature: 1.25, bias: [0, 0, 0.5, 0.5, 0.5] as [number, number, number, number, number] };

/** One that was made and passed, as the worker leaves it (tests/integration/site-calibration.test.ts). */
async function made(over: Partial<SiteCalibrationContent> = {}, verdict: "passed" | "failed" = "passed") {
  const { rt } = clinic;
  const content: SiteCalibrationContent = {
    format_version: 1,
    model: { version: MODEL.version, digest },
    site: SITE,
    units: {},
    fitted: { labels: 300, patients: 300, units: {}, digest: "x", until: rt.clock().toISOString() },
    ...over,
  };
  const version = await rt.db.transaction(async (tx) => {
    const row = await insertCalibration(tx, {
      modelVersion: MODEL.version,
      modelDigest: digest,
      labelIds: [],
      requestedAt: rt.clock(),
      requestedBy: "a test",
    });
    const report = {
      fitted: 300,
      judged: 200,
      judgedPatients: 200,
      judgedUrgent: 60,
      before: [],
      after: [],
      unreadable: 0,
    };
    await closeCalibration(tx, row.version, { content, fittedOn: [], report, madeAt: rt.clock() });
    return row.version;
  });
  const [row] = await rt.db.select().from(siteCalibration).where(eq(siteCalibration.version, version));
  await insertPassedCheck(rt, version, {
    digest: row?.digest ?? "",
    verdict,
    against: MODEL.version,
    servedWith: null,
  });
  return version;
}
async function lay(version: string) {
  const steward = await signedIn(clinic.rt, "admin", "model:promote");
  const { seq } = await viewCalibrations(clinic.rt, steward);
  return layCalibration(clinic.rt, steward, {
    version,
    expectedSeq: seq,
    reason: "It passed, and we chart so",
  });
}

describe("a site's calibration", () => {
  it("is laid over every answer, which says so, records it, and explains the served value; off, the model's own is back", async () => {
    const { rt } = clinic;
    const { auth, view: alone } = await open(clinic, "nurse1", "enc-001");
    expect(alone.assessment.adjusted).toBeNull();
    const before = (await whoAnswers(rt)).said;
    await lay(await made());
    // The board shares answers by who gave them.
    expect((await whoAnswers(rt)).said).not.toBe(before);
    const adjusted = await openEncounter(rt, auth, alone);
    const p = adjusted.assessment.probabilities as number[];
    calibrateForSite(alone.assessment.probabilities as number[], SITE).forEach((x, i) => {
      expect(p[i]).toBeCloseTo(x, 9);
    });
    expect(adjusted.assessment.adjusted).not.toBeNull();
    expect(adjusted.assessment.id).not.toBe(alone.assessment.id);
    expect(adjusted.assessment.level ?? 9).toBeLessThanOrEqual(adjusted.assessment.floor?.level ?? 9);
    const row = await findAssessment(rt.db, adjusted.assessment.id);
    expect(row?.calibration).toHaveLength(64);

    const steward = await signedIn(rt, "admin", "model:promote");
    await takeCalibrationOff(rt, steward, { reason: "to see the model alone" });
    expect((await openEncounter(rt, auth, alone)).assessment.id).toBe(alone.assessment.id);
    // The older answer is explained as it was given, also now that the calibration is off.
    const explained = await explainAssessment(rt, auth, { ...alone, assessmentId: adjusted.assessment.id });
    expect(explained.explanation?.outputValue).toBeCloseTo(adjusted.assessment.expectedSeverity as number, 9);
    expect(explained.explanation?.additivityResidual).toBeLessThan(1e-4);
  });

  it("has a department's own numbers where it has them", async () => {
    const { rt } = clinic;
    const { auth, view: alone } = await open(clinic, "nurse1", "enc-002");
    const own = { ...SITE, bias: [1, 0, 0, 0, 0] as typeof SITE.bias };
    await lay(await made({ units: { [auth.principal.issuer]: own } }));
    const p = (await openEncounter(rt, auth, alone)).assessment.probabilities as number[];
    calibrateForSite(alone.assessment.probabilities as number[], own).forEach((x, i) => {
      expect(p[i]).toBeCloseTo(x, 9);
    });
  });

  it("comes into force only when it passed for this model under the checks in force, by somebody who saw what is", async () => {
    const failed = await made({}, "failed");
    await expect(lay(failed)).rejects.toMatchObject({ code: "gates-failed" });
    const version = await made();
    const steward = await signedIn(clinic.rt, "admin", "model:promote");
    const stale = { version, expectedSeq: -1, reason: "a page of before" };
    await expect(layCalibration(clinic.rt, steward, stale)).rejects.toMatchObject({ code: "conflict" });
    await clinic.rt.db.delete(modelCheck).where(eq(modelCheck.version, version));
    await expect(lay(version)).rejects.toMatchObject({ code: "not-measured" });
    const other = await made();
    await clinic.rt.db
      .update(siteCalibration)
      .set({ modelDigest: "another" })
      .where(eq(siteCalibration.version, other));
    await expect(lay(other)).rejects.toMatchObject({ code: "not-measured" });
  });

  it("is not served when its row was changed: the model answers as it is, and the page says why", async () => {
    const { rt } = clinic;
    const { auth, view: alone } = await open(clinic, "nurse1", "enc-003");
    const version = await made();
    await lay(version);
    const [row] = await rt.db.select().from(siteCalibration).where(eq(siteCalibration.version, version));
    const content = row?.content as SiteCalibrationContent;
    const swapped = { ...content, site: { ...SITE, bias: [-1.5, -1.5, 0, 1.5, 1.5] as typeof SITE.bias } };
    await rt.db.update(siteCalibration).set({ content: swapped }).where(eq(siteCalibration.version, version));
    rt.engines.invalidate();
    expect((await openEncounter(rt, auth, alone)).assessment.id).toBe(alone.assessment.id);
    const steward = await signedIn(rt, "admin", "model:promote");
    expect(await viewCalibrations(rt, steward)).toMatchObject({
      inForce: null,
      trouble: expect.stringContaining("not what was made"),
    });
    await expect(lay(version)).rejects.toMatchObject({ code: "artifact-invalid" });
    await takeCalibrationOff(rt, steward, { reason: "it was changed" });
  });

  it("is on and off in the audit log, with who and why", async () => {
    const events = (await clinic.rt.db.select().from(auditEvent)).map((e) => e.event);
    expect(events).toEqual(expect.arrayContaining(["calibration.on", "calibration.off"]));
  });
});
