import { existsSync, readdirSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { assembleContext } from "./assemble";
import type { Foreign } from "./client";

/** Patients that somebody else's generator made (Synthea, R4 bundles), kept outside the repository. */
const FOLDER = "../shared/data/fhir-synthea-r4";
const files = existsSync(FOLDER) ? readdirSync(FOLDER).filter((f) => f.endsWith(".gz")) : [];
const now = new Date("2026-01-01T12:00:00Z");

/** References by urn become references by type and id, as a server would store them. */
function resourcesOf(file: string): Foreign[] {
  const { entry } = JSON.parse(gunzipSync(readFileSync(`${FOLDER}/${file}`)).toString("utf8")) as {
    entry: { fullUrl: string; resource: Foreign }[];
  };
  const typeOf = new Map(entry.map((e) => [e.fullUrl, String(e.resource.resourceType)]));
  const text = JSON.stringify(entry.map((e) => e.resource));
  const resolved = text.replace(/urn:uuid:([0-9a-f-]{36})/g, (urn, id: string) => `${typeOf.get(urn)}/${id}`);
  return JSON.parse(resolved) as Foreign[];
}

describe.skipIf(files.length === 0)("foreign data (Synthea, skipped where no copy is at hand)", () => {
  it.each(files)("%s: every visit assembles, with what belongs to it", (file) => {
    const resources = resourcesOf(file);
    const of = (...types: string[]) => resources.filter((r) => types.includes(String(r.resourceType)));
    const [patient] = of("Patient");
    const visits = of("Encounter");
    expect(visits.length).toBeGreaterThan(0);
    let readings = 0;
    for (const encounter of visits) {
      const context = assembleContext(
        "https://ehr.test",
        {
          patient: patient as Foreign,
          encounter,
          observations: of("Observation"),
          conditions: of("Condition"),
          medications: of("MedicationRequest", "MedicationStatement"),
          allergies: of("AllergyIntolerance"),
          documents: of("DocumentReference"),
          problems: [],
        },
        now,
      );
      if (!context) throw new Error("a visit did not assemble");
      expect(context.patient.birthDate).toMatch(/^\d{4}-\d{2}-\d{2}$/);
      expect(context.patient.identifyingTexts.length).toBeGreaterThan(3);
      expect(
        context.problems.filter(
          (p) => p.code === "unreadable-resource" && /Observation|Condition/.test(p.message),
        ),
      ).toEqual([]);
      readings += context.readings.length;
    }
    // No measurement is counted for two visits.
    const measured = of("Observation").flatMap((o) => (Array.isArray(o.component) ? o.component : [o]));
    expect(readings).toBeGreaterThan(0);
    expect(readings).toBeLessThanOrEqual(measured.length + of("Observation").length);
  });
});
