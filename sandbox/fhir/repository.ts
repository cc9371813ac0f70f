import { randomUUID } from "node:crypto";
import {
  allOk,
  badRequest,
  conflict,
  created,
  gone,
  multipleMatches,
  notFound,
  OperationOutcomeError,
  parseSearchRequest,
  preconditionFailed,
  type SearchRequest,
  validateResource,
  type WithId,
} from "@medplum/core";
import { FhirRepository, getExtraEntries, MemoryRepository } from "@medplum/fhir-router";
import { localReferences, ownersOf, withLocalReferences } from "../store/compartment";
import type { ResourceStore, Version } from "../store/store";
import type { Access } from "./access";
import { checkCodes } from "./codes";
import { historyBundle } from "./history";
import { refuse } from "./outcomes";
import { findAll, page } from "./search";
import { searchValues } from "./search-match";
import { checkUrl, parseChain } from "./search-query";
import type { Bundle, BundleEntry, Filter, Resource, Stored } from "./types";

type CreateOptions = { assignedId?: boolean };
type UpdateOptions = { ifMatch?: string };
type Patch = Parameters<MemoryRepository["patchResource"]>[2];

/**
 * One request's view of the store, through the eyes of one access token. Everything the router does ends here, so
 * this is where permission, patient compartment, validity and the record's consistency are checked, once.
 */
export class EhrRepository extends FhirRepository {
  /** Resources that a PUT brought into being in this request: 201 instead of 200. */
  readonly createdByUpdate = new Set<string>();
  private readonly checks: (() => void)[] = [];
  private depth = 0;

  constructor(
    private readonly store: ResourceStore,
    private readonly access: Access,
    private readonly base: string,
  ) {
    super();
  }

  setMode(): void {}

  generateId(): string {
    return randomUUID();
  }

  async createResource<T extends Resource>(resource: T, options?: CreateOptions): Promise<WithId<T>> {
    this.access.require(resource.resourceType, "c");
    const id = options?.assignedId && resource.id ? resource.id : this.generateId();
    return this.write({ ...resource, id }, "POST") as Promise<WithId<T>>;
  }

  async updateResource<T extends Resource>(resource: T, options?: UpdateOptions): Promise<WithId<T>> {
    const { resourceType: type, id } = resource;
    if (!id || !/^[A-Za-z0-9.-]{1,64}$/.test(id)) throw refuse.badRequest("The resource has no valid id");
    this.access.require(type, "u");
    const existing = this.store.get(type, id);
    if (options?.ifMatch && existing?.meta?.versionId !== options.ifMatch)
      throw new OperationOutcomeError(preconditionFailed);
    if (existing) {
      this.requireVisible(existing, "u");
      this.refuseChangeOfPatient(existing, resource);
    } else {
      this.access.require(type, "c");
      this.createdByUpdate.add(`${type}/${id}`);
    }
    return this.write(resource as Resource & { id: string }, "PUT") as Promise<WithId<T>>;
  }

  async patchResource<T extends Resource>(
    type: T["resourceType"],
    id: string,
    patch: Patch,
    options?: UpdateOptions,
  ): Promise<WithId<T>> {
    this.access.require(type, "u");
    const existing = this.current(type, id);
    this.requireVisible(existing, "u");
    // The library applies JSON Patch and FHIRPath Patch; it does so on a copy that nobody else sees.
    const bench = new MemoryRepository();
    await bench.createResource(structuredClone(existing));
    const patched = await bench.patchResource<Resource>(type, id, patch);
    if (patched.resourceType !== type || patched.id !== id)
      throw refuse.badRequest("A patch cannot change type or id");
    return this.updateResource(patched as T, options);
  }

  async deleteResource(type: string, id: string, options?: UpdateOptions): Promise<void> {
    this.access.require(type, "d");
    const existing = this.store.get(type, id);
    if (!existing) {
      // Deleting twice is fine (R4, http.html#delete).
      if (this.store.versions(type, id).length > 0) return;
      throw new OperationOutcomeError(notFound);
    }
    this.requireVisible(existing, "d");
    if (options?.ifMatch && existing.meta?.versionId !== options.ifMatch)
      throw new OperationOutcomeError(preconditionFailed);
    await this.atomically(async () => {
      this.store.remove(type, id);
      this.checks.push(() => {
        if (!this.store.get(type, id) && this.store.isReferred(type, id))
          throw new OperationOutcomeError(conflict(`${type}/${id} is referred to by other resources`));
      });
    });
  }

  async readResource<T extends Resource>(type: string, id: string): Promise<WithId<T>> {
    this.access.require(type, "r");
    const resource = this.current(type, id);
    this.requireVisible(resource, "r");
    return structuredClone(resource) as WithId<T>;
  }

  async readReference<T extends Resource>(reference: { reference?: string }): Promise<WithId<T>> {
    const [type, id, ...rest] = reference.reference?.split("/") ?? [];
    if (!type || !id || rest.length > 0) throw refuse.badRequest("Not a local reference");
    return this.readResource<T>(type, id);
  }

