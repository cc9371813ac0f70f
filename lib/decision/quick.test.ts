import { describe, expect, it } from "vitest";
import { mismatch } from "./quick";

const visit = { ageYears: 40, sex: "male", recordNumbers: ["MRN1", "X-9"] } as const;

describe("whether a visit can be the person who was triaged at the door", () => {
  it.each([
    [{ ageYears: 41, sex: "male" }, "mrn1", null],
    [{ ageYears: null, sex: "unknown" }, " X-9 ", null],
    [{ ageYears: 41, sex: "male" }, "MRN", "record-number"],
    [{ ageYears: 41, sex: "male" }, "", "record-number"],
    [{ ageYears: 41, sex: "female" }, "MRN1", "sex"],
    [{ ageYears: 60, sex: "male" }, "MRN1", "age"],
    [{ ageYears: 2, sex: "unknown" }, "MRN1", "age"],
  ] as const)("%o with %j: %s", (quick, number, expected) =>
    expect(mismatch(quick, visit, number)).toBe(expected),
  );
});
