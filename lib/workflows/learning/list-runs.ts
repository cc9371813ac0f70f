import { findRun, listRunRows, type RunRow } from "@/db/queries/training";
import type { Authorized } from "@/lib/auth/principal";
import { AppError } from "@/lib/core/errors";
import { forScreen, isTooFew, SITE_DATASET } from "@/lib/registry/metric-set";
import type { Runtime } from "../service/runtime";
import type { RunView } from "../views";

export async function listRuns(rt: Runtime, _auth: Authorized): Promise<RunView[]> {
  return (await listRunRows(rt.db)).map(toRunView);
}

export async function getRun(rt: Runtime, _auth: Authorized, { runId }: { runId: string }): Promise<RunView> {
  const row = await findRun(rt.db, runId);
  if (!row) throw new AppError("not-found", "no such run");
  return toRunView(row);
}

/** Until a run has said how many decisions it kept apart, nothing measured on them is shown. */
const keptApart = (row: RunRow): number =>
  row.candidateMetrics?.find((set) => set.dataset === SITE_DATASET)?.cases ?? 0;

const withoutHeldOut = ({ validation: _, ...point }: RunRow["lossCurve"][number]) => point;

export function toRunView(row: RunRow): RunView {
  const enough = !isTooFew({ cases: keptApart(row) });
  return {
    id: row.id,
    status: row.status,
    trigger: row.trigger,
    triggers: row.triggers ?? [],
    requestedBy: row.requestedBy,
    requestedAt: row.requestedAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
    parentVersion: row.parentVersion,
    candidateVersion: row.candidateVersion,
    labelCount: row.labelCount,
    attempt: row.attempt,
    progress: row.progress,
    lossCurve: row.lossCurve.map(enough || row.learned?.stopped ? (point) => point : withoutHeldOut),
    champion: forScreen(row.championMetrics ?? []),
    candidate: forScreen(row.candidateMetrics ?? []),
    findings: row.findings ?? [],
    learned: row.learned && {
      labels: row.learned.labels,
      digest: row.learned.digest,
      people: row.learned.readers.length,
      lighter: row.learned.readers.map((r) => r.weight).filter((w) => w < 1),
      outcomes: row.learned.outcomes ?? null,
      stopped: row.learned.stopped ?? null,
    },
    error: row.error,
  };
}
