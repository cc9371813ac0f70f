import type { Foreign } from "./client";
import { ownId } from "./reference";

/** Somebody on a list: a visit, or a patient whose visits are still to be asked for. */
export type Member = { readonly type: "Encounter" | "Patient"; readonly id: string };

type ListEntry = { readonly item?: { readonly reference?: unknown }; readonly deleted?: unknown };
type GroupMember = {
  readonly entity?: { readonly reference?: unknown };
  readonly inactive?: unknown;
  readonly extension?: unknown;
};
type Extension = { readonly url?: unknown; readonly valueReference?: { readonly reference?: unknown } };

/** Argonaut's user-facing patient lists (argonautproject.github.io/patient-lists) name the visit somebody is on the list for. */
const MEMBER_VISIT = /\/patientlist-encounter$/;

/**
 * Who is on a List of patients or visits, or in a Group of patients; those taken off it are not. null: the list is not in use, or
 * names people and none of this EHR, so that nobody knows who is meant.
 */
export function membersOf(list: Foreign, issuer: string): Member[] | null {
  if (list.resourceType === "List" ? list.status !== "current" : list.active === false) return null;
  const named = list.resourceType === "List" ? entriesOf(list) : groupMembersOf(list);
  const members = named.flatMap((references) => memberOf(references, issuer) ?? []);
  if (named.length > 0 && members.length === 0) return null;
  return [...new Map(members.map((m) => [`${m.type}/${m.id}`, m])).values()];
}

/** References by which one on the list may be known, the visit first. */
type Named = readonly unknown[];
const asList = <T>(list: unknown): T[] =>
  Array.isArray(list) ? list.filter((x): x is T => typeof x === "object" && x !== null) : [];

const entriesOf = (list: Foreign): Named[] =>
  asList<ListEntry>(list.entry)
    .filter((e) => e.deleted !== true)
    .map((e) => [e.item?.reference]);

const groupMembersOf = (group: Foreign): Named[] =>
  asList<GroupMember>(group.member)
    .filter((m) => m.inactive !== true)
    .map((m) => [
      ...asList<Extension>(m.extension)
        .filter((e) => MEMBER_VISIT.test(String(e.url)))
        .map((e) => e.valueReference?.reference),
      m.entity?.reference,
    ]);

function memberOf(references: Named, issuer: string): Member | null {
  for (const reference of references)
    for (const type of ["Encounter", "Patient"] as const) {
      const id = ownId(reference, type, issuer);
      if (id) return { type, id };
    }
  return null;
}
