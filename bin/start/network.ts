import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer } from "node:net";
import type { Network, Site } from "@/lib/auth/sites";
import { parseEnv } from "@/lib/core/env";
import { AppError } from "@/lib/core/errors";
import type { Logger } from "@/lib/core/logger";
import { parseTrust } from "../serve/client-address";
import { createFront, type Door } from "../serve/front";
import { answerForAll } from "../serve/front-probes";
import { startChild } from "./children";
import { environmentOf } from "./site";
import { type Supervised, supervise } from "./supervise";

/** A little more than an app takes to finish what it acknowledged. */
const GRACE_MS = 12_000;

type Started = { readonly site: Site; readonly env: Record<string, string> };

/** The settings of every site, all of them checked before anything is started. */
export function settleAll(network: Network): Started[] {
  return network.sites.map((site) => {
    const env = environmentOf(site);
    try {
      parseEnv(env);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      throw new AppError("config-invalid", `${site.id}: ${error.message}`, { cause: error });
    }
    return { site, env };
  });
}

/** One process for each site, each begun again by itself when it ends. @returns how to stop them all */
export function superviseSites(
  started: readonly Started[],
  command: readonly string[],
  more: (at: number) => Record<string, string>,
  logger: Logger,
): () => Promise<void> {
  const running: Supervised[] = started.map(({ site, env }, at) =>
    supervise({
      start: () => startChild(site.name, command, { ...env, ...more(at) }),
      onEnd: (code, againIn) =>
        logger.error(
          { site: site.id, status: code },
          `a site's process ended by itself; it begins again in ${againIn / 1000} s`,
        ),
      graceMs: GRACE_MS,
    }),
  );
  return async () => {
    await Promise.all(running.map((site) => site.stop()));
  };
}

export type RunningNetwork = { readonly server: Server; stop(): Promise<void> };

/** The apps of all sites behind one door on `port`. */
export async function startNetwork(
  network: Network,
  { bind, port, logger }: { readonly bind: string; readonly port: number; readonly logger: Logger },
): Promise<RunningNetwork> {
  const started = settleAll(network);
  const trusted = process.env.TRUSTED_PROXIES ?? "";
  const ports = await freePorts(started.length);
  const stopSites = superviseSites(
    started,
    ["--import", "tsx", "bin/serve.ts"],
    (at) => ({
      HOST: "127.0.0.1",
      PORT: String(ports[at]),
      // The door is on this machine, and says who asked it.
      TRUSTED_PROXIES: [trusted, "127.0.0.1"].filter(Boolean).join(","),
      NODE_ENV: "production",
      NEXT_MANUAL_SIG_HANDLE: "true",
      NEXT_TELEMETRY_DISABLED: "1",
    }),
    logger,
  );
  const doors: Door[] = started.map(({ site, env }, at) => ({
    id: site.id,
    origin: site.origin,
    port: ports[at] ?? 0,
    metricsToken: env.METRICS_TOKEN ?? "",
  }));
  const server = createFront({
    doors,
    trust: parseTrust(trusted),
    logger,
    answer: (request: IncomingMessage, response: ServerResponse) =>
      answerForAll(request, response, doors, process.env.METRICS_TOKEN || null),
  });
  try {
    await listening(server, port, bind);
  } catch (error) {
    await stopSites();
    throw error;
  }
  return {
    server,
    async stop() {
      server.close();
      await stopSites();
      server.closeAllConnections();
    },
  };
}

function listening(server: Server, port: number, bind: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, bind, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

/** Ports nobody uses now; held until all are known, so that none is given twice. */
async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise<ReturnType<typeof createServer>>((resolve, reject) => {
          const server = createServer().once("error", reject);
          server.listen(0, "127.0.0.1", () => resolve(server));
        }),
    ),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
