import { describe, expect, it } from "vitest";
import { random } from "@/lib/core/random";
import type { Course } from "@/lib/measures/evidence";
import { openArtifact } from "@/lib/model/artifact";
import type { Prediction } from "@/lib/model/prediction";
import { checkGates } from "@/lib/registry/gates/check-gates";
import { DEFAULT_GATE_POLICY } from "@/lib/registry/gates/default-policy";
import type { GatePolicy } from "@/lib/registry/gates/gate-policy";
import { weighCourses } from "./gather-evidence";
import { publishedCourses } from "./published-evidence";

const CASES = 800;
const r = random(5, "courses");
const course: Course[] = Array.from({ length: CASES }, (_, i) => ({
  criticalCare: i % 10 === 0,
  admission: i % 7 === 0 ? null : i % 3 === 0,
}));
/** Whose risks tell so much of what came: 0 nothing, large everything. */
const answers = (tells: number): Prediction[] =>
  course.map(({ criticalCare, admission }) => {
    const risk = (had: boolean | null) => 1 / (1 + Math.exp(-(tells * (had ? 1 : -1) + r.normal())));
    return {
      outlook: {
        risks: {
          lifeSaving: 0,
          criticalCare: risk(criticalCare),
          admission: risk(admission),
          psychiatricTransfer: 0,
        },
        resources: [1, 0, 0],
      },
      criticalRisk: null,
    } as unknown as Prediction;
  });
const [good, poor] = [answers(1.5), answers(0.3)];
const policy: GatePolicy = {
  ...DEFAULT_GATE_POLICY,
  gates: DEFAULT_GATE_POLICY.gates.filter((g) => g.id.endsWith("-ranking") && !g.id.includes("urgent")),
};
const found = (evidence: ReturnType<typeof weighCourses>) =>
  Object.fromEntries(checkGates(policy, evidence).map((f) => [f.gate, f]));

describe("what came of patients as a check", () => {
  it("measures each outcome on those of whom it is known, with the rarer counted", () => {
    const [critical, admission] = weighCourses({ dataset: "Site", course }, good, good);
    expect(critical).toMatchObject({ kind: "critical-care", cases: CASES, had: 80 });
    expect(admission?.cases).toBe(course.filter((c) => c.admission !== null).length);
    expect(critical?.difference[0]).toMatchObject({ value: 0, low: 0, high: 0 });
  });

  it("lets the same or a better version pass, and fails one that tells much less", () => {
    for (const before of [good, poor]) {
      const { "critical-ranking": critical, "admission-ranking": admission } = found(
        weighCourses({ dataset: "Site", course }, good, before),
      );
      expect([critical?.severity, admission?.severity]).toEqual(["pass", "pass"]);
    }
    const worse = found(weighCourses({ dataset: "Site", course }, poor, good));
    expect(worse["critical-ranking"]).toMatchObject({ severity: "fail" });
    expect(worse["admission-ranking"]?.text).toMatch(/worse is the most allowed/);
  });

  it("says too few to tell below the least number, on either side", () => {
    const few = (had: boolean) =>
      course.map((_, i) => ({ criticalCare: i < 29 ? had : !had, admission: null }));
    for (const rare of [true, false]) {
      const findings = found(weighCourses({ dataset: "Site", course: few(rare) }, poor, good));
      expect(findings["critical-ranking"]).toMatchObject({ severity: "few" });
      expect(findings["critical-ranking"]?.text).toContain("29 cases with the rarer outcome, 30 are needed");
      expect(findings["admission-ranking"]).toBeUndefined();
    }
  });

  it("refuses a version that says nothing of what the one in use tells, and asks nothing where neither does", () => {
    const silent = good.map((p) => ({ ...p, outlook: undefined })) as unknown as Prediction[];
    expect(found(weighCourses({ dataset: "Site", course }, silent, good))["critical-ranking"]).toMatchObject({
      severity: "fail",
      text: expect.stringContaining("could not be measured"),
    });
    expect(weighCourses({ dataset: "Site", course }, silent, silent)).toEqual([]);
  });

  it("has what the release says of itself, fixed figures that travel with it", async () => {
    const evidence = await publishedCourses(await openArtifact("models/openacuity-triage"));
    expect(evidence.map((e) => e.kind)).toEqual(["critical-care", "admission"]);
    const { "critical-ranking": critical, "admission-ranking": admission } = found(evidence);
    expect([critical?.severity, admission?.severity]).toEqual(["pass", "pass"]);
  });
});
