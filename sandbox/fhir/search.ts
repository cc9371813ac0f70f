import { formatSearchQuery, type SearchRequest } from "@medplum/core";
import type { ResourceStore } from "../store/store";
import type { Access } from "./access";
import { refuse } from "./outcomes";
import { matchesFilter, sortKey } from "./search-match";
import { DEFAULT_COUNT, MAX_COUNT } from "./search-query";
import type { Bundle, Filter, Resource, Stored } from "./types";

/** Filters that name whose record, or which visit, is wanted; the store has an index for them. */
const OWNER_CODES = new Set(["patient", "subject"]);

const referencesIn = (filter: Filter, type: string): string[] =>
  filter.value.split(",").map((v) => (v.includes("/") ? v : `${type}/${v}`));

/** Candidates by the narrowest index there is; a superset of the matches, every filter is still applied. */
function candidates(store: ResourceStore, type: string, filters: readonly Filter[]): Iterable<Stored> {
  const by = (codes: ReadonlySet<string>, target: string): string[] | null => {
    const filter = filters.find((f) => codes.has(f.code) && f.operator === "eq");
    const references = filter ? referencesIn(filter, target) : [];
    return references.length > 0 && references.every((r) => r.startsWith(`${target}/`)) ? references : null;
  };
  const ids = filters.find((f) => f.code === "_id" && f.operator === "eq");
  if (ids) {
    const unique = new Set(ids.value.split(","));
    return [...unique].map((id) => store.get(type, id)).filter((r) => r !== undefined);
  }
  // Some types name their patient or visit in other elements than the index knows; those are scanned.
  if (type === "Provenance" || type === "Task" || type === "Appointment") return store.all(type);
  const visits = by(new Set(["encounter"]), "Encounter");
  if (visits) return store.about(new Set(visits), type);
  const patients = type === "Patient" ? null : by(OWNER_CODES, "Patient");
  return patients ? store.about(new Set(patients), type) : store.all(type);
}

/** A token bound to one patient that asks for another by name is told so, instead of being shown an empty list. */
function refuseOtherPatients(access: Access, type: string, filters: readonly Filter[]): void {
  const own = access.confinedTo(type, "s");
  if (!own) return;
  for (const filter of filters) {
    const named = OWNER_CODES.has(filter.code) || (type === "Patient" && filter.code === "_id");
    if (named && filter.operator === "eq" && referencesIn(filter, "Patient").some((r) => r !== own))
      throw refuse.forbidden("The access token is bound to another patient");
  }
}

/** All visible matches, in order, before paging. */
export function findAll(
  store: ResourceStore,
  access: Access,
  request: SearchRequest,
  chained: (filter: Filter, resource: Resource) => boolean,
): Stored[] {
  const type = request.resourceType;
  access.require(type, "s");
  const filters = request.filters ?? [];
  refuseOtherPatients(access, type, filters);
  const plain = filters.filter((f) => !f.code.includes("."));
  const chains = filters.filter((f) => f.code.includes("."));
  const hits: Stored[] = [];
  for (const resource of candidates(store, type, plain)) {
    if (
      plain.every((f) => matchesFilter(resource, f)) &&
      access.allows(resource, "s") &&
      chains.every((f) => chained(f, resource))
    )
      hits.push(resource);
  }
  return sort(hits, request);
}

function sort(hits: Stored[], { sortRules }: SearchRequest): Stored[] {
  if (!sortRules?.length) return hits;
  const keyed = hits.map((resource) => ({ resource, keys: sortRules.map((r) => sortKey(resource, r.code)) }));
  keyed.sort((a, b) => {
    for (const [i, rule] of sortRules.entries()) {
      const order = compare(a.keys[i] ?? null, b.keys[i] ?? null, rule.descending ? -1 : 1);
      if (order !== 0) return order;
    }
    return 0;
  });
  return keyed.map((k) => k.resource);
}

/** What has no value comes last, whichever way the rest is sorted. */
function compare(a: number | string | null, b: number | string | null, direction: 1 | -1): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return (a < b ? -1 : 1) * direction;
}

/** One page as a searchset Bundle with self, next and previous links. */
export function page(base: string, request: SearchRequest, hits: readonly Stored[]): Bundle<Stored> {
  const offset = request.offset ?? 0;
  const count = Math.min(request.count ?? DEFAULT_COUNT, MAX_COUNT);
  const shown = hits.slice(offset, offset + count);
  const link = (relation: string, at: number) => ({
    relation,
    url: `${base}/${request.resourceType}${formatSearchQuery({ ...request, offset: at, count })}`,
  });
  const links = [link("self", offset)];
  if (count > 0 && offset + count < hits.length) links.push(link("next", offset + count));
  if (count > 0 && offset > 0) links.push(link("previous", Math.max(0, offset - count)));
  return {
    resourceType: "Bundle",
    type: "searchset",
    total: hits.length,
    link: links,
    ...(shown.length > 0
      ? {
          entry: shown.map((resource) => ({
            fullUrl: `${base}/${resource.resourceType}/${resource.id}`,
            resource: elements(structuredClone(resource), request.fields),
            search: { mode: "match" },
          })),
        }
      : {}),
  };
}

const ALWAYS = ["resourceType", "id", "meta", "status", "subject", "code"];
const SUBSETTED = { system: "http://terminology.hl7.org/CodeSystem/v3-ObservationValue", code: "SUBSETTED" };

/** `_elements`: only what was asked for and what makes the resource readable, tagged as incomplete. */
function elements(resource: Stored, fields: readonly string[] | undefined): Stored {
  if (!fields) return resource;
  const keep = new Set([...ALWAYS, ...fields]);
  const subset = Object.fromEntries(Object.entries(resource).filter(([k]) => keep.has(k))) as Stored;
  return { ...subset, meta: { ...subset.meta, tag: [...(subset.meta?.tag ?? []), SUBSETTED] } };
}
