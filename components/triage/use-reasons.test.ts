import { describe, expect, it } from "vitest";
import { ActionError } from "@/components/action-error";
import { firstPictureOf } from "@/components/explanation/first-picture";
import { contribution, explanationOf } from "@/components/explanation/fixtures";
import { patientView } from "./fixtures";
import { reasonsFrom } from "./use-reasons";

const explanation = explanationOf([
  contribution({ feature: "a", shap: -0.5, levelShap: [0.1, 0.2, -0.2, -0.05, -0.05] }),
  contribution({ feature: "b", group: "patient", shap: 0.2, levelShap: [0, -0.1, 0.05, 0.05, 0] }),
]);
const waiting = patientView().assessment;
const explained = { ...waiting, explanation, summary: ["Because."], secondLook: ["Look."], againstSense: [] };
const early = { ...waiting, groups: explanation.groups };

describe("what is shown while the reasons are worked out", () => {
  it("nothing at first", () => {
    expect(reasonsFrom(waiting, undefined, undefined, null)).toEqual({
      assessment: waiting,
      state: "loading",
      first: null,
      failure: null,
    });
  });

  it("then the groups, then everything", () => {
    const groups = reasonsFrom(waiting, early, undefined, null);
    expect([groups.state, groups.first?.groups]).toEqual(["loading", explanation.groups]);
    const all = reasonsFrom(waiting, early, explained, null);
    expect([
      all.state,
      all.assessment.explanation,
      all.assessment.summary,
      all.assessment.secondLook,
    ]).toEqual(["ready", explanation, ["Because."], ["Look."]]);
  });

  it("everything at once from a server that knows no groups alone, or has everything already", () => {
    expect(reasonsFrom(waiting, explained, undefined, null)).toMatchObject({
      state: "ready",
      first: null,
      assessment: { explanation },
    });
  });

  it("a failure only when nothing else is there", () => {
    const error = new ActionError("model-unavailable", "The model is away.", null);
    expect(reasonsFrom(waiting, early, undefined, error)).toMatchObject({
      state: "failed",
      failure: "The model is away.",
    });
    expect(reasonsFrom(explained, undefined, undefined, error)).toMatchObject({
      state: "ready",
      failure: null,
    });
  });

  it("keeps what is the page's own: a level decided elsewhere meanwhile does not come back with the reasons", () => {
    expect(reasonsFrom({ ...waiting, level: 1 }, undefined, explained, null).assessment.level).toBe(1);
  });
});

describe("the first picture", () => {
  it("finds the base from the groups, for the level and for every chance", () => {
    const picture = firstPictureOf({
      ...early,
      expectedSeverity: 2.7,
      probabilities: [0.15, 0.25, 0.45, 0.15, 0],
    });
    expect(picture?.outputValue).toBe(2.7);
    expect(picture?.baseValue).toBeCloseTo(3, 12);
    for (const [k, p] of [0.05, 0.15, 0.6, 0.15, 0.05].entries()) {
      expect(picture?.baseProbabilities[k]).toBeCloseTo(p, 12);
    }
  });

  it.each([
    ["no groups", { ...waiting }],
    ["none of them", { ...waiting, groups: [] }],
    ["no model", { ...early, expectedSeverity: null }],
    ["no chances", { ...early, probabilities: null }],
  ])("there is none with %s", (_, answer) => expect(firstPictureOf(answer)).toBeNull());
});
