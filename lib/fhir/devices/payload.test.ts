import { describe, expect, it } from "vitest";
import { readDeviceMessage } from "./payload";

const MDC = "urn:iso:std:iso:11073:10101";
const heartRate = { code: { system: MDC, code: "147842" }, value: 88, unit: "/min" };
const message = (over: object = {}) => ({
  version: 1,
  sequence: 7,
  measuredAt: "2026-03-10T12:00:00+01:00",
  observations: [heartRate],
  ...over,
});
const read = (json: unknown) => readDeviceMessage(Buffer.from(JSON.stringify(json)));
const point = (name: string, body: object) => ({
  header: { id: "1", schema_id: { namespace: "omh", name, version: "2.0" } },
  body,
});

describe("a device's message", () => {
  it("is read with its number, its run and its time in UTC", () => {
    expect(read(message({ boot: "b1" }))).toEqual({
      sequence: 7,
      boot: "b1",
      measuredAt: "2026-03-10T11:00:00.000Z",
      values: [{ system: MDC, code: "147842", value: 88, unit: "/min" }],
    });
  });

  it("may hold Open mHealth data points", () => {
    const pressure = point("blood-pressure", {
      systolic_blood_pressure: { value: 131, unit: "mmHg" },
      diastolic_blood_pressure: { value: 80, unit: "mmHg" },
    });
    const steps = point("step-count", { step_count: { value: 9, unit: "steps" } });
    const read2 = read(message({ observations: [pressure, steps] }));
    expect(read2?.values).toEqual([
      { system: "http://loinc.org", code: "8480-6", value: 131, unit: "mmHg" },
      { system: "http://loinc.org", code: "8462-4", value: 80, unit: "mmHg" },
      null,
    ]);
  });

  it.each([
    ["no JSON", () => readDeviceMessage(Buffer.from("{"))],
    ["no UTF-8", () => readDeviceMessage(Uint8Array.of(0x22, 0xff, 0x22))],
    ["too large", () => read(message({ boot: "b", padding: "x".repeat(20_000) }))],
    ["without a zone", () => read(message({ measuredAt: "2026-03-10T12:00:00" }))],
    ["without measurements", () => read(message({ observations: [] }))],
    ["of another version", () => read(message({ version: 2 }))],
    ["with a number in words", () => read(message({ observations: [{ ...heartRate, value: "88" }] }))],
    ["with what nobody knows", () => read(message({ patient: "pat-001" }))],
    ["with a number that cannot count", () => read(message({ sequence: -1 }))],
  ])("is refused whole: %s", (_why, attempt) => {
    expect(attempt()).toBeNull();
  });
});
