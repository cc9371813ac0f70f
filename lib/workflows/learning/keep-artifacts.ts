import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { listVersions, type ModelVersionRow } from "@/db/queries/registry";
import type { Clock } from "@/lib/core/clock";
import type { Env } from "@/lib/core/env";
import { toAppError } from "@/lib/core/errors";
import type { Logger } from "@/lib/core/logger";
import {
  fetchArtifact,
  hasArtifact,
  type ObjectStore,
  sendArtifact,
} from "@/lib/registry/objects/artifact-objects";
import { openS3 } from "@/lib/registry/objects/s3";
import { singleFlight } from "../service/process-state";
import { digestOf, moveIntoStore, versionPath } from "./artifact-store";

type Place = { readonly dataDir: string; readonly logger: Logger };
type Version = Pick<ModelVersionRow, "version" | "digest" | "artifactDir">;

/** The model store of an installation, beside its data folder: what hosts without a folder in common share. */
export type ModelStore = {
  /** Puts a version's files in their place where that is empty. Files that are there and wrong are left for a person to see. */
  bring(version: Version): Promise<void>;
  /** Sends what the store has not, and fetches what is not here, of all versions. */
  keep(versions: readonly Version[], signal: AbortSignal): Promise<void>;
  /** Asks about each version, and sends or fetches nothing. Never throws. */
  look(versions: readonly Version[]): Promise<Looked>;
  /** When it last answered this process; null: not yet. */
  reachedAt(): Date | null;
  close(): void;
};

/**
 * kept: the store has it. waiting: it lies here and is not there yet. wrong: what lies here is not what was registered. nowhere: neither has it.
 * unknown: the store did not answer.
 */
export type VersionInStore = "kept" | "waiting" | "wrong" | "nowhere" | "unknown";
export type Looked = {
  /** In the order asked. */
  readonly versions: readonly VersionInStore[];
  /** What it said last where it did not answer as it should; null: it did. */
  readonly error: string | null;
};
/** So many versions are asked about at once. */
const AT_ONCE = 8;

/** Null: none is set. Nothing is asked of it yet. */
export function modelStoreOf(
  env: Pick<
    Env,
    | "MODEL_STORE_S3_BUCKET"
    | "MODEL_STORE_S3_PREFIX"
    | "MODEL_STORE_S3_REGION"
    | "MODEL_STORE_S3_ENDPOINT"
    | "MODEL_STORE_S3_PATH_STYLE"
  >,
  place: Place,
): ModelStore | null {
  const bucket = env.MODEL_STORE_S3_BUCKET;
  if (!bucket) return null;
  return keptIn(
    () =>
      openS3({
        bucket,
        prefix: env.MODEL_STORE_S3_PREFIX,
        region: env.MODEL_STORE_S3_REGION,
        endpoint: env.MODEL_STORE_S3_ENDPOINT,
        pathStyle: env.MODEL_STORE_S3_PATH_STYLE,
      }),
    place,
  );
}

export function keptIn(
  open: () => Promise<ObjectStore>,
  { dataDir, logger }: Place,
  clock: Clock = () => new Date(),
): ModelStore {
  let opened: Promise<ObjectStore> | null = null;
  let reached: Date | null = null;
  const heard = <T>(answer: T): T => {
    reached = clock();
    return answer;
  };
  const noted = (there: ObjectStore): ObjectStore => ({
    has: async (name) => heard(await there.has(name)),
    put: async (name, body) => heard(await there.put(name, body)),
    get: async (name, most) => heard(await there.get(name, most)),
    close: () => there.close(),
  });
  const store = () => {
    opened ??= open().then(noted, (error) => {
      opened = null;
      throw error;
    });
    return opened;
  };
  /** Digests that the store is known to have: it is never taken from. */
  const sent = new Set<string>();
  const bringing = new Map<string, Promise<void>>();

  async function fetchInto({ version, digest }: Version): Promise<void> {
    const place = resolve(dataDir, versionPath(version));
    await mkdir(dirname(place), { recursive: true, mode: 0o700 });
    const temporary = await mkdtemp(join(dirname(place), ".from-store-"));
    try {
      const fresh = join(temporary, "version");
      if (!(await fetchArtifact(await store(), digest, fresh))) return;
      await moveIntoStore(dataDir, version, fresh);
      sent.add(digest);
      logger.info({ modelVersion: version }, "a model version was fetched from the model store");
    } finally {
      await rm(temporary, { recursive: true, force: true });
    }
  }

  async function bring(version: Version): Promise<void> {
    if (existsSync(resolve(dataDir, version.artifactDir))) return;
    // Another request may be fetching it: both would write the same.
    await singleFlight(bringing, version.digest, () => fetchInto(version));
  }

  async function send({ version, digest, artifactDir }: Version): Promise<void> {
    if (sent.has(digest)) return;
    const there = await store();
    if (!(await hasArtifact(there, digest))) {
      await sendArtifact(there, resolve(dataDir, artifactDir), digest);
      logger.info({ modelVersion: version }, "a model version was put into the model store");
    }
    sent.add(digest);
  }

  async function lookAt({ digest, artifactDir }: Version): Promise<VersionInStore> {
    if (await hasArtifact(await store(), digest)) return "kept";
    const dir = resolve(dataDir, artifactDir);
    if (!existsSync(dir)) return "nowhere";
    return (await digestOf(dir)) === digest ? "waiting" : "wrong";
  }

  return {
    bring,
    reachedAt: () => reached,
    async look(versions) {
      const states: VersionInStore[] = [];
      let error: string | null = null;
      for (let at = 0; at < versions.length; at += AT_ONCE) {
        const some = versions.slice(at, at + AT_ONCE).map((v) =>
          lookAt(v).catch((cause): VersionInStore => {
            error = toAppError(cause).message;
            return "unknown";
          }),
        );
        states.push(...(await Promise.all(some)));
        // One that does not answer is not asked about the rest.
        if (error !== null) break;
      }
      return { versions: versions.map((_, i) => states[i] ?? "unknown"), error };
    },
    async keep(versions, signal) {
      for (const version of versions) {
        if (signal.aborted) return;
        try {
          await bring(version);
          if (existsSync(resolve(dataDir, version.artifactDir))) await send(version);
        } catch (error) {
          // One that cannot be sent does not keep the others; what is served lies here.
          logger.warn(
            { modelVersion: version.version, err: toAppError(error) },
            "a model version is not in the model store yet, or could not be fetched from it",
          );
        }
      }
    },
    close: () => void opened?.then((s) => s.close()).catch(() => {}),
  };
}

/** Part of housekeeping. */
export async function keepArtifacts(
  rt: { readonly db: Parameters<typeof listVersions>[0]; readonly modelStore: ModelStore | null },
  signal: AbortSignal,
): Promise<void> {
  if (rt.modelStore) await rt.modelStore.keep(await listVersions(rt.db), signal);
}
