import { describe, expect, it } from "vitest";
import { canonicalJson } from "./json";

describe("canonicalJson", () => {
  it.each([
    [{ b: 1, a: [2, { d: 3, c: 4 }] }, '{"a":[2,{"c":4,"d":3}],"b":1}'],
    [{ a: undefined, b: null }, '{"b":null}'],
    ['é"', '"é\\""'],
    [[undefined], "[null]"],
    [new Date(0), '"1970-01-01T00:00:00.000Z"'],
  ])("writes %j in one way only", (value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });
});
