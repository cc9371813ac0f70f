// Cases to measure explanations on: the sandbox's patients, read as the EHR's would be, and made-up survey visits.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { TriageCase } from "@/lib/case/triage-case";
import { random } from "@/lib/core/random";
import { assembleContext } from "@/lib/fhir/assemble";
import type { Foreign } from "@/lib/fhir/client";
import { buildNamedCase } from "@/lib/findings/named-case";
import { parseReplay, synthesize } from "@/lib/training/replay";
import { department } from "@/sandbox/patients/department";

const NOW = new Date("2026-11-24T12:00:00Z");

/** The department's patients of known age, as their nurse would have them before her: with notes, histories and quirks. */
export function sandboxCases(seed = 1, now = NOW): TriageCase[] {
  const latest = new Map<string, Foreign>();
  for (const { resource } of department(seed, now).entries)
    latest.set(`${resource.resourceType}/${resource.id}`, resource as unknown as Foreign);
  const all = [...latest.values()];
  const of = (type: string, patient: string) =>
    all.filter((r) => r.resourceType === type && subjectOf(r) === `Patient/${patient}`);
  return all
    .filter((r) => r.resourceType === "Patient")
    .flatMap((patient) => {
      const id = String(patient.id);
      const encounter = of("Encounter", id).at(-1);
      const context =
        encounter &&
        assembleContext(
          "sandbox",
          {
            patient,
            encounter,
            observations: of("Observation", id),
            conditions: of("Condition", id),
            medications: [],
            allergies: [],
            documents: of("DocumentReference", id),
            problems: [],
          },
          now,
        );
      return (context && buildNamedCase(context, now, id).case) || [];
    });
}

const subjectOf = (r: Foreign): unknown => (r.subject as { reference?: unknown } | undefined)?.reference;

/** Visits made up from the artifact's summary of its training data: short texts, few or no notes. */
export async function surveyCases(artifact: string, count: number, seed = 1): Promise<TriageCase[]> {
  const summary = parseReplay(JSON.parse(await readFile(join(artifact, "replay.json"), "utf8")));
  const r = random(seed, "explain");
  return Array.from({ length: count }, (_, i) => ({ ...synthesize(summary, r), id: `made-up-${i}` }));
}
