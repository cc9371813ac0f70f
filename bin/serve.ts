// The app's process: Next behind a door that limits sizes, times and rates, everything it says in one kind of log line.
// `npm start` runs it; `--dev` runs Next's own development server instead, which has no door.
import next from "next";
import { readFrameOrigins } from "@/lib/auth/embedding";
import { sessionCookie } from "@/lib/auth/next";
import { logConsole } from "@/lib/core/console-log";
import { parseEnv } from "@/lib/core/env";
import { createLogger, siteLogger } from "@/lib/core/logger";
import { sharedMetrics } from "@/lib/monitoring/metrics";
import { parseTrust } from "./serve/client-address";
import { createGuardedServer } from "./serve/guard";
import { createSessionReader } from "./serve/session-reader";
import { commandLine } from "./start/site";

async function main(): Promise<void> {
  await commandLine({ readsDotEnv: false });
  const env = parseEnv(process.env);
  // next-auth reads it; a container runs this process alone.
  process.env.NEXTAUTH_URL ??= env.APP_ORIGIN;
  const logger = siteLogger(createLogger(env.LOG_LEVEL), env.SITE_ID);
  logConsole(logger);
  const hostname = process.env.HOST ?? "0.0.0.0";
  const trust = parseTrust(env.TRUSTED_PROXIES);
  const frameOrigins = readFrameOrigins(env.SMART_ISSUERS);
  const app = next({ dev: false, hostname, port: env.PORT });
  // Opens the database and starts the worker (instrumentation-node.ts); a process that cannot do that has ended by now.
  await app.prepare();
  const handle = app.getRequestHandler();
  let warned = false;
  const server = createGuardedServer({
    trust,
    logger,
    site: env.SITE_ID ? { origin: env.APP_ORIGIN } : undefined,
    frameOrigins,
    readSession: createSessionReader(
      env.NEXTAUTH_SECRET,
      sessionCookie("", env.APP_ORIGIN, frameOrigins.length > 0).name,
    ),
    observe: (kind, status, seconds) =>
      sharedMetrics()?.httpDuration.observe(
        { kind, status: status === null ? "gone" : `${Math.floor(status / 100)}xx` },
        seconds,
      ),
    handle: (request, response) => {
      if (!warned && request.headers["x-forwarded-for"] && !trust(request.socket.remoteAddress ?? "", 0)) {
        warned = true;
        logger.warn(
          {},
          "X-Forwarded-For comes from an address that is not in TRUSTED_PROXIES: everybody behind it counts as one client",
        );
      }
      return handle(request, response);
    },
  });
  // Nothing here speaks WebSocket.
  server.on("upgrade", (_request, socket) => socket.destroy());
  server.on("error", (error) => {
    logger.error({ err: error, port: env.PORT }, "the app cannot listen");
    process.exit(1);
  });
  server.listen(env.PORT, hostname);
}

main().catch((error: unknown) => {
  createLogger().error({ err: error }, "the app did not start");
  process.exit(1);
});
