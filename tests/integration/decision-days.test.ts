import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { tallyDecisions } from "@/db/queries/console";
import { decisionCounts, firstDecisionsByMonth, rolledUntil } from "@/db/queries/decision-days";
import { countDecisions } from "@/db/queries/labels";
import { countUnusedLabels } from "@/db/queries/training";
import { rowsIn } from "@/db/rows";
import { decision, decisionDay, labelWithdrawal, readerHold } from "@/db/schema";
import type { Level } from "@/lib/case/level";
import { DAY, HOUR } from "@/lib/core/clock";
import { newId } from "@/lib/core/ids";
import { keepRollUps, rollUpDecisionDays } from "@/lib/workflows/watch/roll-up-days";
import { aDecision, insertLabels, insertNurse, insertVisit } from "./support/rows";
import { openTestRuntime, type TestRuntime } from "./support/runtime";

let test: TestRuntime;
let now = new Date("2026-03-10T12:00:00Z");
const on = (day: number, hour = 12) => new Date(Date.UTC(2026, 2, day, hour));
const midnight = (day: number) => on(day, 0);
beforeAll(async () => {
  test = await openTestRuntime({}, { clock: () => now });
});
afterAll(() => test?.close());

/** Every decision asked one by one, as the pages did before days were added up. */
async function oneByOne({ from, to }: { from?: Date; to?: Date } = {}) {
  const span = sql.join(
    [
      sql`d.kind <> 'undo'`,
      ...(from ? [sql`d.decided_at >= ${from.toISOString()}::timestamptz`] : []),
      ...(to ? [sql`d.decided_at < ${to.toISOString()}::timestamptz`] : []),
    ],
    sql` and `,
  );
  return rowsIn<object>(
    await test.rt.db.execute(sql`
      select kind, level, labelled, superseded, rule, count(*)::int as n from (
        select d.kind, d.level, later.id is not null as superseded,
          l.id is not null and w.why is null and h.id is null as labelled,
          case when l.id is not null then coalesce(w.why, case when h.id is not null then 'reader-held' end) else d.not_label end as rule
        from decision d left join label l on l.decision_id = d.id left join decision later on later.supersedes = d.id
          left join label_withdrawal w on w.label_id = l.id
          left join reader_hold h on h.reader_id = d.decided_by and h.released_at is null
        where ${span}) x
      group by 1, 2, 3, 4, 5`),
  );
}
const sorted = (rows: readonly object[]) =>
  rows.map((r) => JSON.stringify(Object.entries(r).sort(([a], [b]) => (a < b ? -1 : 1)))).sort();

const SPANS = [
  {},
  { from: midnight(3) },
  { to: midnight(5) },
  { from: midnight(2), to: midnight(9) },
  { from: on(2, 5), to: on(8, 17) },
];
async function agree() {
  for (const span of SPANS)
    expect(sorted(await countDecisions(test.rt.db, span)), JSON.stringify(span)).toEqual(
      sorted(await oneByOne(span)),
    );
  const [row] = rowsIn<{ total: number; overrides: number }>(
    await test.rt.db.execute(sql`
      select count(*)::int as total, (count(*) filter (where kind = 'override'))::int as overrides from decision d
      where kind <> 'undo' and not exists (select 1 from decision u where u.supersedes = d.id and u.kind = 'undo')`),
  );
  expect(await tallyDecisions(test.rt.db)).toMatchObject(row ?? {});
  const [unused] = rowsIn<{ all: number; toTrainOn: number }>(
    await test.rt.db.execute(sql`
      select count(*)::int as "all", (count(*) filter (where not held_out))::int as "toTrainOn"
      from label l join decision d on d.id = l.decision_id
      where not exists (select 1 from decision later where later.supersedes = d.id)
        and not exists (select 1 from label_withdrawal w where w.label_id = l.id)
        and not exists (select 1 from reader_hold h where h.reader_id = d.decided_by and h.released_at is null)`),
  );
  expect(await countUnusedLabels(test.rt.db)).toEqual(unused);
  const months = rowsIn<{ month: string; n: number }>(
    await test.rt.db.execute(sql`
      select to_char(decided_at at time zone 'UTC', 'YYYY-MM') as month, count(*)::int as n from decision
      where supersedes is null group by 1 order by 1 desc`),
  );
  expect(await firstDecisionsByMonth(test.rt.db, 36)).toEqual([...months]);
}

