import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { reliabilityBins, wilson } from "@/lib/measures/plots-data";
import { openArtifact } from "@/lib/model/artifact";
import { scoreFolds } from "@/lib/training/ktas/cross-validation";
import type { Sources } from "@/lib/training/sources/load";
import { dealKtas } from "@/lib/training/sources/splits";
import type { SourceVisit } from "@/lib/training/sources/visit";
import {
  madeUpOutcomes,
  madeUpSources,
  temporaryFolder,
  tinyArtifact,
  withKtas,
} from "@/lib/training/tiny-artifact.test-support";
import { scoreElsewhere } from "./baselines/elsewhere";
import { type KtasResults, packRisks, type ResultsFile } from "./baselines/results-file";
import { modelCard } from "./card";
import { type EvaluateOptions, evaluateSources } from "./evaluate";
import { type Evaluation, metricSets } from "./evaluation";
import { reportFiles } from "./evaluation-report";
import type { OutcomesEvaluation } from "./outcomes/evaluate-outcomes";
import { OUTCOME_KEYS, QUESTIONS, truthOf } from "./outcomes/questions";
import { evaluationTable } from "./report";
import { atFalseAlarms, reliabilityPlot } from "./report-plots";

/** 2012-2014 and 2016-2018 train, a sixth of the latter calibrates, 2019 is reported. */
const SOURCES: Sources = { ...madeUpSources(300), outcomes: madeUpOutcomes(1600) };
const followed = SOURCES.outcomes.filter((v) => v.year === 2019);
/** The nurses' own table from somewhere else: whoever ends badly is known beforehand. */
const foreseen = (v: SourceVisit) => (v.outcomes?.criticalCareOrDeath ? 0.9 : 0.01);
let dir: string;
let e: Evaluation;
const evaluate = (o: EvaluateOptions = {}) => evaluateSources(dir, SOURCES, { resamples: 20, ...o });
beforeAll(async () => {
  dir = await tinyArtifact();
  e = await evaluate({ explanations: 4 });
}, 120_000);

function resultsOf(of: { readonly survey: string; readonly outcomes: string }): ResultsFile {
  return {
    format_version: 2,
    name: "gradient boosting",
    about: "made elsewhere",
    provenance: { command: "", date: "2026-01-01", versions: {}, parameters: {}, rows: {}, ...of },
    survey: { dataset: "", cases: 0, figures: [] },
    risks: {},
  };
}

