import { describe, expect, it } from "vitest";
import { CHANGES, type Evidence } from "@/lib/measures/evidence";
import { GROUP_LOSS } from "@/lib/measures/group-losses";
import { checkGates, verdictOf } from "./check-gates";
import { DEFAULT_GATE_POLICY } from "./default-policy";
import { type GatePolicy, gatePolicySchema, policyDigest } from "./gate-policy";

const FOUND = "Sensitivity, levels 1-2";

/** One set measured: figures by name, of the version in use and of the candidate. */
function evidence(
  figures: Readonly<Record<string, readonly [before: number | null, after: number | null]>>,
  over: Partial<Evidence> = {},
): Evidence {
  const set = (side: 0 | 1) => ({
    dataset: "a set",
    cases: over.cases ?? 1_500,
    figures: Object.entries(figures).map(([name, pair]) => ({ name, value: pair[side] })),
  });
  return {
    kind: "benchmark",
    dataset: "a set",
    cases: 1_500,
    urgent: 600,
    shownUrgent: 400,
    before: set(0),
    after: set(1),
    difference: [],
    ...over,
  };
}
const policyOf = (...ids: string[]): GatePolicy => ({
  ...DEFAULT_GATE_POLICY,
  gates: DEFAULT_GATE_POLICY.gates.filter((g) => ids.includes(g.id)),
});
const severity = (e: Evidence, ...ids: string[]) => checkGates(policyOf(...ids), [e]).map((f) => f.severity);

describe("gates", () => {
  it.each([
    [0.45, 0.45, "pass"],
    [0.45, 0.6, "pass"],
    [0.45, 0.42, "warn"],
    [0.6, 0.54, "fail"],
    // Little worse than before, and before was little above the floor: the floor holds all the same.
    [0.36, 0.345, "fail"],
    [0.37, 0.37, "warn"],
  ])("urgent patients found, %d before and %d now: %s", (before, after, expected) => {
    expect(severity(evidence({ [FOUND]: [before, after] }), "urgent-found")).toEqual([expected]);
  });

  it("warns where the loss may be beyond the margin though it was not so on these cases", () => {
    const difference = [{ name: FOUND, value: -0.01, low: -0.08, high: 0.06 }];
    expect(severity(evidence({ [FOUND]: [0.45, 0.44] }, { difference }), "urgent-found")).toEqual(["warn"]);
  });

  it("fails what makes urgent patients less urgent, on the benchmark as on patients of late", () => {
    for (const kind of ["benchmark", "live"] as const) {
      const lost = evidence({ [CHANGES.urgentLost]: [null, 0.44] }, { kind });
      const findings = checkGates(policyOf("urgent-lost"), [lost]);
      expect(findings.find((f) => f.gate === "urgent-lost")?.severity).toBe("fail");
    }
  });

  it.each([
    [0, "pass"],
    [0.04, "warn"],
    [0.12, "fail"],
    [null, "fail"],
  ])("a group that loses %d of its urgent patients beyond chance: %s", (lost, expected) => {
    expect(severity(evidence({ [GROUP_LOSS]: [null, lost] }), "group-urgent-lost")[0]).toBe(expected);
  });

  it("asks about groups only where one is sure to have enough urgent patients", () => {
    const few = evidence({ [GROUP_LOSS]: [null, null] }, { urgent: 149 });
    const found = checkGates(policyOf("group-urgent-lost"), [few]).find(
      (f) => f.gate === "group-urgent-lost",
    );
    expect(found?.severity).toBe("few");
  });

  it("says that there are too few, passes nothing on them and leaves nothing out", () => {
    const few = evidence({ [FOUND]: [1, 1] }, { kind: "site", cases: 11, urgent: 4 });
    const findings = checkGates(policyOf("site-urgent-found"), [few]);
    expect(findings.map((f) => f.severity)).toEqual(["fail", "few"]);
    expect(findings[1]?.text).toBe(
      "Urgent patients found (levels 1-2): too few to tell; 4 urgent cases, 50 are needed (a set, 11 cases)",
    );
    expect(verdictOf(findings)).toBe("failed");
  });

  it("fails what could not be measured though there were cases enough", () => {
    expect(severity(evidence({ [FOUND]: [0.4, null] }), "urgent-found")).toEqual(["fail"]);
  });

  it("passes nothing that was not seen on the benchmark", () => {
    expect(verdictOf(checkGates(DEFAULT_GATE_POLICY, []))).toBe("failed");
    const site = evidence({ [FOUND]: [0.5, 0.9] }, { kind: "site" });
    expect(verdictOf(checkGates(policyOf("site-urgent-found"), [site]))).toBe("failed");
  });

  it("says the numbers, the limit and what they were measured on", () => {
    const [finding] = checkGates(policyOf("urgent-found"), [evidence({ [FOUND]: [0.443, 0.12] })]);
    expect(finding?.text).toBe(
      "Urgent patients found (levels 1-2): 12.0 %, before 44.3 %; at least 35.0 % is asked for; 5.0 points worse is the most allowed (a set, 1,500 cases)",
    );
  });

  it("comes as a policy that is whole, and has a name for its content", () => {
    expect(gatePolicySchema.parse(DEFAULT_GATE_POLICY)).toEqual(DEFAULT_GATE_POLICY);
    const ids = DEFAULT_GATE_POLICY.gates.map((g) => g.id);
    expect(new Set(ids).size).toBe(ids.length);
    const changed = { ...DEFAULT_GATE_POLICY, version: 2 };
    expect(policyDigest(changed)).not.toBe(policyDigest(DEFAULT_GATE_POLICY));
  });
});
