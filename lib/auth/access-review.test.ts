import { describe, expect, it } from "vitest";
import { dueOf, quarterOf, reviewState, whyNotJudged } from "./access-review";

const day = (text: string) => new Date(`${text}T12:00:00Z`);
const LONG_AGO = day("2025-01-05");

describe("a quarter", () => {
  it.each([
    ["2026-01-01", "2026-Q1", "2026-01-01", "2026-04-01"],
    ["2026-03-31", "2026-Q1", "2026-01-01", "2026-04-01"],
    ["2026-12-31", "2026-Q4", "2026-10-01", "2027-01-01"],
  ])("of %s is %s", (now, name, start, end) => {
    const q = quarterOf(day(now));
    expect([q.name, q.start.toISOString().slice(0, 10), q.end.toISOString().slice(0, 10)]).toEqual([
      name,
      start,
      end,
    ]);
  });

  it("has its review due after thirty days, and two weeks after it was begun at the least", () => {
    const q = quarterOf(day("2026-02-20"));
    expect(dueOf(q, null).toISOString().slice(0, 10)).toBe("2026-01-31");
    expect(dueOf(q, day("2026-01-05"))).toEqual(dueOf(q, null));
    expect(dueOf(q, day("2026-02-20"))).toEqual(day("2026-03-06"));
  });
});

describe("the state of the review", () => {
  const now = day("2026-05-20");
  it.each([
    ["nobody is there", now, { since: null, open: null, closed: null }, "not-needed"],
    [
      "the first came this quarter",
      now,
      { since: day("2026-04-02"), open: null, closed: null },
      "not-needed",
    ],
    [
      "early in the quarter",
      day("2026-04-10"),
      { since: LONG_AGO, open: null, closed: "2026-Q1" },
      "to-begin",
    ],
    ["later in it", now, { since: LONG_AGO, open: null, closed: "2026-Q1" }, "overdue"],
    ["never was one", now, { since: LONG_AGO, open: null, closed: null }, "overdue"],
    ["one is under way", now, { since: LONG_AGO, open: { dueAt: day("2026-06-01") }, closed: null }, "open"],
    ["one is late", now, { since: LONG_AGO, open: { dueAt: day("2026-05-01") }, closed: null }, "overdue"],
    ["one is closed", now, { since: LONG_AGO, open: null, closed: "2026-Q2" }, "done"],
  ] as const)("when %s", (_name, at, known, state) => {
    expect(reviewState(at, known).state).toBe(state);
    expect(reviewState(at, known).dueAt === null).toBe(state === "not-needed" || state === "done");
  });
});

describe("a verdict", () => {
  const item = { personId: "p", roleNow: "clinician" } as const;
  it.each([
    ["p", "keep", null, /own role/],
    ["a", "change", null, /another role/],
    ["a", "change", "clinician", /another role/],
  ] as const)("by %s to %s to %s is refused", (by, verdict, role, why) => {
    expect(whyNotJudged(by, item, verdict, role)).toMatch(why);
  });
  it("is another admin's, and a lost role is not kept", () => {
    expect(whyNotJudged("a", item, "keep", null)).toBeNull();
    expect(whyNotJudged("a", item, "change", "lead")).toBeNull();
    expect(whyNotJudged("a", item, "remove", null)).toBeNull();
    expect(whyNotJudged("a", { personId: "p", roleNow: null }, "keep", null)).toMatch(/nothing to keep/);
  });
});
