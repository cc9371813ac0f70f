import { randomBytes } from "node:crypto";
import { afterEach, describe, expect, it } from "vitest";
import { type DbHandle, openDatabase, type Row } from "./client";
import { openTestDatabase, testKeys } from "./testing";
import { findVectors, prepareVectors } from "./vectors";

const open: DbHandle[] = [];
afterEach(async () => {
  for (const handle of open.splice(0)) await handle.close();
});
const database = async (): Promise<DbHandle> => {
  const handle = await openTestDatabase();
  open.push(handle);
  return handle;
};

/** A server that answers like this and records what it is told to do. */
function server(answers: Readonly<Record<string, Row[] | Error>>) {
  const told: string[] = [];
  const exec = async (text: string) => {
    told.push(text.trim());
    const [, answer] = Object.entries(answers).find(([part]) => text.includes(part)) ?? [];
    if (answer instanceof Error) throw answer;
    return { rows: answer ?? [] };
  };
  return { told, exec };
}

describe("vector search", () => {
  it("is set up where the server has the extension, once and again", async () => {
    const handle = await database();
    if (handle.kind === "pglite") expect(handle.vectors).toEqual({ ready: true });
    if (!handle.vectors.ready) return;
    expect(await prepareVectors(handle.exec, handle.kind)).toEqual({ ready: true });
    expect(await findVectors(handle.exec)).toEqual({ ready: true });
    const { rows } = await handle.exec("select '[1,2]'::vector <=> '[2,1]'::vector as d");
    expect(Number(rows[0]?.d)).toBeCloseTo(0.2, 9);
  });

  it("is off, naming the package for the server's release, where the extension is not installed", async () => {
    const { exec, told } = server({ pg_available_extensions: [], server_version_num: [{ major: 17 }] });
    expect(await prepareVectors(exec, "postgres")).toEqual({
      ready: false,
      why: expect.stringContaining("apt-get install postgresql-17-pgvector"),
    });
    expect(told.some((text) => /^create/i.test(text))).toBe(false);
  });

  it("is off, naming the statement for a superuser, where the role may not create it", async () => {
    const { exec } = server({
      pg_available_extensions: [{ installed_version: null }],
      "create extension": new Error('permission denied to create extension "vector"'),
    });
    expect(await prepareVectors(exec, "postgres")).toEqual({
      ready: false,
      why: expect.stringMatching(/permission denied.*CREATE EXTENSION vector/),
    });
  });

  it("needs no right to create the extension where it is there already", async () => {
    const { exec, told } = server({ pg_available_extensions: [{ installed_version: "0.8.0" }] });
    expect(await prepareVectors(exec, "postgres")).toEqual({ ready: true });
    expect(told.filter((text) => text.startsWith("create extension"))).toEqual([]);
  });
});

describe.skipIf(!process.env.TEST_DATABASE_URL)("on PostgreSQL, as a role of few rights", () => {
  it("the product opens its database, with vector search or the reason why not", async () => {
    const admin = await database();
    const role = `role_${randomBytes(4).toString("hex")}`;
    await admin.exec(`create role ${role} login`);
    const url = new URL(admin.databaseUrl ?? "");
    const name = `own_${randomBytes(4).toString("hex")}`;
    await admin.exec(`create database ${name} owner ${role}`);
    url.pathname = `/${name}`;
    url.username = role;
    try {
      const own = await openDatabase({ databaseUrl: url.href, dataDir: null, keys: testKeys });
      await own.tryWrite();
      expect(own.vectors).toEqual({ ready: false, why: expect.stringMatching(/pgvector/) });
      await own.close();
    } finally {
      await admin.exec(`drop database ${name} with (force)`);
      await admin.exec(`drop role ${role}`);
    }
  });
});
