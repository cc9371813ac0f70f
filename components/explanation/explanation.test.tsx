import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { contribution, explanationOf } from "./fixtures";
import { shadeText } from "./shade-text";
import { ShadedText } from "./shaded-text";
import { waterfallData } from "./waterfall-data";

describe("waterfall", () => {
  const many = explanationOf(
    [-0.6, 0.3, -0.2, 0.1, 0.05, -0.04, 0.03, 0.01, -0.005].map((shap, i) =>
      contribution({ feature: `f${i}`, shap, standardError: 0.01 }),
    ),
  );

  it.each([1, 3, 8, 20])("adds up from base to output with %d named bars", (most) => {
    const { rows, base, output } = waterfallData(many, most);
    expect(rows[0]?.from).toBe(base);
    expect(rows.at(-1)?.to).toBeCloseTo(output, 12);
    for (const [i, row] of rows.entries()) {
      expect(row.to - row.from).toBeCloseTo(row.shap, 12);
      if (i > 0) expect(row.from).toBe(rows[i - 1]?.to);
    }
  });

  it("names the largest effects, whatever their direction, and gathers the rest with its error", () => {
    const { rows } = waterfallData(many, 3);
    expect(rows.map((r) => r.key)).toEqual(["f0", "f1", "f2", "rest"]);
    expect(rows.at(-1)).toMatchObject({ label: "6 smaller effects" });
    expect(rows.at(-1)?.standardError).toBeCloseTo(Math.sqrt(6) * 0.01, 12);
  });

  it("gives negligible effects no bar of their own", () => {
    expect(waterfallData(many, 20).rows.map((r) => r.key)).not.toContain("f7");
  });

  it("uses the words of a nurse", () => {
    const e = explanationOf([
      contribution({
        feature: "vitals.respiratoryRate",
        label: "Breathing rate",
        display: "28 /min",
        shap: -0.4,
      }),
    ]);
    expect(waterfallData(e).rows[0]?.label).toBe("Breathing rate 28 /min");
  });

  it("keeps the axis on the scale of levels unless an estimate leaves it", () => {
    const low = explanationOf([contribution({ feature: "a", shap: -1.95 })]);
    expect(waterfallData(low).domain[0]).toBe(1);
    const outside = explanationOf([
      contribution({ feature: "a", shap: -2.4 }),
      contribution({ feature: "b", shap: 0.4 }),
    ]);
    expect(waterfallData(outside).domain[0]).toBeCloseTo(0.6);
    expect(waterfallData(explanationOf([])).rows).toEqual([]);
  });
});

describe("shading", () => {
  const text = "chest pain, denies SOB";
  const span = (start: number, end: number, shap: number) =>
    contribution({ feature: `complaint.${start}`, group: "complaint", shap, span: [start, end] });

  it("cuts at the spans and loses no character", () => {
    const pieces = shadeText(text, [span(12, 22, 0.15), span(0, 10, -0.5)], "complaint");
    expect(pieces.map((p) => p.text).join("")).toBe(text);
    expect(pieces.map((p) => p.effect && [p.effect.direction, p.effect.strength])).toEqual([
      ["more", 3],
      null,
      ["less", 2],
    ]);
  });

  it.each([
    ["outside the text", [span(10, 99, -1)]],
    ["empty", [span(4, 4, -1)]],
    ["negative", [span(-2, 4, -1)]],
    ["of another text", [contribution({ feature: "note.0", group: "note", shap: -1, span: [0, 5] })]],
  ])("shades nothing for a span that is %s", (_, contributions) => {
    expect(shadeText(text, contributions, "complaint")).toEqual([{ text, start: 0, effect: null }]);
  });

  it("leaves out a span that overlaps an earlier one", () => {
    const pieces = shadeText(text, [span(0, 10, -0.5), span(6, 16, 0.5)], "complaint");
    expect(pieces.filter((p) => p.effect)).toHaveLength(1);
  });

  it("says in words what it shades", () => {
    const html = renderToStaticMarkup(
      <ShadedText text={text} contributions={[span(0, 10, -0.5), span(12, 22, 0.15)]} group="complaint" />,
    );
    expect(html.replace(/<[^>]+>/g, "")).toBe("chest pain▲ (more urgent), denies SOB▼ (less urgent)");
    expect(html).toMatch(/\(more urgent\)/);
    expect(html).toMatch(/\(less urgent\)/);
    expect(html).toContain("▲");
  });
});
