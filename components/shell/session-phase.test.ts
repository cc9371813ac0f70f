import { describe, expect, it } from "vitest";
import { deadlinesFrom, phaseOf } from "./session-phase";

const session = { idleInMs: 1_800_000, endsInMs: 28_800_000, warnMs: 60_000, reportMs: 30_000 };

describe("what a page does about its session", () => {
  const from = deadlinesFrom(session, 1_000);
  it.each([
    [0, { is: "open" }],
    [1_739_999, { is: "open" }],
    [1_740_000, { is: "warning", why: "idle", at: 1_801_000, sure: false }],
    [1_799_999, { is: "warning", why: "idle", at: 1_801_000, sure: false }],
    [1_800_000, { is: "over", why: "idle" }],
  ])("after %i ms: %j", (after, phase) => expect(phaseOf(from, 1_000 + after)).toEqual(phase));

  it("is sure once the server has said so within the warning", () => {
    const asked = deadlinesFrom({ ...session, idleInMs: 59_000 }, 2_000_000);
    expect(phaseOf(asked, 2_001_000)).toEqual({ is: "warning", why: "idle", at: 2_059_000, sure: true });
  });

  it("warns of the end of the shift too, whatever anybody does", () => {
    const late = deadlinesFrom({ ...session, endsInMs: 90_000 }, 0);
    expect(phaseOf(late, 0)).toEqual({ is: "open" });
    expect(phaseOf(late, 40_000)).toMatchObject({ is: "warning", why: "expired", at: 90_000 });
    expect(phaseOf(late, 90_000)).toEqual({ is: "over", why: "expired" });
  });

  it("ends after the machine slept, however late its timers come", () => {
    expect(phaseOf(from, 1_000 + 86_400_000)).toMatchObject({ is: "over" });
  });
});
