import type { Db, Tx } from "@/db/client";
import { recordsOf } from "@/db/queries/audit";
import { encounterKey, patientKey } from "@/db/queries/encounter";
import { hasDecisions, markMadeUp } from "@/db/queries/installation";
import {
  appUser,
  assessment,
  decision,
  ehrGrant,
  encounter,
  leadReview,
  secondReading,
  session,
  shadow,
  shadowAnswer,
  visitOutcome,
  writeBack,
} from "@/db/schema";
import { sealRow } from "@/db/sealed";
import { DAY, MINUTE } from "@/lib/core/clock";
import { AppError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { type Exposure, LEAD_REVIEW_DISTANCE } from "@/lib/decision/decision";
import { NOTHING_KNOWN } from "@/lib/fhir/outcomes/visit-outcomes";
import { dayOfTime } from "@/lib/monitoring/charts/buckets";
import type { ChartEvent } from "@/lib/monitoring/charts/picture";
import {
  MADE_UP_EVENTS,
  MADE_UP_PEOPLE,
  MADE_UP_UNITS,
  MADE_UP_VERSIONS,
  type MadeUpVisit,
  madeUpHistory,
} from "@/lib/monitoring/watch/made-up-history";
import { applyFloor, assessFloor } from "@/lib/safety/rules";
import { appendAudit } from "../govern/append-audit";
import { measureFairness } from "./measure-fairness";
import { rollUpDays, rollUpDecisionDays } from "./roll-up-days";

export type DemoOptions = {
  readonly days: number;
  readonly perDay: number;
  readonly seed: number;
  readonly onDay?: (day: number) => void;
};

/**
 * Puts a made-up history into a database and rolls it up as any other. The database is marked for good, before anything else is
 * written, and every page says so from then on.
 *
 * @returns how many visits it has
 * @throws AppError("conflict") where somebody has decided something already, or a history was made before
 */
export async function makeDemoHistory(
  { db, now }: { readonly db: Db; readonly now: Date },
  { days, perDay, seed, onDay }: DemoOptions,
): Promise<number> {
  const from = new Date(Date.parse(`${dayOfTime(now.getTime())}T00:00:00Z`) - (days - 1) * DAY);
  await db.transaction(async (tx) => {
    if (await hasDecisions(tx))
      throw new AppError("conflict", "this database has decisions: a made-up history would mix with them");
    if (!(await markMadeUp(tx, { days, perDay, seed, events: eventsOf(from, days) }, now)))
      throw new AppError("conflict", "this database has a made-up history already");
    await appendAudit(tx, { event: "demo.history-begun", actor: "system", detail: { days, perDay } }, now);
  });
  const people = await db.transaction((tx) => insertPeople(tx, from));
  const shadowId = newId();
  let [visits, day] = [0, 0];
  for (const made of madeUpHistory({ from, days, perDay, seed })) {
    // What has not been yet has not been made up either.
    const past = made.filter((v) => v.at <= now);
    await db.transaction(async (tx) => {
      if (day === Math.floor(days * MADE_UP_EVENTS.shadow))
        await beginShadow(tx, shadowId, past[0]?.at ?? now, now);
      const written = await insertVisits(tx, past, { people, shadowId, now });
      await appendAudit(
        tx,
        { event: "demo.history-made", actor: "system", detail: { visits: past.length }, records: written },
        now,
      );
    });
    visits += past.length;
    day++;
    onDay?.(day);
  }
  await rollUpDays({ db, clock: () => now });
  await rollUpDecisionDays({ db, clock: () => now });
  await measureFairness({ db, clock: () => now });
  return visits;
}

function eventsOf(from: Date, days: number): ChartEvent[] {
  const on = (share: number) => dayOfTime(from.getTime() + Math.ceil(days * share) * DAY);
  return [
    { day: on(MADE_UP_EVENTS.promoted), label: `${MADE_UP_VERSIONS[1]} put into use` },
    { day: on(MADE_UP_EVENTS.policy), label: "Policy safety-first" },
    { day: on(MADE_UP_EVENTS.shadow), label: `${MADE_UP_VERSIONS[2]} answers unseen` },
  ];
}

type Person = { readonly userId: string; readonly grantId: string };

async function insertPeople(tx: Tx, at: Date): Promise<Person[]> {
  const people = Array.from({ length: MADE_UP_PEOPLE }, () => ({
    userId: newId(),
    sessionId: newId(),
    grantId: newId(),
  }));
  const issuer = MADE_UP_UNITS[0];
  await tx.insert(appUser).values(
    people.map((p, i) => ({
      id: p.userId,
      issuer,
      subject: p.userId,
      displayName: `Made-up nurse ${i + 1}`,
      role: "clinician" as const,
      createdAt: at,
    })),
  );
  await tx
    .insert(session)
    .values(
      people.map((p) => ({ id: p.sessionId, userId: p.userId, createdAt: at, lastSeenAt: at, endedAt: at })),
    );
  await tx.insert(ehrGrant).values(
    people.map((p) =>
      sealRow(ehrGrant, {
        id: p.grantId,
        sessionId: p.sessionId,
        issuer,
        context: { patientId: null, encounterId: null },
        tokens: {
          accessToken: "",
          refreshToken: null,
          idToken: null,
          expiresAt: at.toISOString(),
          scope: "",
        },
        createdAt: at,
        revokedAt: at,
      }),
    ),
  );
  return people;
}

/** Its answers are made up, too: it ends with the history, so that no worker takes it for one to go on with. */
async function beginShadow(tx: Tx, id: string, at: Date, until: Date): Promise<void> {
  await tx.insert(shadow).values({
    id,
    version: MADE_UP_VERSIONS[2],
    digest: "made-up",
    startedAt: at,
    startedBy: "Made-up steward",
    until,
    endedAt: until,
    ended: "time",
    endedBy: null,
  });
}

type Context = { readonly people: readonly Person[]; readonly shadowId: string; readonly now: Date };
const BATCH = 400;
const OUTCOME_AFTER = 4 * DAY;

/** @returns what the audit log vouches for */
async function insertVisits(tx: Tx, visits: readonly MadeUpVisit[], context: Context) {
  const rows = visits.map((v) => rowsOf(v, context));
  const inBatches = async <T>(all: readonly T[], insert: (batch: T[]) => Promise<unknown>) => {
    for (let i = 0; i < all.length; i += BATCH) await insert(all.slice(i, i + BATCH));
  };
  const present = <T>(of: (r: (typeof rows)[number]) => T | null): T[] => rows.flatMap((r) => of(r) ?? []);
  await inBatches(rows, (b) => tx.insert(encounter).values(b.map((r) => sealRow(encounter, r.encounter))));
  await inBatches(rows, (b) => tx.insert(assessment).values(b.map((r) => sealRow(assessment, r.assessment))));
  await inBatches(
    present((r) => r.decision),
    (b) => tx.insert(decision).values(b),
  );
  await inBatches(
    present(
      (r) =>
        r.decision && {
          decisionId: r.decision.id,
          state: "written" as const,
          writtenAt: r.decision.decidedAt,
        },
    ),
    (b) => tx.insert(writeBack).values(b),
  );
  await inBatches(
    present((r) => r.reading),
    (b) => tx.insert(secondReading).values(b.map((row) => sealRow(secondReading, row))),
  );
  await inBatches(
    present((r) => r.outcome),
    (b) => tx.insert(visitOutcome).values(b.map((row) => sealRow(visitOutcome, row))),
  );
  await inBatches(
    present((r) => r.mark),
    (b) => tx.insert(leadReview).values(b),
  );
  await inBatches(
    present((r) => r.shadow),
    (b) => tx.insert(shadowAnswer).values(b),
  );
  const records = async (type: "assessment" | "decision", ids: readonly string[]) =>
    [...(await recordsOf(tx, type, ids))].map(([id, row]) => ({ type, id, row }));
  return [
    ...(await records(
      "assessment",
      rows.map((r) => r.assessment.id),
    )),
    ...(await records(
      "decision",
      present((r) => r.decision).map((d) => d.id),
    )),
  ];
}

function rowsOf(v: MadeUpVisit, { people, shadowId, now }: Context) {
  const [encounterId, assessmentId, decisionId] = [newId(), newId(), newId()];
  const triageCase = { id: assessmentId, ...v.case };
  const floor = assessFloor(triageCase);
  const shown = applyFloor(v.modelLevel, floor);
  const refs = { encounterId: `made-up-${encounterId}`, patientId: `made-up-${encounterId}` };
  const given = v.decision && new Date(v.at.getTime() + v.decision.afterMs) <= now ? decided(v, shown) : null;
  const person = people[v.decision?.by ?? 0] as Person;
  const readAt =
    v.reading?.afterMs != null && v.at.getTime() + v.reading.afterMs <= now.getTime()
      ? new Date(v.at.getTime() + v.reading.afterMs)
      : null;
  return {
    encounter: {
      id: encounterId,
      issuer: v.unit,
      encounterKey: encounterKey({ issuer: v.unit, ...refs }),
      patientKey: patientKey(v.unit, refs.patientId),
      refs,
      firstSeenAt: v.at,
      lastSeenAt: v.at,
      active: false,
    },
    assessment: {
      id: assessmentId,
      encounterId,
      contextVersion: "made-up",
      caseHash: assessmentId,
      case: triageCase,
      basis: [],
      missing: [],
      modelName: "made-up",
      modelVersion: v.version,
      engine: "made-up",
      policy: v.policy,
      shownLevel: shown,
      modelLevel: v.modelLevel,
      floor,
      probabilities: v.probabilities,
      createdAt: v.at,
    },
    decision: given && {
      id: decisionId,
      requestId: newId(),
      encounterId,
      assessmentId,
      kind: given.level === shown ? ("accept" as const) : ("override" as const),
      level: given.level,
      shownLevel: shown,
      reason: given.level === shown ? null : (v.decision?.reason ?? null),
      decidedBy: person.userId,
      decidedByRole: "clinician" as const,
      decidedAt: new Date(v.at.getTime() + (v.decision?.afterMs ?? MINUTE)),
      modelVersion: v.version,
      exposure: given.exposure,
      notLabel: null,
      grantId: person.grantId,
    },
    reading:
      given && v.reading
        ? {
            id: newId(),
            decisionId,
            encounterId,
            why: "sample" as const,
            case: null,
            askedAt: v.at,
            readBy: readAt ? (people[(v.decision?.by ?? 0) === 0 ? 1 : 0] as Person).userId : null,
            readAt,
            level: readAt ? v.reading.level : null,
          }
        : null,
    outcome:
      v.at.getTime() + OUTCOME_AFTER <= now.getTime()
        ? {
            id: newId(),
            encounterId,
            outcomes: {
              answers: {
                ...NOTHING_KNOWN.answers,
                criticalCare: v.critical ? ("yes" as const) : ("no" as const),
                death: "no" as const,
              },
              within: {},
            },
            readAt: new Date(v.at.getTime() + OUTCOME_AFTER),
          }
        : null,
    mark:
      given && Math.abs(given.level - shown) >= LEAD_REVIEW_DISTANCE
        ? { decisionId, encounterId, askedAt: v.at, answeredAt: null }
        : null,
    shadow: v.candidate
      ? {
          shadowId,
          assessmentId,
          policy: v.policy,
          level: applyFloor(v.candidate, floor),
          modelLevel: v.candidate,
          answeredAt: v.at,
        }
      : null,
  };
}

/** Who is led goes with a suggestion one level away from their own; far ones they do not believe. */
function decided(v: MadeUpVisit, shown: number) {
  const { own, led, blindFirst, seenMs, reasons, lookTwice } = v.decision as NonNullable<
    MadeUpVisit["decision"]
  >;
  const level = led && Math.abs(own - shown) === 1 ? (shown as typeof own) : own;
  const exposure = {
    seenMs,
    reasons,
    lookTwice,
    tried: [],
    ...(blindFirst ? { first: { level: own, at: v.at.toISOString(), seenMs } } : {}),
  } satisfies Exposure;
  return { level, exposure };
}
