import { type ChildProcess, spawn } from "node:child_process";
import { openDatabase } from "@/db/client";
import { testKeys } from "@/db/testing";
import { parseEnv } from "@/lib/core/env";
import { createLogger } from "@/lib/core/logger";
import { createRuntime, type Runtime } from "@/lib/workflows/service/runtime";

/** In an app process of its own, whose arguments are database and folder: asks without end and prints each answer that is another than before, and when. */
export async function keepAsking(question: (rt: Runtime) => Promise<string>): Promise<never> {
  const [databaseUrl = "", dataDir = ""] = process.argv.slice(2);
  const env = parseEnv({
    NEXTAUTH_SECRET: "test".repeat(10),
    DATA_KEYS: `test:${Buffer.alloc(32, 3).toString("base64")}`,
    DATA_DIR: dataDir,
    MODEL_DIR: `${dataDir}/no-model`,
  });
  const rt = await createRuntime(env, {
    handle: await openDatabase({ databaseUrl, dataDir: null, keys: testKeys }),
    logger: createLogger("error", { write: () => {} }),
  });
  let last = "";
  for (;;) {
    const now = await question(rt);
    if (now !== last) console.log(`${now} ${Date.now()}`);
    last = now;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Starts a file that keeps asking; `said`: each change of its answer, and when. */
export function startAsking(fixture: string, url: string, dataDir: string) {
  const said: { readonly what: string; readonly at: number }[] = [];
  const child: ChildProcess = spawn(process.execPath, ["--import", "tsx", fixture, url, dataDir], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  child.stdout?.on("data", (text) => {
    for (const line of String(text).trim().split("\n")) {
      const [what = "", at] = line.split(" ");
      said.push({ what, at: Number(at) });
    }
  });
  return { said, last: () => said.at(-1)?.what, kill: () => child.kill("SIGKILL") };
}
