// An app process that keeps asking its model and says when it begins or ceases to answer: see model-switch.test.ts.
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
    .current()
    .then((engine) => engine.predict([{ id: "a", ageYears: 40 }]))
    .then(
      () => "model",
      () => "rules-only",
    );
  if (now !== last) console.log(`${now} ${Date.now()}`);
  last = now;
  await new Promise((resolve) => setTimeout(resolve, 20));
}
