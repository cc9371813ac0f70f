import { readdir, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Db } from "@/db/client";
import { lastSwitch } from "@/db/queries/model-switch";
import { championVersion, findVersion, type ModelVersionRow } from "@/db/queries/registry";
import { SECOND } from "@/lib/core/clock";
import { AppError, toAppError } from "@/lib/core/errors";
import type { Logger } from "@/lib/core/logger";
import type { Engine } from "@/lib/engine/engine";
import type { PolicyName } from "@/lib/model/calibration";
import type { Metrics } from "@/lib/monitoring/metrics";
import { assertSigned } from "../govern/signing";
import type { ModelState } from "../views";

/** Without a policy the artifact's own holds. */
export type EngineLoader = (artifactDir: string, policy?: PolicyName) => Promise<Engine>;

export interface EngineManager {
  /** The champion's engine. @throws AppError("model-unavailable" | "artifact-invalid"), also while the model is switched off */
  current(): Promise<Engine>;
  /** Whether somebody has switched the model off, as the database said within the last second. @throws when it does not say */
  switchedOff(): Promise<boolean>;
  state(): Promise<ModelState>;
  /** Forget what is cached: the registry has changed. */
  invalidate(): void;
  close(): Promise<void>;
}

/** How long the registry's word is trusted: other processes' promotions arrive within this. */
const ALIAS_TTL = 1 * SECOND;
/** Public, and kept with assessments: it names nobody. Who and why stands on the page of the switch. */
export const SWITCHED_OFF_WHY = "The model was switched off by hand. Safety rules still apply.";
/** A failed load is not tried again at once: verifying an artifact reads all of it. */
const RETRY_AFTER = 5 * SECOND;
/** A replaced engine may still be answering somebody. */
const CLOSE_AFTER = 60 * SECOND;

type Champion = {
  readonly row: ModelVersionRow;
  readonly policy: PolicyName | null;
  readonly files: string;
};

type Loaded = {
  readonly version: string;
  readonly digest: string;
  readonly signature: string | null;
  readonly policy: PolicyName | null;
  /** Sizes and times of the files the engine came from. */
  readonly files: string;
  readonly engine: Promise<Engine>;
};

export type EngineManagerOptions = {
  readonly db: Db;
  readonly load: EngineLoader;
  /** What the registry's artifact folders are relative to. */
  readonly dataDir: string;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Called once for each version that turns out not to be loadable. Must not throw. */
  readonly onUnavailable?: (version: string, error: AppError) => void;
};

/**
 * Serves the champion and notices a promotion or rollback without a restart. When the artifact cannot be loaded it says
 * so and keeps trying: the caller falls back to the safety rules, and the product recovers by itself once the file is
 * repaired or another version is put into use. It never falls back to another model on its own.
 */
