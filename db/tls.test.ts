import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLogger } from "@/lib/core/logger";
import { startQueue } from "@/lib/workflows/service/queue";
import { type Cluster, startCluster } from "@/scripts/test/postgres-cluster";
import { findPostgres } from "@/scripts/test/postgres-programs";
import { openDatabase } from "./client";
import { readTlsWish } from "./tls";

describe("what a database URL says about TLS", () => {
  it.each([
    ["postgres://u:p@db:5433/x", "prefer", { host: "db", port: 5433 }],
    ["postgres://u@db/x?sslmode=disable", "disable", { host: "db", port: 5432 }],
    ["postgres://u@db/x?sslmode=require", "require", { host: "db", port: 5432 }],
    ["postgres://u@db/x?ssl=true", "require", { host: "db", port: 5432 }],
    ["postgres://u@db/x?sslmode=require&sslrootcert=/ca.pem", "verify-ca", { host: "db", port: 5432 }],
    ["postgres://u@db/x?sslmode=require&sslrootcert=system", "verify-full", { host: "db", port: 5432 }],
    ["postgres:///x?host=/var/run/postgresql", "prefer", null],
    ["postgres://u@[::1]:5432/x?sslmode=verify-full", "verify-full", { host: "::1", port: 5432 }],
  ])("%s", (url, mode, server) => {
    const wish = readTlsWish(url);
    expect(wish).toMatchObject({ mode, server });
    // Read once, here: neither driver is to make its own sense of them.
    expect(wish.connectionString).not.toMatch(/ssl/);
  });

  it.each(["sslmode=verfy-full", "sslmode=", "ssl=maybe"])("refuses %s and says what there is", (words) => {
    expect(() => readTlsWish(`postgres://u:secret@db/x?${words}`)).toThrow(/sslmode must be one of disable/);
  });

  it("quotes no password of an address it cannot read", () => {
    expect(() => readTlsWish("postgres://u:secret@one:1,two:2/x")).toThrow(
      /^DATABASE_URL: expected postgres/,
    );
  });
});

const hasOpenssl = () => {
  try {
    return execFileSync("openssl", ["version"], { encoding: "utf8" }) !== "";
  } catch {
    return false;
  }
};

describe.skipIf(!findPostgres() || !hasOpenssl())("a PostgreSQL that speaks TLS", () => {
  let folder: string;
  let withTls: Cluster;
  let inClear: Cluster;
  const file = (name: string) => join(folder, name);
  /** An authority, and a certificate of it for `localhost` alone. */
  function makeCertificates(): void {
    const run = (...args: string[]) => execFileSync("openssl", args, { stdio: "ignore" });
    const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
    for (const name of ["ca", "other"])
      run(
        "req",
        "-x509",
        ...key,
        "-keyout",
        file(`${name}.key`),
        "-out",
        file(`${name}.pem`),
        "-subj",
        `/CN=${name}`,
      );
    run("req", ...key, "-keyout", file("server.key"), "-out", file("server.csr"), "-subj", "/CN=localhost");
    writeFileSync(file("names"), "subjectAltName=DNS:localhost\n");
    const signed = [
      "-CA",
      file("ca.pem"),
      "-CAkey",
      file("ca.key"),
      "-CAcreateserial",
      "-extfile",
      file("names"),
    ];
    run("x509", "-req", "-in", file("server.csr"), ...signed, "-out", file("server.pem"));
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "openacuity-tls-"));
    makeCertificates();
    withTls = await startCluster({
      settings: { ssl: "on", ssl_cert_file: "{server.pem}", ssl_key_file: "{server.key}" },
      files: {
        "server.pem": readFileSync(file("server.pem"), "utf8"),
        "server.key": readFileSync(file("server.key"), "utf8"),
      },
    });
    inClear = await startCluster();
  });
  afterAll(async () => {
    await withTls?.remove();
    await inClear?.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  const at = (cluster: Cluster, host: string, words: string) =>
    `${cluster.url.replace("127.0.0.1", host)}${words.replaceAll("$", `${folder}/`)}`;

  /** How many connections of ours and of the queue there are, and how many of them are encrypted. */
  async function connections(url: string): Promise<{ ours: unknown; queue: unknown }> {
    // Nothing is stored here, so there are no keys to check against it.
    const handle = await openDatabase({ databaseUrl: url, dataDir: null, keys: null, migrate: false });
    const queue = await startQueue(handle, createLogger("error", { write: () => {} }));
    try {
      const { rows } = await handle.exec(
        `select bool_and(s.ssl) filter (where application_name = 'openacuity') as ours,
                bool_and(s.ssl) filter (where application_name = 'openacuity-queue') as queue
         from pg_stat_activity join pg_stat_ssl s using (pid) where backend_type = 'client backend'`,
      );
      return rows[0] as { ours: unknown; queue: unknown };
    } finally {
      await queue.stop();
      await handle.close();
    }
  }

  it.each([
    ["127.0.0.1", "", true],
    ["127.0.0.1", "?sslmode=prefer", true],
    ["127.0.0.1", "?sslmode=disable", false],
    ["127.0.0.1", "?sslmode=require", true],
    ["127.0.0.1", "?sslmode=verify-ca&sslrootcert=$ca.pem", true],
    ["localhost", "?sslmode=verify-full&sslrootcert=$ca.pem", true],
  ])("is spoken to at %s with %s as asked for, by us and by the queue", async (host, words, encrypted) => {
    expect(await connections(at(withTls, host, words))).toEqual({ ours: encrypted, queue: encrypted });
  });

  it("is used in clear where it offers no TLS, unless TLS was asked for", async () => {
    expect(await connections(at(inClear, "127.0.0.1", ""))).toEqual({ ours: false, queue: false });
    await expect(connections(at(inClear, "127.0.0.1", "?sslmode=require"))).rejects.toThrow();
  });

  it.each([
    ["another authority", "localhost", "?sslmode=verify-ca&sslrootcert=$other.pem"],
    ["no authority known", "localhost", "?sslmode=verify-full"],
    ["another name", "127.0.0.1", "?sslmode=verify-full&sslrootcert=$ca.pem"],
    ["a root certificate that is not there", "localhost", "?sslmode=verify-ca&sslrootcert=$none.pem"],
  ])("is refused for %s", async (_what, host, words) => {
    await expect(connections(at(withTls, host, words))).rejects.toThrow();
  });
});
