import { MINUTE } from "@/lib/core/clock";
import type { PatientContext } from "@/lib/fhir/patient-context";
import { withheldParts } from "@/lib/fhir/sections";

/** For how long a whole snapshot is preferred to a fresh record with parts missing. */
const PREFER_FOR = 15 * MINUTE;
/** How lib/fhir/read-patient.ts says that a part of the record was not to be had. */
const SECTION_FAILED = / could not be read from the EHR\.$/;

export const unreadParts = (context: PatientContext): string[] =>
  context.problems.map((p) => p.message).filter((message) => SECTION_FAILED.test(message));

/**
 * Whether to go on showing the last snapshot because the fresh record lacks a part that the snapshot has: without its
 * vital signs a sick patient would look well. Only for a while, since a part may be lost for good; then the fresh
 * record is shown and says what is missing. Never where the EHR refused a part: somebody else may have been shown it.
 */
export function preferSnapshot(fresh: PatientContext, snapshot: PatientContext | null, now: Date): boolean {
  if (!snapshot || lacksWithheld(fresh, snapshot)) return false;
  const had = new Set(unreadParts(snapshot));
  const lost = unreadParts(fresh).some((part) => !had.has(part));
  return lost && isYoung(snapshot, now);
}

/** Whether storing the fresh record would take away from others what only this person was refused. */
export const hidesKnownParts = (fresh: PatientContext, snapshot: PatientContext, now: Date): boolean =>
  lacksWithheld(fresh, snapshot) && isYoung(snapshot, now);

function lacksWithheld(fresh: PatientContext, snapshot: PatientContext): boolean {
  const also = new Set(withheldParts(snapshot.problems));
  return withheldParts(fresh.problems).some((part) => !also.has(part));
}

const isYoung = (snapshot: PatientContext, now: Date): boolean =>
  now.getTime() - Date.parse(snapshot.fetchedAt) < PREFER_FOR;

/** The snapshot's chart under what the EHR has just said of patient and visit: that was read, and it is what a decision is checked by. */
export function standIn(fresh: PatientContext, snapshot: PatientContext): PatientContext {
  const merged = fresh.problems.filter((p) => p.code === "merged-patient");
  const chart = snapshot.problems.filter((p) => p.code !== "merged-patient");
  return {
    ...snapshot,
    patient: fresh.patient,
    encounter: fresh.encounter,
    problems: [...merged, ...chart],
  };
}
