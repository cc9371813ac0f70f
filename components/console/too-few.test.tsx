import { describe, expect, it } from "vitest";
import { renderToStaticMarkup } from "@/components/testing/render";
import { forScreen, isTooFew } from "@/lib/registry/metric-set";
import { MetricComparisonTable, MetricTables } from "./metric-table";

const set = (cases: number) => ({
  dataset: "Held-out decisions of this site",
  cases,
  figures: [
    { name: "Accuracy", value: 1 },
    { name: "Quadratic-weighted kappa", value: 1 },
  ],
});
const many = { dataset: "A survey", cases: 8517, figures: [{ name: "Accuracy", value: 0.61 }] };
const words = (html: string) => html.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ");

describe("figures of few cases", () => {
  it("are none below 200, and all from 200 on", () => {
    expect([11, 199, 200].map((cases) => isTooFew({ cases }))).toEqual([true, true, false]);
    expect(forScreen([set(11), many])).toEqual([{ ...set(11), figures: [] }, many]);
  });

  it("are not in a version's tables; what was measured on enough stands beside", () => {
    const html = words(renderToStaticMarkup(<MetricTables sets={[set(11), many]} />));
    expect(html).toContain("Too few to tell (11 of 200)");
    expect(html).not.toMatch(/100\.0 %|1\.000|kappa/);
    expect(html).toContain("61.0 %");
  });

  it("are not compared, even when they come with their figures", () => {
    const html = words(
      renderToStaticMarkup(
        <MetricComparisonTable
          champion={{ name: "1", sets: [set(150), many] }}
          candidate={{ name: "2", sets: [set(150), many] }}
        />,
      ),
    );
    expect(html).toContain("Too few to tell (150 of 200)");
    expect(html).not.toContain("1.000");
    expect(html).toContain("Same");
  });
});
