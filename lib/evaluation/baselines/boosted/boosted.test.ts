import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { sha256 } from "@/lib/core/crypto";
import { AppError } from "@/lib/core/errors";
import { softmax } from "@/lib/model/softmax";
import { openBaseline } from "./baseline";
import { fromXgboost } from "./from-xgboost";
import { boostedInputs, inputRow } from "./inputs";
import { oddCases } from "./testing/odd-cases";
import parity from "./testing/parity.json" with { type: "json" };
import { openTrees, sumLeaves } from "./trees";

const FILE = "models/xgboost-baseline.json";
const bytes = readFileSync(FILE);
const stored = JSON.parse(bytes.toString("utf8"));
/** x < 1.5 (missing: left), then y < 0.1 (missing: right). */
const TREE = [0, 1.5, 1, -1, 10, 1, 0.1, 0, -1, 20, -1, 30];
const two = { inputs: ["x", "y"], classes: 1, trees: [TREE, [-1, 0.5]] };

describe("boosted trees", () => {
  it.each([
    [[1, 5], 10.5],
    [[1.5, 0], 20.5],
    [[2, 0.2], 30.5],
    [[Number.NaN, 0], 10.5],
    [[2, Number.NaN], 30.5],
    // In single precision 0.1 is not below itself.
    [[2, 0.1], 30.5],
  ])("send %j to its leaf", (values, sum) => {
    expect(sumLeaves(openTrees({ ...two, classes: 2 }), Float32Array.from(values))).toEqual([sum - 0.5, 0.5]);
    expect(sumLeaves(openTrees(two), Float32Array.from(values))[0]).toBeCloseTo(sum, 6);
  });

  it.each([
    ["a tree that ends in its middle", { trees: [TREE.slice(0, -1)] }],
    ["a tree that goes on after its end", { trees: [[...TREE, -1, 0]] }],
    ["an input there is not", { trees: [[2, 1, 0, -1, 1, -1, 2]] }],
    ["half an input", { trees: [[0.5, 1, 0, -1, 1, -1, 2]] }],
    ["a class without its tree", { classes: 3 }],
  ])("refuse %s", (_, part) => {
    expect(() => openTrees({ ...two, ...part })).toThrow(AppError);
  });

  it("are read from XGBoost's own file, with the inputs alone that are asked", () => {
    const tree = {
      left_children: [1, -1, -1],
      right_children: [2, -1, -1],
      split_indices: [2, 0, 0],
      split_conditions: [Math.fround(36.7), Math.fround(0.1), -2],
      default_left: [1, 0, 0],
    };
    const saved = {
      learner: { gradient_booster: { name: "gbtree", model: { tree_info: [0], trees: [tree] } } },
    };
    expect(fromXgboost(saved, ["a", "b", "temperature"], 1)).toEqual({
      inputs: ["temperature"],
      classes: 1,
      trees: [[0, 36.7, 1, -1, 0.1, -1, -2]],
    });
    const dart = { learner: { gradient_booster: { ...saved.learner.gradient_booster, name: "dart" } } };
    expect(() => fromXgboost(dart, ["a"], 1)).toThrow();
  });
});

describe("the baseline's inputs", () => {
  it("are what is recorded, and nothing is made of what is not", () => {
    expect(Object.fromEntries(boostedInputs({ id: "x", ageYears: 40 }))).toEqual({ "number:ageYears": 40 });
    const inputs = boostedInputs({
      id: "x",
      ageYears: 40,
      sex: "female",
      injury: false,
      chiefComplaint: "Chest PAIN x2",
      history: ["type 2 diabetes"],
      vitals: { heartRate: 90, gcs: 12 },
    });
    expect([...inputs.keys()].sort()).toEqual([
      "complaint:chest",
      "complaint:pain",
      "consciousness=voice",
      "history:diabetes",
      "history:type",
      "injury=no",
      "number:ageYears",
      "number:heartRate",
      "number:heartRateForAge",
      "number:historyCount",
      "sex=female",
    ]);
    expect([...inputRow(["number:spo2", "sex=female"], { id: "x", ageYears: 1, sex: "female" })]).toEqual([
      Number.NaN,
      1,
    ]);
  });
});

describe("the baseline that comes with the release", () => {
  const baseline = openBaseline(stored);

  it("answers made-up cases as XGBoost itself did, whatever is missing", () => {
    const cases = oddCases();
    expect(parity.probabilities).toHaveLength(cases.length);
    expect(cases.some((c) => c.vitals === undefined)).toBe(true);
    cases.forEach((c, i) => {
      const own = softmax(baseline.logits(c));
      own.forEach((p, k) => {
        expect(Math.abs(p - (parity.probabilities[i]?.[k] as number))).toBeLessThan(1e-5);
      });
    });
    // Not one answer for everybody.
    expect(new Set(cases.map(baseline.levelOf)).size).toBeGreaterThan(2);
  });

  it("is the one its figures are of, fitted by the versions that answered", () => {
    expect(readFileSync("docs/evaluation/xgboost-baseline.md", "utf8")).toContain(sha256(bytes));
    expect(stored.provenance.versions).toEqual(parity.versions);
    expect(bytes.length).toBeLessThan(400_000);
  });

  it("is refused where it is damaged", () => {
    expect(() => openBaseline({ ...stored, format_version: 2 })).toThrow(AppError);
    expect(() => openBaseline({ ...stored, calibration: { ...stored.calibration, temperature: 0 } })).toThrow(
      AppError,
    );
    expect(() => openBaseline({ ...stored, model: { ...stored.model, classes: 3 } })).toThrow(AppError);
  });
});
