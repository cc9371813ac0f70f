import { describe, expect, it } from "vitest";
import { DAY, HOUR, MINUTE } from "@/lib/core/clock";
import { NOTHING_KNOWN, type VisitOutcomes } from "@/lib/fhir/outcomes/visit-outcomes";
import { afterAnswer, afterFailure, arrivalOf, firstAsked } from "./follow-up";

const arrived = new Date("2026-03-01T10:00:00Z");
const later = (ms: number) => new Date(arrived.getTime() + ms);
const all = (answer: "yes" | "no"): VisitOutcomes => ({
  answers: {
    admission: answer,
    criticalCare: answer,
    death: answer,
    leftUnseen: answer,
    returned: answer,
    psychiatric: answer,
  },
  within: {},
});
const some: VisitOutcomes = { ...all("no"), answers: { ...all("no").answers, criticalCare: "not-known" } };

describe("when a visit is asked about", () => {
  it("6, 24 and 96 hours after arrival, and a last time after a week where something is not known", () => {
    expect(firstAsked(arrived)).toEqual(later(6 * HOUR));
    expect(afterAnswer(arrived, later(6 * HOUR), NOTHING_KNOWN)).toEqual({
      state: "open",
      nextAt: later(DAY),
    });
    expect(afterAnswer(arrived, later(DAY), some)).toEqual({ state: "open", nextAt: later(4 * DAY) });
    expect(afterAnswer(arrived, later(4 * DAY), some)).toEqual({ state: "open", nextAt: later(7 * DAY) });
    expect(afterAnswer(arrived, later(7 * DAY), some)).toEqual({ state: "partly", nextAt: null });
    expect(afterAnswer(arrived, later(7 * DAY), NOTHING_KNOWN)).toEqual({ state: "not-known", nextAt: null });
  });

  it("is complete when everything is answered, and not before the days are over in which somebody may die", () => {
    expect(afterAnswer(arrived, later(DAY), all("no"))).toMatchObject({ state: "open" });
    expect(afterAnswer(arrived, later(4 * DAY), all("no"))).toEqual({ state: "complete", nextAt: null });
  });

  it("an EHR that is away is tried less and less often, for two weeks", () => {
    const at = later(DAY);
    const wait = (n: number) => (afterFailure(arrived, at, n, null).nextAt?.getTime() ?? 0) - at.getTime();
    expect([wait(1), wait(2), wait(5), wait(50)]).toEqual([15 * MINUTE, 30 * MINUTE, 4 * HOUR, 6 * HOUR]);
    expect(afterFailure(arrived, later(14 * DAY), 60, null)).toEqual({ state: "not-known", nextAt: null });
    expect(afterFailure(arrived, later(14 * DAY), 60, some)).toEqual({ state: "partly", nextAt: null });
  });

  it("a clock that was set back asks again at the same times", () => {
    expect(afterAnswer(arrived, later(-DAY), some)).toEqual({ state: "open", nextAt: later(6 * HOUR) });
  });

  it("does not believe an arrival after the decision, or days before it", () => {
    expect(arrivalOf("2026-03-01T09:00:00Z", arrived)).toEqual(later(-HOUR));
    for (const odd of [null, "2026-03-01T12:00:00Z", "2025-03-01T09:00:00Z", "soon"])
      expect(arrivalOf(odd, arrived)).toEqual(arrived);
  });
});