const labelsOf = async (day: number): Promise<string[]> => insertLabels(test.rt.db, 10, on(day));
async function decide(day: number, level: Level, over: Partial<typeof decision.$inferInsert> = {}) {
  const nurse = await insertNurse(test.rt.db, on(day));
  const row = { ...aDecision(nurse, await insertVisit(test.rt.db, on(day)), level, on(day)), ...over };
  await test.rt.db.insert(decision).values(row);
  return row;
}
const replace = (earlier: typeof decision.$inferInsert, day: number, kind?: "undo") =>
  test.rt.db.insert(decision).values({
    ...earlier,
    id: newId(),
    requestId: newId(),
    decidedAt: on(day, 13),
    supersedes: earlier.id,
    ...(kind ? { kind } : {}),
  });

describe("days of decisions", () => {
  it("add up to what every decision says, before a day is rolled up and after", async () => {
    const { rt } = test;
    for (const day of [1, 2, 4, 7, 9, 10]) await labelsOf(day);
    await decide(2, 2, { notLabel: "too-late" });
    await decide(2, 4, { decidedAt: new Date("2026-02-11T09:00:00Z") });
    await decide(4, 5, { notLabel: "incomplete", shownLevel: null, kind: "assign" });
    await replace(await decide(4, 1), 4);
    await replace(await decide(7, 4), 7, "undo");
    await agree();
    expect(await rollUpDecisionDays(rt)).toBe(5);
    expect(await rolledUntil(rt.db)).toEqual(midnight(8));
    await agree();
    expect(await rollUpDecisionDays(rt)).toBe(0);
  });

  it("say at once what is no longer learned from", async () => {
    const { rt } = test;
    const [first = "", second = ""] = await labelsOf(10);
    const [old] = rowsIn<{ id: string; reader: string }>(
      await rt.db.execute(
        sql`select l.id, d.decided_by as reader from label l join decision d on d.id = l.decision_id where d.decided_at < ${midnight(2).toISOString()}::timestamptz limit 1`,
      ),
    );
    const by = await insertNurse(rt.db, now);
    for (const [labelId, why] of [
      [first, "withdrawn"],
      [old?.id ?? "", "opted-out"],
    ] as const)
      await rt.db
        .insert(labelWithdrawal)
        .values({ labelId, why, reason: "-", withdrawnBy: by.userId, withdrawnAt: now });
    await agree();
    expect(second).not.toBe("");
    // Also of a label that is withdrawn: what is withdrawn stays so, whoever gave it.
    const hold = { id: newId(), readerId: old?.reader ?? "", answers: 9, evidence: 4, heldAt: now };
    await rt.db.insert(readerHold).values({ ...hold, why: "other" as never });
    await agree();
    await rt.db.update(readerHold).set({ releasedAt: now });
    await agree();
  });

  it("count a day that is over as it was when it was rolled up, until they are looked at again", async () => {
    const { rt } = test;
    const late = await decide(1, 2);
    expect(await tallyDecisions(rt.db)).not.toMatchObject({ total: await decisionRows() });
    expect(await rollUpDecisionDays(rt, midnight(2))).toBe(0);
    expect(await rollUpDecisionDays(rt)).toBe(1);
    await agree();
    // Another takes its place days later.
    await replace(late, 10);
    expect(await rollUpDecisionDays(rt)).toBe(1);
    await agree();
  });

  it("never count a day twice, whoever rolls it up at the same time, and go on by themselves when a day is over", async () => {
    const { rt } = test;
    await rt.db.delete(decisionDay);
    expect((await decisionCounts(rt.db)).reduce((sum, c) => sum + c.n, 0)).toBeGreaterThan(0);
    await Promise.all([rollUpDecisionDays(rt), rollUpDecisionDays(rt), rollUpDecisionDays(rt)]);
    await agree();
    await keepRollUps(rt);
    now = new Date(now.getTime() + 2 * DAY + HOUR);
    await keepRollUps(rt);
    expect(await rolledUntil(rt.db)).toEqual(midnight(10));
    await agree();
  });
});

it("takes no day for over because one worker's clock is ahead", async () => {
  const before = now;
  now = new Date(Date.now() + 3_650 * DAY);
  await rollUpDecisionDays(test.rt);
  expect((await rolledUntil(test.rt.db))?.getTime()).toBeLessThan(Date.now());
  now = before;
  await agree();
});

/** All that were not taken back. */
async function decisionRows(): Promise<number> {
  const [row] = rowsIn<{ n: number }>(
    await test.rt.db.execute(sql`
      select count(*)::int as n from decision d where kind <> 'undo'
        and not exists (select 1 from decision u where u.supersedes = d.id and u.kind = 'undo')`),
  );
  return row?.n ?? 0;
}
