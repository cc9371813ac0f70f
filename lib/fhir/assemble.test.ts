import { describe, expect, it } from "vitest";
import { assembleContext } from "./assemble";
import type { Foreign } from "./client";
import { about, atVisit, encounter, loinc, now, observation, patient, quantity } from "./testing/ehr";

const chart = (observations: readonly unknown[], over: Record<string, unknown> = {}) =>
  assembleContext(
    "https://ehr.test/r4",
    {
      patient,
      encounter,
      observations: observations as Foreign[],
      conditions: [],
      medications: [],
      allergies: [],
      documents: [],
      problems: [],
      ...over,
    },
    now,
  );
const category = (code: string) => [{ coding: [{ code }] }];
const status = (code: string) => ({ coding: [{ code }] });

describe("measurements", () => {
  it("flattens blood pressure panels and translates units", () => {
    const panel = observation({
      id: "bp",
      code: loinc("85354-9"),
      component: [
        ["8480-6", 92],
        ["8462-4", 60],
      ].map(([code, value]) => ({ code: loinc(String(code)), valueQuantity: { value, unit: "mmHg" } })),
    });
    const context = chart([
      quantity("8310-5", 101.2, "degF", { id: "t1", effectiveDateTime: "2026-01-01T11:06:00Z" }),
      panel,
      quantity("8867-4", 118, "beats/minute", { id: "h1", effectiveDateTime: "2026-01-01T11:07:00+00:00" }),
    ]);
    expect(context?.readings.map((r) => [r.reference, r.loinc[0], r.value, r.ucum, r.at])).toEqual([
      ["Observation/bp", "8462-4", 60, "mm[Hg]", "2026-01-01T11:05:00.000Z"],
      ["Observation/bp", "8480-6", 92, "mm[Hg]", "2026-01-01T11:05:00.000Z"],
      ["Observation/t1", "8310-5", 101.2, "[degF]", "2026-01-01T11:06:00.000Z"],
      ["Observation/h1", "8867-4", 118, "/min", "2026-01-01T11:07:00.000Z"],
    ]);
  });

  it("keeps both codes of one oxygen saturation", () => {
    const both = { coding: [...loinc("59408-5").coding, ...loinc("2708-6").coding] };
    const context = chart([observation({ code: both, valueQuantity: { value: 93, code: "%" } })]);
    expect(context?.readings).toMatchObject([{ loinc: ["59408-5", "2708-6"], value: 93, ucum: "%" }]);
  });

  it("reads consciousness as words", () => {
    const code = loinc("80288-4");
    const context = chart([observation({ code, valueCodeableConcept: { text: "Responds to voice" } })]);
    expect(context?.readings).toMatchObject([{ value: null, valueText: "Responds to voice", ucum: "" }]);
  });

  it.each([
    ["preliminary", { status: "preliminary" }],
    ["amended", { status: "amended" }],
    ["with an instant", { effectiveDateTime: undefined, effectiveInstant: "2026-01-01T11:05:00Z" }],
    ["over a period", { effectiveDateTime: undefined, effectivePeriod: { end: "2026-01-01T11:05:00Z" } }],
    ["known by when it was issued", { effectiveDateTime: undefined, issued: "2026-01-01T11:05:00.000Z" }],
    [
      "referring to the patient absolutely",
      { subject: { reference: "https://ehr.test/r4/Patient/p1/_history/2" } },
    ],
    ["of this visit", atVisit],
    [
      "of this visit, referred to absolutely",
      { encounter: { reference: "https://ehr.test/r4/Encounter/e1" } },
    ],
    ["taken on the way in", { effectiveDateTime: "2026-01-01T10:20:00Z" }],
  ])("uses one that is %s", (_what, over) => {
    const context = chart([quantity("8867-4", 80, "/min", over)]);
    expect(context?.readings).toMatchObject([{ value: 80, at: expect.stringMatching(/^2026-01-01T1[01]:/) }]);
  });

  it.each([
    ["withdrawn", { status: "entered-in-error" }, "entered-in-error"],
    ["cancelled", { status: "cancelled" }, "entered-in-error"],
    ["from the future", { effectiveDateTime: "2026-01-02T00:00:00Z" }, "future-timestamp"],
    ["at no known time", { effectiveDateTime: "yesterday" }, "unreadable-resource"],
    ["on a day that does not exist", { effectiveDateTime: "2026-02-31T10:00:00Z" }, "unreadable-resource"],
    ["of somebody else", { subject: { reference: "Patient/p2" } }, "other-person"],
    [
      "of somebody with the same id elsewhere",
      { subject: { reference: "https://other.test/r4/Patient/p1" } },
      "other-person",
    ],
    ["of a group with the patient's id", { subject: { reference: "Group/p1" } }, "other-person"],
    ["of nobody", { subject: undefined }, "other-person"],
    ["whose subject is text", { subject: "Patient/p1" }, "other-person"],
    ["whose subject is null", { subject: null }, "other-person"],
    ["about the newborn", { focus: [{ reference: "Patient/baby" }] }, "other-person"],
    ["about the fetus, in words", { focus: [{ display: "Fetus A" }] }, "other-person"],
    [
      "about a focus given as a code",
      {
        extension: [
          {
            url: "http://hl7.org/fhir/StructureDefinition/observation-focusCode",
            valueCodeableConcept: { text: "Fetus" },
          },
        ],
      },
      "other-person",
    ],
    [
      "marked in a way nobody here knows",
      { modifierExtension: [{ url: "urn:not-performed", valueBoolean: true }] },
      "unreadable-resource",
    ],
    ["of another visit today", { encounter: { reference: "Encounter/e9" } }, "other-visit"],
    ["without an id", { id: undefined }, "unreadable-resource"],
    ["with an id that is a path", { id: "../Patient/p2" }, "unreadable-resource"],
    ["of another kind than asked for", { resourceType: "Obsrvation" }, "unreadable-resource"],
  ])("leaves out one that is %s and says so", (_what, over, code) => {
    const context = chart([
      quantity("8867-4", 300, "/min", over),
      quantity("9279-1", 20, "/min", { id: "ok" }),
    ]);
    expect(context?.readings.map((r) => r.value)).toEqual([20]);
    expect(context?.problems.map((p) => p.code)).toContain(code);
    expect(JSON.stringify(context?.problems)).not.toMatch(/Quill|p1|p2/);
  });

  it.each([
    ["of another visit", { encounter: { reference: "Encounter/e9" } }],
    ["of a visit whose id begins the same", { encounter: { reference: "Encounter/e11" } }],
    ["of last year, for no visit in particular", { effectiveDateTime: "2025-02-01T10:00:00Z" }],
    ["without a LOINC code", { code: { coding: [{ system: "urn:local", code: "8867-4" }] } }],
    ["without any code", { code: undefined }],
    ["whose code is null", { code: null }],
    ["whose coding is text", { code: { coding: "8867-4" } }],
    ["without a value", { valueQuantity: undefined, dataAbsentReason: { text: "refused" } }],
    ["whose value is text", { valueQuantity: { value: "high" } }],
    ["whose value is an object", { valueQuantity: { value: { a: 1 } } }],
    ["whose quantity is text", { valueQuantity: "ninety" }],
    ["whose components are none", { valueQuantity: undefined, component: { a: 1 } }],
  ])("does not count one %s", (_what, over) => {
    expect(chart([quantity("8867-4", 80, "/min", over)])?.readings).toEqual([]);
  });

  it.each([null, 7, "text", [], { nonsense: true }, { resourceType: "Observation" }])(
    "is not thrown by a resource that is %j",
    (resource) => {
      const context = chart([resource ?? {}, quantity("9279-1", 20, "/min")]);
      expect(context?.readings).toHaveLength(1);
      expect(context?.problems.map((p) => p.code)).toContain("unreadable-resource");
    },
  );
});

