import type { Resource, Stored } from "../fhir/types";
import { localReferences, ownerOf } from "./compartment";

export type Method = "POST" | "PUT" | "DELETE";
/** One version of one resource; `resource` is null in the version that records a deletion. */
export type Version = {
  readonly versionId: string;
  readonly lastUpdated: string;
  readonly method: Method;
  readonly resource: Stored | null;
};
export type Change = { readonly type: string; readonly id: string; readonly version: Version };

type Options = {
  readonly now: () => Date;
  /** Called once for each committed transaction, before anybody is told that it succeeded. */
  readonly onCommit?: (changes: readonly Change[]) => void;
};

/**
 * All resources and all their versions, in memory, with indexes by patient and by encounter. Stored resources are
 * frozen by convention: readers copy before they change. Everything is synchronous; transactions roll back by undoing.
 */
export class ResourceStore {
  private readonly byType = new Map<string, Map<string, Stored>>();
  private readonly histories = new Map<string, Version[]>();
  /** "Patient/1|Observation" or "Encounter/1|Observation" -> ids. */
  private readonly index = new Map<string, Set<string>>();
  /** "Type/id" -> how many current resources refer to it. */
  private readonly referredBy = new Map<string, number>();
  private open: { changes: Change[]; undo: (() => void)[] } | null = null;
  private lastInstant = 0;
  private readonly listeners = new Set<(changes: readonly Change[]) => void>();

  constructor(private readonly options: Options) {}

  get(type: string, id: string): Stored | undefined {
    return this.byType.get(type)?.get(id);
  }

  lookup(reference: string): Stored | undefined {
    const [type = "", id = ""] = reference.split("/");
    return this.get(type, id);
  }

  all(type: string): Iterable<Stored> {
    return this.byType.get(type)?.values() ?? [];
  }

  count(type: string): number {
    return this.byType.get(type)?.size ?? 0;
  }

  /** Resources of a type about any of the given "Patient/…" or "Encounter/…" references. */
  *about(references: Iterable<string>, type: string): Generator<Stored> {
    for (const reference of references) {
      for (const id of this.index.get(`${reference}|${type}`) ?? []) {
        const resource = this.get(type, id);
        if (resource) yield resource;
      }
    }
  }

  types(): string[] {
    return [...this.byType.keys()];
  }

  versions(type: string, id: string): readonly Version[] {
    return this.histories.get(`${type}/${id}`) ?? [];
  }

  isReferred(type: string, id: string): boolean {
    return (this.referredBy.get(`${type}/${id}`) ?? 0) > 0;
  }

  /** Every version of everything, oldest first within a resource: what a snapshot holds. */
  *changes(): Generator<Change> {
    for (const [key, versions] of this.histories) {
      const [type = "", id = ""] = key.split("/");
      for (const version of versions) yield { type, id, version };
    }
  }

  /** `at`: when it entered the record, for resources made up with a past; else now. */
  put(resource: Stored, method: Method, at?: Date): Stored {
    const { resourceType: type, id } = resource;
    const lastUpdated = at?.toISOString() ?? this.instant();
    const versionId = String(this.versions(type, id).length + 1);
    const meta = { ...resource.meta, versionId, lastUpdated };
    const stored = { ...structuredClone(resource), meta } as Stored;
    this.commit({ type, id, version: { versionId, lastUpdated, method, resource: stored } });
    return stored;
  }

  remove(type: string, id: string): void {
    const versionId = String(this.versions(type, id).length + 1);
    this.commit({
      type,
      id,
      version: { versionId, lastUpdated: this.instant(), method: "DELETE", resource: null },
    });
  }

  /** All or nothing. An inner transaction joins the outer one. Callers take turns (see `Turnstile`). */
  async transaction<R>(work: () => Promise<R>): Promise<R> {
    if (this.open) return work();
    this.open = { changes: [], undo: [] };
    try {
      const result = await work();
      const { changes } = this.open;
      if (changes.length > 0) this.options.onCommit?.(changes);
      this.open = null;
      if (changes.length > 0) this.tell(changes);
      return result;
    } catch (error) {
      for (const undo of this.open?.undo.reverse() ?? []) undo();
      this.open = null;
      throw error;
    }
  }

  /** Takes a change from the journal, as it is. */
  restore({ type, id, version }: Change): void {
    this.apply(type, id, version);
  }

  clear(): void {
    for (const map of [this.byType, this.histories, this.index, this.referredBy]) map.clear();
  }

  private commit(change: Change): void {
    const undo = this.apply(change.type, change.id, change.version);
    if (this.open) {
      this.open.changes.push(change);
      this.open.undo.push(undo);
    } else {
      this.options.onCommit?.([change]);
      this.tell([change]);
    }
  }

  /** Hears of what has been committed, after it was. */
  listen(listener: (changes: readonly Change[]) => void): void {
    this.listeners.add(listener);
  }

  private tell(changes: readonly Change[]): void {
    for (const listener of this.listeners) listener(changes);
  }

  private apply(type: string, id: string, version: Version): () => void {
    const before = this.get(type, id);
    const key = `${type}/${id}`;
    const history = this.histories.get(key) ?? [];
    this.histories.set(key, history);
    history.push(version);
    this.replace(type, id, before, version.resource ?? undefined);
    return () => {
      history.pop();
      if (history.length === 0) this.histories.delete(key);
      this.replace(type, id, version.resource ?? undefined, before);
    };
  }

  private replace(type: string, id: string, before: Stored | undefined, after: Stored | undefined): void {
    if (before) this.unindex(before);
    let resources = this.byType.get(type);
    if (!resources) {
      resources = new Map();
      this.byType.set(type, resources);
    }
    if (after) {
      resources.set(id, after);
      this.reindex(after);
    } else resources.delete(id);
  }

  private reindex(resource: Stored): void {
    for (const key of indexKeys(resource)) {
      const ids = this.index.get(key);
      if (ids) ids.add(resource.id);
      else this.index.set(key, new Set([resource.id]));
    }
    for (const r of localReferences(resource)) this.referredBy.set(r, (this.referredBy.get(r) ?? 0) + 1);
  }

  private unindex(resource: Stored): void {
    for (const key of indexKeys(resource)) this.index.get(key)?.delete(resource.id);
    for (const r of localReferences(resource)) this.referredBy.set(r, (this.referredBy.get(r) ?? 1) - 1);
  }

  /** Never goes back, whatever the clock does, so that `_lastUpdated` and history have one order. */
  private instant(): string {
    this.lastInstant = Math.max(this.options.now().getTime(), this.lastInstant);
    return new Date(this.lastInstant).toISOString();
  }
}

function indexKeys(resource: Resource): string[] {
  const type = resource.resourceType;
  const owner = ownerOf(resource);
  const encounter = (resource as { encounter?: { reference?: string } }).encounter?.reference;
  const context = (resource as { context?: { encounter?: { reference?: string }[]; reference?: string } })
    .context;
  return [owner, encounter, context?.reference, ...(context?.encounter ?? []).map((e) => e.reference)]
    .filter((r): r is string => typeof r === "string")
    .map((r) => `${r}|${type}`);
}
