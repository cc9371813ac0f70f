import { describe, expect, it } from "vitest";
import type { TriageCase } from "@/lib/case/triage-case";
import type { Engine } from "@/lib/engine/engine";
import { allPhrases } from "@/lib/language/lexicon";
import type { Prediction } from "@/lib/model/prediction";
import { SAFETY_RULES } from "@/lib/safety/rules";
import { importsOf, sourceFiles } from "@/tests/architecture/imports";
import { contextOf } from "./context";
import { countsAsAbsent, floorHears, floorRight, measureRobustness } from "./measure";
import { robustnessText } from "./report";
import { COMPLAINT_PAIRS, NEGATIONS, NO_DENIALS } from "./sets";

const texts = [
  ...COMPLAINT_PAIRS.flatMap((pair) => pair.texts),
  ...NEGATIONS.flatMap((n) => [n.affirmed, n.denied]),
  ...NO_DENIALS.map((n) => n.text),
];

describe("the sets", () => {
  it("are as large as they must be, and say nothing twice", () => {
    expect(COMPLAINT_PAIRS.length).toBeGreaterThanOrEqual(300);
    expect(NEGATIONS.length).toBeGreaterThanOrEqual(150);
    const seen = texts.map((t) => t.toLowerCase());
    expect(seen.filter((t, i) => seen.indexOf(t) !== i)).toEqual([]);
    for (const { texts: pair } of COMPLAINT_PAIRS) expect(pair[0]).not.toBe(pair[1]);
  });

  it("are kept out of training: no sentence is a phrase of the lexicon, no other file reads them", () => {
    const phrases = new Set(allPhrases().map((p) => p.toLowerCase()));
    expect(texts.filter((t) => phrases.has(t.toLowerCase()))).toEqual([]);
    const readers = [...sourceFiles("lib"), ...sourceFiles("bin"), ...sourceFiles("scripts")]
      .flatMap(importsOf)
      .filter(
        (edge) =>
          edge.to.startsWith("lib/evaluation/robustness/") &&
          !edge.from.startsWith("lib/evaluation/robustness/"),
      )
      .map((edge) => edge.from);
    expect([...new Set(readers)]).toEqual(["bin/triage/robustness.ts"]);
  });

  it("name rules that exist", () => {
    const known = new Set(SAFETY_RULES.map((rule) => rule.id));
    const named = [
      ...NEGATIONS.flatMap((n) => [...n.rules, ...n.stillRules]),
      ...NO_DENIALS.flatMap((n) => n.rules),
    ];
    expect(named.filter((rule) => !known.has(rule))).toEqual([]);
  });
});

describe("the safety floor", () => {
  it.each(NEGATIONS.filter((n) => floorRight(n) !== null).map((n) => [n.denied, n] as const))(
    "%s",
    (_text, n) => {
      expect(floorRight(n)).toBe(true);
    },
  );

  it.each(NO_DENIALS.map((n) => [n.text, n] as const))("hears: %s", (_text, n) => {
    expect(floorHears(n)).toBe(true);
  });
});

describe("contextOf", () => {
  it("reads who it is", () => {
    expect(contextOf("0.5m ambulance hr146 rr38 bp90/50 t37.9 o2:98 p4")).toEqual({
      ageYears: 0.5,
      sex: "male",
      arrivalMode: "ambulance",
      vitals: {
        heartRate: 146,
        respiratoryRate: 38,
        systolic: 90,
        diastolic: 50,
        temperature: 37.9,
        spo2: 98,
        pain: 4,
      },
    });
  });

  it.each(["", "f71", "71f hr", "71f sat98", "71f hr9999"])("refuses %j", (text) => {
    expect(() => contextOf(text)).toThrow();
  });
});

describe("countsAsAbsent", () => {
  it.each([
    // affirmed, denied, unspoken
    [2, 4, 4, true],
    [2, 3.8, 4, true],
    [2, 3.7, 4, true],
    [2, 2.9, 4, false],
    [3.9, 3.7, 4, false],
    [4, 4.5, 4, true],
    [1, 3, 4.2, true],
  ])("%d there, %d denied, %d unspoken: %s", (affirmed, denied, unspoken, absent) => {
    expect(countsAsAbsent({ affirmed, denied, unspoken })).toBe(absent);
  });
});

describe("measureRobustness", () => {
  /** Takes every word "pain" for a level of urgency, denied or not. */
  const deaf: Engine = {
    engine: "onnx",
    device: "cpu",
    precision: "fp32",
    model: { name: "deaf", version: "1" },
    policy: "balanced",
    artifactDigest: "0123456789abcdef",
    predict: async (cases: readonly TriageCase[]): Promise<Prediction[]> =>
      cases.map((c) => {
        const expectedSeverity = /pain/.test(c.chiefComplaint ?? "") ? 3 : 4;
        return {
          probabilities: [0, 0, 4 - expectedSeverity, expectedSeverity - 3, 0],
          expectedSeverity,
          level: expectedSeverity as 3 | 4,
          set: [expectedSeverity as 3 | 4],
          criticalRisk: null,
        };
      }),
    close: async () => {},
  };
  const who = { ageYears: 20, sex: "female" as const };
  const negation = { kind: "denied" as const, rules: [], stillRules: [], who };

  it("finds what moves, and what a model takes for present though it is denied", async () => {
    const seen: number[] = [];
    const report = await measureRobustness(
      deaf,
      [
        { kind: "plain", texts: ["knee pain", "knee hurts"], who },
        { kind: "plain", texts: ["cough", "coughing"], who },
      ],
      [
        { ...negation, affirmed: "rash, pain", denied: "rash, no pain", unspoken: "rash" },
        {
          ...negation,
          affirmed: "rash, syncope",
          denied: "rash, no syncope",
          unspoken: "rash",
          rules: ["syncope"],
        },
      ],
      [{ text: "not breathing", rules: ["not-breathing"], who }],
      (done) => seen.push(done),
    );
    expect(seen.at(-1)).toBe(10);
    expect(report.pairs.steady).toEqual({ passed: 1, of: 2 });
    expect(report.pairs.worst[0]?.texts[1]).toBe("knee hurts");
    expect(report.pairs.meanMove).toBeCloseTo(0.5, 12);
    expect(report.negations.model).toEqual({ passed: 1, of: 2 });
    expect(report.negations.modelFails.map((n) => n.denied)).toEqual(["rash, no pain"]);
    expect(report.negations.floor).toEqual({ passed: 1, of: 1 });
    expect(report.negations.both).toEqual({ passed: 1, of: 2 });
    expect(report.negations.noticed).toEqual({ passed: 1, of: 2 });
    expect(report.negations.heard).toEqual({ passed: 1, of: 1 });
    const text = robustnessText(report);
    expect(text).toContain('"knee pain" / "knee hurts"');
    expect(text).toContain("model alone: 50.0 % (1 of 2)");
    expect(text).toContain('"rash, no pain"');
  });
});
