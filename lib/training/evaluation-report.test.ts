import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { openArtifact } from "@/lib/model/artifact";
import { scoreElsewhere } from "./baselines/elsewhere";
import type { KtasResults, ResultsFile } from "./baselines/results-file";
import { modelCard } from "./card";
import { scoreFolds } from "./cross-validation";
import { type EvaluateOptions, evaluateSources } from "./evaluate";
import { type Evaluation, metricSets } from "./evaluation";
import { reportFiles } from "./evaluation-report";
import { reliabilityBins, wilson } from "./plots-data";
import { random } from "./random";
import { evaluationTable } from "./report";
import { atFalseAlarms, reliabilityPlot } from "./report-plots";
import type { Sources } from "./sources/load";
import type { SourceVisit } from "./sources/visit";
import { dealKtas } from "./splits";
import {
  madeUpSources,
  madeUpVisit,
  REASON_LABELS,
  temporaryFolder,
  tinyArtifact,
  withKtas,
} from "./tiny-artifact.test-support";

/** 2012 trains, 2014 calibrates and is reported; the same visits again with an outcome, by year. */
function sources(): Sources {
  const r = random(9, "evaluation");
  const survey = Array.from({ length: 700 }, (_, i): SourceVisit => {
    const year = i < 300 ? 2012 : 2014;
    return {
      ...madeUpVisit(r, `${year}-${i}`),
      year,
      raceEthnicity: i % 2 ? "Hispanic" : "White, not Hispanic",
    };
  });
  const critical = Array.from({ length: 450 }, (_, i): SourceVisit => {
    const v = madeUpVisit(r, `${2017 + (i % 3)}-${i}`, "nhamcs-critical-care");
    return { ...v, year: 2017 + (i % 3), level: null, critical: v.level?.value === 1 };
  });
  return { nhamcs: survey, criticalCare: critical, ktas: madeUpSources(0).ktas, reasonLabels: REASON_LABELS };
}

const SOURCES = sources();
let dir: string;
let e: Evaluation;
const evaluate = (o: EvaluateOptions = {}) => evaluateSources(dir, SOURCES, { resamples: 20, ...o });
beforeAll(async () => {
  dir = await tinyArtifact();
  e = await evaluate({ explanations: 4 });
}, 120_000);

describe("evaluateSources", () => {
  it("measures the reported visits only, each contender on the same ones", () => {
    const cases = e.survey?.policies[0]?.figures.cases ?? 0;
    expect(cases).toBeGreaterThan(150);
    expect(cases).toBeLessThan(400);
    expect(e.survey?.contenders.map((c) => c.name)).toEqual([
      "model, balanced",
      "model, safety-first",
      "model with rules",
      "rules alone",
      "ordinal regression",
    ]);
    expect(new Set(e.survey?.contenders.map((c) => c.figures.cases))).toEqual(new Set([cases]));
    for (const grouping of ["Sex", "Age", "Race and ethnicity", "Arrival"]) {
      const of = e.survey?.groups.filter((g) => g.grouping === grouping) ?? [];
      expect(of.reduce((s, g) => s + g.figures.cases, 0)).toBe(cases);
    }
    expect(e.critical?.cases).toBe(150);
    const [all, adults, children] = e.sets?.[0]?.groups ?? [];
    expect([all?.cases, (adults?.cases ?? 0) + (children?.cases ?? 0)]).toEqual([cases, cases]);
    expect(all?.coverage).toBe(
      e.survey?.policies[0]?.figures.figures.find((f) => f.name === "Prediction set coverage")?.value,
    );
    expect(e.criticalDetail?.groups.slice(0, 2).map((g) => g.figures.cases)).toEqual([150, 150]);
  });

  it("sees that random weights are worse than a regression, with an interval that says so", () => {
    const against = e.survey?.differences.find((d) => d.against === "ordinal regression");
    const kappa = against?.figures.figures.find((f) => f.name === "Quadratic-weighted kappa");
    expect(kappa?.high).toBeLessThan(0);
  });

  it("names what answered and what it was measured on", async () => {
    const artifact = await openArtifact(dir);
    expect(e.measured.files["model.onnx"]).toBe(artifact.manifest.files["model.onnx"]);
    expect(e.measured.survey).toMatch(/^[0-9a-f]{64}$/);
  });

  it("gives the same figures again", async () => {
    expect(await evaluate({ explanations: 4 })).toEqual(e);
  }, 120_000);

  it("takes in figures from elsewhere only when they are of the same visits", async () => {
    const figures = e.survey?.contenders[0]?.figures ?? { dataset: "", cases: 0, figures: [] };
    const results = (survey: string) => ({
      format_version: 1 as const,
      name: "boosting",
      about: "made elsewhere",
      provenance: {
        command: "",
        date: "2026-01-01",
        versions: {},
        parameters: {},
        rows: {},
        survey,
        critical: e.measured.critical,
      },
      survey: figures,
      critical: figures,
    });
    const notes: string[] = [];
    const options = { baselines: false, onNote: (line: string) => notes.push(line) };
    const taken = await evaluate({ ...options, results: results(e.measured.survey) });
    expect(taken.survey?.contenders.at(-1)?.name).toBe("boosting");
    const refused = await evaluate({ ...options, results: results("of other visits") });
    expect(refused.survey?.contenders.map((c) => c.name)).not.toContain("boosting");
    expect(notes.join()).toMatch(/boosting is left out/);
  }, 60_000);
});

