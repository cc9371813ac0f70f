import { resolve } from "node:path";
import type { DbOrTx } from "@/db/client";
import { canaryOn } from "@/db/queries/canary";
import { type ExceptionRow, listExceptions } from "@/db/queries/gate-exception";
import { type CheckRow, listChecks } from "@/db/queries/model-check";
import {
  findVersion,
  listVersions,
  lockChampion,
  type ModelVersionRow,
  setChampion,
  setVersionStatus,
} from "@/db/queries/registry";
import { fallenByRun } from "@/db/queries/standing";
import { can } from "@/lib/auth/permissions";
import type { Authorized, Principal } from "@/lib/auth/principal";
import { AppError } from "@/lib/core/errors";
import { type Artifact, openArtifact } from "@/lib/model/artifact";
import type { PolicyName } from "@/lib/model/calibration";
import { CANARY_ENDS } from "@/lib/registry/canary";
import { decisiveCheck } from "@/lib/registry/gates/standing";
import { forScreen } from "@/lib/registry/metric-set";
import {
  assertAllowed,
  assertChampionUnchanged,
  canPromote,
  canReject,
  canRollBackTo,
} from "@/lib/registry/versions";
import { appendAudit } from "../govern/append-audit";
import { assertSigned } from "../govern/signing";
import type { Runtime } from "../service/runtime";
import type { ModelVersionView } from "../views";
import { noteDeed } from "../watch/note-deed";
import { situationNow } from "./check-material";
import {
  closeException,
  notBefore,
  objectionTo,
  passOrExcept,
  type Standing,
  standing,
  standingOf,
  viewException,
} from "./exceptions";
import { endIn } from "./guard-canary";

export async function listModelVersions(rt: Runtime, auth: Authorized): Promise<ModelVersionView[]> {
  const [versions, checks, exceptions, situation, fallen] = [
    await listVersions(rt.db),
    await listChecks(rt.db),
    await listExceptions(rt.db),
    await situationNow(rt.db),
    await fallenByRun(rt.db),
  ];
  const now = await notBefore(rt.db, rt.clock());
  return versions.map((row) => {
    const own = exceptions.filter((e) => e.version === row.version);
    const measured = checks.filter((c) => c.version === row.version);
    const lost = fallen.get(row.runId ?? "") ?? 0;
    return toView(standing(row, measured, own, situation, lost, now), own, auth.principal);
  });
}

function toView(held: Standing, exceptionRows: readonly ExceptionRow[], viewer: Principal): ModelVersionView {
  const { row, checks, situation: now } = held;
  const mayChange = can(viewer.role, "model:promote");
  const objection = objectionTo(held);
  const asked = canPromote(row) || canRollBackTo(row);
  const exceptions = exceptionRows.map((e) => viewException(e, held, viewer, held.now));
  const waiting = exceptions.find((e) => e.status === "asked" || e.status === "agreed");
  const excepted = asked && objection?.code === "gates-failed" && waiting?.status === "agreed";
  const open = checks.find((c) => c.status === "queued" || c.status === "running");
  return {
    version: row.version,
    name: row.name,
    status: row.status,
    parent: row.parent,
    createdAt: row.createdAt.toISOString(),
    createdBy: row.createdBy,
    digest: row.digest,
    trainedOn: row.trainedOn,
    metrics: forScreen(row.metrics),
    runId: row.runId,
    check: checkView(decisiveCheck(row, checks, now) ?? checks.find((c) => c.status === "succeeded")),
    measuring: open !== undefined,
    checkError: open ? null : checks[0]?.status === "failed" ? checks[0].error : null,
    objection: asked && !excepted ? objection : null,
    fallenLabels: held.fallen,
    canMeasure: mayChange && asked && !open,
    canPromote: mayChange && canPromote(row),
    canRollBackTo: mayChange && canRollBackTo(row),
    exceptions,
    excepted,
    canAskException: mayChange && asked && !open && objection?.code === "gates-failed" && !waiting,
  };
}

const checkView = (check: CheckRow | undefined): ModelVersionView["check"] =>
  check
    ? {
        verdict: check.verdict ?? "failed",
        source: check.source,
        against: check.against,
        findings: check.findings ?? [],
        champion: check.championMetrics ?? [],
        candidate: check.candidateMetrics ?? [],
        measuredAt: (check.finishedAt ?? check.requestedAt).toISOString(),
      }
    : null;

type Change = {
  readonly version: string;
  readonly expectedChampion: string;
  readonly comment?: string | undefined;
};

/**
 * Puts a candidate into use that was measured beside the version it replaces and failed no gate, or for which two people agreed to
 * an exception. That one is kept and can be gone back to.
 * @throws AppError("gates-failed" | "not-measured" | "conflict" | "not-found" | "artifact-invalid")
 */
export async function promoteModel(
  rt: Runtime,
  auth: Authorized,
  change: Change,
): Promise<ModelVersionView[]> {
  await replaceChampion(rt, auth, change, "promote");
  return listModelVersions(rt, auth);
}

