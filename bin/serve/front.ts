import {
  Agent,
  createServer,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from "node:http";
import { pipeline } from "node:stream";
import type { Logger } from "@/lib/core/logger";
import { pathOf } from "./classify";
import type { Trust } from "./client-address";
import { limitConnections } from "./guard";
import { GuardedMessage } from "./guarded-message";
import { hostOf, hostOfOrigin } from "./hosts";
import { CONNECTIONS, LARGEST_HEADERS, largestBody, TIMES } from "./limits";
import { refuse } from "./refuse";

/** A site, and where on this machine its own process listens. */
export type Door = {
  readonly id: string;
  readonly origin: string;
  readonly port: number;
  /** The site's own METRICS_TOKEN; empty: it has none. */
  readonly metricsToken: string;
};

export type FrontOptions = {
  readonly doors: readonly Door[];
  /** Answers what is asked of the installation, by an address that is no site's; false: it is nothing of the kind. */
  readonly answer: (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;
  readonly trust: Trust;
  readonly logger: Logger;
};

const IDLE_MS = 30_000;

/** Meant for one connection and not handed on (RFC 9110, 7.6.1). */
const HOP_BY_HOP = [
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
];

/**
 * The door of a network: hands each request to the process of the site whose host it names, and to no other. It reads nothing of
 * what it hands on; rates and sessions are judged there.
 */
export function createFront({ doors, answer, trust, logger }: FrontOptions): Server {
  const byHost = new Map(doors.map((door) => [hostOfOrigin(door.origin), door]));
  // An idle connection is closed here, long before the other end would (limits.ts).
  const agent = new Agent({ keepAlive: true, maxFreeSockets: 64, timeout: IDLE_MS });
  const server = createServer(
    {
      IncomingMessage: GuardedMessage,
      headersTimeout: TIMES.headersMs,
      requestTimeout: TIMES.requestMs,
      keepAliveTimeout: TIMES.idleMs,
      connectionsCheckingInterval: TIMES.checkMs,
      maxHeaderSize: LARGEST_HEADERS,
    },
    (incoming, response) => {
      // Judged here as well: who stops reading has no safe way to say why to a door that still writes.
      const largest = largestBody(incoming.method ?? "", pathOf(incoming.url) ?? "");
      incoming.largest = largest;
      incoming.onTooLarge = () => refuse(incoming, response, { status: 413, close: true });
      if (Number(incoming.headers["content-length"] ?? 0) > largest) return incoming.onTooLarge();
      const door = byHost.get(hostOf(incoming));
      if (door) return handOn(incoming, response, door, agent, logger);
      answer(incoming, response)
        .then((answered) => answered || refuse(incoming, response, { status: 421, close: true }))
        .catch((error: unknown) => {
          logger.error({ err: error }, "a request failed");
          response.destroy();
        });
    },
  );
  server.maxConnections = CONNECTIONS.all * 4;
  limitConnections(server, trust, CONNECTIONS.perAddress);
  // Nothing here speaks WebSocket.
  server.on("upgrade", (_request, socket) => socket.destroy());
  server.on("close", () => agent.destroy());
  return server;
}

function handOn(
  incoming: IncomingMessage,
  response: ServerResponse,
  door: Door,
  agent: Agent,
  logger: Logger,
): void {
  const outgoing = request(
    {
      agent,
      host: "127.0.0.1",
      port: door.port,
      method: incoming.method,
      path: incoming.url,
      headers: headersFor(incoming),
      setHost: false,
    },
    (answered) => {
      response.writeHead(
        answered.statusCode ?? 502,
        withoutHops(answered.headers, answered.headers.connection),
      );
      // A page that listens gets each word at once, and not only with the next.
      response.flushHeaders();
      pipeline(answered, response, () => {});
    },
  );
  outgoing.on("error", (error) => {
    if (response.destroyed) return;
    if (!response.headersSent)
      logger.warn(
        { reason: (error as { code?: string }).code ?? "gone", site: door.id },
        "a site does not answer",
      );
    refuse(incoming, response, { status: 503, retryAfterSeconds: 5, close: true });
  });
  // Who asked has gone away: so has what was asked.
  response.once("close", () => response.writableFinished || outgoing.destroy());
  pipeline(incoming, outgoing, (error) => error && outgoing.destroy());
}

type Headers = Record<string, string | string[] | undefined>;

function headersFor(incoming: IncomingMessage): Headers {
  const { headers, socket } = incoming;
  const before = headers["x-forwarded-for"];
  const hasBody = headers["transfer-encoding"] !== undefined;
  return {
    ...withoutHops(headers, headers.connection),
    ...(hasBody ? { "transfer-encoding": "chunked" } : {}),
    // The site's process believes this machine, and of the rest what TRUSTED_PROXIES says.
    "x-forwarded-for": [before, socket.remoteAddress].flat().filter(Boolean).join(", "),
  };
}

function withoutHops(headers: Headers, connection: string | undefined): Headers {
  const named = (connection ?? "").split(",").map((name) => name.trim().toLowerCase());
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !HOP_BY_HOP.includes(name) && !named.includes(name)),
  );
}
