import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { Level } from "@/lib/case/level";
import type { TriageCase } from "@/lib/case/triage-case";
import { levelMetrics, quadraticKappa } from "@/lib/measures/metrics";
import { type Artifact, openArtifact } from "@/lib/model/artifact";
import type { Prediction } from "@/lib/model/prediction";
import { dealKtas } from "@/lib/training/sources/splits";
import type { SourceVisit } from "@/lib/training/sources/visit";
import { madeUpSources, tinyArtifact } from "@/lib/training/tiny-artifact.test-support";
import { labelled, ordinalRegression, ordinalRegressionFolds, rulesAlone, withRules } from "./contenders";
import { scoreElsewhere } from "./elsewhere";
import { logisticRegressions } from "./logistic-regressions";
import { packRisks, readResultsFile, risksOf, visitsDigest } from "./results-file";

let artifact: Artifact;
beforeAll(async () => {
  artifact = await openArtifact(await tinyArtifact());
});

const visits = madeUpSources(1200).nhamcs;
const known = labelled(visits);
const [train, calibrate, report] = [known.slice(0, 700), known.slice(700, 950), known.slice(950)];
const actual = report.map((k) => k.level);
const cases = report.map((k) => k.case);

const SHOCKED: TriageCase = {
  id: "s",
  ageYears: 40,
  vitals: { systolic: 60, consciousness: "unresponsive" },
};
const WELL: TriageCase = { id: "w", ageYears: 40 };

describe("with the rules", () => {
  it("is never less urgent than the model, and its level is in its set", () => {
    const model: Prediction = {
      probabilities: [0, 0, 0, 0.5, 0.5],
      expectedSeverity: 4.5,
      level: 4,
      set: [4, 5],
      criticalRisk: null,
    };
    const [shocked, well] = withRules([SHOCKED, WELL], [model, model]);
    expect(shocked?.level).toBe(1);
    expect(shocked?.set).toEqual(expect.arrayContaining([1, 4, 5]));
    expect(well).toMatchObject({ level: 4, set: [4, 5] });
  });
});

describe("the rules alone", () => {
  it("show the floor, and the commonest level where none fires", () => {
    const sayers = Array.from({ length: 30 }, (_, i) => ({
      case: WELL,
      level: (i % 3 === 0 ? 3 : 4) as Level,
    }));
    const [shocked, well] = rulesAlone(sayers, [SHOCKED, WELL]);
    expect(shocked?.level).toBe(1);
    expect(well?.level).toBe(4);
    // 20 of level 4 and 10 of level 3, with one of each level added.
    expect(well?.probabilities).toEqual([1 / 35, 1 / 35, 11 / 35, 21 / 35, 1 / 35]);
    expect(well?.set).toContain(4);
  });

  it("have sets that hold the label about as often as promised", () => {
    const m = levelMetrics(rulesAlone(calibrate, cases), actual);
    expect(m.coverage).toBeGreaterThan(0.84);
  });
});

describe("the regressions", () => {
  it("learn what can be learned from the made-up visits, and nothing from shuffled labels", () => {
    const good = ordinalRegression(artifact, train, calibrate, cases);
    const kappa = quadraticKappa(
      actual,
      good.answers.map((a) => a.level),
    );
    expect(kappa).toBeGreaterThan(0.8);
    const turned = train.map((t, i) => ({
      ...t,
      level: train[(i * 37 + 11) % train.length]?.level as Level,
    }));
    const bad = ordinalRegression(artifact, turned, calibrate, cases);
    expect(levelMetrics(bad.answers, actual).aurocLevel12).toBeLessThan(0.7);
    expect(levelMetrics(good.answers, actual).coverage).toBeGreaterThan(0.8);
  }, 60_000);

  it("answer every fold by a model that did not see it", () => {
    const folds = [0, 1, 2].map((k) => visits.slice(0, 600).filter((_, i) => i % 3 === k));
    const m = ordinalRegressionFolds(artifact, folds, 10);
    expect(m.count).toBe(600);
    expect(m.kappa).toBeGreaterThan(0.8);
  }, 60_000);

  it("give risks that rank the outcome", () => {
    const [risks] = Object.values(
      logisticRegressions(artifact, visits.slice(0, 700), visits.slice(700, 950), visits.slice(950), {
        // Of every tenth nothing is known.
        urgent: (v) => (v.key.endsWith("0") ? null : (v.level?.value ?? 5) <= 2),
      }),
    ) as [number[]];
    const mean = (of: boolean) => {
      const some = risks.filter((_, i) => (actual[i] as number) <= 2 === of);
      return some.reduce((a, b) => a + b, 0) / some.length;
    };
    expect(mean(true)).toBeGreaterThan(mean(false) + 0.4);
    expect(risks.every((r) => r >= 0 && r <= 1)).toBe(true);
  }, 60_000);
});

