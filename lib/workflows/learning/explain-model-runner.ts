import { hostname } from "node:os";
import { resolve } from "node:path";
import {
  claimModelExplanation,
  findModelExplanation,
  type ModelExplanationRow,
  OPEN_EXPLANATION,
  updateOwnModelExplanation,
} from "@/db/queries/model-explanation";
import { findVersion } from "@/db/queries/registry";
import { SECOND } from "@/lib/core/clock";
import type { Env } from "@/lib/core/env";
import { AppError, type ErrorCode, toAppError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { openArtifact } from "@/lib/model/artifact";
import { appendAudit } from "../govern/append-audit";
import { assertSigned } from "../govern/signing";
import { type Heartbeat, startHeartbeat } from "../service/heartbeat";
import type { Runtime } from "../service/runtime";
import { type ExplainProgress, runExplainChild } from "./explain-child";
import { sampleCases } from "./explain-model-sample";

export type ExplainModelOptions = {
  /** How often a worker says that it is still at it, and after how long a silence another may take the work. */
  readonly timing?: { readonly heartbeatMs: number; readonly staleMs: number } | undefined;
  readonly command?: readonly string[] | undefined;
};
const TIMING = { heartbeatMs: 5 * SECOND, staleMs: 25 * SECOND };

/** Starts, counted over all workers and restarts that were not orderly, after which it is given up. */
export const MAX_ATTEMPTS = 3;
/** Trying again changes nothing about these. */
const PERMANENT: readonly ErrorCode[] = [
  "insufficient-data",
  "invalid-input",
  "artifact-invalid",
  "not-found",
];

/**
 * Works at explaining one model version until there is a result or it is given up. Delivered twice, it does nothing twice:
 * one worker at a time owns the row, and a closed one stays as it is. It takes minutes, so a worker that was killed leaves
 * nothing to go on from: the next one starts over, on the same cases with the same seed, and comes to the same numbers.
 *
 * @throws to have the queue deliver the job again.
 */
export async function runModelExplanation(
  rt: Runtime,
  id: string,
  signal: AbortSignal,
  options: ExplainModelOptions = {},
): Promise<void> {
  const timing = options.timing ?? TIMING;
  const owner = `${hostname()}/${process.pid}/${newId()}`;
  const now = rt.clock();
  const work = await claimModelExplanation(rt.db, id, owner, now, new Date(now.getTime() - timing.staleMs));
  if (!work) {
    if (await isOpen(rt, id)) throw broken("another worker has this explanation");
    return;
  }
  if (work.attempt >= MAX_ATTEMPTS) {
    await fail(rt, work, owner, `The worker stopped ${work.attempt} times while at it.`);
    return;
  }
  const started = { status: "running", attempt: work.attempt + 1, startedAt: now, progress: null } as const;
  if (!(await updateOwnModelExplanation(rt.db, id, owner, started)))
    throw broken("another worker has this explanation");
  const heartbeat = startHeartbeat<ExplainProgress>({
    stop: signal,
    heartbeatMs: timing.heartbeatMs,
    write: (news) =>
      updateOwnModelExplanation(rt.db, id, owner, {
        ...(news ? { progress: { done: news.done, total: news.total, etaSeconds: news.etaSeconds } } : {}),
        heartbeatAt: rt.clock(),
      }),
    onError: (error) =>
      rt.logger.warn({ jobId: id, err: toAppError(error) }, "progress could not be written"),
  });
  try {
    await compute(rt, work, owner, heartbeat, options);
  } catch (cause) {
    await heartbeat.close();
    await putDown(rt, work, owner, heartbeat, toAppError(cause), signal);
  } finally {
    await heartbeat.close();
  }
}

const broken = (message: string) => new AppError("internal", message);

async function isOpen(rt: Runtime, id: string): Promise<boolean> {
  const row = await findModelExplanation(rt.db, id);
  return row !== null && (OPEN_EXPLANATION as readonly string[]).includes(row.status);
}

/** A child is given no secrets, the remote engine's among them; the engines of one process answer alike. */
const inThisProcess = (engine: Env["ENGINE"]) => (engine === "remote" ? "auto" : engine);

async function compute(
  rt: Runtime,
  work: ModelExplanationRow,
  owner: string,
  heartbeat: Heartbeat<ExplainProgress>,
  { command }: ExplainModelOptions,
): Promise<void> {
  const started = rt.clock();
  const version = await findVersion(rt.db, work.version);
  if (!version) throw new AppError("not-found", `version ${work.version} is gone`);
  await assertSigned(rt.db, version);
  const artifact = await openArtifact(resolve(rt.dataDir, version.artifactDir));
  if (artifact.digest !== work.artifactDigest)
    throw new AppError(
      "artifact-invalid",
      `the artifact of ${work.version} is not the one that was registered`,
    );
  const { seed, maxEvaluations } = work.parameters;
  const { cases, dataset } = await sampleCases(rt, artifact, work.source, work.requestedAt, work.parameters);
  const done = await runExplainChild(
    {
      artifactDir: artifact.dir,
      engine: inThisProcess(rt.env.ENGINE),
      cases: [...cases],
      seed,
      maxEvaluations,
    },
    { signal: heartbeat.signal, onProgress: (p) => heartbeat.report(p), command },
  );
  await heartbeat.close();
  if (done.digest !== work.artifactDigest) throw broken("another artifact answered than was asked for");
  const now = rt.clock();
  const tookMs = now.getTime() - started.getTime();
  await rt.db.transaction(async (tx) => {
    const mine = await updateOwnModelExplanation(tx, work.id, owner, {
      status: "succeeded",
      result: done.result,
      dataset,
      engine: done.engine,
      computedAt: now,
      tookMs,
      finishedAt: now,
      progress: null,
      error: null,
      owner: null,
    });
    if (!mine) throw broken("another worker took this over");
    await appendAudit(
      tx,
      {
        event: "explanation.completed",
        actor: "system",
        subject: { type: "model", id: work.version },
        detail: {
          digest: work.artifactDigest,
          source: work.source,
          cases: done.result.cases,
          evaluations: done.result.evaluations,
        },
      },
      now,
    );
  });
  rt.logger.info(
    { modelVersion: work.version, count: cases.length, durationMs: tookMs },
    "model version explained",
  );
}

/** An attempt without a result: called off, given up, or left for the next worker. */
async function putDown(
  rt: Runtime,
  work: ModelExplanationRow,
  owner: string,
  heartbeat: Heartbeat<ExplainProgress>,
  error: AppError,
  signal: AbortSignal,
): Promise<void> {
  if (heartbeat.lost) {
    if (await isOpen(rt, work.id)) throw error;
    return;
  }
  if (signal.aborted) {
    // The process is stopping: not the work's fault, so it does not count.
    await updateOwnModelExplanation(rt.db, work.id, owner, { owner: null, attempt: work.attempt });
    throw error;
  }
  const attempt = work.attempt + 1;
  rt.logger.warn(
    { modelVersion: work.version, attempt, err: error },
    "explaining a model version did not succeed",
  );
  if (PERMANENT.includes(error.code) || attempt >= MAX_ATTEMPTS) {
    await fail(rt, work, owner, explain(error));
    return;
  }
  await updateOwnModelExplanation(rt.db, work.id, owner, { owner: null, error: explain(error) });
  throw error;
}

/** Our own errors say what happened in words that carry no PHI; anything else is in the log. */
const explain = (error: AppError): string => (error.cause === undefined ? error.message : error.userMessage);

async function fail(rt: Runtime, work: ModelExplanationRow, owner: string, why: string): Promise<void> {
  const now = rt.clock();
  await rt.db.transaction(async (tx) => {
    const set = { status: "failed", error: why, finishedAt: now, owner: null } as const;
    if (!(await updateOwnModelExplanation(tx, work.id, owner, set))) return;
    await appendAudit(
      tx,
      {
        event: "explanation.failed",
        actor: "system",
        subject: { type: "model", id: work.version },
        detail: { source: work.source, why },
      },
      now,
    );
  });
}
