import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { triageCaseSchema } from "@/lib/case/triage-case";
import { ktasVisit } from "./ktas";
import { loadSources } from "./load";
import { GENERIC_CONDITION, nhamcsVisit } from "./nhamcs";
import { plausibleVitals, type Row } from "./visit";

const labels = new Map([
  ["10501", "Chest pain"],
  ["14150", "Shortness of breath"],
  ["55050", "Injury, other and unspecified of head..."],
]);

const nhamcsRow = (over: Row = {}): Row => ({
  YEAR: "2012",
  ROW: "7",
  AGE: "50",
  AGEDAYS: "-7",
  SEX: "1",
  ARREMS: "1",
  TEMPF: "1004",
  PULSE: "114",
  RESPR: "30",
  BPSYS: "140",
  BPDIAS: "90",
  POPCT: "93",
  PAINSCALE: "-8",
  IMMEDR: "2",
  SEEN72: "2",
  EPISODE: "1",
  INTENT: "-9",
  INJPOISAD: "4",
  RACERETH: "3",
  RFV1: "10501",
  RFV2: "-9",
  RFV3: "-9",
  RFV1_LABEL: "Chest pain",
  RFV2_LABEL: "Blank",
  RFV3_LABEL: "Blank",
  CANCER: "0",
  CEBVD: "0",
  COPD: "0",
  CHF: "0",
  EDHIV: "0",
  TOTCHRON: "0",
  ...over,
});
const nhamcs = (over: Row = {}) => nhamcsVisit(nhamcsRow(over), labels);

describe("NHAMCS rows", () => {
  it("become a case in our units", () => {
    expect(nhamcs()).toEqual({
      source: "nhamcs-ed",
      key: "2012-7",
      year: 2012,
      case: {
        id: "nhamcs-2012-7",
        ageYears: 50,
        sex: "female",
        arrivalMode: "ambulance",
        chiefComplaint: "chest pain",
        injury: false,
        vitals: {
          heartRate: 114,
          respiratoryRate: 30,
          systolic: 140,
          diastolic: 90,
          temperature: 38,
          spo2: 93,
        },
        history: [],
      },
      reasons: ["10501"],
      level: { scale: "esi", value: 2 },
      critical: null,
      nurseLevel: null,
      raceEthnicity: "Hispanic",
    });
  });

  it.each([
    ["a Doppler pulse is not 998", { PULSE: "998" }, { heartRate: undefined }],
    ["a palpated pressure is not 998", { BPDIAS: "998" }, { diastolic: undefined }],
    ["blank is missing", { PULSE: "-9" }, { heartRate: undefined }],
    [
      "0 is no living patient's pulse",
      { PULSE: "0", BPSYS: "0" },
      { heartRate: undefined, systolic: undefined },
    ],
    ["98.6 F is 37.0 C", { TEMPF: "986" }, { temperature: 37 }],
    ["pain 0 is a score", { PAINSCALE: "0" }, { pain: 0 }],
  ])("%s", (_what, over, vitals) => {
    expect(nhamcs(over)?.case.vitals).toMatchObject(
      Object.fromEntries(Object.entries(vitals).filter(([, v]) => v !== undefined)),
    );
    for (const [key, value] of Object.entries(vitals))
      if (value === undefined) expect(nhamcs(over)?.case.vitals).not.toHaveProperty(key);
  });

  it.each([
    ["an infant's age is in days", { AGE: "0", AGEDAYS: "73" }, { ageYears: 0.1999 }],
    ["male", { SEX: "2" }, { sex: "male" }],
    ["not by ambulance", { ARREMS: "2" }, { arrivalMode: "walk-in" }],
    ["an injury", { INJPOISAD: "1" }, { injury: true }],
    [
      "ticked circumstances",
      { SEEN72: "1", INTENT: "1" },
      { note: "seen in this ED in the last 72 hours, self-inflicted" },
    ],
    [
      "named and counted conditions",
      { CHF: "1", TOTCHRON: "3" },
      { history: ["congestive heart failure", GENERIC_CONDITION, GENERIC_CONDITION] },
    ],
    [
      "a label cut at the source",
      { RFV1: "55050", RFV1_LABEL: "Injury, other and unspecified of head..." },
      { chiefComplaint: "head injury" },
    ],
    [
      "two reasons",
      { RFV2: "14150", RFV2_LABEL: "Shortness of breath" },
      { chiefComplaint: "chest pain; shortness of breath" },
    ],
  ])("%s", (_what, over, expected) => {
    expect(nhamcs(over)?.case).toMatchObject(expected);
  });

  it.each(["0", "7", "-8", "-9"])("IMMEDR %s is no level", (IMMEDR) => {
    expect(nhamcs({ IMMEDR })?.level).toBeNull();
  });

  it("leaves out what was not asked", () => {
    const c = nhamcs({ TOTCHRON: "-9", ARREMS: "-8", INJPOISAD: "-9" })?.case;
    expect(c).not.toHaveProperty("history");
    expect(c).not.toHaveProperty("arrivalMode");
    expect(c).not.toHaveProperty("injury");
  });

  it("names a missing column instead of guessing", () => {
    const { PULSE: _, ...row } = nhamcsRow();
    expect(() => nhamcsVisit(row, labels)).toThrow(/column PULSE/);
  });
});

