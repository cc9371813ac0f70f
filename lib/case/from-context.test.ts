import { describe, expect, it } from "vitest";
import type { PatientContext, Reading } from "@/lib/fhir/patient-context";
import { ageInYears } from "./age";
import { hypotensionBelow, normalRange, outsideNormal } from "./age-bands";
import { buildCase, distinctTexts } from "./from-context";
import { injuryFromComplaint } from "./injury";
import { triageCaseSchema } from "./triage-case";

const NOW = new Date("2024-05-10T12:00:00Z");
const minutesAgo = (m: number) => new Date(NOW.getTime() - m * 60_000).toISOString();

const LOINC = {
  hr: "8867-4",
  rr: "9279-1",
  sbp: "8480-6",
  dbp: "8462-4",
  temp: "8310-5",
  spo2: "59408-5",
  gcs: "9269-2",
  avpu: "80288-4",
  pain: "72514-3",
};
const UCUM: Record<string, string> = {
  hr: "/min",
  rr: "/min",
  sbp: "mm[Hg]",
  dbp: "mm[Hg]",
  temp: "Cel",
  spo2: "%",
  gcs: "{score}",
  pain: "{score}",
};
let counter = 0;
function reading(
  what: keyof typeof LOINC,
  value: number | string,
  ago = 10,
  extra: Partial<Reading> = {},
): Reading {
  counter += 1;
  return {
    reference: `Observation/${what}-${counter}`,
    loinc: [LOINC[what]],
    value: typeof value === "number" ? value : null,
    valueText: typeof value === "string" ? value : null,
    ucum: UCUM[what] ?? "",
    at: minutesAgo(ago),
    ...extra,
  };
}

function context(
  readings: Reading[],
  over: Partial<PatientContext> = {},
  birthDate: string | null = "1970-05-10",
) {
  const base: PatientContext = {
    issuer: "https://ehr.test/fhir",
    patient: {
      id: "ehr-patient-1",
      name: "Test Patient",
      identifyingTexts: ["Test", "Patient"],
      identifiers: [{ label: "MRN", value: "123456" }],
      birthDate,
      sex: "female",
      raceEthnicity: null,
    },
    encounter: {
      id: "ehr-encounter-1",
      patientId: "ehr-patient-1",
      status: "arrived",
      classCode: "EMER",
      arrivedAt: minutesAgo(30),
      arrivalMode: "ambulance",
      location: null,
    },
    chiefComplaint: "chest pain",
    triageNote: null,
    readings,
    conditions: [],
    medications: [],
    allergies: [],
    problems: [],
    fetchedAt: NOW.toISOString(),
    version: "v",
  };
  return { ...base, ...over };
}
const build = (
  readings: Reading[],
  over: Partial<PatientContext> = {},
  birthDate: string | null = "1970-05-10",
) => buildCase(context(readings, over, birthDate), NOW, "case-1");
const codes = (readings: Reading[]) => build(readings).problems.map((p) => p.code);

