import { describe, expect, it } from "vitest";
import type { Foreign } from "@/lib/fhir/client";
import { L, type Over, obs, q, read, S as SCT, said } from "./testing/charts";

/** Charts as other people's EHRs write them, read with the product's own reader: what is kept, and what is said of the rest. */

describe("one measure under many codes", () => {
  it.each<[string, Foreign, object]>([
    ["pulse by oximeter", obs(L, "8889-8", q(151, "bpm")), { heartRate: 151 }],
    ["pressure lying", obs(L, "8461-6", q(77, "mmHg")), { systolic: 77 }],
    ["forehead temperature", obs(L, "75539-7", q(39.4, "°C")), { temperature: 39.4 }],
    ["faces pain scale", obs(L, "38221-8", q(8, "{score}", "{score}")), { pain: 8 }],
    ["UK pulse", obs(SCT, "78564009", q(48, "beats per minute")), { heartRate: 48 }],
    ["UK saturation, edition named", obs(`${SCT}/83821000000107`, "431314004", q(89, "%")), { spo2: 89 }],
    ["NL ear temperature", obs(SCT, "415974002", q(38.9, "Cel", "Cel")), { temperature: 38.9 }],
    ["UK arterial diastolic", obs(SCT, "1091811000000102", q(60, "mm[Hg]")), { diastolic: 60 }],
    [
      "UK ACVPU",
      obs(SCT, "1104441000000107", {
        valueCodeableConcept: { coding: [{ system: SCT, code: "450847001" }] },
      }),
      { consciousness: "pain" },
    ],
    ["LOINC as OID", obs("urn:oid:2.16.840.1.113883.6.1", "9279-1", q(33, "/min")), { respiratoryRate: 33 }],
    [
      "LOINC with https and slash",
      obs("https://loinc.org/", "9279-1", q(33, "/min")),
      { respiratoryRate: 33 },
    ],
    ["LOINC by name", obs("LOINC", "2708-6", q(90, "%")), { spo2: 90 }],
    ["a monitor's code", obs("urn:iso:std:iso:11073:10101", "147842", q(66, "bpm")), { heartRate: 66 }],
    ["a site's own, mapped", obs("urn:site", "PLS", q(71, "bpm")), { heartRate: 71 }],
  ])("%s", (_what, observation, vitals) => {
    const result = read([observation], {
      site: { codes: [{ system: "urn:site", code: "PLS", loinc: "8867-4" }] },
    });
    expect(result.vitals).toEqual(vitals);
    expect(result.built.problems).toEqual([]);
  });

  it.each<[string, Foreign, RegExp]>([
    [
      "a site's own code",
      obs("urn:site", "PLS", q(171, "bpm"), {
        code: { text: "Pulse", coding: [{ system: "urn:site", code: "PLS" }] },
      }),
      /Pulse \(code PLS\): its code is not known here/,
    ],
    [
      "filed as a vital sign",
      obs(SCT, "1", q(171), {
        category: [{ coding: [{ code: "vital-signs" }] }],
        code: { text: "Anything", coding: [{ system: SCT, code: "1" }] },
      }),
      /Anything: its code is not known/,
    ],
    [
      "two measures at once",
      obs(L, "8867-4", q(80, "%"), {
        code: {
          coding: [
            { system: L, code: "8867-4" },
            { system: L, code: "59408-5" },
          ],
        },
      }),
      /contradict each other/,
    ],
    [
      "a code without its system",
      obs(undefined, "59408-5", q(70, "%"), { code: { text: "SpO2", coding: [{ code: "59408-5" }] } }),
      /SpO2: its code is not known/,
    ],
  ])("names and counts what it does not know: %s", (_what, observation, message) => {
    const result = read([observation]);
    expect(result.vitals).toBeUndefined();
    expect(said(result)).toMatch(message);
    expect(result.built.problems.find((p) => message.test(p.message))?.readings).toBe(1);
  });

  it("counts quietly what triage has no use for", () => {
    const lab = (text: string, code: string) =>
      obs(L, code, q(1, "g"), {
        code: { text, coding: [{ system: L, code }] },
        category: [{ coding: [{ code: "laboratory" }] }],
      });
    const { built } = read([
      lab("Haemoglobin", "718-7"),
      lab("Haemoglobin", "718-7"),
      obs(L, "29463-7", q(80, "kg"), { code: { text: "Weight", coding: [{ system: L, code: "29463-7" }] } }),
    ]);
    expect(built.problems).toEqual([]);
    expect(built.alsoRecorded).toEqual([
      { what: "Haemoglobin", why: "not part of triage", count: 2 },
      { what: "Weight", why: "not part of triage", count: 1 },
    ]);
  });
});

