import type { Db, Tx } from "@/db/client";
import {
  fairnessMadeAt,
  insertFairnessReport,
  lastFairnessReport,
  setFairnessIncident,
  type WhoCame,
  whoCame,
} from "@/db/queries/fairness";
import { visitsOfDay } from "@/db/queries/watch-source";
import type { Clock } from "@/lib/core/clock";
import { DAY, HOUR, MINUTE } from "@/lib/core/clock";
import { newId } from "@/lib/core/ids";
import { addDays, dayOfTime } from "@/lib/monitoring/charts/buckets";
import { RULES_ONLY } from "@/lib/monitoring/charts/filter";
import { attributesOf } from "@/lib/monitoring/fairness/attributes";
import { sayFinding } from "@/lib/monitoring/fairness/in-words";
import type { FairVisit } from "@/lib/monitoring/fairness/measures";
import {
  type Comparison,
  type FairnessReport,
  findingsOf,
  keyOf,
  LEAST_COMPARED,
  reportFairness,
} from "@/lib/monitoring/fairness/report";
import { isGrave } from "@/lib/monitoring/outcome-tally";
import { firstWithin } from "../clinic/recently";
import type { Runtime } from "../service/runtime";
import { auditOfLate, isAuditDue } from "./audit-counterfactual";
import { openIncident } from "./open-incident";

/** Days that a report looks back: long enough for readings and outcomes to come. */
export const FAIRNESS_DAYS = 90;
const EVERY = 7 * DAY;
const LOOKED_AT_EVERY = 1 * HOUR;
/** More say no more, and take long to open; the newest days are kept. */
const MOST_VISITS = 60_000;

/**
 * Sees to it that a report is made each week, the first as soon as there is something to report, and that answers to patients of late are
 * audited each night. Part of housekeeping.
 */
export async function keepFairness(rt: Runtime): Promise<void> {
  if (!firstWithin(rt, "fairness", "due", LOOKED_AT_EVERY)) return;
  if (!(await isReportDue(rt)) && !(await isAuditDue(rt))) return;
  if (!(await rt.queue.hasMeasureFairness())) await rt.queue.sendMeasureFairness(rt.db);
}

/** The job: whatever of the two is due. */
export async function watchFairness(rt: Runtime, signal: AbortSignal): Promise<void> {
  if (await isReportDue(rt)) await measureFairness(rt, signal);
  if (!signal.aborted && (await isAuditDue(rt))) await auditOfLate(rt, signal);
}

async function isReportDue(rt: Pick<Runtime, "db" | "clock">): Promise<boolean> {
  const last = await fairnessMadeAt(rt.db);
  return !last || rt.clock().getTime() - last.getTime() >= EVERY;
}

/**
 * Makes a report of each site and version that has enough visits, each in a transaction of its own: one that was made today
 * is not made again, so that a job delivered twice, or two at once, make one of each.
 */
export async function measureFairness(
  rt: { readonly db: Db; readonly clock: Clock },
  signal?: AbortSignal,
): Promise<void> {
  const now = rt.clock();
  const toDay = dayOfTime(now.getTime());
  const fromDay = addDays(toDay, 1 - FAIRNESS_DAYS);
  const visits = await fairVisits(rt.db, fromDay, toDay, signal);
  if (signal?.aborted) return;
  for (const [unit, ofUnit] of Map.groupBy(visits, (v) => v.unit))
    for (const [version, own] of Map.groupBy(ofUnit, (v) => v.version)) {
      if (own.length < LEAST_COMPARED) continue;
      const report = await reportFairness(
        own.map((v) => v.visit),
        () => new Promise((done) => setImmediate(done)),
      );
      await rt.db.transaction((tx) => keepReport(tx, { unit, version, fromDay, toDay, report }, now));
    }
}

type Made = {
  readonly unit: string;
  readonly version: string;
  readonly fromDay: string;
  readonly toDay: string;
  readonly report: FairnessReport;
};

