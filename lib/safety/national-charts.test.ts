import { describe, expect, it } from "vitest";
import type { Foreign } from "@/lib/fhir/client";
import { L, type Over, obs, q, read, S, said } from "./testing/charts";

/** Shapes that published national profiles and servers use; the resources are made up, the shapes and codes are theirs. */
const concept = (text: string, ...coding: object[]) => ({ valueCodeableConcept: { text, coding } });
const part = (system: string, code: string, value: object) => ({
  code: { coding: [{ system, code }] },
  ...value,
});
const also = (result: ReturnType<typeof read>) =>
  result.built.alsoRecorded.map((a) => `${a.what}: ${a.why}`).join(" ");

describe("what is measured elsewhere in the body is no vital sign", () => {
  const pressure = (...codes: [string, string][]) =>
    obs(S, "75367002", {
      code: { coding: [["", "75367002"], ...codes].map(([s, code]) => ({ system: s || S, code })) },
      component: [
        part(L, "8480-6", q(24, "mm[Hg]", "mm[Hg]")),
        { code: { coding: ["8462-4", "8385-7"].map((code) => ({ system: L, code })) }, ...q(9, "mm[Hg]") },
      ],
    });
  it.each<[string, Foreign]>([
    ["DE, pulmonary artery by SNOMED CT", pressure([S, "250767002"])],
    ["DE, pulmonary artery by LOINC", pressure([L, "76284-9"])],
    ["DE, right ventricle by a monitor's code", pressure(["urn:iso:std:iso:11073:10101", "150104"])],
    [
      "DE, a joint's temperature",
      obs(S, "250124002", q(33.2, "Cel", "Cel"), {
        code: { coding: [part(S, "250124002", {}), part(L, "8310-5", {})].flatMap((c) => c.code.coding) },
      }),
    ],
    ["UK, pressure over a day", obs(S, "314463006", { component: [part(L, "8480-6", q(99, "mmHg"))] })],
  ])("%s", (_what, observation) => {
    const result = read([observation]);
    expect(result.vitals).toBeUndefined();
    expect(also(result)).toMatch(/measured elsewhere or over a day/);
  });

  it("and a part of it keeps only itself out", () => {
    const panel = obs(L, "85354-9", {
      component: [part(L, "8480-6", q(92, "mmHg")), part(L, "8414-5", q(18, "mmHg"))],
    });
    expect(read([panel]).vitals).toEqual({ systolic: 92 });
  });

  it("nor is a mean of weeks a reading of its last day", () => {
    const mean = obs(L, "8867-4", q(62, "/min"), {
      effectiveDateTime: undefined,
      effectivePeriod: { start: "2026-02-20T00:00:00Z", end: "2026-03-02T08:00:00Z" },
    });
    const result = read([mean]);
    expect(result.vitals).toBeUndefined();
    expect(said(result)).toMatch(/Heart rate: summed up over more than a day/);
  });
});

describe("oxygen in the words of other countries", () => {
  const saturation = (over: object = {}) => obs(L, "59408-5", q(92, "%", "%"), over);
  it.each<[string, Foreign[], object]>([
    [
      "UK: patient on oxygen, with its flow",
      [saturation(), obs(S, "371825009", q(3, "litre per minute", "l/min"))],
      { onOxygen: true, oxygenFlow: 3 },
    ],
    [
      "NL: oxygen therapy, yes",
      [saturation({ component: [part(S, "57485005", { valueBoolean: true })] })],
      { onOxygen: true },
    ],
    [
      "NL: oxygen therapy, no",
      [saturation({ component: [part(S, "57485005", { valueBoolean: false })] })],
      { onOxygen: false },
    ],
    [
      "DE: a share of one called per cent",
      [saturation(), obs(L, "3150-0", q(0.35, "%", "%"))],
      { onOxygen: true, inspiredOxygen: 35 },
    ],
    [
      "a share of a hundred as a ratio",
      [
        saturation(),
        obs(L, "3150-0", { valueRatio: { numerator: { value: 35 }, denominator: { value: 100 } } }),
      ],
      { onOxygen: true, inspiredOxygen: 35 },
    ],
    [
      "air in words",
      [saturation({ component: [part(L, "3150-0", concept("Room air"))] })],
      { onOxygen: false },
    ],
    [
      "DE: air in words",
      [
        saturation(),
        obs("urn:site", "O2", { valueString: "Raumluft" }, { code: { text: "Oxygen delivery method" } }),
      ],
      { onOxygen: false },
    ],
  ])("%s", (_what, observations, oxygen) => {
    const result = read(observations);
    expect(result.vitals).toEqual({ spo2: 92, ...oxygen });
    expect(result.built.problems).toEqual([]);
  });

  it("quotes what it does not know", () => {
    expect(said(read([obs(S, "301282008", concept("Dispnoe"))]))).toMatch(/not known \("Dispnoe"\)/);
  });
});

