import { describe, expect, it } from "vitest";
import { renderToStaticMarkup } from "@/components/testing/render";
import { ExplanationChooser } from "./chooser";
import { DependenceTable } from "./dependence-table";
import { curve, explanation, finding, resultOf } from "./fixtures";
import { ImportanceTable } from "./importance-table";
import { ExplanationReport } from "./report";
import { curvePoints, densityPeak, densitySteps, effectRange, roundTicks, valueRange } from "./scale";
import { curvesOf, importanceRows, splitBy, unknownFindings } from "./series";
import { clearWords, WordTables } from "./word-table";

const group = (key: string, cases: number | null, slope = -0.005) => ({
  grouping: "sex" as const,
  key,
  label: key === "female" ? "Female" : "Male",
  cases,
  importance: cases === null ? [] : [finding("vitals.heartRate", Math.abs(slope) * 20)],
  dependence: cases === null ? [] : [curve("vitals.heartRate", 60, 120, slope)],
});
const text = (html: string) =>
  html
    .replace(/<[^>]+>/g, " ")
    .replace(/\s+/g, " ")
    .replaceAll("&#x27;", "'");

describe("what is told apart", () => {
  const result = resultOf(explanation({ groups: [group("female", 70), group("male", null)] }));

  it("is all cases, the groups with enough of them, or two versions", () => {
    const other = resultOf(explanation({ cases: 90 }), "0.2.0");
    expect(splitBy("all", result, other, "All cases").series.map((s) => [s.label, s.cases])).toEqual([
      ["All cases", 120],
    ]);
    expect(splitBy("sex", result, other, "All cases")).toMatchObject({
      series: [{ key: "female", cases: 70 }],
      hidden: ["Male"],
    });
    expect(splitBy("versions", result, other, "All cases").series.map((s) => [s.label, s.cases])).toEqual([
      ["0.1.0", 120],
      ["0.2.0", 90],
    ]);
    expect(splitBy("versions", result, null, "All cases").series).toHaveLength(1);
  });

  it("keeps findings in the order of the first series and says who has too few of one", () => {
    const series = [
      {
        ...group("female", 70),
        cases: 70,
        importance: [finding("complaint", 0.3), finding("note", 0, null)],
      },
      { ...group("male", 50), cases: 50, importance: [finding("complaint", 0.1), finding("note", 0.2)] },
    ];
    expect(importanceRows(series).map((r) => [r.feature, r.values.map((v) => v?.mean ?? null)])).toEqual([
      ["complaint", [0.3, 0.1]],
      ["note", [null, 0.2]],
    ]);
    expect(unknownFindings(series)).toEqual([]);
    expect(unknownFindings(series.slice(0, 1))).toEqual(["note"]);
    const none = {
      ...group("male", 50),
      cases: 50,
      dependence: [{ ...curve("vitals.heartRate", 0, 1, 0), bins: [] }],
    };
    expect(curvesOf([{ ...group("female", 70), cases: 70 }, none])[0]?.curves.map((c) => c !== null)).toEqual(
      [true, false],
    );
    expect(curvesOf([none])).toEqual([]);
  });
});

describe("scales", () => {
  it.each([
    [[0, 10], 5, [0, 2, 4, 6, 8, 10]],
    [[55, 140], 5, [60, 80, 100, 120, 140]],
    [[35.7, 39.3], 5, [36, 37, 38, 39]],
    [[-0.23, 0.11], 5, [-0.2, -0.1, 0, 0.1]],
  ] as const)("%j has about %i round ticks", ([low, high], about, ticks) => {
    expect(roundTicks([low, high], about)).toEqual(ticks);
  });

  it("spans all curves and 0, and never blows nothing up to something", () => {
    const [low, high] = effectRange([curve("a", 60, 140, -0.005), null], false);
    expect(low).toBeLessThan(-0.21);
    expect(high).toBeGreaterThan(0.21);
    const flat = effectRange([curve("a", 60, 140, 0)], false);
    expect(flat[1] - flat[0]).toBeGreaterThanOrEqual(0.1);
    expect(valueRange([curve("a", 60, 140, 0), curve("a", 40, 100, 0), null])).toEqual([40, 140]);
  });

  it("draws cases per unit, so that a wide bin does not look crowded", () => {
    const wide = curve("a", 0, 40, 0);
    const uneven = {
      ...wide,
      bins: [
        { ...wide.bins[0], from: 0, to: 10 },
        { ...wide.bins[1], from: 10, to: 40 },
      ],
    };
    const steps = densitySteps(uneven as typeof wide, densityPeak(uneven as typeof wide));
    expect(steps.map((s) => [s.x, Number(s.density.toFixed(3))])).toEqual([
      [0, 1],
      [10, 1],
      [10, 0.333],
      [40, 0.333],
    ]);
  });

  it("puts effects at the edges of the bins and SHAP values at their middles, left to right", () => {
    const points = curvePoints([curve("a", 60, 100, -0.005, 2), null], true);
    expect(points.map((p) => [p.x, p.effects[0] !== undefined, p.band !== undefined])).toEqual([
      [60, true, false],
      [70, false, true],
      [80, true, false],
      [90, false, true],
      [100, true, false],
    ]);
    const [below = 0, above = 0] = points[0]?.effects[0]?.reach ?? [];
    expect([below, above].map((r) => Number(r.toFixed(6)))).toEqual([0.01, 0.01]);
    expect(curvePoints([curve("a", 60, 100, 1, 2)], false)).toHaveLength(3);
  });
});

