import { describe, expect, it } from "vitest";
import { HOUR, MINUTE, SECOND } from "@/lib/core/clock";
import { idleTimes, sessionState, shouldTouch, timeLeft } from "./session";

const start = new Date("2026-01-01T08:00:00Z");
const later = (ms: number) => new Date(start.getTime() + ms);
const session = (seen: number, revoked: number | null = null) => ({
  createdAt: start,
  lastSeenAt: later(seen),
  revokedAt: revoked === null ? null : later(revoked),
});
const times = idleTimes(30);

describe("sessionState", () => {
  it.each([
    ["active", 0, null, 29 * MINUTE],
    ["idle", 0, null, 30 * MINUTE],
    ["active", 7 * HOUR + 45 * MINUTE, null, 8 * HOUR - 1],
    ["expired", 7 * HOUR + 59 * MINUTE, null, 8 * HOUR],
    ["revoked", 0, 1, 2 * MINUTE],
  ] as const)("is %s (seen %i ms after start, revoked %s, now %i ms)", (state, seen, revoked, now) => {
    expect(sessionState(session(seen, revoked), later(now), times)).toBe(state);
  });

  it("goes by the idle time that was set", () => {
    expect(sessionState(session(0), later(9 * MINUTE), idleTimes(10))).toBe("active");
    expect(sessionState(session(0), later(10 * MINUTE), idleTimes(10))).toBe("idle");
  });
});

describe("the times around it", () => {
  it("warn a minute before the end, and with the shortest idle time still long enough to answer", () => {
    expect(idleTimes(30).warnMs).toBe(MINUTE);
    expect(idleTimes(1).warnMs).toBeGreaterThanOrEqual(20 * SECOND);
  });

  it.each([1, 5, 30, 480])(
    "of %i minutes: what is written down lags less than the warning is long",
    (minutes) => {
      const { reportMs, touchMs, warnMs } = idleTimes(minutes);
      expect(touchMs).toBeLessThanOrEqual(reportMs * 2);
      expect(reportMs + touchMs).toBeLessThanOrEqual(warnMs * 1.5);
    },
  );

  it("are written down now and then, not at every click", () => {
    expect(shouldTouch(session(0), later(59 * SECOND), times)).toBe(false);
    expect(shouldTouch(session(0), later(60 * SECOND), times)).toBe(true);
  });

  it("say what is left", () => {
    expect(timeLeft(session(10 * MINUTE), later(15 * MINUTE), times)).toEqual({
      idleInMs: 25 * MINUTE,
      endsInMs: 8 * HOUR - 15 * MINUTE,
    });
    expect(timeLeft(session(0), later(9 * HOUR), times)).toEqual({ idleInMs: 0, endsInMs: 0 });
  });
});
