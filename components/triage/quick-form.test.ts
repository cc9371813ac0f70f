import { describe, expect, it } from "vitest";
import { wordsFor } from "@/components/testing/words";
import type { VitalKey } from "@/lib/case/features";
import {
  ageOf,
  ageProblem,
  caseOf,
  EMPTY_FORM,
  problemsOf,
  type QuickForm,
  standsOut,
  vitalProblem,
} from "./quick-form";

const form = (over: Partial<QuickForm>): QuickForm => ({
  ...EMPTY_FORM,
  who: "x",
  complaint: "cough",
  ...over,
});
const typed = (key: VitalKey, text: string, over: Partial<QuickForm> = {}) =>
  form({ ...over, vitals: { [key]: text } });

const words = wordsFor("quick");

describe("what is typed at the door", () => {
  it.each([
    ["40", "years", 40],
    ["18", "months", 1.5],
    ["1,5", "years", 1.5],
    ["", "years", null],
    ["200", "years", null],
    ["abc", "years", null],
  ] as const)("age %j %s is %s", (age, ageUnit, years) => expect(ageOf({ age, ageUnit })).toBe(years));

  it("says when an age is none, and leaves an unknown one alone", () => {
    expect(ageProblem(form({ age: "200" }), words)).toMatch(/up to 125/);
    expect(ageProblem(form({ age: "" }), words)).toBeNull();
  });

  it.each<[VitalKey, string, boolean, RegExp | null]>([
    ["heartRate", "80", false, null],
    ["heartRate", "800", true, /between 10 and 350/],
    // On its way to 80.
    ["heartRate", "8", true, null],
    ["heartRate", "8", false, /between 10 and 350/],
    ["spo2", "98.5", false, /whole number/],
    ["spo2", "fine", true, /number/],
    ["temperature", "37,8", false, null],
    ["temperature", "37.", true, null],
    ["temperature", "101", false, /Is it in °F/],
  ])("%s %j while typing %s", (key, text, typing, problem) => {
    const said = vitalProblem(typed(key, text), key, words, typing);
    if (problem) expect(said).toMatch(problem);
    else expect(said).toBeNull();
  });

  it("reads Fahrenheit, and names its limits in it", () => {
    const f = typed("temperature", "101.3", { tempUnit: "F" });
    expect(caseOf(f).vitals).toEqual({ temperature: 38.5 });
    expect(vitalProblem(typed("temperature", "38", { tempUnit: "F" }), "temperature", words)).toMatch(
      /68 °F/,
    );
  });

  it("sees pressures upside down", () => {
    const f = form({ vitals: { systolic: "80", diastolic: "120" } });
    expect(vitalProblem(f, "diastolic", words)).toMatch(/not below/);
    expect(problemsOf(f, words)).toEqual(["Diastolic blood pressure cannot be right."]);
  });

  it("marks what is not normal for the age", () => {
    expect(standsOut(typed("heartRate", "140", { age: "40" }), "heartRate")).toBe("high");
    expect(standsOut(typed("heartRate", "140", { age: "2", ageUnit: "months" }), "heartRate")).toBeNull();
  });

  it("makes a case of what is plausible, and of nothing else", () => {
    expect(caseOf(form({ age: "abc", vitals: { spo2: "980", heartRate: "90" }, note: " " }))).toEqual({
      sex: "unknown",
      arrivalMode: "walk-in",
      chiefComplaint: "cough",
      vitals: { heartRate: 90 },
    });
  });
});
