import { describe, expect, it } from "vitest";
import { addDays, bucketFor, bucketsOf, daysBetween, startOf } from "./buckets";
import { toChartEvents } from "./events";
import { comparedFilter, queryOfFilter, readWatchFilter, sayNarrowing } from "./filter";
import { FUNNEL_LIMITS, funnelLimits } from "./funnel";
import { sayMeasured, sayTick, sayValue, tableOf } from "./in-words";
import type { TimePicture } from "./picture";
import { axisRange } from "./scale";

const today = "2026-11-30";
const read = (query: string) => {
  const params = new URLSearchParams(query);
  return readWatchFilter((name) => params.get(name) ?? undefined, today);
};

describe("what a page looks at", () => {
  it("is the last 90 days of everybody, unless the address says otherwise", () => {
    expect(read("")).toMatchObject({ from: "2026-09-02", to: today });
    expect(queryOfFilter(read(""), today)).toEqual({});
  });

  it.each([
    "from=2026-01-01&to=2026-03-31&version=0.3.0&policy=balanced&unit=https%3A%2F%2Fehr&group=age%3A65%2B&vs=before",
    "vs=version%3A0.2.0",
  ])("comes out of the address as it went in: %s", (query) => {
    const said = Object.entries(queryOfFilter(read(query), today)).filter(([, v]) => v !== undefined);
    expect(new URLSearchParams(said as [string, string][]).toString()).toBe(query);
  });

  it("takes what it does not understand for nothing, and turns days around that are the wrong way", () => {
    expect(read("from=soon&group=sex:robots&vs=yesterday")).toEqual(read(""));
    expect(read("from=2026-03-01&to=2026-02-01")).toMatchObject({ from: "2026-02-01", to: "2026-03-01" });
    expect(daysBetween(read("from=1900-01-01").from, today)).toBeLessThan(3 * 366);
  });

  it("is held beside the same length of time before, or another version", () => {
    expect(comparedFilter(read("from=2026-02-01&to=2026-02-28&vs=before"))).toEqual({
      name: "The period before",
      filter: expect.objectContaining({ from: "2026-01-04", to: "2026-01-31" }),
    });
    expect(comparedFilter(read("version=2&vs=version:1"))?.filter.version).toBe("1");
    expect(comparedFilter(read(""))).toBeNull();
  });

  it("is said in words", () => {
    expect(sayNarrowing(read("version=0.3.0&group=sex:female&unit=u"), () => "General")).toBe(
      "version 0.3.0, General, female",
    );
  });
});

describe("points of a chart over time", () => {
  it("sum up days, weeks from Monday or months, so that there are few enough to read", () => {
    expect([
      bucketFor("2026-11-01", "2026-11-30"),
      bucketFor("2026-09-02", today),
      bucketFor("2025-01-01", today),
    ]).toEqual(["day", "week", "month"]);
    expect(startOf("week", "2026-11-29")).toBe("2026-11-23");
    expect(startOf("week", "2026-11-30")).toBe("2026-11-30");
    expect(bucketsOf("month", "2025-11-20", "2026-01-05")).toEqual([
      "2025-11-01",
      "2025-12-01",
      "2026-01-01",
    ]);
    expect(bucketsOf("week", "2026-11-20", "2026-11-30")).toEqual(["2026-11-16", "2026-11-23", "2026-11-30"]);
    expect(addDays("2026-02-28", 1)).toBe("2026-03-01");
  });
});

describe("a scale", () => {
  const at = (value: number, low?: number, high?: number) => ({ value, low, high, n: 1 });
  it("never leaves what a share can be, and does not make chance look like an event", () => {
    const [low, high] = axisRange([at(0.995), at(0.99)], "percent");
    expect(high).toBe(1);
    expect(high - low).toBeGreaterThanOrEqual(0.1);
  });
  it("is not flattened by one wide interval", () => {
    const [low, high] = axisRange([at(0.6), at(0.62), at(0.61, 0.01, 0.99)], "percent");
    expect(high - low).toBeLessThan(0.4);
  });
  it("of counts begins at nought, and without a value shows all there can be", () => {
    expect(axisRange([at(80), at(90)], "count")[0]).toBe(0);
    expect(axisRange([{ value: null, n: 3 }], "percent")).toEqual([0, 1]);
  });
});

describe("a funnel's limits", () => {
  it("close in with size, and hold as many as they say of groups that differ by chance alone", () => {
    const n = 400;
    const p = 0.3;
    const [low, high] = funnelLimits(p, n, FUNNEL_LIMITS[0].z);
    expect(high - low).toBeLessThan(funnelLimits(p, n / 4, FUNNEL_LIMITS[0].z)[1] - low);
    // Exact binomial probability of lying within.
    let [inside, log] = [0, n * Math.log(1 - p)];
    for (let k = 0; k <= n; k++) {
      if (k / n >= low && k / n <= high) inside += Math.exp(log);
      log += Math.log((n - k) / (k + 1)) + Math.log(p / (1 - p));
    }
    expect(inside).toBeGreaterThan(0.94);
    expect(inside).toBeLessThan(0.965);
    expect(funnelLimits(0.99, 10, 3)[1]).toBe(1);
  });
});

describe("values in words", () => {
  it.each([
    [sayValue(0.6243, "percent"), "62.4 %"],
    [sayValue(-0.0121, "points"), "−1.2 points"],
    [sayValue(12_345, "count"), "12,345"],
    [sayTick(0.05, "points"), "+5"],
    [sayMeasured({ value: null, n: 3 }, "percent"), "too few to tell"],
    [sayMeasured({ value: 0.5, low: 0.4, high: 0.6, n: 90 }, "percent"), "50.0 % (40.0 % to 60.0 %)"],
  ])("%s", (said, wanted) => expect(said).toBe(wanted));

  it("are unrounded in a file, with which of them may still change", () => {
    const picture: TimePicture = {
      kind: "time",
      id: "x",
      title: "X",
      quantity: "percent",
      about: { definition: "", measuredOn: "", window: "", n: 3 },
      lines: [{ name: "All", points: [{ day: today, value: 1 / 3, low: 0, high: 1, n: 3, open: true }] }],
    };
    expect(tableOf(picture).rows).toEqual([["All", today, 1 / 3, 0, 1, 3, "no"]]);
  });
});

describe("what happened", () => {
  it("is marked on its day, once a day, and only what may explain a step", () => {
    const entry = (event: string, at: string, detail = {}) => ({
      at: new Date(at),
      event,
      subjectId: "0.3.0",
      detail,
    });
    expect(
      toChartEvents([
        entry("model.promoted", "2026-11-02T10:00:00Z"),
        entry("board.viewed", "2026-11-02T11:00:00Z"),
        entry("model.unavailable", "2026-11-03T01:00:00Z"),
        entry("model.unavailable", "2026-11-03T02:00:00Z"),
        entry("model.policy-changed", "2026-11-04T02:00:00Z", { to: "safety-first" }),
      ]),
    ).toEqual([
      { day: "2026-11-02", label: "0.3.0 put into use" },
      { day: "2026-11-03", label: "Model not available, rules only" },
      { day: "2026-11-04", label: "Policy safety-first" },
    ]);
  });
});
