import { describe, expect, it } from "vitest";
import { renderToStaticMarkup } from "@/components/testing/render";
import { chartShape, VitalChart } from "./vital-chart";

const at = (minute: number, value: number) => ({
  at: new Date(Date.UTC(2026, 2, 1, 10, minute)).toISOString(),
  value,
});

describe("a vital's chart", () => {
  it("places later to the right, higher above, and the band where it belongs", () => {
    const { points, band } = chartShape([at(0, 80), at(10, 120), at(30, 95)], [60, 100]);
    expect(points.map((p) => p.outside)).toEqual([false, true, false]);
    expect(points[0]?.x).toBeLessThan(points[1]?.x ?? 0);
    expect(points[1]?.y).toBeLessThan(points[2]?.y ?? 0);
    const inside = points[2]?.y ?? 0;
    expect(inside).toBeGreaterThan(band?.y ?? 0);
    expect(inside).toBeLessThan((band?.y ?? 0) + (band?.height ?? 0));
    expect(points[1]?.y).toBeLessThan(band?.y ?? 0);
  });

  it.each([
    ["one reading", [at(0, 88)], [60, 100] as const],
    ["equal readings", [at(0, 88), at(5, 88)], null],
    ["one time", [at(0, 88), at(0, 120)], [60, 100] as const],
  ])("stays within its frame with %s", (_, series, normal) => {
    for (const p of chartShape(series, normal, 100, 30).points) {
      expect(p.x).toBeGreaterThanOrEqual(0);
      expect(p.x).toBeLessThanOrEqual(100);
      expect(p.y).toBeGreaterThanOrEqual(0);
      expect(p.y).toBeLessThanOrEqual(30);
    }
  });

  it("draws nothing without readings", () => {
    expect(renderToStaticMarkup(<VitalChart series={[]} normal={[60, 100]} />)).toBe("");
  });
});
