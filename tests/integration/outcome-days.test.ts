import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dropOutcomes, insertFollowUps, replaceOutcomes, updateFollowUp } from "@/db/queries/outcome";
import { dueDays } from "@/db/queries/outcome-days";
import { expireVisits } from "@/db/queries/retention";
import {
  decision,
  outcomeDay,
  outcomeDayDue,
  outcomeDayMade,
  visitFollowUp,
  visitOutcome,
} from "@/db/schema";
import { tryOpen } from "@/db/sealed";
import type { Level } from "@/lib/case/level";
import { DAY, HOUR } from "@/lib/core/clock";
import { newId } from "@/lib/core/ids";
import { random } from "@/lib/core/random";
import { standingOf } from "@/lib/decision/chain";
import { OUTCOMES, type VisitOutcomes } from "@/lib/fhir/outcomes/visit-outcomes";
import { areaUnderRoc, rank } from "@/lib/measures/ranking";
import { reportOutcomes } from "@/lib/monitoring/outcome-report";
import { type FollowedVisit, isGrave, tallyOutcomes } from "@/lib/monitoring/outcome-tally";
import { countOutcomeDays } from "@/lib/workflows/watch/count-outcome-days";
import { viewOutcomes } from "@/lib/workflows/watch/outcome-report";
import { aDecision, insertNurse, insertVisit } from "./support/rows";
import { openTestRuntime, signedIn, type TestRuntime } from "./support/runtime";

const START = Date.parse("2026-03-01T00:00:00Z");
const DAYS = 8;
let test: TestRuntime;
let now = new Date(START + DAYS * DAY);
const r = random(11, "outcome days");
let nurse: { userId: string; grantId: string };
beforeAll(async () => {
  test = await openTestRuntime({}, { clock: () => now });
  nurse = await insertNurse(test.rt.db, new Date(START));
});
afterAll(() => test?.close());

const some = <T>(items: readonly T[]): T => r.pick(items);
const told = (): VisitOutcomes => ({
  answers: Object.fromEntries(
    OUTCOMES.map((o) => [o, some(["yes", "no", "no", "no", "no", "not-known", "does-not-apply"] as const)]),
  ) as VisitOutcomes["answers"],
  within: {},
});

type Row = typeof decision.$inferInsert;
const visits: { encounterId: string; chain: Row[] }[] = [];
async function visit(at: Date): Promise<void> {
  const { db } = test.rt;
  const made = await insertVisit(db, at);
  const row = {
    ...aDecision(nurse, made, (r.below(5) + 1) as Level, at),
    shownLevel: some([1, 2, 3, 4, 5, null] as (Level | null)[]),
  };
  await db.insert(decision).values(row);
  visits.push({ encounterId: made.encounterId, chain: [row] });
}
/** Another decision, or taking back the last. */
async function decideAgain(v: (typeof visits)[number], undo: boolean): Promise<void> {
  const last = v.chain.at(-1) as Row;
  const at = new Date((last.decidedAt as Date).getTime() + r.below(2 * DAY));
  const row: Row = {
    ...last,
    ...{ id: newId(), requestId: newId(), decidedAt: at, supersedes: last.id },
    ...(undo ? { kind: "undo" } : { kind: "override", level: (r.below(5) + 1) as Level }),
  };
  await test.rt.db.insert(decision).values(row);
  v.chain.push(row);
}

/** Every visit asked one by one, with nothing of what the page asks the database with. */
async function oneByOne(from = 0, to = Number.POSITIVE_INFINITY): Promise<FollowedVisit[]> {
  const { db } = test.rt;
  const [decisions, followUps, outcomes] = await Promise.all([
    db.select().from(decision),
    db.select().from(visitFollowUp),
    db.select().from(visitOutcome),
  ]);
  const inForce = new Map(
    outcomes.filter((o) => !o.supersededAt).map((o) => [o.encounterId, tryOpen<typeof o>(o)?.outcomes]),
  );
  return [...Map.groupBy(decisions, (d) => d.encounterId)].flatMap(([id, own]) => {
    const d = standingOf(own as { id: string; kind: "undo"; supersedes: string | null }[] & typeof own)[0];
    if (!d || d.decidedAt.getTime() < from || d.decidedAt.getTime() >= to) return [];
    const f = followUps.find((row) => row.encounterId === id);
    return [
      {
        state: f?.state ?? null,
        arrivedAt: f?.arrivedAt ?? null,
        readAt: f?.readAt ?? null,
        failing: (f?.failures ?? 0) > 0,
        outcomes: inForce.get(id) ?? null,
        level: d.level,
        shownLevel: d.shownLevel,
      },
    ];
  });
}

