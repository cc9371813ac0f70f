import {
  type Attributes,
  type Context,
  type Link,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanStatusCode,
  TraceFlags,
  type Tracer,
  trace,
} from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  type ReadableSpan,
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
import { type OpenSpan, type Origin, SPAN_ATTRIBUTES, type SpanAttributes, type Tracing } from "./tracing";

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
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ "service.name": "openacuity", "process.pid": process.pid }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(options.ratio) }),
    spanProcessors: [counted],
  });
  return {
    ...tracingWith(provider.getTracer("openacuity")),
    close: () =>
      within(
        timing.closeMs,
        provider
          .shutdown()
          .catch(() => {})
          .then(counted.settled),
      ),
  };
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
      if ((span.spanContext().traceFlags & TraceFlags.SAMPLED) === 0) return;
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

function tracingWith(tracer: Tracer): Omit<Tracing, "close"> {
  const sets = labelSets();
  /** Only what the list has, and of it only what its set admits: whatever a caller hands in by mistake is not sent. */
  const close = (given: SpanAttributes): Attributes =>
    Object.fromEntries(
      Object.entries(given).flatMap(([name, value]): [string, string | number][] => {
        const set = Object.hasOwn(SPAN_ATTRIBUTES, name)
          ? SPAN_ATTRIBUTES[name as keyof typeof SPAN_ATTRIBUTES]
          : null;
        if (set === null || value === undefined) return [];
        if (set === "number") return typeof value === "number" ? [[name, value]] : [];
        return [[name, sets[set].admits(String(value)) ? String(value) : OTHER]];
      }),
    );
  const open = (around: ActiveTrace | null, origin: Origin): { context: Context; links: Link[] } => {
    const parent = around ?? readTraceparent(origin.parent);
    const link = around ? null : readTraceparent(origin.link);
    return {
      context: parent ? trace.setSpanContext(ROOT_CONTEXT, toSpanContext(parent, !around)) : ROOT_CONTEXT,
      links: link ? [{ context: toSpanContext(link, true) }] : [],
    };
  };
  return {
    on: true,
    async span(name, attributes, work, origin = {}) {
      const around = currentTrace();
      const since = around?.since ?? { wall: Date.now(), steady: performance.now() };
      const { context, links } = open(around, origin);
      const span = tracer.startSpan(
        name,
        { attributes: close(attributes), links, startTime: clockOf(since) },
        context,
      );
      const here: OpenSpan = {
        set: (more) => void span.setAttributes(close(more)),
        fail: (code) => void failWith(span, close({ "error.type": code })),
      };
      try {
        return await withTrace({ ...toTraceContext(span), since }, () => work(here));
      } catch (error) {
        here.fail(toAppError(error).code);
        throw error;
      } finally {
        span.end(clockOf(since));
      }
    },
    ended(name, attributes, seconds) {
      const around = currentTrace();
      if (!around?.sampled) return;
      const now = clockOf(around.since);
      const { context } = open(around, {});
      tracer
        .startSpan(name, { attributes: close(attributes), startTime: now - seconds * 1_000 }, context)
        .end(now);
    },
  };
}

/** Unix time in ms, by the clock that never jumps: a span cannot end before it began, nor after what it is part of. */
const clockOf = ({ wall, steady }: ActiveTrace["since"]): number => wall + performance.now() - steady;

const failWith = (span: Span, attributes: Attributes): Span =>
  span.setAttributes(attributes).setStatus({ code: SpanStatusCode.ERROR });

const toSpanContext = ({ traceId, spanId, sampled }: TraceContext, isRemote: boolean): SpanContext => ({
  traceId,
  spanId,
  traceFlags: sampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
  isRemote,
});

const toTraceContext = (span: Span): TraceContext => {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return { traceId, spanId, sampled: (traceFlags & TraceFlags.SAMPLED) !== 0 };
};
