import { describe, expect, it } from "vitest";
import { random } from "@/lib/core/random";
import { fitReaders, ORDINAL_PRIOR, type Reading } from "./reader-fit";
import { ANAESTHETISTS } from "./testing/anaesthetists";

const rounded = (rows: readonly (readonly number[])[] | undefined) =>
  rows?.map((row) => row.map((p) => Math.round(100 * p) / 100));

describe("fitting readers to published data", () => {
  const fit = fitReaders(ANAESTHETISTS, { classes: 4 });

  it("gives the shares and tables that Dawid and Skene printed (1979, tables 2 and 3)", () => {
    expect(ANAESTHETISTS).toHaveLength(45 * 7);
    expect(rounded([fit.shares])).toEqual([[0.4, 0.42, 0.11, 0.07]]);
    const table = (reader: string) => rounded(fit.readers.get(reader)?.table);
    expect(table("1")).toEqual([
      [0.89, 0.11, 0, 0],
      [0.07, 0.88, 0.05, 0],
      [0, 0.34, 0.66, 0],
      [0, 0, 0.56, 0.44],
    ]);
    expect(table("2")).toEqual([
      [0.83, 0.17, 0, 0],
      [0.05, 0.63, 0.31, 0],
      [0, 0, 1, 0],
      [0, 0, 0, 1],
    ]);
    expect(table("3")).toEqual([
      [1, 0, 0, 0],
      [0.11, 0.79, 0.11, 0],
      [0, 0.4, 0.2, 0.4],
      [0, 0, 0.67, 0.33],
    ]);
    expect(fit.readers.get("1")?.readings).toBe(135);
    expect(fit.items.get("patient 36")?.[3]).toBeGreaterThan(0.99);
  });

  it("gets no less probable from step to step, with a prior and without, and comes to rest", () => {
    for (const { trace } of [fit, fitReaders(ANAESTHETISTS, { classes: 4, prior: ORDINAL_PRIOR })]) {
      expect(trace.length).toBeLessThan(500);
      trace.slice(1).forEach((log, i) => {
        expect(log).toBeGreaterThanOrEqual((trace[i] as number) - 1e-9);
      });
    }
    expect(fit.trace.at(-1)).toBeCloseTo(-192.8909, 3);
  });

  it("gives the same whatever the order of the readings", () => {
    const other = fitReaders([...ANAESTHETISTS].reverse(), { classes: 4 });
    expect(rounded(other.readers.get("4")?.table)).toEqual(rounded(fit.readers.get("4")?.table));
  });
});

describe("fitting simulated readers", () => {
  /** Level 3 the most common, each case read by two of the readers. */
  function simulated(answers: Readonly<Record<string, (truth: number, chance: () => number) => number>>) {
    const r = random(7, "readers");
    const names = Object.keys(answers);
    const readings: Reading[] = [];
    const truths: number[] = [];
    for (let i = 0; i < 400; i++) {
      const truth = r.pick([1, 2, 2, 3, 3, 3, 3, 4, 4, 5]);
      truths.push(truth);
      const first = r.below(names.length);
      const second = (first + 1 + r.below(names.length - 1)) % names.length;
      for (const n of [first, second]) {
        const reader = names[n] as string;
        readings.push({ item: `${i}`, reader, answer: answers[reader]?.(truth, r.next) ?? truth });
      }
    }
    return { readings, truths };
  }
  const good = (truth: number, chance: () => number) => {
    const u = chance();
    return Math.min(5, Math.max(1, truth + (u < 0.1 ? -1 : u > 0.9 ? 1 : 0)));
  };
  const readers = {
    a: good,
    b: good,
    c: good,
    d: good,
    flips: (truth: number) => 6 - truth,
    strict: (truth: number) => Math.max(1, truth - 1),
  };

  it("finds each one's table again, also of one who flips and one who is always one level stricter", () => {
    const { readings, truths } = simulated(readers);
    const fit = fitReaders(readings, { classes: 5, prior: ORDINAL_PRIOR });
    const of = (reader: string, truth: number, answer: number) =>
      fit.readers.get(reader)?.table[truth - 1]?.[answer - 1] ?? Number.NaN;
    expect(of("a", 3, 3)).toBeGreaterThan(0.7);
    expect(of("flips", 2, 4)).toBeGreaterThan(0.6);
    expect(of("strict", 3, 2)).toBeGreaterThan(0.7);
    const right = truths.filter((truth, i) => {
      const belief = fit.items.get(`${i}`) ?? [];
      return belief.indexOf(Math.max(...belief)) + 1 === truth;
    });
    expect(right.length / truths.length).toBeGreaterThan(0.8);
  });

  it("does not take somebody who was read twice three times for perfect, nor for blind", () => {
    const { readings } = simulated({ a: good, b: good });
    const few: Reading[] = [1, 2, 3].flatMap((n) => [
      { item: `x${n}`, reader: "a", answer: 3 },
      { item: `x${n}`, reader: "new", answer: 4 },
    ]);
    const table = fitReaders([...readings, ...few], { classes: 5, prior: ORDINAL_PRIOR }).readers.get("new")
      ?.table[2] as number[];
    expect(table[2]).toBeGreaterThan(0.3);
    expect(table[3]).toBeGreaterThan(0.25);
  });

  it("takes what is known of a case read only once", () => {
    const known = new Map(Array.from({ length: 60 }, (_, i) => [`${i}`, [0.02, 0.02, 0.02, 0.02, 0.92]]));
    const alone = [...known.keys()].map((item) => ({ item, reader: "alone", answer: 1 }));
    const fit = fitReaders(alone, { classes: 5, prior: ORDINAL_PRIOR, known });
    expect(fit.readers.get("alone")?.table[4]?.[0]).toBeGreaterThan(0.8);
    expect(fit.items.get("0")?.[4]).toBeGreaterThan(0.8);
  });

  it("refuses what is no class, and a prior that is too short", () => {
    expect(() => fitReaders([{ item: "a", reader: "b", answer: 6 }], { classes: 5 })).toThrow(RangeError);
    expect(() => fitReaders([], { classes: 6, prior: ORDINAL_PRIOR })).toThrow(RangeError);
    expect(fitReaders([], { classes: 5 }).readers.size).toBe(0);
  });
});
