// A process that records a decision and then hangs, to be killed: see killed.test.ts. Reads its job as JSON from argv.
import { openDatabase } from "@/db/client";
import { testKeys } from "@/db/testing";
import { createLogger } from "@/lib/core/logger";
import { openEncounter } from "@/lib/workflows/clinic/open-encounter";
import { recordDecision } from "@/lib/workflows/clinic/record-decision";
import { createRuntime } from "@/lib/workflows/service/runtime";
import type { Sandbox } from "@/sandbox/server";
import { as, environment, gesture, launch, registerTestModel, testEngine } from "./support";

const job = JSON.parse(process.argv[2] ?? "{}") as { dir: string; fhirBaseUrl: string; launch: string };
const sandbox = {
  fhirBaseUrl: job.fhirBaseUrl,
  createLaunch: () => ({ launch: job.launch, iss: job.fhirBaseUrl }),
} as unknown as Sandbox;

const handle = await openDatabase({ dataDir: job.dir, keys: testKeys });
await registerTestModel(handle, job.dir);
const rt = await createRuntime(environment(sandbox, job.dir), {
  handle,
  logger: createLogger("error"),
  loadEngine: async () => testEngine({ broken: null, asked: 0 }),
});
const signedIn = await launch({ rt, sandbox }, "nurse1", "the visit of the launch");
const auth = await as(rt, signedIn.sessionId);
const view = await openEncounter(rt, auth, signedIn);
const decision = await recordDecision(rt, auth, gesture(view));
console.log(`decided ${decision.id}`);
setInterval(() => {}, 1_000);
