import { describe, expect, it } from "vitest";
import type { Level } from "@/lib/case/level";
import { HOUR } from "@/lib/core/clock";
import { NOTHING_KNOWN, type VisitOutcomes } from "@/lib/fhir/outcomes/visit-outcomes";
import { LEAST_CALM, reportOutcomes as reportTally } from "./outcome-report";
import { type FollowedVisit, tallyOutcomes } from "./outcome-tally";

const now = new Date("2026-03-05T10:00:00Z");
const came = new Date(now.getTime() - 50 * HOUR);
const told = (answers: Partial<VisitOutcomes["answers"]>): VisitOutcomes => ({
  answers: { ...NOTHING_KNOWN.answers, ...answers },
  within: {},
});
const grave = told({ admission: "yes", criticalCare: "yes", death: "no" });
const calm = told({ admission: "no", criticalCare: "no", death: "no" });
const visit = (over: Partial<FollowedVisit>): FollowedVisit => ({
  state: "complete",
  arrivedAt: came,
  readAt: now,
  failing: false,
  outcomes: calm,
  level: 3,
  shownLevel: 3,
  ...over,
});
const reportOutcomes = (visits: readonly FollowedVisit[], at: Date) => reportTally(tallyOutcomes(visits), at);
const many = (n: number, over: (i: number) => Partial<FollowedVisit>) =>
  Array.from({ length: n }, (_, i) => visit(over(i)));

describe("what became of decided visits", () => {
  it("counts each visit once by how far it was followed, and each question by its answer", () => {
    const report = reportOutcomes(
      [
        visit({}),
        visit({ state: "open", outcomes: null, readAt: null, failing: true }),
        visit({ state: "open", outcomes: told({ leftUnseen: "no" }) }),
        visit({ state: "not-known", outcomes: null }),
        visit({ state: "refused", outcomes: null }),
        visit({ state: null, arrivedAt: null, readAt: null, outcomes: null }),
      ],
      now,
    );
    expect(report.byState).toEqual({
      open: 2,
      complete: 1,
      partly: 0,
      "not-known": 1,
      refused: 1,
      withdrawn: 0,
      "not-followed": 1,
    });
    expect(report.open).toEqual({ oldestHours: 50, failing: 1 });
    expect(report.delayHours).toBe(50);
    const of = (outcome: string) => report.questions.find((q) => q.outcome === outcome);
    expect(of("admission")).toMatchObject({ answers: { yes: 0, no: 1, "not-known": 1 }, open: 2 });
    expect(of("leftUnseen")).toMatchObject({ answers: { no: 1, "not-known": 2 }, open: 1 });
  });

  it("judges nobody on few visits, or few of either kind", () => {
    const report = reportOutcomes(
      many(99, (i) => ({ outcomes: i < 20 ? grave : calm })),
      now,
    );
    expect(report.grave).toEqual({ enough: false, visits: 99, yes: 20 });
    expect(
      reportOutcomes(
        many(300, (i) => ({ outcomes: i < 9 ? grave : calm })),
        now,
      ).grave.enough,
    ).toBe(false);
    expect(report.falseCalm.clinicians).toEqual({ enough: false, visits: 0 });
  });

  it("judges clinicians and suggestions on the same visits", () => {
    // The clinicians know; the suggestion says the same of everybody.
    const visits = many(200, (i) => ({
      outcomes: i < 40 ? grave : calm,
      level: (i < 40 ? 2 : 4) as Level,
      shownLevel: 3,
    }));
    const unseen = many(50, () => ({ outcomes: grave, level: 5, shownLevel: null }));
    const { grave: judged, admission } = reportOutcomes([...visits, ...unseen], now);
    expect(judged).toMatchObject({
      enough: true,
      visits: 200,
      yes: 40,
      clinicians: { value: 1, low: 1, high: 1 },
      suggestions: { value: 0.5, low: 0.5, high: 0.5 },
    });
    expect(admission).toEqual(judged);
  });

  it("says how many at levels 4 and 5 turned out grave, of those it is certain of", () => {
    const visits = [
      ...many(LEAST_CALM, (i) => ({ outcomes: i < 2 ? grave : calm, level: 4, shownLevel: 5 })),
      ...many(9, () => ({ outcomes: told({ admission: "no" }), level: 5, shownLevel: 5 })),
      ...many(20, () => ({ outcomes: grave, level: 1, shownLevel: 2 })),
    ];
    const { falseCalm, byLevel } = reportOutcomes(visits, now);
    expect(falseCalm.clinicians).toMatchObject({
      enough: true,
      visits: 50,
      grave: 2,
      share: { value: 0.04 },
    });
    expect(falseCalm.suggestions).toEqual(falseCalm.clinicians);
    expect(byLevel.map((l) => [l.level, l.visits, l.grave])).toEqual([
      [1, 20, 20],
      [2, 0, 0],
      [3, 0, 0],
      [4, 50, 2],
      [5, 0, 0],
    ]);
  });
});
