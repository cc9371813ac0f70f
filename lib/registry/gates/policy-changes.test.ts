import { describe, expect, it } from "vitest";
import { DEFAULT_GATE_POLICY } from "./default-policy";
import type { Gate, GatePolicy } from "./gate-policy";
import { describeChanges, problemsOf } from "./policy-changes";

const withGate = (id: string, over: Partial<Gate>): GatePolicy => ({
  ...DEFAULT_GATE_POLICY,
  gates: DEFAULT_GATE_POLICY.gates.map((g) => (g.id === id ? { ...g, ...over } : g)),
});
const without = (...ids: string[]): GatePolicy => ({
  ...DEFAULT_GATE_POLICY,
  gates: DEFAULT_GATE_POLICY.gates.filter((g) => !ids.includes(g.id)),
});
const FOUND = "Urgent patients found (levels 1-2) (the benchmark)";

describe("the difference of two gate policies, in words", () => {
  it.each([
    ["none", DEFAULT_GATE_POLICY, []],
    [
      "a floor",
      withGate("urgent-found", { limit: { warn: 0.4, fail: 0.3 } }),
      [`${FOUND}: fails below 30 %, before below 35 %`],
    ],
    [
      "a ceiling",
      withGate("far-too-low", { limit: { warn: 0.2, fail: 0.3 } }),
      ["Patients put far too low (the benchmark): is to be looked at above 20 %, before above 26 %"],
    ],
    [
      "a margin, and a limit that goes",
      withGate("agreement", { worse: { warn: 0.03, fail: 0.1 }, limit: undefined }),
      [
        "Agreement with the levels charted (kappa) (the benchmark): fails more than 0.1 worse, before more than 0.06 worse",
        "Agreement with the levels charted (kappa) (the benchmark): fails no limit, before below 0.38",
        "Agreement with the levels charted (kappa) (the benchmark): is to be looked at no limit, before below 0.43",
      ],
    ],
    [
      "how many cases",
      withGate("urgent-found", { least: { of: "urgent", count: 50 } }),
      [`${FOUND}: needs at least 50 urgent cases, before 100 urgent cases`],
    ],
    ["a check left out", without("urgent-found"), [`${FOUND}: not checked any more`]],
  ])("%s", (_what, to, words) => {
    expect(describeChanges(DEFAULT_GATE_POLICY, to)).toEqual(words);
  });

  it("a check that is new", () => {
    expect(describeChanges(without("urgent-found"), DEFAULT_GATE_POLICY)).toEqual([
      `${FOUND}: checked from now on`,
    ]);
  });
});

describe("a gate policy that cannot come into force", () => {
  const onBenchmark = DEFAULT_GATE_POLICY.gates.filter((g) => g.on.includes("benchmark")).map((g) => g.id);
  it.each([
    ["the release's own", DEFAULT_GATE_POLICY, null],
    ["no checks at all", { ...DEFAULT_GATE_POLICY, gates: [] }, /gates: /],
    ["none on the benchmark", without(...onBenchmark), /on the benchmark/],
    [
      "one without any limit",
      withGate("agreement", { worse: undefined, limit: undefined }),
      /no limit at all/,
    ],
    [
      "fails before it warns",
      withGate("urgent-found", { worse: { warn: 0.1, fail: 0.05 } }),
      /would fail before/,
    ],
    [
      "a floor the wrong way round",
      withGate("urgent-found", { limit: { warn: 0.3, fail: 0.4 } }),
      /its limit would/,
    ],
    ["beyond 100 %", withGate("far-too-low", { limit: { warn: 0.2, fail: 1.5 } }), /more than 100 %/],
    [
      "a name twice",
      { ...DEFAULT_GATE_POLICY, gates: [...DEFAULT_GATE_POLICY.gates, DEFAULT_GATE_POLICY.gates[0]] },
      /same name/,
    ],
    ["not a number", withGate("urgent-found", { limit: { warn: Number.NaN, fail: 0.3 } }), /limit warn/],
    ["nothing", null, /The checks/],
  ])("%s", (_what, policy, words) => {
    const said = problemsOf(policy).join(" ");
    if (words) expect(said).toMatch(words);
    else expect(said).toBe("");
  });
});
