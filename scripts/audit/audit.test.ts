import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { belowFloors, findingsOf, judge, type Reviewed } from "./judge";
import { askRegistry, readReviewed } from "./run";

const TODAY = "2026-11-29";
const reviewed = (allowed: Reviewed["allowed"]): Reviewed => ({
  $comment: "",
  allowed,
  floors: [{ package: "tar", version: "7.5.16", why: "known holes in what came before" }],
});
const allowance = (over: Partial<Reviewed["allowed"][number]> = {}) => ({
  advisory: "GHSA-aaaa-bbbb-cccc",
  package: "left",
  why: "only reached by a command nobody runs here",
  until: "2027-01-01",
  ...over,
});
const report = {
  auditReportVersion: 2,
  vulnerabilities: {
    left: {
      via: [
        {
          name: "left",
          title: "Reads too far",
          severity: "high",
          url: "https://github.com/advisories/GHSA-aaaa-bbbb-cccc",
        },
      ],
    },
    // Only there because of the other.
    right: { via: ["left"] },
  },
};

describe("advisories", () => {
  const findings = findingsOf(report) ?? [];
  it("are found once each, and no report is no finding", () => {
    expect(findings).toEqual([
      { package: "left", advisory: "GHSA-aaaa-bbbb-cccc", severity: "high", title: "Reads too far" },
    ]);
    expect(findingsOf({ message: "405 Method Not Allowed", statusCode: 405 })).toBeNull();
    expect(findingsOf({ auditReportVersion: 2, vulnerabilities: {} })).toEqual([]);
  });

  it("are something to do unless reviewed, for this package and for a time", () => {
    expect(judge(findings, reviewed([]), TODAY)).toEqual(["left: Reads too far (high, GHSA-aaaa-bbbb-cccc)"]);
    expect(judge(findings, reviewed([allowance()]), TODAY)).toEqual([]);
    expect(judge(findings, reviewed([allowance({ until: "2026-11-28" })]), TODAY)).toHaveLength(1);
    expect(judge(findings, reviewed([allowance({ package: "right" })]), TODAY)).toHaveLength(2);
    expect(judge([], reviewed([allowance()]), TODAY)[0]).toMatch(/take it off the list/);
  });
});

describe("the lock", () => {
  const lock = (path: string, version: string) => ({ packages: { "": {}, [path]: { version } } });
  it.each([
    ["node_modules/tar", "6.2.1", 1],
    ["node_modules/x/node_modules/tar", "7.5.2", 1],
    ["node_modules/tar", "7.5.16-rc.1", 1],
    ["node_modules/tar", "7.5.16", 0],
    ["node_modules/tar", "8.0.0", 0],
    ["node_modules/tar-fs", "2.0.0", 0],
  ])("with %s %s", (path, version, found) => {
    expect(belowFloors(lock(path, version), reviewed([]))).toHaveLength(found);
  });

  it("of this project holds nothing below its floors", () => {
    expect(belowFloors(JSON.parse(readFileSync("package-lock.json", "utf8")), readReviewed())).toEqual([]);
  });
});

it("has no advisory that nobody looked at", async ({ skip }) => {
  const findings = await askRegistry();
  if (findings === null) return skip("the registry's audit endpoint cannot be reached from here");
  expect(judge(findings, readReviewed(), new Date().toISOString().slice(0, 10))).toEqual([]);
}, 60_000);