describe("complaint and note", () => {
  const words = (code: string, valueString: string, over: object = {}) =>
    observation({
      id: `o-${valueString.replace(/\W/g, "")}`,
      code: loinc(code),
      valueString,
      ...atVisit,
      ...over,
    });
  const condition = (over: object) => ({ resourceType: "Condition", id: "c1", ...about, ...over });
  const withReason = { ...encounter, reasonCode: [{ text: "from the visit" }] };
  const diagnosis = condition({
    category: category("encounter-diagnosis"),
    code: { text: "from a diagnosis" },
    ...atVisit,
  });

  it.each([
    [
      "an observation first, then the visit's reason",
      [words("8661-1", "chest pain")],
      { encounter: withReason },
      "chest pain; from the visit",
    ],
    ["a narrative too", [words("10154-3", "pain since noon")], {}, "pain since noon"],
    [
      "all of several, oldest first",
      [words("8661-1", "later", { effectiveDateTime: "2026-01-01T11:30:00Z" }), words("8661-1", "first")],
      {},
      "first; later",
    ],
    [
      "then the visit's reason and its diagnosis",
      [],
      { encounter: withReason, conditions: [diagnosis] },
      "from the visit; from a diagnosis",
    ],
    ["else this visit's diagnosis", [], { conditions: [diagnosis] }, "from a diagnosis"],
    ["never a withdrawn one", [words("8661-1", "x", { status: "entered-in-error" })], {}, null],
    ["never another visit's", [words("8661-1", "x", { encounter: { reference: "Encounter/e9" } })], {}, null],
    [
      "never one of no visit and no time",
      [words("8661-1", "x", { encounter: undefined, effectiveDateTime: undefined })],
      {},
      null,
    ],
  ])("the complaint is %s", (_what, observations, over, expected) => {
    const context = chart(observations, over);
    expect(context?.chiefComplaint).toBe(expected);
    expect(context?.problems.some((p) => p.code === "missing-complaint")).toBe(expected === null);
  });

  const document = (over: object = {}) => ({
    resourceType: "DocumentReference",
    id: "d1",
    status: "current",
    type: loinc("54094-8"),
    date: "2026-01-01T11:10:00Z",
    ...about,
    context: { encounter: [{ reference: "Encounter/e1" }] },
    content: [
      {
        attachment: {
          contentType: "text/plain; charset=utf-8",
          data: Buffer.from("Fever, 3 d. °C").toString("base64"),
        },
      },
    ],
    ...over,
  });
  it.each([
    ["from a document", [], [document()], "Fever, 3 d. °C"],
    ["from an observation", [words("54094-8", "from obs")], [], "from obs"],
    ["both, the newer first", [words("54094-8", "older")], [document()], "Fever, 3 d. °C\n\nolder"],
    [
      "not from another visit",
      [],
      [document({ context: { encounter: [{ reference: "Encounter/e9" }] } })],
      null,
    ],
    [
      "not from a document of no visit of last year",
      [],
      [document({ context: {}, date: "2025-01-01" })],
      null,
    ],
    ["from a document of no visit of today", [], [document({ context: undefined })], "Fever, 3 d. °C"],
    ["not from a replaced document", [], [document({ status: "superseded" })], null],
    ["not from a withdrawn document", [], [document({ docStatus: "entered-in-error" })], null],
    ["not from another kind of document", [], [document({ type: loinc("18842-5") })], null],
  ])("the note is read %s", (_what, observations, documents, expected) => {
    expect(chart(observations, { documents })?.triageNote).toBe(expected);
  });

  it.each([
    ["a PDF", { contentType: "application/pdf", data: "AAAA" }],
    ["kept elsewhere", { contentType: "text/plain", url: "Binary/1" }],
  ])("says that a note is %s instead of reading it", (_what, attachment) => {
    const context = chart([], { documents: [document({ content: [{ attachment }] })] });
    expect(context?.triageNote).toBeNull();
    expect(context?.problems.map((p) => p.message).join()).toMatch(/not kept as text/);
  });
});

