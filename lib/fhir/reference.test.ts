import { describe, expect, it } from "vitest";
import { isAbout, type Known, ownId, parseReference, pointsAt, sameBase } from "./reference";

const ISSUER = "https://ehr.test/r4";
const patient: Known = {
  issuer: ISSUER,
  type: "Patient",
  id: "p1",
  identifiers: [{ system: "urn:mrn", value: "77" }, { value: "88" }],
};

describe("whose a reference is", () => {
  it.each([
    ["Patient/p1", "p1"],
    ["Patient/p1/_history/2", "p1"],
    ["https://ehr.test/r4/Patient/p1", "p1"],
    ["https://ehr.test/r4//Patient/p1", "p1"],
    ["https://EHR.test:443/r4/Patient/p1", "p1"],
    ["Patient/under_score", "under_score"],
    ["https://other.test/r4/Patient/p1", null],
    ["http://ehr.test/r4/Patient/p1", null],
    ["https://ehr.test/r4/tenant/Patient/p1", null],
    ["https://ehr.test/Patient/p1", null],
    ["https://ehr.test/r4/../stu3/Patient/p1", null],
    ["https://me@ehr.test/r4/Patient/p1", null],
    ["https://ehr.test/r4?x=/Patient/p1", null],
    ["Patient/p1/../p2", null],
    ["Patient/..", null],
    ["Group/p1", null],
    ["#p1", null],
    ["urn:uuid:1f1f", null],
    [7, null],
    [undefined, null],
  ])("%s is %s", (reference, id) => expect(ownId(reference, "Patient", ISSUER)).toBe(id));

  it("compares servers by what they are, not how they are written", () => {
    expect(sameBase("https://ehr.test/r4/", "https://EHR.test/r4")).toBe(true);
    expect(sameBase("sandbox", "sandbox/")).toBe(true);
    expect(parseReference("https://x.test/a/Patient/p1/Observation/o1")).toMatchObject({
      base: "https://x.test/a/Patient/p1",
    });
  });

  it.each([
    ["an address of ours", { reference: "Patient/p1" }, "this"],
    [
      "an address elsewhere, though the number is ours",
      { reference: "https://o.test/Patient/p1", identifier: { system: "urn:mrn", value: "77" } },
      "another",
    ],
    ["a record number with its system", { identifier: { system: "urn:mrn", value: "77" } }, "this"],
    ["another's record number", { identifier: { system: "urn:mrn", value: "78" } }, "another"],
    ["the same number of another system", { identifier: { system: "urn:visit", value: "77" } }, "another"],
    ["a number without its system", { identifier: { value: "88" } }, "unsaid"],
    ["a name", { display: "Ada" }, "unsaid"],
    ["a bundle's own name", { reference: "urn:uuid:1" }, "unsaid"],
    ["nothing", undefined, "unsaid"],
    ["a contained record with our number", { reference: "#me" }, "this"],
    ["a contained record without a number", { reference: "#stub" }, "unsaid"],
    ["a contained record that is missing", { reference: "#gone" }, "unsaid"],
  ])("%s", (_what, reference, expected) => {
    const contained = [
      { resourceType: "Patient", id: "me", identifier: [{ system: "urn:mrn", value: "77" }] },
      { resourceType: "Patient", id: "stub" },
    ];
    expect(pointsAt(reference, patient, contained)).toBe(expected);
    expect(isAbout({ subject: reference, contained }, patient)).toBe(expected);
  });
});
