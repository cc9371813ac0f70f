import { isNotNull } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findGrant } from "@/db/queries/identity";
import { decision, encounter, pendingLaunch, session, writeBack } from "@/db/schema";
import { sealRow } from "@/db/sealed";
import { DAY, HOUR, MINUTE } from "@/lib/core/clock";
import { expireByAgreedClock } from "@/lib/workflows/govern/expire-data";
import { keepHouse } from "@/lib/workflows/service/housekeeping";
import { aDecision, insertNurse, insertVisit } from "./support/rows";
import { openTestRuntime, type TestRuntime, until } from "./support/runtime";

const now = new Date("2026-03-10T12:00:00Z");
const ago = (ms: number) => new Date(now.getTime() - ms);
let test: TestRuntime;
beforeEach(async () => {
  test = await openTestRuntime({}, { clock: () => now });
});
afterEach(() => test.close());

describe("housekeeping", () => {
  it("deletes launches nobody came back from and ends sessions after a shift", async () => {
    const { db } = test.rt;
    const launch = (stateHash: string, expiresAt: Date) =>
      sealRow(pendingLaunch, {
        stateHash,
        bindingHash: "b",
        payload: {},
        expiresAt,
      });
    await db.insert(pendingLaunch).values([launch("old", ago(MINUTE)), launch("new", ago(-MINUTE))]);
    await insertNurse(db, ago(9 * HOUR));
    await insertNurse(db, ago(7 * HOUR));
    await db.update(session).set({ lastSeenAt: now });
    await keepHouse(test.rt);
    expect((await db.select().from(pendingLaunch)).map((l) => l.stateHash)).toEqual(["new"]);
    const ended = (await db.select().from(session)).filter((s) => s.revokedAt);
    expect(ended.map((s) => s.createdAt)).toEqual([ago(9 * HOUR)]);
  });

  it("forgets old tokens, but not those that a decision on its way to the EHR needs", async () => {
    const { db } = test.rt;
    const tokens = async (grantId: string) => (await findGrant(db, grantId))?.tokens.refreshToken;
    const writes = async (state: "pending" | "written") => {
      const nurse = await insertNurse(db, ago(4 * DAY));
      const row = aDecision(nurse, await insertVisit(db, ago(4 * DAY)), 2, ago(4 * DAY));
      await db.insert(decision).values(row);
      await db.insert(writeBack).values({ decisionId: row.id, state });
      return nurse.grantId;
    };
    const waiting = await writes("pending");
    const done = await writes("written");
    const recent = (await insertNurse(db, ago(1 * DAY))).grantId;
    await keepHouse(test.rt);
    expect([await tokens(waiting), await tokens(done), await tokens(recent)]).toEqual(["r", null, "r"]);
  });
});

describe("retention", () => {
  it("removes nothing for good by a clock that was set ahead", async () => {
    const { rt } = test;
    await insertVisit(rt.db, new Date(Date.now() - DAY));
    const by = (ms: number) => ({ ...rt, clock: () => new Date(Date.now() + ms) });
    expect(await expireByAgreedClock(by(2 * rt.env.RETENTION_DAYS * DAY))).toBeNull();
    expect(await rt.db.$count(encounter, isNotNull(encounter.expiredAt))).toBe(0);
    await rt.db.update(encounter).set({ lastSeenAt: new Date(Date.now() - 2 * rt.env.RETENTION_DAYS * DAY) });
    expect(await expireByAgreedClock(by(MINUTE))).toMatchObject({ visits: 1 });
  });
});

describe.skipIf(!process.env.TEST_DATABASE_URL)("when PostgreSQL drops every connection", () => {
  it("the app and its queue go on by themselves", async () => {
    const { rt } = test;
    const seen: string[] = [];
    await rt.queue.startConsumers({
      writeBack: async (job) => {
        seen.push(job.decisionId);
      },
      retrain: async () => {},
      explainModel: async () => {},
    });
    await rt.handle
      .exec(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
      )
      .catch(() => {});
    await until(async () =>
      rt.handle
        .tryWrite()
        .then(() => true)
        .catch(() => false),
    );
    await rt.db.transaction((tx) => rt.queue.sendWriteBack(tx, "6f1c2a57-6f0b-4f0a-9a53-0d8a6f9f2d11"));
    await until(() => seen.length === 1);
  });
});
