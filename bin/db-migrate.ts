// `npm run db:migrate`: brings a PostgreSQL up to date as its owner, and gives the app's own role the rights it needs and no
// more. For sites that run the app with a role of its own (docs/operations.md, "Two roles"); without one the app does it.
import { existsSync } from "node:fs";
import { openDatabase } from "@/db/client";
import { grantToApp } from "@/db/grants";
import { toAppError } from "@/lib/core/errors";

const HELP = `npm run db:migrate -- --app-role NAME

Brings the database of DATABASE_URL up to date, as the role named there, which owns the tables. NAME is the role the app
connects with: it gets what it needs, and of the audit log no more than reading and adding. It must exist already. Run it
before every update of the app; it may be run again at any time.

Exit status: 0 done, 1 not done.
`;

async function main(): Promise<void> {
  const args = process.argv.slice(2);
  if (args.includes("--help") || args.includes("-h")) {
    process.stdout.write(HELP);
    return;
  }
  const [flag, role, rest] = args;
  if (flag !== "--app-role" || !role || rest !== undefined)
    throw new Error("expected --app-role and the name of the app's role (--help says more)");
  if (existsSync(".env")) process.loadEnvFile(".env");
  const databaseUrl = process.env.DATABASE_URL;
  if (!databaseUrl) throw new Error("DATABASE_URL is not set: expected the owner's");
  const handle = await openDatabase({ databaseUrl, dataDir: null, keys: null });
  try {
    await grantToApp(handle.exec, role);
  } finally {
    await handle.close();
  }
  console.log(`The database is up to date, and ${role} may use it.`);
}

main().catch((error: unknown) => {
  console.error(`The database was not migrated: ${toAppError(error).message}`);
  process.exit(1);
});
