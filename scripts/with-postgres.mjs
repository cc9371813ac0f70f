// Runs a Node command against a throw-away PostgreSQL on loopback: finds the server programs, makes a cluster in a
// temporary folder, sets TEST_DATABASE_URL, and removes everything afterwards.
//   node scripts/with-postgres.mjs node_modules/vitest/vitest.mjs run --project integration
import { spawn, spawnSync } from "node:child_process";
import { startCluster } from "./test/postgres-cluster.ts";

const command = process.argv.slice(2);
if (command.length === 0) throw new Error("usage: node scripts/with-postgres.mjs script.mjs [arguments]");
if (process.env.TEST_DATABASE_URL) {
  // The caller brought a server.
  process.exit(spawnSync(process.execPath, command, { stdio: "inherit" }).status ?? 1);
}

const cluster = await startCluster();
let code = 1;
try {
  const child = spawn(process.execPath, command, {
    stdio: "inherit",
    env: { ...process.env, TEST_DATABASE_URL: cluster.url },
  });
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  process.on("SIGINT", () => {});
  code = await new Promise((resolve) => child.on("exit", (status) => resolve(status ?? 1)));
} finally {
  await cluster.remove();
}
process.exit(code);
