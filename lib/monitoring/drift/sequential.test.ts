import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { random } from "@/lib/core/random";
import { mayAlert } from "./alert-budget";
import { bet, E_DETECTOR_START, wealthOf } from "./e-detector";
import { PAGE_HINKLEY_START, pageHinkley } from "./page-hinkley";

const oracle = JSON.parse(readFileSync("lib/monitoring/drift/testing/page-hinkley.json", "utf8")) as {
  settings: { delta: number; threshold: number; alpha: number; minimum: number };
  streams: { name: string; x: number[]; at: number | null }[];
};

describe("a mean that changes, by Page and Hinkley", () => {
  it.each(oracle.streams)("is found where river finds it: $name", ({ x, at }) => {
    let state = PAGE_HINKLEY_START;
    let found: number | null = null;
    for (let i = 0; i < x.length && found === null; i++) {
      const step = pageHinkley(state, x[i] as number, oracle.settings);
      state = step.state;
      if (step.turn) found = i;
    }
    expect(found).toBe(at);
  });

  it("says about when it began", () => {
    let state = PAGE_HINKLEY_START;
    const r = random("turn");
    for (let i = 0; i < 1_000; i++) {
      const step = pageHinkley(state, r.chance(i < 500 ? 0.1 : 0.4) ? 1 : 0);
      state = step.state;
      if (!step.turn) continue;
      expect(step.turn.direction).toBe("up");
      expect(Math.abs(i - step.turn.ago - 500)).toBeLessThan(60);
      return;
    }
    expect.unreachable("the change was not found");
  });
});

describe("a bet on every value", () => {
  const play = (
    seed: number,
    values: (i: number, r: ReturnType<typeof random>) => number,
    n: number,
    m: number,
  ) => {
    const r = random("bet", seed);
    let [state, most, at] = [E_DETECTOR_START, 0, null as number | null];
    for (let i = 0; i < n; i++) {
      state = bet(state, values(i, r), m);
      most = Math.max(most, wealthOf(state));
      if (at === null && wealthOf(state) >= 10_000) at = i;
    }
    return { state, most, at };
  };

  it("seldom wins where the claim holds, however long one looks", () => {
    // The mean time to 10,000 is at least 10,000 values: within 2,000 no more than about a fifth of runs may reach it.
    const reached = Array.from({ length: 60 }, (_, s) =>
      play(s, (_i, r) => (r.chance(0.1) ? 1 : 0), 2_000, 0.1),
    ).filter(({ most }) => most >= 10_000);
    expect(reached.length).toBeLessThanOrEqual(12);
    // Well within the claim: never.
    expect(play(1, (_i, r) => (r.chance(0.05) ? 1 : 0), 20_000, 0.1).most).toBeLessThan(10_000);
  });

  it("wins soon after a change, and says when it was", () => {
    const { at } = play(2, (i, r) => (r.chance(i < 3_000 ? 0.05 : 0.5) ? 1 : 0), 3_100, 0.1);
    expect(at).toBeGreaterThanOrEqual(3_000);
    expect(at).toBeLessThan(3_050);
    const dated = play(2, (i, r) => (r.chance(i < 3_000 ? 0.05 : 0.5) ? 1 : 0), 3_040, 0.1).state;
    expect(Math.abs(dated.since - 40)).toBeLessThan(15);
  });

  it("keeps its numbers finite through any run, and bets on no claim of one", () => {
    const { state } = play(3, () => 1, 5_000, 0.001);
    expect(Number.isFinite(wealthOf(state))).toBe(true);
    expect(bet(E_DETECTOR_START, 1, 1)).toBe(E_DETECTOR_START);
  });
});

describe("the budget of alarms", () => {
  const day = (n: number) => new Date(Date.UTC(2026, 0, 1 + n));
  it("is kept in any seven days", () => {
    let told: Date[] = [];
    const days = Array.from({ length: 60 }, (_, i) => i);
    for (const d of days) if (mayAlert(told, day(d), 2)) told = [...told, day(d)];
    for (const d of days)
      expect(told.filter((t) => t > day(d - 7) && t <= day(d)).length).toBeLessThanOrEqual(2);
    expect(told.length).toBeGreaterThan(14);
  });
  it("is not widened by a clock that was set back", () => {
    expect(mayAlert([day(20), day(21)], day(3), 2)).toBe(false);
  });
});
