import type { Adapter, AdapterPayload } from "oidc-provider";
import { type Journal, memoryJournal, openJournal } from "../store/journal";

type Payload = AdapterPayload & { consumed?: unknown };
type Row = { readonly key: string; readonly value: unknown; readonly expiresAt: number | null };

/** Journal size at which the state is written out whole and the journal starts anew. */
const COMPACT_AT = 4 * 1024 * 1024;

/**
 * The authorization server's memory: sessions, grants, codes, tokens and launch contexts, each with an expiry. It
 * survives a restart, so that an app with a refresh token can go on after the sandbox was stopped, or killed.
 */
export class SmartState {
  private readonly rows = new Map<string, Row>();
  private readonly journal: Journal<Row>;

  constructor(dir: string | null, warn: (message: string) => void) {
    this.journal =
      dir === null
        ? memoryJournal()
        : openJournal<Row>({ dir, name: "smart", warn, onRecord: (row) => this.restore(row) });
  }

  get(key: string): unknown {
    const row = this.rows.get(key);
    if (!row) return undefined;
    if (row.expiresAt === null || row.expiresAt > Date.now()) return row.value;
    this.rows.delete(key);
    return undefined;
  }

  set(key: string, value: unknown, ttlSeconds: number | null): void {
    const row = { key, value, expiresAt: ttlSeconds === null ? null : Date.now() + ttlSeconds * 1000 };
    this.restore(row);
    this.journal.append(row);
    if (this.journal.size() > COMPACT_AT) this.compact();
  }

  delete(key: string): void {
    if (!this.rows.delete(key)) return;
    this.journal.append({ key, value: null, expiresAt: 0 });
  }

  keys(prefix: string): string[] {
    return [...this.rows.keys()].filter((key) => key.startsWith(prefix));
  }

  compact(): void {
    const now = Date.now();
    for (const [key, row] of this.rows)
      if (row.expiresAt !== null && row.expiresAt <= now) this.rows.delete(key);
    this.journal.compact(this.rows.values());
  }

  close(): void {
    this.compact();
    this.journal.close();
  }

  private restore(row: Row): void {
    if (row.expiresAt !== null && row.expiresAt <= Date.now()) this.rows.delete(row.key);
    else this.rows.set(row.key, row);
  }
}

/** oidc-provider's storage interface over the state. */
export function adapterFor(state: SmartState): (model: string) => Adapter {
  const uidKey = (uid: string) => `sessionUid:${uid}`;
  return (model) => ({
    async upsert(id, payload, expiresIn) {
      const ttl = typeof expiresIn === "number" && expiresIn > 0 ? expiresIn : null;
      state.set(`${model}:${id}`, payload, ttl);
      if (model === "Session" && payload.uid) state.set(uidKey(payload.uid), id, ttl);
    },
    async find(id) {
      return state.get(`${model}:${id}`) as Payload | undefined;
    },
    async findByUid(uid) {
      const id = state.get(uidKey(uid));
      return typeof id === "string" ? (state.get(`${model}:${id}`) as Payload | undefined) : undefined;
    },
    async findByUserCode() {
      return undefined;
    },
    async consume(id) {
      const key = `${model}:${id}`;
      const payload = state.get(key) as Payload | undefined;
      if (!payload) return;
      const ttl = typeof payload.exp === "number" ? payload.exp - Date.now() / 1000 : null;
      state.set(key, { ...payload, consumed: Math.floor(Date.now() / 1000) }, ttl);
    },
    async destroy(id) {
      state.delete(`${model}:${id}`);
    },
    async revokeByGrantId(grantId) {
      for (const key of state.keys(`${model}:`)) {
        if ((state.get(key) as Payload | undefined)?.grantId === grantId) state.delete(key);
      }
    },
  });
}