describe("units and types of value", () => {
  it.each<[string, string, object, object]>([
    ["a number as text", "59408-5", q("88", "%"), { spo2: 88 }],
    ["a share of one", "59408-5", q(0.91, "1", "1"), { spo2: 91 }],
    ["a percentage without a unit", "59408-5", { valueInteger: 91 }, { spo2: 91 }],
    ["words with a unit", "59408-5", { valueString: "91 % SpO2" }, { spo2: 91 }],
    [
      "a ratio to 100",
      "59408-5",
      { valueRatio: { numerator: { value: 91 }, denominator: { value: 100 } } },
      { spo2: 91 },
    ],
    [
      "a rate over a minute",
      "8867-4",
      { valueRatio: { numerator: { value: 91 }, denominator: { value: 1, code: "min" } } },
      { heartRate: 91 },
    ],
    ["a rate without a unit", "9279-1", { valueInteger: 31 }, { respiratoryRate: 31 }],
    ["breaths, annotated", "9279-1", q(31, "", "{Breaths}/min"), { respiratoryRate: 31 }],
    ["resp/min", "9279-1", q(31, "resp/min"), { respiratoryRate: 31 }],
    ["kilopascals", "8480-6", q(10, "kPa", "kPa"), { systolic: 75.01 }],
    ["pressure without a unit, too high for kPa", "8480-6", { valueInteger: 88 }, { systolic: 88 }],
    ["both pressures in one text", "85354-9", { valueString: "88/51 mmHg" }, { systolic: 88, diastolic: 51 }],
    ["Fahrenheit in words", "8310-5", { valueString: "103.1 F oral" }, { temperature: 39.5 }],
    ["a decimal comma", "8310-5", { valueString: "39,5 °C" }, { temperature: 39.5 }],
    ["a temperature without a unit", "8310-5", { valueString: "39.5" }, { temperature: 39.5 }],
    ["Fahrenheit without a unit", "8310-5", { valueString: "103.1" }, { temperature: 39.5 }],
    ["pain out of ten", "72514-3", { valueString: "7/10" }, { pain: 7 }],
    [
      "pain as a concept",
      "72514-3",
      { valueCodeableConcept: { coding: [{ code: "LA1", display: "7" }] } },
      { pain: 7 },
    ],
    ["coma in its parts, as text", "9269-2", { valueString: "GCS 9 (E2 V3 M4)" }, { gcs: 9 }],
    ["coma out of fifteen", "9269-2", { valueString: "9/15" }, { gcs: 9 }],
    ["coma annotated", "9269-2", q(9, "{GCS}", "{GCS}"), { gcs: 9 }],
  ])("reads %s", (_what, code, value, vitals) => {
    const result = read([obs(L, code, value)]);
    expect(result.vitals).toEqual(vitals);
    expect(result.built.problems).toEqual([]);
  });

  it.each<[string, string, object, RegExp]>([
    [
      "pressure of either unit",
      "8480-6",
      { valueInteger: 30 },
      /Systolic blood pressure was sent without a unit/,
    ],
    ["Celsius called Fahrenheit", "8310-5", q(38, "F", "[degF]"), /not possible/],
    ["a temperature on no scale of its own", "8310-5", q(311, "Ra", "Ra"), /unknown unit \(Ra\)/],
    ["nought", "8867-4", q(0, "/min"), /Heart rate was sent as 0 and is not used: look at the patient/],
    ["words", "8867-4", { valueString: "fast" }, /Heart rate: sent in words that are no number/],
    ["a curve", "8867-4", { valueSampledData: { data: "1 2" } }, /Heart rate: sent as a curve/],
    [
      "a ratio of another scale",
      "59408-5",
      { valueRatio: { numerator: { value: 9 }, denominator: { value: 10 } } },
      /ratio of another scale/,
    ],
    [
      "a bound that says nothing",
      "59408-5",
      { valueQuantity: { value: 80, unit: "%", comparator: ">" } },
      /only as a bound \(> 80 %\)/,
    ],
    ["a coma score that contradicts itself", "9269-2", { valueString: "GCS 12 (E2 V3 M4)" }, /no number/],
    ["no value at all", "8867-4", {}, /Heart rate: sent without a value/],
    [
      "words for consciousness that are not known",
      "80288-4",
      { valueString: "catatonic" },
      /not known \("catatonic"\)/,
    ],
  ])("names %s", (_what, code, value, message) => {
    const result = read([obs(L, code, value)]);
    expect(result.vitals).toBeUndefined();
    expect(said(result)).toMatch(message);
    // The EHR has something: "not measured" would be wrong.
    expect(result.built.notUnderstood).toHaveLength(1);
  });

  it("takes the EHR's word that something was not measured", () => {
    const { built } = read([obs(L, "59408-5", { dataAbsentReason: { text: "refused" } })]);
    expect(built.problems).toEqual([]);
    expect(built.notUnderstood).toEqual([]);
    expect(built.alsoRecorded).toEqual([
      { what: "Oxygen saturation", why: "not taken, says the EHR (refused)", count: 1 },
    ]);
  });

  it("takes the nearest value that a bound allows, and the worse end of a range, and says so", () => {
    const bound = read([obs(L, "59408-5", { valueQuantity: { value: 85, unit: "%", comparator: "<" } })]);
    expect(bound.vitals).toEqual({ spo2: 84 });
    expect(said(bound)).toMatch(/only as a bound \(< 85 %\)\. 84 % is used/);
    const range = read([
      obs(L, "8867-4", {
        valueRange: { low: { value: 130, unit: "bpm" }, high: { value: 160, unit: "bpm" } },
      }),
    ]);
    expect(range.vitals).toEqual({ heartRate: 160 });
    expect(said(range)).toMatch(/130 \/min and 160 \/min/);
  });

  it("adds up a coma score from its parts, in one panel or three readings", () => {
    const part = (code: string, answer: string) => ({
      code: { coding: [{ system: L, code }] },
      valueCodeableConcept: { coding: [{ system: L, code: answer }] },
    });
    const panel = obs(L, "35088-4", {
      component: [part("9267-6", "LA6554-5"), part("9270-0", "LA6559-4"), part("9268-4", "LA6565-1")],
    });
    expect(read([panel]).vitals).toEqual({ gcs: 9 });
    const three = [
      obs(L, "9267-6", { valueInteger: 2 }),
      obs(L, "9270-0", { valueString: "V3" }),
      obs(L, "9268-4", { valueInteger: 4 }),
    ];
    expect(read(three).vitals).toEqual({ gcs: 9 });
    expect(read(three.slice(0, 2)).vitals).toBeUndefined();
  });

  it("reads the parts of a panel without their systems, and what is under them otherwise named", () => {
    const components = (codes: [object, number][]) => ({
      component: codes.map(([coding, value]) => ({
        code: { coding: [coding] },
        valueQuantity: { value, unit: "mmHg" },
      })),
    });
    expect(
      read([
        obs(
          L,
          "85354-9",
          components([
            [{ code: "8480-6" }, 71],
            [{ code: "8462-4" }, 40],
          ]),
        ),
      ]).vitals,
    ).toEqual({ systolic: 71, diastolic: 40 });
    expect(read([obs(L, "96607-7", components([[{ system: L, code: "96608-5" }, 71]]))]).vitals).toEqual({
      systolic: 71,
    });
    expect(
      read([obs(SCT, "75367002", components([[{ system: SCT, code: "271649006" }, 71]]))]).vitals,
    ).toEqual({ systolic: 71 });
  });
});

