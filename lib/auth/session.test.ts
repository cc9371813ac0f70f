import { describe, expect, it } from "vitest";
import { HOUR, MINUTE } from "@/lib/core/clock";
import { sessionState } from "./session";

const start = new Date("2026-01-01T08:00:00Z");
const later = (ms: number) => new Date(start.getTime() + ms);

describe("sessionState", () => {
  it.each([
    ["active", 0, null, 29 * MINUTE],
    ["idle", 0, null, 30 * MINUTE],
    ["active", 7 * HOUR + 45 * MINUTE, null, 8 * HOUR - 1],
    ["expired", 7 * HOUR + 59 * MINUTE, null, 8 * HOUR],
    ["revoked", 0, 1, 2 * MINUTE],
  ] as const)("is %s (seen %i ms after start, revoked %s, now %i ms)", (state, seen, revoked, now) => {
    const session = {
      createdAt: start,
      lastSeenAt: later(seen),
      revokedAt: revoked === null ? null : later(revoked),
    };
    expect(sessionState(session, later(now))).toBe(state);
  });
});
