import { describe, expect, it } from "vitest";
import type { TriageCase } from "@/lib/case/triage-case";
import { ageBand, essentialsOf, isComparable } from "./similar";

const c = (over: Partial<TriageCase> = {}): TriageCase => ({
  id: "1",
  ageYears: 54,
  sex: "female",
  chiefComplaint: "chest pain",
  vitals: { heartRate: 112, spo2: 93, diastolic: 60, consciousness: "voice", gcs: 13 },
  note: "husband says since noon",
  history: ["diabetes"],
  ...over,
});

describe("what is shown of a decided case", () => {
  it("is age band, sex, complaint and the vitals that matter; never note or history", () => {
    expect(essentialsOf(c())).toEqual({
      ageBand: "50 to 59 years",
      sex: "female",
      complaint: "chest pain",
      vitals: [
        { label: "HR", text: "112 /min" },
        { label: "SpO₂", text: "93 %" },
        { label: "AVPU", text: "Responds to voice" },
      ],
    });
  });

  it("is little when little is known, and a long complaint is cut", () => {
    expect(essentialsOf({ id: "1", ageYears: 3 })).toEqual({
      ageBand: "1 to 4 years",
      sex: "unknown",
      complaint: null,
      vitals: [],
    });
    expect(essentialsOf(c({ chiefComplaint: "pain ".repeat(60) })).complaint).toMatch(/^.{1,160}…$/);
  });

  it.each([
    [0.1, "under 3 months"],
    [0.5, "3 to 11 months"],
    [4.9, "1 to 4 years"],
    [11, "5 to 11 years"],
    [17.9, "12 to 17 years"],
    [29, "18 to 29 years"],
    [30, "30 to 39 years"],
    [89, "80 to 89 years"],
    [90, "90 years or older"],
  ])("%d years are %s", (age, band) => {
    expect(ageBand(age)).toBe(band);
  });
});

describe("a case to compare with", () => {
  const accepted = { kind: "accept", reason: null } as const;
  it.each([
    ["an accepted one", c(), accepted, true],
    ["an overridden one", c(), { kind: "override", reason: "looks-sicker" }, true],
    ["one whose vital signs were wrong", c(), { kind: "override", reason: "vitals-wrong" }, false],
    ["one of whom nothing was known", { id: "1", ageYears: 30 }, accepted, false],
    ["one without an age", null, accepted, false],
  ] as const)("%s", (_what, triageCase, decided, expected) => {
    expect(isComparable(triageCase, decided)).toBe(expected);
  });
});
