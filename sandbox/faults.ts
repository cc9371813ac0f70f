import type { Bundle, Resource } from "./fhir/types";

/** What tests can do to the EHR. Only with `faults: true`. */
export const FAULTS = ["none", "down", "slow", "malformed", "not-json", "error500", "expire-tokens"] as const;
export type Fault = (typeof FAULTS)[number];
export const isFault = (value: unknown): value is Fault => FAULTS.includes(value as Fault);

const DEFAULT_DELAY = 5_000;

/** Statuses by which an EHR says that somebody may not see a patient, or that there is none; or that a part of it is down. */
export const REFUSALS = [403, 404, 410, 503] as const;
export type Refusal = (typeof REFUSALS)[number];
export const isRefusal = (value: unknown): value is Refusal => REFUSALS.includes(value as Refusal);

export class Faults {
  mode: Fault = "none";
  delayMs = DEFAULT_DELAY;
  private readonly refused = new Map<string, Refusal>();

  /**
   * From now on this patient and their visits (or a type of resource) are refused to a user, or to all; null: no longer.
   * Searches for visits still list them.
   */
  refuse(patient: string, status: Refusal | null, user = "*"): void {
    if (status === null) this.refused.delete(`${user} ${patient}`);
    else this.refused.set(`${user} ${patient}`, status);
  }

  refusalOf(patient: string, user: string | null): Refusal | null {
    return this.refused.get(`${user} ${patient}`) ?? this.refused.get(`* ${patient}`) ?? null;
  }

  set(mode: Fault, ms?: number): void {
    this.mode = mode;
    this.delayMs = ms ?? DEFAULT_DELAY;
  }
}

const CLINICAL = [
  "AllergyIntolerance",
  "Condition",
  "DocumentReference",
  "MedicationRequest",
  "MedicationStatement",
  "Observation",
];

/**
 * Spoils every third clinical resource of an answer, each in another way, as broken interfaces do: wrong types, missing
 * elements, impossible dates. Patient and Encounter stay readable.
 */
export function malform(answer: Resource): Resource {
  if (answer.resourceType !== "Bundle") return answer;
  const bundle = structuredClone(answer) as Bundle;
  let seen = 0;
  for (const entry of bundle.entry ?? []) {
    if (!entry.resource || !CLINICAL.includes(entry.resource.resourceType)) continue;
    seen += 1;
    if (seen % 3 === 0) entry.resource = spoil(entry.resource, seen / 3) as unknown as Resource;
  }
  return bundle as Resource;
}

function spoil(resource: Resource, turn: number): Record<string, unknown> {
  const spoilt = { ...(resource as unknown as Record<string, unknown>) };
  switch (turn % 6) {
    case 0:
      return { ...spoilt, valueQuantity: "ninety", effectiveDateTime: "yesterday" };
    case 1:
      return { ...spoilt, code: null };
    case 2:
      return { ...spoilt, code: { coding: "8867-4" }, component: {} };
    case 3:
      return { resourceType: spoilt.resourceType, id: spoilt.id };
    case 4:
      return { ...spoilt, subject: "Patient/1", effectiveDateTime: "2026-02-31T25:00:00Z" };
    default:
      return { ...spoilt, resourceType: "Obsrvation" };
  }
}
