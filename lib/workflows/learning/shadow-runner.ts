import { hostname } from "node:os";
import { resolve } from "node:path";
import {
  claimShadow,
  endShadow,
  insertShadowAnswers,
  type ShadowRow,
  unanswered,
  updateOwnShadow,
} from "@/db/queries/shadow";
import { SECOND } from "@/lib/core/clock";
import { AppError, toAppError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { SHADOW_BATCH, type ShadowEnd, whyEnd } from "@/lib/registry/shadow";
import { applyFloor } from "@/lib/safety/rules";
import { appendAudit } from "../govern/append-audit";
import { assertSigned } from "../govern/signing";
import { startHeartbeat } from "../service/heartbeat";
import type { Runtime } from "../service/runtime";
import { runAnswerChild } from "./answer-child";
import { type Contender, findContender } from "./contender";
import { answerByPrompt } from "./llm/answer-by-prompt";
import { hasBudget, LLM_BATCH } from "./llm/ask-llm";

export type ShadowOptions = {
  readonly timing?: { readonly heartbeatMs: number; readonly staleMs: number; readonly withinMs: number };
  readonly command?: readonly string[];
};
const TIMING = { heartbeatMs: 5 * SECOND, staleMs: 25 * SECOND, withinMs: SHADOW_BATCH.withinMs };

/**
 * Has the candidate that answers unseen catch up with the version in use: in a process of its own at low priority, after
 * the fact, a batch at a time and each batch within a time limit, so that nobody at the bedside waits for it. One worker at
 * a time; what is answered twice is kept once. Ends it when its time is over.
 */
export async function keepShadow(
  rt: Runtime,
  stop: AbortSignal,
  options: ShadowOptions = {},
): Promise<number> {
  const timing = options.timing ?? TIMING;
  const owner = `${hostname()}/${process.pid}/${newId()}`;
  const now = rt.clock();
  const claimed = await claimShadow(rt.db, owner, now, new Date(now.getTime() - timing.staleMs));
  if (!claimed) return 0;
  const heartbeat = startHeartbeat<never>({
    stop,
    heartbeatMs: timing.heartbeatMs,
    write: () => updateOwnShadow(rt.db, claimed.id, owner, { heartbeatAt: rt.clock() }),
    onError: (error) =>
      rt.logger.warn({ err: toAppError(error) }, "a sign of life of the shadow could not be written"),
  });
  let answered = 0;
  let { failures } = claimed;
  try {
    // What came in before its time was over is answered first, then it ends.
    for (let n = 1; n > 0 && !heartbeat.signal.aborted; answered += n) {
      const version = await findContender(rt.db, claimed.version);
      if (whyEnd({ ...claimed, until: FAR }, version, rt.clock()) !== null || !version) break;
      n = await answerBatch(rt, claimed, version, heartbeat.signal, timing.withinMs, options.command);
    }
    if (answered > 0) {
      failures = 0;
      await updateOwnShadow(rt.db, claimed.id, owner, { failures, error: null });
    }
    if (!heartbeat.signal.aborted) await noteBudget(rt, claimed, owner);
  } catch (cause) {
    // Stopped or taken over: not the candidate's fault.
    if (!heartbeat.signal.aborted) await noteFailure(rt, claimed, owner, ++failures, toAppError(cause));
  } finally {
    await heartbeat.close();
  }
  await endWhereDue(rt, { ...claimed, failures });
  await updateOwnShadow(rt.db, claimed.id, owner, { owner: null });
  return answered;
}

const FAR = new Date(8.64e15);
const BUDGET_SPENT = "The language model's budget of today (UTC) is spent: it goes on tomorrow.";

/** Waiting for tomorrow is no failure, and is said. */
async function noteBudget(rt: Runtime, shadow: ShadowRow, owner: string): Promise<void> {
  const contender = await findContender(rt.db, shadow.version);
  if (!contender || contender.model !== null || !rt.env.LLM_URL || (await hasBudget(rt))) return;
  await updateOwnShadow(rt.db, shadow.id, owner, { error: BUDGET_SPENT });
}

/** @returns how many were answered; 0: none waits */
async function answerBatch(
  rt: Runtime,
  shadow: ShadowRow,
  version: Contender,
  stop: AbortSignal,
  withinMs: number,
  command: readonly string[] | undefined,
): Promise<number> {
  const most = version.model ? SHADOW_BATCH.cases : LLM_BATCH.cases;
  const { rows, unreadable } = await unanswered(rt.db, shadow, most);
  const every = { shadowId: shadow.id, answeredAt: rt.clock() };
  // Kept as unanswerable, or it would be asked about for ever.
  if (unreadable.length > 0)
    await rt.db.transaction((tx) =>
      insertShadowAnswers(
        tx,
        unreadable.map((r) => ({ ...every, assessmentId: r.id, policy: r.policy ?? "balanced" })),
      ),
    );
  if (rows.length === 0) return unreadable.length;
  if (version.digest !== shadow.digest)
    throw new AppError("artifact-invalid", `the artifact of ${shadow.version} is not the one that began`);
  if (!version.model) {
    const limit = AbortSignal.timeout(LLM_BATCH.withinMs);
    return (await answerByPrompt(rt, shadow, rows, AbortSignal.any([stop, limit]))) + unreadable.length;
  }
  await assertSigned(rt.db, version.model);
  const asked = rows.flatMap((r) => (r.case ? [{ ...r, case: { ...r.case, id: r.id } }] : []));
  const policy = asked[0]?.policy ?? "balanced";
  // One policy at a time: it changes seldom, and the rest is the next batch.
  const batch = asked.filter((r) => r.policy === policy);
  const limit = AbortSignal.timeout(withinMs);
  const done = await runAnswerChild(
    { artifactDir: resolve(rt.dataDir, version.model.artifactDir), policy, cases: batch.map((r) => r.case) },
    { signal: AbortSignal.any([stop, limit]), command },
  ).catch((error: unknown) => {
    if (limit.aborted && !stop.aborted)
      throw new AppError(
        "internal",
        `it took longer than ${withinMs / SECOND} s to answer a batch of ${batch.length}`,
      );
    throw error;
  });
  if (done.digest !== shadow.digest)
    throw new AppError("artifact-invalid", `the artifact of ${shadow.version} is not the one that began`);
  const byId = new Map(done.answers.map((a) => [a.id, a]));
  await rt.db.transaction((tx) =>
    insertShadowAnswers(
      tx,
      batch.map((r) => {
        const answer = byId.get(r.id);
        if (!answer) throw new AppError("internal", "the candidate answered fewer patients than asked");
        const row = { ...every, assessmentId: r.id, policy: done.policy };
        // Held back: the rest of the answer is not one either.
        if (answer.level === null) return row;
        return {
          ...row,
          level: applyFloor(answer.level, r.floor),
          modelLevel: answer.level,
          probabilities: answer.probabilities,
          expectedSeverity: answer.expectedSeverity,
          criticalRisk: answer.criticalRisk,
        };
      }),
    ),
  );
  return batch.length + unreadable.length;
}

async function noteFailure(
  rt: Runtime,
  shadow: ShadowRow,
  owner: string,
  failures: number,
  error: AppError,
): Promise<void> {
  rt.logger.warn(
    { modelVersion: shadow.version, attempt: failures, err: error },
    "the shadow did not answer",
  );
  // Our own errors say what happened in words that carry no PHI; anything else is in the log.
  const words = error.cause === undefined ? error.message : error.userMessage;
  await updateOwnShadow(rt.db, shadow.id, owner, { failures, error: words });
}

async function endWhereDue(rt: Runtime, shadow: ShadowRow): Promise<void> {
  const now = rt.clock();
  const why: ShadowEnd | null = whyEnd(shadow, await findContender(rt.db, shadow.version), now);
  if (why === null) return;
  await rt.db.transaction(async (tx) => {
    if (!(await endShadow(tx, shadow.id, { endedAt: now, ended: why, endedBy: null }))) return;
    await appendAudit(
      tx,
      {
        event: "shadow.ended",
        actor: "system",
        subject: { type: "model", id: shadow.version },
        detail: { shadow: shadow.id, why },
      },
      now,
    );
  });
}
