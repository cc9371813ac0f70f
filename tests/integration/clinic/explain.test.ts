import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findAssessment } from "@/db/queries/assessment";
import { listAuditEvents } from "@/db/queries/audit";
import { assessment } from "@/db/schema";
import { sealSet } from "@/db/sealed";
import { explainCase } from "@/lib/explain/explain-case";
import type { Explanation } from "@/lib/explain/explanation";
import { WITHHELD } from "@/lib/language/may-not-be-said";
import { getBoard } from "@/lib/workflows/clinic/board";
import { explainAssessment, explanationSeed } from "@/lib/workflows/clinic/explain-assessment";
import { openEncounter } from "@/lib/workflows/clinic/open-encounter";
import { recordDecision } from "@/lib/workflows/clinic/record-decision";
import { type Clinic, codeOf, gesture, open, startClinic, testEngine } from "./support";

let clinic: Clinic;
beforeAll(async () => {
  clinic = await startClinic();
});
afterAll(() => clinic.close());

describe("an assessment", () => {
  it("shows what its figures were measured on and what was not known", async () => {
    const { view } = await open(clinic, "nurse1", "enc-001");
    expect(view.assessment.provenance).toContain("a test set (1,200 cases): accuracy 0.50");
    expect(view.assessment.probabilities).toHaveLength(5);
    expect(view.assessment.explanation).toBeNull();
  });

  it("is explained once, whoever asks and however often", async () => {
    const { rt } = clinic;
    const { auth, view } = await open(clinic, "nurse1", "enc-002");
    const ref = { ...view, assessmentId: view.assessment.id };
    const answers = await Promise.all([1, 2, 3].map(() => explainAssessment(rt, auth, ref)));
    const [first] = answers;
    expect(answers.every((a) => JSON.stringify(a) === JSON.stringify(first))).toBe(true);
    expect(first?.explanation?.additivityResidual).toBeLessThan(1e-4);
    expect(first?.summary).toHaveLength(3);
    expect(await listAuditEvents(rt.db, { event: "assessment.explained", limit: 10 })).toHaveLength(1);
    expect((await openEncounter(rt, auth, view)).assessment.explanation).toEqual(first?.explanation);
  });

  it("shows no sentence that says what may not be said, and counts it", async () => {
    const { rt } = clinic;
    const { auth, view } = await open(clinic, "nurse1", "enc-007");
    const ref = { ...view, assessmentId: view.assessment.id };
    const fine = await explainAssessment(rt, auth, ref);
    expect(fine.summary).not.toContain(WITHHELD);
    await rt.db
      .update(assessment)
      .set({ missing: ["whether it is safe to wait"] })
      .where(eq(assessment.id, view.assessment.id));
    const counted = async () =>
      (await rt.metrics.registry.getSingleMetric("openacuity_withheld_texts_total")?.get())?.values ?? [];
    expect(await counted()).toEqual([]);
    const shown = await explainAssessment(rt, auth, ref);
    expect(shown.summary).toEqual([...fine.summary.slice(0, 2), WITHHELD]);
    expect(await counted()).toMatchObject([{ labels: { place: "page", kind: "certainty" }, value: 1 }]);
  });

  it("is explained again by what is stored with it, to the same numbers", async () => {
    const { rt } = clinic;
    const { auth, view } = await open(clinic, "nurse1", "enc-005");
    await explainAssessment(rt, auth, { ...view, assessmentId: view.assessment.id });
    const row = await findAssessment(rt.db, view.assessment.id);
    if (!row?.case || !row.explanation) throw new Error("not kept");
    const { explanation } = row;
    expect(explanation.seed).toBe(explanationSeed(row.id));
    expect(explanation.by).toEqual({
      engine: row.engine,
      device: row.device,
      precision: row.precision,
      artifactDigest: row.artifactDigest,
    });
    const { seed, samplesByGroup } = explanation;
    const again = await explainCase(row.case, testEngine({ broken: null, asked: 0 }), {
      seed,
      samplesByGroup,
    });
    expect({ ...again, durationMs: 0 }).toEqual({ ...explanation, durationMs: 0 });
    const [event] = await listAuditEvents(rt.db, { event: "assessment.explained", limit: 1 });
    expect(event?.detail).toMatchObject({ seed, samplesByGroup, evaluations: explanation.evaluations });
  });

  it("shows what the parts of the form add before it is explained, and the same afterwards", async () => {
    const { rt, model } = clinic;
    const { auth, view } = await open(clinic, "nurse1", "enc-006");
    const ref = { ...view, assessmentId: view.assessment.id };
    const explained = () => listAuditEvents(rt.db, { event: "assessment.explained", limit: 50 });
    const events = (await explained()).length;
    const before = model.asked;
    const [first, second] = await Promise.all(
      [1, 2].map(() => explainAssessment(rt, auth, { ...ref, stage: "groups" })),
    );
    expect(first).toMatchObject({ explanation: null, id: view.assessment.id });
    expect(first?.groups.map((g) => g.label)).toContain("Vital signs");
    expect(second?.groups).toEqual(first?.groups);
    expect(model.asked - before).toBeLessThanOrEqual(32);
    expect((await explained()).length).toBe(events);
    const whole = await explainAssessment(rt, auth, ref);
    expect(whole.groups).toEqual(first?.groups);
    expect(whole.explanation?.groups).toEqual(first?.groups);
    expect(model.asked - before).toBe(whole.explanation?.evaluations);
    expect((await explainAssessment(rt, auth, { ...ref, stage: "groups" })).explanation).toEqual(
      whole.explanation,
    );
  });

  it("gets more samples, once, where the first left the order of the reasons open", async () => {
    const { rt } = clinic;
    const { auth, view } = await open(clinic, "nurse1", "enc-007");
    const ref = { ...view, assessmentId: view.assessment.id, stage: "refined" as const };
    const first = (await explainAssessment(rt, auth, ref)).explanation;
    if (!first) throw new Error("not explained");
    const coarse: Explanation = { ...first, settled: false, evaluations: 100 };
    await rt.db
      .update(assessment)
      .set(sealSet(assessment, view.assessment.id, { explanation: coarse }))
      .where(eq(assessment.id, view.assessment.id));

    const explained = async () =>
      (await listAuditEvents(rt.db, { event: "assessment.explained", limit: 50 })).length;
    const events = await explained();
    expect((await explainAssessment(rt, auth, { ...ref, stage: null })).explanation).toEqual(coarse);
    const refined = await Promise.all([1, 2].map(() => explainAssessment(rt, auth, ref)));
    expect(refined[0]?.explanation?.evaluations).toBeGreaterThan(100);
    expect(refined[1]?.explanation).toEqual(refined[0]?.explanation);
    expect(await explained()).toBe(events + 1);
    expect((await explainAssessment(rt, auth, ref)).explanation).toEqual(refined[0]?.explanation);
    expect(await explained()).toBe(events + 1);
  });

  it("is not explained by an answer other than the one that was shown", async () => {
    const { rt } = clinic;
    const { auth, view } = await open(clinic, "nurse1", "enc-008");
    await rt.db
      .update(assessment)
      .set({ expectedSeverity: 1.5 })
      .where(eq(assessment.id, view.assessment.id));
    const { explanation, summary } = await explainAssessment(rt, auth, {
      ...view,
      assessmentId: view.assessment.id,
    });
    expect(explanation?.additivityResidual).toBeGreaterThan(1e-4);
    expect(summary).toEqual([]);
  });

  it("is explained to those alone who may open its visit", async () => {
    const { rt } = clinic;
    const { auth, view } = await open(clinic, "nurse1", "enc-003");
    const other = await open(clinic, "nurse1", "enc-004");
    const mixed = { ...other.view, assessmentId: view.assessment.id };
    expect(await codeOf(explainAssessment(rt, other.auth, mixed))).toBe("not-found");
    expect(await codeOf(explainAssessment(rt, auth, { ...mixed, encounterId: view.encounterId }))).toBe(
      "launch-refused",
    );
  });

  it("of a patient of unknown age is by the rules that hold at any age, stays on the board, and can be decided on", async () => {
    const { rt } = clinic;
    const { auth } = await open(clinic, "nurse1", "enc-001");
    for (let refresh = 0; refresh < 2; refresh++) {
      const row = (await getBoard(rt, auth)).rows.find((r) => r.ageYears === null);
      if (!row) throw new Error("nobody of unknown age on the board");
      const view = await openEncounter(rt, auth, { encounterId: row.encounterId, launchId: null });
      expect(view.assessment).toMatchObject({
        level: 2,
        floor: { level: 2, rules: [{ id: "sickle-crisis" }] },
        model: { state: "rules-only", why: expect.stringMatching(/age is unknown/) },
      });
      const explained = await explainAssessment(rt, auth, { ...view, assessmentId: view.assessment.id });
      expect(explained.explanation).toBeNull();
      if (refresh === 1)
        expect(await recordDecision(rt, auth, gesture(view))).toMatchObject({ kind: "accept", level: 2 });
    }
  });

  it("keeps what a replay needs", async () => {
    const rows = await clinic.rt.db.select().from(assessment);
    const answered = rows.filter((r) => r.modelVersion !== null);
    expect(answered.length).toBeGreaterThan(0);
    for (const row of answered) {
      expect(row).toMatchObject({ artifactDigest: "d".repeat(64), engine: "onnx", device: "cpu" });
      expect(row.case).not.toBeNull();
      expect(row.probabilities).toHaveLength(5);
    }
  });
});
