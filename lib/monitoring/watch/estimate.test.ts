import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { random } from "@/lib/core/random";
import { quadraticKappa } from "@/lib/measures/metrics";
import { correctedPerformance, type EstimateCell, expectedPerformance, sumsOf } from "./estimate";
import { drawPlace } from "./testing/draw";

type Oracle = {
  /** Probabilities in thousandths, the level shown, the level that was right or 0. */
  readonly cases: readonly (readonly number[])[];
  readonly ppi: Readonly<Record<"accuracy" | "under-triage", { value: number; low: number; high: number }>>;
  readonly cbpe: Readonly<Record<"accuracy" | "sensitivity", number>>;
};
const oracle = JSON.parse(
  readFileSync(new URL("./testing/estimate.json", import.meta.url), "utf8"),
) as Oracle;

const toCell = (p: readonly number[], shown: number, label: number | null): EstimateCell => ({
  shown,
  label,
  n: 1,
  sums: sumsOf(p),
});

/** As the roll-ups have it: those with the same levels together. */
function gathered(cells: readonly EstimateCell[]): EstimateCell[] {
  const found = new Map<string, EstimateCell>();
  for (const c of cells) {
    const key = `${c.shown} ${c.label}`;
    const known = found.get(key);
    found.set(
      key,
      known ? { ...known, n: known.n + c.n, sums: known.sums.map((x, i) => x + (c.sums[i] as number)) } : c,
    );
  }
  return [...found.values()];
}

const cells = gathered(
  oracle.cases.map((c) =>
    toCell(
      c.slice(0, 5).map((x) => x / 1000),
      c[5] as number,
      c[6] || null,
    ),
  ),
);

describe("performance without labels", () => {
  it.each(["accuracy", "sensitivity"] as const)("is NannyML's %s", (name) => {
    expect(expectedPerformance(cells, name).value).toBeCloseTo(oracle.cbpe[name], 10);
  });

  it.each(["accuracy", "under-triage"] as const)(
    "corrected by the labels there are, it is ppi-python's %s",
    (name) => {
      const { value, low, high, lambda, labelled } = correctedPerformance(cells, name);
      expect(value).toBeCloseTo(oracle.ppi[name].value, 3);
      expect(low).toBeCloseTo(oracle.ppi[name].low, 3);
      expect(high).toBeCloseTo(oracle.ppi[name].high, 3);
      expect(lambda).toBeGreaterThan(0);
      expect(labelled).toBe(200);
    },
  );
});

/** Cases whose labels follow other probabilities than the model says: `out` of them are drawn from the usual mix. */
function madeUp(seed: number, count: number, labelled: number, out: number) {
  const r = random("made-up", seed);
  const mix = [0.02, 0.2, 0.5, 0.2, 0.08];
  const all = Array.from({ length: count }, (_, i) => {
    const raw = mix.map((m) => m * Math.exp(1.5 * r.normal()));
    const total = raw.reduce((a, b) => a + b);
    const p = raw.map((x) => x / total);
    const shown = p.indexOf(Math.max(...p)) + 1;
    const from = r.chance(out) ? mix : p;
    const label = drawPlace(r, from) + 1;
    return { p, shown, label, told: i < labelled };
  });
  return {
    cells: gathered(all.map((c) => toCell(c.p, c.shown, c.told ? c.label : null))),
    truth: {
      accuracy: all.filter((c) => c.label === c.shown).length / count,
      sensitivity:
        all.filter((c) => c.label <= 2 && c.shown <= 2).length / all.filter((c) => c.label <= 2).length,
      kappa: quadraticKappa(
        all.map((c) => c.label),
        all.map((c) => c.shown),
      ) as number,
    },
  };
}

describe("the estimate", () => {
  it("is right when the probabilities are", () => {
    const { cells: of, truth } = madeUp(1, 20_000, 0, 0);
    for (const name of ["accuracy", "sensitivity", "kappa"] as const) {
      const { value, low, high } = expectedPerformance(of, name);
      expect(Math.abs((value as number) - truth[name]), name).toBeLessThan(0.02);
      expect((high as number) - (low as number), name).toBeLessThan(0.05);
    }
  });

  it.each(["accuracy", "sensitivity", "kappa"] as const)(
    "of %s, where they are not, is out, and its correction holds the truth in some 95 of 100 runs",
    (name) => {
      const runs = 120;
      const big = madeUp(999, 60_000, 0, 0.35).truth[name];
      let [held, expectedHeld] = [0, 0];
      for (let run = 0; run < runs; run++) {
        const { cells: of } = madeUp(run, 2_000, 400, 0.35);
        const c = correctedPerformance(of, name);
        if ((c.low as number) <= big && big <= (c.high as number)) held++;
        const e = expectedPerformance(of, name);
        if ((e.low as number) <= big && big <= (e.high as number)) expectedHeld++;
      }
      expect(held / runs).toBeGreaterThan(0.88);
      expect(expectedHeld / runs).toBeLessThan(0.5);
    },
  );

  it("is narrower with the unlabelled than with the labels alone, and there is none without a label", () => {
    const { cells: of } = madeUp(3, 4_000, 300, 0);
    const both = correctedPerformance(of, "accuracy");
    const alone = correctedPerformance(
      of.filter((c) => c.label !== null),
      "accuracy",
    );
    expect((both.high as number) - (both.low as number)).toBeLessThan(
      (alone.high as number) - (alone.low as number),
    );
    expect(
      correctedPerformance(
        of.filter((c) => c.label === null),
        "kappa",
      ).value,
    ).toBeNull();
    expect(expectedPerformance([], "accuracy").value).toBeNull();
  });
});
