import { describe, expect, it } from "vitest";
import { readWatchFilter } from "../charts/filter";
import type { LevelCount } from "./counts";
import { sumsOf } from "./estimate";
import { estimateOverTime } from "./estimates";
import {
  arrivalOfLabels,
  criticalFound,
  measureByGroup,
  measureOverTime,
  nurseAtTheDoor,
  type PerformanceInput,
  scoreboard,
  underTriageFunnel,
} from "./performance";
import { acceptance, alertBurden, LEAST_PEOPLE, switches, timeToDecision, type UsageInput } from "./usage";

const today = "2026-03-31";
const filter = readWatchFilter((name) => ({ from: "2026-03-01" })[name], today);
const level = (over: Partial<LevelCount>): LevelCount => ({
  day: "2026-03-02",
  shown: 3,
  decided: 0,
  first: 0,
  read: 0,
  readFar: 0,
  n: 1,
  ...over,
});
const used = (name: string, n: number, over: { day?: string; unit?: string; shift?: string } = {}) => ({
  day: "2026-03-02",
  unit: "a",
  shift: "day",
  name,
  n,
  ...over,
});
const input = (over: Partial<PerformanceInput>): PerformanceInput => ({
  filter,
  today,
  narrowed: "",
  against: "decided",
  levels: [],
  compared: null,
  before: null,
  events: [],
  usage: [],
  groups: [],
  keys: [],
  contenders: [],
  unitName: (u) => u,
  ...over,
});

describe("performance over time", () => {
  const levels = [
    level({ decided: 3, n: 60 }),
    level({ decided: 2, n: 40 }),
    level({ read: 3, decided: 3, n: 20 }),
    level({ day: today, decided: 3, n: 50 }),
  ];
  it("has a line for each reference there is, hollow where answers may still come", () => {
    const picture = measureOverTime(input({ levels, usage: [used("reading-open", 2)] }), "accuracy");
    expect(picture.lines.map((l) => l.name)).toEqual(["Decided levels", "Second readings"]);
    const [decided, read] = picture.lines;
    expect(decided?.points).toMatchObject([
      { day: "2026-03-02", n: 120, value: 80 / 120 },
      { day: today, n: 50, value: 1, open: true },
    ]);
    expect(decided?.points[0]?.open).toBeUndefined();
    // Twenty are too few, and some have not been read yet.
    expect(read?.points[0]).toMatchObject({ n: 20, value: null, open: true });
    expect(picture.about.n).toBe(170);
  });

  it("shows another period beside this one", () => {
    const compared = [level({ day: "2026-03-02", decided: 3, n: 40 })];
    const picture = measureOverTime(
      input({ levels, compared, filter: { ...filter, compare: { kind: "before" } } }),
      "accuracy",
    );
    expect(picture.lines[1]).toMatchObject({
      name: "The period before",
      points: [{ day: "2026-03-02", n: 40 }],
    });
  });
});

describe("the band of what was usual", () => {
  const before = [
    level({ day: "2026-02-10", decided: 3, n: 80 }),
    level({ day: "2026-02-11", decided: 2, n: 20 }),
  ];
  const bandsOf = (over: Partial<PerformanceInput>) =>
    measureOverTime(input({ levels: before, ...over }), "accuracy").bands;

  it("is the interval of the period before", () => {
    const [band] = bandsOf({ before }) ?? [];
    expect(band?.label).toBe("The period before, decided levels");
    expect(band?.from).toBeLessThan(0.8);
    expect(band?.to).toBeGreaterThan(0.8);
  });

  it("is not drawn on too few, nor where something else is compared", () => {
    expect(bandsOf({ before: [level({ decided: 3, n: 29 })] })).toEqual([]);
    expect(bandsOf({ before: null })).toEqual([]);
  });
});