describe("history, medicines, allergies", () => {
  const active = { clinicalStatus: status("active") };
  it("keeps what is true now, each wording once", () => {
    const entry = (text: string, over: object = {}) => ({
      resourceType: "Condition",
      id: `c-${text.replace(/\W/g, "")}`,
      code: { text },
      ...active,
      ...about,
      ...over,
    });
    const old = { category: category("encounter-diagnosis"), encounter: { reference: "Encounter/e0" } };
    const context = chart([], {
      conditions: [
        entry("Asthma"),
        entry("asthma"),
        entry("Healed", { clinicalStatus: status("resolved") }),
        entry("Mistaken", { verificationStatus: status("entered-in-error") }),
        entry("Ruled out", { verificationStatus: status("refuted") }),
        entry("Diabetes", old),
        entry("Sprain", { ...old, clinicalStatus: undefined }),
        entry("Of another", { subject: { reference: "Patient/p2" } }),
      ],
    });
    expect(context?.conditions.map((c) => c.text)).toEqual(["Asthma", "Diabetes"]);
  });

  it("names medicines by code, contained resource or reference, and reports the nameless", () => {
    const medicine = (id: string, over: object, resourceType = "MedicationRequest") => ({
      resourceType,
      id,
      status: "active",
      ...about,
      ...over,
    });
    const context = chart([], {
      medications: [
        medicine("1", {
          medicationCodeableConcept: { coding: [{ system: "rx", code: "1", display: "Metformin" }] },
        }),
        medicine("2", {
          medicationReference: { reference: "#m" },
          contained: [{ id: "m", code: { text: "Apixaban" } }],
        }),
        medicine(
          "3",
          { medicationReference: { reference: "Medication/9", display: "Insulin" } },
          "MedicationStatement",
        ),
        medicine("4", { medicationReference: { reference: "Medication/9" } }),
        medicine("5", { medicationCodeableConcept: { text: "Past" }, status: "stopped" }),
        medicine("6", { medicationCodeableConcept: { text: "Proposed" }, intent: "proposal" }),
      ],
    });
    expect(context?.medications).toEqual([
      { system: "rx", code: "1", text: "Metformin" },
      { system: null, code: null, text: "Apixaban" },
      { system: null, code: null, text: "Insulin" },
    ]);
    expect(context?.problems.map((p) => p.message)).toContain(
      "One MedicationRequest from the EHR has no name and was left out.",
    );
  });

  it("reads allergies, which name their patient elsewhere", () => {
    const allergy = (id: string, text: string, code: string) => ({
      resourceType: "AllergyIntolerance",
      id,
      patient: { reference: "Patient/p1" },
      category: ["medication"],
      clinicalStatus: status(code),
      code: { text },
    });
    const allergies = [allergy("1", "Penicillin", "active"), allergy("2", "Latex", "inactive")];
    expect(chart([], { allergies })?.allergies.map((a) => a.text)).toEqual(["Penicillin"]);
  });
});