const SPANS: readonly (readonly [number?, number?])[] = [
  [],
  [START + 2 * DAY],
  [undefined, START + 5 * DAY],
  [START + DAY, START + 6 * DAY],
  [START + 1.3 * DAY, START + 6.6 * DAY],
];
async function agree(mostOpened = 2_000): Promise<void> {
  const auth = await signedIn(test.rt, "auditor", "console:read");
  for (const [from, to] of SPANS) {
    const days = { from: from ? new Date(from) : undefined, to: to ? new Date(to) : undefined };
    const { canAsk, newestOnly, upTo, ...page } = await viewOutcomes(test.rt, auth, days, { mostOpened });
    const own = await oneByOne(from, to);
    expect(page, `${from} ${to}`).toEqual(reportOutcomes(tallyOutcomes(own), now));
    expect(page.visits).toBe(own.length);
    expect([newestOnly, upTo]).toEqual([null, null]);
    const judged = own.flatMap((v) => {
      const grave = v.outcomes && isGrave(v.outcomes);
      return grave === null || v.shownLevel === null ? [] : [{ ...v, grave }];
    });
    expect(page.grave).toMatchObject({ visits: judged.length, yes: judged.filter((v) => v.grave).length });
    if (page.grave.enough)
      expect(page.grave.clinicians.value).toBe(
        areaUnderRoc(
          rank(
            judged.map((v) => -v.level),
            judged.map((v) => v.grave),
          ),
        ),
      );
  }
}
const due = async () => (await dueDays(test.rt.db, {})).map((d) => d.day).sort();

