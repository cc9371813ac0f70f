import { appendFile, cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { getBoard } from "@/lib/workflows/clinic/board";
import { explainAssessment } from "@/lib/workflows/clinic/explain-assessment";
import { openEncounter } from "@/lib/workflows/clinic/open-encounter";
import { recordDecision } from "@/lib/workflows/clinic/record-decision";
import { viewPolicy } from "@/lib/workflows/learning/change-policy";
import { loadEngine } from "@/lib/workflows/service/load-engine";
import { gesture, open, startClinic } from "./support";

const SHIPPED = resolve("models/openacuity-triage");

describe("the model that ships", () => {
  it("assesses the department, explains itself, and is refused once a byte of it changes", async () => {
    const dir = await mkdtemp(join(tmpdir(), "shipped-"));
    await cp(SHIPPED, join(dir, "model"), { recursive: true });
    const clinic = await startClinic({
      withoutModel: true,
      loadEngine: loadEngine("auto"),
      env: { MODEL_DIR: join(dir, "model"), EHR_TIMEOUT_MS: "8000" },
    });
    try {
      const { rt } = clinic;
      const { auth, view } = await open(clinic, "nurse1", "enc-001");
      expect(view.assessment.model).toMatchObject({ state: "ready", name: "openacuity-triage" });
      // Figures of the answers, under the policy in force.
      expect(view.assessment.provenance).toMatch(/Measured on .*balanced policy \(.*cases/);
      expect(view.assessment.provenance).not.toMatch(/safety-first policy|Explanations/);
      const started = performance.now();
      const board = await getBoard(rt, auth);
      const boardMs = Math.round(performance.now() - started);
      const levels = new Set(board.rows.map((r) => r.level));
      expect(board.rows.length).toBeGreaterThanOrEqual(60);
      expect(levels.size).toBeGreaterThanOrEqual(4);
      // The four questions stand with every level, and what is expected next.
      expect(view.assessment.questions.level).not.toBeNull();
      expect(view.assessment.outlook?.resources.reduce((a, b) => a + b)).toBeCloseTo(1, 6);
      // Before another policy is put into force, a steward sees what it would have shown to these patients.
      const policies = await viewPolicy(rt, auth);
      const [balanced, safetyFirst] = policies?.choices ?? [];
      expect(balanced?.lately?.patients).toBeGreaterThanOrEqual(50);
      expect(balanced?.lately).toMatchObject({ moreUrgent: 0, lessUrgent: 0 });
      expect(safetyFirst?.lately).toMatchObject({ lessUrgent: 0 });
      expect(safetyFirst?.costs?.[1]?.[2]).toBeGreaterThan(balanced?.costs?.[1]?.[2] as number);
      // A bound that takes ordinary patients for unheard-of ones would be of no use.
      expect(board.rows.filter((r) => r.unlike).length).toBeLessThan(0.1 * board.rows.length);

      const times: number[] = [];
      for (const row of board.rows.filter((r) => r.levelSource === "suggested").slice(0, 6)) {
        const page = await openEncounter(rt, auth, { encounterId: row.encounterId, launchId: null });
        const from = performance.now();
        const answer = await explainAssessment(rt, auth, { ...page, assessmentId: page.assessment.id });
        times.push(Math.round(performance.now() - from));
        expect(answer.explanation?.additivityResidual).toBeLessThan(1e-4);
        expect(answer.summary).toHaveLength(3);
      }
      console.log(`board of ${board.rows.length}: ${boardMs} ms; explanations: ${times.join(", ")} ms`);

      const models = join(rt.dataDir, "models");
      const { globSync } = await import("node:fs");
      const files = [join(dir, "model", "model.onnx"), ...globSync(`${models}/**/model.onnx`)];
      for (const file of files) await appendFile(file, "x");
      rt.engines.invalidate();
      await expect
        .poll(async () => (await rt.engines.state()).state, { timeout: 20_000, interval: 250 })
        .toBe("rules-only");
      const rules = await openEncounter(rt, auth, view);
      expect(rules.assessment).toMatchObject({
        modelLevel: null,
        model: { state: "rules-only", why: expect.stringMatching(/integrity check/) },
      });
      await recordDecision(rt, auth, gesture(rules));
    } finally {
      await clinic.close();
      await rm(dir, { recursive: true, force: true });
    }
  }, 150_000);
});
