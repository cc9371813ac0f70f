import { describe, expect, it } from "vitest";
import { random } from "@/lib/core/random";
import { ALPHA, logGamma, meanSequence, shareSequence } from "./confidence-sequence";
import { emptyTable, LEAST_WATCHED, measure } from "./measures";
import { drawPlace } from "./testing/draw";

const LOOKS = 1_500;

describe("a confidence sequence of a share", () => {
  it.each([0.5, 0.9, 0.03])("holds %d at every look at once in 19 of 20 runs and more", (p) => {
    const runs = 300;
    let missed = 0;
    for (let run = 0; run < runs; run++) {
      const r = random("share", p, run);
      let hits = 0;
      for (let n = 1; n <= LOOKS; n++) {
        if (r.chance(p)) hits++;
        // Cheaper than the interval itself and the same: is the truth within?
        const { low, high } = n % 5 === 0 || n < 50 ? shareSequence(hits, n) : { low: 0, high: 1 };
        if (p < low || p > high) {
          missed++;
          break;
        }
      }
    }
    // 5 % of 300 is 15; at the limit itself more than 25 come about once in a hundred times.
    expect(missed).toBeLessThanOrEqual(25);
  });

  it("is what a usual interval is not: that one misses far oftener when it is looked at again and again", () => {
    let missed = 0;
    for (let run = 0; run < 200; run++) {
      const r = random("usual", run);
      let hits = 0;
      for (let n = 1; n <= LOOKS; n++) {
        if (r.chance(0.5)) hits++;
        if (n >= 30 && Math.abs(hits / n - 0.5) > 1.96 * Math.sqrt(0.25 / n)) {
          missed++;
          break;
        }
      }
    }
    expect(missed / 200).toBeGreaterThan(0.2);
  });

  it("closes in, and is sure of nothing without cases", () => {
    const widths = [0, 10, 100, 1_000, 10_000].map((n) => {
      const { low, high } = shareSequence(0.7 * n, n);
      return high - low;
    });
    expect(widths.toSorted((a, b) => b - a)).toEqual(widths);
    expect(widths[0]).toBe(1);
    expect(widths[4]).toBeLessThan(0.05);
    expect(shareSequence(50, 50)).toMatchObject({ high: 1 });
    expect(shareSequence(0, 50)).toMatchObject({ low: 0 });
  });

  it("has the wealth that the mixture of bets has", () => {
    const { low, high } = shareSequence(30, 80);
    const beta = (a: number, b: number) => logGamma(a) + logGamma(b) - logGamma(a + b);
    for (const p of [low, high]) {
      const wealth = beta(30.5, 50.5) - beta(0.5, 0.5) - 30 * Math.log(p) - 50 * Math.log(1 - p);
      expect(Math.exp(-wealth)).toBeCloseTo(ALPHA, 6);
    }
  });
});

describe("a confidence sequence of a mean", () => {
  it("holds from thirty cases on, at every look", () => {
    let missed = 0;
    for (let run = 0; run < 300; run++) {
      const r = random("mean", run);
      let [sum, squares] = [0, 0];
      for (let n = 1; n <= LOOKS; n++) {
        const x = r.next() ** 2;
        sum += x;
        squares += x * x;
        if (n < LEAST_WATCHED) continue;
        const { low, high } = meanSequence(sum / n, Math.sqrt(squares / n - (sum / n) ** 2), n);
        if (1 / 3 < low || 1 / 3 > high) {
          missed++;
          break;
        }
      }
    }
    expect(missed).toBeLessThanOrEqual(25);
  });
});

describe("measures of a table", () => {
  const table = () => {
    const t = emptyTable();
    const put = (reference: number, shown: number, n: number) => {
      (t[reference - 1] as number[])[shown - 1] = n;
    };
    put(2, 2, 20);
    put(2, 3, 20);
    put(3, 3, 50);
    put(3, 2, 10);
    return t;
  };
  it.each([
    ["accuracy", 0.7, 100],
    ["sensitivity", 0.5, 40],
    ["under-triage", 0.2, 100],
    ["over-triage", 0.1, 100],
  ] as const)("%s", (name, value, n) => {
    const m = measure(table(), name);
    expect(m.value).toBeCloseTo(value, 12);
    expect(m.n).toBe(n);
    expect(m.low).toBeLessThan(value);
    expect(m.high).toBeGreaterThan(value);
  });

  it("say nothing on few", () => {
    const t = emptyTable();
    (t[2] as number[])[2] = LEAST_WATCHED - 1;
    expect(measure(t, "accuracy")).toEqual({ value: null, n: LEAST_WATCHED - 1 });
    expect(measure(t, "kappa").value).toBeNull();
  });

  it("have of kappa the spread that repeated samples have", () => {
    // Drawn from a known table: the interval's half of one sample against the spread over many.
    const p = [0.05, 0.1, 0.02, 0.08, 0.4, 0.1, 0.02, 0.08, 0.15];
    const draw = (n: number, seed: number) => {
      const r = random("kappa", seed);
      const t = emptyTable();
      for (let i = 0; i < n; i++) {
        const cell = drawPlace(r, p);
        const row = t[1 + Math.floor(cell / 3)] as number[];
        row[1 + (cell % 3)] = (row[1 + (cell % 3)] as number) + 1;
      }
      return measure(t, "kappa");
    };
    const samples = Array.from({ length: 400 }, (_, i) => draw(500, i));
    const values = samples.map((s) => s.value as number);
    const mean = values.reduce((a, b) => a + b) / values.length;
    const spread = Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length);
    const half = (samples[0] as { high: number }).high - (values[0] as number);
    // meanSequence(., 1, 500) is what a case's spread of one gives.
    const perCase = half / (meanSequence(0, 1, 500).high as number);
    expect(perCase / Math.sqrt(500) / spread).toBeGreaterThan(0.85);
    expect(perCase / Math.sqrt(500) / spread).toBeLessThan(1.15);
  });
});