describe("the person", () => {
  it("knows every text that names the patient", () => {
    const context = chart([], {
      patient: {
        ...patient,
        telecom: [{ value: "+1 555 010 7788" }],
        address: [{ line: ["12 Elm Street"], city: "Springfield", postalCode: "00501" }],
        contact: [{ name: { family: "Quill-Moss", given: ["Bea"] }, telecom: [{ value: "bea@mail.test" }] }],
      },
      encounter: {
        ...encounter,
        identifier: [{ value: "VISIT-9" }],
        participant: [
          { individual: { reference: "Practitioner/p1", display: "Dr. Tamsin Roe" } },
          { individual: { reference: "RelatedPerson/r1", display: "Odette Quill" } },
          { individual: { reference: "PractitionerRole/x", display: "Emergency nurse" } },
        ],
      },
    });
    expect(context?.patient.identifyingTexts).not.toContain("Emergency nurse");
    expect(context?.patient.identifyingTexts).toEqual(
      expect.arrayContaining([
        "Quill",
        "Ada",
        "Ada Quill",
        "MRN-77123",
        "1956-05-04",
        "+1 555 010 7788",
        "12 Elm Street",
        "Springfield",
        "00501",
        "Quill-Moss",
        "bea@mail.test",
        "VISIT-9",
        "Dr. Tamsin Roe",
        "Odette Quill",
      ]),
    );
  });

  const US_CORE = "http://hl7.org/fhir/us/core/StructureDefinition";
  const extension = (kind: string, ...codes: string[]) => ({
    url: `${US_CORE}/us-core-${kind}`,
    extension: codes.map((code) => ({ url: "ombCategory", valueCoding: { code } })),
  });
  it.each([
    ["White", [extension("race", "2106-3"), extension("ethnicity", "2186-5")]],
    ["Black or African American", [extension("race", "2054-5")]],
    ["Asian", [extension("race", "2028-9")]],
    ["Hispanic or Latino", [extension("race", "2106-3"), extension("ethnicity", "2135-2")]],
    ["Other", [extension("race", "1002-5")]],
    ["Other", [extension("race", "2106-3", "2054-5")]],
    [null, [extension("race", "UNK")]],
    [null, [extension("race")]],
    [null, [7, null, { url: `${US_CORE}/us-core-race` }]],
    [null, undefined],
  ])("groups race and ethnicity as %s", (expected, extensions) => {
    expect(chart([], { patient: { ...patient, extension: extensions } })?.patient.raceEthnicity).toBe(
      expected,
    );
  });

  const speaks = (code: string, preferred?: boolean) => ({
    language: { coding: [{ system: "urn:ietf:bcp:47", code }] },
    ...(preferred === undefined ? {} : { preferred }),
  });
  it.each([
    ["es", [speaks("es-MX")]],
    ["es", [speaks("en"), speaks("ES", true)]],
    ["en", [speaks("en-US"), speaks("en")]],
    // Two that are spoken alike, and what is no code, say nothing.
    [undefined, [speaks("en"), speaks("es")]],
    [undefined, [speaks("Spanish (Mexico)")]],
    [undefined, [{ language: { text: "Spanish" } }, 7]],
    [undefined, undefined],
  ])("reads the language as %s, and takes nobody for another patient for it", (expected, communication) => {
    const read = chart([], { patient: { ...patient, communication } });
    expect(read?.patient.language).toBe(expected);
    expect(read?.version).toBe(chart([])?.version);
  });

  it.each([
    ["1956-05-04", "1956-05-04", false],
    ["1956", "1956", false],
    ["4 May 1956", null, true],
    [undefined, null, true],
    [19560504, null, true],
  ])("birth date %s is read as %s", (birthDate, expected, missing) => {
    const context = chart([], { patient: { ...patient, birthDate } });
    expect(context?.patient.birthDate).toBe(expected);
    expect(context?.problems.some((p) => p.code === "missing-birth-date")).toBe(missing);
  });

  it("gives two nameless patients two names", () => {
    const named = (id: string) =>
      chart([], {
        patient: { resourceType: "Patient", id },
        encounter: { ...encounter, subject: { reference: `Patient/${id}` } },
      })?.patient.name;
    expect(named("a")).toMatch(/^Unnamed patient [0-9A-F]{4}$/);
    expect(named("a")).not.toBe(named("b"));
  });

  it.each([
    [{ link: [{ other: { reference: "Patient/p7" }, type: "replaced-by" }] }, true],
    [{ active: false }, true],
    [{ link: [{ other: { reference: "Patient/p7" }, type: "replaces" }] }, false],
  ])("warns of a merged record: %j", (over, warned) => {
    const problems = chart([], { patient: { ...patient, ...over } })?.problems.map((p) => p.code) ?? [];
    expect(problems.includes("merged-patient")).toBe(warned);
  });

  it.each([
    ["By ambulance (EMS)", "ambulance"],
    ["EMS ground transport", "ambulance"],
    ["Walk-in", "walk-in"],
    ["Self-referred, walked in", "walk-in"],
    ["Transfer from another hospital", "other"],
    ["", "unknown"],
  ])("arrival %j is %s", (text, expected) => {
    const hospitalization = { admitSource: { text } };
    expect(chart([], { encounter: { ...encounter, hospitalization } })?.encounter.arrivalMode).toBe(expected);
  });

  it.each([
    [
      "an encounter and a patient that do not belong together",
      { encounter: { ...encounter, subject: { reference: "Patient/p2" } } },
    ],
    ["an encounter without a subject", { encounter: { ...encounter, subject: undefined } }],
    ["a patient without an id", { patient: { ...patient, id: undefined } }],
  ])("refuses %s", (_what, over) => {
    expect(chart([], over)).toBeNull();
  });
});

