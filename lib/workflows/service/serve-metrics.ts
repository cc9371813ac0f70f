import { createServer, type Server } from "node:http";
import { AppError } from "@/lib/core/errors";
import { answerMetrics } from "./collect-metrics";
import type { Runtime } from "./runtime";

/** The worker's figures, on this machine's own address alone and for the same token as the app's. Null: not wanted. */
export async function serveMetrics(rt: Runtime, port = rt.env.WORKER_METRICS_PORT): Promise<Server | null> {
  if (port === undefined) return null;
  if (!rt.env.METRICS_TOKEN)
    throw new AppError("config-invalid", "WORKER_METRICS_PORT needs METRICS_TOKEN to be set too");
  const server = createServer((request, response) => {
    const isMetrics = request.method === "GET" && request.url === "/api/metrics";
    const answer = isMetrics
      ? answerMetrics(rt, request.headers.authorization ?? null, request.headers.accept ?? null)
      : Promise.resolve({ status: 404, headers: {}, body: "" });
    answer.then(
      ({ status, headers, body }) => response.writeHead(status, headers).end(body),
      (error: unknown) => {
        rt.logger.error({ err: error }, "the figures could not be gathered");
        response.writeHead(500).end();
      },
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause) =>
      reject(new AppError("config-invalid", `WORKER_METRICS_PORT: port ${port} cannot be had`, { cause })),
    );
    server.listen(port, "127.0.0.1", resolve);
  });
  rt.queue.stopping.addEventListener("abort", () => server.close(), { once: true });
  return server;
}
