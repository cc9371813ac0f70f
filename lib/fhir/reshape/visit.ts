import type { Foreign } from "../client";
import type { EncounterSummary } from "../patient-context";
import { type Known, ownId, pointsAt } from "../reference";
import { encounterSchema } from "./schemas";
import { spanOf, type When } from "./times";

/** The launched visit with its parts (partOf) and the stay it is part of. */
export type VisitFamily = {
  readonly known: Known;
  /** The visit itself and all that is part of it. */
  readonly own: ReadonlySet<string>;
  /** What it is part of itself: a stay that may have begun elsewhere. */
  readonly stays: ReadonlySet<string>;
  /** ISO instant from which on things of the stay, or of no visit in particular, may belong to this visit. */
  readonly since: string;
};

/** @param others the patient's other encounters, as far as they were read. */
export function visitFamily(
  encounter: Foreign,
  visit: EncounterSummary,
  others: readonly Foreign[],
  issuer: string,
  since: string,
): VisitFamily {
  const parents = new Map<string, string>();
  for (const raw of [...others, encounter]) {
    const parsed = encounterSchema.safeParse(raw);
    if (!parsed.success || parsed.data.status === "entered-in-error") continue;
    if (ownId(parsed.data.subject?.reference, "Patient", issuer) !== visit.patientId) continue;
    const parent = ownId(parsed.data.partOf?.reference, "Encounter", issuer);
    if (parent) parents.set(parsed.data.id, parent);
  }
  const chain = (id: string): string[] => {
    const path: string[] = [];
    for (let at = parents.get(id); at !== undefined && !path.includes(at); at = parents.get(at))
      path.push(at);
    return path;
  };
  const children = [...parents.keys()].filter((id) => chain(id).includes(visit.id));
  const identifiers = Array.isArray(encounter.identifier)
    ? (encounter.identifier as Known["identifiers"])
    : [];
  return {
    known: { issuer, type: "Encounter", id: visit.id, identifiers },
    own: new Set([visit.id, ...children]),
    stays: new Set(chain(visit.id).filter((id) => !children.includes(id))),
    since,
  };
}

export type Belonging = "yes" | "stay" | "unsaid" | "other";

/** To which visit a reference points: this one or a part of it, the stay around it, none that can be told, another. */
export function belonging(reference: unknown, family: VisitFamily, contained?: unknown): Belonging {
  const literal = (reference as { reference?: unknown } | null | undefined)?.reference;
  const id = ownId(literal, "Encounter", family.known.issuer);
  if (id !== null) return family.own.has(id) ? "yes" : family.stays.has(id) ? "stay" : "other";
  if (typeof literal === "string" && !literal.startsWith("#")) return "other";
  const pointing = pointsAt(reference, family.known, contained);
  return pointing === "this" ? "yes" : pointing === "another" ? "other" : "unsaid";
}

/** Whether something of the stay, or of no visit in particular, was in this visit's time. A mere day counts if any of it was. */
export const inTime = (when: When | null, family: VisitFamily): boolean =>
  when !== null && spanOf(when)[1] >= Date.parse(family.since);
