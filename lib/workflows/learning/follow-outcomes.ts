import { findEncounter, refsOf } from "@/db/queries/encounter";
import {
  claimFollowUp,
  dropOutcomes,
  type FollowUpRow,
  hasDueFollowUp,
  insertFollowUps,
  isLeftOut,
  lockFollowUp,
  outcomesInForce,
  replaceOutcomes,
  updateFollowUp,
  visitsToFollow,
} from "@/db/queries/outcome";
import { MINUTE } from "@/lib/core/clock";
import { AppError, type ErrorCode, toAppError } from "@/lib/core/errors";
import { canonicalJson } from "@/lib/core/json";
import { afterAnswer, afterFailure, arrivalOf, firstAsked, GIVEN_UP_AFTER } from "@/lib/feedback/follow-up";
import { type Payer, payerOf } from "@/lib/fhir/outcomes/payer";
import { readOutcomes } from "@/lib/fhir/outcomes/read-outcomes";
import {
  addOutcomes,
  OUTCOMES,
  outcomesOf,
  saysNothing,
  type ToldOfVisit,
  type VisitOutcomes,
} from "@/lib/fhir/outcomes/visit-outcomes";
import { backendClient } from "../clinic/ehr-access";
import { appendAudit } from "../govern/append-audit";
import type { Runtime } from "../service/runtime";

/** More are taken up with the next sweep. */
const TAKEN_UP_AT_ONCE = 200;
/** Longer than reading one visit takes; a worker that died holds a visit up for so long. */
const HELD_FOR = 15 * MINUTE;
/** The EHR as a whole does not answer, or does not let the product in: its other visits are not tried now. */
const AWAY: readonly ErrorCode[] = ["ehr-unavailable", "unauthenticated", "config-invalid", "launch-refused"];

/** Sees to it that decided visits are followed, and that somebody asks about those that are due. Part of housekeeping. */
export async function keepFollowUps(rt: Runtime): Promise<void> {
  const now = rt.clock();
  const issuers = rt.issuers.filter((i) => i.backend).map((i) => i.issuer);
  const since = new Date(now.getTime() - GIVEN_UP_AFTER);
  const found = await visitsToFollow(rt.db, issuers, since, TAKEN_UP_AT_ONCE);
  await insertFollowUps(
    rt.db,
    found.map(({ encounterId, decidedAt, arrivedAt }) => {
      const arrived = arrivalOf(arrivedAt, decidedAt);
      const nextAt = firstAsked(arrived);
      return { encounterId, state: "open" as const, arrivedAt: arrived, nextAt, createdAt: now };
    }),
  );
  if ((await hasDueFollowUp(rt.db, now)) && !(await rt.queue.hasFollowOutcomes()))
    await rt.queue.sendFollowOutcomes(rt.db);
}

/**
 * Asks the EHR, in the product's own name, what became of every visit that is due. What is left to do stands in the tables, so a job that
 * was killed or sent twice is made good by the next one; the same answer twice changes nothing.
 */
export async function followOutcomes(rt: Runtime, signal: AbortSignal): Promise<void> {
  const away = new Set<string>();
  while (!signal.aborted) {
    const now = rt.clock();
    const row = await claimFollowUp(rt.db, now, new Date(now.getTime() + HELD_FOR), [...away]);
    if (!row) return;
    await ask(rt, row, away);
  }
}

