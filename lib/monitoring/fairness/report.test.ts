import { describe, expect, it } from "vitest";
import { ABOUT_MEASURE } from "./measures";
import { findingsOf, keyOf, LEAST_COUNTED, LEAST_PAIRED, reportFairness } from "./report";
import { madeUpVisits } from "./testing/made-up-visits";

const of = (
  report: Awaited<ReturnType<typeof reportFairness>>,
  measure: string,
  group: string,
  against = "decided",
) =>
  report.comparisons.find(
    (c) =>
      c.measure === measure &&
      c.group === group &&
      (c.against === null || c.against === against) &&
      c.by.length === 1,
  );

describe("a report of fairness", () => {
  it("finds nothing where everybody is treated alike", async () => {
    let named = 0;
    for (let i = 0; i < 20; i++)
      named += findingsOf(await reportFairness(madeUpVisits(1_500, `alike ${i}`))).length;
    expect(named).toBe(0);
  });

  it("counts by hand what it says", async () => {
    const visits = madeUpVisits(400, "by hand");
    const report = await reportFairness(visits);
    const women = visits.filter((v) => v.groups.sex === "Female");
    const under = women.filter((v) => (v.shown ?? 0) > (v.labels.decided ?? 9)).length;
    const told = of(report, "under-triage", "Female");
    expect(told?.n).toBe(women.length);
    expect(told?.restN).toBe(400 - women.length);
    expect(told?.found?.here).toBeCloseTo(under / women.length, 12);
    expect(report.known.race).toBe(visits.filter((v) => v.groups.race).length);
    expect(report.known.language).toBe(0);
    expect(report.labelled.read).toBe(visits.filter((v) => v.labels.read).length);
    // Two values of one attribute are each other's rest.
    const men = of(report, "under-triage", "Male");
    expect(men?.found?.difference.value).toBeCloseTo(-(told?.found?.difference.value ?? 9), 12);
  });

  it("names the group that is under-triaged, and how sure that is", async () => {
    const report = await reportFairness(
      madeUpVisits(3_000, "planted", (v, r) =>
        v.groups.race === "Black or African American" && v.labels.decided && r.chance(0.35)
          ? { shown: Math.min(5, v.labels.decided + 1) as 5 }
          : {},
      ),
    );
    const told = of(report, "under-triage", "Black or African American");
    expect(told?.found?.beyond).toBe(true);
    expect(told?.found?.difference.low).toBeGreaterThan(ABOUT_MEASURE["under-triage"].bound);
    expect(told?.found?.ratio?.low).toBeGreaterThan(1);
    // Those who are better off are no finding.
    expect(of(report, "under-triage", "White")?.found?.beyond).toBe(false);
    expect(of(report, "under-triage", "White")?.found?.q).toBeLessThan(0.05);
    expect(findingsOf(report).every((c) => c.group.includes("Black"))).toBe(true);
    expect(new Set(report.comparisons.map(keyOf)).size).toBe(report.comparisons.length);
  });

  it("finds a group whose risk is underrated and one that waits longer", async () => {
    const report = await reportFairness(
      madeUpVisits(3_000, "underrated", (v, r) => ({
        ...(v.groups.sex === "Female" && v.critical !== null
          ? { critical: r.chance((v.criticalRisk ?? 0) + 0.12) }
          : {}),
        ...(v.groups.age === "65 years and older" ? { waitMinutes: (v.waitMinutes ?? 0) + 25 } : {}),
      })),
    );
    expect(of(report, "critical-calibration", "Female")?.found?.beyond).toBe(true);
    expect(of(report, "critical-calibration", "Male")?.found?.beyond).toBe(false);
    expect(of(report, "waiting", "65 years and older")?.found?.beyond).toBe(true);
    expect(of(report, "waiting", "65 years and older")?.found?.difference.value).toBeGreaterThan(20);
    const bands = report.bands.filter((b) => b.by === "sex" && b.measure === "critical-calibration");
    const women = bands.filter((b) => b.group === "Female");
    expect(women.length).toBeGreaterThan(1);
    expect(women.every((b) => b.happened.low > b.foreseen)).toBe(true);
  });

  it("finds what only two attributes together show", async () => {
    const report = await reportFairness(
      madeUpVisits(4_000, "paired", (v, r) =>
        v.groups.sex === "Female" &&
        v.groups.age === "65 years and older" &&
        v.labels.decided &&
        r.chance(0.45)
          ? { shown: Math.min(5, v.labels.decided + 1) as 5 }
          : {},
      ),
    );
    expect(
      findingsOf(report).some(
        (c) => c.measure === "under-triage" && c.group === "Female, 65 years and older",
      ),
    ).toBe(true);
  });

  it("names nobody whom a count could give away", async () => {
    const few = madeUpVisits(300, "few").map((v, i) => ({
      ...v,
      groups: { ...v.groups, language: i < 9 ? "Navajo" : i < 29 ? "Spanish" : "English" },
    }));
    const report = await reportFairness(few);
    const groups = report.comparisons.map((c) => c.group).join("|");
    expect(groups).not.toContain("Navajo");
    expect(report.leftOut).toBe(1);
    expect(of(report, "under-triage", "Spanish")).toMatchObject({ n: 20, found: null });
    for (const c of report.comparisons) {
      expect(c.n).toBeGreaterThanOrEqual(LEAST_COUNTED);
      expect(c.restN).toBeGreaterThanOrEqual(LEAST_COUNTED);
      if (c.by.length > 1) expect(c.found).not.toBeNull();
    }
    const paired = new Set(report.comparisons.filter((c) => c.by.length > 1).map((c) => c.group));
    for (const group of paired) {
      const [sex, age] = group.split(", ");
      const size = few.filter(
        (v) => Object.values(v.groups).includes(sex ?? "") && Object.values(v.groups).includes(age ?? ""),
      ).length;
      expect(size, group).toBeGreaterThanOrEqual(LEAST_PAIRED);
    }
  });

  it("is empty of nothing", async () => {
    expect(await reportFairness([])).toMatchObject({ visits: 0, comparisons: [], bands: [], leftOut: 0 });
  });
});
