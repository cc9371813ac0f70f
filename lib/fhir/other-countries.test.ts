import { describe, expect, it } from "vitest";
import { buildCase } from "@/lib/case/from-context";
import { assembleContext } from "./assemble";
import { textOfHtml } from "./reshape/plain-text";
import { about, encounter, loinc, now, observation, patient, quantity } from "./testing/ehr";

/** Charts as other countries' profiles and other scales have them: read, or named where they are not. */
function read(raw: Record<string, unknown>) {
  const context = assembleContext(
    "https://ehr.test/r4",
    {
      patient,
      observations: [],
      conditions: [],
      medications: [],
      allergies: [],
      documents: [],
      problems: [],
      ...raw,
      encounter: { ...encounter, ...(raw.encounter as object | undefined) },
    },
    now,
  );
  if (!context) throw new Error("nobody to show");
  const built = buildCase(context, now, "case");
  return {
    context,
    built,
    vitals: built.case?.vitals ?? {},
    said: [...built.problems.map((p) => p.message), ...built.alsoRecorded.map((a) => `${a.what}: ${a.why}`)],
  };
}
const vitals = (...observations: object[]) => read({ observations });
const snomed = (code: string, display?: string) => ({
  coding: [{ system: "http://snomed.info/sct", code, display }],
});
const spo2 = (over: object) => quantity("59408-5", 94, "%", over);

describe("oxygen in Norwegian extensions", () => {
  const base = "http://hl7.no/fhir/StructureDefinition";
  const inspired = (extension: object[], url = `${base}/NoDomainVitalSignsObservationInspiredOxygen`) => ({
    extension: [{ url, extension }],
  });
  const ratio = (numerator: number) => ({
    valueRatio: { numerator: { value: numerator }, denominator: { value: 100 } },
  });

  it.each<[string, object, object]>([
    ["a share", inspired([{ url: "FiO2", ...ratio(40) }]), { onOxygen: true, inspiredOxygen: 40 }],
    [
      "a share under its older name",
      inspired([{ url: `${base}/ProsentO2`, ...ratio(60) }], `${base}/no-domain-vso-inspiredoxygenextension`),
      { onOxygen: true, inspiredOxygen: 60 },
    ],
    [
      "a flow in millilitres",
      inspired([{ url: "Flow", valueQuantity: { value: 6100, unit: "ml/min" } }]),
      { onOxygen: true, oxygenFlow: 6.1 },
    ],
    ["air", inspired([{ url: "OnAir", valueBoolean: true }]), { onOxygen: false }],
    [
      "a device",
      inspired([{ url: "MethodofOxygenDelivery", valueString: "nesekateter 2 L" }]),
      { onOxygen: true, oxygenFlow: 2 },
    ],
    [
      // The published example of the profile says both.
      "air and a flow at once, of which the flow is the worse",
      inspired([
        { url: "Flow", valueQuantity: { value: 6100, unit: "ml/min" } },
        { url: "OnAir", valueBoolean: true },
      ]),
      { onOxygen: true, oxygenFlow: 6.1 },
    ],
  ])("is read: %s", (_what, over, expected) => {
    expect(vitals(spo2(over)).vitals).toMatchObject({ spo2: 94, ...expected });
    const rate = quantity("9279-1", 24, "/min", { id: "rr", ...over });
    expect(vitals(rate, spo2({})).vitals).toMatchObject({ respiratoryRate: 24, ...expected });
  });

  it("is named where the way is not known, and other extensions are none of it", () => {
    const method = [{ url: "MethodofOxygenDelivery", valueString: "Optiflow" }];
    expect(vitals(spo2(inspired(method))).said.join()).toMatch(/Oxygen was sent in a way that is not known/);
    const heating = inspired([{ url: "FiO2", ...ratio(40) }], `${base}/NoDomainActiveHeating`);
    expect(vitals(spo2(heating)).vitals).not.toHaveProperty("onOxygen");
  });
});

