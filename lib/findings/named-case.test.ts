import { describe, expect, it } from "vitest";
import { buildCase } from "@/lib/case/from-context";
import type { PatientContext } from "@/lib/fhir/patient-context";
import { buildNamedCase } from "./named-case";

const NOW = new Date("2024-05-10T12:00:00Z");
const CONTEXT: PatientContext = {
  issuer: "https://ehr.test/fhir",
  patient: {
    id: "p1",
    name: "Rose Okafor",
    identifyingTexts: ["Rose", "Okafor", "Rose Okafor", "1970-05-10", "Adler"],
    identifiers: [],
    birthDate: "1970-05-10",
    sex: "female",
    raceEthnicity: null,
  },
  encounter: {
    id: "e1",
    patientId: "p1",
    status: "arrived",
    classCode: "EMER",
    arrivedAt: "2024-05-10T11:30:00Z",
    arrivalMode: "walk-in",
    location: null,
  },
  chiefComplaint: "chest pain",
  triageNote: "rose from bed, then okafor fell. Seen by ADLER.",
  readings: [],
  conditions: [],
  medications: [],
  allergies: [],
  problems: [],
  fetchedAt: NOW.toISOString(),
  version: "v",
};

describe("a visit's case", () => {
  it("says which of its words are names of the patient and of the people of the visit, and nothing else anew", () => {
    const { case: c, ...built } = buildNamedCase(CONTEXT, NOW, "1");
    const { case: plain, ...before } = buildCase(CONTEXT, NOW, "1");
    expect(c).toEqual({ ...plain, names: ["okafor", "ADLER"] });
    expect(built).toEqual(before);
  });

  it("is as ever where its words name nobody, and where there is none", () => {
    const nobody = { ...CONTEXT, triageNote: "rose from bed" };
    expect(buildNamedCase(nobody, NOW, "1")).toEqual(buildCase(nobody, NOW, "1"));
    const ageless = { ...CONTEXT, patient: { ...CONTEXT.patient, birthDate: null } };
    expect(buildNamedCase(ageless, NOW, "1")).toEqual(buildCase(ageless, NOW, "1"));
  });
});
