import { describe, expect, it } from "vitest";
import { renderToStaticMarkup } from "@/components/testing/render";
import { wordsFor } from "@/components/testing/words";
import type { Level } from "@/lib/case/level";
import type { AssessmentView } from "@/lib/workflows/views";
import { patientView } from "./fixtures";
import { likeliestOther, otherLevels, Probabilities, Suggestion } from "./suggestion";

const { assessment } = patientView();
const rulesOnly = { state: "rules-only", why: "No model." } as const;

describe("the suggestion in words", () => {
  it.each<[Partial<AssessmentView>, string]>([
    [{}, "Could also be 3."],
    [{ predictionSet: [1, 2, 4] }, "Could also be 1 or 4."],
    [{ predictionSet: [2] }, "No other level is likely."],
    [{ predictionSet: null, model: rulesOnly }, "The model did not answer; a safety rule applies."],
    [{ level: null, model: rulesOnly }, "There is no suggestion to go by."],
  ])("%j: %s", (over, words) =>
    expect(otherLevels({ ...assessment, ...over }, wordsFor("decision"))).toBe(words),
  );

  it("says when a rule raised the model's level", () => {
    const html = renderToStaticMarkup(
      <Suggestion assessment={{ ...assessment, level: 2, modelLevel: 3, floor: { level: 2, rules: [] } }} />,
    );
    expect(html).toContain("Raised by a safety rule; the model alone says 3.");
    expect(html).toContain("Emergent");
  });

  it("does not make up a level when there is none", () => {
    const html = renderToStaticMarkup(
      <Suggestion assessment={{ ...assessment, level: null, modelLevel: null, model: rulesOnly }} />,
    );
    expect(html).toContain("Please judge");
    expect(html).not.toMatch(/Level \d/);
  });
});

describe("probabilities", () => {
  it.each<[number[], Level | null, Level | null]>([
    [[0.1, 0.3, 0.5, 0.05, 0.05], 2, 3],
    [[0.1, 0.3, 0.5, 0.05, 0.05], 3, null],
    [[0.1, 0.3, 0.5, 0.05, 0.05], null, null],
  ])("%j with %j suggested: likeliest other is %j", (p, suggested, other) =>
    expect(likeliestOther(p, suggested)).toBe(other),
  );

  it("writes every level with its figure", () => {
    const html = renderToStaticMarkup(
      <Probabilities probabilities={[0.004, 0.3, 0.5, 0.15, 0.046]} level={3} />,
    );
    for (const text of ["&lt;1 %", "30 %", "50 %", "15 %", "5 %"]) expect(html).toContain(text);
  });
});
