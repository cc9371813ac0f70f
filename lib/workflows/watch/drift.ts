import {
  acknowledgeDrift,
  currentDriftReference,
  type DriftAlertRow,
  type DriftReferenceRow,
  decidedMonths,
  decisionsBetween,
  driftDays,
  driftMemory,
  listDriftAlerts,
  lockDriftReferences,
} from "@/db/queries/drift";
import { championVersion, findVersion } from "@/db/queries/registry";
import { embeddingsBetween } from "@/db/queries/similar";
import { can } from "@/lib/auth/permissions";
import type { Authorized } from "@/lib/auth/principal";
import { DAY } from "@/lib/core/clock";
import { AppError } from "@/lib/core/errors";
import { random } from "@/lib/core/random";
import { addDays, dayOfTime } from "@/lib/monitoring/charts/buckets";
import { sayDay } from "@/lib/monitoring/charts/in-words";
import type { ChartEvent } from "@/lib/monitoring/charts/picture";
import { compareWindow, LEAST_WINDOW } from "@/lib/monitoring/drift/compare";
import {
  type DriftAlertView,
  type DriftView,
  type DriftWindow,
  type EmbeddingMove,
  LEAST_FOR_REFERENCE,
} from "@/lib/monitoring/drift/drift-view";
import { meanDiscrepancy } from "@/lib/monitoring/drift/mmd";
import { featurePicture, timePicture } from "@/lib/monitoring/drift/pictures";
import { summarizeRecent } from "@/lib/monitoring/drift/recent";
import {
  addTallies,
  newTally,
  type Reference,
  summarizeReference,
  tallyFor,
} from "@/lib/monitoring/drift/reference";
import { ALARMS_A_WEEK } from "@/lib/monitoring/drift/settings";
import { appendAudit } from "../govern/append-audit";
import { policyInForce } from "../learning/training-facts";
import type { Runtime } from "../service/runtime";
import { chartEvents } from "./chart-events";
import { putReference, releaseReference, toSeen } from "./keep-drift";

const MOST_ALERTS = 50;
/** Weeks on the time axis. */
const OVER_TIME = 26 * 7;
/** Lines that can be told apart. */
const MOST_LINES = 4;
const MOST_PICTURES = 6;
const PLACES = 150;
const PERMUTATIONS = 199;

/** What has moved, by how much, since when, and what is done about it. */
export async function viewDrift(
  rt: Runtime,
  auth: Authorized,
  { days = 28 }: { readonly days?: DriftWindow } = {},
): Promise<DriftView> {
  const now = rt.clock();
  const today = dayOfTime(now.getTime());
  const from = addDays(today, 1 - days);
  const reference = await currentDriftReference(rt.db);
  const { content: training } = await policyInForce(rt, rt.db);
  const alerts = await listDriftAlerts(rt.db, MOST_ALERTS);
  const base = {
    alerts: alerts.map(alertView),
    alertsAWeek: ALARMS_A_WEEK,
    retrains: training.drift.on,
    months: (await decidedMonths(rt.db)).filter(
      (m) => m.n >= LEAST_FOR_REFERENCE && m.month < today.slice(0, 7),
    ),
    releaseFile: (await releaseReference(rt.env.MODEL_DIR).catch(() => null)) !== null,
    canChange: can(auth.principal.role, "model:promote"),
  };
  if (!reference)
    return { ...base, ...NOTHING, window: { days, from, patients: 0, rows: null, least: LEAST_WINDOW } };
  const version = (await championVersion(rt.db))?.version ?? null;
  const tally = tallyFor(reference.summary, version);
  const kept = await driftDays(rt.db, reference.id, addDays(today, -OVER_TIME));
  const current = kept
    .filter((d) => d.day >= from)
    .reduce((sum, d) => addTallies(sum, d.tally), newTally(tally));
  const rows = compareWindow(tally, current);
  const window = `${sayDay(from)} to ${sayDay(today)}`;
  const measuredOn = `visits of this site first decided on, against ${reference.summary.description}`;
  const moved = (rows ?? []).filter((r) => r.size !== "none").slice(0, MOST_PICTURES);
  const shown = (moved.length > 0 ? moved : (rows ?? []).slice(0, 2)).map((r) => r.feature);
  const memory = await driftMemory(rt.db, reference.id);
  return {
    ...base,
    reference: referenceView(reference, version),
    window: { days, from, patients: current.patients, rows, least: LEAST_WINDOW },
    pictures: shown.flatMap((f) => featurePicture(f, tally, current, window, measuredOn) ?? []),
    overTime: timePicture(
      tally,
      kept,
      (rows ?? []).slice(0, MOST_LINES).map((r) => r.feature),
      await marks(rt, alerts, { from: addDays(today, -OVER_TIME), to: today }),
      {
        definition:
          "Population stability index of each feature, over the reference's tenths; of each week with at least 50 patients. The features are those that lie farthest off now.",
        measuredOn,
        window: `the last ${OVER_TIME / 7} weeks`,
        n: kept.reduce((s, d) => s + d.tally.patients, 0),
      },
    ),
    embeddings: await embeddingMove(rt, reference, version, { from, to: today }),
    newWords: memory ? summarizeRecent(memory.recent, memory.recent.length).terms : [],
    newWordsOf: memory?.recent.length ?? 0,
    overridesTurned: memory?.turned
      ? { at: memory.turned.at, direction: memory.turned.turn.direction, ago: memory.turned.turn.ago }
      : null,
  };
}

