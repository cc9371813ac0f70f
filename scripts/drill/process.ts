// A process of the app (somebody decides in it without a pause) or of the worker, for a drill to kill. Its job comes as JSON in argv;
// on its output a line "ready", and for every decision that was acknowledged "decided {…}". On its
// standard input come lines with milliseconds, by which its clock is to be off from then on; it ends when that input does.
import { openDatabase } from "@/db/client";
import { testKeys } from "@/db/testing";
import { createLogger } from "@/lib/core/logger";
import { startConsumers } from "@/lib/workflows/service/consumers";
import { guardProcess } from "@/lib/workflows/service/guard-process";
import { createRuntime } from "@/lib/workflows/service/runtime";
import type { Sandbox } from "@/sandbox/server";
import { as, environment, launch, testEngine } from "@/tests/integration/clinic/support";
import { workShift } from "./nurse";
import { shiftClock } from "./shifted-clock";

export type ProcessJob = {
  readonly databaseUrl: string;
  readonly dataDir: string;
  readonly fhirBaseUrl: string;
  /** Of the app: who launches, and by what. Without, it is a worker. */
  readonly app?: { readonly user: string; readonly launch: string };
};

const setClock = shiftClock();
process.stdin
  .setEncoding("utf8")
  .on("data", (text: string) => setClock(Number(text.trim().split("\n").at(-1))))
  .once("close", () => process.exit(0));
const { databaseUrl, dataDir, fhirBaseUrl, app } = JSON.parse(process.argv[2] ?? "{}") as ProcessJob;
const sandbox = {
  fhirBaseUrl,
  createLaunch: () => ({ launch: app?.launch, iss: fhirBaseUrl }),
} as unknown as Sandbox;
const logger = createLogger("error", { write: (line: string) => void process.stderr.write(line) });
guardProcess(logger);
const rt = await createRuntime(environment(sandbox, dataDir), {
  handle: await openDatabase({ databaseUrl, dataDir: null, keys: testKeys }),
  logger,
  loadEngine: async () => testEngine({ broken: null, asked: 0 }),
  queueTiming: { heartbeatSeconds: 10, superviseSeconds: 1, pollSeconds: 0.5 },
});
if (!app) {
  await startConsumers(rt);
  console.log("ready");
} else {
  const { sessionId, launchId, encounterId } = await launch({ rt, sandbox }, app.user, "its visit");
  await workShift({
    rt,
    auth: await as(rt, sessionId),
    visit: { encounterId, launchId },
    decided: (decision) => console.log(`decided ${JSON.stringify(decision)}`),
    failed: () => {},
    stop: new AbortController().signal,
  });
}
