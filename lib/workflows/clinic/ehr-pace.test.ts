import { expect, it } from "vitest";
import { secondsBetween } from "./ehr-pace";

it.each([
  [15, false, 300, 15],
  [15, false, 7_500, 15],
  [15, false, 9_000, 30],
  [15, false, 90_000, 60],
  [15, true, 300, 60],
  [2, true, 100, 8],
  // Never more often than it is set.
  [120, true, 100, 120],
  [2, false, 900, 2],
])(
  "a board set to %i s, the EHR tells: %s, its list takes %i ms: every %i s",
  (base, tells, tookMs, seconds) => expect(secondsBetween(base, { tells, tookMs })).toBe(seconds),
);
