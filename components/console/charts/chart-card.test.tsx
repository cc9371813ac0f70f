import { describe, expect, it } from "vitest";
import { renderToStaticMarkup } from "@/components/testing/render";
import type { Picture } from "@/lib/monitoring/charts/picture";
import { ChartCard } from "./chart-card";
import { eventDays } from "./event-days";

const about = {
  definition: "Share of patients.",
  measuredOn: "Visits",
  window: "1 Mar 2026 to 31 Mar 2026",
  n: 1234,
  intervals: "Sequences",
};
const pictures: readonly Picture[] = [
  {
    kind: "time",
    id: "time",
    title: "Over time",
    quantity: "percent",
    about,
    bands: [{ from: 0.6, to: 0.8, label: "At release" }],
    events: [{ day: "2026-03-02", label: "0.3.0 put into use" }],
    lines: [
      { name: "One", points: [{ day: "2026-03-01", value: 0.5, low: 0.4, high: 0.6, n: 90, open: true }] },
      { name: "Two", points: [{ day: "2026-03-01", value: null, n: 3 }] },
    ],
  },
  {
    kind: "rows",
    id: "rows",
    title: "In rows",
    quantity: "kappa",
    about,
    columns: ["This"],
    rows: [{ name: "Rules alone", values: [{ value: 0.4, n: 90 }] }],
  },
  {
    kind: "funnel",
    id: "funnel",
    title: "A funnel",
    quantity: "percent",
    about,
    centre: 0.2,
    points: [{ name: "Female", n: 90, value: 0.3 }],
    tooFew: [{ name: "Male", n: 3 }],
  },
  {
    kind: "bars",
    id: "bars",
    title: "Bars",
    quantity: "count",
    about,
    parts: ["More", "Less"],
    rows: [{ name: "Other", values: [3, null] }],
  },
];
const html = (picture: Picture) => renderToStaticMarkup(<ChartCard picture={picture} csv="/csv" />);

describe("a chart", () => {
  it.each(pictures.map((p) => [p.kind, p] as const))(
    "%s says what it is, on whom and over how many",
    (_, picture) => {
      const text = html(picture);
      for (const said of [
        picture.title,
        "What is this?",
        about.definition,
        about.measuredOn,
        about.window,
        "1,234",
      ])
        expect(text).toContain(said);
      expect(text).toMatch(/<table/);
      expect(text).toContain('href="/csv"');
    },
  );

  it("has the same in a table, and says where there are too few and where answers may still come", () => {
    expect(html(pictures[0] as Picture)).toContain("50.0 % (40.0 % to 60.0 %), not complete yet");
    expect(html(pictures[0] as Picture)).toContain("too few to tell");
    expect(html(pictures[2] as Picture)).toContain("too few to tell");
  });

  it("draws no empty axes", () => {
    const empty = {
      ...(pictures[0] as Extract<Picture, { kind: "time" }>),
      lines: [{ name: "One", points: [{ day: "2026-03-01", value: null, n: 3 }] }],
    };
    expect(html(empty)).toContain("Too few to tell yet");
    expect(html(empty)).not.toContain("recharts");
  });

  it("names its lines, bands and events", () => {
    const text = html(pictures[0] as Picture);
    for (const said of ["One", "Two", "At release", "2 Mar: 0.3.0 put into use"])
      expect(text).toContain(said);
  });

  it("has one mark for a day, whatever happened on it", () => {
    expect(
      eventDays([
        { day: "2026-03-02", label: "b" },
        { day: "2026-03-01", label: "a" },
        { day: "2026-03-02", label: "c" },
      ]),
    ).toEqual([
      { day: "2026-03-01", number: 1, labels: ["a"] },
      { day: "2026-03-02", number: 2, labels: ["b", "c"] },
    ]);
  });
});