describe("evaluateSources", () => {
  it("measures the reported visits only, each contender on the same ones", () => {
    const cases = followed.filter((v) => v.level).length;
    expect(cases).toBeLessThan(followed.length);
    expect(e.survey?.contenders.map((c) => c.name)).toEqual([
      "model, balanced",
      "model, safety-first",
      "model with rules",
      "charted-level head, likeliest level",
      "rules alone",
      "ordinal regression",
    ]);
    expect(new Set(e.survey?.contenders.map((c) => c.figures.cases))).toEqual(new Set([cases]));
    for (const grouping of ["Sex", "Age", "Race and ethnicity", "Arrival"]) {
      const of = e.survey?.groups.filter((g) => g.grouping === grouping) ?? [];
      expect(of.reduce((s, g) => s + g.figures.cases, 0)).toBe(cases);
    }
    const [all, ...ages] = e.sets?.[0]?.groups ?? [];
    expect(ages.map((g) => g.group)).toEqual([
      "infants under 2",
      "children of 2-15",
      "adults of 16-64",
      "65 years and older",
    ]);
    expect([all?.cases, ages.reduce((n, g) => n + g.cases, 0)]).toEqual([cases, cases]);
    expect(all?.coverage).toBe(
      e.survey?.policies[0]?.figures.figures.find((f) => f.name === "Prediction set coverage")?.value,
    );
  });

  it("measures what happened on everybody whose course is known, and the charted level on those who have one", () => {
    const { outcomes } = e.outcomes as OutcomesEvaluation;
    expect(outcomes.map((o) => o.key)).toEqual([...OUTCOME_KEYS]);
    for (const o of outcomes) {
      const known = followed.filter((v) => truthOf(o.key, v) !== null);
      expect(new Set(o.contenders.map((c) => c.figures.cases))).toEqual(new Set([known.length]));
      expect(o.charted[0]?.figures.cases).toBe(known.filter((v) => v.level).length);
      expect(o.charted.map((c) => c.name)).toEqual(["charted level", "model", "logistic regression"]);
      expect(o.charted[0]?.figures.figures.some((f) => f.name === "Brier score")).toBe(false);
      const ages = o.groups.filter((g) => g.grouping === "Age");
      expect(ages.reduce((n, g) => n + g.positives, 0)).toBe(known.filter((v) => truthOf(o.key, v)).length);
    }
    // Weights drawn by chance know nothing; what was charted was drawn with what happened.
    const critical = outcomes.find((o) => o.key === "criticalCare") as OutcomesEvaluation["outcomes"][number];
    expect(critical.differences[0]?.against).toBe("charted level");
    expect(critical.differences[0]?.figures.figures[0]?.high).toBeLessThan(0);
  });

  it("calls as many patients urgent as the nurses called, in every group", () => {
    const found = e.outcomes?.found;
    const [all, ...groups] = found?.rows ?? [];
    const urgent = followed.filter((v) => v.level && v.level.value <= 2);
    expect([all?.called, all?.calledByOneBorder]).toEqual([urgent.length, urgent.length]);
    for (const grouping of ["Sex", "Age", "Race and ethnicity"]) {
      const own = groups.filter((g) => g.grouping === grouping);
      expect(own.reduce((n, g) => n + g.called, 0)).toBe(urgent.length);
      expect(own.reduce((n, g) => n + g.calledByOneBorder, 0)).toBe(urgent.length);
    }
    const grave = all?.found[0];
    expect(grave?.nurses).toBe(urgent.filter((v) => v.outcomes?.criticalCareOrDeath).length);
    const points = ((grave?.model ?? 0) - (grave?.nurses ?? 0)) / (grave?.patients ?? 1);
    expect(grave?.overNurses.value).toBeCloseTo(points, 10);
    expect(grave?.overNurses.low).toBeLessThanOrEqual(points);
    expect([grave?.boosted, grave?.overBoosted]).toEqual([null, null]);
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
    const results = (survey: string): ResultsFile => ({
      ...resultsOf({ survey, outcomes: e.measured.outcomes }),
      name: "boosting",
      survey: figures,
      risks: { criticalCare: packRisks(followed, foreseen) },
    });
    const notes: string[] = [];
    const options = { baselines: false, onNote: (line: string) => notes.push(line) };
    const taken = await evaluate({ ...options, results: results(e.measured.survey) });
    expect(taken.survey?.contenders.at(-1)?.name).toBe("boosting");
    // Its risks are measured as the model's are, and it finds whom it foresaw.
    const critical = taken.outcomes?.outcomes.find((o) => o.key === "criticalCare");
    expect(critical?.contenders.map((c) => c.name)).toEqual(["model", "boosting"]);
    expect(critical?.contenders[1]?.figures.figures[0]?.value).toBe(1);
    const [grave] = taken.outcomes?.found?.rows[0]?.found ?? [];
    expect(grave?.boosted).toBe(Math.min(grave?.patients ?? 0, taken.outcomes?.found?.rows[0]?.called ?? 0));
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
  const results = (ktas: KtasResults | undefined): ResultsFile => ({
    ...resultsOf({ survey: "of other visits", outcomes: "of other visits" }),
    ...(ktas ? { ktas } : {}),
  });
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
  const only = { ...SOURCES, nhamcs: [], outcomes: [] };
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
        risks: { criticalCare: packRisks(followed, foreseen) },
        provenance: {
          ...results(undefined).provenance,
          survey: e.measured.survey,
          outcomes: e.measured.outcomes,
        },
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
    expect(shown).toHaveLength(13);
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
    expect(report).toMatch(
      /Gradient boosting is not beside the survey's figures and what happened to the patients: /,
    );
    expect(bare.survey?.differences).toEqual([]);
    expect(evaluationTable(bare)).not.toMatch(/undefined|NaN/);
  });

  it("puts the checks of the explanations into card, terminal and registry", async () => {
    const artifact = await openArtifact(dir);
    for (const text of [modelCard(artifact, e), evaluationTable(e), reportFiles(e)["report.md"]]) {
      expect(text).toMatch(/## Can the explanations be believed\? \(4 visits of NHAMCS ED 2019\)/);
      expect(text).toMatch(/\*\*(Passed|FAILED)\*\*: Taking away the three features named first/);
      expect(text).toMatch(/ordinal regression/);
      expect(text).toMatch(
        /## Prediction sets at 90 %[\s\S]+\| ESI-like \(NHAMCS\) \| children of 2-15 \| \d+ \|/,
      );
    }
    expect(metricSets(e).map((s) => s.dataset)).toEqual([
      "NHAMCS ED 2019, balanced policy",
      "NHAMCS ED 2019, safety-first policy",
      ...OUTCOME_KEYS.map((key) => `NHAMCS ED 2019, all visits, ${QUESTIONS[key].name}`),
      "Explanations, 4 visits of NHAMCS ED 2019",
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