  readReferences<T extends Resource>(references: readonly { reference?: string }[]): Promise<(T | Error)[]> {
    return Promise.all(
      references.map((r) => this.readReference<T>(r).catch((error: unknown) => error as Error)),
    );
  }

  async readHistory<T extends Resource>(
    type: string,
    id: string,
    options?: { offset?: number; limit?: number },
  ): Promise<ReturnType<typeof historyBundle<T>>> {
    const versions = this.visibleVersions(type, id);
    const newestFirst = versions.toReversed();
    const from = options?.offset ?? 0;
    return historyBundle<T>(
      this.base,
      type,
      id,
      versions.length,
      newestFirst.slice(from, from + (options?.limit ?? 100)),
    );
  }

  async readVersion<T extends Resource>(type: string, id: string, versionId: string): Promise<WithId<T>> {
    const version = this.visibleVersions(type, id).find((v) => v.versionId === versionId);
    if (!version) throw new OperationOutcomeError(notFound);
    if (!version.resource) throw new OperationOutcomeError(gone);
    return structuredClone(version.resource) as WithId<T>;
  }

  async search<T extends Resource>(
    request: SearchRequest<T>,
  ): Promise<Awaited<ReturnType<FhirRepository["search"]>> & Bundle<WithId<T>>> {
    if (request.types) throw refuse.badRequest("Search across types is not supported");
    const hits = this.find(request as SearchRequest);
    const bundle = page(this.base, request as SearchRequest, hits);
    if ((request.include || request.revInclude) && bundle.entry) {
      const entries = bundle.entry as BundleEntry[];
      await getExtraEntries(
        this,
        request as SearchRequest,
        entries.map((e) => e.resource as Resource),
        entries as Parameters<typeof getExtraEntries>[3],
        {
          fullUrl: (type, id) => `${this.base}/${type}/${id}`,
          maxResults: 20_000,
          // What the token may not search is left out, as R4 asks of includes.
          executeSearch: async (r) =>
            this.access.has(r.resourceType, "s") ? structuredClone(this.find(r)) : [],
        },
      );
    }
    return bundle as never;
  }

  async searchByReference<T extends Resource>(
    request: SearchRequest<T>,
    field: string,
    references: string[],
  ): Promise<Record<string, WithId<T>[]>> {
    const result: Record<string, WithId<T>[]> = {};
    for (const value of references) {
      const filters = [...(request.filters ?? []), { code: field, operator: "eq" as const, value }];
      result[value] = structuredClone(this.find({ ...request, filters } as SearchRequest)) as WithId<T>[];
    }
    return result;
  }

  /** Visible matches only: a criterion that matches another patient's resource finds nothing. */
  override async conditionalCreate<T extends Resource>(
    resource: T,
    search: SearchRequest<T>,
    options?: CreateOptions,
  ): Promise<{ resource: WithId<T>; outcome: typeof allOk }> {
    if (search.resourceType !== resource.resourceType)
      throw new OperationOutcomeError(badRequest("If-None-Exist must search the type that is created"));
    if (!search.filters?.length) throw refuse.badRequest("If-None-Exist has no criteria");
    this.access.require(resource.resourceType, "c");
    return this.atomically(async () => {
      const [match, another] = this.find({ ...search, sortRules: undefined } as SearchRequest);
      if (another) throw new OperationOutcomeError(multipleMatches);
      if (match) return { resource: structuredClone(match) as WithId<T>, outcome: allOk };
      return { resource: await this.createResource(resource, options), outcome: created };
    });
  }

  override async conditionalDelete(search: SearchRequest): Promise<void> {
    if (!search.filters?.length) throw refuse.badRequest("A conditional delete needs criteria");
    this.access.require(search.resourceType, "d");
    return super.conditionalDelete(search);
  }

  override async conditionalUpdate<T extends Resource>(
    resource: T,
    search: SearchRequest,
    options?: CreateOptions & UpdateOptions,
  ): Promise<{ resource: WithId<T>; outcome: typeof allOk }> {
    if (!search.filters?.length) throw refuse.badRequest("A conditional update needs criteria");
    this.access.require(search.resourceType, "u");
    return super.conditionalUpdate(resource, search, options);
  }

  override async conditionalPatch(
    search: SearchRequest,
    patch: Parameters<FhirRepository["conditionalPatch"]>[1],
    options?: UpdateOptions,
  ): ReturnType<FhirRepository["conditionalPatch"]> {
    if (!search.filters?.length) throw refuse.badRequest("A conditional patch needs criteria");
    this.access.require(search.resourceType, "u");
    return super.conditionalPatch(search, patch, options);
  }

  withTransaction<R>(work: (repository: this) => Promise<R>): Promise<R> {
    return this.atomically(() => work(this));
  }