describe("a results file", () => {
  const set = { dataset: "x", cases: 2, figures: [{ name: "Accuracy", value: 0.5, low: 0.4, high: 0.6 }] };
  const good = {
    format_version: 2,
    name: "boosting",
    about: "of something",
    provenance: {
      command: "c",
      date: "2026-01-01",
      versions: {},
      parameters: {},
      rows: {},
      survey: "a",
      outcomes: "b",
    },
    survey: set,
    risks: { admission: packRisks([], () => 0) },
  };
  const write = async (content: string) => {
    const file = join(await mkdtemp(join(tmpdir(), "results-")), "r.json");
    await writeFile(file, content);
    return file;
  };

  it("is read whole or refused by name, and may be absent", async () => {
    expect(await readResultsFile(await write(JSON.stringify(good)))).toEqual(good);
    expect(await readResultsFile("no/such/file.json")).toBeNull();
    await expect(readResultsFile(await write("{"))).rejects.toThrow(/no JSON/);
    const { provenance: _, ...bare } = good;
    await expect(readResultsFile(await write(JSON.stringify(bare)))).rejects.toThrow(/provenance/);
  });

  it("may have a part on KTAS, which is whole as well", async () => {
    const { metrics, ...rest } = scoreElsewhere(
      dealKtas(madeUpSources(0).ktas, { folds: 2, repeats: 2 }),
      () => [0.1, 0.2, 0.4, 0.2, 0.1],
    );
    const ktas = { about: "of something", metrics, ...rest };
    expect(await readResultsFile(await write(JSON.stringify({ ...good, ktas })))).toEqual({ ...good, ktas });
    const { kappa: _, ...fewer } = metrics;
    await expect(
      readResultsFile(await write(JSON.stringify({ ...good, ktas: { ...ktas, metrics: fewer } }))),
    ).rejects.toThrow(/ktas\.metrics\.kappa/);
    const { digest: _d, ...nameless } = ktas;
    await expect(readResultsFile(await write(JSON.stringify({ ...good, ktas: nameless })))).rejects.toThrow(
      /ktas\.digest/,
    );
  });

  it("holds risks by visit, whatever the visits' order, and says nothing of other visits", () => {
    const some = visits.slice(0, 50);
    const risk = (v: SourceVisit) => (1 + some.indexOf(v)) / 60;
    const results = { risks: { criticalCare: packRisks([...some].reverse(), risk) } };
    const read = risksOf(results, some).criticalCare ?? [];
    expect(read).toHaveLength(50);
    read.forEach((r, i) => {
      expect(r).toBeCloseTo(risk(some[i] as SourceVisit), 3);
    });
    expect(risksOf(results, some.slice(1))).toEqual({});
  });

  it("is tied to visits and labels, not to their order", () => {
    const some = visits.slice(0, 5);
    expect(visitsDigest([...some].reverse())).toBe(visitsDigest(some));
    expect(visitsDigest(some.slice(1))).not.toBe(visitsDigest(some));
    const relabelled = some.map((v, i): SourceVisit => (i === 0 ? { ...v, level: null } : v));
    expect(visitsDigest(relabelled)).not.toBe(visitsDigest(some));
  });
});
