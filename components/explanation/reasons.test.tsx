import { describe, expect, it } from "vitest";
import { renderToStaticMarkup } from "@/components/testing/render";
import { patientView } from "@/components/triage/fixtures";
import type { AssessmentView } from "@/lib/workflows/views";
import { contribution, explanationOf } from "./fixtures";
import { Reasons } from "./reasons";

const { assessment } = patientView();
const explanation = explanationOf([contribution({ feature: "spo2", shap: -0.5 })]);
const explained: AssessmentView = {
  ...assessment,
  explanation,
  summary: ["Level 2 mostly because of it.", "Little speaks against it.", "Not known: pain score."],
};
const { contributions: _, method: __, ...first } = explanation;

const shown = (over: Partial<Parameters<typeof Reasons>[0]>): string =>
  renderToStaticMarkup(
    <Reasons
      assessment={assessment}
      state="loading"
      first={null}
      failure={null}
      texts={{ complaint: null, note: null }}
      missing={["Pain score"]}
      onRetry={() => undefined}
      {...over}
    />,
  );
const count = (html: string, text: string) => html.split(text).length - 1;

describe("reasons", () => {
  it("say at once what was not known, and that the rest is being worked out", () => {
    const html = shown({});
    expect(html).toContain("Working out the reasons. You can decide now.");
    expect(html).toContain("Not known: pain score.");
    expect(html).not.toContain("<table");
  });

  it("draw the groups while the findings are worked out", () => {
    const html = shown({ first });
    expect(html).toContain("Vital signs");
    expect(html).toContain("Working out the reasons");
    expect(html).not.toContain("Level 2 mostly");
  });

  it("are three sentences, each once, and the picture", () => {
    const html = shown({ assessment: explained, state: "ready", first });
    for (const sentence of explained.summary) expect(count(html, sentence)).toBe(1);
    expect(html).toContain("<table");
    expect(html).not.toContain("Working out");
    expect(html).not.toContain("Look twice");
  });

  it("say where to look twice", () => {
    const one = shown({ assessment: { ...explained, secondLook: ["This is odd."] }, state: "ready" });
    expect(one).toMatch(/Look twice.*This is odd\./s);
    const two = shown({ assessment: { ...explained, secondLook: ["Odd.", "Odder."] }, state: "ready" });
    expect(count(two, "<li>")).toBe(2);
  });

  it("are not shown when they do not add up, whatever the sentences say", () => {
    const unsound = { ...explained, explanation: { ...explanation, additivityResidual: 0.03 } };
    const html = shown({ assessment: unsound, state: "ready", first });
    expect(html).toContain("failed a check");
    expect(html).toContain("0.030");
    expect(html).toContain("Not known: pain score.");
    expect(html).not.toContain("<table");
    expect(html).not.toContain("Level 2 mostly");
  });

  it("can be asked for again when they could not be worked out", () => {
    const html = shown({ state: "failed", failure: "The model is away." });
    expect(html).toContain("The model is away.");
    expect(html).toContain("Try again");
    expect(html).toContain("Not known: pain score.");
  });

  it("are none without a model", () => {
    const alone: AssessmentView = {
      ...assessment,
      modelLevel: null,
      model: { state: "rules-only", why: "away" },
    };
    expect(shown({ assessment: alone })).toContain("The safety rules beside the level");
    const nothing = shown({ assessment: { ...alone, level: null } });
    expect(nothing).toContain("there is nothing to explain");
    expect(nothing).not.toContain("safety rules");
  });
});
