// Runs a Node command against a throw-away PostgreSQL on loopback: finds the server programs, makes a cluster in a
// temporary folder, sets TEST_DATABASE_URL, and removes everything afterwards.
//   node scripts/with-postgres.mjs node_modules/vitest/vitest.mjs run --project integration
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { chownSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findPostgres } from "./test/postgres-programs.ts";

/** PostgreSQL refuses to run as root: borrow the account Debian's package makes, else nobody's. */
function unprivileged() {
  if (process.getuid?.() !== 0) return {};
  for (const name of ["postgres", "nobody"]) {
    try {
      const id = (flag) =>
        Number(
          execFileSync("id", [flag, name], { stdio: ["ignore", "pipe", "ignore"] })
            .toString()
            .trim(),
        );
      return { uid: id("-u"), gid: id("-g") };
    } catch {
      // No such account.
    }
  }
  throw new Error("running as root and found no unprivileged account for PostgreSQL");
}

const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

const command = process.argv.slice(2);
if (command.length === 0) throw new Error("usage: node scripts/with-postgres.mjs script.mjs [arguments]");
if (process.env.TEST_DATABASE_URL) {
  // The caller brought a server.
  process.exit(spawnSync(process.execPath, command, { stdio: "inherit" }).status ?? 1);
}

const bin = findPostgres();
if (!bin)
  throw new Error("no PostgreSQL server programs on this machine (Debian: apt-get install postgresql)");
const account = unprivileged();
const folder = mkdtempSync(join(tmpdir(), "openacuity-postgres-"));
if (account.uid !== undefined) chownSync(folder, account.uid, account.gid);
const data = join(folder, "data");
const options = { ...account, cwd: folder, env: { PATH: process.env.PATH, LC_ALL: "C.UTF-8", HOME: folder } };
execFileSync(
  join(bin, "initdb"),
  ["-D", data, "-U", "openacuity", "--auth=trust", "--encoding=UTF8", "--no-sync"],
  { ...options, stdio: "ignore" },
);

const port = await freePort();
const settings = {
  listen_addresses: "127.0.0.1",
  port,
  unix_socket_directories: folder,
  fsync: "off",
  max_connections: 200,
};
const server = spawn(
  join(bin, "postgres"),
  ["-D", data, ...Object.entries(settings).flatMap(([k, v]) => ["-c", `${k}=${v}`])],
  {
    ...options,
    stdio: ["ignore", "ignore", "pipe"],
  },
);
let log = "";
server.stderr.on("data", (text) => {
  log = (log + text).slice(-8_000);
});

async function ready() {
  for (let i = 0; i < 300; i++) {
    if (server.exitCode !== null) break;
    if (/database system is ready to accept connections/.test(log)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`PostgreSQL did not start:\n${log}`);
}

let code = 1;
try {
  await ready();
  const url = `postgres://openacuity@127.0.0.1:${port}/postgres`;
  const child = spawn(process.execPath, command, {
    stdio: "inherit",
    env: { ...process.env, TEST_DATABASE_URL: url },
  });
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  process.on("SIGINT", () => {});
  code = await new Promise((resolve) => child.on("exit", (status) => resolve(status ?? 1)));
} finally {
  server.kill("SIGINT");
  await new Promise((resolve) => (server.exitCode === null ? server.on("exit", resolve) : resolve()));
  rmSync(folder, { recursive: true, force: true });
}
process.exit(code);
