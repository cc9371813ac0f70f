import { describe, expect, it } from "vitest";
import { type TriageCase, triageCaseSchema } from "@/lib/case/triage-case";
import { type DecisionFacts, ELIGIBILITY_RULES, eligibility } from "./eligibility";
import { coarseAge, type LabelInput, toLabel } from "./label";

const CASE: TriageCase = {
  id: "case-9",
  ageYears: 66.4312,
  sex: "female",
  chiefComplaint: "Zenobia c/o chest pain",
  note: "DOB 1957-03-04, denies SOB",
  vitals: { heartRate: 118 },
  history: ["Zenobia's asthma", "diabetes"],
};
const FACTS: DecisionFacts = {
  kind: "override",
  level: 2,
  shownLevel: 3,
  reason: "complaint-misread",
  decidedAt: "2024-05-10T12:05:00Z",
  assessedAt: "2024-05-10T12:00:00Z",
  case: CASE,
  contextChanged: false,
  fromSnapshot: false,
  superseded: false,
  leadReviewed: false,
  ordinaryVisit: true,
};

describe("eligibility", () => {
  it.each<[string, Partial<DecisionFacts>, number | string]>([
    ["an override with a reason", {}, 1],
    ["an acceptance, half", { kind: "accept", level: 3, reason: null }, 0.5],
    ["a level given where none was shown", { kind: "assign", shownLevel: null, reason: null }, 1],
    ["looks sicker, half", { reason: "looks-sicker" }, 0.5],
    ["history not known, half", { reason: "history-not-known" }, 0.5],
    ["two levels away, unreviewed, half", { level: 1, reason: "other" }, 0.5],
    ["two levels away, reviewed", { level: 1, reason: "other", leadReviewed: true }, 1],
    ["two levels away and looks sicker", { level: 1, reason: "looks-sicker" }, 0.25],
    ["wrong vitals", { reason: "vitals-wrong" }, "vitals-wrong"],
    ["no case", { case: null }, "age-not-known"],
    ["nothing known", { case: { id: "x", ageYears: 4 } }, "incomplete"],
    ["nothing known but an empty object", { case: { id: "x", ageYears: 4, vitals: {} } }, "incomplete"],
    ["replaced", { superseded: true }, "superseded"],
    ["snapshot", { fromSnapshot: true }, "ehr-away"],
    ["an inpatient's", { ordinaryVisit: false }, "unusual-visit"],
    ["changed data", { contextChanged: true }, "data-changed"],
    ["an hour later", { decidedAt: "2024-05-10T13:01:00Z" }, "too-late"],
    ["half an hour later", { decidedAt: "2024-05-10T12:30:00Z" }, 1],
    ["unknown time", { assessedAt: "" }, "time-not-known"],
  ])("%s", (_, over, expected) => {
    const e = eligibility({ ...FACTS, ...over });
    expect(e.eligible ? e.weight : e.why).toBe(expected);
  });

  it("names every rule once, in words that end", () => {
    expect(new Set(ELIGIBILITY_RULES.map((r) => r.code)).size).toBe(ELIGIBILITY_RULES.length);
    for (const { name, words } of ELIGIBILITY_RULES)
      expect([name, words.at(-1)]).toEqual([expect.any(String), "."]);
  });
});

describe("toLabel", () => {
  const input: LabelInput = {
    labelId: "label-1",
    case: CASE,
    decision: {
      kind: "override",
      level: 2,
      shownLevel: 3,
      decidedAt: "2024-05-10T12:05:00Z",
      modelVersion: "1.0.0",
    },
    exposure: { seenMs: 4_200, reasons: true, lookTwice: false, tried: [3] },
    identifyingTexts: ["Zenobia", "1957-03-04"],
    weight: 1,
  };

  it("carries what is needed to learn and nothing that identifies", () => {
    const label = toLabel(input);
    expect(label).toEqual({
      id: "label-1",
      case: {
        id: "label-1",
        ageYears: 66,
        sex: "female",
        chiefComplaint: "[name] c/o chest pain",
        note: "DOB [date], denies SOB",
        vitals: { heartRate: 118 },
        history: ["[name]'s asthma", "diabetes"],
      },
      level: 2,
      source: "override",
      decidedAt: "2024-05-10T12:05:00Z",
      assessedLevel: 3,
      modelVersion: "1.0.0",
      exposure: { seenMs: 4_200, reasons: true, lookTwice: false, tried: [3] },
      weight: 1,
    });
    expect(JSON.stringify(label)).not.toMatch(/case-9|Zenobia|1957/);
    expect(CASE.chiefComplaint).toContain("Zenobia");
  });

  it("forgets which words were names", () => {
    const { case: c } = toLabel({ ...input, case: { ...CASE, names: ["Zenobia"] } });
    expect(c).toEqual(toLabel(input).case);
  });

  it("stays within the case schema when tags are longer than names", () => {
    const long = { ...CASE, chiefComplaint: "Bo ".repeat(666), note: "Bo ".repeat(6_600) };
    const label = toLabel({ ...input, case: long, identifyingTexts: ["Bo"] });
    expect(triageCaseSchema.safeParse(label.case).success).toBe(true);
  });

  it.each([0, -1, 1.5, Number.NaN])("refuses a weight of %d", (weight) => {
    expect(() => toLabel({ ...input, weight })).toThrow(RangeError);
  });

  it.each([
    [104.2, 90],
    [90.01, 90],
    [89.99, 89],
    [66.4312, 66],
    [2, 2],
    [1.99, 1.9167],
    [0.3, 0.25],
    [0.25, 0.25],
    [0.1, 0.0958],
    [0.01, 0],
  ])("age %d becomes %d", (age, coarse) => expect(coarseAge(age)).toBeCloseTo(coarse, 4));
});