describe("beside the KTAS figures", () => {
  const dealing = { folds: 4, repeats: 2 };
  const dealt = dealKtas(SOURCES.ktas, dealing);
  const elsewhere = {
    about: "trees",
    ...scoreElsewhere(dealt, (v) => [1, 2, 3, 4, 5].map((l) => (l === v.level?.value ? 0.6 : 0.1))),
  };
  const results = (ktas: KtasResults | undefined): ResultsFile => {
    const none = { dataset: "", cases: 0, figures: [] };
    const provenance = { command: "", date: "2026-01-01", versions: {}, parameters: {}, rows: {} };
    return {
      format_version: 1,
      name: "gradient boosting",
      about: "made elsewhere",
      provenance: { ...provenance, survey: "of other visits", critical: "of other visits" },
      survey: none,
      critical: none,
      ...(ktas ? { ktas } : {}),
    };
  };
  let crossed: string;
  beforeAll(async () => {
    crossed = join(await temporaryFolder(), "crossed");
    const heldOut = (v: SourceVisit) => ({
      logits: [0, 0, 0, 0, 0],
      level: v.level?.value ?? 3,
      ageYears: v.case.ageYears,
    });
    const answered = dealt.map((folds) => folds.map((visits) => ({ visits, heldOut: visits.map(heldOut) })));
    await withKtas(dir, crossed, scoreFolds(answered).metrics);
  });
  const only = { ...SOURCES, nhamcs: [], criticalCare: [] };
  const beside = (ktas: KtasResults | undefined, notes: string[] = [], baselines = true) =>
    evaluateSources(crossed, only, {
      baselines,
      results: results(ktas),
      onNote: (line) => notes.push(line),
    });

  it("stand rules, regression and what was measured elsewhere on the same visits and folds", async () => {
    const evaluation = await beside(elsewhere);
    expect(evaluation.ktasBeside?.map((b) => b.name)).toEqual([
      "rules alone",
      "ordinal regression",
      "gradient boosting",
    ]);
    expect(evaluation.ktasBeside?.at(-1)).toEqual({
      name: "gradient boosting",
      about: "trees",
      metrics: elsewhere.metrics,
      spread: elsewhere.spread,
    });
    for (const b of evaluation.ktasBeside ?? []) expect(b.spread).toBeDefined();
    const card = modelCard(await openArtifact(crossed), evaluation);
    for (const text of [card, evaluationTable(evaluation), reportFiles(evaluation)["report.md"]]) {
      expect(text).toMatch(/nurse at triage \| rules alone \| ordinal regression \| gradient boosting \|/);
      expect(text).toContain("- **gradient boosting**: trees");
    }
    expect(reportFiles(evaluation)["report.md"]).not.toContain("Gradient boosting is not");
    expect(card).toContain("on the same folds:\nrules alone, ordinal regression, gradient boosting.");
  }, 60_000);

  it("stands nothing that was measured on other visits or folds, and a note says so", async () => {
    const notes: string[] = [];
    const refused = [
      { ...elsewhere, digest: "of other visits" },
      { ...elsewhere, folds: 5 },
      { ...elsewhere, repeats: 1 },
    ];
    for (const ktas of refused) expect((await beside(ktas, notes, false)).ktasBeside).toBeNull();
    expect(notes.filter((n) => n.includes("beside KTAS"))).toEqual([
      "gradient boosting is left out beside KTAS: its figures are of other visits",
      "gradient boosting is left out beside KTAS: its figures are of other folds (5-fold cross-validation, done 2 times)",
      "gradient boosting is left out beside KTAS: its figures are of other folds (4-fold cross-validation)",
    ]);
  }, 60_000);

  it("is said to be missing where it was not measured, though it was on the survey", async () => {
    const bare = await evaluateSources(crossed, SOURCES, {
      resamples: 2,
      baselines: false,
      results: {
        ...results(undefined),
        provenance: { ...results(undefined).provenance, ...e.measured },
      } as ResultsFile,
    });
    const report = reportFiles(bare)["report.md"] ?? "";
    expect(report).toMatch(/Gradient boosting is not beside the KTAS figures: /);
  }, 60_000);
});

