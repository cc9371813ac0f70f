import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { shiftClock } from "./shifted-clock";

const real = Date;
const HOUR = 3_600_000;
let jump: (byMs: number) => void;
beforeEach(() => {
  jump = shiftClock();
});
afterEach(() => {
  globalThis.Date = real;
});

describe("a clock that jumps", () => {
  it("tells the time of day so much later or earlier, and every other date as it is", () => {
    for (const by of [HOUR, -HOUR, 0]) {
      jump(by);
      for (const told of [Date.now(), Date.parse(new Date().toISOString())])
        expect(Math.abs(told - real.now() - by)).toBeLessThan(60_000);
    }
    expect(new Date(0).toISOString()).toBe("1970-01-01T00:00:00.000Z");
    expect(new Date(2026, 0, 2).getDate()).toBe(2);
    expect(Date.UTC(2026, 0, 1)).toBe(real.UTC(2026, 0, 1));
    expect(new Date("2026-01-01T00:00:00Z")).toBeInstanceOf(real);
  });
});
