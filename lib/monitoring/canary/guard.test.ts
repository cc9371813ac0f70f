import { describe, expect, it } from "vitest";
import type { Level } from "@/lib/case/level";
import { type Random, random } from "@/lib/core/random";
import type { Arm } from "@/lib/registry/canary";
import { type GuardDecision, type GuardInput, judgeCanary, sayVerdict } from "./guard";

const NO_ANSWERS = { ok: 0, slow: 0, failed: 0 };
const FINE = { canary: { ...NO_ANSWERS, ok: 50 }, champion: { ...NO_ANSWERS, ok: 200 } };
const judge = (over: Partial<GuardInput>) =>
  Object.fromEntries(
    judgeCanary({ decisions: [], answers: FINE, failuresInARow: 0, ...over }).map((v) => [v.guard, v]),
  );
const decisions = (arm: Arm, n: number, shown: Level, decided: Level): GuardDecision[] =>
  Array.from({ length: n }, () => ({ arm, shown, decided }));

/** Decided on one after the other, a tenth in the candidate's arm; `up`: how often the decision is more urgent, by arm. */
function stream(r: Random, n: number, up: Readonly<Record<Arm, number>>, share = 0.1): GuardDecision[] {
  return Array.from({ length: n }, () => {
    const arm: Arm = r.chance(share) ? "canary" : "champion";
    return { arm, shown: 3, decided: r.chance(up[arm]) ? 2 : 3 };
  });
}

describe("the guard of a canary", () => {
  it("says nothing of few, and ends nothing that is as good", () => {
    expect(judge({})["under-triage"]).toMatchObject({ state: "too-few", canary: { value: null, n: 0 } });
    const same = [
      ...decisions("canary", 40, 3, 3),
      ...decisions("canary", 10, 3, 2),
      ...decisions("champion", 160, 3, 3),
      ...decisions("champion", 40, 3, 2),
    ];
    expect(judge({ decisions: same })).toMatchObject({
      "under-triage": { state: "not-worse", canary: { value: 0.2, n: 50 }, champion: { value: 0.2, n: 200 } },
      overrides: { state: "not-worse" },
      failures: { state: "not-worse" },
    });
  });

  it("tells under-triage from levels that were changed the other way", () => {
    const less = [...decisions("canary", 60, 2, 4), ...decisions("champion", 300, 3, 3)];
    expect(judge({ decisions: less })).toMatchObject({
      "under-triage": { state: "not-worse" },
      overrides: { state: "worse" },
    });
    const more = [...decisions("canary", 60, 4, 2), ...decisions("champion", 300, 3, 3)];
    const { "under-triage": verdict } = judge({ decisions: more });
    expect(verdict?.state).toBe("worse");
    expect(verdict && sayVerdict(verdict)).toMatch(
      /^Under-triage: candidate 100 % of 60 \(\d+.* %\), version in use 0 % of 300 \(0 % to/,
    );
  });

  it("ends after three failures in a row, or many spread out or slow answers", () => {
    expect(judge({ failuresInARow: 2 }).failures?.state).toBe("not-worse");
    expect(judge({ failuresInARow: 3 }).failures?.state).toBe("worse");
    const answers = { ...FINE, canary: { ok: 30, slow: 20, failed: 0 } };
    expect(judge({ answers }).failures?.state).toBe("worse");
    // The whole machine is slow: not the candidate's doing.
    const both = { canary: { ok: 30, slow: 20, failed: 0 }, champion: { ok: 120, slow: 80, failed: 0 } };
    expect(judge({ answers: both }).failures?.state).toBe("not-worse");
  });

  it("raises a false alarm in fewer than one of twenty canaries, asked after every tenth decision of 3,000", () => {
    let alarms = 0;
    const runs = 200;
    for (let i = 0; i < runs; i++) {
      const all = stream(random("no difference", i), 3_000, { canary: 0.2, champion: 0.2 });
      for (let n = 10; n <= all.length; n += 10)
        if (
          judgeCanary({ decisions: all.slice(0, n), answers: FINE, failuresInARow: 0 }).some(
            (v) => v.state === "worse",
          )
        ) {
          alarms++;
          break;
        }
    }
    console.log(`false alarms: ${alarms} of ${runs} canaries of 3,000 decisions`);
    expect(alarms / runs).toBeLessThan(0.05);
  }, 120_000);

  it("finds a candidate that under-triages 40 % instead of 10 %, and says after how many decisions", () => {
    const after = Array.from({ length: 100 }, (_, i) => {
      const all = stream(random("worse", i), 4_000, { canary: 0.4, champion: 0.1 });
      for (let n = 10; n <= all.length; n += 10)
        if (
          judgeCanary({ decisions: all.slice(0, n), answers: FINE, failuresInARow: 0 }).some(
            (v) => v.state === "worse",
          )
        )
          return n;
      return Number.POSITIVE_INFINITY;
    }).sort((a, b) => a - b);
    console.log(
      `found after ${after[50]} decisions (median), ${after[89]} in nine of ten, a tenth of them the candidate's`,
    );
    expect(after[89]).toBeLessThan(2_000);
  }, 120_000);
});
