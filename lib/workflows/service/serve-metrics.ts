import { createServer, type IncomingMessage, type Server } from "node:http";
import { AppError } from "@/lib/core/errors";
import { answerMetrics, type MetricsAnswer } from "./collect-metrics";
import { answerProbe } from "./health";
import type { Runtime } from "./runtime";

/**
 * A worker's figures, for the same token as the app's, and what an orchestrator asks of it. On this machine's own address
 * alone, unless WORKER_METRICS_HOST says otherwise. Null: not wanted.
 */
export async function serveMetrics(rt: Runtime, port = rt.env.WORKER_METRICS_PORT): Promise<Server | null> {
  if (port === undefined) return null;
  if (!rt.env.METRICS_TOKEN)
    throw new AppError("config-invalid", "WORKER_METRICS_PORT needs METRICS_TOKEN to be set too");
  const server = createServer((request, response) => {
    answer(rt, request).then(
      ({ status, headers, body }) => response.writeHead(status, headers).end(body),
      (error: unknown) => {
        rt.logger.error({ err: error }, "the figures could not be gathered");
        response.writeHead(500).end();
      },
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause) =>
      reject(
        new AppError(
          "config-invalid",
          `WORKER_METRICS_PORT: ${rt.env.WORKER_METRICS_HOST}:${port} cannot be had`,
          { cause },
        ),
      ),
    );
    server.listen(port, rt.env.WORKER_METRICS_HOST, resolve);
  });
  rt.queue.stopping.addEventListener("abort", () => server.close(), { once: true });
  return server;
}

async function answer(rt: Runtime, { method, url = "", headers }: IncomingMessage): Promise<MetricsAnswer> {
  if (method !== "GET") return { status: 404, headers: {}, body: "" };
  if (url === "/api/metrics") return answerMetrics(rt, headers.authorization ?? null, headers.accept ?? null);
  const check = await answerProbe(rt, url);
  if (!check) return { status: 404, headers: {}, body: "" };
  return {
    status: check.ok ? 200 : 503,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(check),
  };
}
