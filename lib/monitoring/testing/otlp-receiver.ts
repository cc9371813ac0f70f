import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A span as OTLP/HTTP in JSON carries it. */
export type SentSpan = {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly name: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly failed: boolean;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly links: readonly string[];
};

export type OtlpReceiver = {
  readonly endpoint: string;
  /** Every byte it was sent, as text, with the headers. */
  readonly bytes: string[];
  readonly spans: SentSpan[];
  /** What it answers; "never": it takes the request and says nothing. */
  answer: number | "never";
  close(): Promise<void>;
};

type Value = { stringValue?: string; intValue?: number | string; doubleValue?: number };
type Json = {
  resourceSpans: {
    scopeSpans: {
      spans: {
        traceId: string;
        spanId: string;
        parentSpanId?: string;
        name: string;
        startTimeUnixNano: string;
        endTimeUnixNano: string;
        status?: { code?: number };
        attributes?: { key: string; value: Value }[];
        links?: { traceId: string }[];
      }[];
    }[];
  }[];
};

/** Stands in for an OpenTelemetry collector: takes OTLP over HTTP as JSON on a port of its own. */
export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const bytes: string[] = [];
  const spans: SentSpan[] = [];
  const receiver = { answer: 200 as OtlpReceiver["answer"] };
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += String(chunk);
    });
    request.on("end", () => {
      bytes.push(`${request.method} ${request.url}\n${JSON.stringify(request.headers)}\n${body}`);
      if (receiver.answer === "never") return;
      if (receiver.answer === 200) spans.push(...spansOf(JSON.parse(body) as Json));
      response.writeHead(receiver.answer, { "content-type": "application/json" }).end("{}");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(receiver, {
    endpoint: `http://127.0.0.1:${port}`,
    bytes,
    spans,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}

const spansOf = ({ resourceSpans }: Json): SentSpan[] =>
  resourceSpans
    .flatMap((r) => r.scopeSpans)
    .flatMap((s) => s.spans)
    .map((s) => ({
      traceId: s.traceId,
      spanId: s.spanId,
      parentSpanId: s.parentSpanId ?? "",
      name: s.name,
      startMs: Number(s.startTimeUnixNano) / 1e6,
      endMs: Number(s.endTimeUnixNano) / 1e6,
      failed: s.status?.code === 2,
      attributes: Object.fromEntries((s.attributes ?? []).map(({ key, value }) => [key, readValue(value)])),
      links: (s.links ?? []).map((l) => l.traceId),
    }));

const readValue = ({ stringValue, intValue, doubleValue }: Value): string | number =>
  stringValue ?? Number(intValue ?? doubleValue);
