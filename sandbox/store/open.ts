import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { HOUR } from "@/lib/core/clock";
import type { Stored } from "../fhir/types";
import { department } from "../patients/department";
import { TEST_TAG } from "../patients/resources";
import { type Filling, nextIndex, put } from "../patients/simulation";
import { type Journal, memoryJournal, openJournal } from "./journal";
import { type Change, ResourceStore } from "./store";

/** Journal size at which everything is written to a snapshot and the journal starts anew. */
const COMPACT_AT = 32 * 1024 * 1024;
/** Seeded patients older than this are replaced, unless somebody has charted on them. */
const STALE_AFTER = 12 * HOUR;

export type OpenStore = {
  readonly store: ResourceStore;
  readonly filling: Filling;
  /** True when the department was filled just now. */
  readonly fresh: boolean;
  close(): void;
};

type Options = {
  readonly dataDir: string | null;
  readonly seed: number;
  readonly now: () => Date;
  readonly warn: (message: string) => void;
};

/**
 * Opens the records kept in `dataDir` (null: memory only) and fills the department when it is empty. Records that
 * were seeded more than twelve hours ago are replaced by a new day's patients, with new ids, as long as no client has
 * written anything; once something was charted, all of it stays.
 */
export async function openStore({ dataDir, seed, now, warn }: Options): Promise<OpenStore> {
  let journal: Journal<readonly Change[]> = memoryJournal();
  const store = new ResourceStore({
    now,
    onCommit: (changes) => {
      journal.append(changes);
      if (journal.size() > COMPACT_AT) journal.compact(snapshot(store));
    },
  });
  if (dataDir !== null) {
    journal = openJournal<readonly Change[]>({
      dir: dataDir,
      name: "records",
      warn,
      onRecord: (changes) => {
        for (const change of changes) store.restore(change);
      },
    });
  }

  const kept = dataDir === null ? null : readFilling(dataDir);
  const stale =
    kept !== null && now().getTime() - Date.parse(kept.seededAt) > STALE_AFTER && !isCharted(store);
  let filling: Filling & { seededAt: string };
  const fresh = kept === null || stale || store.count("Patient") === 0;
  if (fresh) {
    const startIndex = nextIndex(store);
    store.clear();
    filling = { seed, startIndex: kept ? startIndex : 1, seededAt: now().toISOString() };
    // Not through the journal: a half-filled department would be worse than none.
    const seeded = department(filling.seed, now(), filling.startIndex);
    const muted = journal;
    journal = memoryJournal();
    put(store, seeded.entries);
    journal = muted;
    journal.compact(snapshot(store));
    if (dataDir !== null) writeFilling(dataDir, filling);
  } else filling = kept;

  return {
    store,
    filling,
    fresh,
    close() {
      if (journal.size() > 0) journal.compact(snapshot(store));
      journal.close();
    },
  };
}

function* snapshot(store: ResourceStore): Generator<readonly Change[]> {
  for (const change of store.changes()) yield [change];
}

/** Whether anything in the records was written by somebody else than the patient generator. */
function isCharted(store: ResourceStore): boolean {
  const seeded = (r: Stored) =>
    r.meta?.tag?.some((t) => t.code === TEST_TAG.code && t.system === TEST_TAG.system);
  const charted = store.types().filter((type) => type !== "Subscription");
  return charted.some((type) => [...store.all(type)].some((r) => !seeded(r)));
}

type Kept = Filling & { readonly seededAt: string };
const fileIn = (dir: string): string => join(dir, "department.json");

function readFilling(dir: string): Kept | null {
  if (!existsSync(fileIn(dir))) return null;
  return JSON.parse(readFileSync(fileIn(dir), "utf8")) as Kept;
}

function writeFilling(dir: string, filling: Kept): void {
  mkdirSync(dir, { recursive: true });
  writeFileSync(`${fileIn(dir)}.tmp`, JSON.stringify(filling), { mode: 0o600 });
  renameSync(`${fileIn(dir)}.tmp`, fileIn(dir));
}
