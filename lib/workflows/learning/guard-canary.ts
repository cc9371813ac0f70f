import type { DbOrTx, Tx } from "@/db/client";
import {
  type CanaryRow,
  canaryDecisions,
  canaryOn,
  endCanary,
  lastFailures,
  setCanaryIncident,
  tallyCanaryAnswers,
} from "@/db/queries/canary";
import { findVersion } from "@/db/queries/registry";
import type { Authorized } from "@/lib/auth/principal";
import { FAILURES_IN_A_ROW, type GuardVerdict, judgeCanary, sayVerdict } from "@/lib/monitoring/canary/guard";
import { AGAINST_IT, armOf, CANARY_ENDS, type CanaryEnd, canCanary } from "@/lib/registry/canary";
import { appendAudit } from "../govern/append-audit";
import { boardChanged } from "../service/changes";
import type { Runtime } from "../service/runtime";
import { openIncident } from "../watch/open-incident";
import { notBefore, objectionTo, standingOf } from "./exceptions";

/** How both arms stand, from the decisions and answers there are. */
export async function judgeArms(db: DbOrTx, canary: CanaryRow): Promise<GuardVerdict[]> {
  const rows = await canaryDecisions(db, canary);
  const decisions = rows.flatMap(({ encounterId, firstSeenAt, version, shown, decided, exposure }) => {
    const arm = armOf(canary, { id: encounterId, firstSeenAt });
    // Where the candidate failed the version in use answered: that says nothing of either. Nor does a level given unseen.
    if (version !== (arm === "canary" ? canary.version : canary.champion)) return [];
    return shown === null || exposure?.heldBack ? [] : [{ arm, shown, decided }];
  });
  return judgeCanary({
    decisions,
    answers: await tallyCanaryAnswers(db, canary.id),
    failuresInARow: await lastFailures(db, canary.id, FAILURES_IN_A_ROW),
  });
}

type Ending = { readonly why: CanaryEnd; readonly words: string };

/**
 * Ends the canary that is on where its guard says so, its time is over, or its version may not answer any more. Asked after each
 * decision and each failed answer, and every minute. Two at once end it once.
 * @returns why it ended; null: none is on, or it goes on
 */
export async function guardCanary(rt: Runtime): Promise<CanaryEnd | null> {
  if (!(await canaryOn(rt.db))) return null;
  const ended = await rt.db.transaction(async (tx) => {
    const canary = await canaryOn(tx);
    const ending = canary && (await whyEnd(tx, canary, rt.clock()));
    if (!canary || !ending) return null;
    return (await endIn(tx, canary, ending, "system", rt.clock())) ? ending.why : null;
  });
  if (ended) await afterEnd(rt);
  return ended;
}

async function whyEnd(tx: Tx, canary: CanaryRow, now: Date): Promise<Ending | null> {
  const verdicts = await judgeArms(tx, canary);
  const worse = verdicts.find((v) => v.state === "worse");
  if (worse) return { why: worse.guard, words: sayVerdict(worse) };
  const version = await findVersion(tx, canary.version);
  if (!version || !canCanary(version) || version.digest !== canary.digest)
    return { why: "no-longer-passes", words: `Version ${canary.version} is no candidate any more.` };
  const objection = objectionTo(await standingOf(tx, version, now));
  if (objection) return { why: "no-longer-passes", words: objection.words };
  // A clock that was set back makes it run no longer.
  if ((await notBefore(tx, now)) >= canary.until)
    return { why: "time", words: `It was to run until ${canary.until.toISOString()}.` };
  return null;
}

/** Ends it in the caller's transaction; call afterEnd once that is committed. False: it had ended before. */
export async function endIn(
  tx: Tx,
  canary: CanaryRow,
  { why, words }: Ending,
  by: Authorized | "system",
  now: Date,
): Promise<boolean> {
  const endedBy = by === "system" ? null : by.principal.displayName;
  const ended = await endCanary(tx, canary.id, { endedAt: now, ended: why, endedBy, words });
  if (!ended) return false;
  const incident = AGAINST_IT.includes(why) ? await openFor(tx, ended, { why, words }, now) : null;
  await appendAudit(
    tx,
    {
      event: "canary.ended",
      actor: by === "system" ? "system" : by.principal,
      subject: { type: "model", id: canary.version },
      ...(by === "system" ? {} : { requestId: by.requestId }),
      detail: { canary: canary.id, why, words, ...(incident ? { incident } : {}) },
    },
    now,
  );
  return true;
}

async function openFor(tx: Tx, canary: CanaryRow, { why, words }: Ending, now: Date): Promise<string> {
  const { incident } = await openIncident(
    tx,
    "system",
    {
      kind: "safety",
      severity: null,
      title: `Canary of ${canary.version} ended by itself: ${CANARY_ENDS[why]}`,
      words,
      links: [
        { what: "model-version", ref: canary.version },
        { what: "model-version", ref: canary.champion },
      ],
      source: `canary:${canary.id}`,
    },
    now,
  );
  await setCanaryIncident(tx, canary.id, incident.id);
  return incident.id;
}

/** This process lets go at once, others within a second; boards read themselves again. */
export async function afterEnd(rt: Runtime): Promise<void> {
  rt.engines.invalidate();
  for (const { issuer } of rt.issuers) await boardChanged(rt, issuer);
}