describe("answers that stand for numbers", () => {
  const weighed = (url: string, score: number, text: string) =>
    concept(text, {
      system: "urn:oid:2.16.756",
      code: "x",
      extension: [{ url: `http://hl7.org/fhir/StructureDefinition/${url}`, valueDecimal: score }],
    });
  const coma = (answers: [string, string, object][]) =>
    obs(L, "35088-4", { component: answers.map(([system, code, value]) => part(system, code, value)) });
  it.each<[string, Foreign, object]>([
    [
      "CH: coma parts with their weights",
      coma([
        [L, "9267-6", weighed("itemWeight", 2, "auf Schmerz")],
        [L, "9270-0", weighed("ordinalValue", 2, "Laute")],
        [L, "9268-4", weighed("itemWeight", 5, "gezielt")],
      ]),
      { gcs: 9 },
    ],
    [
      "NL: coma parts coded by letter and number",
      coma([
        [
          S,
          "281395000",
          concept("", { system: "urn:oid:2.16.840.1.113883.2.4.3.11", code: "E2", display: "Bij pijn" }),
        ],
        [
          S,
          "281397008",
          concept("", { system: "urn:oid:2.16.840.1.113883.2.4.3.11", code: "V2", display: "Geluiden" }),
        ],
        [
          S,
          "281396004",
          concept("", { system: "urn:oid:2.16.840.1.113883.2.4.3.11", code: "M5", display: "Lokaliseert" }),
        ],
      ]),
      { gcs: 9 },
    ],
    ["pain with its words", obs(L, "72514-3", concept("7 - bad", { system: L, code: "LA1" })), { pain: 7 }],
    ["pain and where", obs(L, "72514-3", { valueString: "7/10, left flank" }), { pain: 7 }],
    ["no pain", obs(L, "72514-3", concept("No pain")), { pain: 0 }],
  ])("%s", (_what, observation, vitals) => {
    const result = read([observation]);
    expect(result.vitals).toEqual(vitals);
    expect(result.built.problems).toEqual([]);
  });

  it("two scores for one pain are none", () => {
    const result = read([obs(L, "72514-3", { valueString: "3/10 at rest, 9/10 moving" })]);
    expect(result.vitals).toBeUndefined();
    expect(said(result)).toMatch(/Pain score: sent in words/);
  });

  it("a site's letter never hides worse words", () => {
    const result = read([obs(L, "80288-4", concept("Unresponsive", { system: "urn:site", code: "A" }))]);
    expect(result.vitals).toEqual({ consciousness: "unresponsive" });
    expect(said(result)).toMatch(/sent as "A" and as "Unresponsive".+worse of the two/);
    expect(read([obs(L, "80288-4", concept("Réagit à la voix", { code: "V" }))]).vitals).toEqual({
      consciousness: "voice",
    });
  });

  it("a number for consciousness is no level", () => {
    expect(said(read([obs(L, "80288-4", { valueInteger: 3 })]))).toMatch(/sent as a number \(3\)/);
  });
});

