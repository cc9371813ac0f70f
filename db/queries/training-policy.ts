import { and, desc, eq, gte, isNull, sql } from "drizzle-orm";
import type { TriggerVerdict } from "@/lib/monitoring/triggers/evaluate";
import type { DbOrTx, Tx } from "../client";
import { driftAlert, trainingPolicy, trainingRun, trainingTrigger } from "../schema";

export type TrainingPolicyRow = typeof trainingPolicy.$inferSelect;

/** Newest first: the first is in force. */
export const listTrainingPolicies = (db: DbOrTx, limit: number): Promise<TrainingPolicyRow[]> =>
  db.select().from(trainingPolicy).orderBy(desc(trainingPolicy.version)).limit(limit);

/** False: somebody else has put this version in already. */
export async function insertTrainingPolicy(tx: Tx, row: TrainingPolicyRow): Promise<boolean> {
  const added = await tx
    .insert(trainingPolicy)
    .values(row)
    .onConflictDoNothing()
    .returning({ version: trainingPolicy.version });
  return added.length > 0;
}

/** Any number will do that nothing else locks. */
const TRAINING_LOCK = 0x0a_c1_17_04;

/** Whoever would start a run, or change when one starts, waits until this transaction ends. */
export const lockTraining = async (tx: Tx): Promise<void> =>
  void (await tx.execute(sql`select pg_advisory_xact_lock(${TRAINING_LOCK})`));

export const listTriggers = (db: DbOrTx) => db.select().from(trainingTrigger);

export async function noteVerdicts(tx: Tx, verdicts: readonly TriggerVerdict[], now: Date): Promise<void> {
  for (const { trigger, state, words, until } of verdicts) {
    const set = { evaluatedAt: now, state, words, until };
    await tx
      .insert(trainingTrigger)
      .values({ trigger, ...set })
      .onConflictDoUpdate({ target: trainingTrigger.trigger, set });
  }
}

/** Newest first, asked for since then. */
export const runsSince = (db: DbOrTx, since: Date) =>
  db
    .select({
      id: trainingRun.id,
      trigger: trainingRun.trigger,
      triggers: trainingRun.triggers,
      requestedAt: trainingRun.requestedAt,
      startedAt: trainingRun.startedAt,
      finishedAt: trainingRun.finishedAt,
    })
    .from(trainingRun)
    .where(gte(trainingRun.requestedAt, since))
    .orderBy(desc(trainingRun.requestedAt), desc(trainingRun.id));

/** Confirmed drifts since then that somebody was told of, nobody has taken note of and no run was started for; newest first. */
export const driftsWithoutRun = (db: DbOrTx, since: Date) =>
  db
    .select({ id: driftAlert.id, causes: driftAlert.causes })
    .from(driftAlert)
    .where(
      and(
        eq(driftAlert.told, true),
        isNull(driftAlert.acknowledgedAt),
        isNull(driftAlert.runId),
        gte(driftAlert.at, since),
      ),
    )
    .orderBy(desc(driftAlert.at), desc(driftAlert.id));
