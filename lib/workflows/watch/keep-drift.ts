import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Tx } from "@/db/client";
import {
  changeDay,
  currentDriftReference,
  type DriftAlertRow,
  type DriftReferenceRow,
  forgetEarlierReferences,
  insertDriftAlert,
  insertDriftReference,
  listDriftAlerts,
  lockDriftMemory,
  lockDriftReferences,
  markSeen,
  saveDriftMemory,
  toldSince,
  unseenDecisions,
  updateDriftAlert,
} from "@/db/queries/drift";
import { championVersion } from "@/db/queries/registry";
import { impossibleReadings } from "@/lib/case/impossible";
import { DAY } from "@/lib/core/clock";
import { sha256 } from "@/lib/core/crypto";
import type { AppError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { dayOfTime } from "@/lib/monitoring/charts/buckets";
import { mayAlert } from "@/lib/monitoring/drift/alert-budget";
import { type Alert, NO_MEMORY, type Seen, takeNote } from "@/lib/monitoring/drift/memory";
import { observe } from "@/lib/monitoring/drift/observation";
import {
  addDecision,
  adder,
  newTally,
  parseReference,
  type Reference,
  tallyFor,
} from "@/lib/monitoring/drift/reference";
import { ALARMS_A_WEEK, WATCH } from "@/lib/monitoring/drift/settings";
import { createWatch } from "@/lib/monitoring/drift/watch";
import { appendAudit } from "../govern/append-audit";
import type { Runtime } from "../service/runtime";
import { openIncident } from "./open-incident";

/** Few enough that a page never waits long for the process that is at it. */
const BATCH = 100;
/** What happened longer ago was found looking back: nobody is called for it. */
const LATELY = 7 * DAY;
/** A drift that has been silent for so long is over; the next is another. */
const EPISODE = 14 * DAY;
const SYSTEM = "OpenAcuity";

/**
 * Holds every newly decided patient against the reference, a batch a transaction: a worker that is stopped goes on where it
 * was, two at once do no harm, and a decision is counted once whatever the clock does.
 * @returns how many patients were looked at
 */
export async function watchDrift(rt: Runtime, signal?: AbortSignal): Promise<number> {
  await adoptRelease(rt);
  let looked = 0;
  for (let n = BATCH; n === BATCH && !signal?.aborted; looked += n) n = await watchBatch(rt);
  return looked;
}

export const keepDrift = async (rt: Runtime): Promise<void> => void (await watchDrift(rt, rt.queue.stopping));

async function watchBatch(rt: Runtime): Promise<number> {
  const reference = await currentDriftReference(rt.db);
  if (!reference) return 0;
  const version = (await championVersion(rt.db))?.version ?? null;
  const tally = tallyFor(reference.summary, version);
  const watch = createWatch(tally, WATCH);
  return rt.db.transaction(async (tx) => {
    let memory = (await lockDriftMemory(tx, reference.id)) ?? NO_MEMORY;
    // Somebody has chosen another since: nobody is called by one that is in force no more.
    if ((await currentDriftReference(tx))?.id !== reference.id) return 0;
    const rows = await unseenDecisions(tx, reference.id, reference.watchesFrom, BATCH);
    if (rows.length === 0) return 0;
    const days = new Map<string, Seen[]>();
    for (const row of rows) {
      const seen = toSeen(row);
      if (!seen) continue;
      const step = takeNote(watch, memory, seen);
      memory = step.memory;
      if (step.alert) await raise(rt, tx, reference, step.alert);
      const day = dayOfTime(seen.at.getTime());
      days.set(day, [...(days.get(day) ?? []), seen]);
    }
    await addToDays(tx, reference, days);
    await markSeen(
      tx,
      reference.id,
      rows.map((r) => r.decisionId),
    );
    await saveDriftMemory(tx, reference.id, memory, rt.clock());
    return rows.length;
  });
}

type Row = Awaited<ReturnType<typeof unseenDecisions>>[number];

/** Null: the case has expired, does not open or is of unknown age. */
export function toSeen(row: Omit<Row, "context"> & { readonly context?: Row["context"] }): Seen | null {
  if (!row.case) return null;
  const { level, shownLevel, probabilities: p } = row;
  const odd = row.context ? impossibleReadings(row.context.readings ?? []) : {};
  const patient = observe({ ...row.case, vitals: { ...odd, ...row.case.vitals } }, row.modelLevel);
  return {
    at: row.decidedAt,
    patient,
    decision:
      shownLevel === null || row.modelLevel === null
        ? null
        : {
            decided: level,
            shown: shownLevel,
            urgent: p ? (p[0] ?? 0) + (p[1] ?? 0) : null,
            expected: p ? p.reduce((s, x, i) => s + x * (i + 1), 0) : null,
          },
  };
}

async function addToDays(
  tx: Tx,
  { id, summary }: DriftReferenceRow,
  days: ReadonlyMap<string, readonly Seen[]>,
): Promise<void> {
  const add = adder(summary.tally);
  for (const [day, seen] of days)
    await changeDay(tx, id, day, (before) => {
      const tally = before ?? newTally(summary.tally);
      for (const { patient, decision } of seen) {
        add(tally, patient);
        if (decision) addDecision(tally, decision);
      }
      return tally;
    });
}

/**
 * A drift that goes on is counted where it is known; what joins it while its alert is open is told there, too. Anything else
 * becomes an alert; whether anybody is called is the budget's to say.
 */
async function raise(rt: Runtime, tx: Tx, reference: DriftReferenceRow, alert: Alert): Promise<void> {
  const known = (await listDriftAlerts(tx, 50)).filter((a) => goesOn(a, reference, alert));
  const fresh = alert.causes.filter((c) => !known.some((a) => a.causes.some((d) => d.feature === c.feature)));
  const open = known.find((a) => a.acknowledgedAt === null);
  const at = open ?? (fresh.length === 0 ? known[0] : undefined);
  if (at) {
    const causes = open ? alert.causes : at.causes;
    await updateDriftAlert(tx, at.id, { lastAt: alert.at, times: at.times + 1, causes });
    return;
  }
  const now = rt.clock();
  // Every site differs from the release's visits: that is shown, and a month of its own is to be chosen.
  const told =
    reference.month !== null &&
    alert.at.getTime() > now.getTime() - LATELY &&
    mayAlert(await toldSince(tx, new Date(now.getTime() - 2 * LATELY)), alert.at, ALARMS_A_WEEK);
  const id = newId();
  await insertDriftAlert(tx, {
    id,
    referenceId: reference.id,
    at: alert.at,
    lastAt: alert.at,
    times: 1,
    patients: alert.patients,
    causes: fresh,
    told,
    acknowledgedAt: null,
    acknowledgedByName: null,
    note: null,
    runId: null,
    incidentId: null,
  });
  if (told) await updateDriftAlert(tx, id, { incidentId: await openForDrift(tx, id, fresh, now) });
  await appendAudit(
    tx,
    {
      event: "drift.found",
      actor: "system",
      subject: { type: "drift", id },
      detail: { features: alert.causes.map((c) => c.feature), kinds: alert.causes.map((c) => c.kind), told },
    },
    now,
  );
  if (told) await rt.queue.sendConsiderRetraining(tx);
}

/** What somebody is called about is also what somebody has to look into. */
async function openForDrift(tx: Tx, id: string, causes: Alert["causes"], now: Date): Promise<string> {
  const champion = await championVersion(tx);
  const { incident } = await openIncident(
    tx,
    "system",
    {
      kind: "drift",
      severity: null,
      title: causes[0]?.words ?? "What patients bring has moved",
      words: causes.map((c) => c.words).join("\n"),
      links: champion ? [{ what: "model-version", ref: champion.version }] : [],
      source: `drift:${id}`,
    },
    now,
  );
  return incident.id;
}

const goesOn = (a: DriftAlertRow, reference: DriftReferenceRow, { causes, at }: Alert): boolean =>
  a.referenceId === reference.id &&
  a.lastAt.getTime() > at.getTime() - EPISODE &&
  a.causes.some((c) => causes.some((d) => d.feature === c.feature));

/** The release's own reference, where the artifact that ships with it has one. */
export async function releaseReference(
  modelDir: string,
): Promise<{ readonly reference: Reference; readonly digest: string } | null> {
  const file = `${resolve(modelDir)}.drift.json`;
  if (!existsSync(file)) return null;
  const bytes = await readFile(file);
  return { reference: parseReference(JSON.parse(bytes.toString("utf8"))), digest: sha256(bytes) };
}

/** Puts the release's reference into force where there is none, or one of an earlier release. A month that a steward chose stays. */
async function adoptRelease(rt: Runtime): Promise<void> {
  const now = await currentDriftReference(rt.db);
  if (now?.month) return;
  const release = await releaseReference(rt.env.MODEL_DIR).catch((error: unknown) => {
    rt.logger.warn({ err: error as AppError }, "the release's drift reference could not be read");
    return null;
  });
  if (!release || release.digest === now?.digest) return;
  await rt.db.transaction(async (tx) => {
    await lockDriftReferences(tx);
    if ((await currentDriftReference(tx))?.id !== now?.id) return;
    await putReference(rt, tx, {
      month: null,
      digest: release.digest,
      summary: release.reference,
      setByName: SYSTEM,
      watchesFrom: new Date(0),
    });
  });
}

export async function putReference(
  rt: Pick<Runtime, "clock">,
  tx: Tx,
  row: Pick<DriftReferenceRow, "month" | "digest" | "summary" | "setByName" | "watchesFrom">,
): Promise<string> {
  const id = newId();
  const [last, now] = [await currentDriftReference(tx), rt.clock()];
  // The newest is in force, also where the clock was set back in between.
  const setAt = last && last.setAt >= now ? new Date(last.setAt.getTime() + 1) : now;
  await insertDriftReference(tx, { id, setAt, ...row });
  await forgetEarlierReferences(tx, id);
  return id;
}
