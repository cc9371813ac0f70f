// A worker process that can be killed: `worker.ts DATA_DIR MODE LOG`, database from WORKER_DATABASE_URL or the folder.
import { openDatabase } from "@/db/client";
import { testKeys } from "@/db/testing";
import { parseEnv } from "@/lib/core/env";
import { runModelExplanation } from "@/lib/workflows/learning/explain-model-runner";
import { runRetraining } from "@/lib/workflows/learning/retrain-runner";
import { createRuntime } from "@/lib/workflows/service/runtime";

const [dataDir = "", mode = "", log = ""] = process.argv.slice(2);
const env = parseEnv({
  NEXTAUTH_SECRET: "test".repeat(10),
  DATA_KEYS: `test:${Buffer.alloc(32, 3).toString("base64")}`,
  DATA_DIR: dataDir,
  MODEL_DIR: `${dataDir}/no-model`,
  LOG_LEVEL: "error",
});
const handle = await openDatabase({ databaseUrl: process.env.WORKER_DATABASE_URL, dataDir, keys: testKeys });
const rt = await createRuntime(env, {
  handle,
  queueTiming: { heartbeatSeconds: 10, superviseSeconds: 1, pollSeconds: 0.5 },
});
const timing = { heartbeatMs: 500, staleMs: 3_000 };
const childOf = (name: string) => ["--import", "tsx", `tests/integration/support/${name}.ts`, mode, log];
await rt.queue.startConsumers({
  writeBack: async () => {},
  explainModel: (job, signal) =>
    runModelExplanation(rt, job.explanationId, signal, { command: childOf("explain-child"), timing }),
  retrain: (job, signal) => runRetraining(rt, job.runId, signal, { command: childOf("train-child"), timing }),
});