describe("KTAS rows", () => {
  const row: Row = {
    Sex: "2",
    Age: "71",
    "Arrival mode": "3",
    Injury: "2",
    Chief_complain: "right ocular pain",
    Mental: "1",
    Pain: "1",
    NRS_pain: "2",
    SBP: "160",
    DBP: "100",
    HR: "84",
    RR: "18",
    BT: "36.6",
    Saturation: "100",
    KTAS_RN: "2",
    KTAS_expert: "4",
  };
  it("become a case with the experts' level", () => {
    expect(ktasVisit(row, 0)).toMatchObject({
      key: "1",
      case: {
        ageYears: 71,
        sex: "male",
        arrivalMode: "walk-in",
        injury: true,
        chiefComplaint: "right ocular pain",
        vitals: { pain: 2, consciousness: "alert", temperature: 36.6 },
      },
      level: { scale: "ktas", value: 4 },
      nurseLevel: 2,
    });
  });

  it.each([
    ["?? is missing", { SBP: "??" }, "systolic"],
    ["#BOS! is missing", { NRS_pain: "#BOÞ!" }, "pain"],
    ["empty is missing", { Saturation: "" }, "spo2"],
  ])("%s", (_what, over, key) => {
    expect(ktasVisit({ ...row, ...over }, 0)?.case.vitals).not.toHaveProperty(key);
  });

  it("knows no pain, other people's ambulances and unreadable complaints", () => {
    const c = ktasVisit(
      { ...row, Pain: "0", NRS_pain: "#BOÞ!", "Arrival mode": "4", Chief_complain: "?? ??" },
      0,
    )?.case;
    expect(c).toMatchObject({ arrivalMode: "ambulance", vitals: { pain: 0 } });
    expect(c).not.toHaveProperty("chiefComplaint");
  });
});

describe("plausibleVitals", () => {
  it("drops, never clips", () => {
    expect(plausibleVitals({ spo2: 101, heartRate: 400, systolic: 120 })).toEqual({ systolic: 120 });
  });
});

const DATA = process.env.DATA_SOURCES ?? "../shared/data";
const available = existsSync(join(DATA, "nhamcs-ed"));
describe.skipIf(!available)("the published files (skipped: ../shared/data is not here)", () => {
  it("read whole, every case valid", async () => {
    const s = await loadSources(DATA);
    expect([s.nhamcs.length, s.outcomes.length, s.ktas.length]).toEqual([78_074, 75_948, 1_000]);
    const counts = [1, 2, 3, 4, 5].map((l) => s.nhamcs.filter((v) => v.level?.value === l).length);
    expect(counts).toEqual([558, 5691, 26_504, 20_059, 3913]);
    expect(s.ktas.every((v) => v.level !== null)).toBe(true);
    for (const v of [...s.nhamcs, ...s.ktas, ...s.outcomes]) {
      const parsed = triageCaseSchema.safeParse(v.case);
      if (!parsed.success) throw new Error(`${v.source} ${v.key}: ${parsed.error.issues[0]?.message}`);
    }
  }, 60_000);
});