describe("the version", () => {
  const hr = quantity("8867-4", 80, "/min", { id: "a" });
  const rr = quantity("9279-1", 18, "/min", { id: "b" });
  const condition = (id: string) => ({ resourceType: "Condition", id, code: { text: id }, ...about });
  const version = (observations: unknown[], over: Record<string, unknown> = {}) =>
    chart(observations, over)?.version;

  it("is the same whatever the order in which the EHR answers", () => {
    expect(version([hr, rr], { conditions: [condition("x"), condition("y")] })).toBe(
      version([rr, hr], { conditions: [condition("y"), condition("x")] }),
    );
  });

  it("is the same when something could not be read", () => {
    expect(version([hr], { problems: [{ code: "unreadable-resource", message: "…" }] })).toBe(version([hr]));
  });

  it.each([
    ["a value", [quantity("8867-4", 81, "/min", { id: "a" })], {}],
    ["one more measurement", [hr, rr], {}],
    [
      "an allergy",
      [hr],
      {
        allergies: [
          { resourceType: "AllergyIntolerance", id: "1", patient: about.subject, code: { text: "Latex" } },
        ],
      },
    ],
    ["the patient's birth date", [hr], { patient: { ...patient, birthDate: "1956-05-05" } }],
  ])("changes with %s", (_what, observations, over) => {
    expect(version(observations, over)).not.toBe(version([hr]));
  });
});