describe("numbers in words", () => {
  it.each<[string, string, object, object]>([
    ["pressure with its mean", "85354-9", { valueString: "78/41 (53)" }, { systolic: 78, diastolic: 41 }],
    [
      "pressure with name and position",
      "85354-9",
      { valueString: "BP 78/41 mmHg sitting" },
      { systolic: 78, diastolic: 41 },
    ],
    ["pressure by palpation", "85354-9", { valueString: "80/P" }, { systolic: 80 }],
    [
      "pressure as a ratio",
      "85354-9",
      { valueRatio: { numerator: { value: 78, unit: "mmHg" }, denominator: { value: 41, unit: "mmHg" } } },
      { systolic: 78, diastolic: 41 },
    ],
    ["both ends of a span", "59408-5", { valueString: "86-86 %" }, { spo2: 86 }],
    ["a place in brackets", "8310-5", { valueString: "38.9 °C (tympanic)" }, { temperature: 38.9 }],
    [
      "its name before it",
      "59408-5",
      { valueString: "SpO2: 86% on 2L/min nasal cannula" },
      { spo2: 86, onOxygen: true, oxygenFlow: 2 },
    ],
    ["a temperature in both units", "8310-5", { valueString: "103.1 F (39.5 C)" }, { temperature: 39.5 }],
    ["a rhythm", "8867-4", { valueString: "131 bpm irregular" }, { heartRate: 131 }],
    ["a unit in German", "9279-1", q(33, "Atemzüge/min"), { respiratoryRate: 33 }],
    ["a unit in Spanish", "8867-4", q(131, "lpm"), { heartRate: 131 }],
    ["a share under per cent", "59408-5", q(0.86, "%", "%"), { spo2: 86 }],
    ["an exponent", "8867-4", q("1.31e2", "/min"), { heartRate: 131 }],
  ])("%s", (_what, code, value, vitals) => {
    const result = read([obs(L, code, value)]);
    expect(result.vitals).toEqual(vitals);
    expect(result.built.problems).toEqual([]);
  });

  it("of a span the end further from normal counts, and it is said", () => {
    const result = read([obs(L, "59408-5", { valueString: "86-97 %" })]);
    expect(result.vitals).toEqual({ spo2: 86 });
    expect(said(result)).toMatch(/86 % and 97 %/);
  });
});

describe("groups", () => {
  it("name a heading as one, and read what travels within it", () => {
    const heading = obs(L, "85354-9", { hasMember: [{ reference: "Observation/s" }] });
    const result = read([heading, obs(L, "8480-6", q(82, "mmHg"), { id: "s" })]);
    expect(result.vitals).toEqual({ systolic: 82 });
    expect(also(result)).toBe("Blood pressure: a heading over readings, each of which is read by itself");
    const member = (id: string, status: string) => ({
      resourceType: "Observation",
      id,
      status,
      ...part(L, "8867-4", q(131, "/min")),
    });
    const within = (status: string) =>
      obs(L, "85353-1", { hasMember: [{ reference: "#h" }], contained: [member("h", status)] });
    expect(read([within("final")]).vitals).toEqual({ heartRate: 131 });
    expect(read([within("entered-in-error")]).vitals).toBeUndefined();
  });

  it("of pressures that hold nothing are readings that are not there, and what is only ordered has no result yet", () => {
    const absent = { dataAbsentReason: { text: "cuff too small" } };
    expect(also(read([obs(L, "85354-9", absent)]))).toBe(
      "Blood pressure: not taken, says the EHR (cuff too small)",
    );
    expect(said(read([obs(L, "85354-9", {})]))).toMatch(/Blood pressure: sent without a value/);
    const ordered = read([obs(L, "8867-4", { status: "registered" })]);
    expect([ordered.built.problems, also(ordered)]).toEqual([[], "Heart rate: no result yet"]);
  });

  it("count parts that are not understood, loudly where they have a number of a vital sign", () => {
    const other = (text: string, value: object) => ({ code: { text }, ...value });
    const result = read([
      obs(L, "59408-5", q(92, "%"), {
        component: [other("Cuff for blood pressure", { valueString: "L" }), other("Pulse", q(140, "/min"))],
      }),
    ]);
    expect(said(result)).toMatch(/Pulse \(with Oxygen saturation\): its code is not known/);
    expect(also(result)).toBe("Cuff for blood pressure (with Oxygen saturation): not part of triage");
  });

  it("leave out a part that is marked in a way nobody here knows, and quote words that are no number", () => {
    const marked = { ...part(L, "8480-6", q(82, "mmHg")), modifierExtension: [{ url: "urn:not-his" }] };
    const panel = obs(L, "85354-9", {
      component: [marked, part(L, "8462-4", { valueString: "unrecordable" })],
    });
    const result = read([panel]);
    expect(result.vitals).toBeUndefined();
    expect(said(result)).toMatch(/Systolic blood pressure: sent with a mark that OpenAcuity does not know/);
    expect(said(result)).toMatch(
      /Diastolic blood pressure: sent in words that are no number \("unrecordable"\)/,
    );
  });

  it("take the EHR's word beside a value that it keeps back", () => {
    const absent = {
      extension: [{ url: "http://hl7.org/fhir/StructureDefinition/data-absent-reason", valueCode: "masked" }],
    };
    const result = read([
      obs(L, "8867-4", { valueQuantity: absent }),
      obs(L, "9279-1", { _valueString: absent }),
    ]);
    expect(result.built.problems).toEqual([]);
    expect(also(result)).toMatch(/Heart rate: not taken, says the EHR \(masked\) Breathing rate: not taken/);
  });
});

