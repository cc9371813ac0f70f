import { createCipheriv, randomBytes } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { afterEach, describe, expect, it } from "vitest";
import { deriveKey, type KeyRing, parseKeyRing, pseudonym } from "@/lib/core/crypto";
import { newId } from "@/lib/core/ids";
import type { DbHandle } from "./client";
import { armKeys, checkKeysOf, derivedKey, isRowBound } from "./keys";
import { ensureEncounters, findEncounter, refsOf } from "./queries/encounter";
import { dataKey, encounter, keyRecord } from "./schema";
import { openRow } from "./sealed";
import { openTestDatabase, testKeys } from "./testing";

const open: DbHandle[] = [];
afterEach(async () => {
  for (const h of open.splice(0)) await h.close();
});
async function database(): Promise<DbHandle> {
  const h = await openTestDatabase();
  open.push(h);
  return h;
}
const entry = (id: string) => `${id}:${randomBytes(32).toString("base64")}`;
const testKey = `test:${testKeys.keys[0]?.key.toString("base64")}`;

const now = new Date("2026-03-01T08:00:00Z");
const visitOf = (patientId: string) => ({
  issuer: "https://ehr.test",
  encounterId: `enc-${patientId}`,
  patientId,
});
const insertVisitOf = async (h: DbHandle, patientId: string): Promise<string> => {
  const [row] = await ensureEncounters(h.db, [visitOf(patientId)], now);
  if (!row) throw new Error("no row");
  return row.id;
};

