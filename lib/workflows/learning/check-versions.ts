import type { Tx } from "@/db/client";
import { type CheckRow, insertCheck, listChecks, openChecks } from "@/db/queries/model-check";
import { championVersion, listVersions, type ModelVersionRow } from "@/db/queries/registry";
import type { Authorized, Principal } from "@/lib/auth/principal";
import { AppError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { decisiveCheck, type Situation } from "@/lib/registry/gates/standing";
import { appendAudit } from "../govern/append-audit";
import type { Runtime } from "../service/runtime";
import type { ModelVersionView } from "../views";
import { listModelVersions, requireVersion } from "./change-model";
import { situationNow } from "./check-material";

/** An admin asks for a version to be measured, again or for the first time. */
export async function measureModel(
  rt: Runtime,
  auth: Authorized,
  { version }: { readonly version: string },
): Promise<ModelVersionView[]> {
  await rt.db.transaction(async (tx) => {
    const row = await requireVersion(tx, version);
    if (!["candidate", "archived", "champion"].includes(row.status))
      throw new AppError("conflict", `cannot measure a version that is ${row.status}`, {
        userMessage: `Version ${version} is ${row.status}; it is not measured any more.`,
      });
    if (!(await queueCheck(rt, tx, row, auth.principal, auth.requestId)))
      throw new AppError("conflict", "a check is open", {
        userMessage: `Version ${version} is being measured already.`,
      });
  });
  return listModelVersions(rt, auth);
}

/** Null: it is being measured already. */
async function queueCheck(
  rt: Runtime,
  tx: Tx,
  row: ModelVersionRow,
  actor: Principal | "system",
  requestId?: string,
): Promise<CheckRow | null> {
  const now = rt.clock();
  const champion = await championVersion(tx);
  const check = await insertCheck(tx, {
    id: newId(),
    version: row.version,
    digest: row.digest,
    against: champion && champion.version !== row.version ? champion.version : null,
    source: "check",
    status: "queued",
    requestedBy: actor === "system" ? "OpenAcuity" : actor.displayName,
    requestedAt: now,
  });
  if (!check) return null;
  await rt.queue.sendCheckModel(tx, check.id);
  await appendAudit(
    tx,
    {
      event: "model.check-requested",
      actor,
      subject: { type: "model", id: row.version },
      ...(requestId ? { requestId } : {}),
      detail: { digest: row.digest, against: check.against },
    },
    now,
  );
  return check;
}

/**
 * Has every candidate measured beside the version in use, once: one that came with a new release, and one whose opponent or
 * gates have changed since. What could not be measured is left to a person. Gives a check whose job was lost its job back.
 */
export async function keepChecks(rt: Runtime, quietSince: Date): Promise<void> {
  const now = await situationNow(rt.db);
  const checks = await listChecks(rt.db);
  // Measured under checks nobody can vouch for, it would have to be measured again.
  for (const row of now.policy === null ? [] : await listVersions(rt.db)) {
    if (row.status !== "candidate") continue;
    const own = checks.filter((c) => c.version === row.version);
    if (own.some((c) => c.status === "queued" || c.status === "running") || wasTried(row, own, now)) continue;
    await rt.db.transaction((tx) => queueCheck(rt, tx, row, "system"));
  }
  for (const { id, heartbeatAt, requestedAt } of await openChecks(rt.db)) {
    if ((heartbeatAt ?? requestedAt) > quietSince || (await rt.queue.hasCheckModel(id))) continue;
    rt.logger.warn({ jobId: id }, "measuring a model version had no job; it gets one");
    await rt.queue.sendCheckModel(rt.db, id);
  }
}

const wasTried = (row: ModelVersionRow, checks: readonly CheckRow[], now: Situation): boolean =>
  decisiveCheck(row, checks, now) !== null ||
  checks.some((c) => c.status === "failed" && c.digest === row.digest && c.against === now.champion);
