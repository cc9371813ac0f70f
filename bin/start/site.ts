import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { bringsDatabase, databaseNameOf, parseSettingsFile, siteSettings } from "@/lib/auth/site-settings";
import { type Network, parseNetwork, type Site, siteOf } from "@/lib/auth/sites";
import { AppError } from "@/lib/core/errors";

/** The network that this machine's settings name; null: one site, as the settings say. */
export function readNetwork(env: NodeJS.ProcessEnv = process.env): Network | null {
  return env.SITES_FILE ? parseNetwork(read("SITES_FILE", env.SITES_FILE)) : null;
}

function read(what: string, path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new AppError("config-invalid", `${what}: ${path} cannot be read`, { cause });
  }
}

export function keptSettingsOf({ id, settingsFile }: Site): Record<string, string> {
  return settingsFile ? parseSettingsFile(read(`the settingsFile of ${id}`, settingsFile), id) : {};
}

/** Everything a process of this site is started with. */
export const environmentOf = (site: Site, base: NodeJS.ProcessEnv = process.env): Record<string, string> =>
  siteSettings(site, base, keptSettingsOf(site));

/** `--site ID` out of a command's arguments. @throws AppError("config-invalid") without the ID */
export function takeSite(args: readonly string[]): { readonly site: string | null; readonly rest: string[] } {
  const at = args.findIndex((arg) => /^--site(=|$)/.test(arg));
  if (at < 0) return { site: null, rest: [...args] };
  const inline = args[at]?.split("=")[1];
  const site = inline ?? args[at + 1];
  if (!site || site.startsWith("-"))
    throw new AppError("config-invalid", "--site: expected a site's id after it, or all");
  return { site, rest: args.filter((_, i) => i !== at && (inline !== undefined || i !== at + 1)) };
}

type CommandOptions = {
  /** The command needs the rights of the tables' owner, whom the installation's DATABASE_URL then names. */
  readonly asOwner?: boolean;
  /** False: whoever started it has done so. */
  readonly readsDotEnv?: boolean;
};

/**
 * A command's arguments, after .env was read and, in a network, the settings of the site it is for are in force. With
 * `--site all` the command is run once for each site, and this process ends with the worst of their exit codes.
 * @throws AppError("config-invalid") when it does not say for which site, or there is no such
 */
export async function commandLine({
  asOwner = false,
  readsDotEnv = true,
}: CommandOptions = {}): Promise<string[]> {
  const args = process.argv.slice(2);
  if (readsDotEnv && existsSync(".env")) process.loadEnvFile(".env");
  if (args.includes("--help") || args.includes("-h")) return [...args];
  const { site, rest } = takeSite(args);
  const network = readNetwork();
  if (!network) {
    if (site) throw new AppError("config-invalid", "--site is for a network: SITES_FILE is not set");
    return rest;
  }
  const id = site ?? (process.env.SITE_ID || null);
  if (id === "all") await eachSite(network, rest);
  if (id === null)
    throw new AppError(
      "config-invalid",
      `SITES_FILE names ${network.sites.length} sites: say which with --site and its id, or all (${network.sites.map((s) => s.id).join(", ")})`,
    );
  const chosen = siteOf(network, id);
  const owner = process.env.DATABASE_URL ?? "";
  Object.assign(process.env, environmentOf(chosen));
  if (asOwner && !bringsDatabase(keptSettingsOf(chosen)))
    process.env.DATABASE_URL = within(owner, databaseNameOf(owner, id));
  return rest;
}

export function within(url: string, database: string): string {
  const own = new URL(url);
  own.pathname = `/${database}`;
  return own.href;
}

async function eachSite({ sites }: Network, rest: readonly string[]): Promise<never> {
  let worst = 0;
  for (const { id, name } of sites) {
    console.log(`${id}: ${name}`);
    const [script = ""] = process.argv.slice(1);
    const child = spawn(process.execPath, [...process.execArgv, script, ...rest, "--site", id], {
      stdio: "inherit",
    });
    const [code] = (await once(child, "exit")) as [number | null];
    worst = Math.max(worst, code ?? 1);
  }
  process.exit(worst);
}