describe("keys that are not the database's", () => {
  it.each([
    ["another key under the same id", entry("test"), /key "test" in DATA_KEYS is not the one/],
    ["a ring without its key", entry("other"), /DATA_KEYS lacks the key "test"/],
    ["its key's bytes under another id", testKey.replace("test", "k1"), /DATA_KEYS lacks the key "test"/],
  ])("are refused: %s", async (_what, material, why) => {
    const h = await database();
    await insertVisitOf(h, "a");
    const before = await h.db.select().from(dataKey);
    await expect(armKeys(h.db, parseKeyRing(material))).rejects.toThrow(why);
    await expect(checkKeysOf(h.db, parseKeyRing(material))).rejects.toThrow(why);
    expect(await h.db.select().from(dataKey)).toEqual(before);
  });

  it("are refused from the first row on, before there is any patient", async () => {
    const h = await database();
    await expect(armKeys(h.db, parseKeyRing(entry("test")))).rejects.toThrow(/not the one/);
  });

  it("a new key in front is taken into use, and from then on needed", async () => {
    const h = await database();
    const id = await insertVisitOf(h, "a");
    const both = parseKeyRing(`${entry("next")},${testKey}`);
    await armKeys(h.db, both);
    const row = await findEncounter(h.db, id);
    expect(row && (await refsOf(h.db, row)).patientId).toBe("a");
    expect(await insertVisitOf(h, "a")).toBe(id);
    await expect(armKeys(h.db, testKeys)).rejects.toThrow(/lacks the key "next"/);
    await armKeys(h.db, both);
  });

  it("the record of the keys cannot be left out or taken away", async () => {
    const h = await database();
    await insertVisitOf(h, "a");
    await h.db.delete(keyRecord);
    await expect(armKeys(h.db, testKeys)).rejects.toThrow(/record of this database's keys is gone/);
    await h.db.delete(dataKey);
    await expect(armKeys(h.db, testKeys)).rejects.toThrow(/record of this database's keys is gone/);
  });
});

describe("a sealed value in another row", () => {
  it("does not open: swapped references name nobody else's patient", async () => {
    const h = await database();
    const [a, b] = [await insertVisitOf(h, "a"), await insertVisitOf(h, "b")];
    await h.exec(
      "update encounter set refs = case when id = $1::uuid then (select refs from encounter where id = $2::uuid) else (select refs from encounter where id = $1::uuid) end",
      [a, b],
    );
    for (const id of [a, b]) {
      const row = await findEncounter(h.db, id);
      await expect(refsOf(h.db, row as never)).rejects.toThrow(`encounter.refs of row ${id} did not open`);
    }
  });

  it("nor do references serve a row that is found as another patient's", async () => {
    const h = await database();
    const [a, b] = [await insertVisitOf(h, "a"), await insertVisitOf(h, "b")];
    const keys = async (id: string) => {
      const [row] = await h.db.select().from(encounter).where(eq(encounter.id, id));
      return { encounterKey: row?.encounterKey as string, patientKey: row?.patientKey as string };
    };
    const [ofA, ofB] = [await keys(a), await keys(b)];
    await h.db.update(encounter).set({ encounterKey: "x" }).where(eq(encounter.id, a));
    await h.db.update(encounter).set(ofA).where(eq(encounter.id, b));
    await h.db.update(encounter).set(ofB).where(eq(encounter.id, a));
    const [row] = await ensureEncounters(h.db, [visitOf("a")], now);
    await expect(refsOf(h.db, row as never)).rejects.toThrow(/not of the visit the row stands for/);
  });
});

/** As a database was before keys were recorded: values bound to their column, pseudonyms from the last key. */
async function asBefore(h: DbHandle, ring: KeyRing, patientId: string): Promise<string> {
  const [newest, oldest] = [ring.keys[0], ring.keys.at(-1)];
  if (!newest || !oldest) throw new Error("no key");
  const id = newId();
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", newest.key, nonce).setAAD(Buffer.from("encounter.refs"));
  const refs = JSON.stringify({ encounterId: `enc-${patientId}`, patientId });
  const body = Buffer.concat([nonce, cipher.update(refs, "utf8"), cipher.final(), cipher.getAuthTag()]);
  const pseudonymKey = deriveKey(oldest.key, "pseudonym");
  const { issuer } = visitOf(patientId);
  await h.db.insert(encounter).values({
    id,
    issuer,
    encounterKey: pseudonym(pseudonymKey, "encounter", `${issuer}|enc-${patientId}|${patientId}`),
    patientKey: pseudonym(pseudonymKey, "patient", `${issuer}|${patientId}`),
    refs: sql`${`v1.${newest.id}.${body.toString("base64url")}`}` as never,
    firstSeenAt: now,
    lastSeenAt: now,
    active: true,
  });
  return id;
}

describe("a database from before its keys were recorded", () => {
  const old = entry("old");
  async function upgraded(material: string): Promise<{ h: DbHandle; id: string }> {
    const h = await database();
    await h.db.delete(keyRecord);
    await h.db.delete(dataKey);
    return { h, id: await asBefore(h, parseKeyRing(material), "a") };
  }

  it("keeps its visits: they are found again, and read in the old form", async () => {
    const { h, id } = await upgraded(`${testKey},${old}`);
    await armKeys(h.db, parseKeyRing(`${testKey},${old}`));
    expect(isRowBound()).toBe(false);
    expect(await insertVisitOf(h, "a")).toBe(id);
    const row = await findEncounter(h.db, id);
    expect(row && (await refsOf(h.db, row))).toEqual({ encounterId: "enc-a", patientId: "a" });
  });

  it.each([
    ["a wrong key", () => entry("test"), /DATA_KEYS does not open this database/],
    ["its oldest key missing", () => testKey, /the oldest key is missing/],
  ])("is refused with %s", async (_what, material, why) => {
    const { h } = await upgraded(`${testKey},${old}`);
    await expect(armKeys(h.db, parseKeyRing(material()))).rejects.toThrow(why);
    expect(await h.db.select().from(dataKey)).toEqual([]);
  });

  it("is not what a database becomes whose record was removed", async () => {
    const { h } = await upgraded(testKey);
    await armKeys(h.db, testKeys);
    await insertVisitOf(h, "b");
    await h.db.delete(keyRecord);
    await h.db.delete(dataKey);
    await expect(armKeys(h.db, testKeys)).rejects.toThrow(/record of this database's keys is gone/);
  });

  it("a new one never reads the old form", async () => {
    const h = await database();
    expect(isRowBound()).toBe(true);
    const id = await asBefore(h, testKeys, "a");
    const [row] = await h.db.select().from(encounter).where(eq(encounter.id, id));
    expect(() => openRow(row as NonNullable<typeof row>)).toThrow(/old form, which is no longer accepted/);
  });
});

describe("keys for other purposes", () => {
  it("hang on the database, not on DATA_KEYS", async () => {
    const h = await database();
    const audit = derivedKey("audit");
    await armKeys(h.db, parseKeyRing(`${entry("next")},${testKey}`));
    expect(derivedKey("audit")).toEqual(audit);
    expect(derivedKey("audit", audit.generation)).toEqual(audit);
    expect(derivedKey("other").key).not.toEqual(audit.key);
    expect(() => derivedKey("audit", 9)).toThrow(/no generation 9/);
  });
});
