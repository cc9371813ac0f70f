import {
  type Attributes,
  ROOT_CONTEXT,
  type SpanContext,
  SpanStatusCode,
  TraceFlags,
  trace,
} from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import {
  AlwaysOnSampler,
  BatchSpanProcessor,
  RandomIdGenerator,
  type ReadableSpan,
  SamplingDecision,
  type SpanExporter,
  type SpanProcessor,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from "@opentelemetry/sdk-trace";
import { toAppError } from "@/lib/core/errors";
import {
  type ActiveTrace,
  currentTrace,
  readTraceparent,
  type TraceContext,
  withTrace,
} from "@/lib/core/trace-context";
import { labelSets, OTHER } from "./labels";
import { type OpenSpan, SPAN_ATTRIBUTES, type SpanAttributes, type SpanName, type Tracing } from "./tracing";

/**
 * OpenTelemetry's SDK behind {@link Tracing}: the one module that loads it, and it is imported only where tracing is on.
 * The provider is ours alone. A global one would be taken up by Next and other libraries, whose spans carry addresses with ids.
 */
export type OtlpOptions = {
  /** Base address of an OTLP/HTTP receiver; spans go to `/v1/traces` there. */
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Share of the traces that is kept, 0 to 1. */
  readonly ratio: number;
  /** Told how many spans reached the receiver, or are lost. */
  readonly onSpans: (outcome: "sent" | "lost", count: number) => void;
  /** For tests; ms. */
  readonly timing?: { readonly everyMs: number; readonly timeoutMs: number; readonly closeMs: number };
};

/** Spans kept while the receiver does not take them; what comes then is lost. About 2 MB. */
const MOST_WAITING = 2_048;
const TIMING = { everyMs: 2_000, timeoutMs: 5_000, closeMs: 3_000 };

export function startOtlp(options: OtlpOptions): Tracing {
  const timing = options.timing ?? TIMING;
  const exporter = new OTLPTraceExporter({
    url: `${options.endpoint.replace(/\/+$/, "")}/v1/traces`,
    headers: { ...options.headers },
    timeoutMillis: timing.timeoutMs,
    concurrencyLimit: 8,
  });
  const counted = countSpans(exporter, timing, options.onSpans);
  const { stop, ...tracing } = tracingWith(options.ratio, counted, options.onSpans);
  return { ...tracing, close: () => within(timing.closeMs, stop().then(counted.settled)) };
}

/** A receiver that does not answer must not hold a stopping process up. */
async function within(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, deadline]);
  clearTimeout(timer);
}

/** The SDK's batches, with a count of what is lost: to a full buffer, which is kept here, or to a receiver that refuses. */
function countSpans(
  exporter: SpanExporter,
  { everyMs, timeoutMs }: { readonly everyMs: number; readonly timeoutMs: number },
  onSpans: OtlpOptions["onSpans"],
): SpanProcessor & { readonly settled: () => Promise<void> } {
  let waiting = 0;
  const underWay = new Set<Promise<void>>();
  const send = (spans: ReadableSpan[], done: Parameters<SpanExporter["export"]>[1]): Promise<void> =>
    new Promise((resolve) => {
      exporter.export(spans, (result) => {
        // ExportResultCode.SUCCESS of @opentelemetry/core.
        onSpans(result.code === 0 ? "sent" : "lost", spans.length);
        resolve();
        done(result);
      });
    });
  const batches = new BatchSpanProcessor({
    exporter: {
      export(spans, done) {
        waiting -= spans.length;
        const sending = send(spans, done).finally(() => underWay.delete(sending));
        underWay.add(sending);
      },
      shutdown: () => exporter.shutdown(),
    },
    maxQueueSize: MOST_WAITING,
    scheduledDelayMillis: everyMs,
    exportTimeoutMillis: timeoutMs + 1_000,
  });
  return {
    onStart: () => {},
    onEnd(span: ReadableSpan) {
      if (waiting >= MOST_WAITING) return onSpans("lost", 1);
      waiting++;
      batches.onEnd(span);
    },
    forceFlush: () => batches.forceFlush(),
    shutdown: () => batches.shutdown(),
    // The SDK's shutdown ends with the first batch that fails, while others are on their way.
    settled: async () => {
      await Promise.all(underWay);
      await exporter.shutdown();
    },
  };
}

/** A span that has ended, before the SDK has it. */
type Noted = {
  readonly name: SpanName;
  readonly attributes: SpanAttributes;
  readonly failed: boolean;
  readonly at: TraceContext;
  readonly parent: { readonly context: TraceContext; readonly isRemote: boolean } | null;
  readonly link: TraceContext | null;
  /** Unix time in ms. */
  readonly startedAt: number;
  readonly endedAt: number;
};
const NOTED_MS = 250;

