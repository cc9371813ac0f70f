import { describe, expect, it } from "vitest";
import { renderToStaticMarkup } from "@/components/testing/render";
import { counterfactualPicture } from "@/lib/monitoring/fairness/counterfactual";
import type { FairnessView } from "@/lib/workflows/watch/fairness";
import { Fairness } from "./fairness";

const empty: FairnessView = {
  filter: { against: "decided", by: "all" },
  notes: [],
  reports: [],
  needs: { visits: 30, days: 90 },
  counterfactual: null,
  auditNeeds: 30,
  chosen: null,
};
const chosen: NonNullable<FairnessView["chosen"]> = {
  id: "1",
  of: "version 0.3.0, Sandbox",
  window: "1 Sep 2026 to 29 Nov 2026",
  madeAt: "2026-11-29T08:00:00Z",
  visits: 500,
  incidentId: "i-1",
  findings: ["Under-triage, Female: 20.0 % (n = 200) against 10.0 % of everybody else (n = 300)"],
  falseFindings: 0.05,
  compared: 42,
  differences: [],
  sameRisk: [],
  known: [
    { title: "Sex", source: "as the EHR says it", visits: 500 },
    { title: "Language", source: "the preferred one", visits: 0 },
  ],
  labelled: { decided: 450, read: 12, first: 0, outcome: 400 },
  notRead: "Insurance: not read.",
  smallCells: "Groups of fewer than 10 patients are counted nowhere.",
  leftOut: 2,
};
const shown = (view: Partial<FairnessView>) =>
  renderToStaticMarkup(<Fairness view={{ ...empty, ...view }} csv={(id) => `/csv?picture=${id}`} />);

describe("the page of fairness", () => {
  it("says what is needed while there is nothing", () => {
    const html = shown({});
    expect(html).toContain("No report has been made yet");
    expect(html).toContain("30 visits");
    expect(html).toContain("No audit has been made yet");
  });

  it("says first what was found, and where it is looked into", () => {
    const html = shown({ reports: [{ id: "1", label: "29 Nov" }], chosen });
    expect(html).toContain("1 difference is worse than the bounds");
    expect(html).toContain("/console/incidents/i-1");
    expect(html).toContain("Under-triage, Female");
    expect(html).toContain("Too few to compare here");
  });

  it("says what the EHR does not give, what is not read, and what is left out", () => {
    const html = shown({ reports: [{ id: "1", label: "29 Nov" }], chosen: { ...chosen, findings: [] } });
    expect(html).toContain("No group fares worse by more than the bounds");
    expect(html).toContain("The EHR does not give it: the preferred one.");
    expect(html).toContain("Insurance: not read.");
    expect(html).toContain("2 groups are left out");
    expect(html).toContain("picture=everything");
  });

  it("shows what moves for the same patient as somebody else", () => {
    const row = { cases: 60, moved: 5, crossedDown: 1, severityShift: 0.1, floorMoved: 0 };
    const audit = {
      cases: 60,
      rows: [
        { ...row, kind: "control" as const, name: "words", lowered: 1 },
        { ...row, kind: "circumstances" as const, name: "homeless", lowered: 30 },
      ],
    };
    const picture = counterfactualPicture(audit, { version: "0.3.0", day: "29 Nov 2026" });
    const html = shown({
      counterfactual: { picture, findings: ["The same patient, homeless: 30 of 60"], incidentId: "i-2" },
    });
    expect(html).toContain("The same patient, homeless: 30 of 60");
    expect(html).toContain("/console/incidents/i-2");
    expect(html).toContain("made less urgent");
    expect(html).toContain("picture=counterfactual");
  });
});
