import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Db, Tx } from "@/db/client";
import { insertCheck, listChecks } from "@/db/queries/model-check";
import { findVersion, insertVersion, listVersions, lockChampion, setChampion } from "@/db/queries/registry";
import { type AppError, toAppError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import type { Logger } from "@/lib/core/logger";
import { publishedCourses, publishedEvidence } from "@/lib/evaluation/published-evidence";
import { type Artifact, openArtifact } from "@/lib/model/artifact";
import { checkGates, verdictOf } from "@/lib/registry/gates/check-gates";
import { type MetricSet, metricSetsSchema } from "@/lib/registry/metric-set";
import { appendAudit } from "../govern/append-audit";
import { copyIntoStore } from "./artifact-store";
import { gatesInForce } from "./check-material";

type Registry = { readonly db: Db; readonly dataDir: string; readonly logger: Logger };
const RELEASE = "OpenAcuity release";

/**
 * Puts the model that comes with the release into the registry, with a copy of its own: an update of the product brings
 * another model into the release's folder, and the one in use must not vanish with it. The first one becomes the
 * champion when its own evaluation is of these very files and passes the gates; without one it is a candidate that has to be
 * measured, and there are rules only until somebody promotes it. A later release arrives as a candidate, is measured beside
 * the version in use by a job, and an admin decides, since the site may run one of its own.
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
    if (!known) await register(registry, artifact, path, await readMetrics(dir), now);
    await rememberReleases(registry, now);
  } catch (error) {
    logger.error({ err: toAppError(error) }, "the shipped model could not be registered");
  }
}

/** What a release's own evaluation says under the gates; null: it has none of these files. */
async function judgeRelease(db: Db, artifact: Artifact) {
  const evidence = await publishedEvidence(artifact);
  if (!evidence) return null;
  const inForce = await gatesInForce(db).catch((error) => {
    if (toAppError(error).code === "gates-unverified") return null;
    throw error;
  });
  if (!inForce) return null;
  const { policy, digest } = inForce;
  const findings = checkGates(policy, [evidence, ...(await publishedCourses(artifact))]);
  return {
    findings,
    verdict: verdictOf(findings),
    policy: digest,
    metrics: metricSetsSchema.parse([evidence.after]),
  };
}
type ReleaseVerdict = NonNullable<Awaited<ReturnType<typeof judgeRelease>>>;

const insertReleaseCheck = (
  tx: Db | Tx,
  { identity, digest }: Artifact,
  { findings, verdict, policy, metrics }: ReleaseVerdict,
  now: Date,
) =>
  insertCheck(tx, {
    id: newId(),
    version: identity.version,
    digest,
    against: null,
    source: "release",
    status: "succeeded",
    verdict,
    policy,
    candidateMetrics: metrics,
    findings,
    requestedBy: RELEASE,
    requestedAt: now,
    finishedAt: now,
  });

/** Releases registered before their evaluation was kept: what came with them is read from their copy. */
async function rememberReleases({ db, dataDir, logger }: Registry, now: Date): Promise<void> {
  const judged = new Set((await listChecks(db)).map((c) => c.version));
  for (const row of await listVersions(db)) {
    if (row.runId !== null || judged.has(row.version)) continue;
    try {
      const artifact = await openArtifact(resolve(dataDir, row.artifactDir));
      const verdict = artifact.digest === row.digest ? await judgeRelease(db, artifact) : null;
      if (verdict) await insertReleaseCheck(db, artifact, verdict, now);
    } catch (error) {
      logger.warn({ modelVersion: row.version, err: toAppError(error) }, "a release could not be read");
    }
  }
}

async function register(
  { db, logger }: Registry,
  artifact: Artifact,
  path: string,
  metrics: readonly MetricSet[],
  now: Date,
): Promise<void> {
  const { version, name } = artifact.identity;
  const judged = await judgeRelease(db, artifact);
  await db.transaction(async (tx) => {
    // Somebody may promote the first version ever at this moment, or another release start: one of them goes first.
    const alone = (await lockChampion(tx)) === null;
    const first = alone && judged?.verdict === "passed";
    if (alone && !first)
      logger.warn(
        { modelVersion: version },
        "the shipped model has no evaluation of its files that passes the checks: rules only until it is measured and promoted",
      );
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
    if (judged) await insertReleaseCheck(tx, artifact, judged, now);
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
