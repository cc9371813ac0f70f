import { expect, it } from "vitest";
import type { Reading } from "@/lib/fhir/patient-context";
import { impossibleReadings } from "./impossible";

const reading = (loinc: string, value: number | null, ucum: string, at = "2026-03-01T10:00:00Z"): Reading =>
  ({ loinc: [loinc], value, ucum, at, valueText: null, reference: "Observation/1", codes: [] }) as never;

it("finds a temperature in Fahrenheit that claims to be in Celsius, the newest of several", () => {
  expect(
    impossibleReadings([
      reading("8310-5", 98.6, "Cel"),
      reading("8310-5", 101.3, "Cel", "2026-03-01T11:00:00Z"),
      reading("8867-4", 80, "/min"),
    ]),
  ).toEqual({ temperature: 101.3 });
});

it("leaves alone what is right, unknown, absent or a slipped probe", () => {
  expect(
    impossibleReadings([
      reading("8310-5", 98.6, "[degF]"),
      reading("8310-5", 98.6, "constructor"),
      reading("8867-4", 0, "/min"),
      reading("59408-5", null, "%"),
      reading("9999-9", 5_000, "%"),
    ]),
  ).toEqual({});
});
