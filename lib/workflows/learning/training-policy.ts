import {
  insertTrainingPolicy,
  listTrainingPolicies,
  listTriggers,
  lockTraining,
  runsSince,
} from "@/db/queries/training-policy";
import { can } from "@/lib/auth/permissions";
import type { Authorized } from "@/lib/auth/principal";
import { DAY } from "@/lib/core/clock";
import { AppError } from "@/lib/core/errors";
import { evaluateTriggers, type TriggerState, usedOf } from "@/lib/monitoring/triggers/evaluate";
import {
  describePolicyChanges,
  sayPolicy,
  TRIGGERS,
  type TrainingPolicy,
  type TriggerName,
} from "@/lib/monitoring/triggers/policy";
import { appendAudit } from "../govern/append-audit";
import type { Runtime } from "../service/runtime";
import { gatherFacts, policyInForce } from "./training-facts";

const MOST_SHOWN = 30;

export type TriggersView = {
  readonly version: number;
  readonly policy: TrainingPolicy;
  readonly triggers: readonly {
    readonly trigger: TriggerName;
    /** Its settings in a line. */
    readonly settings: string;
    readonly state: TriggerState;
    readonly words: string;
    readonly until: string | null;
    /** Null: not asked since this was set; what it says is of this moment. */
    readonly evaluatedAt: string | null;
    readonly lastRun: { readonly id: string; readonly at: string } | null;
  }[];
  readonly used: { readonly runs: number; readonly minutes: number };
  /** Newest first. */
  readonly history: readonly {
    readonly version: number;
    readonly changes: readonly string[];
    readonly reason: string;
    readonly by: string;
    readonly at: string;
  }[];
  readonly canChange: boolean;
};

/** When retraining starts, what each trigger said last, and who set it. */
export async function viewTriggers(rt: Runtime, { principal }: Authorized): Promise<TriggersView> {
  const now = rt.clock();
  const policy = await policyInForce(rt, rt.db);
  const rows = await listTrainingPolicies(rt.db, MOST_SHOWN);
  const asked = new Map((await listTriggers(rt.db)).map((row) => [row.trigger, row]));
  const { facts } = await gatherFacts(rt.db, policy, now);
  const verdicts = new Map(evaluateTriggers(policy.content, facts, now).map((v) => [v.trigger, v]));
  const settings = sayPolicy(policy.content);
  const runs = await runsSince(rt.db, new Date(now.getTime() - 366 * DAY));
  return {
    version: policy.version,
    policy: policy.content,
    triggers: TRIGGERS.map((trigger) => {
      const before = asked.get(trigger);
      // What a trigger said under other settings is no answer of these.
      const last = before && !(policy.setAt && before.evaluatedAt < policy.setAt) ? before : undefined;
      const verdict = last ?? verdicts.get(trigger);
      const run = runs.find((r) => (r.triggers?.map((t) => t.trigger) ?? [r.trigger]).includes(trigger));
      return {
        trigger,
        settings: settings[trigger],
        state: verdict?.state ?? "waiting",
        words: verdict?.words ?? "",
        until: verdict?.until?.toISOString() ?? null,
        evaluatedAt: last?.evaluatedAt.toISOString() ?? null,
        lastRun: run ? { id: run.id, at: run.requestedAt.toISOString() } : null,
      };
    }),
    used: usedOf(facts.runs, now),
    history: rows.map(({ version, changes, reason, setByName, setAt }) => ({
      version,
      changes,
      reason,
      by: setByName,
      at: setAt.toISOString(),
    })),
    canChange: can(principal.role, "retraining:start"),
  };
}

const changedMeanwhile = () =>
  new AppError("conflict", "another policy is in force than the page showed", {
    userMessage: "Somebody else changed this in the meantime. Nothing was saved. Please look again.",
  });

export type TrainingPolicyChange = {
  readonly policy: TrainingPolicy;
  /** The version that the page showed; 0: the release's own. */
  readonly expected: number;
  readonly reason: string;
};

/** Puts another policy into force. @throws AppError("conflict") where nothing differs, or another came meanwhile */
export async function changeTrainingPolicy(
  rt: Runtime,
  auth: Authorized,
  { policy, expected, reason }: TrainingPolicyChange,
): Promise<TriggersView> {
  await rt.db.transaction(async (tx) => {
    await lockTraining(tx);
    const before = await policyInForce(rt, tx);
    if (before.version !== expected) throw changedMeanwhile();
    const changes = describePolicyChanges(before.content, policy);
    if (changes.length === 0)
      throw new AppError("conflict", "nothing changed", {
        userMessage: "These are the settings in force already.",
      });
    const now = rt.clock();
    const version = before.version + 1;
    const { userId: setBy, displayName: setByName } = auth.principal;
    const row = { version, content: policy, changes, reason, setBy, setByName, setAt: now };
    if (!(await insertTrainingPolicy(tx, row))) throw changedMeanwhile();
    await appendAudit(
      tx,
      {
        event: "run.policy-changed",
        actor: auth.principal,
        subject: { type: "training-policy", id: String(version) },
        requestId: auth.requestId,
        detail: { changes, reason },
      },
      now,
    );
  });
  return viewTriggers(rt, auth);
}
