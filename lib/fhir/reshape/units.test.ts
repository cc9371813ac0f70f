import { describe, expect, it } from "vitest";
import { ucumOf } from "./units";

const UCUM = "http://unitsofmeasure.org";

describe("ucumOf", () => {
  it.each([
    [{ code: "Cel", system: UCUM }, "Cel"],
    [{ code: "[degF]", system: UCUM, unit: "degF" }, "[degF]"],
    [{ unit: "°C" }, "Cel"],
    [{ unit: "F" }, "[degF]"],
    [{ unit: "deg F" }, "[degF]"],
    [{ unit: "bpm" }, "/min"],
    [{ code: "{beats}/min", system: UCUM }, "/min"],
    [{ unit: "breaths/minute" }, "/min"],
    [{ unit: "mmHg" }, "mm[Hg]"],
    [{ code: "258", system: "urn:local", unit: "mmHg" }, "mm[Hg]"],
    [{ code: "{score}" }, "{score}"],
    [{ unit: "LPM" }, "L/min"],
    [{ unit: "lbs" }, "[lb_av]"],
    // What claims to be UCUM is believed, even against the words beside it: to guess could turn kelvin into Celsius.
    [{ code: "K", system: UCUM, unit: "C" }, "K"],
    [{ code: "furlong" }, "furlong"],
    [{ code: "constructor" }, "constructor"],
    [{ code: " ", unit: " " }, ""],
    [{}, ""],
    [undefined, ""],
  ])("%j is %s", (quantity, expected) => {
    expect(ucumOf(quantity as Parameters<typeof ucumOf>[0])).toBe(expected);
  });
});
