import { describe, expect, it } from "vitest";
import { assertNoObjection, type Check, objectionToPromoting, objectionToReturning } from "./standing";

const version = { version: "0.3.0", digest: "abc" };
const now = { champion: "0.2.0", policy: "p1", served: null };
const check = (over: Partial<Check> = {}): Check => ({
  digest: "abc",
  against: "0.2.0",
  source: "check",
  status: "succeeded",
  verdict: "passed",
  policy: "p1",
  servedWith: null,
  findings: [],
  error: null,
  ...over,
});
const failing = check({
  verdict: "failed",
  findings: [{ gate: "urgent-found", severity: "fail", text: "Urgent patients found: 12.0 %" }],
});

describe("whether a version may come into use", () => {
  it.each([
    ["measured beside the version in use and passed", [check()], undefined],
    ["never measured", [], "not-measured"],
    ["a gate failed", [failing], "gates-failed"],
    ["failed, and passed when measured again", [check(), failing], undefined],
    ["passed, and failed when measured again", [failing, check()], "gates-failed"],
    ["measured beside another version", [check({ against: "0.1.0" })], "not-measured"],
    ["other files than were measured", [check({ digest: "xyz" })], "not-measured"],
    ["under other gates", [check({ policy: "p0" })], "not-measured"],
    ["not measured to the end", [check({ status: "running", verdict: null })], "not-measured"],
    [
      "measured beside it with a calibration that is not laid over it",
      [check({ servedWith: "c1" })],
      "not-measured",
    ],
    ["its own evaluation alone", [check({ source: "release", against: null })], "not-measured"],
  ])("%s", (_what, checks, code) => {
    expect(objectionToPromoting(version, checks, now)?.code).toBe(code);
  });

  it("is when it was measured beside what is served: with the calibration that is laid over the version in use", () => {
    const calibrated = { ...now, served: "c1" };
    expect(objectionToPromoting(version, [check({ servedWith: "c1" })], calibrated)).toBeNull();
    const objection = objectionToPromoting(version, [check()], calibrated);
    expect(objection?.code).toBe("not-measured");
    expect(objection?.words).toContain("with the site's calibration laid over it");
  });

  it("is not, whatever was measured, while the gates in force cannot be verified", () => {
    const unsure = { ...now, policy: null };
    for (const checks of [[check()], [check({ policy: null })]])
      expect(objectionToPromoting(version, checks, unsure)?.code).toBe("gates-unverified");
  });

  it("names the gate that failed and its numbers", () => {
    const refused = () => assertNoObjection(objectionToPromoting(version, [failing], now));
    expect(refused).toThrow(
      expect.objectContaining({
        code: "gates-failed",
        userMessage: "Version 0.3.0 failed: Urgent patients found: 12.0 %.",
      }),
    );
  });
});

describe("whether a version may be gone back to", () => {
  it.each([
    [
      "once passed, beside whatever was in use",
      [failing, check({ against: "0.1.0", policy: null })],
      undefined,
    ],
    ["measured as a release", [check({ source: "release", against: null })], undefined],
    ["only ever failed", [failing], "gates-failed"],
    ["never measured", [], "not-measured"],
    ["passed with other files", [check({ digest: "xyz" })], "not-measured"],
  ])("%s", (_what, checks, code) => {
    expect(objectionToReturning(version, checks)?.code).toBe(code);
  });
});
