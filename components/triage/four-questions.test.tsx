import { describe, expect, it } from "vitest";
import { renderToStaticMarkup } from "@/components/testing/render";
import { wordsFor } from "@/components/testing/words";
import type { AssessmentView } from "@/lib/workflows/views";
import { patientView } from "./fixtures";
import { conclusion, FourQuestions } from "./four-questions";

const view = (over: Partial<AssessmentView> = {}): AssessmentView => ({
  ...patientView().assessment,
  ...over,
});
const text = (a: AssessmentView) =>
  renderToStaticMarkup(<FourQuestions assessment={a} />)
    .replace(/<[^>]+>/g, " ")
    .replace(/\s+/g, " ");

describe("the four questions on the page", () => {
  it("stand with their answers, evidence and the level that follows", () => {
    const shown = text(view());
    for (const part of [
      "Life-saving help now? No 0.6 % of patients like this one need it.",
      "Must not wait? Yes Signs of a heart attack",
      "How many resources? Two or more Two or more 81 %, one 14 %, none 5.0 %.",
      "Danger-zone vital signs? No",
      "These answers lead to level 2.",
    ])
      expect(shown).toContain(part);
  });

  it("say of the model neither yes nor no while its answer is held back", () => {
    const { questions } = view();
    const held = {
      ...questions,
      a: { answer: false, p: null, because: [] },
      c: { answer: null, p: null },
    };
    const shown = text(view({ questions: held, model: { state: "held-back", mode: "blind-first" } }));
    expect(shown).toContain("Life-saving help now? No rule says so");
    expect(shown).toContain("How many resources? Yours to judge");
  });

  it("say what is not known instead of no", () => {
    const { questions } = view();
    const unknown = {
      ...questions,
      b: { answer: false, p: null, because: [] },
      c: { answer: null, p: null },
    };
    const shown = text(
      view({ questions: { ...unknown, d: { answer: null, because: [] }, level: null }, modelLevel: null }),
    );
    expect(shown).toContain("How many resources? Not known No model answered this.");
    expect(shown).toContain("oxygen saturation are not known");
    expect(shown).toContain("lead to no level");
  });

  it.each([
    ["a safety rule", { level: 2, rules: [] }, 4, 2, /safety rule asks/],
    ["costs", null, 3, 3, /worse mistake/],
    ["custom", null, 5, 5, /nurses chart/],
  ] as const)("say why another level is shown: %s", (_what, floor, modelLevel, level, why) => {
    const { questions } = view();
    const shown = view({ floor, modelLevel, level, questions: { ...questions, level: 4 } });
    expect(conclusion(shown, wordsFor("patient"))).toMatch(why);
  });
});
