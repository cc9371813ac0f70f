import { describe, expect, it } from "vitest";
import { triageCaseSchema } from "@/lib/case/triage-case";
import { nhamcsFullVisit } from "./nhamcs-full";
import { outcomesOf } from "./outcomes";
import { splitOf } from "./splits";
import type { Row } from "./visit";

/** Columns as the survey writes them: numbers with a point, codes of what was not asked below zero. */
const TICKED =
  "CPR ENDOINT BPAP CENTLINE DIEDED DOA LWBS LBTC LEFTAMA ADMITHOS OBSHOS OBSDIS TRANOTH TRANPSYC ABG BAC BMP BNP BUNCREAT CARDENZ CBC CMP BLOODCX TRTCX URINECX WOUNDCX OTHCX DDIMER ELECTROL GLUCOSE LACTATE LFT PTTINR OTHERBLD HIVTEST FLUTEST PREGTEST TOXSCREN URINE EKG XRAY CATSCAN MRI ULTRASND OTHIMAGE IVFLUIDS BLADCATH INCDRAIN LUMBAR SUTURE SKINADH NEBUTHER CONSULT MHPROV".split(
    " ",
  );
const CONDITIONS =
  "ETOHAB ALZHD ASTHMA CANCER CEBVD CKD COPD CHF CAD DEPRN DIABTYP1 DIABTYP2 DIABTYP0 ESRD HPE EDHIV HYPLIPID HTN OBESITY OSA OSTPRSIS SUBSTAB NOCHRON".split(
    " ",
  );
const numbered = (prefix: string, count: number, value: string) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`${prefix}${i + 1}`, value]));

const row = (over: Row = {}): Row => ({
  YEAR: "2017",
  AGE: "63.0",
  AGEDAYS: "-7.0",
  SEX: "1.0",
  ARREMS: "1.0",
  TEMPF: "1004.0",
  PULSE: "998.0",
  RESPR: "22.0",
  BPSYS: "101.0",
  BPDIAS: "60.0",
  POPCT: "94.0",
  PAINSCALE: "7.0",
  IMMEDR: "3.0",
  SEEN72: "2.0",
  EPISODE: "1.0",
  INJPOISAD: "4.0",
  RACERETH: "3.0",
  TOTCHRON: "2.0",
  ADMIT: "-7.0",
  ...Object.fromEntries([...TICKED, ...CONDITIONS].map((c) => [c, "0.0"])),
  ...numbered("RFV", 5, "-9.0"),
  ...numbered("CAUSE", 3, "-9"),
  ...numbered("DIAG", 5, "-9"),
  ...numbered("PRDIAG", 3, "0.0"),
  ...numbered("GPMED", 12, "-7.0"),
  ...numbered("DRUGID", 12, ""),
  ...over,
});
const drug = (id: string, given: string): Row => ({ DRUGID1: id, GPMED1: given });

