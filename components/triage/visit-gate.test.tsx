import { describe, expect, it } from "vitest";
import { renderToStaticMarkup } from "@/components/testing/render";
import type { VisitState } from "@/lib/fhir/visit-state";
import type { DecisionInput } from "@/lib/workflows/views";
import { patientView } from "./fixtures";
import { type VisitReasonState, withReason } from "./use-visit-reason";
import { VisitFlags } from "./visit-flags";
import { VisitGate } from "./visit-gate";

const DOUBTS: VisitState["doubts"] = [
  { code: "not-emergency", text: "This is an outpatient visit, not an emergency visit." },
  { code: "began-long-ago", text: "This visit began 3 days ago." },
];
const input = { level: 2, comment: "grey" } as DecisionInput;

describe("a decision on a visit out of the ordinary", () => {
  it("goes out unchanged on any other visit", () => {
    expect(withReason(input, [], "here-now", "")).toBe(input);
  });
  it.each([
    ["no reason", null, ""],
    ["other, and not what", "other" as const, "  "],
  ])("waits for an answer: %s", (_what, reason, said) => {
    expect(withReason(input, DOUBTS, reason, said)).toBeNull();
  });
  it("carries the reason, what was in sight of it, and what was said", () => {
    expect(withReason(input, DOUBTS, "here-now", "left over")).toMatchObject({
      comment: "grey",
      visit: { reason: "here-now", doubts: ["not-emergency", "began-long-ago"] },
    });
    expect(withReason(input, DOUBTS, "other", " lead asked ")?.comment).toBe("lead asked · grey");
    const { comment: _none, ...bare } = input;
    expect(withReason(bare as DecisionInput, DOUBTS, "came-back", "")).not.toHaveProperty("comment");
  });
});

const state = (over: Partial<VisitReasonState> = {}): VisitReasonState => ({
  reason: null,
  said: "",
  missed: false,
  first: { current: null },
  choose: () => {},
  say: () => {},
  ...over,
});
const gate = (visit: VisitState, over: Partial<VisitReasonState> = {}, canDecide = true) =>
  renderToStaticMarkup(<VisitGate view={patientView({ visit, canDecide })} state={state(over)} />);

describe("what stands above the level", () => {
  const barred = {
    why: "finished",
    title: "This visit has ended in the EHR.",
    advice: "Launch again.",
  } as const;
  it("is nothing for an ordinary visit", () => {
    expect(gate({ barred: null, doubts: [] })).toBe("");
    expect(renderToStaticMarkup(<VisitFlags visit={{ barred: null, doubts: [] }} />)).toBe("");
  });
  it("says that and why nobody can be triaged, and what to do", () => {
    const html = gate({ barred, doubts: [] });
    expect(html).toContain("has ended in the EHR. You cannot triage on it.");
    expect(html).toContain("Launch again.");
    expect(html).not.toContain("radio");
  });
  it("says what is out of the ordinary and asks why; whoever may not decide is only told", () => {
    const html = gate({ barred: null, doubts: DOUBTS });
    expect(html).toContain("outpatient visit");
    expect(html.match(/type="radio"/g)).toHaveLength(4);
    expect(html).not.toContain("Nothing is saved yet");
    expect(gate({ barred: null, doubts: DOUBTS }, {}, false)).not.toContain("radio");
  });
  it("says what is missing once a level was given without an answer", () => {
    expect(gate({ barred: null, doubts: DOUBTS }, { missed: true })).toContain("choose a reason");
    expect(gate({ barred: null, doubts: DOUBTS }, { missed: true, reason: "other" })).toContain("few words");
    expect(gate({ barred: null, doubts: DOUBTS }, { missed: true, reason: "here-now" })).not.toContain(
      "saved yet",
    );
  });
  it("is in few words on the board and in the banner", () => {
    const html = renderToStaticMarkup(<VisitFlags visit={{ barred: null, doubts: DOUBTS }} />);
    expect(html).toContain("Not an emergency visit");
    expect(html).toContain("Began 3 days ago<");
    expect(renderToStaticMarkup(<VisitFlags visit={{ barred, doubts: [] }} />)).toContain("Visit ended");
  });
});
