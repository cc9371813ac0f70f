import { getTableColumns, getTableName, is } from "drizzle-orm";
import { getTableConfig, PgTable, pgTable, text } from "drizzle-orm/pg-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId } from "@/lib/core/ids";
import type { DbHandle } from "./client";
import * as schema from "./schema";
import { sealedPlaces } from "./seal-scan";
import { onUnreadable, openRow, openRows, sealedJson, sealRow, sealSet } from "./sealed";
import { openTestDatabase } from "./testing";

let h: DbHandle;
beforeAll(async () => {
  h = await openTestDatabase();
});
afterAll(() => h.close());

const secret = pgTable("secret", {
  id: text("id").primaryKey(),
  word: sealedJson<string>("word", "secret.word"),
});
const stored = (id: string, word: string) => sealRow(secret, { id, word }) as { id: string; word: never };

describe("sealed columns", () => {
  it("each say truly which column and row they are, so that no two share an address", () => {
    const places = sealedPlaces();
    expect(places.length).toBeGreaterThan(12);
    for (const { table, column, id, name } of places) {
      expect(name).toBe(`${getTableName(table)}.${column.name}`);
      const { primaryKeys } = getTableConfig(table);
      expect([name, id.primary, primaryKeys.length]).toEqual([name, true, 0]);
    }
    expect(new Set(places.map((p) => p.name)).size).toBe(places.length);
  });

  it("are all found by who walks over them", () => {
    const tables = Object.values(schema).flatMap((v) => (is(v, PgTable) ? [v as PgTable] : []));
    const custom = tables.flatMap((t) =>
      Object.values(getTableColumns(t)).flatMap((c) =>
        c.columnType === "PgCustomColumn" ? `${getTableName(t)}.${c.name}` : [],
      ),
    );
    expect(
      sealedPlaces()
        .map((p) => p.name)
        .sort(),
    ).toEqual(custom.sort());
  });

  it("take nothing plain, and give nothing plain", async () => {
    const { encounter } = schema;
    const id = newId();
    const row = {
      id,
      issuer: "https://ehr.test",
      encounterKey: id,
      patientKey: id,
      refs: { encounterId: "e", patientId: "p" },
      firstSeenAt: new Date(),
      lastSeenAt: new Date(),
      active: true,
    };
    // @ts-expect-error what is not sealed does not compile
    const plain = h.db.insert(encounter).values(row);
    await expect(async () => plain).rejects.toThrow(/not sealed for it/);
    await h.db.insert(encounter).values(sealRow(encounter, row));
    const [read] = await h.db.select().from(encounter);
    // @ts-expect-error nor does reading what is not opened
    expect(read?.refs.patientId).toBeUndefined();
    const [half] = await h.db.select({ refs: encounter.refs }).from(encounter);
    // @ts-expect-error nor opening it without the row's id
    expect(() => openRow(half as NonNullable<typeof half>)).toThrow(/without its row's id/);
  });

  it("refuse a value sealed for another column", async () => {
    const foreign = sealSet(secret, "x", { word: "y" }).word;
    const set = { explanation: foreign as never };
    await expect(async () => h.db.update(schema.assessment).set(set)).rejects.toThrow(/not sealed for it/);
  });

  it("do not show what is in them when they are printed", () => {
    expect(JSON.stringify(stored("a", "Zanzibar"))).not.toContain("Zanzibar");
  });
});

describe("rows that do not open", () => {
  it("keep no other from being read, and are named", () => {
    const named: string[] = [];
    onUnreadable((error) => named.push(error.message));
    const rows = ["a", "b", "c"].map((id) => stored(id, `word of ${id}`)) as (typeof secret.$inferSelect)[];
    const [a, b, c] = rows as [(typeof rows)[0], (typeof rows)[0], (typeof rows)[0]];
    const found = openRows<(typeof rows)[0]>([a, { ...b, word: c.word }, c]);
    expect(found.rows.map((r) => r.word)).toEqual(["word of a", "word of c"]);
    expect(found.unreadable.map((r) => r.id)).toEqual(["b"]);
    expect(named).toEqual([expect.stringContaining("secret.word of row b did not open")]);
  });
});
