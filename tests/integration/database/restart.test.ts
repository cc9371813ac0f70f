import { type ChildProcess, spawn } from "node:child_process";
import { afterEach, describe, expect, it } from "vitest";
import { type Cluster, startCluster } from "@/scripts/test/postgres-cluster";
import { findPostgres } from "@/scripts/test/postgres-programs";

const ROUNDS = 4;
type Counted = { readonly done: number; readonly failed: number; readonly strayed: number };

let cluster: Cluster | undefined;
let child: ChildProcess | undefined;
afterEach(async () => {
  child?.kill("SIGKILL");
  await cluster?.remove();
});

describe.skipIf(!findPostgres())("a database killed hard while queries are running", () => {
  it(`takes no process with it, ${ROUNDS} times, and every connection comes back`, async () => {
    cluster = await startCluster();
    const busy = spawn(
      process.execPath,
      ["--import", "tsx", "tests/integration/database/restart.fixture.ts", cluster.url],
      { stdio: ["ignore", "pipe", "pipe"] },
    );
    child = busy;
    let said = "";
    let complaint = "";
    busy.stdout.on("data", (text) => {
      said += text;
    });
    busy.stderr.on("data", (text) => {
      complaint += text;
    });
    const counted = () => {
      const last = said.trimEnd().split("\n").at(-1);
      return last ? (JSON.parse(last) as Counted) : { done: 0, failed: 0, strayed: 0 };
    };
    /** At the pace of before the kill: all loops are at it again, not one that was lucky. */
    const working = async (more: number) => {
      const before = counted().done;
      for (const end = Date.now() + 20_000; Date.now() < end; ) {
        if (busy.exitCode !== null) break;
        if (counted().done >= before + more) return;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      throw new Error(`the process stopped working (exit status ${busy.exitCode}): ${complaint}`);
    };

    await working(100);
    for (let round = 0; round < ROUNDS; round++) {
      await cluster.kill();
      await new Promise((resolve) => setTimeout(resolve, 100 + 150 * (round % 3)));
      await cluster.start();
      await working(300);
    }
    expect(busy.exitCode).toBeNull();
    expect(counted().failed).toBeGreaterThan(0);
    // No statement of a dead transaction ran in another's session, or outside of any.
    expect(counted().strayed).toBe(0);
    expect(complaint).toBe("");
  }, 180_000);
});
