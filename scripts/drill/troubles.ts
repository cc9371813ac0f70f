import { eq } from "drizzle-orm";
import { writeBack } from "@/db/schema";
import { MINUTE } from "@/lib/core/clock";
import { openEncounter } from "@/lib/workflows/clinic/open-encounter";
import { getHealth, isReady } from "@/lib/workflows/service/health";
import type { Fault } from "@/sandbox/faults";
import { open } from "@/tests/integration/clinic/support";
import type { Scene } from "./chaos";
import { pause, until } from "./wait";

/** What goes wrong while processes are killed: so many of them in each. */
export type Trouble = {
  readonly name: string;
  readonly cause: (scene: Scene, kills: number) => Promise<void>;
};

export const TROUBLES: readonly Trouble[] = [
  { name: "nothing else wrong", cause: (scene, kills) => killSome(scene, kills) },
  { name: "the EHR away, slow, and talking nonsense", cause: ehrFails },
  { name: "the database killed twice", cause: databaseKilled },
  { name: "a slow network that is cut", cause: badNetwork },
  { name: "a flooded queue", cause: flood },
  { name: "clocks that jump", cause: clocksJump },
  { name: "the database's disk full", cause: diskFull },
];

const FAULTS: readonly Fault[] = ["none", "down", "slow", "error500", "not-json", "malformed"];
const FAULT_MS = 2_000;
const SLOW_MS = 40;
/** Between the drawing of one to kill and the next. */
const PAUSE_MS = { least: 50, most: 4_000 };
const FLOOD_PER_KILL = 100;
/** By which a process's clock is off; short of what ends a session. */
const JUMPS_MS = [0, -20 * MINUTE, -3 * MINUTE, 3 * MINUTE, 20 * MINUTE] as const;
/** Of the kills, so many at most while nothing can be written: who cannot start again is not killed a second time. */
const KILLS_WHILE_FULL = 2;
const FULL_MS = 60_000;
const AGAIN_MS = 300_000;

/** Between two kills nothing is waited for but chance, and that there is somebody to kill. */
async function killSome(
  { crew, random }: Scene,
  kills: number,
  meanwhile: () => void | Promise<void> = () => {},
): Promise<void> {
  for (let done = 0; done < kills; ) {
    await pause(PAUSE_MS.least + random.below(PAUSE_MS.most - PAUSE_MS.least));
    await meanwhile();
    if (crew.killOne(random)) done++;
  }
}

/** Somebody decides again. */
async function decisionsGoOn({ crew }: Scene): Promise<void> {
  const before = crew.acknowledged.length;
  await until(async () => crew.acknowledged.length > before, AGAIN_MS);
}

async function ehrFails(scene: Scene, kills: number): Promise<void> {
  const { clinic, random, report } = scene;
  const { sandbox } = clinic;
  const looking = await open(clinic, "lead", "enc-003");
  sandbox.setFault("down");
  const { freshness } = await openEncounter(clinic.rt, looking.auth, looking.view);
  report.hold(
    "with the EHR away a page shows what was known, and says so",
    freshness.source === "snapshot" && Boolean(freshness.note),
    freshness.note ?? freshness.source,
  );
  await killSome(scene, kills, () => sandbox.setFault(random.pick(FAULTS), FAULT_MS));
  sandbox.setFault("none");
  await decisionsGoOn(scene);
}

async function databaseKilled(scene: Scene, kills: number): Promise<void> {
  const { cluster, clinic, report } = scene;
  await cluster.kill();
  const { ok, why } = await isReady(clinic.rt);
  report.hold("with the database away the product says that it is not ready", !ok, why ?? "ready");
  await cluster.start();
  await killSome(scene, Math.floor(kills / 2));
  await cluster.kill();
  await pause(1_500);
  await cluster.start();
  await killSome(scene, Math.ceil(kills / 2));
  await decisionsGoOn(scene);
}

async function badNetwork(scene: Scene, kills: number): Promise<void> {
  const { relay, random } = scene;
  relay.delay(SLOW_MS);
  await decisionsGoOn(scene);
  await killSome(scene, kills, () => {
    if (random.chance(0.25)) relay.cut();
  });
  relay.delay(0);
}

/** Jobs that ask for what stands in the EHR already. */
async function flood(scene: Scene, kills: number): Promise<void> {
  const { rt } = scene.clinic;
  const written = await rt.db
    .select({ id: writeBack.decisionId })
    .from(writeBack)
    .where(eq(writeBack.state, "written"));
  const jobs = written.length === 0 ? 0 : kills * FLOOD_PER_KILL;
  await rt.db.transaction(async (tx) => {
    for (let i = 0; i < jobs; i++)
      await rt.queue.sendWriteBack(tx, (written[i % written.length] as { id: string }).id);
  });
  const { waiting } = (await getHealth(rt)).checks.queue;
  scene.report.note(
    `${jobs} jobs asked again for ${written.length} decisions that were written; health showed ${waiting.writeBack} waiting`,
  );
  await killSome(scene, kills);
  await decisionsGoOn(scene);
}

/** Each process has a time of its own, and one that is right again when it is started again. */
async function clocksJump(scene: Scene, kills: number): Promise<void> {
  const { crew, random, report } = scene;
  const before = crew.jumps;
  await killSome(scene, kills, () => crew.jumpOne(random, random.pick(JUMPS_MS)));
  report.note(
    `${crew.jumps - before} clocks set, by up to ${Math.max(...JUMPS_MS) / MINUTE} minutes either way`,
  );
  for (const by of JUMPS_MS.slice(1)) crew.jumpOne(random, by);
  await decisionsGoOn(scene);
}

async function diskFull(scene: Scene, kills: number): Promise<void> {
  const { cluster, clinic, crew, disk, random, report } = scene;
  if (!disk) {
    report.note("not tried: this account may not mount a file system that could be filled");
    return killSome(scene, kills);
  }
  disk.fill();
  await until(async () => !(await isReady(clinic.rt)).ok, FULL_MS);
  const { why } = await isReady(clinic.rt);
  report.hold(
    "with the database's disk full the product says that it is not ready",
    why !== null,
    why ?? "ready",
  );
  let done = 0;
  for (let tries = 0; tries < 10 && done < Math.min(kills, KILLS_WHILE_FULL); tries++) {
    if (crew.killOne(random)) done++;
    await pause(500);
  }
  disk.clear();
  // A server that could not write its log has stopped; somebody starts it again once there is room.
  if (!cluster.isRunning()) {
    report.note("PostgreSQL had stopped, and was started again");
    await cluster.start();
  }
  await decisionsGoOn(scene);
  await killSome(scene, kills - done);
  await decisionsGoOn(scene);
}
