import type { BuiltCase } from "@/lib/case/case-view";
import { buildCase } from "@/lib/case/from-context";
import type { PatientContext } from "@/lib/fhir/patient-context";
import { withKnownNames } from "./without-names";

/** A visit's case (buildCase) that says which of its words the record knows for names of the patient and people of the visit. */
export function buildNamedCase(context: PatientContext, now: Date, caseId: string): BuiltCase {
  const built = buildCase(context, now, caseId);
  if (!built.case) return built;
  return { ...built, case: withKnownNames(built.case, context.patient.identifyingTexts) };
}
