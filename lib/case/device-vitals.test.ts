import { describe, expect, it } from "vitest";
import { readDeviceVital } from "./device-vitals";

const mdc = (code: string, value: number, unit: string) =>
  readDeviceVital({ system: "urn:iso:std:iso:11073:10101", code, value, unit });
const loinc = (code: string, value: number, unit: string) =>
  readDeviceVital({ system: "http://loinc.org", code, value, unit });

describe("a device's number", () => {
  it("is a vital sign of the catalogue, by its MDC or LOINC code", () => {
    expect(mdc("147842", 88, "/min")).toEqual({ key: "heartRate", loinc: "8867-4", value: 88, unit: "/min" });
    expect(mdc("151578", 18, "{breaths}/min")).toMatchObject({ key: "respiratoryRate", value: 18 });
    expect(mdc("150301", 131, "mm[Hg]")).toMatchObject({ key: "systolic", loinc: "8480-6", unit: "mm[Hg]" });
    expect(mdc("150038", 70, "mm[Hg]")).toMatchObject({ key: "diastolic" });
    expect(loinc("2708-6", 94, "%")).toEqual({ key: "spo2", loinc: "59408-5", value: 94, unit: "%" });
    expect(loinc("8310-5", 100.4, "[degF]")).toMatchObject({ key: "temperature", value: 38, unit: "Cel" });
  });

  it("is none where code, unit or value are not of a living patient's vital sign", () => {
    expect(mdc("150017", 131, "mm[Hg]")).toBe("unknown-code");
    expect(readDeviceVital(null)).toBe("unknown-code");
    expect(readDeviceVital({ system: "x", code: "147842", value: 88, unit: "/min" })).toBe("unknown-code");
    expect(mdc("147842", 88, "")).toBe("unknown-unit");
    expect(loinc("8310-5", 310, "furlong")).toBe("unknown-unit");
    expect(mdc("147842", 88, "%")).toBe("unknown-unit");
    expect(mdc("150456", 0, "%")).toBe("implausible");
    expect(mdc("150456", 101, "%")).toBe("implausible");
  });
});