async function ask(rt: Runtime, row: FollowUpRow, away: Set<string>): Promise<void> {
  let issuer: string | null = null;
  try {
    // Left out after the sweep that took it up had looked; from here on that closes the row, and no answer is attached.
    if (await isLeftOut(rt.db, row.encounterId)) return await leaveOut(rt, row);
    const visit = await findEncounter(rt.db, row.encounterId);
    if (!visit) throw new AppError("not-found", "the data of this visit has expired");
    issuer = visit.issuer;
    const refs = await refsOf(rt.db, visit);
    const client = backendClient(rt, issuer);
    if (!client) throw new AppError("unauthenticated", "not registered at this EHR as a client of its own");
    const chart = await readOutcomes(client, { ...refs, arrived: row.arrivedAt });
    const about = { issuer, arrived: row.arrivedAt, now: rt.clock(), site: client.site };
    const payer = payerOf(chart.coverages, { issuer, patientId: refs.patientId, arrived: row.arrivedAt });
    await attach(rt, row, outcomesOf(chart, about), payer);
    rt.metrics.outcomeReadings.inc({ outcome: "ok" });
  } catch (cause) {
    const error = toAppError(cause);
    rt.metrics.outcomeReadings.inc({ outcome: error.code });
    rt.logger.warn(
      { encounterId: row.encounterId, code: error.code, err: error },
      "what became of a visit could not be read",
    );
    if (error.code === "wrong-patient") return refuse(rt, row);
    if (issuer !== null && AWAY.includes(error.code)) away.add(issuer);
    await putOff(rt, row, error.code);
  }
}

async function attach(
  rt: Runtime,
  row: FollowUpRow,
  said: VisitOutcomes,
  payer: Payer | null,
): Promise<void> {
  const now = rt.clock();
  await rt.db.transaction(async (tx) => {
    // Withdrawn while the EHR was being asked, or somebody else's by now: the answer is dropped.
    if (!(await lockFollowUp(tx, row))) return;
    const before = await outcomesInForce(tx, row.encounterId);
    const pays = payer ?? before?.payer;
    const known: ToldOfVisit = { ...addOutcomes(before, said), ...(pays ? { payer: pays } : {}) };
    const isNews = before === null ? !saysNothing(known) : canonicalJson(before) !== canonicalJson(known);
    await updateFollowUp(
      tx,
      row.encounterId,
      afterAnswer(row.arrivedAt, now, known),
      { failures: 0, lastErrorCode: null, readAt: now },
      now,
    );
    if (!isNews) return;
    await replaceOutcomes(tx, row.encounterId, known, now);
    await appendAudit(
      tx,
      {
        event: "outcome.attached",
        actor: "system",
        subject: { type: "encounter", id: row.encounterId },
        detail: {
          answered: OUTCOMES.filter((o) => known.answers[o] !== "not-known").length,
          corrected: OUTCOMES.filter((o) => isCorrection(before?.answers[o], known.answers[o])).length,
        },
      },
      now,
    );
  });
}

const isCorrection = (before: string | undefined, after: string): boolean =>
  before !== undefined && before !== "not-known" && before !== after;

/** Nothing of another patient is kept, nor what was attached when it may have been theirs already. */
async function refuse(rt: Runtime, row: FollowUpRow): Promise<void> {
  const now = rt.clock();
  await rt.db.transaction(async (tx) => {
    if (!(await lockFollowUp(tx, row))) return;
    await dropOutcomes(tx, [row.encounterId], "refused", now);
    await appendAudit(
      tx,
      {
        event: "outcome.refused",
        actor: "system",
        subject: { type: "encounter", id: row.encounterId },
        detail: { code: "wrong-patient" },
      },
      now,
    );
  });
}

/** Nothing is asked, nor kept, of a patient who opted out or a visit with a label withdrawn. */
async function leaveOut(rt: Runtime, row: FollowUpRow): Promise<void> {
  const now = rt.clock();
  await rt.db.transaction(async (tx) => {
    if (!(await lockFollowUp(tx, row))) return;
    await dropOutcomes(tx, [row.encounterId], "withdrawn", now);
    await appendAudit(tx, { event: "outcome.withdrawn", actor: "system", detail: { visits: 1 } }, now);
  });
}

async function putOff(rt: Runtime, row: FollowUpRow, code: ErrorCode): Promise<void> {
  const now = rt.clock();
  await rt.db.transaction(async (tx) => {
    if (!(await lockFollowUp(tx, row))) return;
    const failures = row.failures + 1;
    const known = await outcomesInForce(tx, row.encounterId);
    const step = afterFailure(row.arrivedAt, now, failures, known);
    await updateFollowUp(tx, row.encounterId, step, { failures, lastErrorCode: code }, now);
  });
}
