import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Db } from "@/db/client";
import { championVersion, findVersion, insertVersion, setChampion } from "@/db/queries/registry";
import { type AppError, toAppError } from "@/lib/core/errors";
import type { Logger } from "@/lib/core/logger";
import { type Artifact, openArtifact } from "@/lib/model/artifact";
import { type MetricSet, metricSetsSchema } from "@/lib/registry/metric-set";
import { copyIntoStore } from "./artifact-store";
import { appendAudit } from "./audit";

type Registry = { readonly db: Db; readonly dataDir: string; readonly logger: Logger };
const RELEASE = "OpenAcuity release";

/**
 * Puts the model that comes with the release into the registry, with a copy of its own: an update of the product brings
 * another model into the release's folder, and the one in use must not vanish with it. The first one becomes the
 * champion; a later one arrives as a candidate and an admin decides, since the site may run one of its own.
 *
 * Never throws: the product starts without a model and says so; the safety rules do not need one.
 */
export async function registerShippedModel(registry: Registry, dir: string, now: Date): Promise<void> {
  const { db, dataDir, logger } = registry;
  try {
    const artifact = await openArtifact(dir);
    const { version } = artifact.identity;
    const known = await findVersion(db, version);
    if (known && known.digest !== artifact.digest) {
      logger.warn(
        { modelVersion: version },
        "the shipped model differs from the registered one of its version; the registered one is kept",
      );
      return;
    }
    // Also when it is known: restores a copy that was lost, or is not on this host yet.
    const path = await copyIntoStore(dataDir, version, dir, artifact.digest);
    if (!known) await register(db, artifact, path, await readMetrics(dir), now);
  } catch (error) {
    logger.error({ err: toAppError(error) }, "the shipped model could not be registered");
  }
}

async function register(
  db: Db,
  artifact: Artifact,
  path: string,
  metrics: readonly MetricSet[],
  now: Date,
): Promise<void> {
  const { version, name } = artifact.identity;
  await db.transaction(async (tx) => {
    const first = (await championVersion(tx)) === null;
    const added = await insertVersion(tx, {
      version,
      name,
      status: first ? "champion" : "candidate",
      parent: artifact.manifest.parent?.version ?? null,
      artifactDir: path,
      digest: artifact.digest,
      metrics,
      trainedOn: describeLineage(artifact.manifest.lineage),
      lineage: artifact.manifest.lineage,
      createdAt: now,
      createdBy: RELEASE,
    });
    // Another process, starting at the same moment, was first.
    if (!added) return;
    if (first) await setChampion(tx, version, null, RELEASE, now);
    await appendAudit(
      tx,
      {
        event: "model.registered",
        actor: "system",
        subject: { type: "model", id: version },
        detail: { digest: artifact.digest, champion: first },
      },
      now,
    );
  });
}

/** Leaves in the audit log that a version in use could not be loaded. Never throws. */
export async function recordUnavailable(
  db: Db,
  version: string,
  error: AppError,
  logger: Logger,
  now: Date,
): Promise<void> {
  try {
    await db.transaction((tx) =>
      appendAudit(
        tx,
        {
          event: "model.unavailable",
          actor: "system",
          subject: { type: "model", id: version },
          detail: { code: error.code },
        },
        now,
      ),
    );
  } catch (cause) {
    logger.error({ err: toAppError(cause), modelVersion: version }, "could not audit the model's absence");
  }
}

/** Measured figures beside the artifact, written by `npm run triage -- evaluate`; none is better than a wrong one. */
export async function readMetrics(dir: string): Promise<readonly MetricSet[]> {
  try {
    return metricSetsSchema.parse(JSON.parse(await readFile(join(dir, "metrics.json"), "utf8")));
  } catch {
    return [];
  }
}

export function describeLineage(lineage: Readonly<Record<string, unknown>>): string {
  const text = lineage.trained_on ?? lineage.trainedOn ?? lineage.description;
  return typeof text === "string" ? text : "see the model card";
}
