import type { Env } from "@/lib/core/env";
import type { Metrics } from "@/lib/monitoring/metrics";
import { TRACING_OFF, type Tracing } from "@/lib/monitoring/tracing";

/** Off unless a receiver is named: then nothing of OpenTelemetry is even loaded. */
export async function startTracing(env: Env, metrics: Metrics): Promise<Tracing> {
  const endpoint = env.OTEL_EXPORTER_OTLP_ENDPOINT;
  if (!endpoint) return TRACING_OFF;
  const { startOtlp } = await import("@/lib/monitoring/otlp");
  return startOtlp({
    endpoint,
    headers: readHeaders(env.OTEL_EXPORTER_OTLP_HEADERS ?? ""),
    ratio: env.OTEL_TRACES_SAMPLER_ARG,
    onSpans: (outcome, count) => metrics.traceSpans.inc({ outcome }, count),
  });
}

/** `name=value,name=value`, values percent-encoded (OpenTelemetry, "Specifying headers via environment variables"). */
const readHeaders = (text: string): Record<string, string> =>
  Object.fromEntries(
    text
      .split(",")
      .filter((pair) => pair !== "")
      .map((pair) => {
        const at = pair.indexOf("=");
        return [pair.slice(0, at), decodeValue(pair.slice(at + 1))];
      }),
  );

function decodeValue(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
