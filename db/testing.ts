import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { parseKeyRing } from "@/lib/core/crypto";
import { type DbHandle, openDatabase } from "./client";

export const testKeys = parseKeyRing(`test:${Buffer.alloc(32, 3).toString("base64")}`);

/** Migrating takes seconds, a copy of what is migrated a fraction of one: names what the whole run copies from. */
export const IMAGE = "TEST_DATABASE_IMAGE";
export const TEMPLATE = "TEST_DATABASE_TEMPLATE";

/** A migrated embedded database, as its own dump. */
export async function migratedImage(): Promise<Blob> {
  const handle = await openDatabase({ dataDir: null, keys: testKeys });
  const dump = await handle.lite?.dumpDataDir("none");
  await handle.close();
  if (!dump) throw new Error("the embedded database made no dump");
  return dump;
}

let image: Promise<Blob> | undefined;
const sharedImage = (): Promise<Blob> => {
  const file = process.env[IMAGE];
  return file ? readFile(file).then((bytes) => new Blob([bytes])) : migratedImage();
};

/** A migrated database on this PostgreSQL that others are copied from; answers with its name. */
export async function migrateTemplate(url: string): Promise<string> {
  const name = freshName("template");
  await administer(url, `create database ${name}`);
  const handle = await openDatabase({ databaseUrl: within(url, name), dataDir: null, keys: testKeys });
  await handle.close();
  return name;
}

export const dropTemplate = (url: string, name: string): Promise<void> =>
  administer(url, `drop database if exists ${name} with (force)`);

/**
 * A fresh, migrated database: PGlite in memory, or, with TEST_DATABASE_URL set, a database of its own on that
 * PostgreSQL, so that the very same suites run on both. Closing drops it.
 */
export async function openTestDatabase(): Promise<DbHandle> {
  const url = process.env.TEST_DATABASE_URL;
  if (!url) {
    image ??= sharedImage();
    return openDatabase({ dataDir: null, keys: testKeys, image: await image });
  }
  const name = freshName("test");
  const template = process.env[TEMPLATE];
  await administer(url, `create database ${name}${template ? ` template ${template}` : ""}`);
  const handle = await openDatabase({ databaseUrl: within(url, name), dataDir: null, keys: testKeys });
  return {
    ...handle,
    close: async () => {
      await handle.close();
      await administer(url, `drop database if exists ${name} with (force)`);
    },
  };
}

const freshName = (kind: string): string => `${kind}_${randomBytes(6).toString("hex")}`;

function within(url: string, database: string): string {
  const own = new URL(url);
  own.pathname = `/${database}`;
  return own.href;
}

async function administer(url: string, statement: string): Promise<void> {
  const [{ withConnection }, { addressOf }] = await Promise.all([import("./postgres"), import("./tls")]);
  await withConnection(await addressOf(url), (client) => client.unsafe(statement));
}
