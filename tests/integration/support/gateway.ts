// A gateway that can be killed: `gateway.ts DATA_DIR BROKER CA PASSWORD`, on the embedded database in that folder.
import { openDatabase } from "@/db/client";
import { testKeys } from "@/db/testing";
import { parseEnv } from "@/lib/core/env";
import { createLogger } from "@/lib/core/logger";
import { startGateway } from "@/lib/workflows/devices/gateway";
import { createRuntime } from "@/lib/workflows/service/runtime";

const [dataDir = "", url = "", caFile = "", password = ""] = process.argv.slice(2);
const env = parseEnv({
  NEXTAUTH_SECRET: "test".repeat(10),
  DATA_KEYS: `test:${testKeys.keys[0]?.key.toString("base64")}`,
  DATA_DIR: dataDir,
  MODEL_DIR: `${dataDir}/no-model`,
  MQTT_URL: url,
  MQTT_CA_FILE: caFile,
  MQTT_USERNAME: "openacuity-gateway",
  MQTT_PASSWORD: password,
  LOG_LEVEL: "error",
});
const handle = await openDatabase({ dataDir, keys: testKeys });
const rt = await createRuntime(env, { handle, logger: createLogger("error", { write: () => {} }) });
const { client } = await startGateway(rt);
client.on("connect", () => process.stdout.write("listening\n"));
