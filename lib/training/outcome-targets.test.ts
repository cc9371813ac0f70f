import { describe, expect, it } from "vitest";
import { NOTHING_KNOWN, type VisitOutcomes } from "@/lib/fhir/outcomes/visit-outcomes";
import { outcomeTargets } from "./outcome-targets";

const told = (
  answers: Partial<VisitOutcomes["answers"]>,
  within: VisitOutcomes["within"] = {},
): ReturnType<typeof outcomeTargets> =>
  outcomeTargets({ answers: { ...NOTHING_KNOWN.answers, ...answers }, within });

describe("what became of a patient, as targets", () => {
  it("has none where nothing is known or a question does not apply", () => {
    expect(outcomeTargets(NOTHING_KNOWN)).toEqual({});
    expect(told({ admission: "does-not-apply", criticalCare: "does-not-apply", leftUnseen: "yes" })).toEqual(
      {},
    );
    expect(told({ returned: "yes", leftUnseen: "no" })).toEqual({});
  });

  it("says yes and no to admission and psychiatric transfer", () => {
    expect(told({ admission: "yes", psychiatric: "no" })).toEqual({ admission: 1, psychiatric: 0 });
    expect(told({ admission: "no", psychiatric: "yes" })).toEqual({ admission: 0, psychiatric: 1 });
  });

  it.each([
    [{ criticalCare: "yes", death: "no" }, { criticalCare: "4-24h" }, 1],
    [{ criticalCare: "no", death: "yes" }, { death: "under-4h" }, 1],
    [{ criticalCare: "does-not-apply", death: "yes" }, { death: "under-4h" }, 1],
    [{ criticalCare: "no", death: "no" }, {}, 0],
    // Later, at a time nobody knows, or not known to the end: neither.
    [{ criticalCare: "yes", death: "no" }, { criticalCare: "24-72h" }, undefined],
    [{ criticalCare: "yes", death: "no" }, {}, undefined],
    [{ criticalCare: "no", death: "yes" }, { death: "24-72h" }, undefined],
    [{ criticalCare: "no" }, {}, undefined],
  ] as const)("%j within %j makes critical care %s", (answers, within, critical) => {
    expect(told(answers, within)).toEqual(critical === undefined ? {} : { critical });
  });
});
