// `npm run bench:database [-- --assessments 3000000]`: how fast the product's own work is over many visits on PostgreSQL. Makes a synthetic
// installation within the database, runs the real workflows on it beside the sandbox's EHR, and prints for each its time by the clock
// and in the database, then sizes and what migrations and indexes took. `--database NAME` keeps it, and goes on with it another time.
import { parseArgs } from "node:util";
import { type DbHandle, openDatabase } from "@/db/client";
import { withConnection } from "@/db/postgres";
import { testKeys } from "@/db/testing";
import { addressOf } from "@/db/tls";
import { table } from "@/lib/measures/tables";
import { startClinic } from "@/tests/integration/clinic/support";
import { buildIndexes, type Made, makeInstallation } from "./database/make";
import { measureAll } from "./database/measure";
import { questionsOf } from "./database/questions";
import { rollUpSynthetic } from "./database/roll-up";
import { serverSettings, tableSizes } from "./database/sizes";

const { values: options } = parseArgs({
  options: {
    assessments: { type: "string", default: "200000" },
    days: { type: "string", default: "400" },
    /** Roll-ups of days are of so many visits each, drawn by chance; as many as there are when absent. */
    "visits-a-day": { type: "string" },
    repeats: { type: "string", default: "20" },
    /** Of the sandbox EHR: visits are of it, so it is the same each time. */
    port: { type: "string", default: "4590" },
    database: { type: "string" },
    /** Only those whose name this expression is found in. */
    only: { type: "string", default: "" },
    /** Makes the data and asks nothing. */
    make: { type: "boolean", default: false },
    /** Stops making after so many; another run goes on. */
    minutes: { type: "string", default: "600" },
    /** Prints the statements that took longest. */
    statements: { type: "boolean", default: false },
  },
});
const [assessments, days, repeats, port] = [
  options.assessments,
  options.days,
  options.repeats,
  options.port,
].map(Number) as [number, number, number, number];
const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;

const server = process.env.TEST_DATABASE_URL ?? "";
const name = options.database ?? `bench_database_${process.pid}`;
const administer = async (statement: string) =>
  withConnection(await addressOf(server), (client) => client.unsafe(statement));
await administer(`create database ${name}`).catch((error: unknown) => {
  if (!options.database || (error as { code?: string }).code !== "42P04") throw error;
});
const url = new URL(server);
url.pathname = `/${name}`;

const began = performance.now();
const handle: DbHandle = await openDatabase({ databaseUrl: url.href, dataDir: null, keys: testKeys });
console.log(`All migrations of an empty database: ${seconds(performance.now() - began)}.`);
const clinic = await startClinic({ handle, sandbox: { port } });
try {
  const issuer = clinic.sandbox.fhirBaseUrl;
  const making = performance.now();
  const made = await makeInstallation(handle.exec, {
    assessments,
    days,
    issuer,
    until: Date.now() + Number(options.minutes) * 60_000,
    onProgress: (done, of) =>
      console.log(`  ${done} of ${of} visits, ${seconds(performance.now() - making)}`),
  });
  if (made) await measureMade(made);
  else console.log("Stopped before all of it was made; the same command goes on.");
} finally {
  await clinic.close();
  if (!options.database) await administer(`drop database if exists ${name} with (force)`);
}

async function measureMade(made: Made): Promise<void> {
  const built = await buildIndexes(handle.exec);
  if (built.length > 0) {
    console.log(
      table(
        ["Index", "Built in"],
        built.map((b) => [b.name, `${b.seconds.toFixed(1)} s`]),
      ),
    );
    const cleaned = performance.now();
    await handle.exec("vacuum analyze");
    console.log(`vacuum analyze: ${seconds(performance.now() - cleaned)}.`);
  }
  const visitsADay = Number(options["visits-a-day"] ?? Math.ceil(made.visits / days));
  await rollUpSynthetic(clinic.rt, visitsADay, (text) => console.log(text));
  if (!options.make) {
    const questions = (await questionsOf(clinic, made)).filter((q) => new RegExp(options.only).test(q.name));
    const measured = await measureAll(handle, questions, { repeats, statements: options.statements });
    console.log(`\n${made.visits} visits, ${made.assessments} assessments, ${made.visits} decisions:\n`);
    console.log(
      table(
        ["", "Times", "p50", "p95", "of it in the database, p95", "Aim"],
        measured.map((m) => [m.name, String(m.times), m.p50, m.p95, m.database, m.aim]),
      ),
    );
  }
  console.log(table(["Table", "Rows", "Rows and their overflow", "Indexes"], await tableSizes(handle.exec)));
  console.log(table(["Setting of the server", ""], await serverSettings(handle.exec)));
}
