import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import { openDatabase } from "@/db/client";
import { siteSettings } from "@/lib/auth/site-settings";
import { parseNetwork, siteOf } from "@/lib/auth/sites";
import { parseKeyRing } from "@/lib/core/crypto";
import { type Cluster, startCluster } from "@/scripts/test/postgres-cluster";
import { startClinic } from "../clinic/support";

/** Two sites of a network on a PostgreSQL that asks for passwords, made by the command that makes them. */
export type TestNetwork = {
  readonly cluster: Cluster;
  readonly folder: string;
  /** What an operator's .env would hold. */
  readonly env: Record<string, string>;
  settingsOf(id: SiteId): Record<string, string>;
  /** As the server's superuser, in a site's database or, without one, the server's own. */
  asSuperuser<T>(site: SiteId | null, work: (sql: postgres.Sql) => Promise<T>): Promise<T>;
  /** Runs one of our commands to its end. */
  run(script: string, ...args: string[]): Promise<{ code: number | null; said: string }>;
  close(): Promise<void>;
};
export type SiteId = "north" | "south";

/** The superuser is believed on this machine; every other role has to know its password. */
const HBA = "host all openacuity 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n";

const siteNamed = (id: SiteId) => ({
  id,
  name: `The ${id} hospital`,
  origin: `https://${id}.triage.example`,
  issuers: [{ name: "EHR", issuer: `https://ehr.${id}.example/r4`, clientId: "openacuity" }],
});

type NetworkOptions = { /** Where somebody sees all sites side by side. */ readonly readersAt?: SiteId };

export async function startTestNetwork({ readersAt }: NetworkOptions = {}): Promise<TestNetwork> {
  const cluster = await startCluster({ hba: HBA });
  const folder = await mkdtemp(join(tmpdir(), "openacuity-sites-"));
  const sites = (["north", "south"] as const).map((id) => ({
    ...siteNamed(id),
    ...(id === readersAt ? { network: [`https://ehr.${id}.example/r4|somebody`] } : {}),
  }));
  const network = { organisation: "A network", sites };
  await writeFile(join(folder, "sites.json"), JSON.stringify(network));
  const owner = postgres(cluster.url, { max: 1, onnotice: () => {} });
  await owner.unsafe("create role network_owner login createdb createrole password 'a-word-of-the-owner'");
  await owner.unsafe("create database network owner network_owner");
  await owner.end();
  const env = {
    DATABASE_URL: `postgres://network_owner:a-word-of-the-owner@127.0.0.1:${cluster.port}/network`,
    DATA_DIR: join(folder, "data"),
    DATA_KEYS: `k1:${Buffer.from("one key of a whole network, abcd").toString("base64")}`,
    NEXTAUTH_SECRET: "a-seal-for-cookies-of-a-whole-network",
    SITES_FILE: join(folder, "sites.json"),
    BACKUP_PASSPHRASE: "a phrase for backups in tests",
    MODEL_DIR: join(folder, "no-model"),
    LOG_LEVEL: "info",
    PG_BIN: process.env.PG_BIN ?? "",
    PATH: process.env.PATH ?? "",
  };
  const within = (database: string) => cluster.url.replace(/postgres$/, database);
  return {
    cluster,
    folder,
    env,
    settingsOf: (id) => siteSettings(siteOf(parseNetwork(JSON.stringify(network)), id), env),
    async asSuperuser(site, work) {
      const sql = postgres(site ? within(`network_${site}`) : cluster.url, { max: 1, onnotice: () => {} });
      try {
        return await work(sql);
      } finally {
        await sql.end();
      }
    },
    run: (script, ...args) => run(script, args, env),
    async close() {
      await cluster.remove();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export const start = (script: string, args: readonly string[], env: Record<string, string>) =>
  spawn(process.execPath, ["--import", "tsx", script, ...args], {
    env: env as unknown as NodeJS.ProcessEnv,
    stdio: ["ignore", "pipe", "pipe"],
  });

async function run(script: string, args: readonly string[], env: Record<string, string>) {
  const child = start(script, args, env);
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { code, said };
}

/** The site's database as its own processes open it. */
export function openSite(settings: Record<string, string>) {
  return openDatabase({
    databaseUrl: settings.DATABASE_URL,
    dataDir: null,
    keys: parseKeyRing(settings.DATA_KEYS ?? ""),
  });
}

/** An EHR and the whole product on the site's database, with its keys; one at a time in a process. */
export async function startSite(network: TestNetwork, id: SiteId) {
  const settings = network.settingsOf(id);
  return startClinic({ handle: await openSite(settings), env: { DATA_KEYS: settings.DATA_KEYS ?? "" } });
}
