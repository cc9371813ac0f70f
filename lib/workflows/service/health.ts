import type { DbHandle } from "@/db/client";
import { tallyWriteBacks } from "@/db/queries/console";
import type { SmartIssuer } from "@/lib/auth/issuers";
import { MINUTE, SECOND } from "@/lib/core/clock";
import { DEGRADED } from "@/lib/monitoring/labels";
import { type AuditRights, adviceOn, auditRights } from "../govern/audit-rights";
import type { ModelState } from "../views";
import { processState } from "./process-state";
import type { WorkQueue } from "./queue";
import type { Runtime } from "./runtime";

export type Check = { readonly ok: boolean; readonly why: string | null };

/** ready: everything works. degraded: patients can be triaged, with less. down: nothing can be recorded, or read at all. */
export type Health = {
  readonly status: "ready" | "degraded" | "down";
  readonly mode: "embedded" | "production";
  readonly checks: {
    readonly database: Check & { readonly kind: "pglite" | "postgres" };
    readonly ehr: readonly (Check & { readonly name: string })[];
    readonly model: Check & { readonly state: ModelState };
    /** Whether the engine answers that the settings name, or another in its place. */
    readonly engine: Check;
    /** Whether the audit log's head is anchored outside the database; `advice`: what makes it easier to alter than need be. */
    readonly audit: Check & {
      readonly anchored: { readonly seq: number; readonly at: string } | null;
      readonly advice: string | null;
    };
    readonly queue: Check & { readonly waiting: Awaited<ReturnType<WorkQueue["depth"]>> };
  };
};

const EHR_TTL = 15 * SECOND;
const WRITE_TTL = 2 * SECOND;
const RIGHTS_TTL = 5 * MINUTE;
const PROBE_TIMEOUT = 3 * SECOND;
/** A decision is in the EHR within seconds; one that waits for this long is somebody's business. */
const WAITING_TOO_LONG = 10 * MINUTE;

const fine: Check = { ok: true, why: null };
const not = (why: string): Check => ({ ok: false, why });

export async function getHealth(rt: Runtime): Promise<Health> {
  const [database, ehr, model, queue, audit] = await Promise.all([
    checkDatabase(rt),
    Promise.all(rt.issuers.map(async (i) => ({ name: i.name, ...(await checkEhr(i, Date.now())) }))),
    checkModel(rt),
    checkQueue(rt),
    checkAudit(rt),
  ]);
  const engine = engineOf(model.state);
  const others = [model, engine, queue, audit, ...ehr];
  const status = !database.ok ? "down" : others.every((c) => c.ok) ? "ready" : "degraded";
  return { status, mode: rt.env.mode, checks: { database, ehr, model, engine, audit, queue } };
}

/** What is not as it should be now, in words of a closed list. */
export async function degradedReasons(rt: Runtime): Promise<(typeof DEGRADED)[number][]> {
  const { checks } = await getHealth(rt);
  const { state } = checks.model;
  const ok = {
    ...checks,
    ehr: { ok: checks.ehr.every((e) => e.ok) },
    "switched-off": { ok: state.state === "ready" || !state.switchedOff },
  };
  return DEGRADED.filter((reason) => !ok[reason].ok);
}

/** What an orchestrator asks before it sends anybody here: the database takes writes, and this process is not on its way out. */
export async function isReady(rt: Runtime): Promise<Check> {
  if (rt.queue.stopping.aborted) return not("This process is stopping.");
  const { ok, why } = await checkDatabase(rt);
  return { ok, why };
}

/** `/api/health/live` and `/api/health/ready`, of the app and of its workers alike. Null: neither was asked. */
export async function answerProbe(rt: Runtime, path: string): Promise<Check | null> {
  // That it answers at all is the answer: a database that is away is mended by no restart of this process.
  if (path === "/api/health/live") return fine;
  return path === "/api/health/ready" ? isReady(rt) : null;
}

type WriteProbe = { at: number; answer: Promise<Check>; underWay: boolean };

/** One write at a time, and none while the last one is fresh, however often health is asked for. */
async function checkDatabase(rt: Runtime): Promise<Health["checks"]["database"]> {
  const kept = processState(rt, "database probe", (): { last: WriteProbe | null } => ({ last: null }));
  const due = !kept.last || (!kept.last.underWay && Date.now() - kept.last.at >= WRITE_TTL);
  if (due) kept.last = startWriteProbe(rt.handle);
  return { kind: rt.handle.kind, ...(await (kept.last as WriteProbe).answer) };
}

/** A write that hangs is not joined by others: it stays the answer until it ends. */
function startWriteProbe(handle: DbHandle): WriteProbe {
  const write = handle.tryWrite().finally(() => {
    probe.underWay = false;
  });
  const probe: WriteProbe = {
    at: Date.now(),
    underWay: true,
    answer: withTimeout(write, PROBE_TIMEOUT).then(
      () => fine,
      (error) => not(NOT_WRITTEN[String((error as { code?: unknown }).code)] ?? NO_ANSWER),
    ),
  };
  write.catch(() => {});
  return probe;
}

const NO_ANSWER = "The database does not answer.";
const READ_ONLY = "The database can only be read at the moment: nothing can be recorded.";
const FULL = "The database's disk is full: nothing can be recorded.";
/** SQLSTATE (PostgreSQL, Appendix A), or the system's word where the disk itself was asked. */
const NOT_WRITTEN: Readonly<Record<string, string>> = {
  "25006": READ_ONLY,
  EROFS: READ_ONLY,
  "53100": FULL,
  ENOSPC: FULL,
  EDQUOT: FULL,
  "42501": "The database lets OpenAcuity read but not write: nothing can be recorded.",
};

async function checkModel(rt: Runtime): Promise<Health["checks"]["model"]> {
  const state = await rt.engines.state();
  return { state, ...(state.state === "ready" ? fine : not(state.why)) };
}

/** The same model answers, to 1e-4: nobody is shown less, and somebody has to mend it. */
const engineOf = (state: ModelState): Check =>
  state.state === "ready" && state.standIn
    ? not(`${state.standIn.why} The same model answers through ${state.engine} instead.`)
    : fine;

async function checkAudit(rt: Runtime): Promise<Health["checks"]["audit"]> {
  const { ok, why, seq, at } = rt.anchors.state();
  const anchored = seq !== null && at !== null ? { seq, at } : null;
  return { ok, why, anchored, advice: adviceOn(await knownRights(rt)) };
}

/** Rights change with a restart or a GRANT: asked for once in a while. */
function knownRights(rt: Runtime): Promise<AuditRights | null> {
  const kept = processState(rt, "audit rights", () => ({
    at: 0,
    rights: Promise.resolve<AuditRights | null>(null),
  }));
  const now = Date.now();
  if (now - kept.at >= RIGHTS_TTL) {
    kept.at = now;
    kept.rights = withTimeout(auditRights(rt.handle), PROBE_TIMEOUT).catch(() => null);
  }
  return kept.rights;
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

export async function withTimeout<T>(work: Promise<T>, ms: number): Promise<T> {
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
