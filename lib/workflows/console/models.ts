import { resolve } from "node:path";
import type { DbOrTx, Tx } from "@/db/client";
import {
  findVersion,
  listVersions,
  lockChampion,
  type ModelVersionRow,
  setChampion,
  setVersionStatus,
} from "@/db/queries/registry";
import { findRun } from "@/db/queries/training";
import { can } from "@/lib/auth/permissions";
import type { Authorized } from "@/lib/auth/principal";
import { AppError } from "@/lib/core/errors";
import { type Artifact, openArtifact } from "@/lib/model/artifact";
import type { PolicyName } from "@/lib/model/calibration";
import {
  assertAllowed,
  assertChampionUnchanged,
  assertGatesPassed,
  canPromote,
  canReject,
  canRollBackTo,
} from "@/lib/registry/versions";
import { appendAudit } from "../audit";
import type { Runtime } from "../runtime";
import type { ModelVersionView } from "../views";

export async function listModelVersions(rt: Runtime, auth: Authorized): Promise<ModelVersionView[]> {
  const mayChange = can(auth.principal.role, "model:promote");
  return (await listVersions(rt.db)).map((row) => toView(row, mayChange));
}

function toView(row: ModelVersionRow, mayChange: boolean): ModelVersionView {
  return {
    version: row.version,
    name: row.name,
    status: row.status,
    parent: row.parent,
    createdAt: row.createdAt.toISOString(),
    createdBy: row.createdBy,
    digest: row.digest,
    trainedOn: row.trainedOn,
    metrics: row.metrics,
    runId: row.runId,
    canPromote: mayChange && canPromote(row),
    canRollBackTo: mayChange && canRollBackTo(row),
  };
}

type Change = {
  readonly version: string;
  readonly expectedChampion: string;
  readonly comment?: string | undefined;
};

/** Puts a candidate into use. The version it replaces is kept and can be gone back to. */
export async function promoteModel(
  rt: Runtime,
  auth: Authorized,
  change: Change,
): Promise<ModelVersionView[]> {
  await replaceChampion(rt, auth, change, "promote");
  return listModelVersions(rt, auth);
}

/** Goes back to a version that was in use before. */
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
    assertChampionUnchanged(champion?.version ?? null, change.expectedChampion);
    assertHasPolicy(artifact, champion?.policy ?? null);
    const target = await requireVersion(tx, change.version);
    assertAllowed(how === "promote" ? canPromote(target) : canRollBackTo(target), how, target);
    const failedGates =
      how === "promote" ? assertGatesPassed(await findingsOf(tx, target), change.comment) : [];
    const now = rt.clock();
    if (champion) await setVersionStatus(tx, champion.version, "archived");
    await setVersionStatus(tx, target.version, "champion");
    await setChampion(tx, target.version, champion?.version ?? null, auth.principal.displayName, now);
    await rt.queue.sendEmbedCases(tx);
    await appendAudit(
      tx,
      {
        event: how === "promote" ? "model.promoted" : "model.rolled-back",
        actor: auth.principal,
        subject: { type: "model", id: target.version },
        requestId: auth.requestId,
        detail: {
          from: champion?.version ?? null,
          to: target.version,
          digest: target.digest,
          ...(change.comment ? { comment: change.comment } : {}),
          ...(failedGates.length > 0 ? { failedGates } : {}),
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
  return listModelVersions(rt, auth);
}

async function findingsOf(tx: Tx, version: ModelVersionRow) {
  return (version.runId && (await findRun(tx, version.runId))?.findings) || [];
}

export async function requireVersion(tx: DbOrTx, version: string): Promise<ModelVersionRow> {
  const row = await findVersion(tx, version);
  if (!row) throw new AppError("not-found", `no model version ${version}`);
  return row;
}

export async function verifyArtifact(rt: Runtime, row: ModelVersionRow): Promise<Artifact> {
  const artifact = await openArtifact(resolve(rt.dataDir, row.artifactDir));
  if (artifact.digest !== row.digest) {
    throw new AppError(
      "artifact-invalid",
      `the artifact of ${row.version} is not the one that was registered`,
    );
  }
  return artifact;
}

/** The site's policy goes on under another version; one that was not fitted for it would be refused by the engine. */
export function assertHasPolicy({ calibration, identity }: Artifact, policy: PolicyName | null): void {
  if (policy === null || calibration.scales.esi.policies[policy]) return;
  throw new AppError("conflict", `${identity.version} has no ${policy} policy`, {
    userMessage: `Version ${identity.version} was not fitted for the ${policy} policy that is in force. Change the policy first.`,
  });
}