describe("the report", () => {
  it("is a folder in which every picture shown is there, and every one says what it shows", () => {
    const files = reportFiles(e);
    const report = files["report.md"] ?? "";
    const shown = [...report.matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)].map(([, name]) => name as string);
    expect(shown.sort()).toEqual(
      Object.keys(files)
        .filter((f) => f.endsWith(".svg"))
        .sort(),
    );
    expect(shown).toHaveLength(8);
    for (const name of shown) {
      const svg = files[name] ?? "";
      expect(svg).toMatch(/role="img" aria-labelledby="title desc"/);
      expect(svg).toMatch(/<title id="title">[^<]{10,}<\/title>\n<desc id="desc">[^<]{10,}<\/desc>/);
      expect(svg).not.toMatch(/NaN|undefined|Infinity/);
    }
    expect(report).not.toMatch(/NaN|undefined|\[object/);
    expect(JSON.parse(files["evaluation.json"] ?? "")).toEqual(e);
  });

  it("says what was not measured", async () => {
    const bare = await evaluate({ baselines: false });
    const report = reportFiles(bare)["report.md"] ?? "";
    expect(report).toMatch(/Not measured this time/);
    expect(report).toMatch(/Gradient boosting is not beside the survey's figures: /);
    expect(bare.survey?.differences).toEqual([]);
    expect(evaluationTable(bare)).not.toMatch(/undefined|NaN/);
  });

  it("puts the checks of the explanations into card, terminal and registry", async () => {
    const artifact = await openArtifact(dir);
    for (const text of [modelCard(artifact, e), evaluationTable(e), reportFiles(e)["report.md"]]) {
      expect(text).toMatch(/## Can the explanations be believed\? \(4 visits of NHAMCS ED 2014, half b\)/);
      expect(text).toMatch(/\*\*(Passed|FAILED)\*\*: Taking away the three features named first/);
      expect(text).toMatch(/ordinal regression/);
      expect(text).toMatch(
        /## Prediction sets at 90 %[\s\S]+\| ESI-like \(NHAMCS\) \| children under 16 \| \d+ \|/,
      );
    }
    expect(metricSets(e).map((s) => s.dataset)).toEqual([
      "NHAMCS ED 2014, half b, balanced policy",
      "NHAMCS ED 2014, half b, safety-first policy",
      "NHAMCS critical care 2019",
      "Explanations, 4 visits of NHAMCS ED 2014, half b",
    ]);
  });
});

describe("reliability", () => {
  it("puts equal predictions into one bin and counts everybody once", () => {
    const predicted = [...Array(50).fill(0.1), ...Array(50).fill(0.6)] as number[];
    const bins = reliabilityBins(
      predicted,
      predicted.map((p, i) => p > 0.5 && i % 2 === 0),
    );
    expect(bins.map((b) => [b.predicted, b.observed, b.cases])).toEqual([
      [0.1, 0, 50],
      [0.6, 0.5, 50],
    ]);
  });

  // Newcombe 1998, Statistics in Medicine 17:857, table I (method 3): 81/263 and 0/20.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [0, 20, 0, 0.1611],
  ])("Wilson interval of %d/%d", (x, n, low, high) => {
    expect(wilson(x / n, n)[0]).toBeCloseTo(low, 4);
    expect(wilson(x / n, n)[1]).toBeCloseTo(high, 4);
  });

  it("is drawn with names escaped, whatever they hold", () => {
    const bins = [{ predicted: 0.2, observed: 0.3, low: 0.1, high: 0.5, cases: 9 }];
    const svg = reliabilityPlot('a <b> & "c"', [{ name: "<script>", bins }]);
    expect(svg).toContain('<title id="title">a &lt;b&gt; &amp; &quot;c&quot;</title>');
    expect(svg).not.toContain("<script>");
  });

  it("finds the sensitivity within so many false alarms", () => {
    const points = [
      { falseAlarms: 0.05, sensitivity: 0.3 },
      { falseAlarms: 0.2, sensitivity: 0.6 },
    ];
    expect(atFalseAlarms(points, 0.1)).toBe(0.3);
    expect(atFalseAlarms(points, 0.01)).toBe(0);
  });
});