  /** Patient/$everything: the patient and all that is about them, as far as the token reaches. */
  async everything(id: string): Promise<Bundle> {
    const patient = await this.readResource<Resource>("Patient", id);
    const entry: BundleEntry[] = [{ resource: patient, search: { mode: "match" } }];
    for (const type of this.store.types()) {
      if (type === "Patient" || !this.access.has(type, "r")) continue;
      for (const resource of this.store.about([`Patient/${id}`], type))
        if (this.access.allows(resource, "r"))
          entry.push({ resource: structuredClone(resource), search: { mode: "include" } });
    }
    for (const e of entry) e.fullUrl = `${this.base}/${e.resource?.resourceType}/${e.resource?.id}`;
    return { resourceType: "Bundle", type: "searchset", total: entry.length, entry };
  }

  private find(request: SearchRequest): Stored[] {
    const chains = new Map<Filter, Set<string>>();
    return findAll(this.store, this.access, request, (filter, resource) => {
      const { code, target, rest } = parseChain(resource.resourceType, filter.code);
      let wanted = chains.get(filter);
      if (!wanted) {
        // Through the same eyes: a chain cannot ask questions about patients that the token does not see.
        const query = checkUrl(`${target}?${new URLSearchParams({ [rest]: filter.value })}`);
        wanted = new Set(this.find(parseSearchRequest(query)).map((r) => `${target}/${r.id}`));
        chains.set(filter, wanted);
      }
      return searchValues(resource, code).some((v) => {
        const reference = (v.value as { reference?: string } | null)?.reference;
        return reference !== undefined && wanted.has(reference);
      });
    });
  }

  private current(type: string, id: string): Stored {
    const resource = this.store.get(type, id);
    if (resource) return resource;
    // Whether something was deleted is told only to those who could see it.
    if (this.store.versions(type, id).some((v) => v.resource && this.access.allows(v.resource, "r")))
      throw new OperationOutcomeError(gone);
    throw new OperationOutcomeError(notFound);
  }

  /** Outside the token's reach a resource does not exist: no oracle for guessing ids. */
  private requireVisible(resource: Resource, permission: "r" | "u" | "d"): void {
    if (!this.access.allows(resource, permission)) throw new OperationOutcomeError(notFound);
  }

  private visibleVersions(type: string, id: string): Version[] {
    this.access.require(type, "r");
    const all = this.store.versions(type, id);
    const visible = all.filter((v) => v.resource && this.access.allows(v.resource, "r"));
    if (visible.length === 0) throw new OperationOutcomeError(notFound);
    return all.filter((v) => v.resource === null || visible.includes(v));
  }

  private refuseChangeOfPatient(before: Resource, after: Resource): void {
    const lookup = (reference: string) => this.store.lookup(reference);
    const [was, is] = [ownersOf(before, lookup), ownersOf(after, lookup)];
    if (before.resourceType !== "Provenance" && was.join() !== is.join())
      throw refuse.businessRule("patient-changed", "A resource cannot be moved to another patient");
  }

  private write(resource: Resource & { id: string }, method: "POST" | "PUT"): Promise<Stored> {
    const { versionId: _v, lastUpdated: _l, ...meta } = resource.meta ?? {};
    const clean = {
      ...withLocalReferences(resource, `${this.base}/`),
      ...(Object.keys(meta).length > 0 ? { meta } : { meta: undefined }),
    };
    validateResource(clean as Resource);
    checkCodes(clean as Resource);
    return this.atomically(async () => {
      if (method === "POST" && this.store.get(resource.resourceType, resource.id))
        throw refuse.badRequest("The id is already in use");
      const stored = this.store.put(clean as Stored, method);
      // At the end of the transaction, when everything it brings is there to be looked at.
      this.checks.push(() => this.checkWritten(stored, method));
      return structuredClone(stored);
    });
  }

  private checkWritten(resource: Stored, method: "POST" | "PUT"): void {
    const type = resource.resourceType;
    const lookup = (reference: string) => this.store.lookup(reference);
    if (!this.access.allows(resource, method === "POST" ? "c" : "u"))
      throw refuse.forbidden(`The access token does not permit to write this ${type}`);
    const owners = ownersOf(resource, lookup);
    for (const reference of localReferences(resource)) {
      const target = this.store.lookup(reference);
      const missing = refuse.businessRule("reference", `${reference} does not exist`);
      if (!target) throw missing;
      if (type === "Patient" || type === "Group" || type === "List") continue;
      const strangers = ownersOf(target, lookup).filter((o) => owners.length > 0 && !owners.includes(o));
      if (strangers.length > 0)
        throw this.access.confinedTo(type, method === "POST" ? "c" : "u")
          ? missing
          : refuse.businessRule("patient-mismatch", `${reference} belongs to another patient`);
    }
    if (owners.length > 1)
      throw refuse.businessRule("patient-mismatch", `The ${type} is about several patients`);
  }

  /** Runs the deferred checks before the outermost transaction commits; a failed check undoes all of it. */
  private atomically<R>(work: () => Promise<R>): Promise<R> {
    return this.store.transaction(async () => {
      this.depth += 1;
      try {
        const result = await work();
        if (this.depth === 1) for (const check of this.checks.splice(0)) check();
        return result;
      } finally {
        this.depth -= 1;
        if (this.depth === 0) this.checks.length = 0;
      }
    });
  }
}
