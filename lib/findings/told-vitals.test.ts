import { describe, expect, it } from "vitest";
import type { Vitals } from "@/lib/case/triage-case";
import { caseFindings } from "./case-findings";

const told = (chiefComplaint: string, note?: string): Vitals =>
  Object.fromEntries(
    Object.entries(
      caseFindings({ id: "t", ageYears: 50, chiefComplaint, ...(note ? { note } : {}) }).toldVitals,
    ).map(([key, { value }]) => [key, value]),
  );

describe("vital signs told in words", () => {
  it.each<[string, Vitals]>([
    ["found on the floor, GCS 6", { gcs: 6 }],
    ["gcs e2v2m4 after a fall", { gcs: 8 }],
    ["GCS was 8 at scene, now 15", { gcs: 15 }],
    ["sats 82 on air", { spo2: 82 }],
    ["82% on RA", { spo2: 82 }],
    ["pulse ox reading 85 at home", { spo2: 85 }],
    ["satting 86 on room air", { spo2: 86 }],
    ["desatted to 78", { spo2: 78 }],
    ["oxygen 85% at the nursing home", { spo2: 85 }],
    ["sats 82 -> 97 on 4L", { spo2: 97 }],
    ["sats in the low 80s", { spo2: 83 }],
    ["sats 84-88", { spo2: 88 }],
    ["sats below 85", { spo2: 84 }],
    ["RR of 6 per EMS", { respiratoryRate: 6 }],
    ["breathing 40 times a minute", { respiratoryRate: 40 }],
    ["HR 140-150", { heartRate: 140 }],
    ["hr50", { heartRate: 50 }],
    ["heart rate going 200", { heartRate: 200 }],
    ["BP 70/40", { systolic: 70, diastolic: 40 }],
    ["bp 70/palp", { systolic: 70 }],
    ["pressure 68 over 40", { systolic: 68, diastolic: 40 }],
    ["sbp in the 60s", { systolic: 69 }],
    ["temp 105.8", { temperature: 41 }],
    ["T 34.1", { temperature: 34.1 }],
    ["fainted giving blood, BP 84/50 then 112/70", { systolic: 112 }],
    ["BP 84/50 then 76 & 112/70", { systolic: 112 }],
    ["pain 10/10 earlier, now pain 2/10", { pain: 2 }],
    ["belly pain 8 out of 10", { pain: 8 }],
    ["5/10 headache", { pain: 5 }],
    ["denies fever, sats 82", { spo2: 82 }],
    ["hx of COPD sats 82 on RA", { spo2: 82 }],
  ])("%s", (text, vitals) => expect(told(text)).toEqual(vitals));

  it("reads the note as the complaint, and takes what is said last", () => {
    expect(told("fever", "T 39.5 at home. Temp 38.2 on arrival.")).toEqual({ temperature: 38.2 });
  });

  it("quotes the words", () => {
    const { toldVitals } = caseFindings({ id: "t", ageYears: 50, note: "Found down.  GCS  6 per crew." });
    expect(toldVitals.gcs?.quote).toBe("GCS 6");
  });

  it.each([
    "usually sats 88 on home oxygen",
    "sats 88 at baseline on 2L",
    "target sats 88-92",
    "call if sats < 90",
    "sats never below 92",
    "husband's BP 70/40",
    "BP was 80/40 at clinic last week",
    "takes novolin 70/30",
    "sat down 80 degrees outside",
    "sat 90 min in the car",
    "temp of 94 outside, hot day",
    "pain for 24 hr 30 min",
    "T10 fracture",
    "pressure 10/10 in chest",
    "knee pain seen 10/10/2020",
    "pressure sore stage 3, 80 cm",
    "pulse 2+ bilateral",
    "fetal heart rate 150",
    "HR 36.6",
    "GCS 14/15 after fall",
    "take BP meds 10 mg",
    "given 2 L, 70 kg",
  ])("hears none in: %s", (text) => expect(told(text)).toEqual({}));

  it("reads no history", () => {
    expect(caseFindings({ id: "t", ageYears: 50, history: ["GCS 6 in 2019"] }).toldVitals).toEqual({});
  });

  it("ends soon on any text", () => {
    const odd = [
      "bp is was of at in the ",
      "sats - - - ",
      "1/2/3/4 ",
      "e2v2 ",
      "now now now ",
      "hr : = ~ ",
      "88-",
    ];
    for (const piece of odd) {
      const text = piece.repeat(Math.ceil(4_000 / piece.length));
      // A pattern that goes astray would run into the test's time limit.
      expect(Object.keys(told("", text)).length, piece).toBeLessThan(9);
    }
  });
});
