import { AsyncLocalStorage } from "node:async_hooks";

/** Where in which trace a process is: random numbers that say nothing of anybody. */
export type TraceContext = {
  /** 32 hex digits. */
  readonly traceId: string;
  /** 16 hex digits. */
  readonly spanId: string;
  /** Whether the trace is kept. */
  readonly sampled: boolean;
};
/** Begin of the work in this process on both clocks: the spans of it are timed by the one that never jumps (ms). */
export type ActiveTrace = TraceContext & {
  readonly since: { readonly wall: number; readonly steady: number };
};

const ACTIVE = Symbol.for("openacuity.trace");
type Holder = { [ACTIVE]?: AsyncLocalStorage<ActiveTrace | null> };
/** On globalThis because Next bundles modules more than once. */
function active(): AsyncLocalStorage<ActiveTrace | null> {
  const holder = globalThis as Holder;
  holder[ACTIVE] ??= new AsyncLocalStorage();
  return holder[ACTIVE];
}

export const currentTrace = (): ActiveTrace | null => active().getStore() ?? null;
export const withTrace = <T>(trace: ActiveTrace, work: () => T): T => active().run(trace, work);
/** For what is done now and belongs to something else. */
export const withoutTrace = <T>(work: () => T): T => active().run(null, work);

/** The trace to look a moment up in; null where none is kept of it. */
export function keptTraceId(): string | null {
  const trace = currentTrace();
  return trace?.sampled ? trace.traceId : null;
}

/** W3C Trace Context, level 1, §3.2: version 00, trace id, parent id, flags. */
export const writeTraceparent = ({ traceId, spanId, sampled }: TraceContext): string =>
  `00-${traceId}-${spanId}-${sampled ? "01" : "00"}`;

/** Null for what is none: a trace is never worth an error. */
export function readTraceparent(text: unknown): TraceContext | null {
  const parts =
    typeof text === "string" ? /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/.exec(text) : null;
  const [, traceId = "", spanId = "", flags = ""] = parts ?? [];
  if (!parts || /^0+$/.test(traceId) || /^0+$/.test(spanId)) return null;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

/** What a row or a job takes along; null outside a trace. */
export function currentTraceparent(): string | null {
  const trace = currentTrace();
  return trace ? writeTraceparent(trace) : null;
}