const NOTHING = {
  reference: null,
  pictures: [],
  overTime: null,
  embeddings: null,
  newWords: [],
  newWordsOf: 0,
  overridesTurned: null,
} as const;

const referenceView = (row: DriftReferenceRow, version: string | null): DriftView["reference"] => ({
  description: row.summary.description,
  patients: row.summary.tally.patients,
  month: row.month,
  setBy: row.setByName,
  setAt: row.setAt.toISOString(),
  ofVersionInUse: row.summary.model !== null && row.summary.model.version === version,
  decisions: row.summary.tally.decisions !== null,
});

const alertView = (a: DriftAlertRow): DriftAlertView => ({
  id: a.id,
  at: a.at.toISOString(),
  lastAt: a.lastAt.toISOString(),
  times: a.times,
  causes: a.causes,
  told: a.told,
  acknowledged:
    a.acknowledgedAt && a.acknowledgedByName
      ? { at: a.acknowledgedAt.toISOString(), by: a.acknowledgedByName, note: a.note ?? "" }
      : null,
  retraining: a.runId !== null,
  incidentId: a.incidentId,
});

async function marks(
  rt: Runtime,
  alerts: readonly DriftAlertRow[],
  span: { readonly from: string; readonly to: string },
): Promise<ChartEvent[]> {
  const own = alerts
    .map((a) => ({ day: dayOfTime(a.at.getTime()), label: `Drift: ${a.causes[0]?.words ?? "found"}` }))
    .filter((e) => e.day >= span.from && e.day <= span.to);
  return [...own, ...(await chartEvents(rt, span))];
}

/** Where the encoder places patients now against where it placed the reference month's; null: there is nothing to compare. */
async function embeddingMove(
  rt: Runtime,
  reference: DriftReferenceRow,
  version: string | null,
  now: { readonly from: string; readonly to: string },
): Promise<EmbeddingMove | null> {
  const digest = version && (await findVersion(rt.db, version))?.digest;
  if (!digest || !reference.month || !rt.handle.vectors.ready) return null;
  const [start, end] = spanOfMonth(reference.month);
  const then = await embeddingsBetween(rt.db, digest, start, end, PLACES);
  const lately = await embeddingsBetween(
    rt.db,
    digest,
    new Date(`${now.from}T00:00:00Z`),
    new Date(`${addDays(now.to, 1)}T00:00:00Z`),
    PLACES,
  );
  if (then.length < LEAST_WINDOW || lately.length < LEAST_WINDOW) return null;
  const move = meanDiscrepancy(then, lately, PERMUTATIONS, random("drift", reference.id, now.to));
  return move && { mmd2: move.mmd2, p: move.p, reference: then.length, now: lately.length };
}

const spanOfMonth = (month: string): [Date, Date] => {
  const start = new Date(`${month}-01T00:00:00Z`);
  return [start, new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + 1, 1))];
};

type OfWindow = { readonly days: DriftWindow };

