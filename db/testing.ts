import { randomBytes } from "node:crypto";
import { parseKeyRing } from "@/lib/core/crypto";
import { type DbHandle, openDatabase } from "./client";

export const testKeys = parseKeyRing(`test:${Buffer.alloc(32, 3).toString("base64")}`);

/** Migrating PGlite takes seconds, loading a dumped image a fraction of one: migrate once a process. */
let image: Promise<Blob> | undefined;

async function migratedImage(): Promise<Blob> {
  const handle = await openDatabase({ dataDir: null, keys: testKeys });
  const dump = await handle.lite?.dumpDataDir("none");
  await handle.close();
  if (!dump) throw new Error("the embedded database made no dump");
  return dump;
}

/**
 * A fresh, migrated database: PGlite in memory, or, with TEST_DATABASE_URL set, a database of its own on that
 * PostgreSQL, so that the very same suites run on both. Closing drops it.
 */
export async function openTestDatabase(): Promise<DbHandle> {
  const url = process.env.TEST_DATABASE_URL;
  if (!url) {
    image ??= migratedImage();
    return openDatabase({ dataDir: null, keys: testKeys, image: await image });
  }
  const name = `test_${randomBytes(6).toString("hex")}`;
  await administer(url, `create database ${name}`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  const handle = await openDatabase({ databaseUrl: own.href, dataDir: null, keys: testKeys });
  return {
    ...handle,
    close: async () => {
      await handle.close();
      await administer(url, `drop database if exists ${name} with (force)`);
    },
  };
}

async function administer(url: string, statement: string): Promise<void> {
  const { default: postgres } = await import("postgres");
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  await sql.unsafe(statement);
  await sql.end({ timeout: 5 });
}
