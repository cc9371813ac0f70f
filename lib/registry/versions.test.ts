import { describe, expect, it } from "vitest";
import {
  assertChampionUnchanged,
  candidateVersion,
  canPromote,
  canReject,
  canRollBackTo,
  type VersionStatus,
} from "./versions";

describe("model versions", () => {
  it.each([
    ["champion", false, false, false],
    ["candidate", true, true, false],
    ["archived", false, false, true],
    ["rejected", false, false, false],
    ["invalid", false, false, false],
  ] as [VersionStatus, boolean, boolean, boolean][])(
    "%s: promote %s, reject %s, roll back to %s",
    (status, promote, reject, back) => {
      const v = { version: "1", status };
      expect([canPromote(v), canReject(v), canRollBackTo(v)]).toEqual([promote, reject, back]);
    },
  );

  it("does not act on a page that is out of date", () => {
    expect(() => assertChampionUnchanged("2", "1")).toThrow(/champion is 2/);
    assertChampionUnchanged("1", "1");
  });

  it.each([
    ["0.1.0", 1, "0.1.0+r1"],
    ["0.1.0+r1", 2, "0.1.0+r2"],
  ])("names the candidate of %s in run %i %s", (parent, run, name) => {
    expect(candidateVersion(parent, run)).toBe(name);
  });
});
