import type { Db } from "@/db/client";
import {
  lockKeys,
  markRetired,
  markRetiring,
  olderKeys,
  refreshKeys,
  renewSecrets,
  saveSecrets,
  secretsAreOld,
} from "@/db/keys";
import { remakePseudonyms } from "@/db/pseudonyms";
import { countOld, type Resealed, resealAll } from "@/db/reseal";
import type { Clock } from "@/lib/core/clock";
import { AppError } from "@/lib/core/errors";
import { appendAudit } from "./append-audit";
import { beginAuditKey, lockAudit } from "./audit-keys";
import { bindRows, MOST_NAMED } from "./bind-rows";

/** Processes look at the keys this often; nobody seals with a retired one for longer. */
export const KEYS_LOOKED_AT_MS = 20_000;

export type RotationProgress =
  | { readonly step: "pseudonyms" }
  | ({ readonly step: "values" } & Resealed)
  | { readonly step: "settling" };

export type Rotation = {
  /** Ids of the keys that are of no use any more. */
  readonly retired: readonly string[];
  readonly values: number;
  /** What did not open under any key, and so stays as it is. */
  readonly unreadable: readonly string[];
};

export type RotationOptions = {
  readonly clock: Clock;
  readonly onProgress?: (progress: RotationProgress) => void;
  readonly signal?: AbortSignal;
  /** How long other processes may take to notice; 0 where there are none. */
  readonly settleMs: number;
};

/**
 * Retires every key but the newest: all that is sealed is sealed anew with it, and what hung on an older one, the
 * pseudonyms among it, is made anew. The product may go on meanwhile, if all its processes have the new key. Each step
 * is its own transaction and tells by itself whether it is done, so one that was killed is run again.
 *
 * @returns null when there is nothing to retire
 */
export async function rotateKeys(db: Db, options: RotationOptions): Promise<Rotation | null> {
  const { clock, signal, onProgress } = options;
  const older = await olderKeys(db);
  if (older.length === 0) return null;
  await db.transaction(async (tx) => {
    if (!(await markRetiring(tx, older, clock()))) return;
    await appendAudit(
      tx,
      { event: "keys.rotation-started", actor: "system", detail: { retiring: older } },
      clock(),
    );
  });
  await bindRows(db, clock, watching(options));
  const lost = await renewWhatHangsOnThem(db, clock, onProgress);
  const first = await resealAll(db, "newest-key", watching(options));
  if (options.settleMs > 0 && !signal?.aborted) {
    onProgress?.({ step: "settling" });
    await pause(options.settleMs, signal);
  }
  // What others wrote until they noticed.
  const second = await resealAll(db, "newest-key", watching(options));
  if (signal?.aborted) throw new AppError("internal", "stopped; run it again to go on");
  const unreadable = [...second.unreadable, ...lost];
  await db.transaction(async (tx) => {
    await lockKeys(tx);
    if ((await countOld(tx, "newest-key")) > second.unreadable.length)
      throw new AppError("conflict", "something still seals with an old key; run it again");
    await saveSecrets(tx, {});
    await markRetired(tx, older, clock());
    const detail = {
      retired: older,
      values: first.done + second.done,
      unreadable: unreadable.slice(0, MOST_NAMED),
      unreadableCount: unreadable.length,
    };
    await appendAudit(tx, { event: "keys.retired", actor: "system", detail }, clock());
  });
  await refreshKeys(db);
  return { retired: older, values: first.done + second.done, unreadable };
}

const watching = ({ signal, onProgress }: RotationOptions) => ({
  ...(signal ? { signal } : {}),
  ...(onProgress ? { onProgress: (p: Resealed) => onProgress({ step: "values", ...p }) } : {}),
});

/** Once a rotation: a key that leaked tells whoever has it the pseudonyms made under it. @returns the visits nobody finds any more */
async function renewWhatHangsOnThem(
  db: Db,
  clock: Clock,
  onProgress: RotationOptions["onProgress"],
): Promise<readonly string[]> {
  await refreshKeys(db);
  if (!secretsAreOld()) return [];
  onProgress?.({ step: "pseudonyms" });
  const lost = await db.transaction(async (tx) => {
    await lockKeys(tx);
    await renewSecrets(tx);
    // Who had the leaked key and a backup could have signed entries; from here on they cannot.
    await lockAudit(tx);
    await beginAuditKey(tx, clock());
    return remakePseudonyms(tx);
  });
  return lost.map((id) => `encounter.refs of row ${id}`);
}

const pause = (ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
