// `npm run bench:trace [-- --rounds 9 --calls 60]`: what tracing adds to a request. The same requests with tracing off and on take turns in
// one process on one database and one embedded EHR; the receiver is a process of its own, as a collector is. The table has the median of
// the rounds and the rounds that differ most, of the processor's time and of the clock's: the latter says little on a busy machine, as "off
// against off" shows. Held against what is allowed is the processor's. Not in it: that Node follows promises at all
// (AsyncLocalStorage), which Next has it do anyway.
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import type { Authorized } from "@/lib/auth/principal";
import { parseEnv } from "@/lib/core/env";
import { CDS_SERVICES, hookRequestSchema } from "@/lib/fhir/cds-hooks";
import { table } from "@/lib/measures/tables";
import { createMetrics } from "@/lib/monitoring/metrics";
import { TRACING_OFF } from "@/lib/monitoring/tracing";
import { answerHook } from "@/lib/workflows/clinic/cds-hook";
import { explainAssessment } from "@/lib/workflows/clinic/explain-assessment";
import { openEncounter } from "@/lib/workflows/clinic/open-encounter";
import { traceOfLaunch } from "@/lib/workflows/govern/launch-trace";
import { getPrincipal } from "@/lib/workflows/govern/sessions";
import { finishLaunch, startLaunch } from "@/lib/workflows/govern/sign-in";
import { closeRuntime, createRuntime, type Runtime } from "@/lib/workflows/service/runtime";
import { startTracing } from "@/lib/workflows/service/start-tracing";
import { APP_ORIGIN, TestBrowser, testSandbox } from "@/sandbox/testing";

const { values } = parseArgs({
  options: { rounds: { type: "string", default: "9" }, calls: { type: "string", default: "60" } },
});
const [rounds, calls] = [Number(values.rounds), Number(values.calls)];
/** What the project allows itself. */
const MOST = 0.03;

/** Takes everything and keeps nothing; goes when the bench does. */
const RECEIVER = `
  process.stdin.resume().on("end", () => process.exit());
  require("node:http").createServer((request, response) => {
    request.resume();
    request.on("end", () => response.end("{}"));
  }).listen(0, "127.0.0.1", function () { console.log(this.address().port); });
`;
const receiver = spawn(process.execPath, ["-e", RECEIVER], { stdio: ["pipe", "pipe", "inherit"] });
const [said] = (await once(receiver.stdout, "data")) as [Buffer];

