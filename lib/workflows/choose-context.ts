import { MINUTE } from "@/lib/core/clock";
import type { PatientContext } from "@/lib/fhir/patient-context";

/** For how long a whole snapshot is preferred to a fresh record with parts missing. */
const PREFER_FOR = 15 * MINUTE;
/** How lib/fhir/read-patient.ts says that a part of the record was not to be had. */
const SECTION_FAILED = / could not be read from the EHR\.$/;

export const unreadParts = (context: PatientContext): string[] =>
  context.problems.map((p) => p.message).filter((message) => SECTION_FAILED.test(message));

/**
 * Whether to go on showing the last snapshot because the fresh record lacks a part that the snapshot has: without its
 * vital signs a sick patient would look well. Only for a while, since a part may be withheld for good; then the fresh
 * record is shown and says what is missing.
 */
export function preferSnapshot(fresh: PatientContext, snapshot: PatientContext | null, now: Date): boolean {
  if (!snapshot) return false;
  const had = new Set(unreadParts(snapshot));
  const lost = unreadParts(fresh).some((part) => !had.has(part));
  return lost && now.getTime() - Date.parse(snapshot.fetchedAt) < PREFER_FOR;
}