/** What was found the week before, too, is known; what is new opens one incident for all of it. */
async function keepReport(tx: Tx, made: Made, now: Date): Promise<void> {
  const before = await lastFairnessReport(tx, made);
  const known = new Set(before ? findingsOf(before.report).map(keyOf) : []);
  const id = newId();
  const written = await insertFairnessReport(tx, {
    ...made,
    id,
    visits: made.report.visits,
    madeAt: now,
    incidentId: null,
  });
  const fresh = findingsOf(made.report).filter((f) => !known.has(keyOf(f)));
  if (!written || fresh.length === 0) return;
  await setFairnessIncident(tx, id, await openForFindings(tx, id, made, fresh, now));
}

async function openForFindings(
  tx: Tx,
  id: string,
  { version, fromDay, toDay }: Made,
  fresh: readonly Comparison[],
  now: Date,
): Promise<string> {
  const words = fresh.map(sayFinding);
  const more = words.length > 1 ? `, and ${words.length - 1} more` : "";
  const { incident } = await openIncident(
    tx,
    "system",
    {
      kind: "fairness",
      severity: null,
      title: `${words[0]?.split(":")[0] ?? "A group fares worse"}${more}`,
      words: [`Visits of ${fromDay} to ${toDay}, version ${version}.`, ...words].join("\n"),
      links: version === RULES_ONLY ? [] : [{ what: "model-version", ref: version }],
      source: `fairness:${id}`,
    },
    now,
  );
  return incident.id;
}

type Kept = { readonly unit: string; readonly version: string; readonly visit: FairVisit };

/** A day after the other, the newest first, so that no more than a day's cases are open at once. */
async function fairVisits(db: Db, fromDay: string, toDay: string, signal?: AbortSignal): Promise<Kept[]> {
  const kept: Kept[] = [];
  for (
    let day = toDay;
    day >= fromDay && kept.length < MOST_VISITS && !signal?.aborted;
    day = addDays(day, -1)
  ) {
    const from = new Date(`${day}T00:00:00Z`);
    const found = await visitsOfDay(db, from, new Date(from.getTime() + DAY));
    const who = await whoCame(
      db,
      found.map((f) => f.visit.id),
    );
    for (const f of found) kept.push(toFair(f, who.get(f.visit.id) ?? null));
  }
  return kept;
}

type Found = Awaited<ReturnType<typeof visitsOfDay>>[number];

function toFair({ visit, answer, decision: d, reading, outcomes }: Found, who: WhoCame | null): Kept {
  const p = answer.modelLevel === null ? null : answer.probabilities;
  const isModels = answer.modelLevel !== null && answer.modelVersion !== null;
  const admission = outcomes?.answers.admission;
  return {
    unit: visit.issuer,
    version: isModels ? (answer.modelVersion as string) : RULES_ONLY,
    visit: {
      groups: attributesOf(answer.case, who, outcomes?.payer),
      shown: answer.shownLevel,
      labels: {
        decided: d?.level ?? null,
        read: (reading?.why === "sample" && reading.level) || null,
        // Who was shown nothing gave it by themselves to the end.
        first: d?.exposure?.first?.level ?? (d?.exposure?.heldBack ? d.level : null),
      },
      urgent: p ? (p[0] ?? 0) + (p[1] ?? 0) : null,
      critical: outcomes && isGrave(outcomes),
      criticalRisk: isModels ? answer.criticalRisk : null,
      admitted: admission === "yes" ? true : admission === "no" ? false : null,
      admissionRisk: isModels ? (answer.outlook?.risks.admission ?? null) : null,
      waitMinutes: waitOf(who?.arrivedAt ?? null, visit.firstSeenAt, d?.firstAt ?? null),
    },
  };
}

/** Clocks of EHR and product differ: a decision before the arrival is at nought. */
function waitOf(arrivedAt: string | null, firstSeenAt: Date, decidedAt: Date | null): number | null {
  if (!decidedAt) return null;
  const arrived = arrivedAt === null ? Number.NaN : Date.parse(arrivedAt);
  const from = Number.isNaN(arrived) ? firstSeenAt.getTime() : arrived;
  return Math.max(0, decidedAt.getTime() - from) / MINUTE;
}
