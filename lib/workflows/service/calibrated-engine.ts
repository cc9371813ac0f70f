import type { Db, DbOrTx } from "@/db/client";
import {
  type CalibrationRow,
  calibrationByDigest,
  findCalibration,
  lastCalibrationSwitch,
} from "@/db/queries/site-calibration";
import { calibrationStatement, whyUnsigned } from "@/db/signing";
import { AppError, toAppError } from "@/lib/core/errors";
import type { Logger } from "@/lib/core/logger";
import { adjustForSite } from "@/lib/engine/adjust";
import type { Engine } from "@/lib/engine/engine";
import {
  calibrationDigest,
  parseSiteCalibration,
  type SiteCalibrationContent,
} from "@/lib/policy/site-calibration";

/** What an assessment says of what made it. */
export type MadeBy = {
  readonly artifactDigest: string | null;
  /** Digest of the calibration that was laid over the model; null: none was. */
  readonly calibration: string | null;
  /** The EHR whose visit it was; null: not of an EHR. */
  readonly unit: string | null;
};

export type Calibrator = {
  /** The engine with what is in force laid over it; the engine itself where nothing is, or it is another model's. */
  inForce(engine: Engine): Promise<Engine>;
  /** The engine as it answered then. @throws AppError("artifact-invalid") */
  asMade(engine: Engine, made: MadeBy): Promise<Engine>;
  forget(): void;
};

/** @throws AppError("artifact-invalid") in words, when it is not what was measured and signed here */
export async function assertCalibration(db: DbOrTx, row: CalibrationRow) {
  const { version, digest, content } = row;
  const refused = (why: string) =>
    new AppError("artifact-invalid", `${version} is refused: ${why}`, {
      userMessage: `The site's calibration was refused: ${why}.`,
    });
  if (!digest || !content) throw refused("it was never made");
  const parsed = parseSiteCalibration(content);
  if (calibrationDigest(parsed) !== digest) throw refused("its content is not what was made");
  const why = await whyUnsigned(db, calibrationStatement({ version, digest }), row);
  if (why) throw refused(why);
  return parsed;
}

/** What is laid over this model where patients are answered; null: nothing, or nothing that can be believed. */
export async function calibrationServed(
  db: DbOrTx,
  modelDigest: string,
): Promise<{ readonly version: string; readonly content: SiteCalibrationContent } | null> {
  const last = await lastCalibrationSwitch(db);
  const row = last?.on ? await findCalibration(db, last.calibration) : null;
  if (!row || row.modelDigest !== modelDigest) return null;
  try {
    return { version: row.version, content: await assertCalibration(db, row) };
  } catch (error) {
    if (toAppError(error).code === "artifact-invalid") return null;
    throw error;
  }
}

type Options = { readonly db: Db; readonly logger: Logger; readonly ttl: number };

/**
 * Lays the site's calibration over the engine in use. One that cannot be believed is not served: the model answers as it passed its
 * own checks, and the log says so. What is in force is asked as the switch of the model is, at most a second old.
 */
export function createCalibrator({ db, logger, ttl }: Options): Calibrator {
  let heard: { row: CalibrationRow | null; at: number } | null = null;
  let refused: string | null = null;
  // Callers tell answers of one engine from another's by the object: the same calibration over the same engine is the same one.
  let made = new WeakMap<Engine, Map<string, Engine>>();

  async function row(): Promise<CalibrationRow | null> {
    if (heard && Date.now() - heard.at < ttl) return heard.row;
    const asked = Date.now();
    const last = await lastCalibrationSwitch(db);
    heard = { row: last?.on ? await findCalibration(db, last.calibration) : null, at: asked };
    return heard.row;
  }

  async function over(engine: Engine, calibration: CalibrationRow): Promise<Engine | null> {
    const known = made.get(engine) ?? new Map<string, Engine>();
    made.set(engine, known);
    const key = `${calibration.digest} ${calibration.signature}`;
    const adjusted = known.get(key) ?? adjustForSite(engine, await assertCalibration(db, calibration));
    if (adjusted) known.set(key, adjusted);
    return adjusted;
  }

  return {
    async inForce(engine) {
      const calibration = await row();
      if (!calibration || calibration.modelDigest !== engine.artifactDigest) return engine;
      try {
        return (await over(engine, calibration)) ?? engine;
      } catch (cause) {
        const error = toAppError(cause);
        if (error.code !== "artifact-invalid") throw error;
        if (refused !== calibration.version)
          logger.error({ err: error }, "the site's calibration is refused; the model answers without it");
        refused = calibration.version;
        return engine;
      }
    },
    async asMade(engine, { calibration: digest, unit }) {
      if (digest === null) return engine;
      const calibration = await calibrationByDigest(db, digest);
      const adjusted = calibration && (await over(engine, calibration));
      if (!adjusted)
        throw new AppError("artifact-invalid", "the calibration of an answer is gone", {
          userMessage: "The site's calibration that this suggestion was made with cannot be read any more.",
        });
      return unit === null ? adjusted : (adjusted.forUnit?.(unit) ?? adjusted);
    },
    forget() {
      heard = null;
      refused = null;
      made = new WeakMap();
    },
  };
}