describe("what happened after triage", () => {
  it.each<[string, Row, Partial<ReturnType<typeof outcomesOf>>]>([
    [
      "nothing",
      {},
      { lifeSaving: false, criticalCareOrDeath: false, admission: false, resources: 0, emergencies: [] },
    ],
    ["intubated", { ENDOINT: "1.0" }, { lifeSavingStrict: true, lifeSaving: true, resources: 2 }],
    ["naloxone given here", drug("d00311", "1.0"), { lifeSavingStrict: false, lifeSaving: true }],
    ["naloxone prescribed to take home", drug("d00311", "2.0"), { lifeSaving: false }],
    [
      "dead on arrival",
      { DOA: "1.0" },
      { lifeSavingStrict: true, criticalCareOrDeath: true, admission: null },
    ],
    ["critical care", { ADMITHOS: "1.0", ADMIT: "1.0" }, { criticalCareOrDeath: true, admission: true }],
    ["ward", { ADMITHOS: "1.0", ADMIT: "6.0" }, { criticalCareOrDeath: false, admission: true }],
    [
      "admitted, unit unknown",
      { ADMITHOS: "1.0", ADMIT: "-8.0" },
      { criticalCareOrDeath: null, admission: true },
    ],
    ["observed, then home", { OBSDIS: "1.0" }, { admission: true, criticalCareOrDeath: false }],
    ["psychiatric transfer", { TRANPSYC: "1.0" }, { psychiatricTransfer: true, admission: false }],
    [
      "left before the end",
      { LBTC: "1.0", CBC: "1.0", EKG: "1.0" },
      { admission: null, resources: null, criticalCareOrDeath: null, psychiatricTransfer: null },
    ],
  ])("%s", (_name, over, expected) => expect(outcomesOf(row(over))).toMatchObject(expected));

  it.each<[string, Row, 0 | 1 | 2]>([
    ["all blood and urine tests together are one", { CBC: "1.0", BMP: "1.0", URINE: "1.0", TRTCX: "1.0" }, 1],
    ["an electrocardiogram beside them is a second", { CBC: "1.0", EKG: "1.0" }, 2],
    ["stitches", { SUTURE: "1.0", SKINADH: "1.0" }, 1],
    ["a lumbar puncture alone is two", { LUMBAR: "1.0" }, 2],
    ["a drug by needle", drug("d00308", "1.0"), 1],
    ["the same, only prescribed", drug("d00308", "2.0"), 0],
    ["a tablet", drug("d00049", "1.0"), 0],
    ["a consultation and an X-ray", { CONSULT: "1.0", XRAY: "1.0" }, 2],
  ])("resources: %s", (_name, over, count) => expect(outcomesOf(row(over)).resources).toBe(count));

  it.each<[string, Row, string[]]>([
    ["sepsis", { DIAG2: "A419" }, ["sepsis"]],
    ["only considered", { DIAG1: "I639", PRDIAG1: "1.0" }, []],
    [
      "injury taken to the operating room",
      { DIAG1: "S361", ADMITHOS: "1.0", ADMIT: "3.0" },
      ["trauma-with-operation"],
    ],
    ["operation without injury", { DIAG1: "K358", ADMITHOS: "1.0", ADMIT: "3.0" }, ["appendicitis"]],
    ["old heart attack", { DIAG1: "I252" }, []],
  ])("diagnoses: %s", (_name, over, found) => expect(outcomesOf(row(over)).emergencies).toEqual(found));
});

describe("a visit of these years", () => {
  const labels = new Map([
    ["10501", "Chest pain"],
    ["14150", "Shortness of breath"],
  ]);
  const visit = (over: Row = {}) => nhamcsFullVisit(row(over), 4, labels);

  it("is a case in our units, with its conditions named", () => {
    const v = visit({ RFV1: "10501.0", RFV4: "14150.0", CHF: "1.0", DIABTYP2: "1.0", CAUSE1: "X781" });
    expect(v).toMatchObject({
      source: "nhamcs-ed-full",
      key: "2017-full-5",
      year: 2017,
      level: { scale: "esi", value: 3 },
      critical: false,
      raceEthnicity: "Hispanic",
      case: {
        chiefComplaint: "chest pain; shortness of breath",
        note: "self-inflicted",
        history: ["congestive heart failure", "type 2 diabetes"],
        vitals: { temperature: 38, systolic: 101, spo2: 94, pain: 7 },
      },
    });
    expect(v?.case.vitals).not.toHaveProperty("heartRate");
    expect(triageCaseSchema.safeParse(v?.case).success).toBe(true);
  });

  it("says nothing of conditions that were not asked, and none where there are none", () => {
    expect(visit()?.case).not.toHaveProperty("history");
    expect(visit({ NOCHRON: "1.0" })?.case.history).toEqual([]);
  });

  it("is trained on, calibrated on or reported by year and key, never two of them", () => {
    const split = (year: string, index: number) => {
      const v = nhamcsFullVisit(row({ YEAR: year }), index, labels);
      return v ? splitOf(v) : null;
    };
    expect(new Set(Array.from({ length: 40 }, (_, i) => split("2019", i)))).toEqual(new Set(["report"]));
    for (const year of ["2016", "2017", "2018"])
      expect(new Set(Array.from({ length: 60 }, (_, i) => split(year, i)))).toEqual(
        new Set(["train", "calibrate"]),
      );
  });
});
