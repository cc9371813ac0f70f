import { listVersions } from "@/db/queries/registry";
import { MINUTE, SECOND } from "@/lib/core/clock";
import { withTimeout } from "../service/health";
import type { Runtime } from "../service/runtime";
import type { VersionInStore } from "./keep-artifacts";

/** Nobody waits longer for a page because a bucket is slow. */
const WITHIN = 3 * SECOND;
const MOST_SHOWN = 100;
/** Sweeps come each minute: what is not there after a few has met trouble. */
const SOON = 5 * MINUTE;

export type ModelStoreView = {
  readonly bucket: string;
  /** Host of a server of one's own; null: Amazon's. */
  readonly server: string | null;
  /** When it last answered this process; null: not since it started. */
  readonly reachedAt: string | null;
  /** Why it did not answer now, in words; null: it did. */
  readonly error: string | null;
  /** Newest first. */
  readonly versions: readonly {
    readonly version: string;
    readonly kept: boolean;
    readonly why: string | null;
  }[];
  /** Older versions that were not asked about. */
  readonly notAsked: number;
};

const WHY: Readonly<Record<Exclude<VersionInStore, "kept" | "waiting">, string>> = {
  wrong:
    "its files on this host are not those that were registered, so they are not sent; somebody has to look",
  nowhere: "neither the bucket nor this host has its files; a host that has them sends them",
  unknown: "not known: the bucket did not answer",
};

/** Which versions the bucket has, asked now; null: no bucket is set. */
export async function viewModelStore(
  rt: Pick<Runtime, "db" | "env" | "modelStore" | "clock">,
): Promise<ModelStoreView | null> {
  const { MODEL_STORE_S3_BUCKET: bucket, MODEL_STORE_S3_ENDPOINT: endpoint } = rt.env;
  if (!rt.modelStore || !bucket) return null;
  const all = await listVersions(rt.db);
  const rows = all.slice(0, MOST_SHOWN);
  // It tells of its own failures: what is thrown here is that time is up.
  const looked = await withTimeout(rt.modelStore.look(rows), WITHIN).catch(() => null);
  const now = rt.clock();
  const tooLate = `it did not answer within ${WITHIN / SECOND} seconds`;
  return {
    bucket,
    server: endpoint ? new URL(endpoint).host : null,
    reachedAt: rt.modelStore.reachedAt()?.toISOString() ?? null,
    error: looked ? looked.error : tooLate,
    versions: rows.map(({ version, createdAt }, i) => {
      const state = looked?.versions[i] ?? "unknown";
      const late = now.getTime() - createdAt.getTime() > SOON;
      const waits = late
        ? "it lies on this host and should be there by now; the worker's log says why it is not"
        : "it is sent within a minute";
      return {
        version,
        kept: state === "kept",
        why: state === "kept" ? null : state === "waiting" ? waits : WHY[state],
      };
    }),
    notAsked: all.length - rows.length,
  };
}
