// `npm run sites`: the sites that SITES_FILE names, and what follows for each. Exit status: 0 done, 1 not valid.
import { existsSync } from "node:fs";
import { type Network, siteOf } from "@/lib/auth/sites";
import { sayError } from "@/lib/core/describe-error";
import { envSchema } from "@/lib/core/env";
import { AppError } from "@/lib/core/errors";
import { settleAll } from "./start/network";
import { environmentOf, readNetwork, takeSite } from "./start/site";

const HELP = `npm run sites [-- --settings --site ID]

Checks SITES_FILE and every site's settings, and lists the sites with their databases and folders. Starts and changes nothing.

  --settings --site ID   prints the settings of that site's processes as NAME=value lines, secrets among them: for a
                         Secret where each site has processes of its own (docs/sites.md)

Exit status: 0 valid, 1 not valid.
`;

function main(): void {
  const args = process.argv.slice(2);
  if (args.includes("--help") || args.includes("-h")) {
    process.stdout.write(HELP);
    return;
  }
  if (existsSync(".env")) process.loadEnvFile(".env");
  const network = readNetwork();
  if (!network) throw new AppError("config-invalid", "SITES_FILE is not set: there is one site");
  const { site, rest } = takeSite(args);
  if (rest.join() === "--settings" && site) printSettings(environmentOf(siteOf(network, site)));
  else if (args.length > 0)
    throw new AppError("invalid-input", "expected --settings and --site (--help says more)");
  else list(network);
}

function list(network: Network): void {
  console.log(network.organisation);
  for (const { site: found, env } of settleAll(network)) {
    const database = new URL(env.DATABASE_URL ?? "").pathname.slice(1);
    console.log(`${found.id}: ${found.name}, ${found.origin}, database ${database}, folder ${env.DATA_DIR}`);
  }
}

function printSettings(env: Record<string, string>): void {
  for (const name of Object.keys(envSchema.shape)) if (env[name]) console.log(`${name}=${env[name]}`);
}

try {
  main();
} catch (error) {
  console.error(`The sites are not valid: ${sayError(error)}`);
  process.exit(1);
}
