import { describe, expect, it } from "vitest";
import { chooseDefault, type SizeRow } from "./choose-default";

const row = (name: SizeRow["name"], o: Partial<SizeRow> = {}): SizeRow => ({
  name,
  graph: name,
  bytes: 1,
  p50: 2,
  p95: 3,
  perSecond: 1000,
  kappa: 0.48,
  auroc12: 0.8,
  unsteadiness: 0,
  otherLevels: 0,
  ...o,
});
const twice = { p50: 1, perSecond: 2000 };
const exact = row("fp32");

describe("what serves by default", () => {
  const cases: [string, SizeRow[], SizeRow["name"], RegExp][] = [
    ["the exact graph when it is alone", [exact], "fp32", /^$/],
    [
      "a faster one that loses little",
      [exact, row("int8", { ...twice, kappa: 0.4751 })],
      "int8",
      /2\.00 times/,
    ],
    ["none that loses more", [exact, row("int8", { ...twice, kappa: 0.4749 })], "fp32", /0\.0051 of kappa/],
    [
      "none that is hardly faster",
      [exact, row("int8", { p50: 1.7, perSecond: 3000 })],
      "fp32",
      /1\.18 times/,
    ],
    [
      "none that is faster on one case alone",
      [exact, row("int8", { p50: 1, perSecond: 1100 })],
      "fp32",
      /1\.10/,
    ],
    [
      "none that answers otherwise in company",
      [exact, row("int8", { ...twice, unsteadiness: 0.01 })],
      "fp32",
      /batch/,
    ],
    ["none without a kappa", [exact, row("int8", { ...twice, kappa: null })], "fp32", /no kappa/],
    [
      "the fastest of those that may",
      [
        exact,
        row("int8", { ...twice, kappa: 0.4 }),
        row("pruned", { p50: 1.5, perSecond: 1500 }),
        row("pruned, int8", twice),
      ],
      "pruned, int8",
      /int8 loses/,
    ],
  ];
  it.each(cases)("is %s", (_what, rows, name, why) => {
    const choice = chooseDefault(rows);
    expect(choice.name).toBe(name);
    expect(choice.why).toMatch(why);
  });

  it("is not asked without something to hold the others against", () => {
    expect(() => chooseDefault([row("int8")])).toThrow(/no fp32/);
  });
});