describe("times as servers write them", () => {
  it.each([
    ["a zone without its colon", { effectiveDateTime: "2026-03-02T09:40:00+0100" }],
    ["a space", { effectiveDateTime: "2026-03-02 08:40:00Z" }],
    ["a small z", { effectiveDateTime: "2026-03-02T08:40:00z" }],
    ["a leap second", { effectiveDateTime: "2026-03-02T08:39:60Z" }],
    [
      "the zone in an extension",
      {
        effectiveDateTime: "2026-03-02T09:40:00",
        _effectiveDateTime: {
          extension: [
            { url: "http://hl7.org/fhir/StructureDefinition/timezone", valueCode: "Europe/Berlin" },
          ],
        },
      },
    ],
  ])("%s", (_what, over) => {
    const { context } = read([obs(L, "8867-4", q(131, "/min"), over)]);
    expect(context.readings.map((r) => [Math.round(Date.parse(r.at) / 60_000) * 60_000, r.day])).toEqual([
      [Date.parse("2026-03-02T08:40:00Z"), undefined],
    ]);
  });
});

describe("visits", () => {
  const emergency = { system: "http://terminology.hl7.org/CodeSystem/v3-ActCode", code: "EMER" };
  const local = { system: "urn:site", code: "7" };
  it.each<[string, unknown]>([
    ["a list of concepts, the site's own first", [{ coding: [local] }, { coding: [emergency] }]],
    ["one concept of two codes", [{ coding: [local, emergency] }]],
    ["a concept instead of a coding", { coding: [local, emergency] }],
  ])("are emergencies by any of their codes: %s", (_what, classes) => {
    const { context } = read([], { encounter: { class: classes } });
    expect([context.encounter.classCode, context.problems]).toEqual(["EMER", []]);
  });

  it("say nothing where a code says why there is no answer, whatever words stand beside it", () => {
    const unknown = {
      system: "http://terminology.hl7.org/CodeSystem/data-absent-reason",
      code: "unknown",
      display: "Unknown",
    };
    const asked = { system: "http://terminology.hl7.org/CodeSystem/v3-NullFlavor", code: "ASKU" };
    const result = read(
      [obs(L, "8661-1", concept("Unknown", unknown)), obs(L, "80288-4", concept("Not asked", asked))],
      {
        encounter: { class: unknown, reasonCode: [{ coding: [unknown], text: "Unknown" }] },
        conditions: [
          {
            resourceType: "Condition",
            id: "u",
            subject: { reference: "Patient/q7" },
            code: { coding: [asked], text: "Unknown" },
          },
        ],
      },
    );
    expect([
      result.context.chiefComplaint,
      result.context.encounter.classCode,
      result.context.conditions,
    ]).toEqual([null, "", []]);
    expect(also(result)).toMatch(/Level of consciousness: not taken, says the EHR \(Not asked\)/);
    expect(said(result)).not.toMatch(/kind of this visit|only as a code/);
  });

  it("of a kind in words alone are said to be so", () => {
    expect(said(read([], { encounter: { class: { display: "Emergency" } } }))).toMatch(
      /only in words \("Emergency"\)/,
    );
  });

  it("of R5 have their time, reasons and diagnoses read", () => {
    const { context } = read([], {
      encounter: {
        period: undefined,
        reasonCode: undefined,
        actualPeriod: { start: "2026-03-02T08:10:00Z" },
        reason: [{ value: [{ concept: { text: "Fall" } }, { reference: { reference: "Condition/k" } }] }],
        diagnosis: [
          { condition: [{ concept: { text: "Wrist fracture" } }], use: [{ coding: [{ code: "AD" }] }] },
        ],
        admission: { admitSource: { text: "By ambulance" } },
      },
      conditions: [
        {
          resourceType: "Condition",
          id: "k",
          subject: { reference: "Patient/q7" },
          code: { text: "Wrist pain" },
        },
      ],
    });
    expect(context.chiefComplaint).toBe("Fall; Wrist pain; Wrist fracture");
    expect(context.encounter).toMatchObject({
      arrivedAt: "2026-03-02T08:10:00.000Z",
      arrivalMode: "ambulance",
    });
  });

  it.each<[string, Foreign[], Over, string]>([
    [
      "chief complaint with reason for visit",
      [obs(L, "46239-0", { valueString: "Chest pain" })],
      {},
      "Chest pain; Dizzy",
    ],
    ["reason for visit", [obs(L, "29299-5", { valueString: "Chest pain" })], {}, "Chest pain; Dizzy"],
    [
      "chief complaint by SNOMED CT",
      [obs(S, "33962009", { valueString: "Chest pain" })],
      {},
      "Chest pain; Dizzy",
    ],
    ["in a remark", [obs(L, "8661-1", { note: [{ text: "Chest pain" }] })], {}, "Chest pain; Dizzy"],
    [
      "in an observation that the visit refers to",
      [
        obs(
          "urn:site",
          "PP",
          { valueString: "Chest pain" },
          { id: "r", code: { text: "Presenting problem" } },
        ),
      ],
      { encounter: { reasonCode: [], reasonReference: [{ reference: "Observation/r" }] } },
      "Chest pain",
    ],
    [
      "in an observation within the visit",
      [],
      {
        encounter: {
          reasonCode: [],
          reasonReference: [{ reference: "#r" }],
          contained: [
            { resourceType: "Observation", id: "r", code: { text: "Reason" }, valueString: "Chest pain" },
          ],
        },
      },
      "Chest pain",
    ],
  ])("give their complaint %s", (_what, observations, over, complaint) => {
    expect(read(observations, over).context.chiefComplaint).toBe(complaint);
  });

  it("say which reason could not be found, and what came without words", () => {
    const lost = read([obs(L, "8661-1", {})], {
      encounter: { reasonCode: [], reasonReference: [{ reference: "Condition/elsewhere" }] },
    });
    expect(said(lost)).toMatch(/points to something that was not found/);
    expect(said(lost)).toMatch(/8661-1: sent without words/);
  });

  it("tell how somebody came, in an extension or another language, and quote what is not known", () => {
    const transport = {
      hospitalization: undefined,
      extension: [
        {
          url: "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-EncounterTransport",
          valueCodeableConcept: {
            coding: [{ system: S, code: "1", display: "Arrival by emergency road ambulance" }],
          },
        },
      ],
    };
    const mode = (encounter: object) => read([], { encounter }).context.encounter.arrivalMode;
    expect(mode(transport)).toBe("ambulance");
    expect(mode({ hospitalization: { admitSource: { text: "Rettungsdienst" } } })).toBe("ambulance");
    const odd = read([], { encounter: { hospitalization: { admitSource: { text: "Via Ambulanz" } } } });
    expect(odd.context.encounter.arrivalMode).toBe("unknown");
    expect(also(odd)).toMatch(/words that are not known: "Via Ambulanz"/);
  });
});