describe("on the page", () => {
  const words = [
    { text: "chest pain", where: "complaint" as const, cases: 30, mean: -0.5, low: -0.6, high: -0.4 },
    { text: "maybe", where: "complaint" as const, cases: 6, mean: -0.3, low: -0.7, high: 0.1 },
    { text: "refill", where: "note" as const, cases: 9, mean: 0.4, low: 0.3, high: 0.5 },
  ];

  it("shows only words whose interval does not hold 0, each with sign and word for its direction", () => {
    expect(clearWords(words)).toMatchObject({ more: [{ text: "chest pain" }], less: [{ text: "refill" }] });
    const html = text(renderToStaticMarkup(<WordTables words={words} />));
    expect(html).toContain("▲ More urgent");
    expect(html).toContain("−0.50 , 95 % interval −0.60 to −0.40");
    expect(html).not.toContain("maybe");
    expect(text(renderToStaticMarkup(<WordTables words={[]} />))).toContain(
      "clearly makes the level less urgent",
    );
  });

  it("says importance in figures beside the bars, and which findings sampling alone could explain", () => {
    const series = splitBy(
      "all",
      resultOf(explanation({ importance: [finding("sex", 0.0015), finding("pain", 0, null)] })),
      null,
      "All cases",
    ).series;
    const html = text(renderToStaticMarkup(<ImportanceTable series={series} />));
    expect(html).toContain("0.002 0.001 to 0.002");
    expect(html).toContain("not clearly more than sampling noise");
    expect(html).toContain("Hardly ever known in these cases: pain.");
  });

  it("has every curve as a table, whose bins and counts a screen reader can read", () => {
    const series = splitBy("all", resultOf(explanation()), null, "All cases").series;
    const html = text(
      renderToStaticMarkup(
        <DependenceTable
          label="Heart rate"
          unit="/min"
          series={series}
          curves={[curve("a", 60, 140, -0.005)]}
        />,
      ),
    );
    expect(html).toContain("40 cases with a value");
    expect(html).toContain("60–80 10 +0.15 +0.13 to +0.17 +0.10");
  });

  it("says what it was measured on, by which engine, and how sure it is", () => {
    const html = text(
      renderToStaticMarkup(<ExplanationReport result={resultOf(explanation())} other={null} />),
    );
    expect(html).toContain("120 visits made up from the version's own summary of its training data");
    expect(html).toContain("24,000 answers of the model in 1 min on onnx cpu fp32");
    expect(html).toContain("standard error of about 0.004 levels");
    const site = { ...resultOf(explanation()), dataset: { source: "site" as const, from: null, to: null } };
    expect(text(renderToStaticMarkup(<ExplanationReport result={site} other={null} />))).toContain(
      "the last assessment of each of 120 patients seen here",
    );
  });

  it("offers for comparison what has a result on the same data", () => {
    const view = {
      versions: [
        { version: "0.1.0", status: "champion" as const, computed: ["reference" as const] },
        { version: "0.2.0", status: "candidate" as const, computed: ["reference" as const] },
        { version: "0.3.0", status: "rejected" as const, computed: [] },
      ],
      version: "0.1.0",
      source: "reference" as const,
      site: { patients: 12, needed: 100 },
      mostCases: 800,
      job: null,
      result: null,
      other: null,
      canCompute: true,
    };
    const html = renderToStaticMarkup(<ExplanationChooser view={view} />);
    const beside = html.slice(html.indexOf('name="compare"'));
    expect(beside).toContain("0.2.0");
    expect(beside).not.toContain("0.3.0");
    expect(renderToStaticMarkup(<ExplanationChooser view={{ ...view, source: "site" }} />)).not.toContain(
      "compare",
    );
  });
});
