import { createHash, randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import {
  closeMlflowRequest,
  forgetMirrored,
  holdMirror,
  insertMlflowRequest,
  listMlflowRequests,
  type MirrorRow,
  mirrored,
  mirrorServer,
  noteMirrored,
  openMlflowRequest,
  releaseMirror,
} from "@/db/queries/mlflow";
import { championVersion, findVersion, listVersions, type ModelVersionRow } from "@/db/queries/registry";
import { listRunRows, type RunRow } from "@/db/queries/training";
import { MINUTE } from "@/lib/core/clock";
import type { Env } from "@/lib/core/env";
import { toAppError } from "@/lib/core/errors";
import { canonicalJson } from "@/lib/core/json";
import { openArtifact } from "@/lib/model/artifact";
import { isGone, MlflowClient, type MlflowRun } from "@/lib/registry/mlflow/client";
import {
  CHAMPION_ALIAS,
  EXPERIMENT,
  logOfRun,
  logOfVersion,
  type MirroredRun,
  type MirroredVersion,
  RUN_TAG,
  statusOfRun,
  tagsOfVersion,
  VERSION_TAG,
} from "@/lib/registry/mlflow/mapping";
import { appendAudit } from "../govern/append-audit";
import type { Runtime } from "../service/runtime";

/** Longer than a round takes; a worker that died holds the next one up for so long. */
const HELD_FOR = 10 * MINUTE;
/** A server that did not answer is left alone for a while. */
const TRY_AGAIN_AFTER = 5 * MINUTE;
/** What a version is shown with; the card and the lists say what is in it. */
const FILES = ["manifest.json", "README.md", "config.json", "calibration.json", "model.onnx"];

/**
 * Shows retraining runs and model versions on an MLflow server: parameters, curves, figures, files, and which version is in use. It
 * tells what has changed since it told last, so that a server that was away, or a process that died half way, costs nothing
 * but time; nothing of the product waits for it. What somebody changes there changes nothing here: another champion becomes a
 * request on the page of models. No case, label or person's name goes there.
 */
export async function keepMlflow(rt: Runtime, signal: AbortSignal): Promise<void> {
  if (!rt.env.MLFLOW_TRACKING_URI) return;
  const now = rt.clock();
  const last = await mirrorServer(rt.db);
  if (last?.error && now.getTime() - last.updatedAt.getTime() < TRY_AGAIN_AFTER) return;
  if (!(await holdMirror(rt.db, now, new Date(now.getTime() + HELD_FOR)))) return;
  try {
    await tellEverything(rt, mlflowClient(rt.env, signal));
    await releaseMirror(rt.db, null, rt.clock());
  } catch (cause) {
    if (isGone(cause)) await forgetMirrored(rt.db);
    const error = toAppError(cause);
    await releaseMirror(rt.db, error.message, rt.clock());
    if (!signal.aborted) rt.logger.warn({ err: error }, "MLflow could not be told; tried again later");
  }
}

function mlflowClient(env: Env, signal: AbortSignal): MlflowClient {
  const { MLFLOW_TRACKING_TOKEN: token, MLFLOW_TRACKING_USERNAME: name, MLFLOW_TRACKING_PASSWORD } = env;
  const basic = name && Buffer.from(`${name}:${MLFLOW_TRACKING_PASSWORD ?? ""}`).toString("base64");
  const authorization = token ? `Bearer ${token}` : basic ? `Basic ${basic}` : null;
  return new MlflowClient({ uri: env.MLFLOW_TRACKING_URI ?? "", authorization }, signal);
}

async function tellEverything(rt: Runtime, client: MlflowClient): Promise<void> {
  const experimentId = await client.experiment(EXPERIMENT);
  const runs = await mirrored(rt.db, "run");
  for (const row of (await listRunRows(rt.db)).reverse())
    if (row.startedAt) await tellRun(rt, client, experimentId, row, runs.get(row.id));
  const versions = await mirrored(rt.db, "version");
  for (const row of (await listVersions(rt.db)).reverse())
    await tellVersion(rt, client, experimentId, row, versions.get(row.version));
  await compareChampions(rt, client);
}

async function tellRun(
  rt: Runtime,
  client: MlflowClient,
  experimentId: string,
  row: RunRow,
  known: MirrorRow | undefined,
): Promise<void> {
  const run = asMirrored(row);
  const digest = digestOf(run);
  if (known?.digest === digest) return;
  const { runId } = await runThere(client, experimentId, {
    name: run.candidateVersion ?? `retraining of ${run.parentVersion}`,
    tag: { key: RUN_TAG, value: run.id },
    startedAt: run.startedAt,
  });
  await client.logBatch(runId, logOfRun(run));
  if (run.dataset)
    await client.logDataset(runId, {
      name: `labels of this site (${run.dataset.labels})`,
      // MLflow takes 36 characters.
      digest: run.dataset.digest.slice(0, 36),
      source: JSON.stringify({ sha256: run.dataset.digest }),
    });
  await client.updateRun(runId, statusOfRun(run), run.finishedAt);
  await noteMirrored(rt.db, { kind: "run", id: run.id, remoteId: runId, digest, updatedAt: rt.clock() });
}

/** Found by our tag first, so that one that was made by a process that died is not made twice. */
async function runThere(
  client: MlflowClient,
  experimentId: string,
  run: { readonly name: string; readonly tag: { key: string; value: string }; readonly startedAt: Date },
): Promise<MlflowRun> {
  const found = await client.findRun(experimentId, run.tag);
  return (
    found ?? client.createRun({ experimentId, name: run.name, startedAt: run.startedAt, tags: [run.tag] })
  );
}

async function tellVersion(
  rt: Runtime,
  client: MlflowClient,
  experimentId: string,
  row: ModelVersionRow,
  known: MirrorRow | undefined,
): Promise<void> {
  const version: MirroredVersion = row;
  const digest = digestOf(version);
  if (known?.digest === digest) return;
  const remoteId = known?.remoteId ?? (await registerVersion(rt, client, experimentId, row));
  for (const tag of tagsOfVersion(version)) await client.tagModelVersion(row.name, remoteId, tag);
  const note = { kind: "version" as const, id: row.version, remoteId, digest, updatedAt: rt.clock() };
  await noteMirrored(rt.db, note);
}

async function registerVersion(
  rt: Runtime,
  client: MlflowClient,
  experimentId: string,
  row: ModelVersionRow,
): Promise<string> {
  await client.registerModel(row.name);
  const tag = { key: VERSION_TAG, value: row.version };
  const there = await client.findModelVersion(row.name, tag);
  if (there) return there;
  // A version's figures and files stand in a run of its own: a release has no other.
  const run = await runThere(client, experimentId, {
    name: `version ${row.version}`,
    tag: { key: "openacuity.registered", value: row.version },
    startedAt: row.createdAt,
  });
  await client.logBatch(run.runId, logOfVersion(row));
  await upload(rt, client, run, row);
  await client.updateRun(run.runId, "FINISHED", row.createdAt);
  return client.createModelVersion({
    name: row.name,
    source: `${run.artifactUri}/model`,
    runId: run.runId,
    description: `OpenAcuity ${row.version}, sha256 of its manifest ${row.digest}`,
    tags: tagsOfVersion(row),
  });
}

/** Only files that are what was registered: whoever takes the model from MLflow gets what was signed, or nothing. */
async function upload(
  rt: Runtime,
  client: MlflowClient,
  run: MlflowRun,
  row: ModelVersionRow,
): Promise<void> {
  const folder = resolve(rt.dataDir, row.artifactDir);
  const artifact = await openArtifact(folder).catch(() => null);
  if (artifact?.digest !== row.digest) return;
  for (const name of FILES) {
    const body = await readFile(join(folder, name)).catch(() => null);
    if (body && !(await client.upload(run, `model/${name}`, body))) return;
  }
}

/**
 * The alias there follows the champion here. If somebody else moved it, it stays as they left it until a steward has answered:
 * by putting that version into use, or by declining, after which it is moved back.
 */
async function compareChampions(rt: Runtime, client: MlflowClient): Promise<void> {
  const champion = await championVersion(rt.db);
  const row = champion && (await findVersion(rt.db, champion.version));
  const numbers = await mirrored(rt.db, "version");
  const ours = row && numbers.get(row.version)?.remoteId;
  if (!row || !ours) return;
  const theirs = await client.aliasOf(row.name, CHAMPION_ALIAS);
  const told = (await mirrored(rt.db, "alias")).get(CHAMPION_ALIAS)?.remoteId ?? null;
  const open = await openMlflowRequest(rt.db);
  if (theirs !== null && theirs !== ours && theirs !== told && !(await wasDeclined(rt, theirs))) {
    await noteRequest(rt, theirs, [...numbers.values()].find((v) => v.remoteId === theirs)?.id ?? null);
    return;
  }
  if (open)
    await closeMlflowRequest(rt.db, open.id, {
      // The champion became what was asked for, or it is not asked for any more.
      state: open.version === row.version ? "granted" : "withdrawn",
      closedAt: rt.clock(),
      closedBy: null,
    });
  if (theirs !== ours) await client.setAlias(row.name, CHAMPION_ALIAS, ours);
  const note = {
    kind: "alias" as const,
    id: CHAMPION_ALIAS,
    remoteId: ours,
    digest: null,
    updatedAt: rt.clock(),
  };
  await noteMirrored(rt.db, note);
}

/** The last word on it was a steward's, and nobody has moved the alias since. */
async function wasDeclined(rt: Runtime, remoteVersion: string): Promise<boolean> {
  const [last] = await listMlflowRequests(rt.db, 1);
  if (last?.state !== "declined" || last.remoteVersion !== remoteVersion) return false;
  const alias = (await mirrored(rt.db, "alias")).get(CHAMPION_ALIAS);
  return alias === undefined || alias.updatedAt < (last.closedAt ?? last.seenAt);
}

async function noteRequest(rt: Runtime, remoteVersion: string, version: string | null): Promise<void> {
  const now = rt.clock();
  const open = await openMlflowRequest(rt.db);
  if (open?.remoteVersion === remoteVersion) return;
  await rt.db.transaction(async (tx) => {
    if (open) await closeMlflowRequest(tx, open.id, { state: "withdrawn", closedAt: now, closedBy: null });
    const id = randomUUID();
    if (!(await insertMlflowRequest(tx, { id, remoteVersion, version, seenAt: now }))) return;
    await appendAudit(
      tx,
      {
        event: "mlflow.asked",
        actor: "system",
        subject: { type: "model", id: version ?? `MLflow ${remoteVersion}` },
        detail: { remoteVersion, version },
      },
      now,
    );
  });
}

function asMirrored(row: RunRow): MirroredRun {
  return {
    id: row.id,
    status: row.status,
    trigger: row.triggers?.map((t) => t.trigger).join(" + ") ?? row.trigger,
    parentVersion: row.parentVersion,
    candidateVersion: row.candidateVersion,
    labelCount: row.labelCount,
    attempt: row.attempt,
    lossCurve: row.lossCurve.map(({ step, loss }) => ({ step, loss })),
    candidateMetrics: row.candidateMetrics ?? [],
    dataset: row.learned && { digest: row.learned.digest, labels: row.learned.labels },
    startedAt: row.startedAt ?? row.requestedAt,
    finishedAt: row.finishedAt,
  };
}

const digestOf = (what: MirroredRun | MirroredVersion): string =>
  createHash("sha256")
    .update(canonicalJson(JSON.parse(JSON.stringify(what))))
    .digest("hex");
