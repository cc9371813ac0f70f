import { describe, expect, it } from "vitest";
import { renderToStaticMarkup } from "@/components/testing/render";
import { Checks } from "./checks";
import { contribution, explanationOf } from "./fixtures";

const three = explanationOf([
  contribution({ feature: "a", label: "Heart rate", shap: -0.6 }),
  contribution({ feature: "b", label: "Temperature", shap: 0.4 }),
  contribution({ feature: "c", label: "Pain score", shap: -0.3 }),
  contribution({ feature: "d", label: "Age", shap: 0.1 }),
  contribution({ feature: "e", label: "Sex", shap: 0.05 }),
]);
const lime = {
  intercept: 3,
  coefficients: [-0.6, 0.4, -0.3, 0.1, 0.05],
  r2: 0.9,
  stability: 1,
  samples: 100,
  seed: 1,
  topThreeAgreement: 1,
};
const textOf = (e: typeof three) => renderToStaticMarkup(<Checks explanation={e} />).replace(/<[^>]+>/g, " ");

describe("checks beside the reasons", () => {
  it("are folded when all pass, and say so to a screen reader", () => {
    const html = renderToStaticMarkup(<Checks explanation={{ ...three, lime }} />);
    expect(html).not.toContain("Warning");
    expect(html).toMatch(/<summary/);
    expect(html).toMatch(/sr-only[^>]*>: The effects add up.*A second method agrees/);
  });

  it("show a caution openly, with a sign and a word besides the colour", () => {
    const text = textOf({ ...three, lime: { ...lime, coefficients: [0.01, 0.4, -0.02, 0.5, 0.3] } });
    expect(text).toMatch(/! .*Warning: .*A second method names other findings: age, temperature and sex/s);
    expect(text).toContain("Other checks passed");
  });

  it("show nothing of a second method that was not asked", () => {
    expect(textOf(three)).not.toMatch(/second method/i);
  });
});
