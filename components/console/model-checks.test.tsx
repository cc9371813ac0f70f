import { describe, expect, it } from "vitest";
import { renderToStaticMarkup } from "@/components/testing/render";
import type { ModelVersionView } from "@/lib/workflows/views";
import { Checks, WhyNot } from "./model-checks";
import { ModelList } from "./model-list";

const failing = {
  verdict: "failed",
  source: "run",
  against: "0.2.0",
  findings: [
    { severity: "fail", text: "Urgent patients found (levels 1-2): 12.0 %, before 44.3 %" },
    { severity: "few", text: "Agreement: too few to tell; 11 cases, 200 are needed" },
    { severity: "pass", text: "Telling urgent patients from others (AUROC): 0.820" },
  ],
  champion: [],
  candidate: [],
  measuredAt: "2026-11-29T08:00:00.000Z",
} as const;
const version = (over: Partial<ModelVersionView> = {}): ModelVersionView => ({
  version: "0.2.0+r1",
  name: "tiny",
  status: "candidate",
  parent: "0.2.0",
  createdAt: "2026-11-29T08:00:00.000Z",
  createdBy: "OpenAcuity",
  fallenLabels: 0,
  digest: "0".repeat(64),
  trainedOn: "60 decisions",
  metrics: [],
  runId: null,
  check: failing,
  measuring: false,
  checkError: null,
  objection: { code: "gates-failed", words: "Version 0.2.0+r1 failed: ..." },
  canMeasure: true,
  canPromote: true,
  canRollBackTo: false,
  exceptions: [],
  excepted: false,
  canAskException: false,
  ...over,
});
const html = (v: ModelVersionView) => renderToStaticMarkup(<WhyNot id="why" version={v} />);
const nothing = () => Promise.reject(new Error("not asked for"));
const actions = {
  promote: nothing,
  reject: nothing,
  rollBack: nothing,
  measure: nothing,
  askException: nothing,
  answerException: nothing,
  withdrawException: nothing,
  list: nothing,
};

describe("a version that may not come into use", () => {
  it.each([
    [version(), "Cannot be promoted: 1 check failed."],
    [version({ status: "archived" }), "Cannot be gone back to: 1 check failed."],
    [
      version({ check: null, objection: { code: "not-measured", words: "It has to be measured first." } }),
      "It has to be measured first.",
    ],
    [version({ measuring: true }), "Being measured. It can be promoted when it has passed."],
    [version({ checkError: "the disk is full" }), "Measuring did not succeed: the disk is full"],
  ])("says why (%#)", (v, words) => {
    expect(html(v)).toContain(words);
  });

  it("says nothing where nothing stands against it", () => {
    expect(html(version({ objection: null }))).toBe("");
  });

  it("cannot be promoted from the page, and the button points at the reason", () => {
    const page = renderToStaticMarkup(<ModelList initial={[version()]} actions={actions} />);
    const button = /<button[^>]*>Promote/.exec(page)?.[0] ?? "";
    expect(button).toContain("disabled");
    const describedBy = /aria-describedby="([^"]+)"/.exec(button)?.[1];
    expect(page).toContain(`<p id="${describedBy}"`);
  });

  it("lists every check, counted, with what could not be told among them", () => {
    const list = renderToStaticMarkup(<Checks check={failing} open />);
    expect(list).toContain("Checks: 1 failed, 1 cannot be told, 1 passed");
    expect(list).toContain("Can&#x27;t tell");
    expect(list).toContain("11 cases, 200 are needed");
  });
});