describe("oxygen", () => {
  const saturation = (value: number, over: object = {}) => obs(L, "59408-5", q(value, "%"), over);
  const component = (code: string, value: number, unit: string) => ({
    code: { coding: [{ system: L, code }] },
    valueQuantity: { value, unit },
  });
  it.each<[string, Foreign[], object, string]>([
    [
      "in components",
      [saturation(95, { component: [component("3151-8", 15, "L/min"), component("3150-0", 85, "%")] })],
      { spo2: 95, onOxygen: true, oxygenFlow: 15, inspiredOxygen: 85 },
      "on 15 L/min, 85 % oxygen",
    ],
    [
      "beside it",
      [saturation(95), obs(L, "3151-8", q(4, "LPM"))],
      { spo2: 95, onOxygen: true, oxygenFlow: 4 },
      "on 4 L/min",
    ],
    [
      "in the same words",
      [obs(L, "59408-5", { valueString: "95% on 4 L NC" })],
      { spo2: 95, onOxygen: true, oxygenFlow: 4 },
      "on 4 L/min (NC)",
    ],
    [
      "on air, in words",
      [obs(L, "59408-5", { valueString: "95 RA" })],
      { spo2: 95, onOxygen: false },
      "on air",
    ],
    [
      "under a site's own code",
      [
        saturation(95),
        obs(
          "urn:site",
          "O2D",
          { valueString: "Non-rebreather mask" },
          { code: { text: "O2 Device", coding: [{ system: "urn:site", code: "O2D" }] } },
        ),
      ],
      { spo2: 95, onOxygen: true },
      "on oxygen (Non-rebreather mask)",
    ],
    [
      "UK: breathing room air",
      [saturation(95), obs(SCT, "722742002", {})],
      { spo2: 95, onOxygen: false },
      "on air",
    ],
    [
      "UK: patient on oxygen",
      [
        saturation(95),
        obs(SCT, "301282008", {
          valueCodeableConcept: {
            coding: [{ system: SCT, code: "371825009", display: "Patient on oxygen" }],
          },
        }),
      ],
      { spo2: 95, onOxygen: true },
      "on oxygen",
    ],
    [
      "as a share of one",
      [saturation(95), obs(L, "3150-0", q(0.4, "1", "1"))],
      { spo2: 95, onOxygen: true, inspiredOxygen: 40 },
      "on 40 % oxygen",
    ],
  ])("is read %s", (_what, observations, vitals, words) => {
    const { built, vitals: got } = read(observations);
    expect(got).toEqual(vitals);
    expect(built.oxygen).toBe(words);
    expect(built.problems).toEqual([]);
  });

  it("counts: 94 % on 15 litres is not 94 % on air", () => {
    const on = (litres: number) => read([saturation(94), obs(L, "3151-8", q(litres, "L/min"))]).floor;
    expect(on(0)).toBeNull();
    expect(on(15)?.rules.map((r) => r.id)).toContain("oxygen-dependent-severe");
    expect(on(15)?.level).toBe(2);
    expect(on(15)?.rules[0]?.reason).toMatch(/94 % on 15 L\/min/);
    expect(on(3)?.level).toBe(3);
  });

  it("of an hour ago does not go with a saturation of now", () => {
    const old = obs(L, "3151-8", q(15, "L/min"), { effectiveDateTime: "2026-03-02T08:01:00Z" });
    expect(read([old, saturation(94)]).vitals).toEqual({ spo2: 94 });
  });
});

