import { findGrant, sessionGrants } from "@/db/queries/identity";
import type { Authorized } from "@/lib/auth/principal";
import { toAppError } from "@/lib/core/errors";
import { currentTrace } from "@/lib/core/trace-context";
import type { SpanAttributes, SpanName } from "@/lib/monitoring/tracing";
import { processState } from "../service/process-state";
import type { Runtime } from "../service/runtime";

/** Traces of the launches of a session, by launch; under "" the newest's. */
type Traces = ReadonlyMap<string, string>;
/** So many sessions' are kept in memory, the oldest forgotten first. */
const MOST_KEPT = 1_000;

/**
 * Where the trace of a session's launch began (traceparent), of its newest one without `launchId`; null where none was
 * traced. Another session's launch has none. A session's launches stand when it begins, so they are asked for once.
 */
export async function traceOfLaunch(
  rt: Runtime,
  sessionId: string,
  launchId: string | null,
): Promise<string | null> {
  if (!rt.tracing.on) return null;
  const kept = processState(rt, "launch traces", () => new Map<string, Promise<Traces>>());
  const known = kept.get(sessionId) ?? readTraces(rt, sessionId);
  if (!kept.has(sessionId)) {
    kept.set(sessionId, known);
    const [oldest] = kept.keys();
    if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
  }
  return (await known).get(launchId ?? "") ?? null;
}

/** A request does not fail for its trace. */
async function readTraces(rt: Runtime, sessionId: string): Promise<Traces> {
  try {
    const grants = await sessionGrants(rt.db, sessionId);
    const traced = grants.flatMap((g): [string, string][] =>
      g.context.trace ? [[g.id, g.context.trace]] : [],
    );
    const [newest] = traced;
    return new Map(newest ? [...traced, ["", newest[1]]] : traced);
  } catch (error) {
    rt.logger.warn({ err: toAppError(error) }, "the launches' traces could not be read");
    return new Map();
  }
}

/** The trace of the launch that a decision was made in. */
export async function traceOfGrant(rt: Runtime, grantId: string): Promise<string | null> {
  if (!rt.tracing.on) return null;
  return (await findGrant(rt.db, grantId).catch(() => null))?.context.trace ?? null;
}

/** Does what is asked about a visit as a part of its launch's trace, or of the request under way, which is one already. */
export async function inLaunch<T>(
  rt: Runtime,
  { principal }: Authorized,
  launchId: string | null,
  name: SpanName,
  attributes: SpanAttributes,
  work: () => Promise<T>,
): Promise<T> {
  if (!rt.tracing.on) return work();
  const parent = currentTrace() ? null : await traceOfLaunch(rt, principal.sessionId, launchId);
  return rt.tracing.span(name, attributes, work, { parent });
}
