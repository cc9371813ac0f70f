import { eq } from "drizzle-orm";
import { afterEach, describe, expect, it } from "vitest";
import type { DbHandle } from "@/db/client";
import { armKeys, isRowBound } from "@/db/keys";
import { listAuditEvents } from "@/db/queries/audit";
import { ensureEncounters, findEncounter, refsOf } from "@/db/queries/encounter";
import { encounter, keyRecord } from "@/db/schema";
import { openTestDatabase, testKeys } from "@/db/testing";
import { bindRows } from "@/lib/workflows/govern/bind-rows";
import { forgetKeys, insertUnboundVisits, visitOf } from "../support/before-binding";

const now = new Date("2026-03-01T08:00:00Z");
const clock = () => now;
const open: DbHandle[] = [];
afterEach(async () => {
  for (const h of open.splice(0)) await h.close();
});

const patients = Array.from({ length: 150 }, (_, i) => `p${i}`);

async function upgraded(): Promise<{ h: DbHandle; ids: string[] }> {
  const h = await openTestDatabase();
  open.push(h);
  await forgetKeys(h.db);
  const ids = await insertUnboundVisits(h.db, testKeys, patients, now);
  await armKeys(h.db, testKeys);
  return { h, ids };
}
const forms = async (h: DbHandle) =>
  Object.fromEntries(
    (await h.exec("select left(refs, 2) as form, count(*)::int as n from encounter group by 1")).rows.map(
      (r) => [r.form, r.n],
    ),
  );
const read = async (h: DbHandle, id: string) => refsOf(h.db, (await findEncounter(h.db, id)) as never);

describe("binding stored values to their rows", () => {
  it("goes on where it was stopped, and is then believed for good", async () => {
    const { h, ids } = await upgraded();
    const stop = new AbortController();
    const onProgress = () => stop.abort();
    expect(await bindRows(h.db, clock, { signal: stop.signal, onProgress })).toBeNull();
    expect(await forms(h)).toEqual({ v1: 50, v2: 100 });
    expect(isRowBound()).toBe(false);
    // Both forms are read until it is done.
    for (const [i, id] of ids.entries())
      if (i % 20 === 0) expect((await read(h, id)).patientId).toBe(`p${i}`);

    expect(await bindRows(h.db, clock)).toMatchObject({ done: 50, unreadable: [] });
    expect(await forms(h)).toEqual({ v2: 150 });
    expect(isRowBound()).toBe(true);
    expect((await read(h, ids[7] as string)).patientId).toBe("p7");
    expect((await ensureEncounters(h.db, [visitOf("p7")], now))[0]?.id).toBe(ids[7]);
    expect(await listAuditEvents(h.db, { event: "keys.rows-bound", limit: 9 })).toMatchObject([
      { detail: { values: 50, unreadableCount: 0 } },
    ]);
    expect(await bindRows(h.db, clock)).toBeNull();

    // What comes back in the old form is refused, after a restart too.
    await insertUnboundVisits(h.db, testKeys, ["late"], now);
    await armKeys(h.db, testKeys);
    await expect(read(h, (await newest(h)) as string)).rejects.toThrow(/old form/);
  });

  it("names a value that does not open, leaves it as it is and is done all the same", async () => {
    const { h, ids } = await upgraded();
    await h.exec("update encounter set refs = 'v1.test.AAAA' where id = $1::uuid", [ids[3]]);
    const done = await bindRows(h.db, clock);
    expect(done).toMatchObject({ done: 149, unreadable: [`encounter.refs of row ${ids[3]}`] });
    expect(isRowBound()).toBe(true);
    expect(await forms(h)).toEqual({ v1: 1, v2: 149 });
  });

  it("cannot be undone by putting an older record of the keys back", async () => {
    const { h } = await upgraded();
    const before = await h.db.select().from(keyRecord);
    await bindRows(h.db, clock);
    await h.db.delete(keyRecord);
    await h.db.insert(keyRecord).values(before);
    await expect(armKeys(h.db, testKeys)).rejects.toThrow(/older than its data/);
  });
});

const newest = async (h: DbHandle): Promise<string | undefined> => {
  const rows = await h.db.select().from(encounter).where(eq(encounter.active, true));
  const [row] = rows.filter((r) => (r.refs as { text: string }).text.startsWith("v1."));
  return row?.id;
};