describe("buildCase", () => {
  it("takes the newest usable reading of each vital and names where it came from", () => {
    const old = reading("hr", 90, 60);
    const newest = reading("hr", 118, 5);
    const built = build([newest, old, reading("spo2", 93, 20)]);
    expect(built.case?.vitals).toEqual({ heartRate: 118, spo2: 93 });
    expect(built.basis).toContain(newest.reference);
    expect(built.basis).not.toContain(old.reference);
    expect(built.series.heartRate?.map((p) => p.value)).toEqual([90, 118]);
    expect(built.lastVitalsAt).toBe(newest.at);
  });

  it("carries the given id and nothing that identifies the patient", () => {
    const built = build([reading("hr", 80)]);
    expect(built.case?.id).toBe("case-1");
    expect(JSON.stringify(built.case)).not.toMatch(/ehr-|123456|Test Patient/);
    expect(triageCaseSchema.safeParse(built.case).success).toBe(true);
  });

  it.each([
    [reading("temp", 98.6, 1, { ucum: "[degF]" }), 37],
    [reading("temp", 100.4, 1, { ucum: "[degF]" }), 38],
    [reading("temp", 38.4, 1), 38.4],
  ])("normalises temperature %#", (r, celsius) => expect(build([r]).case?.vitals?.temperature).toBe(celsius));

  it.each([
    ["unknown unit", reading("temp", 37, 1, { ucum: "furlong" }), "unknown-unit"],
    ["no unit where two are possible", reading("sbp", 30, 1, { ucum: "" }), "unknown-unit"],
    ["a unit that is a prototype member", reading("hr", 90, 1, { ucum: "constructor" }), "unknown-unit"],
    ["implausible", reading("hr", 700), "implausible-value"],
    ["Fahrenheit sent as Celsius", reading("temp", 98.6), "implausible-value"],
    ["future", reading("hr", 90, -30), "future-timestamp"],
    ["text for a number", reading("hr", "refused"), "unreadable-resource"],
    ["unreadable time", reading("hr", 90, 1, { at: "yesterday" }), "unreadable-resource"],
    ["unknown consciousness", reading("avpu", "see note"), "unreadable-resource"],
  ])("does not use and reports: %s", (_, r, code) => {
    const built = build([r]);
    expect(built.case?.vitals).toBeUndefined();
    expect(built.problems.map((p) => p.code)).toEqual([code]);
  });

  it("falls back to the newest usable reading behind an implausible one, and says a repeated problem once", () => {
    const built = build([reading("hr", 88, 20), reading("hr", 900, 5), reading("hr", 900, 4)]);
    expect(built.case?.vitals?.heartRate).toBe(88);
    expect(built.problems).toHaveLength(1);
    expect(built.problems[0]?.message).toMatch(/2 readings/);
  });

  it("accepts a clock four minutes ahead and leaves out readings of the day before", () => {
    expect(build([reading("hr", 90, -4)]).case?.vitals?.heartRate).toBe(90);
    const built = build([reading("hr", 90, 25 * 60)]);
    expect(built.case?.vitals).toBeUndefined();
    expect(built.problems).toEqual([]);
    expect(built.missing).toContain("Heart rate");
  });

  describe("contradictions", () => {
    it("two temperatures at one time: the one further from normal", () => {
      const built = build([reading("temp", 36.8, 5), reading("temp", 39.4, 5)]);
      expect(built.case?.vitals?.temperature).toBe(39.4);
      expect(built.problems.map((p) => p.code)).toEqual(["contradiction"]);
      expect(codes([reading("temp", 37.1, 5), reading("temp", 38.1, 5)])).toEqual([]);
    });

    it("the same saturation under two codes is no contradiction and one point", () => {
      const at = minutesAgo(5);
      const built = build([
        reading("spo2", 94, 5, { at }),
        reading("spo2", 94, 5, { at, loinc: ["2708-6"] }),
      ]);
      expect(built.problems).toEqual([]);
      expect(built.series.spo2).toHaveLength(1);
    });

    const pressure = (sbp: number, dbp: number) => {
      const reference = "Observation/bp";
      return [reading("sbp", sbp, 5, { reference }), reading("dbp", dbp, 5, { reference })];
    };
    it("a diastolic above the systolic: neither is used", () => {
      const built = build(pressure(80, 120));
      expect(built.case?.vitals).toBeUndefined();
      expect(built.problems[0]?.message).toMatch(/80\/120.*Neither/);
    });
    it("both low whichever way round: the hypotension is kept", () => {
      const built = build(pressure(50, 78));
      expect(built.case?.vitals).toEqual({ systolic: 78, diastolic: 50 });
      expect(built.problems.map((p) => p.code)).toEqual(["contradiction"]);
    });
    it("never pairs a systolic with an older diastolic", () => {
      expect(build([reading("dbp", 80, 60), reading("sbp", 78, 5)]).case?.vitals).toEqual({ systolic: 78 });
    });

    it.each([
      ["alert", 9, 5, { gcs: 9 }, 1],
      ["alert", 12, 5, { gcs: 12 }, 1],
      ["alert", 14, 5, { gcs: 14, consciousness: "alert" }, 0],
      ["unresponsive", 15, 5, { consciousness: "unresponsive" }, 1],
      ["alert", 9, 120, { consciousness: "alert" }, 0],
    ])("%s with GCS %i taken %i min ago", (avpu, gcs, gcsAgo, vitals, problems) => {
      const built = build([reading("avpu", avpu, 5), reading("gcs", gcs, gcsAgo)]);
      expect(built.case?.vitals).toEqual(vitals);
      expect(built.problems).toHaveLength(problems);
    });
  });

  it("trends are read against the band of the age", () => {
    const rising = [reading("hr", 105, 60), reading("hr", 130, 5)];
    expect(build(rising).trends[0]).toEqual({ key: "heartRate", direction: "up", concern: "worse" });
    expect(build(rising, {}, "2023-10-10").trends[0]).toEqual({
      key: "heartRate",
      direction: "up",
      concern: "neutral",
    });
    expect(build([reading("spo2", 88, 60), reading("spo2", 93, 5)]).trends[0]?.concern).toBe("better");
    expect(build([reading("hr", 80, 60), reading("hr", 83, 5)]).trends[0]?.direction).toBe("flat");
    expect(build([reading("hr", 80, 60)]).trends).toEqual([]);
  });

  it("says what is missing, and that GCS or AVPU either one is enough", () => {
    const built = build([reading("gcs", 15)], { chiefComplaint: "  " });
    expect(built.missing).toContain("Chief complaint");
    expect(built.missing).not.toContain("Level of consciousness");
    expect(built.problems.map((p) => p.code)).toEqual(["missing-complaint"]);
  });

  it.each([null, "not a date", "2030-01-01", "1850-01-01", "1970-02-31"])(
    "birth date %s: no case, said so",
    (date) => {
      const built = build([reading("hr", 90)], {}, date);
      expect(built.case).toBeNull();
      expect(built.problems.map((p) => p.code)).toEqual(["missing-birth-date"]);
      expect(built.missing).toContain("Age");
      expect(built.series.heartRate).toHaveLength(1);
    },
  );

  it("keeps very long texts within the schema and says so", () => {
    const built = build([], { chiefComplaint: "pain ".repeat(1_000), triageNote: "x".repeat(30_000) });
    expect(triageCaseSchema.safeParse(built.case).success).toBe(true);
    expect(built.problems).toHaveLength(2);
  });

  it("is pure: equal input, equal output, input untouched", () => {
    const input = context([reading("hr", 90), reading("hr", 95, 1)]);
    const before = JSON.stringify(input);
    expect(buildCase(input, NOW, "a")).toEqual(buildCase(input, NOW, "a"));
    expect(JSON.stringify(input)).toBe(before);
  });
});

