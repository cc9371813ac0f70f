// `npm run db:migrate`: brings a PostgreSQL up to date as its owner, and gives the app's own role the rights it needs and no
// more. For sites that run the app with a role of its own (docs/operations.md, "Two roles"); without one the app does it.
// In a network (SITES_FILE) it makes and updates each site's database and role (docs/sites.md).
import { existsSync } from "node:fs";
import { openDatabase } from "@/db/client";
import { grantToApp } from "@/db/grants";
import { prepareNetwork } from "@/db/network";
import { prepareSite } from "@/db/sites";
import {
  bringsDatabase,
  databaseNameOf,
  databasePasswordOf,
  networkNameOf,
  networkPasswordOf,
} from "@/lib/auth/site-settings";
import { type Network, siteOf } from "@/lib/auth/sites";
import { AppError, toAppError } from "@/lib/core/errors";
import { environmentOf, keptSettingsOf, readNetwork, takeSite } from "./start/site";

const HELP = `npm run db:migrate -- --app-role NAME
npm run db:migrate -- --site ID

Brings the database of DATABASE_URL up to date, as the role named there, which owns the tables. NAME is the role the app
connects with: it gets what it needs, and of the audit log no more than reading and adding. It must exist already. Run it
before every update of the app; it may be run again at any time.

In a network (SITES_FILE): makes the database and the role of the site ID, or of every site (all), where they are not there
yet, and brings them up to date; also the database in which the sites tell how they are. DATABASE_URL then names a role that
may make databases and roles, and owns the tables.

Exit status: 0 done, 1 not done.
`;

const refused = (message: string) => new AppError("invalid-input", message);

async function main(): Promise<void> {
  const args = process.argv.slice(2);
  if (args.includes("--help") || args.includes("-h")) {
    process.stdout.write(HELP);
    return;
  }
  if (existsSync(".env")) process.loadEnvFile(".env");
  const databaseUrl = process.env.DATABASE_URL;
  if (!databaseUrl) throw refused("DATABASE_URL is not set: expected the owner's");
  const network = readNetwork();
  if (network) return migrateSites(network, args, databaseUrl);
  const [flag, role, rest] = args;
  if (flag !== "--app-role" || !role || rest !== undefined)
    throw refused("expected --app-role and the name of the app's role (--help says more)");
  const handle = await openDatabase({ databaseUrl, dataDir: null, keys: null });
  try {
    await grantToApp(handle.exec, role);
  } finally {
    await handle.close();
  }
  console.log(`The database is up to date, and ${role} may use it.`);
}

async function migrateSites(network: Network, args: readonly string[], ownerUrl: string): Promise<void> {
  const { site: id, rest } = takeSite(args);
  if (id === null || rest.length > 0)
    throw refused("expected --site and a site's id, or all (--help says more)");
  const secret = process.env.NEXTAUTH_SECRET ?? "";
  for (const site of id === "all" ? network.sites : [siteOf(network, id)]) {
    // Everything about it is checked before anything is made.
    environmentOf(site);
    if (bringsDatabase(keptSettingsOf(site))) {
      console.log(`${site.id}: has a DATABASE_URL of its own; bring that one up to date without SITES_FILE.`);
      continue;
    }
    const name = databaseNameOf(ownerUrl, site.id);
    const password = databasePasswordOf(secret, site.id);
    await prepareSite({ ownerUrl, name, password });
    console.log(`${site.id}: the database ${name} is up to date, and the role ${name} may use it.`);
  }
  const name = networkNameOf(ownerUrl);
  await prepareNetwork({
    ownerUrl,
    name,
    password: networkPasswordOf(secret),
    sites: network.sites.map(({ id, name, origin }) => ({
      id,
      name,
      origin,
      role: databaseNameOf(ownerUrl, id),
      password: databasePasswordOf(secret, id),
    })),
  });
  console.log(`The database ${name}, in which sites tell how they are, lists ${network.sites.length} sites.`);
}

main().catch((error: unknown) => {
  console.error(`The database was not migrated: ${toAppError(error).message}`);
  process.exit(1);
});
