import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openDatabase } from "@/db/client";
import { findDecision } from "@/db/queries/decision";
import { testKeys } from "@/db/testing";
import { createLogger } from "@/lib/core/logger";
import { verifyAuditLog } from "@/lib/workflows/govern/verify-audit";
import { startConsumers } from "@/lib/workflows/service/consumers";
import { closeRuntime, createRuntime } from "@/lib/workflows/service/runtime";
import { testSandbox } from "@/sandbox/testing";
import { environment, levelsInEhr, testEngine } from "./support";

/** Starts a process that decides; answers with the decision's id once it is acknowledged, and kills it hard. */
function decideAndDie(job: object): Promise<string> {
  const child = spawn(
    process.execPath,
    ["--import", "tsx", "tests/integration/clinic/killed.fixture.ts", JSON.stringify(job)],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  return new Promise((resolve, reject) => {
    let said = "";
    child.stdout.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      if (/decided \S+\n/.test(said)) child.kill("SIGKILL");
    });
    child.once("exit", () => {
      const id = /decided (\S+)\n/.exec(said)?.[1];
      if (id) resolve(id);
      else reject(new Error(`the process ended without a decision: ${said}`));
    });
  });
}

describe("a process killed between decision and write-back", () => {
  it("loses nothing: the next one on the same data writes it, once", async () => {
    const dir = await mkdtemp(join(tmpdir(), "killed-"));
    const sandbox = await testSandbox();
    try {
      const { launch } = sandbox.createLaunch({ user: "nurse1", encounter: "enc-001" });
      const decisionId = await decideAndDie({ dir, fhirBaseUrl: sandbox.fhirBaseUrl, launch });
      expect(levelsInEhr({ sandbox }, "enc-001")).toEqual([]);

      const handle = await openDatabase({ dataDir: dir, keys: testKeys });
      const rt = await createRuntime(environment(sandbox, dir), {
        handle,
        logger: createLogger("error"),
        loadEngine: async () => testEngine({ broken: null, asked: 0 }),
        queueTiming: { heartbeatSeconds: 10, superviseSeconds: 1, pollSeconds: 0.5 },
      });
      try {
        expect((await findDecision(rt.db, decisionId))?.writeBack).toMatchObject({ state: "pending" });
        await startConsumers(rt);
        const written = async () => (await findDecision(rt.db, decisionId))?.writeBack?.state === "written";
        for (const end = Date.now() + 40_000; Date.now() < end && !(await written()); )
          await new Promise((r) => setTimeout(r, 100));
        expect(await written()).toBe(true);
        expect(levelsInEhr({ sandbox }, "enc-001")).toHaveLength(1);
        expect(await verifyAuditLog(rt.db, { anchorFile: rt.anchorFile })).toMatchObject({ ok: true });
      } finally {
        await closeRuntime(rt);
      }
    } finally {
      await sandbox.close();
      await rm(dir, { recursive: true, force: true });
    }
  }, 150_000);
});
