import { readdir, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Db } from "@/db/client";
import { type CanaryRow, canaryOn } from "@/db/queries/canary";
import { lastSwitch } from "@/db/queries/model-switch";
import { championVersion, findVersion, type ModelVersionRow } from "@/db/queries/registry";
import { SECOND } from "@/lib/core/clock";
import { AppError, toAppError } from "@/lib/core/errors";
import type { Logger } from "@/lib/core/logger";
import type { Engine } from "@/lib/engine/engine";
import type { PolicyName } from "@/lib/model/calibration";
import type { Metrics } from "@/lib/monitoring/metrics";
import type { ModelState } from "../views";
import { createCalibrator, type MadeBy } from "./calibrated-engine";
import { createEngineHolder, type Wanted } from "./engine-holder";

/** Without a policy the artifact's own holds. */
export type EngineLoader = (artifactDir: string, policy?: PolicyName) => Promise<Engine>;

export interface EngineManager {
  /** The champion's engine, with the site's calibration where one is in force. @throws AppError("model-unavailable" | "artifact-invalid"), also while the model is switched off */
  current(): Promise<Engine>;
  /** The candidate that answers a share of the visits; null: none does, or the model is switched off. @throws when the database does not say */
  canary(): Promise<RunningCanary | null>;
  /**
   * The engine that made an answer, with the calibration it had then, if its version still serves; else the champion's.
   * @throws as current and the candidate's, and AppError("artifact-invalid") where the calibration is not to be believed any more
   */
  thatMade(made: MadeBy): Promise<Engine>;
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
/** The candidate that answers a share of the visits now. */
export type RunningCanary = CanaryRow & {
  /** Its engine, under the site's policy. @throws AppError */
  engine(): Promise<Engine>;
};

export type EngineManagerOptions = {
  readonly db: Db;
  readonly load: EngineLoader;
  /** What the registry's artifact folders are relative to. */
  readonly dataDir: string;
  /** Puts a version's files in their place where they are not there at all. */
  readonly bring?: ((row: ModelVersionRow) => Promise<void>) | undefined;
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
  const { db, load, dataDir, bring, logger, metrics, onUnavailable } = options;
  let seen: (Wanted & { at: number }) | null = null;
  let heard: { off: boolean; at: number } | null = null;
  let stoodIn: string | null = null;
  let running: { row: CanaryRow | null; at: number } | null = null;
  const shared = { db, load, dataDir, bring };
  const calibrator = createCalibrator({ db, logger, ttl: ALIAS_TTL });
  const champions = createEngineHolder({
    ...shared,
    onLoaded(engine, { version }) {
      logger.info(
        { modelVersion: version, engine: engine.engine, device: engine.device, policy: engine.policy },
        "model loaded",
      );
      stoodIn = null;
      metrics.modelInfo.clear();
      metrics.policyInfo.clear();
      metrics.policyInfo.set({ policy: engine.policy }, 1);
    },
    onFailed(version, error) {
      logger.error({ err: error, modelVersion: version }, "model could not be loaded; rules only");
      onUnavailable?.(version, error);
    },
  });
  const canaries = createEngineHolder({
    ...shared,
    onLoaded: (_, { version }) =>
      logger.info({ modelVersion: version }, "a candidate is loaded for its share of the visits"),
    onFailed: (version, error) =>
      logger.error(
        { err: error, modelVersion: version },
        "the candidate could not be loaded; the version in use answers",
      ),
  });

  async function champion(): Promise<Wanted> {
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

  const current = async (): Promise<Engine> => calibrator.inForce(await bare());

  /** The champion's engine as the model answers. */
  async function bare(): Promise<Engine> {
    if (await switchedOff()) {
      metrics.modelReady.set({}, 0);
      throw new AppError("model-unavailable", "the model is switched off", { userMessage: SWITCHED_OFF_WHY });
    }
    const wanted = await champion();
    try {
      const engine = await champions.get(wanted);
      noteServing(wanted.row.version, engine);
      metrics.modelReady.set({}, 1);
      return engine;
    } catch (error) {
      metrics.modelInfo.clear();
      metrics.policyInfo.clear();
      metrics.modelReady.set({}, 0);
      throw error;
    }
  }

  /** Asked as the switch is, so that every process has ended it a second after the database says so. */
  async function canary(): Promise<RunningCanary | null> {
    if (!running || Date.now() - running.at >= ALIAS_TTL) {
      const asked = Date.now();
      running = { row: await canaryOn(db), at: asked };
    }
    const { row } = running;
    if (!row || (await switchedOff())) {
      canaries.release();
      return null;
    }
    return {
      ...row,
      async engine() {
        const version = await findVersion(db, row.version);
        if (version?.digest !== row.digest)
          throw new AppError("artifact-invalid", `version ${row.version} is not the one that was let in`);
        const files = await describeFiles(resolve(dataDir, version.artifactDir));
        return canaries.get({ row: version, policy: (await champion()).policy, files });
      },
    };
  }

  return {
    current,
    canary,
    async thatMade(made) {
      const engine = await bare();
      const { artifactDigest } = made;
      if (engine.artifactDigest === artifactDigest) return calibrator.asMade(engine, made);
      const on = await canary();
      return on && on.digest === artifactDigest ? on.engine() : engine;
    },
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
          // Who answers is another one with it than without: nothing said before is taken for what is said now.
          ...(engine.calibration ? { calibration: engine.calibration } : {}),
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
      running = null;
      calibrator.forget();
      champions.forgive();
      canaries.forgive();
    },
    async close() {
      await Promise.all([champions.close(), canaries.close()]);
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