describe("nurse at the door, suggestion, and both", () => {
  const levels = [
    level({ first: 3, shown: 2, decided: 2, read: 2, n: 40 }),
    level({ first: 3, shown: 3, decided: 3, read: 3, n: 60 }),
    level({ first: 0, shown: 3, decided: 3, read: 2, n: 500 }),
    level({ first: 3, shown: 3, decided: 3, read: 0, n: 500 }),
  ];

  it("are held against second readings of the same patients", () => {
    const picture = nurseAtTheDoor(input({ levels }), "accuracy");
    expect(picture?.about.n).toBe(100);
    expect(picture?.rows.map((r) => [r.name, r.values[0]?.value])).toEqual([
      ["Nurse at the door, before the suggestion", 0.6],
      ["Shown at the bedside", 1],
      ["Decided in the end", 1],
    ]);
  });

  it("say nothing on too few, and are no picture at all without any", () => {
    const few = nurseAtTheDoor(
      input({ levels: [level({ first: 3, shown: 3, decided: 3, read: 3, n: 29 })] }),
      "kappa",
    );
    expect(few?.rows.map((r) => r.values[0]?.value)).toEqual([null, null, null]);
    expect(nurseAtTheDoor(input({ levels: levels.slice(2) }), "kappa")).toBeNull();
  });
});

describe("how soon labels come", () => {
  it("says what has come by when, and what has not", () => {
    const { rows } = arrivalOfLabels(
      input({
        usage: [
          used("visits", 10),
          used("decided", 8),
          used("decision-hours:1", 6),
          used("decision-hours:24", 2),
          used("reading-hours:72", 1),
          used("reading-open", 3),
        ],
      }),
    );
    const of = (name: string) => rows.find((r) => r.name === name)?.values.map((v) => v.value);
    expect(of("Within an hour")).toEqual([0.6, 0]);
    expect(of("Within a day")).toEqual([0.8, 0]);
    expect(of("Within 3 days")).toEqual([0.8, 0.25]);
    expect(of("Not yet")).toEqual([0.2, 0.75]);
  });
});

describe("the scoreboard", () => {
  const row = {
    shown: 2,
    model: 3,
    rules: 2,
    news2: 4,
    xgboost: 0,
    candidateVersion: "",
    candidate: 0,
    decided: 2,
    read: 0,
  };
  it("holds all against the same patients, and leaves a candidate out that has answered too few", () => {
    const contenders = [
      { ...row, n: 100 },
      { ...row, news2: 0, n: 500 },
      { ...row, candidateVersion: "next", candidate: 2, n: 10 },
    ];
    const board = scoreboard(input({ contenders }), "accuracy");
    expect(board.rows.map((r) => [r.name, r.values[0]?.value])).toEqual([
      ["Shown at the bedside", 1],
      ["Model without safety rules", 0],
      ["Safety rules alone", 1],
      ["NEWS2 alone", 0],
    ]);
    expect(board.about.n).toBe(110);
  });
  it("holds the XGBoost baseline against the same patients, where it answered enough of them", () => {
    const contenders = [
      { ...row, xgboost: 2, n: 40 },
      { ...row, xgboost: 3, n: 60 },
      { ...row, n: 500 },
    ];
    const board = scoreboard(input({ contenders }), "accuracy");
    expect(board.about.n).toBe(100);
    expect(board.rows.at(-1)).toMatchObject({ name: "XGBoost baseline", values: [{ value: 0.4, n: 100 }] });
    expect(board.about.definition).toContain("learns nothing here");
    const few = scoreboard(
      input({
        contenders: [
          { ...row, xgboost: 2, n: 10 },
          { ...row, n: 500 },
        ],
      }),
      "accuracy",
    );
    expect(few.about.n).toBe(510);
    expect(few.rows.map((r) => r.name)).not.toContain("XGBoost baseline");
    expect(few.about.definition).not.toContain("XGBoost");
  });
  it("of a candidate is of those it answered", () => {
    const contenders = [
      { ...row, n: 100 },
      { ...row, candidateVersion: "next", candidate: 2, n: 40 },
    ];
    const board = scoreboard(input({ contenders }), "accuracy");
    expect(board.about.n).toBe(40);
    expect(board.rows.map((r) => r.name)).toContain("Candidate next, unseen");
  });
});

