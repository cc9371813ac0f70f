import { describe, expect, it } from "vitest";
import {
  formatAgeLong,
  formatAgeShort,
  formatAgo,
  formatBirthDate,
  formatMinutes,
  formatPercent,
  formatSigned,
  formatSpan,
  formatWait,
  listInWords,
  minutesLater,
  splitUnit,
} from "./format";

const NOW = Date.parse("2026-03-01T12:00:00Z");

describe("times", () => {
  it.each([
    [0, "0 s"],
    [12_400, "12 s"],
    [59_999, "59 s"],
    [60_000, "1 min"],
    [3_599_000, "59 min"],
    [3_900_000, "1 h 05 min"],
    [86_400_000, "1 day"],
    [3 * 86_400_000, "3 days"],
    [Number.NaN, "unknown"],
  ])("%d ms is %s", (ms, text) => expect(formatSpan(ms)).toBe(text));

  it.each([
    ["2026-03-01T11:59:48Z", "12 s ago"],
    ["2026-03-01T11:59:59Z", "just now"],
    ["2026-03-01T12:00:03Z", "just now"],
    ["2026-03-01T09:58:00Z", "2 h 02 min ago"],
    ["yesterday", "at an unknown time"],
  ])("%s is %s", (iso, text) => expect(formatAgo(iso, NOW)).toBe(text));

  it("writes waits for people and for columns", () => {
    expect(formatMinutes(-3)).toBe("0 min");
    expect(formatMinutes(135)).toBe("2 h 15 min");
    expect(formatWait(135)).toBe("2 h 15");
    expect(formatWait(42)).toBe("42 min");
  });

  it("lets a wait go on after it was fetched", () => {
    expect(minutesLater(10, NOW - 150_000, NOW)).toBe(12);
    expect(minutesLater(10, NOW + 300_000, NOW)).toBe(10);
  });

  it.each([
    ["1972-03-14", "14 Mar 1972"],
    ["1972-03", "Mar 1972"],
    ["1972", "1972"],
    ["unknown", "unknown"],
  ])("writes birth date %s as %s", (date, text) => expect(formatBirthDate(date)).toBe(text));
});

describe("numbers", () => {
  it.each([
    [54.2, "54 y", "54 years"],
    [2, "2 y", "2 years"],
    [0.6, "7 mo", "7 months"],
    [1 / 365.25, "1 d", "1 day"],
    [0, "0 d", "0 days"],
  ])("age %d is %s", (age, short, long) => {
    expect(formatAgeShort(age)).toBe(short);
    expect(formatAgeLong(age)).toBe(long);
  });

  it.each([
    [0, "0 %"],
    [0.001, "<1 %"],
    [0.624, "62 %"],
    [0.999, ">99 %"],
    [1, "100 %"],
  ])("%d is %s", (fraction, text) => expect(formatPercent(fraction)).toBe(text));

  it("signs numbers with a real minus and never signs nothing as minus", () => {
    expect(formatSigned(-0.424)).toBe("−0.42");
    expect(formatSigned(0.1)).toBe("+0.10");
    expect(formatSigned(-0.001)).toBe("+0.00");
  });

  it.each([
    ["118 /min", ["118", "/min"]],
    ["37.2 °C", ["37.2", "°C"]],
    ["6/10", ["6", "/10"]],
    ["Alert", ["Alert", ""]],
  ])("splits %s", (text, parts) => expect(splitUnit(text)).toEqual(parts));

  it("lists in words", () => {
    expect(listInWords([])).toBe("");
    expect(listInWords(["a"])).toBe("a");
    expect(listInWords(["a", "b", "c"], "or")).toBe("a, b or c");
  });
});