describe("days of what became of visits", () => {
  it("add up to what every visit says: before they are counted, after, and after whatever may change them", async () => {
    const { rt } = test;
    for (let i = 0; i < 360; i++) await visit(new Date(START + r.below(DAYS * DAY)));
    await insertFollowUps(
      rt.db,
      visits
        .filter(() => r.chance(0.9))
        .map((v) => {
          const at = v.chain[0]?.decidedAt as Date;
          return { encounterId: v.encounterId, state: "open", arrivedAt: at, nextAt: at, createdAt: at };
        }),
    );
    for (const v of visits.slice(0, 320))
      await rt.db.transaction((tx) => replaceOutcomes(tx, v.encounterId, told(), now));
    await agree();
    expect(reportOutcomes(tallyOutcomes(await oneByOne()), now)).toMatchObject({
      grave: { enough: true },
      admission: { enough: true },
    });
    expect(await countOutcomeDays(rt)).toBe(DAYS);
    expect(await due()).toEqual([]);
    expect(await countOutcomeDays(rt)).toBe(0);
    await agree();

    const changes: readonly ((v: (typeof visits)[number], at: Date) => Promise<unknown>)[] = [
      (v, at) => rt.db.transaction((tx) => replaceOutcomes(tx, v.encounterId, told(), at)),
      (v, at) => rt.db.transaction((tx) => replaceOutcomes(tx, v.encounterId, told(), at)),
      (v, at) =>
        rt.db.transaction((tx) =>
          updateFollowUp(
            tx,
            v.encounterId,
            some([
              { state: "open", nextAt: at },
              { state: "complete", nextAt: null },
              { state: "partly", nextAt: null },
              { state: "not-known", nextAt: null },
            ] as const),
            { readAt: at, failures: r.below(2) },
            at,
          ),
        ),
      (v) => decideAgain(v, false),
      (v) => decideAgain(v, v.chain.at(-1)?.kind !== "undo"),
      (v, at) =>
        rt.db.transaction((tx) => dropOutcomes(tx, [v.encounterId], some(["withdrawn", "refused"]), at)),
      (v, at) => rt.db.transaction((tx) => expireVisits(tx, [v.encounterId], at)),
      () => visit(new Date(START + r.below(DAYS * DAY))),
    ];
    for (let round = 0; round < 6; round++) {
      for (let i = 0; i < 40; i++) await some(changes)(some(visits), new Date(START + r.below(20 * DAY)));
      await agree();
      // Some of the days, as a sweep that is stopped.
      await countOutcomeDays(rt, { slice: 40 });
      await agree();
      while ((await countOutcomeDays(rt)) > 0);
      expect(await due()).toEqual([]);
      await agree();
    }
    // What was compared was not nothing.
    const all = await viewOutcomes(rt, await signedIn(rt, "auditor", "console:read"), {});
    expect(all.byState.withdrawn).toBeGreaterThan(0);
    expect(all.delayHours).not.toBeNull();
  }, 120_000);

  it("are as they were counted last where there is too much news, and the page says since when", async () => {
    const { rt } = test;
    const auth = await signedIn(rt, "auditor", "console:read");
    const before = await viewOutcomes(rt, auth, {});
    const counted = now;
    now = new Date(now.getTime() + HOUR);
    await visit(new Date(START + DAY));
    const page = await viewOutcomes(rt, auth, {}, { mostOpened: 0 });
    expect(page).toMatchObject({ visits: before.visits, upTo: counted });
    expect(await viewOutcomes(rt, auth, {})).toMatchObject({ visits: before.visits + 1, upTo: null });
    await countOutcomeDays(rt);
    await agree(0);
  });

  it("are asked one by one, the newest alone, while days have never been counted", async () => {
    const { rt } = test;
    await rt.db.delete(outcomeDay);
    await rt.db.delete(outcomeDayMade);
    await rt.db.execute(
      sql`insert into outcome_day_due (day) select distinct (decided_at at time zone 'UTC')::date from decision`,
    );
    const auth = await signedIn(rt, "auditor", "console:read");
    expect(await viewOutcomes(rt, auth, {}, { mostOpened: 9, mostVisits: 30 })).toMatchObject({
      newestOnly: expect.any(Number),
      upTo: null,
    });
    expect((await viewOutcomes(rt, auth, {}, { mostOpened: 9, mostVisits: 30 })).visits).toBeLessThanOrEqual(
      30,
    );
    await agree();
    await countOutcomeDays(rt);
    await agree(0);
  });

  it("are not spoilt by several workers at once, nor by a change while they are counted", async () => {
    const { rt } = test;
    await rt.db.execute(sql`insert into outcome_day_due (day) select day from outcome_day_made`);
    await Promise.all([
      countOutcomeDays(rt),
      visit(new Date(START + DAY)),
      countOutcomeDays(rt),
      visit(new Date(START + 2 * DAY)),
      countOutcomeDays(rt),
    ]);
    await agree();
    await countOutcomeDays(rt);
    expect(await due()).toEqual([]);
    await agree(0);
  });

  it("are tried again an hour later where an answer did not open, and once a day while visits are asked about", async () => {
    const { rt } = test;
    const [row] = await rt.db.select().from(visitOutcome).limit(1);
    const text = String(
      (await rt.handle.exec(`select outcomes from visit_outcome where id = '${row?.id}'`)).rows[0]?.outcomes,
    );
    const [held] = visits.filter((v) => v.encounterId === row?.encounterId);
    await rt.handle.exec(`update visit_outcome set outcomes = 'broken' where id = '${row?.id}'`);
    await decideAgain(held as (typeof visits)[number], false);
    await countOutcomeDays(rt);
    await agree();
    await rt.handle.exec(`update visit_outcome set outcomes = '${text}' where id = '${row?.id}'`);
    expect(await countOutcomeDays(rt)).toBe(0);
    now = new Date(now.getTime() + 2 * HOUR);
    expect(await countOutcomeDays(rt)).toBe(1);
    await agree();
    now = new Date(now.getTime() + DAY);
    expect(await countOutcomeDays(rt)).toBeGreaterThanOrEqual(DAYS);
    expect(await countOutcomeDays(rt)).toBe(0);
    expect(await rt.db.select().from(outcomeDayDue)).toEqual([]);
  });
});