describe("times", () => {
  const at = (over: object, value = 150) =>
    obs(L, "8867-4", q(value, "bpm"), { effectiveDateTime: undefined, ...over });
  const timed = obs(L, "8867-4", q(80, "bpm"), { effectiveDateTime: "2026-03-02T08:45:00Z" });
  it.each<[string, object]>([
    ["when it was issued", { issued: "2026-03-02T08:50:00.000Z" }],
    [
      "the last of several events",
      { effectiveTiming: { event: ["2026-03-02T08:50:00Z", "2026-03-02T08:20:00Z"] } },
    ],
    [
      "the end of a timing's bounds",
      { effectiveTiming: { repeat: { boundsPeriod: { end: "2026-03-02T08:50:00Z" } } } },
    ],
    ["a clock's time where the site's zone is known", { effectiveDateTime: "2026-03-02T09:50:00" }],
  ])("reads %s", (_what, over) => {
    const result = read([timed, at(over)], { site: { timeZone: "Europe/Berlin" } });
    expect(result.vitals).toEqual({ heartRate: 150 });
    expect(result.built.lastVitalsAt).toBe("2026-03-02T08:50:00.000Z");
  });

  it.each(["2026-03-02", "2026-03-02T07:00:00"])(
    "%s may be newer than a timed one: never lost without a word",
    (text) => {
      const sick = read([timed, at({ effectiveDateTime: text })]);
      expect(sick.vitals).toEqual({ heartRate: 150 });
      expect(said(sick)).toMatch(/on the same day, without a time/);
      const well = read([obs(L, "8867-4", q(150, "bpm")), at({ effectiveDateTime: text }, 80)]);
      expect(well.vitals).toEqual({ heartRate: 150 });
      expect(said(well)).toMatch(/without a time/);
      expect(read([at({ effectiveDateTime: text })]).built.trends).toEqual([]);
    },
  );

  it.each(["2026", "2026-03", "yesterday", "2026-02-30"])("names one dated %s", (text) => {
    const result = read([at({ effectiveDateTime: text })]);
    expect(result.vitals).toBeUndefined();
    expect(said(result)).toMatch(/Heart rate: its time \(.+\) says no day or cannot be read/);
    expect(result.built.notUnderstood).toEqual(["heartRate"]);
  });

  it("knows how long a patient waits only from a full time", () => {
    const { context } = read([], { encounter: { period: { start: "2026-03-02T08:30:00" } } });
    expect(context.encounter.arrivedAt).toBeNull();
    expect(context.problems.map((p) => p.message).join()).toMatch(
      /how long the patient has waited is not known/,
    );
    const known = read([], {
      encounter: { period: { start: "2026-03-02T09:30:00" } },
      site: { timeZone: "Europe/Berlin" },
    });
    expect(known.context.encounter.arrivedAt).toBe("2026-03-02T08:30:00.000Z");
  });
});