describe("consciousness in numbers", () => {
  const rass = (value: number) =>
    quantity("x", value, "{score}", { code: snomed("457441000124102", "RASS") });
  it.each([
    [4, "alert"],
    [0, "alert"],
    [-1, "voice"],
    [-3, "voice"],
    [-4, "pain"],
    [-5, "unresponsive"],
  ])("RASS %i is %s", (value, expected) => {
    expect(vitals(rass(value)).vitals.consciousness).toBe(expected);
  });
  it.each(["RASS -4", "RASS: -4", "rass=-4"])("%s in words is read, too", (valueString) => {
    expect(vitals(observation({ code: loinc("80288-4"), valueString })).vitals.consciousness).toBe("pain");
  });
  it("agitation is shown as alert and asked about", () => {
    expect(vitals(rass(3)).said.join()).toMatch(/"RASS 3" is read as "Alert"/);
  });
  it.each([-6, 5, 2.5])("RASS %d is on no scale and named", (value) => {
    const { vitals: known, said } = vitals(rass(value));
    expect(known).not.toHaveProperty("consciousness");
    expect(said.join()).toMatch(/in words that are not known \("RASS/);
  });

  const news2 = (value: number) => ({
    ...quantity("x", 7, "{score}", { code: snomed("1104051000000101") }),
    component: [{ code: snomed("1104361000000100"), valueQuantity: { value } }],
  });
  it("the score within NEWS2 says alert, or at least not", () => {
    expect(vitals(news2(0)).vitals.consciousness).toBe("alert");
    const reduced = vitals(news2(3));
    expect([reduced.vitals.consciousness, reduced.said.join()]).toEqual([
      "voice",
      expect.stringMatching(/score 3" is read as "Responds to voice"/),
    ]);
  });
  it("the score within NEWS2 never makes a worse answer of the same moment better", () => {
    const unresponsive = observation({
      id: "acvpu",
      code: snomed("1104441000000107"),
      valueCodeableConcept: snomed("422768004"),
    });
    expect(vitals(news2(3), unresponsive).vitals.consciousness).toBe("unresponsive");
  });
});

describe("the coma scale of somebody with a tube", () => {
  it.each(["E4VTM6", "E4 VT M6", "E4 V1t M6", "E4VNTM6", "E3 V=NT M5", "10T", "GCS 8T"])(
    "%s",
    (valueString) => {
      const { vitals: known, said } = vitals(observation({ code: loinc("9269-2"), valueString }));
      expect(known).not.toHaveProperty("gcs");
      expect(said.join()).toMatch(/Glasgow Coma Scale: sent without speech, which could not be tested/);
    },
  );
  it("has its other parts and no total", () => {
    const part = (code: string, value: object, id: string) =>
      observation({ id, code: loinc(code), ...value });
    const { vitals: known, said } = vitals(
      part("9267-6", { valueInteger: 4 }, "e"),
      part("9270-0", { valueString: "VT" }, "v"),
      part("9268-4", { valueInteger: 6 }, "m"),
    );
    expect(known).not.toHaveProperty("gcs");
    expect(said.join()).toMatch(/speech: sent without speech, which could not be tested/);
  });
  it("of somebody without one is as before", () => {
    expect(vitals(observation({ code: loinc("9269-2"), valueString: "E4V5M6" })).vitals.gcs).toBe(15);
  });
});

describe("pain", () => {
  const pain = (value: object, code = "72514-3") => vitals(observation({ code: loinc(code), ...value }));
  it.each<[string, object, number]>([
    ["mild", { valueString: "Mild" }, 4],
    ["moderate", { valueCodeableConcept: { text: "moderate pain" } }, 6],
    ["severe", { valueString: "Severe pain" }, 7],
    ["severe, by its code", { valueCodeableConcept: snomed("24484000", "Schwer") }, 7],
  ])("that is %s is a number, and said to be from words", (_what, value, expected) => {
    const { vitals: known } = pain(value);
    expect(known.pain).toBe(expected);
  });
  it("that is severe asks for a number", () => {
    expect(pain({ valueString: "severe" }).said.join()).toMatch(/bound \(>= 7\/10\).*please measure again/);
  });
  it("in other words is named", () => {
    expect(pain({ valueString: "annoying" }).said.join()).toMatch(/in words that are no number/);
  });
  it.each<[string, object, number | undefined]>([
    ["72 mm", { valueQuantity: { value: 72, unit: "mm" } }, 7.2],
    ["6.5 cm", { valueQuantity: { value: 6.5, code: "cm" } }, 6.5],
    ["72", { valueQuantity: { value: 72, unit: "{score}" } }, 7.2],
    ["0", { valueInteger: 0 }, 0],
    ["5, of 10 or of 100", { valueInteger: 5 }, undefined],
    ["140", { valueInteger: 140 }, undefined],
  ])("along a line is %s", (_what, value, expected) => {
    const { vitals: known, said } = pain(value, "38214-3");
    expect(known.pain).toBe(expected);
    if (expected === undefined) expect(said.join()).toMatch(/Pain score.* not used/);
  });
  it("of 60 on a scale of ten is no line", () => {
    expect(pain({ valueInteger: 60 }).vitals).not.toHaveProperty("pain");
  });
});

it.each<[string, string, number, string, number | undefined]>([
  ["kelvin", "8310-5", 312.15, "K", 39],
  ["kelvin that are none", "8310-5", 37.5, "K", undefined],
  ["beats a second", "8867-4", 2, "Hz", 120],
  ["breaths a second", "9279-1", 0.5, "/s", 30],
])("%s are read as what they are", (_what, code, value, unit, expected) => {
  const { vitals: known } = vitals(quantity(code, value, unit));
  expect(Object.values(known)).toEqual(expected === undefined ? [] : [expected]);
});

describe("an entry that says there is none", () => {
  const ips = (code: string, display: string) => ({
    coding: [{ system: "http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips", code, display }],
  });
  const entry = (resourceType: string, code: object, id = "n1") => ({
    resourceType,
    id,
    code,
    clinicalStatus: { coding: [{ code: "active" }] },
    ...(resourceType === "AllergyIntolerance" ? { patient: { reference: "Patient/p1" } } : about),
  });
  it.each<[string, object]>([
    ["no information", ips("no-allergy-info", "No information about allergies")],
    ["none known", ips("no-known-allergies", "No known allergies")],
    ["none of drugs known", ips("no-known-medication-allergies", "No known medication allergies")],
    ["none known, SNOMED CT", snomed("716186003", "No known allergy")],
    ["none of drugs known, SNOMED CT", snomed("409137002", "No known drug allergy")],
    ["NKDA", { text: "NKDA" }],
    ["words", { text: "No known drug allergies" }],
    ["Danish", { text: "Ingen kendte allergier" }],
  ])("is no allergy, and is named: %s", (_what, code) => {
    const { context, said } = read({ allergies: [entry("AllergyIntolerance", code)] });
    expect(context.allergies).toEqual([]);
    expect(said.join()).toMatch(/says the EHR, and is no entry/);
  });
  it.each<[string, object]>([
    ["IPS", ips("no-known-problems", "No known problems")],
    ["SNOMED CT", snomed("160245001", "No current problems or disability")],
    ["words", { text: "No known problems" }],
    ["words", { text: "No active problems" }],
  ])("is no problem: %s", (_what, code) => {
    const { context, said } = read({ conditions: [entry("Condition", code)] });
    expect(context.conditions).toEqual([]);
    expect(said.join()).toMatch(/says the EHR, and is no entry/);
  });
  it("never hides one beside it, nor one that only begins like it", () => {
    const allergies = [
      entry("AllergyIntolerance", ips("no-known-allergies", "No known allergies")),
      entry("AllergyIntolerance", { text: "Penicillin" }, "n2"),
      entry("AllergyIntolerance", { text: "No known food allergies except peanut" }, "n3"),
    ];
    expect(read({ allergies }).context.allergies.map((a) => a.text)).toEqual([
      "Penicillin",
      "No known food allergies except peanut",
    ]);
    const conditions = [entry("Condition", { text: "No known cause of seizures" })];
    expect(read({ conditions }).context.conditions).toHaveLength(1);
  });
});

describe("a note kept as HTML", () => {
  const note = (contentType: string, text: string) => ({
    resourceType: "DocumentReference",
    id: "d1",
    status: "current",
    type: loinc("54094-8"),
    date: "2026-01-01T11:10:00Z",
    ...about,
    content: [{ attachment: { contentType, data: Buffer.from(text).toString("base64") } }],
  });
  it("is read as its words", () => {
    const html =
      "<html><head><title>x</title></head><body><p>Chest pain<br/>since 9&nbsp;am</p></body></html>";
    expect(read({ documents: [note("text/html; charset=utf-8", html)] }).context.triageNote).toBe(
      "Chest pain\nsince 9 am",
    );
    expect(read({ documents: [note("application/rtf", "{\\rtf1}")] }).said.join()).toMatch(
      /not kept as text/,
    );
  });
  it.each([
    ["<p>SpO2 <90 on air</p>", "SpO2 <90 on air"],
    ["a <del>stroke</del> fall", "a fall"],
    ['<span style="display:none">old</span>new', "new"],
    ["<script>alert('x')</script><style>p{}</style>ok", "ok"],
    ["<ul><li>a</li><li>b</li></ul>", "a\n\nb"],
    ["temp &gt; 39 &deg;C &amp;lt;", "temp > 39 °C &lt;"],
    ["<table><tr><td>HR</td><td>130</td></tr></table>", "HR 130"],
    ["a<!-- chest pain -->b", "a b"],
    // What a page cuts off at its edge, or shows on wide screens alone, is no less said.
    ['<div style="overflow: hidden">chest pain</div>', "chest pain"],
    ['<p class="hidden-xs">chest pain</p>', "chest pain"],
  ])("%s", (html, text) => {
    expect(textOfHtml(html)).toBe(text);
  });
});

describe("where the patient is", () => {
  const at = (location: object, over: object = {}) =>
    read({ encounter: { location: [{ location }], ...over } });
  it("is said by the name within the visit", () => {
    const contained = [{ resourceType: "Location", id: "l", name: "Resus 2" }];
    expect(at({ reference: "#l" }, { contained }).context.encounter.location).toBe("Resus 2");
    expect(at({ identifier: { value: "R2" } }).context.encounter.location).toBe("R2");
  });
  it("is named as an address without a name", () => {
    const { context, said } = at({ reference: "Location/7" });
    expect(context.encounter.location).toBeNull();
    expect(said.join()).toMatch(/Where the patient is: only an address/);
  });
});

it("a diagnosis that is used as the chief complaint in SNOMED CT comes first", () => {
  const condition = (id: string, text: string) => ({
    resourceType: "Condition",
    id,
    code: { text },
    ...about,
  });
  const { context } = read({
    encounter: {
      diagnosis: [
        { condition: { reference: "Condition/a" }, use: snomed("148006") },
        { condition: { reference: "Condition/b" }, use: snomed("33962009") },
      ],
    },
    conditions: [condition("a", "Asthma"), condition("b", "Chest pain")],
  });
  expect(context.chiefComplaint).toBe("Chest pain; Asthma");
});

describe("as published examples have it", () => {
  const answer = (code: object, concept: object) =>
    vitals(observation({ code, valueCodeableConcept: concept }));
  it.each<[string, object, object, string | undefined]>([
    [
      "Switzerland, CH EMS",
      loinc("11454-6"),
      {
        coding: [
          {
            system: "http://fhir.ch/ig/ch-ems/CodeSystem/IVR",
            code: "V",
            display: "Reaktion nur bei lauter Ansprache",
          },
        ],
        text: "Reaktion nur bei lauter Ansprache",
      },
      "voice",
    ],
    ["IHE paramedicine", loinc("67775-7"), snomed("255373000", "Verbal"), "voice"],
    ["Denmark, TOBS", snomed("6942003"), snomed("450847001"), "pain"],
    [
      "Kenya, emergency care",
      loinc("67775-7"),
      {
        coding: [
          {
            system: "https://fhir.dha.go.ke/ig/emergency/CodeSystem/avpu-scale",
            code: "U",
            display: "Unresponsive",
          },
        ],
      },
      "unresponsive",
    ],
    ["Wales, ACVPU", snomed("1104441000000107"), snomed("248234008", "Mentally alert"), "alert"],
    [
      // A number and a word of its own system: no value set of either is published.
      "Norway, a local scale, which is named",
      snomed("1104441000000107"),
      { coding: [{ system: "http://dips.no/code", code: "5", display: "Våken" }] },
      undefined,
    ],
  ])("%s", (_what, code, concept, expected) => {
    const { vitals: known, said } = answer(code, concept);
    expect(known.consciousness).toBe(expected);
    if (!expected) expect(said.join()).toMatch(/in words that are not known \("Våken"\)/);
  });

  it("US Core and TW Core: a saturation with the share of oxygen", () => {
    const component = [{ code: loinc("3150-0"), valueQuantity: { value: 40, code: "%" } }];
    expect(vitals(spo2({ component })).vitals).toMatchObject({
      spo2: 94,
      onOxygen: true,
      inspiredOxygen: 40,
    });
  });

  it("Switzerland: a pressure and a rate that are absent with a reason are not taken, and no reading is missed", () => {
    const dataAbsentReason = { coding: [{ code: "unknown" }] };
    const { built } = vitals(
      observation({ id: "hr", code: loinc("8867-4"), dataAbsentReason }),
      observation({
        id: "bp",
        code: loinc("85354-9"),
        component: ["8480-6", "8462-4"].map((c) => ({ code: loinc(c), dataAbsentReason })),
      }),
    );
    expect(built.notUnderstood).toEqual([]);
    expect(built.alsoRecorded.map((a) => a.what)).toEqual(
      expect.arrayContaining(["Heart rate", "Systolic blood pressure"]),
    );
  });

  it("the Philippines: SNOMED CT with an edition behind its address, and the coma scale with its answers", () => {
    const system = "http://snomed.info/sct|http://snomed.info/sct/900000000000207008/version/20241001";
    const part = (code: string, answer: string, display: string) => ({
      code: { coding: [{ system, code }] },
      valueCodeableConcept: { coding: [{ system: "http://loinc.org", code: answer, display }] },
    });
    const gcs = observation({
      code: { coding: [{ system, code: "248241002" }] },
      valueInteger: 15,
      component: [
        part("281395000", "LA6556-0", "4 Spontaneous"),
        part("281397008", "LA6561-0", "5 Oriented"),
        part("281396004", "LA6567-7", "6 To command"),
      ],
    });
    expect(vitals(gcs).vitals.gcs).toBe(15);
  });

  it("Denmark: temperature and pulse with a classification of the country's own beside LOINC", () => {
    const both = (code: string, own: string) => ({
      coding: [{ system: "urn:oid:1.2.208.176.2.4", code: own }, ...loinc(code).coding],
    });
    expect(
      vitals(
        quantity("x", 38.7, "Cel", { id: "t", code: both("8310-5", "ZZ0253") }),
        quantity("x", 92, "/min", { id: "h", code: both("8867-4", "ZZ3140") }),
      ).vitals,
    ).toMatchObject({ temperature: 38.7, heartRate: 92 });
  });

  it("Wales: NEWS2 with its scores beside the measurements does not change them", () => {
    const score = (code: string, value: number) => ({ code: snomed(code), valueQuantity: { value } });
    const news2 = observation({
      id: "news2",
      code: snomed("1104051000000101"),
      valueQuantity: { value: 6, code: "{ScoreOf}" },
      component: [
        score("1104301000000104", 2),
        score("1104351000000103", 1),
        score("1104311000000102", 2),
        score("1104331000000105", 0),
        score("1104361000000100", 0),
      ],
    });
    const { vitals: known, built } = vitals(
      news2,
      observation({ id: "air", code: snomed("722742002", "Breathing room air") }),
      spo2({ id: "s" }),
      observation({ id: "a", code: snomed("1104441000000107"), valueCodeableConcept: snomed("248234008") }),
    );
    expect(known).toEqual({ spo2: 94, onOxygen: false, consciousness: "alert" });
    expect(built.notUnderstood).toEqual([]);
  });
});

describe("a chief complaint kept as a condition of that category", () => {
  const complaint = (over: object, category: object = snomed("1269489004", "Chief complaint")) => ({
    resourceType: "Condition",
    id: "cedis",
    clinicalStatus: { coding: [{ code: "active" }] },
    category: [category],
    code: {
      coding: [
        {
          system: "http://aktin.org/fhir/CodeSystem/aktin-cs-cedis30",
          code: "557",
          display: "Verletzung untere Extremität",
        },
      ],
    },
    ...about,
    ...over,
  });
  const now_ = { onsetDateTime: "2026-01-01T10:45:00Z" };
  const kenya = {
    coding: [
      {
        system: "https://fhir.dha.go.ke/ig/emergency/CodeSystem/em-diagnosis-category",
        code: "chief-complaint",
      },
    ],
  };
  it.each<[string, object]>([
    ["of this visit", complaint({ encounter: { reference: "Encounter/e1" } })],
    ["that names no visit, in its time", complaint(now_)],
    [
      "by when it was written down",
      complaint({ onsetDateTime: "2025-11-01", recordedDate: "2026-01-01T11:02:00Z" }),
    ],
    ["in Kenya's words", complaint(now_, kenya)],
  ])("is the complaint: %s", (_what, condition) => {
    const { context } = read({ conditions: [condition] });
    expect([context.chiefComplaint, context.conditions]).toEqual(["Verletzung untere Extremität", []]);
  });
  it.each<[string, object]>([
    ["of another visit", complaint({ ...now_, encounter: { reference: "Encounter/e0" } })],
    ["of last year", complaint({ onsetDateTime: "2025-01-01" })],
  ])("is not this visit's complaint: %s", (_what, condition) => {
    expect(read({ conditions: [condition] }).context.chiefComplaint).toBeNull();
  });
  it("is none where it is withdrawn", () => {
    const verificationStatus = { coding: [{ code: "entered-in-error" }] };
    expect(
      read({ conditions: [complaint({ ...now_, verificationStatus })] }).context.chiefComplaint,
    ).toBeNull();
  });
});

describe("in the words of the country", () => {
  const worded = (code: string, value: number, unit: string) =>
    quantity(code, value, unit, { valueQuantity: { value, unit } });
  it.each<[string, string, number, string, number]>([
    ["Japan", "8867-4", 110, "回/分", 110],
    ["China", "9279-1", 28, "次/分", 28],
    ["Korea", "8867-4", 110, "회/분", 110],
    ["Brazil, breaths", "9279-1", 28, "irpm", 28],
    ["Italy, beats", "8867-4", 110, "battiti/min", 110],
    ["Italy, breaths", "9279-1", 28, "atti/min", 28],
    ["Denmark, beats", "8867-4", 110, "slag/minut", 110],
    ["Denmark, degrees", "8310-5", 39, "grader celcius", 39],
    ["Finland, beats", "8867-4", 110, "krt/min", 110],
    ["Denmark, a share", "59408-5", 0.88, "{fraction}", 88],
    ["Spain, centimetres of mercury", "8480-6", 9, "cmHg", 90],
  ])("%s", (_what, code, value, unit, expected) => {
    expect(Object.values(vitals(worded(code, value, unit)).vitals)).toEqual([expected]);
  });
  it.each(["mg/min", "kcal/min", "回"])("%s is no rate", (unit) => {
    expect(vitals(worded("8867-4", 110, unit)).vitals).toEqual({});
  });

  const text = (code: string, valueString: string) =>
    vitals(observation({ code: loinc(code), valueString })).vitals;
  it.each<[string, string, object]>([
    ["85354-9", "90x60 mmHg", { systolic: 90, diastolic: 60 }],
    ["85354-9", "TA 90/60", { systolic: 90, diastolic: 60 }],
    ["59408-5", "88% aire ambiente", { spo2: 88, onOxygen: false }],
    ["59408-5", "88 % AA", { spo2: 88, onOxygen: false }],
    ["59408-5", "88% Raumluft", { spo2: 88, onOxygen: false }],
    ["72514-3", "8 von 10", { pain: 8 }],
    ["72514-3", "8 sur 10", { pain: 8 }],
    ["38221-8", "Hurts whole lot", { pain: 8 }],
    ["67775-7", "bewusstlos", { consciousness: "unresponsive" }],
    ["67775-7", "Réaction uniquement au stimulus de la douleur", { consciousness: "pain" }],
  ])("%s %s", (code, words, expected) => {
    expect(text(code, words)).toEqual(expected);
  });
  it.each([
    ["85354-9", "12/8"],
    ["85354-9", "90x"],
    ["72514-3", "8 von 20"],
  ])("%s %s is named, not read", (code, words) => {
    expect(text(code, words)).toEqual({});
  });
  it.each(["Neusbril", "Sauerstoffmaske 8 l/min", "Masque à haute concentration", "Nasenbrille 2 l"])(
    "%s gives oxygen",
    (valueString) => {
      const device = observation({ code: { text: "Oxygen device", coding: [] }, valueString });
      expect(vitals(device).vitals).toMatchObject({ onOxygen: true });
    },
  );
});

describe("what was left without a word", () => {
  it("a part of a coma scale without the others is named", () => {
    const verbal = observation({ code: loinc("9270-0"), valueInteger: 4 });
    expect(vitals(verbal).said).toContain(
      "Glasgow Coma Scale, speech: without the other answers, which make up a total",
    );
    const all = [
      ["9267-6", 4],
      ["9270-0", 4],
      ["9268-4", 6],
    ] as const;
    const { vitals: known, said } = vitals(
      ...all.map(([code, valueInteger]) => observation({ id: code, code: loinc(code), valueInteger })),
    );
    expect([known.gcs, said.join()]).toEqual([14, expect.not.stringContaining("make up a total")]);
  });
  it("an allergy that is named by the substance of its reaction alone is shown", () => {
    const allergy = {
      resourceType: "AllergyIntolerance",
      id: "a",
      patient: { reference: "Patient/p1" },
      reaction: [{ substance: { text: "Peanut" } }],
    };
    expect(read({ allergies: [allergy] }).context.allergies.map((a) => a.text)).toEqual(["Peanut"]);
  });
  it("a note written as HTML into an observation is read as its words", () => {
    const note = (valueString: string) =>
      vitals(observation({ code: loinc("54094-8"), valueString })).context.triageNote;
    expect(note("<p>Chest <b>pain</b></p>")).toBe("Chest pain");
    expect(note("SpO2 <90, HR >130")).toBe("SpO2 <90, HR >130");
  });
  it.each(["None", "No medical history", "Keine Vorerkrankungen"])("%s is no history", (words) => {
    expect(
      read({ conditions: [{ resourceType: "Condition", id: "c", code: { text: words }, ...about }] }).context
        .conditions,
    ).toEqual([]);
  });
  it.each([
    "No longer in remission of leukaemia",
    "None of the usual seizures",
    "No fixed problems with asthma",
  ])("%s is history", (words) => {
    expect(
      read({ conditions: [{ resourceType: "Condition", id: "c", code: { text: words }, ...about }] }).context
        .conditions,
    ).toHaveLength(1);
  });
});
