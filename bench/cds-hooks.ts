// `npm run bench:cds [-- --calls 200 --together 10]`: how long an EHR waits for a card (CDS Hooks), over the sandbox's patients with
// their charts sent along: the product's own model, database (embedded) and checks, without the network and the token's signature.
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { parseEnv } from "@/lib/core/env";
import { CDS_SERVICES, hookRequestSchema } from "@/lib/fhir/cds-hooks";
import { table } from "@/lib/measures/tables";
import { answerHook } from "@/lib/workflows/clinic/cds-hook";
import { closeRuntime, createRuntime } from "@/lib/workflows/service/runtime";
import { testSandbox } from "@/sandbox/testing";

const { values } = parseArgs({
  options: { calls: { type: "string", default: "300" }, together: { type: "string", default: "10" } },
});
const [calls, together] = [Number(values.calls), Number(values.together)];

const dir = await mkdtemp(join(tmpdir(), "bench-cds-"));
const sandbox = await testSandbox();
const rt = await createRuntime(
  parseEnv({
    DATA_DIR: dir,
    APP_ORIGIN: "http://localhost:39999",
    NEXTAUTH_SECRET: randomUUID() + randomUUID(),
    DATA_KEYS: `bench:${Buffer.alloc(32, 1).toString("base64")}`,
    SMART_ISSUERS: JSON.stringify([
      { name: "Sandbox", issuer: sandbox.fhirBaseUrl, clientId: "openacuity", allowHttp: true },
    ]),
    MODEL_DIR: resolve("models/openacuity-triage"),
    SANDBOX: "true",
    LOG_LEVEL: "error",
  }),
);
const [issuer] = rt.issuers;
const [service] = CDS_SERVICES;
if (!issuer || !service) throw new Error("no issuer or service");

/** The call an EHR makes for one visit of the sandbox, as it would arrive. */
function callFor(encounter: { readonly id: string }): string {
  const { store } = sandbox;
  const patientId = String(
    (encounter as unknown as { subject: { reference: string } }).subject.reference.replace("Patient/", ""),
  );
  const about = (type: string) => ({
    resourceType: "Bundle",
    entry: [...store.about([`Patient/${patientId}`], type)].map((resource) => ({ resource })),
  });
  return JSON.stringify({
    hook: service?.hook,
    hookInstance: randomUUID(),
    context: { patientId, encounterId: encounter.id },
    prefetch: {
      patient: store.get("Patient", patientId),
      encounter,
      vitals: about("Observation"),
      conditions: about("Condition"),
      medications: about("MedicationStatement"),
      allergies: about("AllergyIntolerance"),
      notes: about("DocumentReference"),
    },
  });
}

const bodies = [...sandbox.store.all("Encounter")].map((e) => callFor(e as { id: string }));

async function once(i: number): Promise<number> {
  if (!issuer || !service) return 0;
  const started = performance.now();
  const body = hookRequestSchema.parse(JSON.parse(bodies[i % bodies.length] ?? ""));
  await answerHook(rt, { issuer, service, requestId: randomUUID() }, body);
  return performance.now() - started;
}

const at = (times: readonly number[], share: number): string =>
  (
    times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(share * times.length))] ?? 0
  ).toFixed(0);

async function run(name: string, width: number): Promise<string[]> {
  const times: number[] = [];
  const started = performance.now();
  for (let i = 0; i < calls; i += width)
    times.push(...(await Promise.all(Array.from({ length: width }, (_, k) => once(i + k)))));
  const seconds = (performance.now() - started) / 1000;
  return [name, String(times.length), at(times, 0.5), at(times, 0.95), (times.length / seconds).toFixed(0)];
}

await rt.engines.current();
const first = await run("each chart for the first time and again, one by one", 1);
const again = await run(`charts known, ${together} at a time`, together);
console.log(table(["calls", "n", "p50 ms", "p95 ms", "a second"], [first, again]));
await closeRuntime(rt);
await sandbox.close();
await rm(dir, { recursive: true, force: true });
