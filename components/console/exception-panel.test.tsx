import { describe, expect, it } from "vitest";
import { renderToStaticMarkup } from "@/components/testing/render";
import type { ConsoleOverview, ExceptionView, ModelVersionView } from "@/lib/workflows/views";
import { ExceptionPanel } from "./exception-panel";
import { Overview } from "./overview";

const exception = (over: Partial<ExceptionView> = {}): ExceptionView => ({
  id: "1",
  version: "0.3.0",
  status: "asked",
  reason: "Our floor was set for the old model",
  until: "2027-02-27",
  askedBy: "First Steward",
  askedAt: "2027-01-10T12:00:00.000Z",
  answeredBy: null,
  answeredAt: null,
  comment: null,
  failed: ["Urgent patients found: 12.0 %"],
  lapsed: null,
  over: false,
  mine: false,
  canAnswer: false,
  ...over,
});
const panel = (exceptions: ExceptionView[], canAskException = false) =>
  renderToStaticMarkup(
    <ExceptionPanel
      version={{ version: "0.3.0", exceptions, canAskException } as unknown as ModelVersionView}
      busy={false}
      onChange={() => {}}
    />,
  ).replace(/<[^>]+>/g, " ");
const agreed = {
  answeredBy: "Second Steward",
  answeredAt: "2027-01-11T12:00:00.000Z",
} as const;

describe("an exception on the page of models", () => {
  it.each([
    ["whoever may answer", { canAnswer: true }, /Decline.*Agree/s, /Withdraw|Somebody else/],
    [
      "who asked",
      { mine: true },
      /Somebody else with the right to promote has to agree.*Withdraw/s,
      /Agree |Decline/,
    ],
    [
      "who may only read",
      {},
      /Exception asked for until 27 Feb 2027 \(1 failed check\)/,
      /Agree |Decline|Withdraw/,
    ],
    [
      "all, once it is agreed",
      { status: "agreed", ...agreed },
      /may be promoted with 1 failed check.*Second Steward/s,
      /Decline/,
    ],
    [
      "all, while it is used",
      { status: "used", ...agreed },
      /In use by an exception until 27 Feb 2027/,
      /ended/,
    ],
    [
      "all, when its end is past",
      { status: "used", over: true, ...agreed },
      /ended on 27 Feb 2027.*Go back/s,
      /until 27/,
    ],
  ] as const)("shows %s what they may do", (_who, over, shown, not) => {
    const text = panel([exception(over)]);
    expect(text).toMatch(shown);
    expect(text).not.toMatch(not);
    expect(text).toContain("Urgent patients found: 12.0 %");
  });

  it("is nothing where none was asked for, an offer where one may be, and a line for one that is closed", () => {
    expect(panel([])).toBe("");
    expect(panel([], true)).toContain("Ask for an exception");
    const before = panel([exception({ status: "lapsed", lapsed: "the version was measured again" })]);
    expect(before).toContain("1 earlier exception");
    expect(before).toContain("lapsed (the version was measured again)");
  });
});

describe("an exception on the overview", () => {
  const overview = (over: Partial<ExceptionView> | null) =>
    renderToStaticMarkup(
      <Overview
        pictures={null}
        overview={
          {
            maySwitch: false,
            accessReview: { state: "not-needed", dueAt: null },
            openIncidents: 0,
            model: { state: "rules-only", why: "test" },
            exception: over && { ...exception({ status: "used", ...agreed, ...over }), back: "0.2.0" },
            labelsSinceLastRun: 0,
            retrainAfter: 50,
            decisionsTotal: 0,
            overridesTotal: 0,
            overridesByLevel: [],
            queue: { writeBackPending: 0, writeBackFailed: 0, retrainingQueued: 0 },
          } as ConsoleOverview
        }
      />,
    );

  it("is one quiet line, and a loud one with ways out when its end is past", () => {
    expect(overview(null)).not.toContain("exception");
    expect(overview({})).toContain("by an exception until");
    expect(overview({})).not.toContain("Go back to");
    const loud = overview({ over: true });
    expect(loud).toContain("ended on 27 Feb 2027, and it is still in use");
    expect(loud).toMatch(/href="\/console\/models#version-0-2-0"[^>]*>Go back to/);
    expect(loud).toContain("Retrain");
  });
});
