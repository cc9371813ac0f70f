import { describe, expect, it } from "vitest";
import type { DeviceVital } from "@/lib/case/device-vitals";
import { isWorthWriting, kindOf } from "./coalesce";

const start = new Date("2026-03-10T12:00:00Z");
const after = (seconds: number) => new Date(start.getTime() + seconds * 1000);
const v = (key: DeviceVital["key"], value: number): DeviceVital => ({ key, loinc: "", value, unit: "" });
const asked = (from: DeviceVital, to: DeviceVital, seconds: number) =>
  isWorthWriting([to], after(seconds), { values: [from], measuredAt: start }, 60_000);

describe("a reading of a stream", () => {
  it("is written first, then once in the set time", () => {
    expect(isWorthWriting([v("heartRate", 80)], start, null, 60_000)).toBe(true);
    expect(asked(v("heartRate", 80), v("heartRate", 80), 59)).toBe(false);
    expect(asked(v("heartRate", 80), v("heartRate", 80), 60)).toBe(true);
  });

  it("is written in between where it falls into another band of NEWS2, a step away or more", () => {
    expect(asked(v("spo2", 96), v("spo2", 95), 10)).toBe(true);
    expect(asked(v("heartRate", 110), v("heartRate", 111), 10)).toBe(false);
    expect(asked(v("heartRate", 107), v("heartRate", 112), 10)).toBe(true);
    expect(asked(v("heartRate", 70), v("heartRate", 80), 10)).toBe(false);
  });

  it("is written in between where it is four steps away, whatever the band", () => {
    expect(asked(v("heartRate", 60), v("heartRate", 80), 10)).toBe(true);
    expect(asked(v("temperature", 36.2), v("temperature", 37.4), 10)).toBe(true);
  });

  it("is never written more often than every five seconds, nor after a newer one", () => {
    expect(asked(v("spo2", 96), v("spo2", 80), 4)).toBe(false);
    expect(asked(v("spo2", 96), v("spo2", 80), -30)).toBe(false);
  });

  it("takes both pressures for one", () => {
    expect(kindOf(v("systolic", 120))).toBe(kindOf(v("diastolic", 80)));
    expect(kindOf(v("spo2", 96))).not.toBe(kindOf(v("heartRate", 80)));
  });
});