describe("groups", () => {
  const group = (value: string, shown: number, n: number) => ({
    dimension: "sex",
    value,
    shown,
    decided: 2,
    read: 0,
    first: 0,
    n,
  });
  it("without enough patients have no value, and are named all the same", () => {
    const i = input({
      levels: [level({ shown: 3, decided: 2, n: 100 }), level({ shown: 2, decided: 2, n: 300 })],
      groups: [group("female", 3, 100), group("female", 2, 100), group("male", 2, 10)],
    });
    const funnel = underTriageFunnel(i);
    expect(funnel).toMatchObject({
      centre: 0.25,
      points: [{ name: "Female", n: 200, value: 0.5 }],
      tooFew: [{ name: "Male", n: 10 }],
    });
    expect(measureByGroup(i, "accuracy").rows.map((r) => [r.name, r.values[0]?.value])).toEqual([
      ["Female", 0.5],
      ["Male", null],
    ]);
    expect(underTriageFunnel(input({}))).toBeNull();
  });
});

describe("patients who became critical", () => {
  it("add up from the start of the window, and are too few at first", () => {
    const picture = criticalFound(
      input({
        usage: [
          used("critical", 20),
          used("critical-shown-urgent", 15),
          used("critical-shown-later", 5),
          used("critical", 20, { day: "2026-03-09" }),
          used("critical-shown-urgent", 15, { day: "2026-03-09" }),
          used("critical-shown-later", 5, { day: "2026-03-09" }),
        ],
      }),
    );
    expect(picture?.lines[0]?.points).toMatchObject([
      { n: 20, value: null },
      { n: 40, value: 0.75 },
    ]);
    expect(criticalFound(input({}))).toBeNull();
  });
});

describe("the estimate over time", () => {
  it("says how good it was where labels have come", () => {
    const sums = sumsOf([0, 0, 0.8, 0.2, 0]);
    const cell = (label: number | null, n: number) => ({
      day: "2026-03-02",
      shown: 3,
      label,
      n,
      sums: sums.map((x) => x * n),
    });
    const frame = { filter, today, narrowed: "", events: [], against: "read" as const };
    const { own, picture } = estimateOverTime(
      { ...frame, cells: [cell(3, 70), cell(4, 30), cell(null, 400)] },
      "accuracy",
    );
    expect(own?.points).toBe(1);
    expect(own?.off).toBeCloseTo(0.1, 10);
    expect(own?.held).toBe(1);
    expect(picture.lines.map((l) => l.points[0]?.value)).toEqual([
      expect.closeTo(0.8, 10),
      expect.closeTo(0.7, 10),
      expect.closeTo(0.7, 10),
    ]);
    expect(estimateOverTime({ ...frame, cells: [cell(3, 20)] }, "accuracy").own).toBeNull();
  });
});

describe("usage", () => {
  const usage = (rows: UsageInput["usage"], people = 20): UsageInput => ({
    filter,
    today,
    narrowed: "",
    usage: rows,
    compared: null,
    events: [],
    people: () => people,
    unitName: (u) => u,
  });
  it("shows what becomes of suggestions, with a value from thirty on", () => {
    const rows = [used("suggested", 40), used("accepted", 30), used("more:other", 4), used("less:none", 6)];
    expect(acceptance(usage(rows)).lines.map((l) => [l.name, l.points[0]?.value])).toEqual([
      ["Accepted", 0.75],
      ["Made more urgent", 0.1],
      ["Made less urgent", 0.15],
    ]);
    expect(acceptance(usage([used("suggested", 29)])).lines[0]?.points[0]?.value).toBeNull();
  });

  it("counts alerts a person and shift, of no fewer than ten people", () => {
    const rows = [
      used("visits", 100),
      used("people", 40),
      used("rule:a", 50),
      used("rule:b", 10),
      used("look-twice", 4),
    ];
    const day = (i: UsageInput) => alertBurden(i).rows[0]?.values;
    expect(day(usage(rows))).toEqual([1.5, 0.1, 0]);
    expect(day(usage(rows, LEAST_PEOPLE - 1))).toEqual([null, null, null]);
  });

  it("tells how long people look, and what a suggestion changes, where that is known", () => {
    expect(timeToDecision(usage([used("seconds:5", 30), used("seconds:10", 10)])).rows.slice(0, 2)).toEqual([
      { name: "0 to 5 s", values: [0.75] },
      { name: "5 to 10 s", values: [0.25] },
    ]);
    expect(switches(usage([]))).toBeNull();
    const rows = [used("first-given", 100), used("first-differs", 50), used("switched-to-suggestion", 20)];
    expect(switches(usage(rows))?.rows.map((r) => r.values[0]?.value)).toEqual([0.5, 0.4, null, null]);
  });
});