export function createEngineManager(options: EngineManagerOptions): EngineManager {
  const { db, load, dataDir, logger, metrics, onUnavailable } = options;
  let loaded: Loaded | null = null;
  let seen: (Champion & { at: number }) | null = null;
  let heard: { off: boolean; at: number } | null = null;
  let failure: { version: string; error: AppError; at: number } | null = null;
  let stoodIn: string | null = null;
  const retired = new Map<Loaded, NodeJS.Timeout>();

  async function champion(): Promise<Champion> {
    if (seen && Date.now() - seen.at < ALIAS_TTL) return seen;
    const current = await championVersion(db);
    const row = current && (await findVersion(db, current.version));
    if (!row) throw new AppError("model-unavailable", "no model version is in use");
    const files = await describeFiles(resolve(dataDir, row.artifactDir));
    seen = { row, policy: current.policy, files, at: Date.now() };
    return seen;
  }

  /**
   * Asked before every answer, at most a second old: a notification could be lost, this cannot. Without an answer of the
   * database there is none of the model either.
   */
  async function switchedOff(): Promise<boolean> {
    if (heard && Date.now() - heard.at < ALIAS_TTL) return heard.off;
    const asked = Date.now();
    const off = (await lastSwitch(db))?.off ?? false;
    heard = { off, at: asked };
    return off;
  }

  const dispose = (old: Loaded) => old.engine.then((e) => e.close()).catch(() => {});

  function retire(old: Loaded): void {
    const timer = setTimeout(() => {
      retired.delete(old);
      void dispose(old);
    }, CLOSE_AFTER);
    timer.unref();
    retired.set(old, timer);
  }

  async function open({ row, policy }: Champion): Promise<Engine> {
    await assertSigned(db, row);
    const engine = await load(resolve(dataDir, row.artifactDir), policy ?? undefined);
    if (engine.artifactDigest !== row.digest) {
      await engine.close();
      throw new AppError(
        "artifact-invalid",
        `the artifact of version ${row.version} is not the one that was registered`,
      );
    }
    logger.info(
      { modelVersion: row.version, engine: engine.engine, device: engine.device, policy: engine.policy },
      "model loaded",
    );
    stoodIn = null;
    metrics.modelInfo.clear();
    metrics.policyInfo.clear();
    metrics.policyInfo.set({ policy: engine.policy }, 1);
    return engine;
  }

  /** Which engine answers can change under way, with what else there is over the same model. */
  function noteServing(version: string, { engine, device, precision, standIn }: Engine): void {
    metrics.modelInfo.clear();
    metrics.modelInfo.set({ version, engine, device, precision }, 1);
    const why = standIn?.why ?? null;
    if (why === stoodIn) return;
    stoodIn = why;
    if (standIn)
      logger.warn(
        { engine, wanted: standIn.wanted, why },
        "another engine answers in the place of the one wanted",
      );
    else logger.info({ engine }, "the engine wanted answers again");
  }

  async function current(): Promise<Engine> {
    if (await switchedOff()) {
      metrics.modelReady.set({}, 0);
      throw new AppError("model-unavailable", "the model is switched off", { userMessage: SWITCHED_OFF_WHY });
    }
    const wanted = await champion();
    const { row, policy, files } = wanted;
    if (failure && failure.version === row.version && Date.now() - failure.at < RETRY_AFTER)
      throw failure.error;
    // Files that changed under a running engine are verified anew: what serves must be what lies there.
    if (
      loaded?.version !== row.version ||
      loaded.digest !== row.digest ||
      loaded.signature !== row.signature ||
      loaded.policy !== policy ||
      loaded.files !== files
    ) {
      if (loaded) retire(loaded);
      const { version, digest, signature } = row;
      loaded = { version, digest, signature, policy, files, engine: open(wanted) };
    }
    const mine = loaded;
    try {
      const engine = await mine.engine;
      failure = null;
      noteServing(row.version, engine);
      metrics.modelReady.set({}, 1);
      return engine;
    } catch (cause) {
      const error =
        cause instanceof AppError
          ? cause
          : new AppError("model-unavailable", "the model could not be loaded", { cause });
      if (loaded === mine) loaded = null;
      if (failure?.version !== row.version) {
        logger.error({ err: error, modelVersion: row.version }, "model could not be loaded; rules only");
        onUnavailable?.(row.version, error);
      }
      failure = { version: row.version, error, at: Date.now() };
      metrics.modelInfo.clear();
      metrics.policyInfo.clear();
      metrics.modelReady.set({}, 0);
      throw error;
    }
  }

  return {
    current,
    switchedOff,
    async state() {
      try {
        const engine = await current();
        return {
          state: "ready",
          name: engine.model.name,
          version: engine.model.version,
          engine: engine.engine,
          device: engine.device,
          precision: engine.precision,
          policy: engine.policy,
          ...(engine.standIn ? { standIn: engine.standIn } : {}),
        };
      } catch (error) {
        const off = heard?.off ?? false;
        return {
          state: "rules-only",
          why: toAppError(error).userMessage,
          ...(off ? { switchedOff: true } : {}),
        };
      }
    },
    invalidate() {
      seen = null;
      heard = null;
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

/** Cheap to ask each second, and different whenever a file of the artifact was replaced, changed or removed. */
async function describeFiles(dir: string): Promise<string> {
  try {
    const names = (await readdir(dir)).sort();
    const stats = await Promise.all(names.map((name) => stat(join(dir, name))));
    return stats.map((s, i) => `${names[i]} ${s.size} ${s.mtimeMs}`).join("\n");
  } catch {
    return "unreadable";
  }
}