describe("parts of a visit", () => {
  const child = {
    resourceType: "Encounter",
    id: "v1-triage",
    subject: { reference: "Patient/q7" },
    partOf: { reference: "Encounter/v1" },
  };
  const under = (id: string, over: object = {}) =>
    obs(L, "59408-5", q(70, "%"), { encounter: { reference: `Encounter/${id}` }, ...over });
  it.each<[string, Foreign, Over, object | undefined]>([
    ["a part of the visit", under("v1-triage"), { encounters: [child] }, { spo2: 70 }],
    [
      "a part of a part",
      under("v1-nurse"),
      { encounters: [child, { ...child, id: "v1-nurse", partOf: { reference: "Encounter/v1-triage" } }] },
      { spo2: 70 },
    ],
    [
      "the stay around it, in its time",
      under("stay"),
      { encounter: { partOf: { reference: "Encounter/stay" } } },
      { spo2: 70 },
    ],
    [
      "the stay, last week",
      under("stay", { effectiveDateTime: "2026-02-20T08:00:00Z" }),
      { encounter: { partOf: { reference: "Encounter/stay" } } },
      undefined,
    ],
    [
      "a part withdrawn",
      under("v1-triage"),
      { encounters: [{ ...child, status: "entered-in-error" }] },
      undefined,
    ],
    [
      "somebody else's part",
      under("v1-triage"),
      { encounters: [{ ...child, subject: { reference: "Patient/q8" } }] },
      undefined,
    ],
    [
      "the same id elsewhere",
      obs(L, "59408-5", q(70, "%"), { encounter: { reference: "https://o.test/Encounter/v1" } }),
      {},
      undefined,
    ],
    [
      "the visit by its number",
      obs(L, "59408-5", q(70, "%"), { encounter: { identifier: { system: "urn:visit", value: "9" } } }),
      { encounter: { identifier: [{ system: "urn:visit", value: "9" }] } },
      { spo2: 70 },
    ],
  ])("%s", (_what, observation, over, vitals) => expect(read([observation], over).vitals).toEqual(vitals));

  it("says what it leaves out of another visit today", () => {
    const result = read([under("v1-triage")]);
    expect(said(result)).toMatch(/Oxygen saturation: belongs to another visit/);
  });
});

