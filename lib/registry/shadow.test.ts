import { describe, expect, it } from "vitest";
import { MAX_FAILURES, whyEnd } from "./shadow";

const now = new Date("2026-03-01T12:00:00Z");
const on = { until: new Date("2026-03-02T12:00:00Z"), failures: 0 };
const candidate = { version: "1", status: "candidate" } as const;

describe("a shadow", () => {
  it.each([
    [null, on, candidate],
    ["time", { ...on, until: now }, candidate],
    ["failed", { ...on, failures: MAX_FAILURES }, candidate],
    ["not-a-candidate", on, { version: "1", status: "champion" } as const],
    ["not-a-candidate", on, { version: "1", status: "rejected" } as const],
    ["not-a-candidate", on, null],
  ])("ends: %s", (why, shadow, version) => {
    expect(whyEnd(shadow, version, now)).toBe(why);
  });
});
