import { randomBytes } from "node:crypto";
import { eq, getTableColumns, getTableName, is } from "drizzle-orm";
import { PgTable } from "drizzle-orm/pg-core";
import { afterEach, describe, expect, it } from "vitest";
import type { DbHandle } from "@/db/client";
import { armKeys, derivedKey, refreshKeys } from "@/db/keys";
import { PATIENT_KEYS } from "@/db/pseudonyms";
import { auditKeys, listAuditEvents } from "@/db/queries/audit";
import { findDraftRow, saveDraftRow } from "@/db/queries/drafts";
import { ensureEncounters, findEncounter, patientKey, refsOf } from "@/db/queries/encounter";
import { findGrant, insertGrant, insertSession } from "@/db/queries/identity";
import { accessRows, recordRefusal } from "@/db/queries/patient-access";
import { upsertPerson } from "@/db/queries/people";
import * as schema from "@/db/schema";
import { assessment, encounter, label } from "@/db/schema";
import { sealedPlaces } from "@/db/seal-scan";
import { openRows, sealRow } from "@/db/sealed";
import { openTestDatabase, testKeys } from "@/db/testing";
import { parseKeyRing } from "@/lib/core/crypto";
import { appendAudit } from "@/lib/workflows/govern/append-audit";
import { rotateKeys } from "@/lib/workflows/govern/rotate-keys";
import { forgetKeys, insertUnboundVisits, visitOf } from "../support/before-binding";
import { insertLabels } from "../support/rows";

const now = new Date("2026-03-01T08:00:00Z");
const options = { clock: () => now, settleMs: 0 };
const open: DbHandle[] = [];
afterEach(async () => {
  for (const h of open.splice(0)) await h.close();
});
const fresh = `next:${randomBytes(32).toString("base64")}`;
const testKey = `test:${testKeys.keys[0]?.key.toString("base64")}`;
const both = parseKeyRing(`${fresh},${testKey}`);

async function database(): Promise<DbHandle> {
  const h = await openTestDatabase();
  open.push(h);
  return h;
}

/** What this process knows of the keys now, to go on with as a process would that has not looked since. */
function processKeys(): { restore(): void } {
  const holder = globalThis as Record<symbol, unknown>;
  const names = [Symbol.for("openacuity.keys"), Symbol.for("openacuity.sealing")];
  const known = names.map((name) => holder[name]);
  return {
    restore: () => {
      for (const [i, name] of names.entries()) holder[name] = known[i];
    },
  };
}

/** Every key that still seals something. */
async function keysInUse(h: DbHandle): Promise<string[]> {
  const keys = new Set<string>();
  for (const { name } of sealedPlaces()) {
    const [table, column] = name.split(".");
    const { rows } = await h.exec(
      `select distinct split_part("${column}", '.', 2) as key from "${table}" where "${column}" is not null`,
    );
    for (const row of rows) keys.add(String(row.key));
  }
  return [...keys];
}

async function launchOf(h: DbHandle, patientId: string): Promise<string> {
  const person = { issuer: visitOf("x").issuer, subject: "s", displayName: "Nurse", fhirUser: null };
  const { id } = await upsertPerson(h.db, person, now);
  const tokens = {
    accessToken: "a",
    refreshToken: "r",
    idToken: null,
    expiresAt: now.toISOString(),
    scope: "",
  };
  const grant = {
    sessionId: await insertSession(h.db, id, now),
    issuer: person.issuer,
    context: { patientId, encounterId: null },
    patientKey: patientKey(person.issuer, patientId),
    tokens,
  };
  return insertGrant(h.db, grant, now);
}