describe("complaints", () => {
  const condition = (id: string, text: string, over: object = {}): Foreign => ({
    resourceType: "Condition",
    id,
    subject: { reference: "Patient/q7" },
    clinicalStatus: { coding: [{ code: "active" }] },
    code: { text },
    ...over,
  });
  const atVisit = { encounter: { reference: "Encounter/v1" } };
  const none = { reasonCode: [] };
  it.each<[string, Over, string | null]>([
    [
      "all reasons, in their order",
      { encounter: { reasonCode: [{ text: "Ankle sprain" }, { text: "Chest pain" }] } },
      "Ankle sprain; Chest pain",
    ],
    [
      "each once",
      {
        encounter: {
          reasonCode: [
            { text: "Chest pain" },
            { text: "chest pain (finding)" },
            { text: "Chest pain, unspecified" },
            { text: "CHEST  PAIN." },
          ],
        },
      },
      "Chest pain",
    ],
    [
      "what a reason refers to",
      {
        encounter: { ...none, reasonReference: [{ reference: "Condition/c1" }] },
        conditions: [condition("c1", "Palpitations")],
      },
      "Palpitations",
    ],
    [
      "the words beside a reference",
      { encounter: { ...none, reasonReference: [{ reference: "Condition/gone", display: "Palpitations" }] } },
      "Palpitations",
    ],
    [
      "what the visit contains",
      {
        encounter: {
          ...none,
          reasonReference: [{ reference: "#r" }],
          contained: [{ resourceType: "Condition", id: "r", code: { text: "Palpitations" } }],
        },
      },
      "Palpitations",
    ],
    [
      "diagnoses: complaint, admission, then by rank",
      {
        encounter: {
          ...none,
          diagnosis: [
            ["c1", undefined, 2],
            ["c2", undefined, 1],
            ["c3", "AD", 1],
            ["c4", "CC", 1],
          ].map(([id, use, rank]) => ({
            condition: { reference: `Condition/${id}` },
            ...(use ? { use: { coding: [{ code: use }] } } : {}),
            rank,
          })),
        },
        conditions: [
          condition("c1", "Fourth"),
          condition("c2", "Third"),
          condition("c3", "Second"),
          condition("c4", "First"),
        ],
      },
      "First; Second; Third; Fourth",
    ],
    [
      "a condition of this very visit, whatever its category",
      { encounter: none, conditions: [condition("c1", "Allergic reaction", atVisit)] },
      "Allergic reaction",
    ],
    [
      "nothing withdrawn",
      {
        encounter: { ...none, reasonReference: [{ reference: "Condition/c1", display: "Wrong" }] },
        conditions: [
          condition("c1", "Wrong", { verificationStatus: { coding: [{ code: "entered-in-error" }] } }),
        ],
      },
      null,
    ],
    [
      "no condition of the same id elsewhere",
      {
        encounter: { ...none, reasonReference: [{ reference: "https://o.test/Condition/c1" }] },
        conditions: [condition("c1", "Wrong")],
      },
      null,
    ],
    [
      "a common code without words",
      {
        encounter: {
          reasonCode: [{ coding: [{ system: "http://hl7.org/fhir/sid/icd-10-cm", code: "R07.9" }] }],
        },
      },
      "Chest pain",
    ],
  ])("%s", (_what, over, complaint) => expect(read([], over).context.chiefComplaint).toBe(complaint));

  it("what is a reason is not also history; the problem list is", () => {
    const { context } = read([], {
      encounter: { ...none, reasonReference: [{ reference: "Condition/c1" }] },
      conditions: [
        condition("c1", "Chest pain"),
        condition("c2", "Diabetes"),
        condition("c3", "Asthma", { ...atVisit, category: [{ coding: [{ code: "problem-list-item" }] }] }),
      ],
    });
    expect(context.chiefComplaint).toBe("Chest pain");
    expect(context.conditions.map((c) => c.text)).toEqual(["Diabetes", "Asthma"]);
  });

  it("names a code that nobody can read instead of showing it as words", () => {
    const { context } = read([], {
      encounter: { reasonCode: [{ text: "Z99.89", coding: [{ system: "urn:icd10", code: "Z99.89" }] }] },
    });
    expect(context.chiefComplaint).toBeNull();
    expect(context.problems.map((p) => p.message).join()).toMatch(/only as a code \(Z99\.89\)/);
  });
});

