import { describe, expect, it } from "vitest";
import { renderToStaticMarkup } from "@/components/testing/render";
import type { CalibrationsView, CalibrationView } from "@/lib/workflows/learning/site-calibrations";
import { CalibrationBoard } from "./calibration-board";

const never = () => {
  throw new Error("nothing is asked for");
};
const actions = { ask: never, lay: never, takeOff: never };
const bin = { predicted: 0.2, observed: 0.25, low: 0.1, high: 0.4, cases: 30 };
const one: CalibrationView = {
  version: "site-calibration-2",
  modelVersion: "0.3.1",
  requestedAt: "2026-11-30T10:00:00.000Z",
  requestedBy: "A steward",
  state: "made",
  error: null,
  verdict: "passed",
  findings: [{ gate: "site-agreement", severity: "pass", text: "Agreement keeps" }],
  before: [],
  after: [],
  report: {
    fitted: 1_300,
    judged: 900,
    judgedPatients: 850,
    judgedUrgent: 120,
    before: [bin],
    after: [{ ...bin, observed: 0.21 }],
    unreadable: 0,
  },
  numbers: { temperature: 1.1, bias: [0, -0.2, 0.1, 0, 0], units: [] },
  objection: null,
  inForce: false,
  canLay: true,
};
const view: CalibrationsView = {
  champion: "0.3.1",
  inForce: null,
  takenOff: null,
  trouble: null,
  seq: 0,
  labels: 2_200,
  fewest: 100,
  canChange: true,
  all: [one],
  history: [],
};
const text = (over: Partial<CalibrationsView>) =>
  renderToStaticMarkup(<CalibrationBoard initial={{ ...view, ...over }} actions={actions} />);

describe("the page of a site's calibration", () => {
  it("says how many labels each figure rests on, with intervals before and after", () => {
    const said = text({});
    expect(said).toContain(
      "Fitted on 1,300 labels; judged by 900 labels of 850 other patients, 120 of level 1 or 2.",
    );
    expect(said).toContain("25 % (10 % to 40 %)");
    expect(said).toContain("21 % (10 % to 40 %)");
    expect(said).toContain("Lay site-calibration-2 over the model");
  });

  it("takes it off with one click and offers it again afterwards", () => {
    const inForce = { version: one.version, since: one.requestedAt, by: "A steward" };
    const on = text({ inForce, all: [{ ...one, inForce: true, canLay: false }] });
    expect(on).toContain("Switch it off");
    expect(on).not.toContain("on again");
    expect(text({ takenOff: one.version })).toContain("Switch site-calibration-2 on again");
  });

  it("offers nothing to whoever only reads, and nothing against an objection", () => {
    expect(text({ canChange: false, all: [{ ...one, canLay: false }] })).not.toContain("<button");
    const objected = { ...one, canLay: false, objection: "It failed: kappa." };
    const said = text({ takenOff: one.version, all: [objected] });
    expect(said).toContain("It failed: kappa.");
    expect(said).not.toContain("on again");
  });

  it("says why nothing could be made, and why what is switched on is not served", () => {
    const failed = {
      ...one,
      state: "failed",
      error: "12 labels to fit on",
      report: null,
      canLay: false,
    } as const;
    expect(text({ all: [failed] })).toContain("12 labels to fit on");
    expect(text({ trouble: "It was made for another version." })).toContain("made for another version");
  });
});
