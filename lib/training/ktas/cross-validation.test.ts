import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Level } from "@/lib/case/level";
import { random } from "@/lib/core/random";
import { ktasTable, spreadNote } from "@/lib/evaluation/report";
import { levelMetrics, meanMetrics, spreadOf } from "@/lib/measures/metrics";
import type { HeldOut } from "../calibrate";
import { ktasFolds } from "../sources/splits";
import type { SourceVisit } from "../sources/visit";
import { madeUpVisit } from "../tiny-artifact.test-support";
import { type AnsweredFold, type CrossValidation, crossValidationName, scoreFolds } from "./cross-validation";

const VISITS: readonly SourceVisit[] = Array.from({ length: 200 }, (_, i) =>
  madeUpVisit(random(i, "ktas"), `${i}`, "ktas"),
);

/** Answers that lean to the label, each repeat and visit with its own error. */
function answered(folds: readonly SourceVisit[][], repeat: number): AnsweredFold[] {
  return folds.map((visits) => ({
    visits,
    heldOut: visits.map((v): HeldOut => {
      const r = random(repeat, v.key);
      const level = v.level?.value as Level;
      return {
        level,
        ageYears: v.case.ageYears,
        logits: [1, 2, 3, 4, 5].map((l) => 1.5 * r.normal() - Math.abs(l - level)),
      };
    }),
  }));
}

describe("repeated cross-validation", () => {
  const dealt = [0, 1, 2].map((repeat) => ktasFolds(VISITS, 5, repeat));
  const repeats = dealt.map(answered);

  it("deals every visit into one fold of each repeat, with others than the last time, levels evenly", () => {
    for (const folds of dealt) {
      expect(new Set(folds.flat())).toEqual(new Set(VISITS));
      for (const level of [1, 2, 3, 4, 5]) {
        const counts = folds.map((f) => f.filter((v) => v.level?.value === level).length);
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
      }
    }
    const together = (folds: SourceVisit[][]) =>
      folds
        .map((f) =>
          f
            .map((v) => v.key)
            .sort()
            .join(),
        )
        .sort();
    expect(new Set(dealt.map((folds) => together(folds).join("|"))).size).toBe(3);
    expect(ktasFolds(VISITS, 5)).toEqual(dealt[0]);
  });

  it("gives the mean over the repeats and how far they lie apart", () => {
    const { metrics, heldOut } = scoreFolds(repeats);
    const alone = repeats.map((r) => scoreFolds([r]).metrics.balanced.accuracy as number);
    const mean = alone.reduce((a, b) => a + b) / 3;
    expect(heldOut).toHaveLength(600);
    expect(metrics).toMatchObject({ folds: 5, repeats: 3 });
    expect(metrics.balanced.count).toBe(200);
    expect(metrics.balanced.accuracy).toBeCloseTo(mean, 12);
    const sd = Math.sqrt(alone.reduce((s, x) => s + (x - mean) ** 2, 0) / 2);
    expect(sd).toBeGreaterThan(0);
    expect(metrics.spread?.balanced.accuracy).toBeCloseTo(sd, 12);
    expect(metrics.nurse.accuracy).toBe(1);
  });

  it("is read in words and tables, once or several times done", () => {
    const { metrics } = scoreFolds(repeats);
    expect(crossValidationName(metrics)).toBe("5-fold cross-validation, done 3 times");
    expect(ktasTable(metrics, null)).toMatch(
      /\| Accuracy \| 0\.\d{3} ± 0\.\d{3} \| 0\.\d{3} ± 0\.\d{3} \| 1\.000 \|/,
    );
    const beside = [
      { name: "rules", metrics: metrics.nurse },
      {
        name: "boosting",
        about: "trees",
        metrics: metrics.balanced,
        ...(metrics.spread ? { spread: metrics.spread.balanced } : {}),
      },
    ];
    const table = ktasTable(metrics, beside);
    expect(table).toMatch(
      /^\| Figure \| balanced \| safety-first \| nurse at triage \| rules \| boosting \|/,
    );
    const accuracy = /^\| Accuracy \| (.*) \|$/m.exec(table)?.[1]?.split(" | ");
    // Each in its own column, spread and all: the last is the model's again.
    expect(accuracy?.slice(3)).toEqual(["1.000", accuracy?.[0]]);
    expect(table).toMatch(/\n\n- \*\*boosting\*\*: trees$/);
    expect(spreadNote(metrics)).toContain("3 repeats");
    const once = scoreFolds(repeats.slice(0, 1)).metrics;
    expect(once.spread).toBeUndefined();
    expect(crossValidationName(once)).toBe("5-fold cross-validation");
    expect(ktasTable(once, null) + spreadNote(once)).not.toContain("±");
  });

  it("of an artifact made before there were repeats is read as it is", () => {
    const { lineage } = JSON.parse(readFileSync("models/openacuity-triage/manifest.json", "utf8"));
    const { repeats: _r, spread: _s, ...old } = lineage.ktasCrossValidation as CrossValidation["metrics"];
    expect(crossValidationName(old)).toMatch(/^\d+-fold cross-validation$/);
    expect(ktasTable(old, null)).not.toMatch(/±|undefined|NaN/);
  });
});

describe("means of measurements", () => {
  const of = (...shown: number[]) =>
    levelMetrics(
      shown.map((level) => ({ level, probabilities: [0.2, 0.2, 0.2, 0.2, 0.2], set: [level] })),
      shown.map(() => 3),
    );

  it("leave undefined what one of them lacks", () => {
    const [a, b] = [of(3, 3), of(3, 2)];
    const mean = meanMetrics([a, b]);
    expect(mean).toMatchObject({ count: 2, accuracy: 0.75, sensitivity12: null });
    expect(mean.confusion[2]).toEqual([0, 0.5, 1.5, 0, 0]);
    expect(spreadOf([a, b])).toMatchObject({ accuracy: Math.sqrt(0.125), sensitivity12: null });
    expect(spreadOf([a])).toMatchObject({ accuracy: null });
    expect(meanMetrics([a])).toEqual(a);
  });
});