describe("distinctTexts", () => {
  it("keeps each history entry once", () => {
    expect(distinctTexts(["Asthma", " asthma ", "Diabetes  type 2", "diabetes type 2.", ""])).toEqual([
      "Asthma",
      "Diabetes type 2",
    ]);
  });
});

describe("ageInYears", () => {
  it.each([
    ["1970-05-10", 54],
    ["1970-05-11", 53.9973],
    ["2024-04-20", 0.0548],
    ["2024-05-10", 0],
    ["2024-05-11", 0],
    ["1950", 73.8579],
    ["2024", 0],
    [null, null],
    ["2024-06-01", null],
  ])("%s -> %s", (date, age) => {
    const got = ageInYears(date, NOW);
    if (age === null) expect(got).toBeNull();
    else expect(got).toBeCloseTo(age, 3);
  });
});

describe("injuryFromComplaint", () => {
  it.each([
    ["fell off ladder, R wrist pain", true],
    ["MVC restrained driver", true],
    ["lac to L hand", true],
    ["shot in the leg", true],
    ["chest pain x2h", false],
    ["burning on urination", undefined],
    ["burn with urination, fever", false],
    ["heartburn, chest pain", false],
    ["leg pain", undefined],
    ["denies injury, knee swelling", false],
    ["needs flu shot", undefined],
    [null, undefined],
  ])("%s -> %s", (text, injury) => expect(injuryFromComplaint(text)).toBe(injury));
});

describe("age bands", () => {
  it.each([
    [0.02, 60],
    [0.5, 70],
    [1, 72],
    [5.5, 80],
    [10, 90],
    [70, 90],
  ])("hypotension at %s years is below %i mmHg", (age, limit) => expect(hypotensionBelow(age)).toBe(limit));
  it("needs an age for what hangs on it", () => {
    expect(normalRange("heartRate", null)).toBeNull();
    expect(normalRange("spo2", null)).toEqual([95, 100]);
    expect(normalRange("heartRate", 0.5)).toEqual([100, 190]);
  });
});

describe("outside what is normal", () => {
  it.each([
    ["spo2", 84, 40, "low"],
    ["spo2", 84, null, "low"],
    ["systolic", 58, 40, "low"],
    ["diastolic", 41, 40, "low"],
    ["systolic", 80, 0.01, null],
    ["heartRate", 150, 0.5, null],
    ["heartRate", 150, 40, "high"],
    ["heartRate", 150, null, null],
    ["temperature", 38, 40, null],
    ["pain", 9, 40, null],
  ] as const)("%s %s at %s years: %s", (key, value, age, expected) => {
    expect(outsideNormal(key, value, age)).toBe(expected);
  });
});