describe("retiring a key", () => {
  it("seals everything anew, so that the key can be thrown away, and keeps every patient", async () => {
    const h = await database();
    await insertLabels(h.db, 5, now);
    const [visit] = await ensureEncounters(h.db, [visitOf("a")], now);
    const grant = await launchOf(h, "a");
    const before = await h.db.select().from(encounter);
    // A key of the audit log, a lead's note and something half typed, all sealed with the key that goes.
    await h.db.transaction((tx) => appendAudit(tx, { event: "board.viewed", actor: "system" }, now));
    const [decided] = await h.db.select().from(schema.decision);
    if (!decided) throw new Error("no decision");
    const { id: decisionId, encounterId, decidedBy: personId } = decided;
    await h.db
      .insert(schema.leadReview)
      .values(sealRow(schema.leadReview, { decisionId, encounterId, askedAt: now, note: "seen" }));
    const draft = { personId, place: "comment" };
    await saveDraftRow(h.db, draft, { content: "half a", savedAt: now });
    await armKeys(h.db, both);
    const steps: string[] = [];
    const done = await rotateKeys(h.db, { ...options, onProgress: (p) => steps.push(p.step) });
    expect(done).toMatchObject({ retired: ["test"], unreadable: [] });
    expect(done?.values).toBe(31);
    expect(steps[0]).toBe("pseudonyms");
    expect(await keysInUse(h)).toEqual(["next"]);

    // Without the old key: everything opens, visits and launches are found as before.
    await armKeys(h.db, parseKeyRing(fresh));
    expect(openRows(await h.db.select().from(label)).rows).toHaveLength(5);
    expect(openRows(await h.db.select().from(assessment)).unreadable).toEqual([]);
    const [again] = await ensureEncounters(h.db, [visitOf("a")], now);
    expect(again?.id).toBe(visit?.id);
    expect(openRows(await h.db.select().from(schema.leadReview)).rows).toMatchObject([{ note: "seen" }]);
    expect((await findDraftRow(h.db, draft))?.content).toBe("half a");
    expect(await auditKeys(h.db)).toHaveLength(2);
    expect((await refsOf(h.db, again as never)).patientId).toBe("a");
    expect((await findGrant(h.db, grant))?.patientKey).toBe(again?.patientKey);
    // No pseudonym of the old key is left.
    const after = await h.db.select().from(encounter);
    const old = new Set(before.flatMap((r) => [r.patientKey, r.encounterKey]));
    expect(after.filter((r) => old.has(r.patientKey) || old.has(r.encounterKey))).toEqual([]);
    expect(await listAuditEvents(h.db, { event: "keys.retired", limit: 9 })).toMatchObject([
      { detail: { retired: ["test"], unreadableCount: 0 } },
    ]);
    expect(await rotateKeys(h.db, options)).toBeNull();
  });

  it("goes on where it was stopped, and makes pseudonyms anew once", async () => {
    const h = await database();
    await insertLabels(h.db, 60, now);
    await armKeys(h.db, both);
    const stop = new AbortController();
    const onProgress = (p: { step: string }) => p.step === "values" && stop.abort();
    await expect(rotateKeys(h.db, { ...options, signal: stop.signal, onProgress })).rejects.toThrow(
      /run it again/,
    );
    expect((await keysInUse(h)).sort()).toEqual(["next", "test"]);
    const pseudonyms = async () => (await h.db.select().from(encounter)).map((r) => r.patientKey).sort();
    const half = await pseudonyms();
    // As another process would: it starts with both keys.
    await armKeys(h.db, both);
    await rotateKeys(h.db, options);
    expect(await keysInUse(h)).toEqual(["next"]);
    expect(await pseudonyms()).toEqual(half);
    expect(await listAuditEvents(h.db, { event: "keys.rotation-started", limit: 9 })).toHaveLength(1);
  });

  it("also of a database whose values were not bound to their rows", async () => {
    const h = await database();
    await forgetKeys(h.db);
    const [id] = await insertUnboundVisits(h.db, testKeys, ["a", "b"], now);
    await armKeys(h.db, both);
    await rotateKeys(h.db, options);
    await armKeys(h.db, parseKeyRing(fresh));
    const [row] = await ensureEncounters(h.db, [visitOf("a")], now);
    expect(row?.id).toBe(id);
    expect(await refsOf(h.db, row as never)).toMatchObject({ patientId: "a" });
  });

  it("names what does not open, and believes nothing the old key sealed", async () => {
    const h = await database();
    const [a] = await ensureEncounters(h.db, [visitOf("a")], now);
    const [stolen] = (await h.exec("select refs from encounter")).rows;
    await armKeys(h.db, both);
    await h.exec("update encounter set refs = 'v2.test.AAAA'");
    expect((await rotateKeys(h.db, options))?.unreadable).toContain(`encounter.refs of row ${a?.id}`);
    // Put back by somebody who had the old key, while it is still in DATA_KEYS.
    await h.exec("update encounter set refs = $1", [stolen?.refs]);
    await armKeys(h.db, both);
    const row = await findEncounter(h.db, a?.id as string);
    await expect(refsOf(h.db, row as never)).rejects.toThrow(/key "test", which is not at hand/);
  });

  it("keeps what the EHR refused: of the visit, and of the patient's others", async () => {
    const h = await database();
    const another = { ...visitOf("a"), encounterId: "enc-again" };
    const [one, other] = await ensureEncounters(h.db, [visitOf("a"), another], now);
    const person = { issuer: visitOf("x").issuer, subject: "s", displayName: "Nurse", fhirUser: null };
    const { id: userId } = await upsertPerson(h.db, person, now);
    await recordRefusal(h.db, { userId, encounterId: one?.id as string }, "ehr-refused", now);
    await armKeys(h.db, both);
    // Also of a visit whose own ids do not open any more.
    await h.exec("update encounter set refs = 'v2.test.AAAA' where id = $1::uuid", [one?.id]);
    expect((await rotateKeys(h.db, options))?.unreadable).toHaveLength(2);
    const rows = await accessRows(h.db, userId, [one?.id as string, other?.id as string]);
    expect(rows.map((r) => [r.tellsOf, r.encounterId, r.refusal]).sort()).toEqual(
      [
        [one?.id, one?.id, "ehr-refused"],
        [other?.id, one?.id, "ehr-refused"],
      ].sort(),
    );
  });

  it("knows every column that holds a pseudonym", () => {
    const held = Object.values(schema).flatMap((table) =>
      is(table, PgTable)
        ? Object.values(getTableColumns(table as PgTable)).flatMap((column) =>
            /(patient|encounter|visit)_?key$/.test(column.name)
              ? `${getTableName(table)}.${column.name}`
              : [],
          )
        : [],
    );
    const followed = PATIENT_KEYS.map(({ table, column }) => `${getTableName(table)}.${column.name}`);
    expect(held.sort()).toEqual([...followed, "encounter.encounter_key", "encounter.patient_key"].sort());
  });

  it("leaves no process sealing with it: one that was not restarted records nothing", async () => {
    const h = await database();
    const [visit] = await ensureEncounters(h.db, [visitOf("a")], now);
    const running = processKeys();
    await armKeys(h.db, both);
    await rotateKeys(h.db, options);
    running.restore();
    await expect(armKeys(h.db, testKeys)).rejects.toThrow(/lacks the key "next"/);
    await expect(refreshKeys(h.db)).rejects.toThrow();
    await expect(ensureEncounters(h.db, [visitOf("b")], now)).rejects.toThrow();
    const rows = await h.db.select().from(encounter).where(eq(encounter.active, true));
    expect(rows.map((r) => r.id)).toEqual([visit?.id]);
  });

  it("a process that had looked before it finds its visits all the same, and makes none twice", async () => {
    const h = await database();
    await armKeys(h.db, both);
    const [visit] = await ensureEncounters(h.db, [visitOf("a")], now);
    const running = processKeys();
    await rotateKeys(h.db, options);
    running.restore();
    const [again] = await ensureEncounters(h.db, [visitOf("a")], now);
    expect(again?.id).toBe(visit?.id);
    running.restore();
    expect((await refsOf(h.db, again as never)).patientId).toBe("a");
    expect(await h.db.select().from(encounter)).toHaveLength(1);
  });

  it("adds a generation to what is derived from the database's secret; the one before can still be asked for", async () => {
    const h = await database();
    const before = derivedKey("audit");
    await armKeys(h.db, both);
    await rotateKeys(h.db, options);
    const after = derivedKey("audit");
    expect(after.generation).toBe(before.generation + 1);
    expect(after.key).not.toEqual(before.key);
    expect(derivedKey("audit", before.generation).key).toEqual(before.key);
  });
});