/**
 * While somebody waits a span is only noted; the SDK makes spans of the notes a little later, many at once, by the ids that
 * were given out already.
 */
function tracingWith(
  ratio: number,
  processor: SpanProcessor,
  onSpans: OtlpOptions["onSpans"],
): Omit<Tracing, "close"> & { readonly stop: () => Promise<void> } {
  const sets = labelSets();
  const ids = new RandomIdGenerator();
  const sampler = new TraceIdRatioBasedSampler(ratio);
  let made: TraceContext = { traceId: "", spanId: "", sampled: true };
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ "service.name": "openacuity", "process.pid": process.pid }),
    // What is not kept is not noted.
    sampler: new AlwaysOnSampler(),
    idGenerator: { generateTraceId: () => made.traceId, generateSpanId: () => made.spanId },
    spanProcessors: [processor],
  });
  const tracer = provider.getTracer("openacuity");

  /** Only what the list has, and of it only what its set admits: whatever a caller hands in by mistake is not sent. */
  const close = (given: SpanAttributes): Attributes => {
    const kept: Attributes = {};
    for (const [name, value] of Object.entries(given)) {
      const set = Object.hasOwn(SPAN_ATTRIBUTES, name)
        ? SPAN_ATTRIBUTES[name as keyof typeof SPAN_ATTRIBUTES]
        : null;
      if (set === null || value === undefined) continue;
      if (set !== "number") kept[name] = sets[set].admits(String(value)) ? String(value) : OTHER;
      else if (typeof value === "number") kept[name] = value;
    }
    return kept;
  };
  const noted: Noted[] = [];
  let timer: NodeJS.Timeout | undefined;
  const makeNoted = () => {
    clearTimeout(timer);
    timer = undefined;
    for (const { name, attributes, failed, at, parent, link, startedAt, endedAt } of noted.splice(0)) {
      made = at;
      const span = tracer.startSpan(
        name,
        {
          attributes: close(attributes),
          links: link ? [{ context: toSpanContext(link, true) }] : [],
          startTime: startedAt,
        },
        parent
          ? trace.setSpanContext(ROOT_CONTEXT, toSpanContext(parent.context, parent.isRemote))
          : ROOT_CONTEXT,
      );
      if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end(endedAt);
    }
  };
  const note = (span: Noted): void => {
    if (!span.at.sampled) return;
    if (noted.length >= MOST_WAITING) onSpans("lost", 1);
    else noted.push(span);
    timer ??= setTimeout(makeNoted, NOTED_MS).unref();
  };
  const isKept = (traceId: string): boolean =>
    sampler.shouldSample(ROOT_CONTEXT, traceId).decision === SamplingDecision.RECORD_AND_SAMPLED;
  const begin = (parent: TraceContext | null): TraceContext => {
    const traceId = parent?.traceId ?? ids.generateTraceId();
    return { traceId, spanId: ids.generateSpanId(), sampled: parent?.sampled ?? isKept(traceId) };
  };
  return {
    on: true,
    async span(name, attributes, work, origin = {}) {
      const around = currentTrace();
      const since = around?.since ?? { wall: Date.now(), steady: performance.now() };
      const parent = around ?? readTraceparent(origin.parent);
      const at = begin(parent);
      const startedAt = clockOf(since);
      let said = attributes;
      let failed = false;
      const here: OpenSpan = {
        set: (more) => {
          said = { ...said, ...more };
        },
        fail: (code) => {
          failed = true;
          said = { ...said, "error.type": code };
        },
      };
      try {
        return await withTrace({ ...at, since }, () => work(here));
      } catch (error) {
        here.fail(toAppError(error).code);
        throw error;
      } finally {
        note({
          name,
          attributes: said,
          failed,
          at,
          parent: parent && { context: parent, isRemote: !around },
          link: around ? null : readTraceparent(origin.link),
          startedAt,
          endedAt: clockOf(since),
        });
      }
    },
    ended(name, attributes, seconds) {
      const around = currentTrace();
      if (!around?.sampled) return;
      const endedAt = clockOf(around.since);
      note({
        name,
        attributes,
        failed: false,
        at: begin(around),
        parent: { context: around, isRemote: false },
        link: null,
        startedAt: endedAt - seconds * 1_000,
        endedAt,
      });
    },
    stop: async () => {
      makeNoted();
      // What could not be sent has been counted.
      await provider.shutdown().catch(() => {});
    },
  };
}

/** Unix time in ms, by the clock that never jumps: a span cannot end before it began, nor after what it is part of. */
const clockOf = ({ wall, steady }: ActiveTrace["since"]): number => wall + performance.now() - steady;

const toSpanContext = ({ traceId, spanId, sampled }: TraceContext, isRemote: boolean): SpanContext => ({
  traceId,
  spanId,
  traceFlags: sampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
  isRemote,
});
