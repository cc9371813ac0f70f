import { insertCanaryAnswer } from "@/db/queries/canary";
import type { EncounterRow } from "@/db/queries/encounter";
import { toAppError } from "@/lib/core/errors";
import type { Engine } from "@/lib/engine/engine";
import { type AnswerOutcome, SLOW_MS } from "@/lib/monitoring/canary/guard";
import { type Arm, armOf } from "@/lib/registry/canary";
import { guardCanary } from "../learning/guard-canary";
import type { RunningCanary } from "../service/engines";
import type { Runtime } from "../service/runtime";

/** Which version answers which visits now. */
export type Arms<V> = {
  readonly canary: RunningCanary | null;
  /** The candidate's share; empty while no canary is on. */
  readonly candidates: readonly V[];
  readonly others: readonly V[];
};

/** Parts visits into the candidate's share and the rest. What keeps the database from saying leaves all to the version in use. */
export async function partIntoArms<V extends { readonly encounter: EncounterRow }>(
  rt: Runtime,
  visits: readonly V[],
): Promise<Arms<V>> {
  const canary = await rt.engines.canary().catch(() => null);
  if (!canary) return { canary, candidates: [], others: visits };
  const inArm = (arm: Arm) => visits.filter((v) => armOf(canary, v.encounter) === arm);
  return { canary, candidates: inArm("canary"), others: inArm("champion") };
}

/** The candidate's engine; null where it does not load, which counts against it. */
export async function candidateEngine(rt: Runtime, canary: RunningCanary): Promise<Engine | null> {
  try {
    return await canary.engine();
  } catch {
    await noteAnswer(rt, canary, "canary", 0, "failed");
    return null;
  }
}

export const isSlow = (ms: number): boolean => ms > SLOW_MS;

/**
 * Counts an answer, or its failure, for the guard; one that speaks against the candidate has it judged at once. Never in the way of
 * whoever waits for the answer.
 */
export async function noteAnswer(
  rt: Runtime,
  canary: RunningCanary,
  arm: Arm,
  patients: number,
  outcome: AnswerOutcome,
): Promise<void> {
  try {
    await insertCanaryAnswer(rt.db, { canaryId: canary.id, arm, patients, outcome, at: rt.clock() });
    if (arm === "canary" && outcome !== "ok") await guardCanary(rt);
  } catch (error) {
    rt.logger.warn({ err: toAppError(error) }, "an answer could not be counted for the canary's guard");
  }
}
