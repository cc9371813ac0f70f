import { rmSync } from "node:fs";
import { dirname } from "node:path";
import { openDatabase } from "@/db/client";
import { writeBack } from "@/db/schema";
import { testKeys } from "@/db/testing";
import { type Random, random } from "@/lib/core/random";
import { type Cluster, startCluster } from "@/scripts/test/postgres-cluster";
import { type Relay, startRelay } from "@/scripts/test/relay";
import { type SmallDisk, smallDisk } from "@/scripts/test/small-disk";
import { type Clinic, launch, startClinic } from "@/tests/integration/clinic/support";
import { bundleProcess } from "./bundle";
import { countChaos } from "./count-chaos";
import { Crew } from "./crew";
import type { ProcessJob } from "./process";
import type { Report } from "./report";
import { TROUBLES } from "./troubles";
import { until } from "./wait";

export type ChaosOptions = { readonly kills: number; readonly seed: number };

/** What is in a drill's hands. */
export type Scene = {
  readonly cluster: Cluster;
  /** Where its data lies; null: on no disk of its own. */
  readonly disk: SmallDisk | null;
  /** Between every process and the database. */
  readonly relay: Relay;
  /** The sandbox EHR, and a process of ours that is not killed, to look on. */
  readonly clinic: Clinic;
  readonly crew: Crew;
  readonly random: Random;
  readonly report: Report;
};

const APPS = [
  { name: "app1", user: "nurse1", visit: "enc-001" },
  { name: "app2", user: "nurse2", visit: "enc-002" },
];
const WORKERS = ["worker1", "worker2"];
/** Room for the drill's database, and for little more. */
const DISK_MB = 500;
const START_MS = 300_000;
const SETTLE_MS = 600_000;

/**
 * Real processes of the app and of the worker on a real PostgreSQL, beside the sandbox's EHR. They are killed hard at random moments,
 * again and again, while one thing after another goes wrong; then everything is let come to rest and counted.
 */
export async function chaos(report: Report, { kills, seed }: ChaosOptions): Promise<void> {
  const program = await bundleProcess();
  const disk = smallDisk(DISK_MB);
  const cluster = await startCluster({
    ...(disk ? { within: disk.folder } : {}),
    settings: { fsync: "on", min_wal_size: "32MB", max_wal_size: "64MB" },
  });
  const relay = await startRelay(cluster.port);
  const handle = await openDatabase({ databaseUrl: cluster.url, dataDir: null, keys: testKeys });
  const clinic = await startClinic({ handle });
  const crew = new Crew(program);
  const after = new Crew(program);
  const scene: Scene = { cluster, disk, relay, clinic, crew, report, random: random("chaos", seed) };
  const job = (port: number): ProcessJob => {
    const url = new URL(cluster.url);
    url.port = String(port);
    return {
      databaseUrl: url.href,
      dataDir: clinic.rt.dataDir,
      fhirBaseUrl: clinic.sandbox.fhirBaseUrl,
    };
  };
  try {
    for (const { name, user, visit } of APPS)
      crew.start(name, () => ({
        ...job(relay.port),
        app: { user, launch: clinic.sandbox.createLaunch({ user, encounter: visit }).launch },
      }));
    for (const name of WORKERS) crew.start(name, () => job(relay.port));
    await until(async () => crew.acknowledged.length > 0, START_MS);
    for (const [i, { name, cause }] of TROUBLES.entries()) {
      const before = crew.acknowledged.length;
      const share = upTo(kills, i + 1) - upTo(kills, i);
      await cause(scene, share);
      report.note(`${name}: ${share} killed, ${crew.acknowledged.length - before} decisions acknowledged`);
    }
    await crew.dismiss();
    for (const name of WORKERS) after.start(name, () => job(cluster.port));
    await settle(scene);
    await countChaos(scene, kills);
  } finally {
    await Promise.all([crew.dismiss(), after.dismiss()]);
    await clinic.close();
    await relay.close();
    await cluster.remove();
    disk?.close();
    rmSync(dirname(program), { recursive: true, force: true });
  }
}

const upTo = (kills: number, troubles: number): number => Math.round((kills * troubles) / TROUBLES.length);

/** Nothing goes wrong any more, and everybody comes back: what is under way gets there, or is counted as what did not. */
async function settle({ clinic, report }: Scene): Promise<void> {
  const began = performance.now();
  for (const { user, visit } of APPS) await launch(clinic, user, visit);
  const pending = async () =>
    (await clinic.rt.db.select().from(writeBack)).filter((w) => w.state === "pending").length;
  const waiting = await pending();
  await until(async () => (await pending()) === 0, SETTLE_MS).catch(() => {});
  report.note(
    `then, with nothing in its way: ${waiting} decisions still waited for the EHR, ${await pending()} after ${Math.round((performance.now() - began) / 1000)} s`,
  );
}
