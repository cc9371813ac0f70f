import { tallyWriteBacks } from "@/db/queries/console";
import type { SmartIssuer } from "@/lib/auth/issuers";
import { MINUTE, SECOND } from "@/lib/core/clock";
import type { WorkQueue } from "./queue";
import type { Runtime } from "./runtime";
import type { ModelState } from "./views";

export type Check = { readonly ok: boolean; readonly why: string | null };

/** ready: everything works. degraded: patients can be triaged, with less. down: nothing can be read or recorded. */
export type Health = {
  readonly status: "ready" | "degraded" | "down";
  readonly mode: "embedded" | "production";
  readonly checks: {
    readonly database: Check & { readonly kind: "pglite" | "postgres" };
    readonly ehr: readonly (Check & { readonly name: string })[];
    readonly model: Check & { readonly state: ModelState };
    readonly queue: Check & { readonly waiting: Awaited<ReturnType<WorkQueue["depth"]>> };
  };
};

const EHR_TTL = 15 * SECOND;
const PROBE_TIMEOUT = 3 * SECOND;
/** A decision is in the EHR within seconds; one that waits for this long is somebody's business. */
const WAITING_TOO_LONG = 10 * MINUTE;

const fine: Check = { ok: true, why: null };
const not = (why: string): Check => ({ ok: false, why });

export async function getHealth(rt: Runtime): Promise<Health> {
  const [database, ehr, model, queue] = await Promise.all([
    checkDatabase(rt),
    Promise.all(rt.issuers.map(async (i) => ({ name: i.name, ...(await checkEhr(i, Date.now())) }))),
    checkModel(rt),
    checkQueue(rt),
  ]);
  const others = [model, queue, ...ehr];
  const status = !database.ok ? "down" : others.every((c) => c.ok) ? "ready" : "degraded";
  return { status, mode: rt.env.mode, checks: { database, ehr, model, queue } };
}

async function checkDatabase(rt: Runtime): Promise<Health["checks"]["database"]> {
  const { kind } = rt.handle;
  try {
    await withTimeout(rt.handle.ping(), PROBE_TIMEOUT);
    return { kind, ...fine };
  } catch {
    return { kind, ...not("The database does not answer.") };
  }
}

async function checkModel(rt: Runtime): Promise<Health["checks"]["model"]> {
  const state = await rt.engines.state();
  return { state, ...(state.state === "ready" ? fine : not(state.why)) };
}

async function checkQueue(rt: Runtime): Promise<Health["checks"]["queue"]> {
  try {
    const [waiting, { oldestPending }] = await withTimeout(
      Promise.all([rt.queue.depth(), tallyWriteBacks(rt.db)]),
      PROBE_TIMEOUT,
    );
    const age = oldestPending ? rt.clock().getTime() - oldestPending.getTime() : 0;
    const late =
      age > WAITING_TOO_LONG
        ? not(`A decision has been waiting for the EHR for ${Math.floor(age / MINUTE)} minutes.`)
        : fine;
    return { waiting, ...late };
  } catch {
    return {
      waiting: { writeBack: 0, retrain: 0, explainModel: 0 },
      ...not("The work queue cannot be read."),
    };
  }
}

type Probe = { readonly at: number; readonly answer: Promise<Check> };
const probes = new Map<string, Probe>();

/** Any answer counts as reachable; only one probe per EHR and quarter of a minute, however often health is asked for. */
function checkEhr(issuer: SmartIssuer, now: number): Promise<Check> {
  const known = probes.get(issuer.issuer);
  if (known && now - known.at < EHR_TTL) return known.answer;
  const answer = probe(issuer.issuer);
  probes.set(issuer.issuer, { at: now, answer });
  return answer;
}

async function probe(base: string): Promise<Check> {
  try {
    const response = await fetch(`${base}/metadata?_summary=true`, {
      headers: { accept: "application/fhir+json" },
      redirect: "error",
      signal: AbortSignal.timeout(PROBE_TIMEOUT),
    });
    await response.body?.cancel();
    return response.status < 500 ? fine : not(`The EHR answers with an error (${response.status}).`);
  } catch (error) {
    const slow = error instanceof Error && error.name === "TimeoutError";
    return not(
      slow
        ? `The EHR did not answer within ${PROBE_TIMEOUT / SECOND} seconds.`
        : "The EHR cannot be reached.",
    );
  }
}

async function withTimeout<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("too slow")), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** What /api/metrics answers: gauges are brought up to date first. */
export async function collectMetrics(rt: Runtime): Promise<{ body: string; contentType: string }> {
  // Notices a promotion or rollback made elsewhere, so that the figures name the version in use.
  await rt.engines.state();
  try {
    const depth = await rt.queue.depth();
    rt.metrics.queueDepth.set({ queue: "write-back" }, depth.writeBack);
    rt.metrics.queueDepth.set({ queue: "retrain" }, depth.retrain);
    rt.metrics.queueDepth.set({ queue: "explain-model" }, depth.explainModel);
  } catch {
    // A gauge that is not there says more than an old number.
    rt.metrics.queueDepth.reset();
  }
  return { body: await rt.metrics.registry.metrics(), contentType: rt.metrics.registry.contentType };
}