/** Somebody has seen it and says what it is. @throws AppError("conflict") when somebody had before */
export async function acknowledgeAlert(
  rt: Runtime,
  auth: Authorized,
  { id, note, days }: OfWindow & { readonly id: string; readonly note: string },
): Promise<DriftView> {
  const now = rt.clock();
  await rt.db.transaction(async (tx) => {
    const row = await acknowledgeDrift(tx, id, {
      acknowledgedAt: now,
      acknowledgedByName: auth.principal.displayName,
      note,
    });
    if (!row)
      throw new AppError("conflict", "taken note of before", {
        userMessage: "Somebody has taken note of it already. Please look again.",
      });
    await appendAudit(
      tx,
      {
        event: "drift.acknowledged",
        actor: auth.principal,
        subject: { type: "drift", id },
        requestId: auth.requestId,
        detail: { features: row.causes.map((c) => c.feature) },
      },
      now,
    );
  });
  return viewDrift(rt, auth, { days });
}

/**
 * Holds patients from now on against a month of this site, or against the release's reference again (null).
 * @throws AppError("insufficient-data") with too few decisions in it, "conflict" when another came into force meanwhile
 */
export async function chooseReference(
  rt: Runtime,
  auth: Authorized,
  { month, expected, days }: OfWindow & { readonly month: string | null; readonly expected: string | null },
): Promise<DriftView> {
  const made = month === null ? await fromRelease(rt) : await fromMonth(rt, month);
  const now = rt.clock();
  await rt.db.transaction(async (tx) => {
    await lockDriftReferences(tx);
    const current = await currentDriftReference(tx);
    if ((current?.setAt.toISOString() ?? null) !== expected)
      throw new AppError("conflict", "another reference came", {
        userMessage: "Somebody else has chosen a reference in the meantime. Please look again.",
      });
    const id = await putReference(rt, tx, { ...made, setByName: auth.principal.displayName });
    await appendAudit(
      tx,
      {
        event: "drift.reference-set",
        actor: auth.principal,
        subject: { type: "drift", id },
        requestId: auth.requestId,
        detail: { month, patients: made.summary.tally.patients },
      },
      now,
    );
  });
  return viewDrift(rt, auth, { days });
}

type Made = Pick<DriftReferenceRow, "month" | "digest" | "summary" | "watchesFrom">;

async function fromRelease(rt: Runtime): Promise<Made> {
  const release = await releaseReference(rt.env.MODEL_DIR);
  if (!release)
    throw new AppError("not-found", "the release has no drift reference", {
      userMessage: "The model that came with this installation brings no reference.",
    });
  return { month: null, digest: release.digest, summary: release.reference, watchesFrom: rt.clock() };
}

async function fromMonth(rt: Runtime, month: string): Promise<Made> {
  const [start, end] = spanOfMonth(month);
  if (Number.isNaN(start.getTime()) || end.getTime() > rt.clock().getTime() + DAY)
    throw new AppError("invalid-input", "a month that is not over", {
      userMessage: "Choose a month that is over.",
      detail: { fields: ["month"] },
    });
  const rows = await decisionsBetween(rt.db, start, end);
  const seen = rows.flatMap((r) => toSeen(r) ?? []);
  if (seen.length < LEAST_FOR_REFERENCE)
    throw new AppError("insufficient-data", `${seen.length} decisions in ${month}`, {
      userMessage: `${seen.length} visits of that month can be read; at least ${LEAST_FOR_REFERENCE} are needed.`,
    });
  const of = mostCommonModel(rows);
  const summary: Reference = summarizeReference(
    seen.map((s) => s.patient),
    seen.flatMap((s) => s.decision ?? []),
    { description: `this site's visits of ${monthInWords(month)}`, model: of },
  );
  return { month, digest: null, summary, watchesFrom: end };
}

/** The version that answered most of them. */
function mostCommonModel(rows: Awaited<ReturnType<typeof decisionsBetween>>): Reference["model"] {
  const counts = new Map<string, { version: string; digest: string; n: number }>();
  for (const { modelVersion: version, artifactDigest: digest } of rows) {
    if (!version || !digest) continue;
    counts.set(version, { version, digest, n: (counts.get(version)?.n ?? 0) + 1 });
  }
  const [first] = [...counts.values()].sort((a, b) => b.n - a.n);
  return first ? { version: first.version, digest: first.digest } : null;
}

const monthInWords = (month: string): string =>
  new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric", timeZone: "UTC" }).format(
    new Date(`${month}-01T00:00:00Z`),
  );
