import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join, resolve } from "node:path";
import { insertDataset } from "@/db/queries/dataset";
import { insertCheck } from "@/db/queries/model-check";
import { findVersion, insertVersion } from "@/db/queries/registry";
import { patientsOfLabels } from "@/db/queries/site-calibration";
import { fallenOf } from "@/db/queries/standing";
import {
  claimRun,
  findRun,
  insertRunLabels,
  type LabelRow,
  lateOutcomes,
  type RunRow,
  runNumber,
  standingLabels,
  updateOwnRun,
} from "@/db/queries/training";
import { SECOND } from "@/lib/core/clock";
import { sha256 } from "@/lib/core/crypto";
import { AppError, type ErrorCode, toAppError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { countDataset, type DatasetCounts, type DatasetRules } from "@/lib/feedback/dataset";
import { type Artifact, openArtifact } from "@/lib/model/artifact";
import { laidOver } from "@/lib/policy/site-calibration";
import { verdictOf } from "@/lib/registry/gates/check-gates";
import { policyDigest } from "@/lib/registry/gates/gate-policy";
import { candidateVersion } from "@/lib/registry/versions";
import { FEWEST_LABELS } from "@/lib/training/fewest-labels";
import { parseTuning } from "@/lib/training/fitting/tuning";
import { appendAudit } from "../govern/append-audit";
import { assertSigned } from "../govern/signing";
import type { Runtime } from "../service/runtime";
import { moveIntoStore, versionPath } from "./artifact-store";
import { checkMaterial, digestServed } from "./check-material";
import { holdInconsistentReaders } from "./hold-readers";
import { describeLineage } from "./register-model";
import { createRunJournal, type RunJournal } from "./run-journal";
import { runTrainChild, type TrainResult } from "./train-child";
import { stoppingAt } from "./training-facts";
import { weighLabels } from "./weigh-labels";

export type RetrainTiming = {
  /** How often a worker says that it is still at it, and after how long a silence another may take the run. */
  readonly heartbeatMs: number;
  readonly staleMs: number;
};
const TIMING: RetrainTiming = { heartbeatMs: 5 * SECOND, staleMs: 25 * SECOND };

export type RetrainOptions = {
  readonly timing?: RetrainTiming | undefined;
  readonly command?: readonly string[] | undefined;
};

/** Starts, counted over all workers and restarts that were not orderly, after which a run is given up. */
export const MAX_ATTEMPTS = 4;
/** Patients of whom it became known only now what became of them; the newest are taken. */
const MOST_LATE = 2_000;
/** Trying again changes nothing about these. */
const PERMANENT: readonly ErrorCode[] = ["insufficient-data", "invalid-input", "artifact-invalid"];

/**
 * Works at one retraining run until it has a candidate or is given up. Delivered twice, it does nothing twice: one worker
 * at a time owns the run's row, and a run that is closed stays as it is. A worker that was killed leaves its checkpoint,
 * and the next one goes on from there with the same labels.
 *
 * @throws to have the queue deliver the job again.
 */
export async function runRetraining(
  rt: Runtime,
  runId: string,
  signal: AbortSignal,
  options: RetrainOptions = {},
): Promise<void> {
  const timing = options.timing ?? TIMING;
  const owner = `${hostname()}/${process.pid}/${newId()}`;
  const now = rt.clock();
  const run = await claimRun(rt.db, runId, owner, now, new Date(now.getTime() - timing.staleMs));
  if (!run) {
    if (isOpen(await findRun(rt.db, runId))) throw broken("another worker has this run");
    return;
  }
  if (run.attempt >= MAX_ATTEMPTS) {
    await failRun(rt, run, owner, `The worker stopped ${run.attempt} times while at it.`);
    return;
  }
  await startAttempt(rt, run, owner);
  const journal = createRunJournal(rt, run, owner, signal, timing.heartbeatMs);
  try {
    await train(rt, run, owner, journal, options);
    await rm(runDir(rt, run), { recursive: true, force: true });
  } catch (cause) {
    await journal.close();
    await putDown(rt, run, owner, journal, toAppError(cause), signal);
  } finally {
    await journal.close();
  }
}

const broken = (message: string) => new AppError("internal", message);

const isOpen = (run: RunRow | null): boolean =>
  run !== null && ["queued", "running", "evaluating"].includes(run.status);

/** Checkpoints and the artifact in the making: weights only, nothing of the cases. */
const runDir = (rt: Runtime, run: RunRow): string => join(rt.dataDir, "runs", run.id);

async function startAttempt(rt: Runtime, run: RunRow, owner: string): Promise<void> {
  const now = rt.clock();
  const attempt = run.attempt + 1;
  await rt.db.transaction(async (tx) => {
    const set = { status: "running", attempt, startedAt: run.startedAt ?? now, error: null } as const;
    if (!(await updateOwnRun(tx, run.id, owner, set))) throw broken("another worker has this run");
    const subject = { type: "run", id: run.id };
    await appendAudit(tx, { event: "run.started", actor: "system", subject, detail: { attempt } }, now);
  });
  rt.logger.info({ runId: run.id, attempt }, "retraining started");
}

async function train(
  rt: Runtime,
  run: RunRow,
  owner: string,
  journal: RunJournal,
  { command }: RetrainOptions,
): Promise<void> {
  const parent = await findVersion(rt.db, run.parentVersion);
  if (!parent) throw broken(`version ${run.parentVersion} is gone`);
  await assertSigned(rt.db, parent);
  await holdInconsistentReaders(rt);
  const labels = await standingLabels(rt.db, run.labelIds);
  const learning = labels.rows.filter((l) => !l.heldOut);
  if (learning.length < FEWEST_LABELS) throw tooFewLeft(learning.length, run.labelIds.length);
  const version = candidateVersion(parent.version, await runNumber(rt.db, run));
  const material = await checkMaterial(rt, { version, parent: parent.version }, run.requestedAt, learning);
  const late = await lateOutcomes(rt.db, parent.version, run.requestedAt, MOST_LATE);
  const weighed = await weighLabels(rt, learning, late.rows, run.requestedAt);
  const patients = await patientsOfLabels(
    rt.db,
    weighed.labels.map((l) => l.id),
  );
  const stopping = await stoppingAt(rt, run.requestedAt);
  const dir = runDir(rt, run);
  // Each attempt's own: a worker that was taken over may be at it still, and never puts its files under the name of another's.
  const outDir = join(dir, `artifact-${run.attempt + 1}`);
  await rm(outDir, { recursive: true, force: true });
  await openCheckpoint(dir, weighed.learned.digest);
  const result = await runTrainChild(
    {
      ...material,
      championDir: resolve(rt.dataDir, parent.artifactDir),
      outDir,
      checkpointDir: join(dir, "checkpoint"),
      version,
      // Not the time of this attempt: one taken up again makes the same artifact.
      created: run.requestedAt.toISOString(),
      labels: weighed.labels.map(({ id, ...label }) => ({
        ...label,
        patient: nameless(run.id, patients.get(id)),
      })),
      ...(stopping ? { stopping } : {}),
      tuning: parseTuning(rt.env.RETRAIN_TUNING),
      seed: Number.parseInt(sha256(run.id).slice(0, 7), 16),
    },
    { signal: journal.signal, onProgress: journal.progress, command },
  );
  await journal.close();
  // What the child says is checked against what lies there: the artifact verifies, and is of the version asked for.
  const artifact = await openArtifact(outDir);
  const { manifest } = artifact;
  if (manifest.version !== version || manifest.parent?.version !== parent.version)
    throw broken(`the child made ${manifest.version} of ${manifest.parent?.version}`);
  const left = labels.unreadable.length + late.unreadable.length + material.unreadable;
  const findings = [...result.findings, ...(left > 0 ? [leftOut(left)] : [])];
  await registerCandidate(rt, run, owner, artifact, {
    ...result,
    findings,
    weighed,
    policy: policyDigest(material.gates),
    servedWith: digestServed(laidOver(material.served, parent.digest)),
    drawn: {
      rules: {
        until: run.requestedAt.toISOString(),
        parent: parent.version,
        given: run.labelIds.length,
        keptApart: labels.rows.length - learning.length,
        leftOut: run.labelIds.length - labels.rows.length,
      },
      counts: countDataset(weighed.labels, sourceIn([...learning, ...late.rows])),
    },
  });
}

/** Between the request and its turn labels are withdrawn, or a reader is held back with all of theirs. */
const tooFewLeft = (left: number, given: number): AppError =>
  new AppError(
    "insufficient-data",
    `Of the ${given} labels of this run ${left === 0 ? "none is" : left === 1 ? "one is" : `${left} are`} left to learn from; at least ${FEWEST_LABELS} are needed. ` +
      "The others were withdrawn, are of a reader held back (Labels says so), or are kept aside for measuring. Nothing was trained.",
  );

/** Tells a patient's labels from others' within one run, and says nothing beyond it. */
const nameless = (runId: string, whose: { readonly patient: string } | undefined): string | undefined =>
  whose && sha256(`${runId} ${whose.patient}`).slice(0, 16);

const sourceIn = (labels: readonly Pick<LabelRow, "id" | "source">[]) => {
  const sources = new Map(labels.map((l) => [l.id, l.source]));
  return (id: string) => sources.get(id) ?? null;
};

const leftOut = (count: number): TrainResult["findings"][number] => ({
  gate: "readable",
  severity: "warn",
  text: `${count} stored labels could not be read and were left out. The log names them.`,
});

/** What an attempt before has got to is gone on with only where the labels are the same as then. */
async function openCheckpoint(dir: string, digest: string): Promise<void> {
  const [checkpoint, note] = [join(dir, "checkpoint"), join(dir, "labels")];
  const before = await readFile(note, "utf8").catch(() => null);
  if (before !== digest) await rm(checkpoint, { recursive: true, force: true });
  await mkdir(checkpoint, { recursive: true, mode: 0o700 });
  await writeFile(note, digest);
}

type Made = TrainResult & {
  readonly weighed: Awaited<ReturnType<typeof weighLabels>>;
  /** Digest of the gates it was held against. */
  readonly policy: string;
  /** Digest of the calibration laid over the version it was held against; null: none was. */
  readonly servedWith: string | null;
  readonly drawn: { readonly rules: DatasetRules; readonly counts: DatasetCounts };
};

const fallenMeanwhile = (count: number): TrainResult["findings"][number] => ({
  gate: "labels",
  severity: "fail",
  text:
    count === 1
      ? "A label it learned from was withdrawn or held back while it was trained."
      : `${count} labels it learned from were withdrawn or held back while it was trained.`,
});

const inShort = ({ apart, at, planned, best }: NonNullable<TrainResult["stopped"]>) => ({
  apart,
  at,
  planned,
  best,
});

async function registerCandidate(
  rt: Runtime,
  run: RunRow,
  owner: string,
  artifact: Artifact,
  { metrics, findings: measured, weighed, policy, servedWith, drawn, stopped }: Made,
): Promise<void> {
  const { version, name } = artifact.identity;
  const now = rt.clock();
  await rt.db.transaction(async (tx) => {
    const mine = await updateOwnRun(tx, run.id, owner, {
      status: "succeeded",
      candidateVersion: version,
      championMetrics: metrics.champion,
      candidateMetrics: metrics.candidate,
      learned: { ...weighed.learned, ...(stopped ? { stopped: inShort(stopped) } : {}) },
      finishedAt: now,
      error: null,
    });
    if (!mine) throw broken("another worker took this run over");
    await insertRunLabels(tx, run.id, weighed.labels);
    await insertDataset(tx, {
      digest: weighed.learned.digest,
      runId: run.id,
      madeAt: now,
      madeBy: run.requestedBy,
      ...drawn,
    });
    const fallen = await fallenOf(tx, run.id);
    const findings = fallen > 0 ? [...measured, fallenMeanwhile(fallen)] : measured;
    await updateOwnRun(tx, run.id, owner, { findings });
    const added = await insertVersion(tx, {
      version,
      name,
      status: "candidate",
      parent: run.parentVersion,
      artifactDir: versionPath(version),
      digest: artifact.digest,
      metrics: metrics.candidate,
      trainedOn: describeLineage(artifact.manifest.lineage),
      lineage: artifact.manifest.lineage,
      runId: run.id,
      createdAt: now,
      createdBy: run.requestedBy,
    });
    if (!added) throw broken(`version ${version} is registered already`);
    // Not before it is certain that run and name are ours: what lies there may be in use.
    await moveIntoStore(rt.dataDir, version, artifact.dir);
    await insertCheck(tx, {
      id: newId(),
      version,
      digest: artifact.digest,
      against: run.parentVersion,
      source: "run",
      status: "succeeded",
      verdict: verdictOf(findings),
      policy,
      servedWith,
      championMetrics: metrics.champion,
      candidateMetrics: metrics.candidate,
      findings,
      runId: run.id,
      requestedBy: run.requestedBy,
      requestedAt: run.requestedAt,
      startedAt: run.startedAt,
      finishedAt: now,
    });
    const detail = {
      version,
      digest: artifact.digest,
      parent: run.parentVersion,
      labels: weighed.learned.labels,
      labelsDigest: weighed.learned.digest,
    };
    await appendAudit(
      tx,
      { event: "run.succeeded", actor: "system", subject: { type: "run", id: run.id }, detail },
      now,
    );
    await appendAudit(
      tx,
      { event: "model.registered", actor: "system", subject: { type: "model", id: version }, detail },
      now,
    );
  });
  rt.logger.info({ runId: run.id, modelVersion: version }, "retraining succeeded");
}

/** An attempt that did not succeed: given up, or left for the next worker. */
async function putDown(
  rt: Runtime,
  run: RunRow,
  owner: string,
  journal: RunJournal,
  error: AppError,
  signal: AbortSignal,
): Promise<void> {
  const attempt = run.attempt + 1;
  rt.logger.warn({ runId: run.id, attempt, err: error }, "retraining attempt did not succeed");
  if (journal.lost) throw error;
  if (signal.aborted) {
    // The process is stopping: not the run's fault, so it does not count.
    await updateOwnRun(rt.db, run.id, owner, { owner: null, attempt: run.attempt });
    throw error;
  }
  if (PERMANENT.includes(error.code) || attempt >= MAX_ATTEMPTS) {
    await failRun(rt, run, owner, explain(error));
    return;
  }
  await updateOwnRun(rt.db, run.id, owner, { owner: null, error: explain(error) });
  throw error;
}

/** Our own errors say what happened in words that carry no PHI; anything else is in the log. */
const explain = (error: AppError): string => (error.cause === undefined ? error.message : error.userMessage);

async function failRun(rt: Runtime, run: RunRow, owner: string, why: string): Promise<void> {
  const now = rt.clock();
  await rt.db.transaction(async (tx) => {
    const set = { status: "failed", error: why, finishedAt: now } as const;
    if (!(await updateOwnRun(tx, run.id, owner, set))) return;
    await appendAudit(
      tx,
      { event: "run.failed", actor: "system", subject: { type: "run", id: run.id }, detail: { why } },
      now,
    );
  });
  await rm(runDir(rt, run), { recursive: true, force: true });
}
