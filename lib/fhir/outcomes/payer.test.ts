import { describe, expect, it } from "vitest";
import { payerOf } from "./payer";

const issuer = "https://ehr.test/fhir";
const about = { issuer, patientId: "p1", arrived: new Date("2026-03-01T10:00:00Z") };
const SOPT = "https://nahdo.org/sopt";
const ACT = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
const coverage = (type: object | undefined, over: object = {}) => ({
  resourceType: "Coverage",
  id: "c1",
  status: "active",
  beneficiary: { reference: "Patient/p1" },
  type,
  ...over,
});
const coded = (system: string, code: string, display?: string) => ({ coding: [{ system, code, display }] });

describe("who is expected to pay", () => {
  it.each([
    ["Medicare by typology", coded(SOPT, "121"), "medicare"],
    ["Medicaid by typology", coded(SOPT, "2"), "medicaid"],
    ["the typology by its object identifier", coded("urn:oid:2.16.840.1.113883.3.221.5", "511"), "private"],
    ["veterans", coded(SOPT, "311"), "other-public"],
    ["self-pay", coded(SOPT, "81"), "self-pay"],
    ["no payment, unspecified", coded(SOPT, "89"), null],
    ["unavailable", coded(SOPT, "9999"), null],
    [
      "self-pay in FHIR's own code",
      coded("http://terminology.hl7.org/CodeSystem/coverage-selfpay", "pay"),
      "self-pay",
    ],
    ["a public policy", coded(ACT, "PUBLICPOL"), "other-public"],
    [
      "a public policy that is named",
      { ...coded(ACT, "PUBLICPOL"), text: "Medicaid of the state" },
      "medicaid",
    ],
    ["words alone", { text: "MEDICARE PART B" }, "medicare"],
    ["a chip on a shoulder", { text: "potato chip maker's plan" }, null],
    ["a code nobody knows", coded("urn:local", "2"), null],
    ["no type", undefined, null],
  ])("%s", (_, type, payer) => expect(payerOf([coverage(type)], about)).toBe(payer));

  it.each([
    ["of somebody else", { beneficiary: { reference: "Patient/p2" } }],
    [
      "of the same id on another server",
      { beneficiary: { reference: "https://other.test/fhir/Patient/p1" } },
    ],
    ["of nobody", { beneficiary: undefined }],
    ["cancelled", { status: "cancelled" }],
    ["ended before", { period: { end: "2026-02-01" } }],
    ["begun after", { period: { start: "2026-03-05" } }],
  ])("is not taken from one %s", (_, over) =>
    expect(payerOf([coverage(coded(SOPT, "1"), over)], about)).toBeNull(),
  );

  it("counts somebody with two by the one that tells of less means, and nobody as uninsured for having none", () => {
    const both = [coverage(coded(SOPT, "1")), coverage(coded(SOPT, "2")), coverage(coded(SOPT, "5"))];
    expect(payerOf(both, about)).toBe("medicaid");
    expect(payerOf([], about)).toBeNull();
    expect(payerOf(["not a resource", null], about)).toBeNull();
  });

  it("holds on its first and last day", () => {
    const day = { period: { start: "2026-03-01", end: "2026-03-01" } };
    expect(payerOf([coverage(coded(SOPT, "1"), day)], about)).toBe("medicare");
  });
});
