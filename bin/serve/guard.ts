import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { FrameOrigins } from "@/lib/auth/embedding";
import type { Logger } from "@/lib/core/logger";
import { countsOf, kindOf, pathOf, type RequestKind } from "./classify";
import { clientAddress, networkOf, type Trust } from "./client-address";
import { GuardedMessage } from "./guarded-message";
import { isForAnother } from "./hosts";
import { ANONYMOUS_AT_ONCE, CONNECTIONS, LARGEST_HEADERS, largestBody, TIMES } from "./limits";
import { createRateLimits, type RateLimits } from "./rate-limits";
import { type Refusal, refuse } from "./refuse";
import type { SessionReader } from "./session-reader";

export type GuardOptions = {
  readonly handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  readonly trust: Trust;
  readonly readSession: SessionReader;
  /** In a network: the address of the site this process is for. A request for another host is not its own to answer. */
  readonly site?: { readonly origin: string } | undefined;
  readonly logger: Logger;
  /** Who may show us in a frame, refusals included. */
  readonly frameOrigins?: FrameOrigins;
  /** Told of each request when its answer has ended; status null: who asked went away first. */
  readonly observe?: (kind: RequestKind, status: number | null, seconds: number) => void;
  readonly limits?: RateLimits;
  readonly times?: { readonly [K in keyof typeof TIMES]: number };
  readonly connections?: { readonly [K in keyof typeof CONNECTIONS]: number };
  readonly anonymousAtOnce?: number;
};

/**
 * The door: everything about a request that can be judged without knowing what it is for, before anything else sees or
 * buffers it. Sizes and times, then how often, then how many at once.
 */
export function createGuardedServer(options: GuardOptions): Server {
  const {
    handle,
    trust,
    readSession,
    logger,
    frameOrigins,
    times = TIMES,
    connections = CONNECTIONS,
  } = options;
  const limits = options.limits ?? createRateLimits();
  const atOnce = options.anonymousAtOnce ?? ANONYMOUS_AT_ONCE;
  let anonymous = 0;

  async function judge(request: GuardedMessage): Promise<Refusal | { readonly anonymous: boolean }> {
    const method = request.method ?? "";
    const path = pathOf(request.url);
    if (path === null) return { status: 400, close: true };
    if (options.site && isForAnother(request, options.site.origin, path)) return { status: 421, close: true };
    const largest = largestBody(method, path);
    if (Number(request.headers["content-length"] ?? 0) > largest) {
      logger.warn({ reason: "too large", method, status: 413 }, "request refused");
      return { status: 413, close: true };
    }
    request.largest = largest;
    const address = clientAddress(request, trust);
    const session = await readSession(request.headers.cookie);
    const counts = countsOf({ method, path }, address, session);
    request.kind = kindOf(counts);
    const verdict = await limits.take(counts);
    if (!verdict.ok) {
      if (verdict.first)
        logger.warn(
          { reason: verdict.bucket, address: session ? null : address, status: 429 },
          "too many requests; more of them are refused without a line each",
        );
      return { status: 429, retryAfterSeconds: verdict.retryAfterSeconds, close: hasBody(request) };
    }
    // Files and probes are short; what waits for the EHR is not.
    const waits = counts.some(
      ([bucket]) => bucket === "launch" || bucket === "anonymous" || bucket === "cds",
    );
    if (waits && anonymous >= atOnce) return { status: 503, retryAfterSeconds: 5, close: hasBody(request) };
    return { anonymous: waits };
  }

  async function answer(request: GuardedMessage, response: ServerResponse): Promise<void> {
    request.onTooLarge = () => refuse(request, response, { status: 413, close: true }, frameOrigins);
    const verdict = await judge(request);
    if ("status" in verdict) return refuse(request, response, verdict, frameOrigins);
    if (verdict.anonymous) {
      anonymous++;
      response.once("close", () => anonymous--);
    }
    await handle(request, response);
  }

  const server = createServer(
    {
      IncomingMessage: GuardedMessage,
      headersTimeout: times.headersMs,
      requestTimeout: times.requestMs,
      keepAliveTimeout: times.idleMs,
      connectionsCheckingInterval: times.checkMs,
      maxHeaderSize: LARGEST_HEADERS,
    },
    (request, response) => {
      watch(request, response, options.observe);
      answer(request, response).catch((error: unknown) => {
        logger.error({ err: error }, "a request failed");
        if (response.headersSent) response.destroy();
        else response.writeHead(500, { "cache-control": "no-store" }).end();
      });
    },
  );
  server.maxConnections = connections.all;
  limitConnections(server, trust, connections.perAddress);
  return server;
}

function watch(request: GuardedMessage, response: ServerResponse, observe: GuardOptions["observe"]): void {
  if (!observe) return;
  const started = performance.now();
  response.once("close", () => {
    const status = response.writableFinished ? response.statusCode : null;
    observe(request.kind, status, (performance.now() - started) / 1000);
  });
}

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;

/** A proxy of ours speaks for many; anybody else may hold so many connections and no more. */
export function limitConnections(server: Server, trust: Trust, most: number): void {
  const open = new Map<string, number>();
  server.on("connection", (socket: Socket) => {
    const peer = socket.remoteAddress ?? "";
    if (trust(peer, 0)) return;
    const network = networkOf(peer);
    const count = (open.get(network) ?? 0) + 1;
    if (count > most) {
      socket.destroy();
      return;
    }
    open.set(network, count);
    socket.once("close", () => {
      const left = (open.get(network) ?? 1) - 1;
      if (left > 0) open.set(network, left);
      else open.delete(network);
    });
  });
}
