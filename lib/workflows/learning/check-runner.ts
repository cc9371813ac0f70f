import { hostname } from "node:os";
import { resolve } from "node:path";
import type { Tx } from "@/db/client";
import { type CheckRow, claimCheck, findCheck, OPEN_CHECK, updateOwnCheck } from "@/db/queries/model-check";
import { findPrompt } from "@/db/queries/prompt";
import { championVersion, findVersion } from "@/db/queries/registry";
import { type CalibrationRow, findCalibration } from "@/db/queries/site-calibration";
import { SECOND } from "@/lib/core/clock";
import { AppError, type ErrorCode, toAppError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { verdictOf } from "@/lib/registry/gates/check-gates";
import { policyDigest } from "@/lib/registry/gates/gate-policy";
import { appendAudit } from "../govern/append-audit";
import { assertSigned } from "../govern/signing";
import { type Heartbeat, startHeartbeat } from "../service/heartbeat";
import type { Runtime } from "../service/runtime";
import { requireVersion, verifyArtifact } from "./change-model";
import { type CheckResult, runCheckChild } from "./check-child";
import { checkMaterial, digestServed } from "./check-material";
import { measurePromptVersion } from "./llm/measure-prompt";
import { keepCalibration, makeCalibration } from "./make-calibration";

export type CheckOptions = {
  /** How often a worker says that it is still at it, and after how long a silence another may take the work. */
  readonly timing?: { readonly heartbeatMs: number; readonly staleMs: number } | undefined;
  readonly command?: readonly string[] | undefined;
};
const TIMING = { heartbeatMs: 5 * SECOND, staleMs: 25 * SECOND };

/** Starts, counted over all workers and restarts that were not orderly, after which it is given up. */
export const MAX_ATTEMPTS = 3;
/** Trying again changes nothing about these. */
const PERMANENT: readonly ErrorCode[] = [
  "invalid-input",
  "artifact-invalid",
  "not-found",
  "gates-unverified",
  "insufficient-data",
  "conflict",
];

/**
 * Measures one version beside the one in use and holds it against the gates. Delivered twice, it does nothing twice: one
 * worker at a time owns the row, and a closed one stays as it is.
 * @throws to have the queue deliver the job again.
 */
export async function runModelCheck(
  rt: Runtime,
  id: string,
  signal: AbortSignal,
  options: CheckOptions = {},
): Promise<void> {
  const timing = options.timing ?? TIMING;
  const owner = `${hostname()}/${process.pid}/${newId()}`;
  const now = rt.clock();
  const check = await claimCheck(rt.db, id, owner, now, new Date(now.getTime() - timing.staleMs));
  if (!check) {
    const known = await findCheck(rt.db, id);
    if (known && (OPEN_CHECK as readonly string[]).includes(known.status)) throw takenOver();
    return;
  }
  if (check.attempt >= MAX_ATTEMPTS) {
    await fail(rt, check, owner, `The worker stopped ${check.attempt} times while at it.`);
    return;
  }
  const started = { status: "running", attempt: check.attempt + 1, startedAt: now } as const;
  if (!(await updateOwnCheck(rt.db, id, owner, started))) throw takenOver();
  const heartbeat = startHeartbeat<never>({
    stop: signal,
    heartbeatMs: timing.heartbeatMs,
    write: () => updateOwnCheck(rt.db, id, owner, { heartbeatAt: rt.clock() }),
    onError: (error) =>
      rt.logger.warn({ jobId: id, err: toAppError(error) }, "a sign of life could not be written"),
  });
  try {
    await measure(rt, check, owner, heartbeat, options);
  } catch (cause) {
    await heartbeat.close();
    await putDown(rt, check, owner, heartbeat, toAppError(cause), signal);
  } finally {
    await heartbeat.close();
  }
}

const takenOver = () => new AppError("internal", "another worker has this check");

async function measure(
  rt: Runtime,
  check: CheckRow,
  owner: string,
  heartbeat: Heartbeat<never>,
  { command }: CheckOptions,
): Promise<void> {
  if (await findPrompt(rt.db, check.version)) return measurePrompt(rt, check, owner, heartbeat);
  const calibration = await findCalibration(rt.db, check.version);
  if (calibration) return measureCalibration(rt, check, calibration, owner, heartbeat, command);
  const candidate = await verifyArtifact(rt, await requireVersion(rt.db, check.version));
  // Beside the version in use now: somebody may have changed it while this waited.
  const champion = await championVersion(rt.db);
  const against =
    champion && champion.version !== check.version ? await findVersion(rt.db, champion.version) : null;
  if (against) await assertSigned(rt.db, against);
  const material = await checkMaterial(
    rt,
    { version: check.version, parent: candidate.manifest.parent?.version ?? null },
    check.requestedAt,
  );
  const done = await runCheckChild(
    {
      ...material,
      candidateDir: candidate.dir,
      againstDir: against ? resolve(rt.dataDir, against.artifactDir) : null,
    },
    { signal: heartbeat.signal, command },
  );
  await heartbeat.close();
  if (done.digest !== check.digest)
    throw new AppError("artifact-invalid", "another artifact was measured than was asked for");
  await close(rt, check, owner, {
    done,
    against: against?.version ?? null,
    servedWith: against ? digestServed(material.served) : null,
    policy: policyDigest(material.gates),
  });
}

/** A prompt version: asked in this process, which has the language model's address and token, as a child has not. */
async function measurePrompt(
  rt: Runtime,
  check: CheckRow,
  owner: string,
  heartbeat: Heartbeat<never>,
): Promise<void> {
  const champion = await championVersion(rt.db);
  const material = await checkMaterial(rt, { version: check.version, parent: null }, check.requestedAt);
  const against = champion?.version ?? null;
  const done = await measurePromptVersion(rt, { ...check, against }, material, heartbeat.signal);
  await heartbeat.close();
  await close(rt, check, owner, {
    done,
    against,
    servedWith: digestServed(material.served),
    policy: policyDigest(material.gates),
  });
}

/** A calibration of the site's: fitted and judged in a child, and kept together with what was found. */
async function measureCalibration(
  rt: Runtime,
  check: CheckRow,
  calibration: CalibrationRow,
  owner: string,
  heartbeat: Heartbeat<never>,
  command?: readonly string[],
): Promise<void> {
  const made = await makeCalibration(rt, calibration, { signal: heartbeat.signal, command });
  await heartbeat.close();
  const { done, policy } = made;
  // A calibration is judged beside the model alone.
  const alone = { done, against: calibration.modelVersion, servedWith: null, policy };
  await close(rt, check, owner, alone, (tx, now) => keepCalibration(tx, calibration, made, now));
}

async function close(
  rt: Runtime,
  check: CheckRow,
  owner: string,
  {
    done,
    against,
    servedWith,
    policy,
  }: {
    done: Omit<CheckResult, "digest">;
    against: string | null;
    servedWith: string | null;
    policy: string;
  },
  /** What is kept in the same transaction; gives the digest of what was made, where it was not known before. */
  keep?: (tx: Tx, now: Date) => Promise<string>,
): Promise<void> {
  const now = rt.clock();
  const verdict = verdictOf(done.findings);
  await rt.db.transaction(async (tx) => {
    const digest = keep ? await keep(tx, now) : check.digest;
    const mine = await updateOwnCheck(tx, check.id, owner, {
      status: "succeeded",
      digest,
      against,
      servedWith,
      policy,
      verdict,
      findings: done.findings,
      championMetrics: done.metrics.champion,
      candidateMetrics: done.metrics.candidate,
      finishedAt: now,
      error: null,
    });
    if (!mine) throw takenOver();
    await appendAudit(
      tx,
      {
        event: keep ? "calibration.made" : "model.checked",
        actor: "system",
        subject: { type: keep ? "calibration" : "model", id: check.version },
        detail: {
          digest,
          against,
          verdict,
          policy,
          failed: done.findings.filter((f) => f.severity === "fail").map((f) => f.gate),
        },
      },
      now,
    );
  });
  rt.logger.info({ modelVersion: check.version, code: verdict }, "model version measured");
}

/** An attempt without a result: given up, or left for the next worker. */
async function putDown(
  rt: Runtime,
  check: CheckRow,
  owner: string,
  heartbeat: Heartbeat<never>,
  error: AppError,
  signal: AbortSignal,
): Promise<void> {
  if (heartbeat.lost) throw error;
  if (signal.aborted) {
    // The process is stopping: not the work's fault, so it does not count.
    await updateOwnCheck(rt.db, check.id, owner, { owner: null, attempt: check.attempt });
    throw error;
  }
  const attempt = check.attempt + 1;
  rt.logger.warn({ modelVersion: check.version, attempt, err: error }, "measuring did not succeed");
  if (PERMANENT.includes(error.code) || attempt >= MAX_ATTEMPTS) {
    await fail(rt, check, owner, explain(error));
    return;
  }
  await updateOwnCheck(rt.db, check.id, owner, { owner: null, error: explain(error) });
  throw error;
}

/** Our own errors say what happened in words that carry no PHI; anything else is in the log. */
const explain = (error: AppError): string => (error.cause === undefined ? error.message : error.userMessage);

async function fail(rt: Runtime, check: CheckRow, owner: string, why: string): Promise<void> {
  const now = rt.clock();
  await rt.db.transaction(async (tx) => {
    const set = { status: "failed", error: why, finishedAt: now, owner: null } as const;
    if (!(await updateOwnCheck(tx, check.id, owner, set))) return;
    await appendAudit(
      tx,
      {
        event: "model.check-failed",
        actor: "system",
        subject: { type: "model", id: check.version },
        detail: { why },
      },
      now,
    );
  });
}
