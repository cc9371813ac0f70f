import type { DbOrTx } from "@/db/client";
import { listDriftPolicies } from "@/db/queries/drift";
import { championVersion } from "@/db/queries/registry";
import { countLateOutcomes, countUnusedLabels, openRun } from "@/db/queries/training";
import { driftsWithoutRun, listTrainingPolicies, runsSince } from "@/db/queries/training-policy";
import { levelCounts } from "@/db/queries/watch";
import { DAY } from "@/lib/core/clock";
import { canonicalJson } from "@/lib/core/json";
import { addDays, dayOfTime } from "@/lib/monitoring/charts/buckets";
import type { Measured } from "@/lib/monitoring/charts/picture";
import type { TrainingFacts } from "@/lib/monitoring/triggers/evaluate";
import { DEFAULT_STOPPING, defaultPolicy, type TrainingPolicy } from "@/lib/monitoring/triggers/policy";
import { measure } from "@/lib/monitoring/watch/measures";
import { tableOf } from "@/lib/monitoring/watch/pictures";
import { labelOf } from "@/lib/monitoring/watch/references";
import type { Runtime } from "../service/runtime";

/** Longer than the longest pause and the longest schedule that can be set. */
const RUNS_LOOKED_AT = 366 * DAY;
/** A drift that was confirmed longer ago is not what patients are like now. */
const DRIFT_FRESH = 14 * DAY;

const POLICIES_LOOKED_AT = 200;

export type PolicyInForce = {
  /** 0: nobody has set one; what the settings and the release say holds. */
  readonly version: number;
  readonly content: TrainingPolicy;
  readonly setAt: Date | null;
  /** When its schedule came into force, in this version or one before. */
  readonly scheduledSince: Date | null;
};

/** When retraining starts now. Before the first version the drift's own switch, of earlier releases, still counts. */
export async function policyInForce(
  rt: { readonly env: Pick<Runtime["env"], "RETRAIN_AFTER"> },
  db: DbOrTx,
): Promise<PolicyInForce> {
  const rows = await listTrainingPolicies(db, POLICIES_LOOKED_AT);
  const [row] = rows;
  if (row) {
    const other = rows.findIndex((r) => !isSameSchedule(r.content, row.content));
    const first = other < 0 ? rows.at(-1) : rows[other - 1];
    return {
      version: row.version,
      content: { ...row.content, stopping: row.content.stopping ?? DEFAULT_STOPPING },
      setAt: row.setAt,
      scheduledSince: first?.setAt ?? null,
    };
  }
  const [drift] = await listDriftPolicies(db, 1);
  const content = defaultPolicy(rt.env.RETRAIN_AFTER, drift?.retrain);
  return { version: 0, content, setAt: null, scheduledSince: null };
}

/**
 * How a run ends early by the settings that stood when it was asked for: one taken up again ends as it would have. Undefined: all its
 * steps are made.
 */
export async function stoppingAt(
  { db }: Pick<Runtime, "db">,
  at: Date,
): Promise<{ sharePercent: number; patience: number } | undefined> {
  const rows = await listTrainingPolicies(db, POLICIES_LOOKED_AT);
  // Rows from before the setting have none.
  const stopping = rows.find((r) => r.setAt <= at)?.content.stopping ?? DEFAULT_STOPPING;
  return stopping.on ? { sharePercent: stopping.sharePercent, patience: stopping.patience } : undefined;
}

const isSameSchedule = (a: TrainingPolicy, b: TrainingPolicy): boolean =>
  canonicalJson(a.schedule) === canonicalJson(b.schedule);

/** What the triggers are asked about; of those that are off nothing is looked up. */
export async function gatherFacts(
  db: DbOrTx,
  { content: policy, scheduledSince }: PolicyInForce,
  now: Date,
): Promise<{ readonly facts: TrainingFacts; readonly drifts: readonly string[] }> {
  const champion = (await championVersion(db))?.version ?? null;
  const labels = await countUnusedLabels(db);
  const runs = await runsSince(db, new Date(now.getTime() - RUNS_LOOKED_AT));
  const drifts = policy.drift.on ? await driftsWithoutRun(db, new Date(now.getTime() - DRIFT_FRESH)) : [];
  const facts: TrainingFacts = {
    champion,
    runOpen: (await openRun(db)) !== null,
    labels,
    runs: runs.map((r) => ({ ...r, triggers: r.triggers?.map((t) => t.trigger) ?? [r.trigger] })),
    performance:
      policy.performance.on && champion
        ? await recentPerformance(db, policy.performance, champion, now)
        : { value: null, n: 0 },
    drifts: drifts.map((d) => d.causes[0]?.words ?? "Patients have changed"),
    outcomes: policy.outcomes.on && champion ? await countLateOutcomes(db, champion, now) : 0,
    scheduledSince: scheduledSince ?? now,
  };
  return { facts, drifts: drifts.map((d) => d.id) };
}

/** How the version in use did on the visits of the last days. */
async function recentPerformance(
  db: DbOrTx,
  { measure: name, against, days }: TrainingPolicy["performance"],
  version: string,
  now: Date,
): Promise<Measured> {
  const to = dayOfTime(now.getTime());
  const rows = await levelCounts(db, { from: addDays(to, 1 - days), to, version }, { bucket: "month" });
  const table = tableOf(
    rows,
    (r) => labelOf(r, against),
    (r) => r.shown,
  );
  return measure(table, name);
}
