import { findRun, listRunRows, type RunRow } from "@/db/queries/training";
import type { Authorized } from "@/lib/auth/principal";
import { AppError } from "@/lib/core/errors";
import type { Runtime } from "../runtime";
import type { RunView } from "../views";

export async function listRuns(rt: Runtime, _auth: Authorized): Promise<RunView[]> {
  return (await listRunRows(rt.db)).map(toRunView);
}

export async function getRun(rt: Runtime, _auth: Authorized, { runId }: { runId: string }): Promise<RunView> {
  const row = await findRun(rt.db, runId);
  if (!row) throw new AppError("not-found", "no such run");
  return toRunView(row);
}

export function toRunView(row: RunRow): RunView {
  return {
    id: row.id,
    status: row.status,
    trigger: row.trigger,
    requestedBy: row.requestedBy,
    requestedAt: row.requestedAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
    parentVersion: row.parentVersion,
    candidateVersion: row.candidateVersion,
    labelCount: row.labelCount,
    attempt: row.attempt,
    progress: row.progress,
    lossCurve: row.lossCurve,
    champion: row.championMetrics ?? [],
    candidate: row.candidateMetrics ?? [],
    findings: row.findings ?? [],
    error: row.error,
  };
}