describe("who it is", () => {
  it.each<[string, object, string | null]>([
    ["a date with a time", { birthDate: "1980-05-04T00:00:00Z" }, "1980-05-04"],
    ["a date in another order, of which the year is sure", { birthDate: "05/04/1980" }, "1980"],
    ["words", { birthDate: "unknown" }, null],
  ])("reads %s", (_what, over, birthDate) =>
    expect(read([], { patient: over }).context.patient.birthDate).toBe(birthDate),
  );

  it("does not take a stand-in date for an age", () => {
    const { built } = read([obs(L, "59408-5", q(70, "%"))], { patient: { birthDate: "1901-01-01" } });
    expect(built.case).toBeNull();
  });

  it("of unknown age: the rules that hold at any age still speak", () => {
    const ill = [obs(L, "59408-5", q(72, "%")), obs(L, "80288-4", { valueString: "Unresponsive" })];
    const result = read(ill, { patient: { birthDate: undefined } });
    expect(result.floor?.level).toBe(1);
    expect(said(result)).toMatch(/without an age only the safety rules that hold at any age apply/);
    expect(result.built.missing).toContain("Age");
  });

  it("says that the EHR says a patient has died", () => {
    expect(said(read([], { patient: { deceasedDateTime: "2026-01-01" } }))).toMatch(/has died/);
  });

  it.each<[string, object, string]>([
    ["declined an ambulance", { type: [{ text: "Declined EMS, arrived by private car" }] }, "walk-in"],
    ["harmed themself", { type: [{ text: "Self-harm presentation" }] }, "unknown"],
    [
      "was seen in the ambulance bay",
      { type: [{ text: "Seen by family doctor in ambulance bay" }] },
      "unknown",
    ],
    [
      "came by ambulance, as a code",
      { hospitalization: { admitSource: { coding: [{ code: "AMBULANCE" }] } } },
      "ambulance",
    ],
  ])("how one who %s came in", (_what, over, mode) =>
    expect(read([], { encounter: over }).context.encounter.arrivalMode).toBe(mode),
  );
});
