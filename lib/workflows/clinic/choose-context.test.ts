import { describe, expect, it } from "vitest";
import type { PatientContext } from "@/lib/fhir/patient-context";
import { failed, SECTIONS, toChart } from "@/lib/fhir/sections";
import { preferSnapshot, unreadParts } from "./choose-context";

const NOW = new Date("2026-11-01T10:00:00Z");
const context = (minutesAgo: number, ...failed: string[]): PatientContext =>
  ({
    fetchedAt: new Date(NOW.getTime() - minutesAgo * 60_000).toISOString(),
    problems: failed.map((part) => ({
      code: "unreadable-resource",
      message: `${part} could not be read from the EHR.`,
    })),
  }) as unknown as PatientContext;

describe("a fresh record or the last snapshot", () => {
  it.each([
    ["a whole fresh record", context(0), context(1), false],
    ["no snapshot", context(0, "Vital signs"), null, false],
    ["a part lost that the snapshot has", context(0, "Vital signs"), context(1), true],
    ["a part that the snapshot lacks too", context(0, "Allergies"), context(1, "Allergies"), false],
    ["another part lost", context(0, "Allergies", "Vital signs"), context(1, "Allergies"), true],
    ["a snapshot too old to stand in", context(0, "Vital signs"), context(16), false],
  ])("%s", (_what, fresh, snapshot, expected) => {
    expect(preferSnapshot(fresh, snapshot, NOW)).toBe(expected);
  });

  it("does not take a single unreadable resource for a lost part", () => {
    const fresh = {
      ...context(0),
      problems: [
        {
          code: "unreadable-resource",
          message: "One Observation from the EHR could not be read and was left out.",
        },
      ],
    } as unknown as PatientContext;
    expect(preferSnapshot(fresh, context(1), NOW)).toBe(false);
  });

  it("knows a lost part by the words the reader uses for it", () => {
    const results = SECTIONS.map((section) => failed(section, ["p"]));
    const { problems } = toChart(
      "https://ehr.test/r4",
      { resourceType: "Patient" },
      { resourceType: "Encounter" },
      results,
      "p",
    );
    expect(unreadParts({ problems } as unknown as PatientContext)).toHaveLength(SECTIONS.length);
  });
});
