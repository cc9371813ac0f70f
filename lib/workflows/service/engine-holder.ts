import { resolve } from "node:path";
import type { Db } from "@/db/client";
import type { ModelVersionRow } from "@/db/queries/registry";
import { SECOND } from "@/lib/core/clock";
import { AppError } from "@/lib/core/errors";
import type { Engine } from "@/lib/engine/engine";
import type { PolicyName } from "@/lib/model/calibration";
import { assertSigned } from "../govern/signing";
import type { EngineLoader } from "./engines";

/** A failed load is not tried again at once: verifying an artifact reads all of it. */
const RETRY_AFTER = 5 * SECOND;
/** A replaced engine may still be answering somebody. */
const CLOSE_AFTER = 60 * SECOND;

export type Wanted = {
  readonly row: ModelVersionRow;
  readonly policy: PolicyName | null;
  /** Sizes and times of the artifact's files. */
  readonly files: string;
};
type Loaded = Wanted & { readonly engine: Promise<Engine> };

export type HolderOptions = {
  readonly db: Db;
  readonly load: EngineLoader;
  readonly dataDir: string;
  /** Puts a version's files in their place where they are not there at all. */
  readonly bring?: ((row: ModelVersionRow) => Promise<void>) | undefined;
  readonly onLoaded: (engine: Engine, row: ModelVersionRow) => void;
  /** Called once for each version that turns out not to be loadable. */
  readonly onFailed: (version: string, error: AppError) => void;
};

export type EngineHolder = {
  /** The engine of what is wanted, loaded when it is another one than before. @throws AppError */
  get(wanted: Wanted): Promise<Engine>;
  /** Lets go of what is loaded; who is being answered is answered. */
  release(): void;
  /** Tries a version that could not be loaded again at once. */
  forgive(): void;
  close(): Promise<void>;
};

/** Keeps one version loaded and verified: what serves is what lies there, signed as what was registered. */
export function createEngineHolder({
  db,
  load,
  dataDir,
  bring,
  onLoaded,
  onFailed,
}: HolderOptions): EngineHolder {
  let loaded: Loaded | null = null;
  let failure: { version: string; error: AppError; at: number } | null = null;
  const retired = new Map<Loaded, NodeJS.Timeout>();

  const dispose = (old: Loaded) => old.engine.then((e) => e.close()).catch(() => {});

  function retire(old: Loaded): void {
    const timer = setTimeout(() => {
      retired.delete(old);
      void dispose(old);
    }, CLOSE_AFTER);
    timer.unref();
    retired.set(old, timer);
  }

  async function open({ row, policy }: Wanted): Promise<Engine> {
    await assertSigned(db, row);
    await bring?.(row);
    const engine = await load(resolve(dataDir, row.artifactDir), policy ?? undefined);
    if (engine.artifactDigest !== row.digest) {
      await engine.close();
      throw new AppError(
        "artifact-invalid",
        `the artifact of version ${row.version} is not the one that was registered`,
      );
    }
    onLoaded(engine, row);
    return engine;
  }

  // Files that changed under a running engine are verified anew: what serves must be what lies there.
  const isSame = (a: Loaded, { row, policy, files }: Wanted): boolean =>
    a.row.version === row.version &&
    a.row.digest === row.digest &&
    a.row.signature === row.signature &&
    a.policy === policy &&
    a.files === files;

  return {
    async get(wanted) {
      const { version } = wanted.row;
      if (failure && failure.version === version && Date.now() - failure.at < RETRY_AFTER)
        throw failure.error;
      if (!loaded || !isSame(loaded, wanted)) {
        if (loaded) retire(loaded);
        loaded = { ...wanted, engine: open(wanted) };
      }
      const mine = loaded;
      try {
        const engine = await mine.engine;
        failure = null;
        return engine;
      } catch (cause) {
        const error =
          cause instanceof AppError
            ? cause
            : new AppError("model-unavailable", "the model could not be loaded", { cause });
        if (loaded === mine) loaded = null;
        if (failure?.version !== version) onFailed(version, error);
        failure = { version, error, at: Date.now() };
        throw error;
      }
    },
    release() {
      if (loaded) retire(loaded);
      loaded = null;
      failure = null;
    },
    forgive() {
      failure = null;
    },
    async close() {
      for (const timer of retired.values()) clearTimeout(timer);
      await Promise.all([...retired.keys(), ...(loaded ? [loaded] : [])].map(dispose));
      retired.clear();
      loaded = null;
    },
  };
}
