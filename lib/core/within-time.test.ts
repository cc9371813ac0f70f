import { expect, it } from "vitest";
import { OutOfTime, withinTime } from "./within-time";

it("gives the answer, or the error, of what ends", () => {
  expect(withinTime(1_000, () => 7)).toBe(7);
  expect(() =>
    withinTime(1_000, () => {
      throw new TypeError("no");
    }),
  ).toThrow(TypeError);
});

it("breaks off what does not, also within a regular expression", () => {
  expect(() => withinTime(100, () => /^(a+)+$/.test(`${"a".repeat(60)}b`))).toThrow(OutOfTime);
  expect(withinTime(1_000, () => "after")).toBe("after");
});
