import type { Tx } from "@/db/client";
import { recordsOf } from "@/db/queries/audit";
import { expireDrift } from "@/db/queries/drift";
import { expireQuick } from "@/db/queries/quick-triage";
import {
  type Expired,
  expireExplanations,
  expireLaunches,
  expireVisits,
  visitsToExpire,
} from "@/db/queries/retention";
import { databaseTime } from "@/db/time";
import type { RecordContent, RecordType } from "@/lib/audit/records";
import { DAY, HOUR } from "@/lib/core/clock";
import type { Runtime } from "../service/runtime";
import { appendAudit } from "./append-audit";

/** Small enough that nobody waits for it. */
const BATCH = 50;

const NOTHING: Expired = {
  visits: 0,
  snapshots: 0,
  assessments: 0,
  decisions: 0,
  similarCases: 0,
  launches: 0,
  explanations: 0,
  driftParts: 0,
  quickTriages: 0,
};

/**
 * Patient data has an end: what is older than RETENTION_DAYS is taken out for good, some visits at a time, each part and its
 * audit entry in one transaction. What is done is told by the rows, so one that was stopped or killed goes on where it was.
 *
 * @returns how much was taken out
 */
export async function expireData(
  rt: Pick<Runtime, "db" | "env" | "clock">,
  signal?: AbortSignal,
): Promise<Expired> {
  const before = new Date(rt.clock().getTime() - rt.env.RETENTION_DAYS * DAY);
  let total = NOTHING;
  for (const step of [visitsStep, launchesStep, explanationsStep, driftStep, quickStep])
    while (!signal?.aborted) {
      const done = await rt.db.transaction((tx) => recorded(rt, tx, before, step));
      if (!done) break;
      total = add(total, done);
    }
  return total;
}

/** Machines kept by NTP are apart by far less. */
const CLOCKS_APART = 1 * HOUR;

/**
 * The same by a clock that can be believed: what is removed by one that was set a year ahead is gone for good.
 * @returns null where this machine's clock and the database's do not agree, and nothing was removed
 */
export async function expireByAgreedClock(
  rt: Pick<Runtime, "db" | "env" | "clock">,
  signal?: AbortSignal,
): Promise<Expired | null> {
  const apart = rt.clock().getTime() - (await databaseTime(rt.db)).getTime();
  return Math.abs(apart) > CLOCKS_APART ? null : expireData(rt, signal);
}

type Done = {
  readonly counts: Partial<Expired>;
  /** What the audit log vouches for and is now otherwise. */
  readonly records?: readonly RecordContent[];
};
type Step = (tx: Tx, before: Date, now: Date) => Promise<Done | null>;

const visitsStep: Step = async (tx, before, now) => {
  const ids = await visitsToExpire(tx, before, BATCH);
  if (ids.length === 0) return null;
  const { done, assessments, decisions } = await expireVisits(tx, ids, now);
  const records = [
    ...(await asTheyAre(tx, "assessment", assessments)),
    ...assessments.map((id) => ({ type: "explanation" as const, id, row: null })),
    ...(await asTheyAre(tx, "decision", decisions)),
  ];
  return { counts: done, records };
};

/** Emptied, a record is not what its first entry says it was: this one's entry says what it is from now on. */
async function asTheyAre(tx: Tx, type: RecordType, ids: readonly string[]): Promise<RecordContent[]> {
  const rows = await recordsOf(tx, type, ids);
  return [...rows].map(([id, row]) => ({ type, id, row }));
}

const launchesStep: Step = async (tx, before, now) => {
  const launches = await expireLaunches(tx, before, BATCH, now);
  return launches > 0 ? { counts: { launches } } : null;
};

const explanationsStep: Step = async (tx, before) => {
  const explanations = await expireExplanations(tx, before);
  return explanations > 0 ? { counts: { explanations } } : null;
};

const driftStep: Step = async (tx, before) => {
  const driftParts = await expireDrift(tx, before);
  return driftParts > 0 ? { counts: { driftParts } } : null;
};

const quickStep: Step = async (tx, before) => {
  const quickTriages = await expireQuick(tx, before);
  return quickTriages > 0 ? { counts: { quickTriages } } : null;
};

async function recorded(
  rt: Pick<Runtime, "env" | "clock">,
  tx: Tx,
  before: Date,
  step: Step,
): Promise<Expired | null> {
  const now = rt.clock();
  const done = await step(tx, before, now);
  if (!done) return null;
  const { counts, records = [] } = done;
  const detail = { before: before.toISOString(), days: rt.env.RETENTION_DAYS, ...counts };
  await appendAudit(tx, { event: "data.expired", actor: "system", detail, records }, now);
  return add(NOTHING, counts);
}

const add = (a: Expired, b: Partial<Expired>): Expired => ({
  visits: a.visits + (b.visits ?? 0),
  snapshots: a.snapshots + (b.snapshots ?? 0),
  assessments: a.assessments + (b.assessments ?? 0),
  decisions: a.decisions + (b.decisions ?? 0),
  similarCases: a.similarCases + (b.similarCases ?? 0),
  launches: a.launches + (b.launches ?? 0),
  explanations: a.explanations + (b.explanations ?? 0),
  driftParts: a.driftParts + (b.driftParts ?? 0),
  quickTriages: a.quickTriages + (b.quickTriages ?? 0),
});