/** Goes back to a version that was in use before and once passed its checks, or was measured as a release. */
export async function rollbackModel(
  rt: Runtime,
  auth: Authorized,
  { toVersion, expectedChampion }: { readonly toVersion: string; readonly expectedChampion: string },
): Promise<ModelVersionView[]> {
  await replaceChampion(rt, auth, { version: toVersion, expectedChampion }, "roll back to");
  return listModelVersions(rt, auth);
}

async function replaceChampion(
  rt: Runtime,
  auth: Authorized,
  change: Change,
  how: "promote" | "roll back to",
): Promise<void> {
  // The artifact is read whole before anything is locked: a damaged one must never come into use.
  const artifact = await verifyArtifact(rt, await requireVersion(rt.db, change.version));
  await rt.db.transaction(async (tx) => {
    const champion = await lockChampion(tx);
    assertChampionUnchanged(champion?.version ?? null, change.expectedChampion || null);
    assertHasPolicy(artifact, champion?.policy ?? null);
    const target = await requireVersion(tx, change.version);
    // What was read is what was measured is what comes into use, whatever happened to the row meanwhile.
    assertSameFiles(artifact, target);
    await assertSigned(tx, target);
    assertAllowed(how === "promote" ? canPromote(target) : canRollBackTo(target), how, target);
    const now = rt.clock();
    const held = await standingOf(tx, target, now);
    const exception = await passOrExcept(tx, held);
    const ended = champion && (await closeException(tx, champion.version, "ended", now));
    if (champion) await setVersionStatus(tx, champion.version, "archived");
    await setVersionStatus(tx, target.version, "champion");
    await setChampion(tx, target.version, champion?.version ?? null, auth.principal.displayName, now);
    const on = await canaryOn(tx);
    const why = on?.version === target.version ? "promoted" : "champion-changed";
    if (on) await endIn(tx, on, { why, words: CANARY_ENDS[why] }, auth, now);
    await rt.queue.sendEmbedCases(tx);
    const event = how === "promote" ? "model.promoted" : "model.rolled-back";
    const from = champion?.version ?? null;
    await noteDeed(
      tx,
      auth,
      event,
      { detail: { from, to: target.version }, versions: [from, target.version] },
      now,
    );
    await appendAudit(
      tx,
      {
        event,
        actor: auth.principal,
        subject: { type: "model", id: target.version },
        requestId: auth.requestId,
        detail: {
          from,
          to: target.version,
          digest: target.digest,
          ...(change.comment ? { comment: change.comment } : {}),
          check: decisiveCheck(target, held.checks, held.situation)?.id ?? null,
          ...(exception ? { exception: exception.id, until: exception.until } : {}),
          ...(ended ? { exceptionEnded: ended } : {}),
        },
      },
      now,
    );
  });
  rt.engines.invalidate();
}

export async function rejectModel(
  rt: Runtime,
  auth: Authorized,
  { version, comment }: { version: string; comment: string },
): Promise<ModelVersionView[]> {
  await rt.db.transaction(async (tx) => {
    // A promotion at the same moment goes first or finds it rejected.
    await lockChampion(tx);
    const target = await requireVersion(tx, version);
    assertAllowed(canReject(target), "reject", target);
    await setVersionStatus(tx, version, "rejected");
    await closeException(tx, version, "lapsed", rt.clock());
    const on = await canaryOn(tx);
    if (on?.version === version) await endIn(tx, on, { why: "rejected", words: comment }, auth, rt.clock());
    await appendAudit(
      tx,
      {
        event: "model.rejected",
        actor: auth.principal,
        subject: { type: "model", id: version },
        requestId: auth.requestId,
        detail: { comment },
      },
      rt.clock(),
    );
  });
  rt.engines.invalidate();
  return listModelVersions(rt, auth);
}

export async function requireVersion(tx: DbOrTx, version: string): Promise<ModelVersionRow> {
  const row = await findVersion(tx, version);
  if (!row) throw new AppError("not-found", `no model version ${version}`);
  return row;
}

/** @throws AppError("artifact-invalid") when it is not signed as what was registered, or not these files */
export async function verifyArtifact(rt: Runtime, row: ModelVersionRow): Promise<Artifact> {
  await assertSigned(rt.db, row);
  const artifact = await openArtifact(resolve(rt.dataDir, row.artifactDir));
  assertSameFiles(artifact, row);
  return artifact;
}

function assertSameFiles(artifact: Artifact, row: ModelVersionRow): void {
  if (artifact.digest === row.digest) return;
  throw new AppError("artifact-invalid", `the artifact of ${row.version} is not the one that was registered`);
}

/** The site's policy goes on under another version; one that was not fitted for it would be refused by the engine. */
export function assertHasPolicy({ calibration, identity }: Artifact, policy: PolicyName | null): void {
  if (policy === null || calibration.scales.esi.policies[policy]) return;
  throw new AppError("conflict", `${identity.version} has no ${policy} policy`, {
    userMessage: `Version ${identity.version} was not fitted for the ${policy} policy that is in force. Change the policy first.`,
  });
}
