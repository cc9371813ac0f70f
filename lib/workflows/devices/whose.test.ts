import { describe, expect, it } from "vitest";
import { checkOutOf } from "./whose";

const noon = Date.parse("2026-03-10T12:00:00Z");
const at = (seconds: number) => new Date(noon + seconds * 1000);
const first = { name: "first", checkedOutAt: at(-3600), checkedInAt: at(0) };
const second = { name: "second", checkedOutAt: at(30), checkedInAt: null };
const whose = (
  measured: number,
  received: number,
  more: { aheadAt?: Date; outs?: readonly (typeof first | typeof second)[] } = {},
) => {
  const found = checkOutOf(
    { measuredAt: at(measured), receivedAt: at(received) },
    more.outs ?? [first, second],
    {
      aheadAt: more.aheadAt ?? null,
      lateMs: 15 * 60_000,
    },
  );
  return typeof found === "string" ? found : found.name;
};

describe("whose a reading is", () => {
  it("is the patient's who had the device when it was measured, while they still have it", () => {
    expect(whose(60, 61)).toBe("second");
    expect(whose(-10, -9, { outs: [{ ...first, checkedInAt: null as never }] })).toBe("first");
  });

  it("is nobody's when it was measured before a swap and arrives after it", () => {
    expect(whose(-10, 60)).toBe("reassigned");
    expect(whose(-10, 1)).toBe("reassigned");
  });

  it("is nobody's between two patients, and in the first seconds of the second", () => {
    expect(whose(15, 60)).toBe("not-assigned");
    expect(whose(30, 60)).toBe("not-assigned");
    expect(whose(39, 60)).toBe("not-assigned");
    expect(whose(40, 60)).toBe("second");
  });

  it("is nobody's when it comes late", () => {
    expect(whose(60, 60 + 15 * 60)).toBe("second");
    expect(whose(60, 61 + 15 * 60)).toBe("late");
  });

  it("is nobody's when the device's clock is ahead, or was a moment ago", () => {
    expect(whose(66, 60)).toBe("ahead");
    expect(whose(65, 60)).toBe("second");
    // Held up for a minute, what was measured on the first patient carries a time of the second.
    expect(whose(60, 120, { aheadAt: at(-5) })).toBe("ahead");
    expect(whose(700, 701, { aheadAt: at(-5) })).toBe("second");
  });

  it("never goes to the first patient by a clock that is slow", () => {
    // Measured at 90 s on the second patient, stamped two minutes earlier.
    expect(whose(-30, 91)).toBe("reassigned");
  });
});
