import { expect, it } from "vitest";
import type { Reading } from "@/lib/fhir/patient-context";
import { originOf } from "./reading-origin";

const AT = "2026-01-01T12:00:00.000Z";
const PULSE = { loinc: ["8867-4"] };
const reading = (more: Partial<Reading> = {}): Reading => ({
  reference: "Observation/1",
  loinc: ["8867-4"],
  value: 90,
  valueText: null,
  ucum: "/min",
  at: AT,
  ...more,
});

it.each([
  ["nothing, of what was charted", [reading()], null],
  [
    "the device, and that nobody has confirmed it",
    [reading({ device: "Monitor 3", preliminary: true })],
    "from Monitor 3, preliminary",
  ],
  ["the device alone, once confirmed", [reading({ device: "Monitor 3" })], "from Monitor 3"],
  ["that it is preliminary, of no device that is named", [reading({ preliminary: true })], "preliminary"],
  ["nothing, of another moment", [reading({ device: "M", at: "2026-01-01T12:01:00Z" })], null],
  ["nothing, of another measure", [reading({ device: "M", loinc: ["59408-5"] })], null],
  ["nothing, where somebody charted the same moment", [reading({ device: "M" }), reading()], null],
] as const)("says %s", (_what, readings, words) => expect(originOf(readings, PULSE, AT)).toBe(words));

it("says nothing where there is no value", () =>
  expect(originOf([reading({ device: "M" })], PULSE, null)).toBeNull());