describe("people", () => {
  it.each<[string, object[], string]>([
    [
      "not under a name of the past",
      [
        { use: "old", family: "Reed" },
        { use: "temp", text: "Unknown 7" },
      ],
      "Unknown 7",
    ],
    [
      "not under an official one that has ended",
      [
        { use: "official", family: "Reed", period: { end: "2010" } },
        { use: "usual", family: "Marsh" },
      ],
      "Marsh",
    ],
    ["under an old one where there is no other", [{ use: "maiden" }, { use: "old", family: "Reed" }], "Reed"],
  ])("%s", (_what, name, shown) => {
    expect(read([], { patient: { name } }).context.patient.name).toBe(shown);
  });

  it("have a sex by letter, too", () => {
    expect(read([], { patient: { gender: "F" } }).context.patient.sex).toBe("female");
  });

  it("have no history of what is over or of nothing", () => {
    const condition = (id: string, over: object): Foreign => ({
      resourceType: "Condition",
      id,
      subject: { reference: "Patient/q7" },
      ...over,
    });
    const { context } = read([], {
      conditions: [
        condition("a", { code: { text: "Croup" }, abatementDateTime: "1964" }),
        condition("b", { code: { coding: [{ code: "no-known-problems", display: "No known problems" }] } }),
        condition("c", { code: { text: "Asthma" }, clinicalStatus: { coding: [{ code: "active" }] } }),
      ],
    });
    expect(context.conditions.map((c) => c.text)).toEqual(["Asthma"]);
  });
});
