// An app process that keeps asking which version answers the canary's share, and says when it changes: see canary.test.ts.
import { openDatabase } from "@/db/client";
import { testKeys } from "@/db/testing";
import { parseEnv } from "@/lib/core/env";
import { createLogger } from "@/lib/core/logger";
import { createRuntime } from "@/lib/workflows/service/runtime";

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
  const now = await rt.engines
    .canary()
    .then((on) => (on ? on.engine() : rt.engines.current()))
    .then(async (engine) => {
      await engine.predict([{ id: "a", ageYears: 40 }]);
      return engine.model.version;
    })
    .catch((error: Error) => `failed:${error.message.replaceAll(" ", "_")}`);
  if (now !== last) console.log(`${now} ${Date.now()}`);
  last = now;
  await new Promise((resolve) => setTimeout(resolve, 20));
}