const dir = await mkdtemp(join(tmpdir(), "bench-trace-"));
const sandbox = await testSandbox();
const settings = {
  DATA_DIR: dir,
  APP_ORIGIN,
  NEXTAUTH_SECRET: randomUUID() + randomUUID(),
  DATA_KEYS: `bench:${Buffer.alloc(32, 1).toString("base64")}`,
  SMART_ISSUERS: JSON.stringify([
    { name: "Sandbox", issuer: sandbox.fhirBaseUrl, clientId: "openacuity", allowHttp: true },
  ]),
  MODEL_DIR: resolve("models/openacuity-triage"),
  SANDBOX: "true",
  LOG_LEVEL: "error",
};
const traced = { ...settings, OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${String(said).trim()}` };
const base = await createRuntime(parseEnv(settings));
const off: Runtime = { ...base, metrics: createMetrics(), tracing: TRACING_OFF };
const env = parseEnv(traced);
const metrics = createMetrics({ exemplars: true });
const on: Runtime = { ...base, env, metrics, tracing: await startTracing(env, metrics) };

type Nurse = {
  readonly rt: Runtime;
  readonly auth: Authorized;
  readonly launchId: string;
  readonly visit: string;
};

/** Each side has a nurse of its own, who has launched the same visit. */
async function launch(rt: Runtime, user: string): Promise<Nurse> {
  const token = sandbox.createLaunch({ user, encounter: "enc-001" }).launch;
  const { redirectUrl, binding } = await startLaunch(rt, {
    iss: sandbox.fhirBaseUrl,
    launch: token,
    requestId: randomUUID(),
  });
  const page = await new TestBrowser().go(redirectUrl);
  const done = await finishLaunch(rt, {
    callbackUrl: page.url,
    binding,
    currentSessionId: null,
    requestId: randomUUID(),
  });
  const principal = await getPrincipal(rt, done.sessionId);
  const visit = /\/encounters\/([^?]+)/.exec(done.redirectTo)?.[1];
  if (!principal || !visit) throw new Error("the launch did not lead to a visit");
  const auth: Authorized = { principal, permission: "encounter:read", requestId: randomUUID() };
  return { rt, auth, launchId: done.launchId, visit };
}

/** As the app's guard begins a request about a visit (app/_server/guard.ts). */
async function asked<T>({ rt, auth, launchId }: Nurse, route: string, work: () => Promise<T>): Promise<T> {
  const started = performance.now();
  const parent = await traceOfLaunch(rt, auth.principal.sessionId, launchId);
  return rt.tracing.span(
    "request",
    { "openacuity.route": route },
    async () => {
      const done = await work();
      const seconds = (performance.now() - started) / 1000;
      rt.metrics.requestDuration.observe({ route, status: "ok" }, seconds);
      return done;
    },
    { parent },
  );
}

const [issuer] = base.issuers;
const [service] = CDS_SERVICES;
if (!issuer || !service) throw new Error("no issuer or service");

function hookCall(): string {
  const encounter = sandbox.store.get("Encounter", "enc-001") as unknown as {
    subject: { reference: string };
  };
  const patientId = encounter.subject.reference.replace("Patient/", "");
  const about = (type: string) => ({
    resourceType: "Bundle",
    entry: [...sandbox.store.about([`Patient/${patientId}`], type)].map((resource) => ({ resource })),
  });
  return JSON.stringify({
    hook: service?.hook,
    hookInstance: randomUUID(),
    context: { patientId, encounterId: "enc-001" },
    prefetch: {
      patient: sandbox.store.get("Patient", patientId),
      encounter,
      vitals: about("Observation"),
      conditions: about("Condition"),
      medications: about("MedicationStatement"),
      allergies: about("AllergyIntolerance"),
      notes: about("DocumentReference"),
    },
  });
}
const body = hookCall();

const nurses = { off: await launch(off, "nurse1"), on: await launch(on, "nurse2") };
const pages = {
  off: await openEncounter(off, nurses.off.auth, {
    encounterId: nurses.off.visit,
    launchId: nurses.off.launchId,
  }),
  on: await openEncounter(on, nurses.on.auth, { encounterId: nurses.on.visit, launchId: nurses.on.launchId }),
};
type Side = keyof typeof nurses;
/** "again": off once more, which tells how much two equal things differ on this machine. */
const TURNS = ["off", "on", "again"] as const;
type Turn = (typeof TURNS)[number];
const sideOf = (turn: Turn): Side => (turn === "on" ? "on" : "off");

const REQUESTS: Readonly<Record<string, (side: Side) => Promise<unknown>>> = {
  "a patient's page, read from the EHR": (side) => {
    const nurse = nurses[side];
    const ref = { encounterId: nurse.visit, launchId: nurse.launchId };
    return asked(nurse, "patient", () => openEncounter(nurse.rt, nurse.auth, ref));
  },
  "reasons that are there already": (side) => {
    const nurse = nurses[side];
    const assessmentId = pages[side].assessment.id;
    const ref = { encounterId: nurse.visit, launchId: nurse.launchId, assessmentId };
    return asked(nurse, "reasons", () => explainAssessment(nurse.rt, nurse.auth, ref));
  },
  "a card for the EHR, chart sent along": (side) => {
    const { rt } = nurses[side];
    const called = { issuer, service, requestId: randomUUID() };
    return rt.tracing.span("cds.answer", {}, () =>
      answerHook(rt, called, hookRequestSchema.parse(JSON.parse(body))),
    );
  },
};

const median = (xs: readonly number[]): number =>
  xs.toSorted((a, b) => a - b)[Math.floor(xs.length / 2)] ?? 0;

type Cost = { readonly wall: number; readonly cpu: number };

async function cost(request: (side: Side) => Promise<unknown>, side: Side): Promise<Cost> {
  const [started, before] = [performance.now(), process.cpuUsage()];
  await request(side);
  const { user, system } = process.cpuUsage(before);
  return { wall: performance.now() - started, cpu: (user + system) / 1000 };
}

/** The mean of the middle half: garbage collection and neighbours fall on the rest. */
function middle(xs: readonly number[]): number {
  const quarter = Math.floor(xs.length / 4);
  const half = xs.toSorted((a, b) => a - b).slice(quarter, xs.length - quarter);
  return half.reduce((sum, x) => sum + x, 0) / half.length;
}

/** ms without tracing, and the differences between neighbours in time, which a busy machine slows alike. */
type Compared = { readonly off: Cost; readonly on: Cost; readonly again: Cost };

async function round(request: (side: Side) => Promise<unknown>, count: number): Promise<Compared> {
  const seen: Record<Turn, Cost>[] = [];
  for (let i = 0; i < count; i++) {
    const one: Partial<Record<Turn, Cost>> = {};
    // Each takes its turn in being the first, and in coming after each other: what ran last has left the caches warm for itself.
    const order = TURNS.map((_, k) => TURNS[(i + k) % TURNS.length] as Turn);
    for (const turn of Math.floor(i / TURNS.length) % 2 === 0 ? order : order.toReversed())
      one[turn] = await cost(request, sideOf(turn));
    seen.push(one as Record<Turn, Cost>);
  }
  const of = (value: (one: Record<Turn, Cost>, what: keyof Cost) => number): Cost => ({
    wall: middle(seen.map((one) => value(one, "wall"))),
    cpu: middle(seen.map((one) => value(one, "cpu"))),
  });
  return {
    off: of((one, what) => one.off[what]),
    on: of((one, what) => one.on[what] - one.off[what]),
    again: of((one, what) => one.again[what] - one.off[what]),
  };
}

const percent = (x: number): string => `${x >= 0 ? "+" : ""}${(100 * x).toFixed(1)} %`;
let worst = Number.NEGATIVE_INFINITY;
const rows: string[][] = [];
for (const [name, request] of Object.entries(REQUESTS)) {
  await round(request, calls * 2);
  const each: Compared[] = [];
  for (let r = 0; r < rounds; r++) each.push(await round(request, calls));
  for (const what of ["cpu", "wall"] as const) {
    const share = (turn: "on" | "again") => each.map((c) => c[turn][what] / c.off[what]);
    const more = share("on");
    if (what === "cpu") worst = Math.max(worst, median(more));
    rows.push([
      name,
      what === "cpu" ? "processor" : "clock",
      median(each.map((c) => c.off[what])).toFixed(2),
      median(each.map((c) => c.on[what])).toFixed(3),
      percent(median(more)),
      `${percent(Math.min(...more))} to ${percent(Math.max(...more))}`,
      percent(median(share("again"))),
    ]);
  }
}
console.log(
  table(
    [
      "request",
      "time",
      "off, ms",
      "on adds, ms",
      "share",
      `in ${rounds} rounds of ${calls}`,
      "off against off",
    ],
    rows,
  ),
);
await on.tracing.close();
const { values: spans } = (await metrics.registry.getSingleMetric("openacuity_trace_spans_total")?.get()) ?? {
  values: [],
};
console.log(`spans: ${spans.map((s) => `${s.value} ${s.labels.outcome}`).join(", ")}`);
console.log(`allowed: ${percent(MOST)}; most: ${percent(worst)}`);
await closeRuntime(base);
await sandbox.close();
receiver.kill();
await rm(dir, { recursive: true, force: true });
process.exitCode = worst <= MOST ? 0 : 1;
